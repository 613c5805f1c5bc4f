/* Stories, and what the comparison rules find in each. An outcome is kept as long as its rule, the
 * story's articles, their metadata and the content of the layers it reads stay what they were. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct compare_job {
  uint32_t tale;
  uint32_t *rules; /* as indexes into plan.comparisons */
  uint32_t rule_count;
} compare_job;

typedef struct round {
  st_engine *engine;
  compare_job *jobs;
  uint32_t count;
  st_error trouble;
} round_;

static void empty(outcome *o) {
  st_arena_close(o->arena);
  *o = (outcome){0};
}

void st_tales_close(tale *tales, uint32_t count) {
  for (uint32_t i = 0; tales && i < count; i++) {
    for (uint32_t k = 0; k < tales[i].outcome_count; k++) empty(&tales[i].outcomes[k]);
    st_free(tales[i].outcomes);
    st_free(tales[i].place);
  }
  st_free(tales);
}

/* --- stories --- */

static int find_stories(st_engine *engine, st_error *e) {
  uint32_t n = engine->article_count;
  st_member *members = st_grow(NULL, n, sizeof *members);
  st_arena_close(engine->story_arena);
  engine->story_arena = st_arena_open();
  engine->stories = NULL;
  engine->story_count = 0;
  int rc = members && engine->story_arena ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < n; i++) {
    enum st_meta_from from;
    st_span evidence;
    members[i] = (st_member){engine->articles[i].revision, st_cstr(engine->articles[i].place),
                             st_engine_date(engine, i, &from, &evidence)};
  }
  if (rc == ST_OK)
    rc =
        st_stories_find(members, n, engine->story_arena, &engine->stories, &engine->story_count, e);
  st_free(members);
  return rc;
}

static int by_place(const void *a, const void *b) {
  return strcmp(((const tale *)a)->place, ((const tale *)b)->place);
}

/* Outcomes of before are found by the story's place and the rule's name. */
static tale *find_old(tale *old, uint32_t count, const char *place) {
  tale key = {.place = (char *)place};
  return count ? bsearch(&key, old, count, sizeof key, by_place) : NULL;
}

static void move_outcome(outcome *to, tale *old, st_str rule) {
  for (uint32_t i = 0; old && i < old->outcome_count; i++)
    if (old->outcomes[i].arena && st_str_equal(old->outcomes[i].rule, rule)) {
      *to = old->outcomes[i];
      old->outcomes[i] = (outcome){0};
      return;
    }
}

static int make_tales(st_engine *engine, st_error *e) {
  tale *old = engine->tales;
  uint32_t old_count = engine->tale_count, rules = engine->plan.comparison_count;
  if (old_count) qsort(old, old_count, sizeof *old, by_place);
  engine->tale_count = 0;
  engine->tales = st_calloc(engine->story_count, sizeof *engine->tales);
  int rc = engine->tales ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < engine->story_count; i++) {
    const char *place = engine->articles[engine->stories[i].articles[0]].place;
    tale *t = &engine->tales[engine->tale_count++], *was = find_old(old, old_count, place);
    t->place = st_strndup(place, strlen(place));
    t->outcomes = st_calloc(rules, sizeof *t->outcomes);
    t->outcome_count = t->outcomes ? rules : 0;
    if (!t->place || !t->outcomes) rc = st_nomem(e);
    for (uint32_t k = 0; k < t->outcome_count; k++)
      move_outcome(&t->outcomes[k], was, engine->rules[engine->plan.comparisons[k]].name);
  }
  st_tales_close(old, old_count);
  return rc;
}

/* --- what is out of date --- */

static uint64_t key_of(const st_engine *engine, const st_story *story, uint32_t rule) {
  const st_rule *r = &engine->rules[rule];
  uint64_t h = engine->rule_revisions[rule];
  for (uint32_t i = 0; i < story->article_count; i++) {
    const article *a = &engine->articles[story->articles[i]];
    h = st_hash_mix(h, st_hash_str(st_revision_doc(a->revision)));
    h = st_hash_mix(h, st_hash_str(story->outlets[i]));
    h = st_hash_mix(h, st_revision_meta_hash(a->revision));
    for (uint32_t k = 0; k < r->read_count; k++) {
      uint32_t layer = st_plan_find(&engine->plan, r->reads[k]);
      const st_layer *l = layer == ST_NONE ? NULL : a->slots[layer].layer;
      h = st_hash_mix(h, l ? st_layer_content(l) : 0);
    }
  }
  return h;
}

