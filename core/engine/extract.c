/* Layers, brought up to date in waves: what has to be computed in any case goes to the workers
 * at once; what hangs on a layer that is only being computed again waits until that has come out,
 * and is left as it is where it came out the same. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"


/* Where findings are told as they come, jobs are small: what is saved meanwhile waits for those
 * that are under way. */
enum { JOB_BYTES = 1 << 18, LIVE_BYTES = 1 << 15, JOB_ARTICLES = 64, MOST_KILLS = 3 };

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

void st_extract_forget(st_engine *engine, uint32_t layer) {
  for (uint32_t i = 0; i < engine->article_count; i++)
    engine->articles[i]->slots[layer].base = ~base_of(engine, engine->articles[i], layer);
}

enum state { CURRENT, RUN, WAIT };

static bool any_read(const st_plan_layer *l, const unsigned char *states, enum state state) {
  for (uint32_t i = 0; i < l->read_count; i++)
    if (states[l->reads[i]] == state) return true;
  return false;
}

/* Which of the needed layers to run now; layers come after those they read. */
static uint32_t find_stale(st_engine *engine, article *a, unsigned char *states) {
  uint32_t run = 0, wait = 0, all = 0;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    const st_plan_layer *layer = &engine->plan.layers[l];
    const slot *s = &a->slots[l];
    states[l] = CURRENT;
    if (!engine->needed[l]) continue;
    all++;
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
  if (!a->dirty && all > a->layers_run) engine->stats.layers_kept += all - a->layers_run;
  if (!a->dirty) a->layers_run = 0;
  return run;
}

/* --- jobs --- */

static int add_errand(st_engine *engine, task *j, article *a, uint32_t run, st_error *e) {
  if (j->count == j->room) {
    uint32_t room = j->room ? j->room * 2 : 16;
    errand *list = st_grow(j->errands, room, sizeof *list);
    if (!list) return st_nomem(e);
    j->errands = list;
    j->room = room;
  }
  errand r = {a, NULL, st_grow(NULL, run, sizeof(uint32_t)), 0};
  if (!r.layers) return st_nomem(e);
  for (uint32_t l = 0; l < engine->plan.layer_count; l++)
    if (engine->states[l] == RUN) r.layers[r.layer_count++] = l;
  r.revision = st_revision_share(a->revision);
  j->errands[j->count] = r;
  j->bytes += st_revision_text(a->revision).n + 256;
  st_errand_attach(engine, j, j->count++);
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

static int send_job(st_engine *engine, task *j, st_error *e) {
  st_arena *arena = st_arena_open();
  st_buf message = {0};
  st_extract_message m = {.job = j->number + 1, .article_count = j->count};
  int rc = arena ? ST_OK : st_nomem(e);
  if (rc == ST_OK && !(m.articles = st_arena_get(arena, (j->count + 1) * sizeof *m.articles)))
    rc = st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < j->count; i++)
    rc = fill_article(engine, &j->errands[i], arena, &m.articles[i], e);
  if (rc == ST_OK) st_wire_extract(&message, &m);
  if (rc == ST_OK) rc = st_task_send(engine, j, &message, e);
  st_buf_close(&message);
  st_arena_close(arena);
  return rc;
}

int st_extract_send(st_engine *engine, st_error *e) {
  task *j = engine->filling;
  engine->filling = NULL;
  if (!j) return ST_OK;
  int rc = send_job(engine, j, e);
  if (rc != ST_OK) st_task_close(engine, j);
  return rc;
}

/* --- answers --- */

static void put_layer(st_engine *engine, article *a, uint32_t layer, st_layer *built) {
  slot *s = &a->slots[layer];
  st_layer_close(s->layer);
  s->layer = st_layer_share(built);
  s->base = base_of(engine, a, layer);
  engine->stats.layers_run++;
  a->layers_run++;
}

static uint32_t layer_of_rule(const st_engine *engine, uint32_t rule) {
  return rule < engine->rule_count ? st_plan_find(&engine->plan, engine->rules[rule].writes)
                                   : ST_NONE;
}

