/* Why a rule found nothing. */
#include "app/why/explain.h"

#include "base/alloc.h"
#include "text/fold.h"

static bool is(const st_step *s, const char *step) { return st_str_equal(s->step, st_cstr(step)); }

/* The annotation of `rule` (n = 0: of any) that has these bytes or, with `over`, some of them. */
static uint32_t annotation_at(const st_layer *l, st_str rule, st_span at, bool over) {
  for (uint32_t i = 0; l && i < st_layer_count(l); i++) {
    st_span s = st_layer_span(l, i);
    if (rule.n && !st_str_equal(st_layer_rule(l, i), rule)) continue;
    if (over ? s.begin < at.end && at.begin < s.end : s.begin == at.begin && s.end == at.end)
      return i;
  }
  return ST_NONE;
}

/* Whether annotations of the layer may overlap: its schema stands in one of the rules. */
static bool may_overlap(const st_explainer *x, st_str layer) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(x->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (rules[i].has_schema && st_str_equal(rules[i].writes, layer))
      return rules[i].overlap == ST_OVERLAP_ALL;
  return false;
}

/* What became of something that the rule did match or emit. */
static void add_fate(const st_explainer *x, const st_rule *rule, uint32_t article, st_span at) {
  const st_layer *l = st_engine_layer(x->engine, article, rule->writes);
  const st_revision *r = st_engine_revision(x->engine, article);
  if (annotation_at(l, rule->name, at, false) != ST_NONE) {
    st_buf_addz(x->out, "    and that is an annotation\n");
    return;
  }
  uint32_t winner = annotation_at(l, (st_str){0}, at, true);
  if (winner == ST_NONE) {
    st_buf_addf(x->out, "    but it is not in the layer %.*s\n", (int)rule->writes.n,
                rule->writes.p);
    return;
  }
  st_span s = st_layer_span(l, winner);
  st_str by = st_layer_rule(l, winner);
  st_buf_addz(x->out, "    but it overlaps “");
  st_clip_add(st_str_of(st_revision_text(r).p + s.begin, s.end - s.begin), 48, x->out);
  st_buf_addf(x->out, "” of %.*s, which won: %s\n", (int)by.n, by.p,
              may_overlap(x, rule->writes) ? "of equal annotations one stays"
              : s.end - s.begin == at.end - at.begin
                  ? "of two that are as long the one that comes first stays"
                  : "of annotations that overlap the longest stays");
}

/* Annotations that the rule did make there: there is no why-not of them. */
static uint32_t tell_found(const st_explainer *x, const st_rule *rule, uint32_t article,
                           st_span at) {
  const st_layer *l = st_engine_layer(x->engine, article, rule->writes);
  const st_revision *r = st_engine_revision(x->engine, article);
  uint32_t n = 0;
  for (uint32_t i = 0; l && i < st_layer_count(l); i++) {
    st_span s = st_layer_span(l, i);
    uint32_t line, column;
    if (s.end <= at.begin || s.begin >= at.end) continue;
    if (!st_str_equal(st_layer_rule(l, i), rule->name)) continue;
    st_revision_place(r, s.begin, &line, &column);
    if (!n++) st_buf_addc(x->out, '\n');
    st_buf_addf(x->out, "it did find, at %u:%u: ", line, column);
    st_clip_add(st_str_of(st_revision_text(r).p + s.begin, s.end - s.begin),
                x->term->width > 50 ? x->term->width - 30 : 30, x->out);
    st_buf_addc(x->out, '\n');
  }
  return n;
}

static void add_head(const st_explainer *x, const st_revision *r, const st_place *place) {
  st_span s = st_place_bytes(r, &(st_place){.line = place->line});
  st_buf where = {0};
  st_buf_addf(&where, ":%u  ", place->line);
  size_t at = st_text_width(st_revision_doc(r)) + where.n;
  st_styled(x->term, ST_BOLD, st_revision_doc(r), x->out);
  st_buf_add(x->out, where.p ? where.p : "", where.n);
  x->out->bad |= where.bad;
  st_buf_close(&where);
  while (s.end > s.begin && strchr("\r\n", st_revision_text(r).p[s.end - 1])) s.end--;
  st_clip_add(st_str_of(st_revision_text(r).p + s.begin, s.end - s.begin), st_room(x->term, at),
              x->out);
  st_buf_addc(x->out, '\n');
}

