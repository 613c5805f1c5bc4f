/* Stories, and what the comparison rules find in each. An outcome is kept as long as its rule, the
 * story's articles, their metadata and the content of the layers it reads stay what they were. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdlib.h>

/* --- what is out of date --- */

static uint64_t key_of(const st_engine *engine, const tale *t, uint32_t rule) {
  const st_rule *r = &engine->rules[rule];
  uint64_t h = engine->rule_revisions[rule];
  for (uint32_t i = 0; i < t->member_count; i++) {
    const article *a = t->members[i];
    h = st_hash_mix(h, st_hash_str(st_revision_doc(a->revision)));
    h = st_hash_mix(h, st_hash_str(t->story->outlets[i]));
    h = st_hash_mix(h, st_revision_meta_hash(a->revision));
    for (uint32_t k = 0; k < r->read_count; k++) {
      uint32_t layer = st_plan_find(&engine->plan, r->reads[k]);
      const st_layer *l = layer == ST_NONE ? NULL : a->slots[layer].layer;
      h = st_hash_mix(h, l ? st_layer_content(l) : 0);
    }
  }
  return h;
}

void st_compare_forget(st_engine *engine, st_str rule) {
  uint32_t all = engine->places ? st_names_count(engine->places) : 0;
  for (uint32_t i = 0; i < all && i < engine->tale_room; i++) {
    tale *t = engine->tales[i];
    for (uint32_t k = 0; t && k < t->outcome_count; k++)
      if (st_str_equal(t->outcomes[k].rule, rule)) st_outcome_forget(&t->outcomes[k]);
  }
}

/* --- jobs --- */

/* The layers any of the rules reads, and the roles of blocks. */
static void choose_layers(const st_engine *engine, const task *j, bool *chosen) {
  memset(chosen, 0, engine->plan.layer_count * sizeof *chosen);
  for (uint32_t i = 0; i < j->rule_count; i++) {
    const st_rule *r = &engine->rules[engine->plan.comparisons[j->rules[i]]];
    for (uint32_t k = 0; k < r->read_count; k++) {
      uint32_t layer = st_plan_find(&engine->plan, r->reads[k]);
      if (layer != ST_NONE) chosen[layer] = true;
    }
  }
  uint32_t block = st_plan_find(&engine->plan, st_cstr("block"));
  if (block != ST_NONE) chosen[block] = true;
}

static int fill(const st_engine *engine, const task *j, st_arena *arena,
                st_compare_message *m, st_error *e) {
  const tale *t = j->tale;
  uint32_t layers = engine->plan.layer_count;
  bool *chosen = st_arena_get(arena, (layers + 1) * sizeof *chosen);
  m->articles = st_arena_get(arena, t->member_count * sizeof *m->articles);
  m->rules = st_arena_get(arena, (j->rule_count + 1) * sizeof *m->rules);
  if (!chosen || !m->articles || !m->rules) return st_nomem(e);
  choose_layers(engine, j, chosen);
  m->article_count = t->member_count;
  m->rule_count = j->rule_count;
  for (uint32_t i = 0; i < j->rule_count; i++) m->rules[i] = engine->plan.comparisons[j->rules[i]];
  for (uint32_t i = 0; i < t->member_count; i++) {
    const article *a = t->members[i];
    st_compare_article *to = &m->articles[i];
    *to = (st_compare_article){.revision = a->revision, .outlet = t->story->outlets[i]};
    to->layers = st_arena_get(arena, (layers + 1) * sizeof(st_layer *));
    if (!to->layers) return st_nomem(e);
    for (uint32_t l = 0; l < layers; l++)
      if (chosen[l] && a->slots[l].layer) to->layers[to->layer_count++] = a->slots[l].layer;
  }
  return ST_OK;
}

int st_compare_ask(const st_engine *engine, tale *t, uint32_t comparison, st_arena *arena,
                   st_compare_message *m, st_error *e) {
  task j = {.tale = t, .rules = &comparison, .rule_count = 1};
  return fill(engine, &j, arena, m, e);
}