/* A layer whose rules were all left out, as they killed their workers, is there and empty. */
static void fill_missing(st_engine *engine, article *a, uint32_t layer) {
  const slot *s = &a->slots[layer];
  st_layer *nothing = NULL;
  if (s->layer && s->base == base_of(engine, a, layer)) return;
  st_layer_builder *b = st_layer_builder_open(&engine->plan.layers[layer].schema);
  if (!b)
    st_nomem(&engine->trouble);
  else if (st_layer_build(b, a->revision, NULL, &nothing, &engine->trouble) == ST_OK)
    put_layer(engine, a, layer, nothing);
  st_layer_close(nothing);
  st_layer_builder_close(b);
}

static void take_article(st_engine *engine, const errand *r, const st_layers_article *from) {
  article *a = r->article;
  for (uint32_t i = 0; i < from->layer_count; i++) {
    uint32_t layer = st_plan_find(&engine->plan, st_layer_name(from->layers[i]));
    if (layer != ST_NONE && runs(r, layer)) put_layer(engine, a, layer, from->layers[i]);
  }
  for (uint32_t i = 0; i < from->failure_count; i++) {
    uint32_t layer = layer_of_rule(engine, from->failures[i].rule);
    if (layer != ST_NONE)
      st_slot_fail(&a->slots[layer], from->failures[i].rule, from->failures[i].message,
                   &engine->trouble);
  }
  for (uint32_t i = 0; i < r->layer_count; i++) fill_missing(engine, a, r->layers[i]);
  a->failure_count = 0;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++)
    a->failure_count += a->slots[l].failure_count;
  for (uint32_t i = 0; i < r->layer_count; i++)
    a->slots[r->layers[i]].key = key_of(engine, a, r->layers[i]);
}

static void report(st_engine *engine, uint32_t articles) {
  engine->done += articles;
  if (engine->options.progress)
    engine->options.progress(engine->options.context, engine->done, engine->all);
}

/* Stories that wait for nothing more are looked at again, before new ones. */
static void touch_done(st_engine *engine, tale *t) {
  if (!t->waiting) st_tale_touch_first(engine, t);
}

static void take_articles(st_engine *engine, task *j, const st_layers_message *m) {
  for (uint32_t i = 0; i < j->count; i++)
    if (j->errands[i].article) take_article(engine, &j->errands[i], &m->articles[i]);
}

static void finish(st_engine *engine, task *j) {
  tale **tales = st_grow(NULL, j->count + 1, sizeof *tales);
  uint32_t n = 0;
  for (uint32_t i = 0; i < j->count; i++)
    if (tales && j->errands[i].article) tales[n++] = j->errands[i].article->tale;
  if (!tales) st_nomem(&engine->trouble);
  report(engine, j->count);
  st_task_close(engine, j);
  while (n) touch_done(engine, tales[--n]);
  st_free(tales);
}

void st_extract_answer(st_engine *engine, task *j, uint8_t kind, st_reader body) {
  st_layers_message m = {0};
  st_arena *arena = st_arena_open();
  st_error *e = &engine->trouble;
  if (!arena)
    st_nomem(e);
  else if (kind != ST_MSG_LAYERS || st_wire_read_layers(&body, arena, &m, e) != ST_OK ||
           m.article_count != j->count)
    st_fail(e, ST_EINPUT, "a worker's answer makes no sense");
  else
    take_articles(engine, j, &m);
  st_engine_add_costs(engine, m.costs, m.cost_count);
  st_wire_close_layers(&m);
  st_arena_close(arena);
  finish(engine, j);
}

/* A rule that keeps killing is left out for all articles, so that a run comes to its end. What is
 * under way is thrown away; what was answered stays. */
static void ban(st_engine *engine, uint32_t rule, const char *how) {
  const st_rule *r = &engine->rules[rule];
  st_engine_say(engine, "%.*s:%u: %s, on %d articles by now; the rule is left out", (int)r->file.n,
                r->file.p, r->line, how, MOST_KILLS);
  engine->used[rule] = false;
  engine->banned++;
  engine->replan = true;
}

