/* `stemma compare`: findings as text, NDJSON or CSV. */
#include "app/commands.h"

#include "base/alloc.h"
#include "find/row.h"
#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 38 }; /* lines of a story; 40 with what to type next */

static enum st_level worst_of(const st_finding *findings, uint32_t count) {
  enum st_level worst = ST_LEVEL_NONE;
  for (uint32_t i = 0; i < count; i++) {
    enum st_level level = st_level_of(findings[i].level);
    if (level > worst) worst = level;
  }
  return worst;
}

/* --- NDJSON and CSV --- */

static void print_ndjson(st_session *s, const st_finding *findings, uint32_t count) {
  for (uint32_t i = 0; i < count && st_out_poll(&s->out); i++)
    st_finding_write(&findings[i], &s->out.buf);
}

/* A row a piece of evidence. */
static void add_cells(const st_finding *f, const st_evidence *v, st_buf *out) {
  st_str head[] = {f->story, f->rule, st_cstr(f->id), f->kind, f->level, f->message};
  for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
    st_csv_add(head[i], out);
    st_buf_addc(out, ',');
  }
  if (v) {
    st_csv_add(v->role, out);
    st_buf_addc(out, ',');
    st_csv_add(v->doc, out);
    st_buf_addf(out, ",%u,%u,%u,%u,", v->begin, v->end, v->line, v->column);
    st_csv_add(v->text, out);
  } else
    st_buf_addz(out, ",,,,,,");
  st_buf_addz(out, "\r\n");
}

static void print_csv(st_session *s, const st_finding *findings, uint32_t count) {
  st_buf_addz(&s->out.buf,
              "story,rule,id,kind,level,message,role,doc,begin,end,line,column,text\r\n");
  for (uint32_t i = 0; i < count && st_out_poll(&s->out); i++) {
    const st_finding *f = &findings[i];
    if (f->evidence_count == 0) add_cells(f, NULL, &s->out.buf);
    for (uint32_t k = 0; k < f->evidence_count; k++) add_cells(f, &f->evidence[k], &s->out.buf);
  }
}

/* --- text --- */