static int send_story(st_engine *engine, task *j, st_error *e) {
  st_arena *arena = st_arena_open();
  st_buf message = {0};
  st_compare_message m = {.job = j->number + 1};
  int rc = arena ? fill(engine, j, arena, &m, e) : st_nomem(e);
  if (rc == ST_OK) st_wire_compare(&message, &m);
  if (rc == ST_OK) rc = st_task_send(engine, j, &message, e);
  st_buf_close(&message);
  st_arena_close(arena);
  return rc;
}

/* Which are not up to date. */
static void choose_rules(st_engine *engine, const tale *t, task *j) {
  for (uint32_t k = 0; t->story && k < engine->plan.comparison_count; k++) {
    const outcome *o = &t->outcomes[k];
    if (o->arena && o->key == key_of(engine, t, engine->plan.comparisons[k]))
      engine->stats.stories_kept++;
    else
      j->rules[j->rule_count++] = k;
  }
}

static task *open_comparisons(st_engine *engine) {
  task *j = st_task_open(engine);
  if (j && (j->rules = st_grow(NULL, engine->plan.comparison_count + 1, sizeof *j->rules)))
    return j;
  if (j) st_task_close(engine, j);
  return NULL;
}

static int start_task(st_engine *engine, tale *t, task *j, st_error *e) {
  j->urgent = t->urgent;
  st_tale_attach(engine, j, t);
  int rc = send_story(engine, j, e);
  if (rc != ST_OK) st_task_close(engine, j);
  return rc;
}

/* --- one story on several workers: an edit waits for the slowest rule then, and not for all --- */

enum { MOST_PARTS = 4, LEAST_GAIN = 200000 }; /* ns; telling another worker costs about half of it */

typedef struct parting {
  uint64_t cost[MOST_PARTS], all; /* ns */
  uint32_t count;                 /* of parts that may be made */
  unsigned char *part;            /* by rule of the task: the part it goes to */
} parting;

static uint32_t dearest(const st_engine *engine, const task *j, const parting *p) {
  uint32_t best = j->rule_count;
  for (uint32_t i = 0; i < j->rule_count; i++)
    if (p->part[i] == MOST_PARTS &&
        (best == j->rule_count || st_engine_cost_of(engine, j->rules[i]) > st_engine_cost_of(engine, j->rules[best])))
      best = i;
  return best;
}

/* The dearest first, each to the part that has least to do. */
static void plan_parts(const st_engine *engine, const task *j, parting *p) {
  memset(p->part, MOST_PARTS, j->rule_count);
  for (uint32_t n = 0; n < j->rule_count; n++) {
    uint32_t rule = dearest(engine, j, p), part = 0;
    for (uint32_t i = 1; i < p->count; i++)
      if (p->cost[i] < p->cost[part]) part = i;
    p->part[rule] = (unsigned char)part;
    p->cost[part] += st_engine_cost_of(engine, j->rules[rule]);
    p->all += st_engine_cost_of(engine, j->rules[rule]);
  }
}

/* Moves a part's rules to a task of its own, and sends that. False where they stay. */
static bool send_part(st_engine *engine, tale *t, task *j, parting *p, uint32_t part) {
  uint32_t kept = 0;
  task *own = p->cost[part] ? open_comparisons(engine) : NULL;
  if (!own) return false;
  for (uint32_t i = 0; i < j->rule_count; i++) {
    if (p->part[i] == part) {
      own->rules[own->rule_count++] = j->rules[i];
      continue;
    }
    p->part[kept] = p->part[i];
    j->rules[kept++] = j->rules[i];
  }
  j->rule_count = kept;
  return start_task(engine, t, own, &engine->trouble) == ST_OK;
}

/* Only where workers have nothing else to do: each part has to be told the whole story. */
static void spread(st_engine *engine, tale *t, task *j) {
  uint32_t workers = st_pool_workers(engine->pool);
  uint32_t busy = engine->task_count - 1 + engine->dirty_count;
  parting p = {.count = workers > busy ? workers - busy : 1};
  if (!t->urgent || p.count < 2 || j->rule_count < 2) return;
  if (p.count > MOST_PARTS) p.count = MOST_PARTS;
  if (!(p.part = st_grow(NULL, j->rule_count, 1))) return;
  plan_parts(engine, j, &p);
  /* The first part is the dearest, and goes last: to the worker that did not extract. */
  for (uint32_t i = p.count; p.all - p.cost[0] > LEAST_GAIN && i-- > 1;)
    send_part(engine, t, j, &p, i);
  st_free(p.part);
}

