/* Articles with a slot for each layer of the plan. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdlib.h>

static void forget_failures(slot *s) {
  for (uint32_t i = 0; i < s->failure_count; i++) st_free(s->failures[i]);
  st_free(s->failures);
  st_free(s->failed);
  s->failures = NULL;
  s->failed = NULL;
  s->failure_count = 0;
}

static void empty(slot *s) {
  st_layer_close(s->layer);
  forget_failures(s);
  *s = (slot){0};
}

void st_slots_close(slot *slots, uint32_t count) {
  for (uint32_t i = 0; slots && i < count; i++) empty(&slots[i]);
  st_free(slots);
}

void st_slot_fail(slot *s, uint32_t rule, st_str line, st_error *e) {
  char **lines = st_grow(s->failures, s->failure_count + 1, sizeof *lines);
  if (lines) s->failures = lines;
  uint32_t *failed = st_grow(s->failed, s->failure_count + 1, sizeof *failed);
  if (failed) s->failed = failed;
  char *copy = st_strndup(line.p, line.n);
  if (!lines || !failed || !copy) {
    st_free(copy);
    st_nomem(e);
    return;
  }
  s->failures[s->failure_count] = copy;
  s->failed[s->failure_count++] = rule;
}

uint32_t st_engine_find_article(const st_engine *engine, st_str doc, bool *there) {
  uint32_t low = 0, high = engine->article_count;
  *there = false;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    int c = st_str_compare(st_revision_doc(engine->articles[mid]->revision), doc);
    if (c == 0) *there = true;
    if (c >= 0)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

/* After the plan changed: slots stay with their layers' names; keys tell what is out of date. */
int st_engine_fit_slots(st_engine *engine, const st_plan *old, st_error *e) {
  uint32_t n = engine->plan.layer_count;
  st_tasks_forget(engine, false);
  for (uint32_t a = 0; a < engine->article_count; a++) {
    article *art = engine->articles[a];
    slot *slots = st_calloc(n, sizeof *slots);
    if (!slots) return st_nomem(e);
    for (uint32_t l = 0; l < old->layer_count; l++) {
      uint32_t now = st_plan_find(&engine->plan, old->layers[l].name);
      if (now != ST_NONE)
        slots[now] = art->slots[l];
      else
        empty(&art->slots[l]);
    }
    st_free(art->slots);
    art->slots = slots;
    art->dirty = true;
  }
  engine->refit = true;
  st_tales_touch_all(engine);
  return ST_OK;
}

static void need(st_engine *engine, uint32_t layer) {
  if (layer == ST_NONE || engine->needed[layer]) return;
  engine->needed[layer] = true;
  const st_plan_layer *l = &engine->plan.layers[layer];
  for (uint32_t i = 0; i < l->read_count; i++) need(engine, l->reads[i]);
}

static bool is_wanted(const st_engine *engine, st_str name) {
  for (uint32_t i = 0; i < engine->wanted_count; i++) {
    st_str w = st_cstr(engine->wanted[i]);
    if (st_str_equal(w, st_cstr("*")) || st_str_equal(w, name)) return true;
  }
  return false;
}

/* The wanted layers, those that comparisons read, and what all these read in turn. Comparisons
 * are told the roles of blocks, and stories the date that an article gives of itself. */
void st_engine_choose_layers(st_engine *engine) {
  const st_plan *plan = &engine->plan;
  for (uint32_t l = 0; l < plan->layer_count; l++) engine->needed[l] = false;
  for (uint32_t l = 0; l < plan->layer_count; l++)
    if (is_wanted(engine, plan->layers[l].name)) need(engine, l);
  for (uint32_t c = 0; engine->want_findings && c < plan->comparison_count; c++) {
    const st_rule *rule = &engine->rules[plan->comparisons[c]];
    for (uint32_t i = 0; i < rule->read_count; i++)
      need(engine, st_plan_find(plan, rule->reads[i]));
  }
  if (engine->want_findings) {
    need(engine, st_plan_find(plan, st_cstr("block")));
    need(engine, st_plan_find(plan, st_cstr("published")));
  }
}

static int replace(st_engine *engine, article *a, st_revision *revision, st_str place,
                   st_error *e) {
  if (!st_str_equal(place, st_cstr(a->place))) {
    char *own = st_strndup(place.p, place.n);
    if (!own) return st_nomem(e);
    st_tale_remove(engine, a);
    st_free(a->place);
    a->place = own;
  }
  st_revision_share(revision);
  st_revision_close(a->revision);
  a->revision = revision;
  a->dirty = true;
  st_article_changed(engine, a);
  if (!a->tale) return st_tale_add(engine, a, e);
  st_tale_touch_first(engine, a->tale);
  return ST_OK;
}

static void close_article(st_engine *engine, article *a) {
  st_slots_close(a->slots, engine->plan.layer_count);
  st_revision_close(a->revision);
  st_free(a->place);
  st_free(a);
}

static article *new_article(st_engine *engine, st_revision *revision, st_str place) {
  article *a = st_calloc(1, sizeof *a);
  if (!a) return NULL;
  a->revision = st_revision_share(revision);
  a->place = st_strndup(place.p, place.n);
  a->slots = st_calloc(engine->plan.layer_count, sizeof *a->slots);
  a->dirty = true;
  if (a->place && a->slots) return a;
  close_article(engine, a);
  return NULL;
}

int st_engine_put(st_engine *engine, st_revision *revision, st_str place, st_error *e) {
  bool there;
  uint32_t at = st_engine_find_article(engine, st_revision_doc(revision), &there);
  engine->edits++;
  if (there) return replace(engine, engine->articles[at], revision, place, e);
  if (engine->article_count == engine->article_room) {
    uint32_t room = engine->article_room ? engine->article_room * 2 : 64;
    article **list = st_grow(engine->articles, room, sizeof *list);
    if (!list) return st_nomem(e);
    engine->articles = list;
    engine->article_room = room;
  }
  article *a = new_article(engine, revision, place);
  if (!a || st_tale_add(engine, a, e) != ST_OK) {
    if (a) close_article(engine, a);
    return st_nomem(e);
  }
  article **to = engine->articles + at;
  memmove(to + 1, to, (engine->article_count++ - at) * sizeof *to);
  *to = a;
  return ST_OK;
}

int st_engine_remove(st_engine *engine, st_str doc, st_error *e) {
  bool there;
  uint32_t at = st_engine_find_article(engine, doc, &there);
  if (!there) return st_fail(e, ST_EUSE, "%.*s: no such article", (int)doc.n, doc.p);
  article **from = engine->articles + at;
  engine->edits++;
  st_tale_remove(engine, *from);
  close_article(engine, *from);
  memmove(from, from + 1, (--engine->article_count - at) * sizeof *from);
  return ST_OK;
}

/* --- what is there --- */

uint32_t st_engine_articles(const st_engine *engine) { return engine->article_count; }

const st_revision *st_engine_revision(const st_engine *engine, uint32_t a) {
  return engine->articles[a]->revision;
}

const st_layer *st_engine_layer(const st_engine *engine, uint32_t a, st_str name) {
  uint32_t layer = st_plan_find(&engine->plan, name);
  return layer == ST_NONE || !engine->needed[layer] ? NULL
                                                    : engine->articles[a]->slots[layer].layer;
}

st_str st_engine_date(const st_engine *engine, uint32_t a, enum st_meta_from *from,
                      st_span *evidence) {
  return st_article_date(engine->articles[a]->revision,
                         st_engine_layer(engine, a, st_cstr("published")), from, evidence);
}