static int less(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int by_first_evidence(const st_finding *a, const st_finding *b) {
  if (!a->evidence_count || !b->evidence_count) return less(b->evidence_count, a->evidence_count);
  int c = st_str_compare(a->evidence->doc, b->evidence->doc);
  return c ? c : less(a->evidence->begin, b->evidence->begin);
}

/* Worst first: by level, by how many outlets are in it, by what they did; then as the texts go. */
static int by_story(const void *pa, const void *pb) {
  const st_finding *a = *(const st_finding *const *)pa, *b = *(const st_finding *const *)pb;
  int c = st_str_compare(a->story, b->story);
  if (!c) c = less(st_level_of(b->level), st_level_of(a->level));
  if (!c) c = less(st_finding_docs(b), st_finding_docs(a));
  if (!c) c = less(st_finding_rank(a), st_finding_rank(b));
  if (!c) c = by_first_evidence(a, b);
  if (!c) c = st_str_compare(a->rule, b->rule);
  if (!c && !a->id[0]) c = st_str_compare(a->message, b->message);
  return c ? c : strcmp(a->id, b->id);
}

static const st_finding **sort(const st_finding *findings, uint32_t count) {
  const st_finding **out = st_grow(NULL, count, sizeof *out);
  for (uint32_t i = 0; out && i < count; i++) out[i] = &findings[i];
  if (out && count) qsort(out, count, sizeof *out, by_story);
  return out;
}

/* The part of a sorted list that is one story's. */
static uint32_t part_of(const st_finding **list, uint32_t count, st_str story,
                        const st_finding *const **out) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (st_str_compare(list[middle]->story, story) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *out = list + low;
  for (high = low; high < count && st_str_equal(list[high]->story, story);) high++;
  return high - low;
}

/* As their first articles stand in the input. */
static int by_place(const void *a, const void *b) {
  const st_story *x = *(const st_story *const *)a, *y = *(const st_story *const *)b;
  return (x->articles[0] > y->articles[0]) - (x->articles[0] < y->articles[0]);
}

static const st_story **sort_stories(const st_story *stories, uint32_t count) {
  const st_story **out = st_grow(NULL, count, sizeof *out);
  for (uint32_t i = 0; out && i < count; i++) out[i] = &stories[i];
  if (out && count) qsort(out, count, sizeof *out, by_place);
  return out;
}

typedef struct overview {
  const st_finding **findings, **undecided;
  uint32_t finding_count, undecided_count, story_count, article_count;
  const st_story **stories;
} overview;

static void add_overview(const overview *o, st_buf *out) {
  st_many_add(o->article_count, "article in ", "articles in ", out);
  st_many_add(o->story_count, "story; ", "stories; ", out);
  st_story_text all = {.findings = o->findings,
                       .finding_count = o->finding_count,
                       .undecided_count = o->undecided_count};
  st_story_counts(&all, out);
  st_buf_addc(out, '\n');
}

/* "4 stories without findings: 9 articles" */
static void add_quiet_stories(uint32_t stories, uint32_t articles, st_buf *out) {
  if (!stories) return;
  st_buf_addc(out, '\n');
  st_many_add(stories, "story without findings: ", "stories without findings: ", out);
  st_many_add(articles, "article\n", "articles\n", out);
}

static int print_stories(st_session *s, const overview *o, st_error *e) {
  uint32_t quiet = 0, quiet_articles = 0;
  int rc = ST_OK;
  for (uint32_t i = 0; !rc && i < o->story_count && st_out_poll(&s->out); i++) {
    const st_story *story = o->stories[i];
    st_story_text t = {.engine = s->engine, .term = &s->term, .story = story, .lines = ROOM};
    t.named = o->story_count > 1;
    t.finding_count = part_of(o->findings, o->finding_count, st_cstr(story->id), &t.findings);
    t.undecided_count = part_of(o->undecided, o->undecided_count, st_cstr(story->id), &t.undecided);
    if (o->story_count > 1 && t.finding_count + t.undecided_count == 0) {
      quiet++;
      quiet_articles += story->article_count;
      continue;
    }
    if (o->story_count > 1) st_buf_addc(&s->out.buf, '\n');
    rc = st_story_print(&t, &s->out.buf, e);
  }
  add_quiet_stories(quiet, quiet_articles, &s->out.buf);
  return rc;
}

/* A word as a shell takes it, and no option where it begins like one. */
static void add_word(const char *word, st_buf *out) {
  static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "_./:=@%+,-";
  st_buf_addz(out, word[0] == '-' && word[1] ? " ./" : " ");
  if (*word && !word[strspn(word, safe)]) {
    st_buf_addz(out, word);
    return;
  }
  st_buf_addc(out, '\'');
  for (; *word; word++)
    if (*word == '\'')
      st_buf_addz(out, "'\\''");
    else
      st_buf_addc(out, *word);
  st_buf_addc(out, '\'');
}

/* `head` as a command that can be typed: with the paths as they were given where they fit. */
static void add_command(const st_session *s, const char *head, const char *tail, size_t room,
                        st_buf *out) {
  st_buf paths = {0}, options = {0};
  for (uint32_t i = 0; i < s->options->arguments.count && paths.n <= 4 * room; i++)
    add_word(s->options->arguments.items[i], &paths);
  for (uint32_t i = 0; i < s->options->rule_dirs.count; i++) {
    st_buf_addz(&options, " --rules");
    add_word(s->options->rule_dirs.items[i], &options);
  }
  st_buf_addz(&options, tail);
  st_buf_addz(out, head);
  st_str typed = st_str_of(paths.p, paths.n), behind = st_str_of(options.p, options.n);
  bool fit = st_text_width(typed) + st_text_width(behind) + strlen(head) <= room;
  st_buf_adds(out, fit ? typed : st_cstr(" PATH…"));
  st_buf_adds(out, fit ? behind : st_cstr(tail));
  out->bad |= paths.bad || options.bad;
  st_buf_close(&paths);
  st_buf_close(&options);
}

static const st_finding *worst_finding(const overview *o) {
  const st_finding *worst = o->finding_count ? o->findings[0] : NULL;
  for (uint32_t i = 1; i < o->finding_count; i++)
    if (st_level_of(o->findings[i]->level) > st_level_of(worst->level)) worst = o->findings[i];
  return worst;
}

static bool any_quotation(const st_session *s) {
  bool any = false;
  for (uint32_t i = 0; !any && i < st_engine_articles(s->engine); i++) {
    const st_layer *layer = st_engine_layer(s->engine, i, st_cstr("quotation"));
    any = layer && st_layer_count(layer);
  }
  return any;
}

/* Why the worst finding is one; where there is none, what was looked at. */
static void add_first(const st_session *s, const st_finding *worst, size_t room, st_buf *out) {
  char why[64];
  if (worst) snprintf(why, sizeof why, "stemma why %.8s", worst->id);
  if (worst)
    add_command(s, why, "", room, out);
  else
    add_command(s, "stemma extract", any_quotation(s) ? " --layer quotation" : "", room, out);
}

/* The second hint is left out where both do not fit the line. */
static void add_next(const st_session *s, const overview *o, st_buf *out) {
  static const char next[] = "next: ";
  st_buf first = {0}, second = {0};
  const st_finding *worst = worst_finding(o);
  bool shipped = s->options->rule_dirs.count == 0; /* a rule that every run knows */
  st_str rule = worst && shipped ? worst->rule : (st_str){0};
  add_first(s, worst, s->term.width - strlen(next), &first);
  st_buf_addz(&second, rule.n ? " · stemma rules show " : " · stemma rules");
  st_buf_adds(&second, rule);
  bool both = strlen(next) + st_text_width(st_str_of(first.p, first.n)) +
                  st_text_width(st_str_of(second.p, second.n)) <=
              s->term.width;
  if (both) st_buf_adds(&first, st_str_of(second.p, second.n));
  st_buf_addc(out, '\n');
  st_style_begin(&s->term, ST_DIM, out);
  st_buf_addz(out, next);
  st_clip_add(st_str_of(first.p, first.n), s->term.width - strlen(next), out);
  st_style_end(&s->term, ST_DIM, out);
  st_buf_addc(out, '\n');
  out->bad |= first.bad || second.bad;
  st_buf_close(&first);
  st_buf_close(&second);
}

static int print_text(st_session *s, const st_finding *findings, uint32_t count, st_error *e) {
  overview o = {.finding_count = count, .article_count = st_engine_articles(s->engine)};
  const st_finding *undecided = st_engine_undecided(s->engine, &o.undecided_count);
  const st_story *stories = st_engine_stories(s->engine, &o.story_count);
  o.stories = sort_stories(stories, o.story_count);
  o.findings = sort(findings, count);
  o.undecided = sort(undecided, o.undecided_count);
  int rc = o.findings && o.undecided && o.stories ? ST_OK : st_nomem(e);
  if (!rc && o.story_count == 0) st_buf_addz(&s->out.buf, "no articles\n");
  if (!rc && o.story_count > 1) add_overview(&o, &s->out.buf);
  if (!rc) rc = print_stories(s, &o, e);
  if (!rc && o.story_count) add_next(s, &o, &s->out.buf);
  st_free(o.findings);
  st_free(o.undecided);
  st_free(o.stories);
  return rc;
}

/* --- the command --- */

/* With --stats the layers that comparisons read are brought up to date first, so that both stages
 * can be told apart. */
static int settle_layers(st_session *s, st_error *e) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  st_list layers = {0};
  int rc = ST_OK;
  for (uint32_t i = 0; i < count; i++) {
    if (rules[i].kind != ST_RULE_COMPARE || rules[i].error.n) continue;
    for (uint32_t k = 0; !rc && k < rules[i].read_count; k++)
      if (st_session_writes(s, rules[i].reads[k])) {
        char *name = st_strndup(rules[i].reads[k].p, rules[i].reads[k].n);
        rc = name ? st_list_add(&layers, name, e) : st_nomem(e);
      }
  }
  uint64_t begin = st_stage_begin();
  if (!rc && layers.count) rc = st_session_settle(s, layers.items, false, e);
  st_stage_end(s, "rules", begin, st_session_bytes(s));
  for (uint32_t i = 0; i < layers.count; i++) st_free((char *)(uintptr_t)layers.items[i]);
  st_free(layers.items);
  return rc;
}

