/* Layers, brought up to date in waves: what has to be computed in any case goes to the workers
 * at once; what hangs on a layer that is only being computed again waits for the next wave, and
 * is left as it is where that layer came out the same. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdio.h>

enum { JOB_BYTES = 1 << 18, JOB_ARTICLES = 64, MOST_KILLS = 3 };

/* One article in a job: which layers it computes. */
typedef struct errand {
  article *article;
  uint32_t *layers;
  uint32_t layer_count;
} errand;

typedef struct extract_job {
  errand *errands;
  uint32_t count, room;
  uint64_t bytes;
} extract_job;

typedef struct wave {
  st_engine *engine;
  extract_job **jobs;
  uint32_t count, room;
  bool banned; /* a rule was left out: the plan has to be made anew */
  st_error trouble;
} wave;

static void close_job(extract_job *j) {
  if (!j) return;
  for (uint32_t i = 0; i < j->count; i++) st_free(j->errands[i].layers);
  st_free(j->errands);
  st_free(j);
}

/* --- what is out of date --- */

static uint64_t base_of(const st_engine *engine, const article *a, uint32_t layer) {
  return st_hash_mix(st_revision_hash(a->revision), engine->layer_revisions[layer]);
}

static uint64_t key_of(const st_engine *engine, const article *a, uint32_t layer) {
  const st_plan_layer *l = &engine->plan.layers[layer];
  uint64_t h = base_of(engine, a, layer);
  for (uint32_t i = 0; i < l->read_count; i++) {
    const st_layer *read = a->slots[l->reads[i]].layer;
    h = st_hash_mix(h, read ? st_layer_content(read) : 0);
    h = st_hash_mix(h, read ? st_layer_positions(read) : 0);
  }
  return h;
}

enum state { CURRENT, RUN, WAIT };

static bool any_read(const st_plan_layer *l, const unsigned char *states, enum state state) {
  for (uint32_t i = 0; i < l->read_count; i++)
    if (states[l->reads[i]] == state) return true;
  return false;
}

/* Which of the needed layers to run now; layers come after those they read. */
static uint32_t find_stale(const st_engine *engine, article *a, unsigned char *states) {
  uint32_t run = 0, wait = 0;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    const st_plan_layer *layer = &engine->plan.layers[l];
    const slot *s = &a->slots[l];
    states[l] = CURRENT;
    if (!engine->needed[l]) continue;
    bool must = !s->layer || s->base != base_of(engine, a, l);
    bool unsure = any_read(layer, states, RUN), blocked = any_read(layer, states, WAIT);
    if (blocked)
      states[l] = WAIT;
    else if (must)
      states[l] = RUN;
    else if (unsure)
      states[l] = WAIT;
    else if (s->key != key_of(engine, a, l))
      states[l] = RUN;
    run += states[l] == RUN;
    wait += states[l] == WAIT;
  }
  a->dirty = run || wait;
  return run;
}

/* --- jobs --- */

static int add_errand(extract_job *j, article *a, const unsigned char *states, uint32_t layers,
                      uint32_t run, st_error *e) {
  if (j->count == j->room) {
    uint32_t room = j->room ? j->room * 2 : 16;
    errand *list = st_grow(j->errands, room, sizeof *list);
    if (!list) return st_nomem(e);
    j->errands = list;
    j->room = room;
  }
  errand r = {a, st_grow(NULL, run, sizeof(uint32_t)), 0};
  if (!r.layers) return st_nomem(e);
  for (uint32_t l = 0; l < layers; l++)
    if (states[l] == RUN) r.layers[r.layer_count++] = l;
  j->errands[j->count++] = r;
  return ST_OK;
}

static bool runs(const errand *r, uint32_t layer) {
  for (uint32_t i = 0; i < r->layer_count; i++)
    if (r->layers[i] == layer) return true;
  return false;
}

static bool has_failed(const slot *s, uint32_t rule) {
  for (uint32_t i = 0; i < s->failure_count; i++)
    if (s->failed[i] == rule) return true;
  return false;
}

/* Layers that are there and that one of those to be run reads. */
static uint32_t given_layers(const st_engine *engine, const errand *r, st_layer **out) {
  uint32_t n = 0;
  const article *a = r->article;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    if (runs(r, l) || !a->slots[l].layer) continue;
    bool read = false;
    for (uint32_t i = 0; !read && i < r->layer_count; i++) {
      const st_plan_layer *x = &engine->plan.layers[r->layers[i]];
      for (uint32_t k = 0; !read && k < x->read_count; k++) read = x->reads[k] == l;
    }
    if (read) out[n++] = a->slots[l].layer;
  }
  return n;
}

static int fill_article(const st_engine *engine, const errand *r, st_arena *arena,
                        st_extract_article *out, st_error *e) {
  const article *a = r->article;
  out->revision = a->revision;
  out->layers = st_arena_get(arena, (engine->plan.layer_count + 1) * sizeof(st_layer *));
  out->rules = st_arena_get(arena, (engine->rule_count + 1) * sizeof *out->rules);
  if (!out->layers || !out->rules) return st_nomem(e);
  out->layer_count = given_layers(engine, r, out->layers);
  out->rule_count = 0;
  for (uint32_t i = 0; i < r->layer_count; i++) {
    const st_plan_layer *l = &engine->plan.layers[r->layers[i]];
    for (uint32_t k = 0; k < l->writer_count; k++)
      if (!has_failed(&a->slots[r->layers[i]], l->writers[k]))
        out->rules[out->rule_count++] = l->writers[k];
  }
  return ST_OK;
}