/* --- jobs --- */

/* The layers any of the rules reads, and the roles of blocks. */
static void choose_layers(const st_engine *engine, const compare_job *j, bool *chosen) {
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

static int fill(const st_engine *engine, const compare_job *j, st_arena *arena,
                st_compare_message *m, st_error *e) {
  const st_story *story = &engine->stories[j->tale];
  uint32_t layers = engine->plan.layer_count;
  bool *chosen = st_arena_get(arena, (layers + 1) * sizeof *chosen);
  m->articles = st_arena_get(arena, story->article_count * sizeof *m->articles);
  m->rules = st_arena_get(arena, (j->rule_count + 1) * sizeof *m->rules);
  if (!chosen || !m->articles || !m->rules) return st_nomem(e);
  choose_layers(engine, j, chosen);
  m->article_count = story->article_count;
  m->rule_count = j->rule_count;
  for (uint32_t i = 0; i < j->rule_count; i++) m->rules[i] = engine->plan.comparisons[j->rules[i]];
  for (uint32_t i = 0; i < story->article_count; i++) {
    const article *a = &engine->articles[story->articles[i]];
    st_compare_article *to = &m->articles[i];
    *to = (st_compare_article){.revision = a->revision, .outlet = story->outlets[i]};
    to->layers = st_arena_get(arena, (layers + 1) * sizeof(st_layer *));
    if (!to->layers) return st_nomem(e);
    for (uint32_t l = 0; l < layers; l++)
      if (chosen[l] && a->slots[l].layer) to->layers[to->layer_count++] = a->slots[l].layer;
  }
  return ST_OK;
}

static int send_story(round_ *r, uint32_t number, st_error *e) {
  st_arena *arena = st_arena_open();
  st_buf message = {0};
  st_compare_message m = {.job = number + 1};
  int rc = arena ? fill(r->engine, &r->jobs[number], arena, &m, e) : st_nomem(e);
  if (rc == ST_OK) st_wire_compare(&message, &m);
  if (rc == ST_OK) rc = st_pool_send(r->engine->pool, number, &message, e);
  st_buf_close(&message);
  st_arena_close(arena);
  return rc;
}

static int send_round(round_ *r, st_error *e) {
  st_engine *engine = r->engine;
  uint32_t rules = engine->plan.comparison_count;
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < engine->story_count; i++) {
    compare_job *j = &r->jobs[r->count];
    if (!j->rules && !(j->rules = st_grow(NULL, rules, sizeof *j->rules))) return st_nomem(e);
    j->tale = i;
    j->rule_count = 0;
    for (uint32_t k = 0; k < rules; k++) {
      const outcome *o = &engine->tales[i].outcomes[k];
      if (o->arena && o->key == key_of(engine, &engine->stories[i], engine->plan.comparisons[k]))
        engine->stats.stories_kept++;
      else
        j->rules[j->rule_count++] = k;
    }
    if (j->rule_count) rc = send_story(r, r->count++, e);
  }
  return rc;
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

static void keep_docs(const st_engine *engine, const st_story *story, outcome *o, bool *bad) {
  o->doc_count = story->article_count;
  o->docs = st_arena_get(o->arena, story->article_count * sizeof *o->docs);
  if (!o->docs) *bad = true;
  for (uint32_t i = 0; !*bad && i < story->article_count; i++)
    o->docs[i] =
        keep(o->arena, st_revision_doc(engine->articles[story->articles[i]].revision), bad);
}

static bool good_handle(const st_handle *h, const outcome *o) { return h->article < o->doc_count; }

/* What one rule of the job found, copied out of the message. */
static void take_outcome(round_ *r, const compare_job *j, uint32_t nth,
                         const st_findings_message *m) {
  st_engine *engine = r->engine;
  const st_story *story = &engine->stories[j->tale];
  uint32_t rule = engine->plan.comparisons[j->rules[nth]];
  outcome *o = &engine->tales[j->tale].outcomes[j->rules[nth]];
  bool bad = false;
  empty(o);
  o->arena = st_arena_open();
  o->found = o->arena ? st_arena_get(o->arena, (m->found_count + 1) * sizeof *o->found) : NULL;
  o->failures =
      o->arena ? st_arena_get(o->arena, (m->failure_count + 1) * sizeof *o->failures) : NULL;
  if (!o->found || !o->failures) {
    empty(o);
    st_nomem(&r->trouble);
    return;
  }
  o->rule = keep(o->arena, engine->rules[rule].name, &bad);
  o->key = key_of(engine, story, rule);
  keep_docs(engine, story, o, &bad);
  for (uint32_t i = 0; !bad && i < m->found_count; i++)
    if (m->found[i].rule == rule) {
      st_found *f = &o->found[o->found_count++];
      keep_found(o->arena, f, &m->found[i], &bad);
      for (uint32_t k = 0; !bad && k < f->evidence_count; k++)
        if (!good_handle(&f->evidence[k], o))
          st_fail(&r->trouble, ST_EINPUT, "a worker's answer makes no sense");
    }
  for (uint32_t i = 0; !bad && i < m->failure_count; i++)
    if (m->failures[i].rule == rule)
      o->failures[o->failure_count++] = keep(o->arena, m->failures[i].message, &bad);
  if (bad) st_nomem(&r->trouble);
  engine->stats.stories_run++;
}

void st_compare_answer(st_engine *engine, uint64_t tag, uint8_t kind, st_reader body) {
  round_ *r = engine->running;
  st_findings_message m = {0};
  st_arena *arena = st_arena_open();
  if (!arena)
    st_nomem(&r->trouble);
  else if (kind != ST_MSG_FINDINGS || st_wire_read_findings(&body, arena, &m, &r->trouble) != ST_OK)
    st_fail(&r->trouble, ST_EINPUT, "a worker's answer makes no sense");
  else
    for (uint32_t i = 0; i < r->jobs[tag].rule_count; i++) take_outcome(r, &r->jobs[tag], i, &m);
  st_arena_close(arena);
  engine->done++;
  if (engine->options.progress)
    engine->options.progress(engine->options.context, engine->done, engine->all);
}

/* The rule the worker was at has its failure as outcome; the others of the job go again. */
void st_compare_died(st_engine *engine, uint64_t tag, const st_death *death) {
  round_ *r = engine->running;
  compare_job *j = &r->jobs[tag];
  char how[160], line[640];
  st_death_words(engine, death, how, sizeof how);
  for (uint32_t i = 0; i < j->rule_count; i++) {
    uint32_t rule = engine->plan.comparisons[j->rules[i]];
    if (rule != death->rule || death->job != tag + 1) continue;
    int n = snprintf(line, sizeof line, "%.*s:%u: %s", (int)engine->rules[rule].file.n,
                     engine->rules[rule].file.p, engine->rules[rule].line, how);
    st_failure failure = {rule, st_str_of(line, (size_t)n)};
    take_outcome(r, j, i, &(st_findings_message){.failure_count = 1, .failures = &failure});
    memmove(j->rules + i, j->rules + i + 1, (--j->rule_count - i) * sizeof *j->rules);
    if (j->rule_count) send_story(r, (uint32_t)tag, &r->trouble);
    return;
  }
  st_fail(&r->trouble, ST_EIO, "a worker %s outside of any rule", how);
}

static int run_round(st_engine *engine, st_error *e) {
  round_ r = {.engine = engine};
  r.jobs = st_calloc((size_t)engine->story_count + 1, sizeof *r.jobs);
  if (!r.jobs) return st_nomem(e);
  engine->running = &r;
  int rc = send_round(&r, e);
  int drained = st_pool_drain(engine->pool, rc == ST_OK ? e : NULL);
  if (rc == ST_OK) rc = drained;
  if (rc == ST_OK && r.trouble.code != ST_OK) {
    rc = r.trouble.code;
    if (e) *e = r.trouble;
  }
  for (uint32_t i = 0; i <= engine->story_count; i++) st_free(r.jobs[i].rules);
  st_free(r.jobs);
  engine->running = NULL;
  return rc;
}

int st_engine_compare(st_engine *engine, st_error *e) {
  int rc = find_stories(engine, e);
  if (rc != ST_OK || !engine->want_findings) return rc;
  rc = make_tales(engine, e);
  if (rc == ST_OK) rc = run_round(engine, e);
  if (rc == ST_OK) rc = st_engine_resolve(engine, e);
  return rc;
}

const st_story *st_engine_stories(const st_engine *engine, uint32_t *count) {
  *count = engine->story_count;
  return engine->stories;
}