/* What needs no job is at its new places at once. */
int st_compare_send(st_engine *engine, tale *t, st_error *e) {
  int rc = engine->refit ? st_outcomes_fit_all(engine, e) : ST_OK;
  if (rc == ST_OK && !t->outcomes) rc = st_outcomes_fit(engine, t, e);
  if (rc != ST_OK) return rc;
  task *j = open_comparisons(engine);
  if (!j) return st_nomem(e);
  choose_rules(engine, t, j);
  t->partly = false;
  bool any = j->rule_count > 0;
  if (any) spread(engine, t, j);
  if (any)
    rc = start_task(engine, t, j, e);
  else
    st_task_close(engine, j);
  t->urgent = false;
  return any ? rc : st_tale_resolve(engine, t, e);
}

/* --- answers --- */

static st_str keep(st_arena *arena, st_str s, bool *bad) {
  st_str own = st_arena_str(arena, s);
  if (!own.p) *bad = true;
  return own;
}

static void *keep_items(st_arena *arena, const void *items, uint32_t count, size_t size,
                        bool *bad) {
  void *own = st_arena_get(arena, (count ? count : 1) * size);
  if (own && count) memcpy(own, items, count * size);
  if (!own) *bad = true;
  return own;
}

static void keep_found(st_arena *arena, st_found *to, const st_found *from, bool *bad) {
  *to = *from;
  to->kind = keep(arena, from->kind, bad);
  to->level = keep(arena, from->level, bad);
  to->message = keep(arena, from->message, bad);
  to->file = keep(arena, from->file, bad);
  to->silent = keep_items(arena, from->silent, from->silent_count, sizeof *from->silent, bad);
  to->evidence =
      keep_items(arena, from->evidence, from->evidence_count, sizeof *from->evidence, bad);
  for (uint32_t i = 0; !*bad && i < to->evidence_count; i++) {
    st_handle *h = &to->evidence[i];
    h->layer = keep(arena, h->layer, bad);
    h->role = keep(arena, h->role, bad);
    h->field = keep(arena, h->field, bad);
  }
}

static void keep_docs(const tale *t, outcome *o, bool *bad) {
  o->doc_count = t->member_count;
  o->docs = st_arena_get(o->arena, t->member_count * sizeof *o->docs);
  if (!o->docs) *bad = true;
  for (uint32_t i = 0; !*bad && i < t->member_count; i++)
    o->docs[i] = keep(o->arena, st_revision_doc(t->members[i]->revision), bad);
}

static bool good_handle(const st_handle *h, const outcome *o) { return h->article < o->doc_count; }

/* What one rule of the job found, copied out of the message. */
static void take_outcome(st_engine *engine, const task *j, uint32_t nth,
                         const st_findings_message *m) {
  const tale *t = j->tale;
  uint32_t rule = engine->plan.comparisons[j->rules[nth]];
  outcome *o = &j->tale->outcomes[j->rules[nth]];
  bool bad = false;
  st_outcome_forget(o);
  o->arena = st_arena_open();
  o->found = o->arena ? st_arena_get(o->arena, (m->found_count + 1) * sizeof *o->found) : NULL;
  o->failures =
      o->arena ? st_arena_get(o->arena, (m->failure_count + 1) * sizeof *o->failures) : NULL;
  if (!o->found || !o->failures) {
    st_outcome_forget(o);
    st_nomem(&engine->trouble);
    return;
  }
  o->rule = keep(o->arena, engine->rules[rule].name, &bad);
  o->key = key_of(engine, t, rule);
  keep_docs(t, o, &bad);
  for (uint32_t i = 0; !bad && i < m->found_count; i++)
    if (m->found[i].rule == rule) {
      st_found *f = &o->found[o->found_count++];
      keep_found(o->arena, f, &m->found[i], &bad);
      for (uint32_t k = 0; !bad && k < f->evidence_count; k++)
        if (!good_handle(&f->evidence[k], o))
          st_fail(&engine->trouble, ST_EINPUT, "a worker's answer makes no sense");
    }
  for (uint32_t i = 0; !bad && i < m->failure_count; i++)
    if (m->failures[i].rule == rule)
      o->failures[o->failure_count++] = keep(o->arena, m->failures[i].message, &bad);
  if (bad) st_nomem(&engine->trouble);
  engine->stats.stories_run++;
}

