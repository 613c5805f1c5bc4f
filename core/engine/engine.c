#include "engine/engine.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdlib.h>

/* Tasks a worker: two that it has, and one that waits. */
enum { TASKS = 3, URGENT = 16 }; /* and so many more that are urgent */
enum { TIMEOUT_MS = 10000, ANNOTATIONS = 100000 };
enum { TRIM_AFTER = 1024 };

static void set_defaults(st_engine_options *o) {
  if (!o->jobs) o->jobs = uv_available_parallelism();
  if (o->jobs > 256) o->jobs = 256;
  if (!o->timeout_ms) o->timeout_ms = TIMEOUT_MS;
  if (!o->limits.instructions) o->limits.instructions = 20u * 1000 * 1000;
  if (!o->limits.memory) o->limits.memory = 64u << 20;
  if (!o->limits.annotations) o->limits.annotations = ANNOTATIONS;
}

int st_engine_open(const st_engine_options *options, st_engine **out, st_error *e) {
  st_engine *engine = st_calloc(1, sizeof *engine);
  if (!engine) return st_nomem(e);
  engine->options = *options;
  set_defaults(&engine->options);
  engine->program = st_strndup(options->program, strlen(options->program));
  engine->lua_dir = st_strndup(options->lua_dir, strlen(options->lua_dir));
  engine->extra = st_pack_open();
  if (engine->program && engine->lua_dir && engine->extra) {
    *out = engine;
    return ST_OK;
  }
  st_engine_close(engine);
  return st_nomem(e);
}

static void close_wanted(st_engine *engine) {
  for (uint32_t i = 0; i < engine->wanted_count; i++) st_free(engine->wanted[i]);
  st_free(engine->wanted);
  engine->wanted = NULL;
  engine->wanted_count = 0;
}

static void close_articles(st_engine *engine) {
  for (uint32_t i = 0; i < engine->article_count; i++) {
    st_slots_close(engine->articles[i]->slots, engine->plan.layer_count);
    st_revision_close(engine->articles[i]->revision);
    st_free(engine->articles[i]->place);
    st_free(engine->articles[i]);
  }
  st_free(engine->articles);
}

static void close_rules(st_engine *engine) {
  st_rules_forget(engine);
  st_free(engine->layer_revisions);
  st_free(engine->needed);
  st_free(engine->states);
  st_free(engine->layer_names);
  st_free(engine->checked);
  st_buf_close(&engine->rules_bytes);
  st_arena_close(engine->plan_arena);
  st_arena_close(engine->check_arena);
}

void st_engine_close(st_engine *engine) {
  if (!engine) return;
  st_pool_close(engine->pool);
  st_tasks_close(engine);
  close_articles(engine);
  st_tales_close(engine);
  close_wanted(engine);
  close_rules(engine);
  st_engine_forget_news(engine);
  st_free(engine->news);
  st_arena_close(engine->story_arena);
  st_arena_close(engine->finding_arena);
  st_buf_close(&engine->lines);
  st_pack_close(engine->pack);
  st_pack_close(engine->extra);
  st_free(engine->program);
  st_free(engine->lua_dir);
  st_free(engine);
}

int st_engine_add_file(st_engine *engine, st_str path, st_str bytes, st_error *e) {
  st_buf key = {0};
  st_buf_addf(&key, "rules/%.*s", (int)path.n, path.p);
  int rc = key.bad ? st_nomem(e)
                   : st_pack_add_file(engine->extra, st_str_of(key.p, key.n), path, bytes, e);
  st_buf_close(&key);
  return rc;
}

int st_engine_drop_file(st_engine *engine, st_str path, st_error *e) {
  st_buf key = {0};
  st_buf_addf(&key, "rules/%.*s", (int)path.n, path.p);
  if (!key.bad) st_pack_remove(engine->extra, st_str_of(key.p, key.n));
  int rc = key.bad ? st_nomem(e) : ST_OK;
  st_buf_close(&key);
  return rc;
}

/* --- the plan --- */

