/* From handles to places: findings as they stand in the texts now. */
#include "base/alloc.h"
#include "engine/state.h"

#include <stdlib.h>

/* Annotation `index` of a layer, or a value of one of its span fields, or a part of that. */
static bool find_span(const st_layer *layer, const st_handle *h, st_span *out) {
  if (!layer || h->index >= st_layer_count(layer)) return false;
  *out = st_layer_span(layer, h->index);
  if (h->field.n) {
    uint32_t field = st_layer_find_field(layer, h->field);
    if (field == ST_NONE || (st_layer_field(layer, field).type & ~ST_LIST) != ST_SPAN) return false;
    if (h->k >= st_layer_values(layer, field, h->index)) return false;
    *out = st_layer_field_span(layer, field, h->index, h->k);
  }
  if (h->to > h->from) {
    if (h->to > out->end - out->begin) return false;
    *out = (st_span){out->begin + h->from, out->begin + h->to};
  }
  return true;
}

static uint32_t member_of(const tale *t, st_str doc) {
  uint32_t low = 0, high = t->member_count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (st_str_compare(st_revision_doc(t->members[mid]->revision), doc) >= 0)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

static bool resolve(const st_engine *engine, const tale *t, const outcome *o, const st_handle *h,
                    st_evidence *out) {
  uint32_t member = member_of(t, o->docs[h->article]);
  if (member >= t->member_count) return false;
  const article *a = t->members[member];
  uint32_t layer = st_plan_find(&engine->plan, h->layer);
  st_span span;
  if (layer == ST_NONE || !find_span(a->slots[layer].layer, h, &span)) return false;
  *out = (st_evidence){.role = h->role,
                       .doc = st_revision_doc(a->revision),
                       .outlet = t->story->outlets[member],
                       .begin = span.begin,
                       .end = span.end,
                       .layer = h->layer,
                       .field = h->field,
                       .index = h->index,
                       .revision = a->revision};
  out->text = st_str_of(st_revision_text(a->revision).p + span.begin, span.end - span.begin);
  st_revision_place(a->revision, span.begin, &out->line, &out->column);
  return true;
}

/* The names of silent outlets, each once. */
static void name_silent(const tale *t, const outcome *o, const st_found *f, st_finding *to) {
  for (uint32_t i = 0; i < f->silent_count; i++) {
    if (f->silent[i] >= o->doc_count) continue;
    uint32_t member = member_of(t, o->docs[f->silent[i]]);
    if (member >= t->member_count) continue;
    st_str name = t->story->outlets[member];
    bool there = false;
    for (uint32_t k = 0; k < to->silent_count; k++)
      there = there || st_str_equal(to->silent[k], name);
    if (!there) to->silent[to->silent_count++] = name;
  }
}

static int fill(st_engine *engine, tale *t, const outcome *o, const st_found *f, st_finding *to,
                st_error *e) {
  *to = (st_finding){.rule = o->rule,
                     .kind = f->kind,
                     .level = f->level,
                     .story = st_cstr(t->story->id),
                     .message = f->message,
                     .file = f->file,
                     .line = f->line};
  to->evidence = st_arena_get(t->finding_arena, (f->evidence_count + 1) * sizeof *to->evidence);
  to->silent = st_arena_get(t->finding_arena, (f->silent_count + 1) * sizeof *to->silent);
  if (!to->evidence || !to->silent) return st_nomem(e);
  for (uint32_t i = 0; i < f->evidence_count; i++)
    if (!resolve(engine, t, o, &f->evidence[i], &to->evidence[to->evidence_count++]))
      return st_fail(e, ST_EINPUT, "%.*s: evidence that is not there", (int)o->rule.n, o->rule.p);
  name_silent(t, o, f, to);
  return ST_OK;
}

/* A comparison that is still under way. */
static bool is_open(const tale *t, uint32_t comparison) {
  for (const task *j = t->task; j; j = j->other)
    for (uint32_t i = 0; i < j->rule_count; i++)
      if (j->rules[i] == comparison) return true;
  return false;
}

static uint32_t count_found(const tale *t) {
  uint32_t n = 0;
  for (uint32_t k = 0; t->story && k < t->outcome_count; k++) n += t->outcomes[k].found_count;
  return n;
}

static int add_outcome(st_engine *engine, tale *t, const outcome *o, st_error *e) {
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < o->found_count; i++) {
    bool open = st_str_equal(o->found[i].kind, st_cstr("undecided"));
    st_finding *to = open ? &t->undecided[t->undecided_count++] : &t->findings[t->finding_count++];
    rc = fill(engine, t, o, &o->found[i], to, e);
  }
  return rc;
}

static int tell_part(st_engine *engine, const tale *t, st_error *e) {
  const st_plan *plan = &engine->plan;
  st_str *open = st_grow(NULL, t->outcome_count, sizeof *open);
  uint32_t n = 0;
  if (!open) return st_nomem(e);
  for (uint32_t k = 0; k < t->outcome_count; k++)
    if (is_open(t, k)) open[n++] = engine->rules[plan->comparisons[k]].name;
  engine->options.partly(engine->options.context, st_cstr(t->place), t->findings, t->finding_count,
                         open, n);
  st_free(open);
  return ST_OK;
}

int st_tale_resolve(st_engine *engine, tale *t, st_error *e) {
  uint32_t n = count_found(t);
  engine->finding_total -= t->finding_count;
  t->finding_count = t->undecided_count = t->failure_count = 0;
  t->findings = t->undecided = NULL;
  st_arena_close(t->finding_arena);
  t->finding_arena = n ? st_arena_open() : NULL;
  if (t->finding_arena) t->findings = st_arena_get(t->finding_arena, n * sizeof *t->findings);
  if (t->finding_arena) t->undecided = st_arena_get(t->finding_arena, n * sizeof *t->undecided);
  int rc = !n || (t->findings && t->undecided) ? ST_OK : st_nomem(e);
  for (uint32_t k = 0; rc == ST_OK && t->story && k < t->outcome_count; k++) {
    if (is_open(t, k)) continue;
    t->failure_count += t->outcomes[k].failure_count;
    rc = add_outcome(engine, t, &t->outcomes[k], e);
  }
  engine->finding_total += t->finding_count;
  if (rc != ST_OK || !engine->options.story) return rc; /* all are finished together */
  rc = st_findings_finish(t->findings, t->finding_count, e);
  if (rc == ST_OK && t->task) return tell_part(engine, t, e);
  if (rc == ST_OK)
    engine->options.story(engine->options.context, st_cstr(t->place), t->findings,
                          t->finding_count);
  return rc;
}