static void fail_article(st_engine *engine, article *a, uint32_t rule, const char *how) {
  st_buf line = {0};
  st_death_line(engine, rule, how, &line);
  a->failure_count++;
  st_slot_fail(&a->slots[layer_of_rule(engine, rule)], rule, st_str_of(line.p, line.n),
               &engine->trouble);
  st_buf_close(&line);
}

/* Without what nobody waits for any more. */
static void send_again(st_engine *engine, task *j) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < j->count; i++) {
    errand r = j->errands[i];
    if (!r.article) {
      st_free(r.layers);
      st_revision_close(r.revision);
      continue;
    }
    r.article->errand = kept;
    j->errands[kept++] = r;
  }
  j->count = kept;
  if (!kept || send_job(engine, j, &engine->trouble) != ST_OK) st_task_close(engine, j);
}

/* The rule that the worker was at is named and left out for that article; the job goes again. */
void st_extract_died(st_engine *engine, task *j, const st_death *death) {
  char how[160];
  st_death_words(engine, death, how, sizeof how);
  bool spared = st_task_is_spared(j, death);
  bool known = death->article < j->count && death->job == j->number + 1 &&
               layer_of_rule(engine, death->rule) != ST_NONE;
  article *a = known && !spared ? j->errands[death->article].article : NULL;
  if (!known && !spared)
    st_fail(&engine->trouble, ST_EIO, "a worker %s outside of any rule", how);
  if (a && ++engine->kills[death->rule] >= MOST_KILLS)
    ban(engine, death->rule, how);
  else if (a)
    fail_article(engine, a, death->rule, how);
  if ((known || spared) && !engine->replan)
    send_again(engine, j);
  else
    finish(engine, j);
}

/* --- waves --- */

static void forget_old_failures(st_engine *engine, article *a) {
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    slot *s = &a->slots[l];
    if (engine->states[l] != RUN) continue;
    for (uint32_t i = 0; i < s->failure_count; i++) st_free(s->failures[i]);
    s->failure_count = 0;
  }
}

/* So that all workers have some, and no job lasts too long. */
void st_extract_measure(st_engine *engine) {
  uint64_t most = engine->options.story ? LIVE_BYTES : JOB_BYTES, all = 0;
  uint64_t jobs = (uint64_t)st_pool_workers(engine->pool) * 4;
  for (uint32_t i = 0; i < engine->dirty_count && all < most * jobs; i++) {
    const tale *t = st_tale_dirty(engine, i);
    for (uint32_t k = 0; k < t->member_count; k++)
      if (t->members[k]->dirty) all += st_revision_text(t->members[k]->revision).n + 256;
  }
  engine->job_bytes = all / jobs + 1 < most ? all / jobs + 1 : most;
}

/* A task holds what is urgent, or what is not. */
static int open_filling(st_engine *engine, bool urgent, st_error *e) {
  int rc = engine->filling && engine->filling->urgent != urgent ? st_extract_send(engine, e) : ST_OK;
  if (rc != ST_OK || engine->filling) return rc;
  engine->filling = st_task_open(engine);
  if (!engine->filling) return st_nomem(e);
  engine->filling->urgent = urgent;
  return ST_OK;
}

static int add_article(st_engine *engine, article *a, st_error *e) {
  uint32_t run = a->dirty && !a->task ? find_stale(engine, a, engine->states) : 0;
  if (!run) return ST_OK;
  forget_old_failures(engine, a);
  int rc = open_filling(engine, a->tale->urgent, e);
  if (rc != ST_OK) return rc;
  task *j = engine->filling;
  rc = add_errand(engine, j, a, run, e);
  bool full = j->bytes >= engine->job_bytes || j->count >= JOB_ARTICLES;
  return rc == ST_OK && full ? st_extract_send(engine, e) : rc;
}

int st_extract_add(st_engine *engine, tale *t, st_error *e) {
  int rc = ST_OK;
  for (uint32_t k = 0; rc == ST_OK && k < t->member_count; k++)
    rc = add_article(engine, t->members[k], e);
  return rc;
}