static int send_job(wave *w, extract_job *j, uint32_t number, st_error *e) {
  st_arena *arena = st_arena_open();
  st_buf message = {0};
  st_extract_message m = {.job = number + 1, .article_count = j->count};
  int rc = arena ? ST_OK : st_nomem(e);
  if (rc == ST_OK && !(m.articles = st_arena_get(arena, (j->count + 1) * sizeof *m.articles)))
    rc = st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < j->count; i++)
    rc = fill_article(w->engine, &j->errands[i], arena, &m.articles[i], e);
  if (rc == ST_OK) st_wire_extract(&message, &m);
  if (rc == ST_OK) rc = st_pool_send(w->engine->pool, number, &message, e);
  st_buf_close(&message);
  st_arena_close(arena);
  return rc;
}

static int add_job(wave *w, extract_job *j, st_error *e) {
  if (w->count == w->room) {
    uint32_t room = w->room ? w->room * 2 : 64;
    extract_job **jobs = st_grow(w->jobs, room, sizeof *jobs);
    if (!jobs) {
      close_job(j);
      return st_nomem(e);
    }
    w->jobs = jobs;
    w->room = room;
  }
  w->jobs[w->count++] = j;
  return send_job(w, j, w->count - 1, e);
}

/* --- answers --- */

static void put_layer(wave *w, article *a, uint32_t layer, st_layer *built) {
  st_engine *engine = w->engine;
  slot *s = &a->slots[layer];
  st_layer_close(s->layer);
  s->layer = st_layer_share(built);
  s->base = base_of(engine, a, layer);
  engine->stats.layers_run++;
}

static uint32_t layer_of_rule(const st_engine *engine, uint32_t rule) {
  return rule < engine->rule_count ? st_plan_find(&engine->plan, engine->rules[rule].writes)
                                   : ST_NONE;
}

/* A layer whose rules were all left out, as they killed their workers, is there and empty. */
static void fill_missing(wave *w, article *a, uint32_t layer) {
  const slot *s = &a->slots[layer];
  st_layer *nothing = NULL;
  if (s->layer && s->base == base_of(w->engine, a, layer)) return;
  st_layer_builder *b = st_layer_builder_open(&w->engine->plan.layers[layer].schema);
  if (!b)
    st_nomem(&w->trouble);
  else if (st_layer_build(b, a->revision, NULL, &nothing, &w->trouble) == ST_OK)
    put_layer(w, a, layer, nothing);
  st_layer_close(nothing);
  st_layer_builder_close(b);
}

static void take_article(wave *w, const errand *r, const st_layers_article *from) {
  article *a = r->article;
  for (uint32_t i = 0; i < from->layer_count; i++) {
    uint32_t layer = st_plan_find(&w->engine->plan, st_layer_name(from->layers[i]));
    if (layer != ST_NONE && runs(r, layer)) put_layer(w, r->article, layer, from->layers[i]);
  }
  for (uint32_t i = 0; i < from->failure_count; i++) {
    uint32_t layer = layer_of_rule(w->engine, from->failures[i].rule);
    if (layer != ST_NONE)
      st_slot_fail(&a->slots[layer], from->failures[i].rule, from->failures[i].message,
                   &w->trouble);
  }
  for (uint32_t i = 0; i < r->layer_count; i++) fill_missing(w, a, r->layers[i]);
  a->failure_count = 0;
  for (uint32_t l = 0; l < w->engine->plan.layer_count; l++)
    a->failure_count += a->slots[l].failure_count;
  for (uint32_t i = 0; i < r->layer_count; i++)
    a->slots[r->layers[i]].key = key_of(w->engine, a, r->layers[i]);
}

static void report(st_engine *engine, uint32_t articles) {
  engine->done += articles;
  if (engine->options.progress)
    engine->options.progress(engine->options.context, engine->done, engine->all);
}

void st_extract_answer(st_engine *engine, uint64_t tag, uint8_t kind, st_reader body) {
  wave *w = engine->running;
  extract_job *j = w->jobs[tag];
  st_layers_message m = {0};
  st_arena *arena = st_arena_open();
  if (!arena)
    st_nomem(&w->trouble);
  else if (kind != ST_MSG_LAYERS || st_wire_read_layers(&body, arena, &m, &w->trouble) != ST_OK ||
           m.article_count != j->count)
    st_fail(&w->trouble, ST_EINPUT, "a worker's answer makes no sense");
  else
    for (uint32_t i = 0; i < j->count; i++) take_article(w, &j->errands[i], &m.articles[i]);
  report(engine, j->count);
  st_wire_close_layers(&m);
  st_arena_close(arena);
  close_job(j);
  w->jobs[tag] = NULL;
}