static uint64_t layer_revision(const st_engine *engine, const st_plan_layer *l) {
  uint64_t h = st_hash_mix(st_hash_str(l->name), l->schema.overlap);
  for (uint32_t i = 0; i < l->schema.field_count; i++) {
    h = st_hash_mix(h, st_hash_str(l->schema.fields[i].name));
    h = st_hash_mix(h, l->schema.fields[i].type);
  }
  for (uint32_t i = 0; i < l->writer_count; i++)
    h = st_hash_mix(h, engine->rule_revisions[l->writers[i]]);
  return h;
}

static int by_name(const void *a, const void *b) {
  return st_str_compare(*(const st_str *)a, *(const st_str *)b);
}

static int size_plan(st_engine *engine, st_error *e) {
  uint32_t n = engine->plan.layer_count;
  st_free(engine->layer_revisions);
  st_free(engine->needed);
  st_free(engine->states);
  st_free(engine->layer_names);
  engine->states = st_calloc(n, 1);
  engine->layer_revisions = st_calloc(n, sizeof *engine->layer_revisions);
  engine->needed = st_calloc(n, sizeof *engine->needed);
  engine->layer_names = st_calloc(n, sizeof *engine->layer_names);
  if (!engine->layer_revisions || !engine->needed || !engine->layer_names || !engine->states)
    return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) {
    engine->layer_revisions[i] = layer_revision(engine, &engine->plan.layers[i]);
    engine->layer_names[i] = engine->plan.layers[i].name;
  }
  if (n) qsort(engine->layer_names, n, sizeof *engine->layer_names, by_name);
  st_engine_choose_layers(engine);
  return ST_OK;
}

/* Workers have to know which rules are in: examples run what the rule reads before it. */
static int tell_used(st_engine *engine, st_error *e) {
  uint32_t *list = st_grow(NULL, engine->rule_count, sizeof *list), n = 0;
  if (!list) return st_nomem(e);
  for (uint32_t i = 0; i < engine->rule_count; i++)
    if (engine->used[i]) list[n++] = i;
  st_buf message = {0};
  st_wire_rules(&message, ST_MSG_USE, &(st_rules_message){.rule_count = n, .rules = list});
  st_free(list);
  return st_pool_tell(engine->pool, &message, false, e);
}

/* The rule is out, and says from now on why. */
static int take_fault(st_engine *engine, const st_plan_fault *fault, st_error *e) {
  st_rule *r = &engine->rules[fault->rule];
  st_engine_say(engine, "%.*s", (int)fault->message.n, fault->message.p);
  engine->used[fault->rule] = false;
  st_free(r->fault);
  r->fault = st_strndup(fault->message.p, fault->message.n);
  return r->fault ? ST_OK : st_nomem(e);
}

int st_engine_plan(st_engine *engine, st_error *e) {
  st_plan plan;
  st_arena *arena = st_arena_open();
  int rc = arena ? st_plan_make(engine->rules, engine->rule_count, engine->used, arena, &plan, e)
                 : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < plan.fault_count; i++)
    rc = take_fault(engine, &plan.faults[i], e);
  if (rc == ST_OK) {
    st_plan old = engine->plan;
    engine->plan = plan;
    rc = st_engine_fit_slots(engine, &old, e);
    st_arena_close(engine->plan_arena);
    engine->plan_arena = arena;
    arena = NULL;
  }
  st_arena_close(arena);
  if (rc == ST_OK) rc = size_plan(engine, e);
  return rc == ST_OK ? tell_used(engine, e) : rc;
}

uint32_t st_engine_broken(const st_engine *engine) {
  uint32_t n = engine->left_out;
  for (uint32_t i = 0; i < engine->rule_count; i++) n += !engine->used[i];
  return n;
}

static int load_rules(st_engine *engine, bool anew, bool check, st_error *e) {
  int rc = st_engine_describe(engine, anew, e);
  if (rc == ST_OK) rc = st_engine_plan(engine, e);
  uint32_t before = rc == ST_OK ? st_engine_broken(engine) : 0;
  if (rc == ST_OK && check) rc = st_engine_check(engine, e);
  if (rc == ST_OK && st_engine_broken(engine) > before) rc = st_engine_plan(engine, e);
  return rc;
}

