#include "base/alloc.h"
#include "bind/worker/worker_private.h"

#include <time.h>

void st_worker_at(worker *w, uint32_t job, uint32_t article, uint32_t rule) {
  w->progress->job = job;
  w->progress->article = article;
  w->progress->rule = rule;
}

/* How long it takes until that is read is not the worker's business. */
int st_worker_answer(worker *w, const st_buf *message, st_error *e) {
  st_worker_at(w, 0, 0, ST_NONE);
  return st_wire_send(w->out, message, e);
}

st_match_article *st_worker_open_article(worker *w, st_revision *r, st_layer *const *layers,
                                         uint32_t count, st_error *e) {
  st_match_article *a = st_match_article_open(st_shared_vocab(w->pack.shared), r);
  int status = a ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) status = st_match_article_add(a, layers[i], e);
  if (!status) return a;
  st_match_article_close(a);
  return NULL;
}

static int add_failure(outcome *o, uint32_t rule, const st_error *why, st_error *e) {
  st_str message = st_arena_str(o->arena, st_cstr(why->message));
  if (!message.p) return st_nomem(e);
  o->out->failures[o->out->failure_count++] = (st_failure){rule, message};
  return ST_OK;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Runs a rule, and counts what it took. */
static int run_rule(worker *w, uint32_t rule, st_match_article *a, st_layer_builder *b,
                    const st_plan_layer *layer, st_error *why) {
  st_rule_cost *cost = &w->costs[rule];
  uint64_t start = now();
  uint32_t before = st_layer_builder_count(b);
  bool idle = st_state_idle(w->states[rule], a);
  int status = idle ? ST_OK : st_state_extract(w->states[rule], a, b, &layer->schema, why);
  cost->tried += !idle;
  cost->matched += st_layer_builder_count(b) - before;
  cost->nanoseconds += now() - start;
  return status;
}

int st_worker_take_costs(worker *w, st_arena *arena, st_rule_cost **costs, uint32_t *count,
                      st_error *e) {
  *costs = st_arena_get(arena, (w->rule_count + 1) * sizeof **costs);
  if (!*costs) return st_nomem(e);
  for (uint32_t i = 0; i < w->rule_count; i++) {
    if (!w->costs[i].nanoseconds) continue;
    w->costs[i].rule = i;
    (*costs)[(*count)++] = w->costs[i];
    w->costs[i] = (st_rule_cost){0};
  }
  return ST_OK;
}

enum { ROOM_KEPT = 1 << 18 };

/* Back with close_builder. */
static st_layer_builder *open_builder(worker *w, const st_schema *schema) {
  st_layer_builder *b = w->builder;
  w->builder = NULL;
  if (b && st_layer_builder_begin(b, schema)) return b;
  st_layer_builder_close(b);
  return st_layer_builder_open(schema);
}

static void close_builder(worker *w, st_layer_builder *b) {
  if (b && st_layer_builder_size(b) < ROOM_KEPT)
    w->builder = b;
  else
    st_layer_builder_close(b);
}

int st_worker_run_layer(worker *w, const st_plan_layer *layer, st_match_article *a,
                        const uint32_t *rules, uint32_t count, uint32_t job, uint32_t article,
                        outcome *o, st_error *e) {
  st_layer_builder *b = open_builder(w, &layer->schema);
  st_layer *built = NULL;
  int status = b ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) {
    st_error why = {0};
    st_worker_at(w, job, article, rules[i]);
    if (run_rule(w, rules[i], a, b, layer, &why))
      status = add_failure(o, rules[i], &why, e);
  }
  st_worker_at(w, job, article, ST_NONE);
  if (!status)
    status = st_layer_build(b, st_match_article_revision(a), st_match_article_roles(a), &built, e);
  if (!status) status = st_match_article_add(a, built, e);
  if (!status)
    o->out->layers[o->out->layer_count++] = built;
  else
    st_layer_close(built);
  close_builder(w, b);
  return status;
}

int st_worker_open_outcome(outcome *o, uint32_t rules, st_error *e) {
  *o->out = (st_layers_article){0};
  o->out->layers = st_arena_get(o->arena, (rules + 1) * sizeof(st_layer *));
  o->out->failures = st_arena_get(o->arena, (rules + 1) * sizeof(st_failure));
  return o->out->layers && o->out->failures ? ST_OK : st_nomem(e);
}

void st_worker_close_articles(st_match_article **list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) st_match_article_close(list[i]);
}

int st_worker_compare(worker *w, uint32_t rule, const st_compare_message *m,
                       st_match_article *const *articles, const st_str *outlets, st_arena *arena,
                       st_found_list *found, st_error *why) {
  st_rule_cost *cost = &w->costs[rule];
  uint64_t start = now();
  uint32_t before = found->count;
  int status = st_state_compare(w->states[rule], articles, m->article_count, outlets, rule, arena,
                                found, why);
  cost->tried++;
  cost->matched += found->count - before;
  cost->nanoseconds += now() - start;
  return status;
}

int st_worker_open_story(worker *w, const st_compare_message *m, st_arena *arena,
                         st_worker_story *out, st_error *e) {
  *out = (st_worker_story){0};
  out->articles = st_arena_get(arena, (m->article_count + 1) * sizeof *out->articles);
  out->outlets = st_arena_get(arena, (m->article_count + 1) * sizeof *out->outlets);
  if (!out->articles || !out->outlets) return st_nomem(e);
  for (uint32_t i = 0; i < m->article_count; i++) {
    const st_compare_article *c = &m->articles[i];
    out->outlets[i] = c->outlet;
    out->articles[i] = st_worker_open_article(w, c->revision, c->layers, c->layer_count, e);
    if (!out->articles[i]) return ST_ENOMEM;
    out->opened++;
  }
  return ST_OK;
}