/* A rule that keeps killing is left out for all articles, so that a run comes to its end. What is
 * under way is thrown away with the wave; what was answered stays. */
static void ban(wave *w, uint32_t rule, const char *how) {
  const st_rule *r = &w->engine->rules[rule];
  st_engine_say(w->engine, "%.*s:%u: %s, on %d articles by now; the rule is left out",
                (int)r->file.n, r->file.p, r->line, how, MOST_KILLS);
  w->engine->used[rule] = false;
  w->engine->banned++;
  w->banned = true;
  st_pool_forget(w->engine->pool);
}

/* The rule that the worker was at is named and left out for that article; the job goes again. */
void st_extract_died(st_engine *engine, uint64_t tag, const st_death *death) {
  wave *w = engine->running;
  extract_job *j = w->jobs[tag];
  uint32_t layer = layer_of_rule(engine, death->rule);
  char how[160], line[640];
  st_death_words(engine, death, how, sizeof how);
  if (layer == ST_NONE || death->article >= j->count || death->job != tag + 1) {
    st_fail(&w->trouble, ST_EIO, "a worker %s outside of any rule", how);
    return;
  }
  if (w->banned) return;
  if (++engine->kills[death->rule] >= MOST_KILLS) {
    ban(w, death->rule, how);
    return;
  }
  const st_rule *rule = &engine->rules[death->rule];
  int n =
      snprintf(line, sizeof line, "%.*s:%u: %s", (int)rule->file.n, rule->file.p, rule->line, how);
  article *a = j->errands[death->article].article;
  slot *s = &a->slots[layer];
  a->failure_count++;
  st_slot_fail(s, death->rule, st_str_of(line, (size_t)n), &w->trouble);
  send_job(w, j, (uint32_t)tag, &w->trouble);
}

/* --- waves --- */

static void forget_old_failures(st_engine *engine, const unsigned char *states, article *a) {
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    slot *s = &a->slots[l];
    if (states[l] != RUN) continue;
    for (uint32_t i = 0; i < s->failure_count; i++) st_free(s->failures[i]);
    s->failure_count = 0;
  }
}

/* Articles a job: so many that all workers have some, and no job lasts too long. */
static uint64_t job_bytes(const st_engine *engine, uint32_t count) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < count; i++) {
    const tale *t = engine->dirty[i];
    for (uint32_t k = 0; k < t->member_count; k++)
      if (t->members[k]->dirty) all += st_revision_text(t->members[k]->revision).n + 256;
  }
  uint64_t share = all / ((uint64_t)st_pool_workers(engine->pool) * 4) + 1;
  return share < JOB_BYTES ? share : JOB_BYTES;
}

/* `*j` is the job being filled. */
static int send_article(wave *w, article *a, unsigned char *states, uint64_t most, extract_job **j,
                        st_error *e) {
  uint32_t run = a->dirty ? find_stale(w->engine, a, states) : 0;
  if (!run) return ST_OK;
  forget_old_failures(w->engine, states, a);
  if (!*j && !(*j = st_calloc(1, sizeof **j))) return st_nomem(e);
  int rc = add_errand(*j, a, states, w->engine->plan.layer_count, run, e);
  (*j)->bytes += st_revision_text(a->revision).n + 256;
  if (rc != ST_OK || ((*j)->bytes < most && (*j)->count < JOB_ARTICLES)) return rc;
  extract_job *full = *j;
  *j = NULL;
  return add_job(w, full, e);
}

static int send_wave(wave *w, uint32_t count, unsigned char *states, st_error *e) {
  st_engine *engine = w->engine;
  uint64_t most = job_bytes(engine, count);
  extract_job *j = NULL;
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < count; i++) {
    const tale *t = engine->dirty[i];
    for (uint32_t k = 0; rc == ST_OK && k < t->member_count; k++)
      rc = send_article(w, t->members[k], states, most, &j, e);
  }
  if (j && rc == ST_OK) return add_job(w, j, e);
  close_job(j);
  return rc;
}

static int run_wave(st_engine *engine, uint32_t count, unsigned char *states, bool *sent,
                    st_error *e) {
  wave w = {.engine = engine};
  engine->running = &w;
  int rc = send_wave(&w, count, states, e);
  int drained = st_pool_drain(engine->pool, rc == ST_OK ? e : NULL);
  if (rc == ST_OK) rc = drained;
  if (rc == ST_OK && w.trouble.code != ST_OK) {
    rc = w.trouble.code;
    if (e) *e = w.trouble;
  }
  *sent = w.count > 0;
  for (uint32_t i = 0; i < w.count; i++) close_job(w.jobs[i]);
  st_free(w.jobs);
  engine->running = NULL;
  if (rc == ST_OK && w.banned) rc = st_engine_plan(engine, e);
  return rc;
}

int st_engine_extract(st_engine *engine, uint32_t count, st_error *e) {
  unsigned char *states =
      st_malloc(engine->plan.layer_count); /* plans made on the way are smaller */
  bool sent = true;
  int rc = states ? ST_OK : st_nomem(e);
  while (rc == ST_OK && sent) rc = run_wave(engine, count, states, &sent, e);
  st_free(states);
  return rc;
}