int st_engine_rules(st_engine *engine, bool check, uint32_t *broken, st_error *e) {
  int rc = load_rules(engine, true, check, e);
  while (rc == ST_OK && !engine->options.examples_in_full &&
         (st_engine_restore(engine) || st_engine_blame(engine)))
    rc = load_rules(engine, false, check, e);
  *broken = rc == ST_OK ? st_engine_broken(engine) : 0;
  st_engine_complain(engine);
  engine->at = AT_NOTHING;
  return rc;
}

const st_rule *st_engine_rule_list(const st_engine *engine, uint32_t *count) {
  *count = engine->rule_count;
  return engine->rules;
}

const st_checked *st_engine_checked(const st_engine *engine, uint32_t *count) {
  *count = engine->checked_count;
  return engine->checked;
}

const st_str *st_engine_layers(const st_engine *engine, uint32_t *count) {
  *count = engine->plan.layer_count;
  return engine->layer_names;
}

int st_engine_want(st_engine *engine, const char *const *layers, bool findings, st_error *e) {
  close_wanted(engine);
  uint32_t n = 0;
  while (layers && layers[n]) n++;
  engine->wanted = st_calloc(n, sizeof *engine->wanted);
  if (!engine->wanted) return st_nomem(e);
  for (; engine->wanted_count < n; engine->wanted_count++) {
    const char *name = layers[engine->wanted_count];
    char *own = st_strndup(name, strlen(name));
    if (!own) return st_nomem(e);
    engine->wanted[engine->wanted_count] = own;
  }
  engine->want_findings = findings;
  if (engine->needed) st_engine_choose_layers(engine);
  for (uint32_t i = 0; i < engine->article_count; i++) engine->articles[i]->dirty = true;
  st_tales_touch_all(engine);
  return ST_OK;
}

/* --- settling --- */

static bool any_needed(const st_engine *engine) {
  for (uint32_t l = 0; l < engine->plan.layer_count; l++)
    if (engine->needed[l]) return true;
  return false;
}

static bool is_paused(const st_engine *engine) {
  return engine->options.story && engine->options.pause &&
         engine->options.pause(engine->options.context);
}

/* One story a step further: layers first, and when all of them are there, its comparisons. */
static int advance(st_engine *engine, tale *t, bool layers, st_error *e) {
  int rc = layers ? st_extract_add(engine, t, e) : ST_OK;
  t->again = t->waiting;
  if (rc != ST_OK || t->waiting) return rc;
  rc = st_tale_renew(engine, t, e);
  return rc == ST_OK && engine->want_findings ? st_compare_send(engine, t, e) : rc;
}

static bool may_send(const st_engine *engine, uint32_t most) {
  if (!engine->dirty_count) return false;
  return engine->task_count < most + (st_tale_dirty(engine, 0)->urgent ? URGENT : 0);
}

enum { SLICE = 1000000, LOOK = 8 }; /* ns; stories between two looks at the clock */

/* Somebody types: it goes on when the loop has been looked at. */
static bool is_long(const st_engine *engine, uint64_t start, uint32_t stories) {
  return engine->options.aside && stories % LOOK == 0 && uv_hrtime() - start > SLICE;
}

/* No more than workers can be at: what is saved meanwhile goes before the rest. */
static int give_work(st_engine *engine, st_error *e) {
  bool layers = engine->pool && any_needed(engine);
  uint32_t most = engine->pool ? st_pool_workers(engine->pool) * TASKS : 1;
  uint64_t start = uv_hrtime();
  uint32_t stories = 0;
  int rc = ST_OK;
  engine->cut_short = false;
  if (layers) st_extract_measure(engine);
  while (rc == ST_OK && !engine->cut_short && may_send(engine, most)) {
    rc = advance(engine, st_tale_take(engine), layers, e);
    engine->cut_short = is_long(engine, start, ++stories);
  }
  int sent = st_extract_send(engine, e);
  return rc == ST_OK ? sent : rc;
}

/* Rules that were left out meanwhile are no more in the plan. */
static int plan_again(st_engine *engine, st_error *e) {
  if (!engine->replan) return ST_OK;
  engine->replan = false;
  return st_engine_plan(engine, e);
}

static int take_trouble(st_engine *engine, int rc, st_error *e) {
  if (rc != ST_OK || engine->trouble.code == ST_OK) return rc;
  if (e) *e = engine->trouble;
  return engine->trouble.code;
}