/* All comparisons of a story are told together, but for those that take long. A story that was
 * touched meanwhile is looked at again: its id may have become another. */
static void finish(st_engine *engine, task *j) {
  tale *t = j->tale;
  st_task_close(engine, j);
  bool whole = t && (!t->task || t->partly);
  if (whole && engine->trouble.code == ST_OK) st_tale_resolve(engine, t, &engine->trouble);
  if (!t || t->waiting || !t->again) return;
  t->again = false;
  st_tale_touch(engine, t);
}

void st_compare_answer(st_engine *engine, task *j, uint8_t kind, st_reader body) {
  st_findings_message m = {0};
  st_error *e = &engine->trouble;
  st_arena *arena = st_arena_open();
  if (!arena)
    st_nomem(e);
  else if (kind != ST_MSG_FINDINGS || st_wire_read_findings(&body, arena, &m, e) != ST_OK)
    st_fail(e, ST_EINPUT, "a worker's answer makes no sense");
  else
    for (uint32_t i = 0; j->tale && i < j->rule_count; i++) take_outcome(engine, j, i, &m);
  st_engine_add_costs(engine, m.costs, m.cost_count);
  st_arena_close(arena);
  finish(engine, j);
  engine->done++;
  if (engine->options.progress)
    engine->options.progress(engine->options.context, engine->done, engine->all);
}

static uint32_t find_job_rule(const st_engine *engine, const task *j, uint32_t rule) {
  uint32_t i = 0;
  while (i < j->rule_count && engine->plan.comparisons[j->rules[i]] != rule) i++;
  return i;
}

/* The others of the job go on in one of their own. */
static bool send_others(st_engine *engine, task *j, uint32_t slow) {
  task *rest = j->rule_count > 1 ? open_comparisons(engine) : NULL;
  if (!rest) return false; /* without memory all go on together */
  for (uint32_t i = 0; i < j->rule_count; i++)
    if (i != slow) rest->rules[rest->rule_count++] = j->rules[i];
  j->rules[0] = j->rules[slow];
  j->rule_count = 1;
  rest->urgent = j->urgent;
  st_tale_attach(engine, rest, j->tale);
  if (send_story(engine, rest, &engine->trouble) != ST_OK) st_task_close(engine, rest);
  return true;
}

bool st_compare_part(st_engine *engine, task *j, uint32_t rule) {
  tale *t = j->tale;
  uint32_t slow = t ? find_job_rule(engine, j, rule) : j->rule_count;
  if (slow == j->rule_count || !engine->options.partly) return false;
  bool first = !t->partly;
  t->partly = true;
  if (j->rule_count > 1) return send_others(engine, j, slow);
  if (first && engine->trouble.code == ST_OK) st_tale_resolve(engine, t, &engine->trouble);
  return false;
}

/* The rule the worker was at has its failure as outcome; the others of the job go again. */
void st_compare_died(st_engine *engine, task *j, const st_death *death) {
  char how[160];
  st_death_words(engine, death, how, sizeof how);
  if (j->tale && st_task_is_spared(j, death) && !send_story(engine, j, &engine->trouble)) return;
  uint32_t i = j->tale ? find_job_rule(engine, j, death->rule) : j->rule_count;
  if (i < j->rule_count && death->job == j->number + 1) {
    st_buf line = {0};
    st_death_line(engine, death->rule, how, &line);
    st_failure failure = {death->rule, st_str_of(line.p, line.n)};
    take_outcome(engine, j, i, &(st_findings_message){.failure_count = 1, .failures = &failure});
    st_buf_close(&line);
    memmove(j->rules + i, j->rules + i + 1, (--j->rule_count - i) * sizeof *j->rules);
    if (j->rule_count && send_story(engine, j, &engine->trouble) == ST_OK) return;
  } else if (j->tale) {
    st_fail(&engine->trouble, ST_EIO, "a worker %s outside of any rule", how);
  }
  finish(engine, j);
}