static void add_json(const st_explainer *x, const st_rule *rule, const st_revision *r,
                     const st_place *place, const st_explained *steps) {
  st_buf_addz(x->out, "{\"v\":1,\"why_not\":");
  st_buf_add_json(x->out, rule->name);
  if (r) {
    st_buf_addz(x->out, ",\"doc\":");
    st_buf_add_json(x->out, st_revision_doc(r));
    st_buf_addf(x->out, ",\"line\":%u", place->line);
    if (place->column) st_buf_addf(x->out, ",\"column\":%u", place->column);
  }
  st_buf_addz(x->out, ",\"steps\":");
  st_steps_json(r, steps->steps, steps->count, x->out);
  st_buf_addz(x->out, "}\n");
}

static int tell(const st_explainer *x, const st_rule *rule, uint32_t article,
                const st_place *place, st_arena *arena, st_error *e) {
  const st_revision *r = st_engine_revision(x->engine, article);
  st_explained steps = {0};
  int rc = st_engine_why_not(x->engine, rule->name, article, place->line, place->column, arena,
                             &steps, e);
  if (rc) return rc;
  if (x->ndjson) {
    add_json(x, rule, r, place, &steps);
    return ST_OK;
  }
  add_head(x, r, place);
  st_by_rule_add(x, rule->name, 2);
  if (tell_found(x, rule, article, st_place_bytes(r, place))) return ST_OK;
  st_step_place at = {r, rule->file, 2};
  for (uint32_t i = 0; i < steps.count; i++) {
    const st_step *s = &steps.steps[i];
    st_steps_print(x, &at, &steps, i);
    if (is(s, "match") || is(s, "put"))
      add_fate(x, rule, article, (st_span){s->begin, s->end});
  }
  return ST_OK;
}

int st_why_not_place(const st_explainer *x, const st_rule *rule, const st_place *place,
                     st_error *e) {
  uint32_t article;
  int rc = st_place_find(x->engine, place, &article, e);
  if (rc) return rc;
  st_arena *arena = st_arena_open();
  rc = arena ? tell(x, rule, article, place, arena, e) : st_nomem(e);
  st_arena_close(arena);
  return rc;
}

/* --- comparisons --- */

static void add_story(const st_explainer *x, const st_story *story) {
  st_styled(x->term, ST_BOLD, st_cstr(story->id), x->out);
  st_buf_addz(x->out, "  ");
  for (uint32_t i = 0; i < story->article_count; i++) {
    if (i) st_buf_addz(x->out, ", ");
    st_clean_add(story->outlets[i], x->out);
  }
  st_buf_addc(x->out, '\n');
}

static void add_story_json(const st_explainer *x, const st_rule *rule, const st_story *story,
                           const st_explained *steps) {
  st_buf_addz(x->out, "{\"v\":1,\"why_not\":");
  st_buf_add_json(x->out, rule->name);
  st_buf_addz(x->out, ",\"story\":");
  st_buf_add_json(x->out, st_cstr(story->id));
  st_buf_addz(x->out, ",\"steps\":");
  st_steps_json(NULL, steps->steps, steps->count, x->out);
  st_buf_addz(x->out, "}\n");
}

int st_why_not_stories(const st_explainer *x, const st_rule *rule, st_error *e) {
  uint32_t count;
  int rc = ST_OK;
  const st_story *stories = st_engine_stories(x->engine, &count);
  for (uint32_t i = 0; !rc && i < count; i++) {
    st_arena *arena = st_arena_open();
    st_explained steps = {0};
    rc = arena ? st_engine_why_story(x->engine, rule->name, st_cstr(stories[i].id), arena, &steps, e)
               : st_nomem(e);
    if (!rc && x->ndjson) add_story_json(x, rule, &stories[i], &steps);
    if (!rc && !x->ndjson) {
      add_story(x, &stories[i]);
      if (i == 0) st_by_rule_add(x, rule->name, 2);
      st_steps_print(x, &(st_step_place){NULL, rule->file, 2}, &steps, ST_NONE);
    }
    st_arena_close(arena);
  }
  return rc;
}