static void begin(st_engine *engine) {
  if (engine->begun) return;
  engine->begun = true;
  engine->stats = (st_engine_stats){0};
  engine->done = 0;
  engine->banned = 0;
  if (!engine->rule_count) return;
  memset(engine->kills, 0, engine->rule_count * sizeof *engine->kills);
}

int st_engine_go_on(st_engine *engine, st_error *e) {
  begin(engine);
  int rc = plan_again(engine, e);
  if (rc == ST_OK) rc = give_work(engine, e);
  return take_trouble(engine, rc, e);
}

static int step(st_engine *engine, st_error *e) {
  int rc = st_engine_go_on(engine, e);
  if (rc == ST_OK && engine->cut_short)
    uv_run(engine->options.loop, UV_RUN_NOWAIT);
  else if (rc == ST_OK && engine->waiting && !is_paused(engine))
    rc = st_pool_step(engine->pool, e);
  return take_trouble(engine, rc, e);
}

void st_engine_hurry(st_engine *engine, bool on) { engine->hurry = on; }

/* What came for what went lies in other places: now and then the pages between are given back. */
static void trim(st_engine *engine) {
  if (engine->edits < TRIM_AFTER) return;
  engine->edits = 0;
  st_alloc_trim();
}

int st_engine_settle(st_engine *engine, st_error *e) {
  if (!engine->rules) return st_fail(e, ST_EUSE, "no rules are loaded");
  uint64_t start = uv_hrtime();
  int rc = ST_OK;
  begin(engine);
  engine->all = engine->article_count;
  engine->trouble = (st_error){0};
  while (rc == ST_OK && !st_engine_settled(engine)) {
    rc = step(engine, e);
    if (is_paused(engine)) break;
  }
  if (rc != ST_OK) st_tasks_forget(engine, false);
  engine->stats.seconds += (double)(uv_hrtime() - start) / 1e9;
  if (rc != ST_OK || !st_engine_settled(engine)) return rc;
  engine->begun = false;
  rc = st_tales_tidy(engine, e);
  if (rc == ST_OK && !engine->options.story) rc = st_tales_list(engine, e);
  if (rc != ST_OK) return rc;
  st_engine_gather(engine);
  st_engine_complain(engine);
  trim(engine);
  return ST_OK;
}

int st_engine_list(st_engine *engine, st_error *e) { return st_tales_list(engine, e); }

bool st_engine_settled(const st_engine *engine) {
  return !engine->dirty_count && !engine->waiting && !engine->replan;
}

void st_engine_forget(st_engine *engine, st_str rule) {
  memset(engine->costs, 0, engine->rule_count * sizeof *engine->costs);
  for (uint32_t i = 0; i < engine->rule_count; i++) {
    const st_rule *r = &engine->rules[i];
    if (!engine->used[i] || (rule.n && !st_str_equal(r->name, rule))) continue;
    if (r->kind == ST_RULE_COMPARE) st_compare_forget(engine, r->name);
    if (r->kind == ST_RULE_EXTRACT) st_extract_forget(engine, st_plan_find(&engine->plan, r->writes));
  }
  for (uint32_t i = 0; i < engine->article_count; i++) engine->articles[i]->dirty = true;
  st_tales_touch_all(engine);
}

const st_rule_cost *st_engine_costs(const st_engine *engine, uint32_t *count) {
  *count = engine->rule_count;
  return engine->costs;
}

st_engine_stats st_engine_statistics(const st_engine *engine) {
  st_engine_stats s = engine->stats;
  for (uint32_t i = 0; i < engine->article_count; i++) {
    const article *a = engine->articles[i];
    uint32_t tokens, sentences;
    st_revision_tokens(a->revision, &tokens);
    st_revision_sentences(a->revision, &sentences);
    s.bytes += st_revision_text(a->revision).n;
    s.tokens += tokens;
    s.sentences += sentences;
    for (uint32_t l = 0; l < engine->plan.layer_count; l++)
      if (engine->needed[l] && a->slots[l].layer)
        s.annotations += st_layer_count(a->slots[l].layer);
  }
  return s;
}