/* The stories' dates are printed, whether or not a comparison reads them. */
static int find(st_session *s, st_error *e) {
  static const char published[] = "published";
  const char *const layers[] = {st_session_writes(s, st_cstr(published)) ? published : NULL, NULL};
  int rc = s->options->stats ? settle_layers(s, e) : ST_OK;
  uint64_t begin = st_stage_begin();
  if (!rc) rc = st_session_settle(s, layers, true, e);
  st_stage_end(s, "compare", begin, st_session_bytes(s));
  return rc;
}

int st_cmd_compare(st_session *s, int *status, st_error *e) {
  const st_options *o = s->options;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_session_read(s, o->arguments.items, o->arguments.count, e);
  if (!rc) rc = find(s, e);
  if (rc) return rc;
  uint32_t count;
  const st_finding *findings = st_engine_findings(s->engine, &count);
  if (o->fail_on && worst_of(findings, count) >= o->fail_on) *status = 1;
  if (o->quiet) return ST_OK;
  uint64_t begin = st_stage_begin();
  if (o->print == ST_PRINT_NDJSON)
    print_ndjson(s, findings, count);
  else if (o->print == ST_PRINT_CSV)
    print_csv(s, findings, count);
  else
    rc = print_text(s, findings, count, e);
  st_stage_end(s, "output", begin, 0);
  return rc;
}
