/* Rules read anew while articles are there. The new ones are tried in an engine of their own, with
 * workers of their own; what is good takes the place of what was, and until then nothing is
 * changed. */
#include "base/alloc.h"
#include "engine/state.h"

#include <stdio.h>
#include <stdlib.h>

void st_engine_stop(st_engine *engine) {
  engine->stopped = true;
  if (engine->trial) st_engine_stop(engine->trial);
  if (engine->pool) st_pool_stop(engine->pool);
}

void st_engine_abandon(st_engine *engine) {
  if (engine->trial) st_engine_stop(engine->trial);
}

const st_rule_news *st_engine_rule_news(const st_engine *engine, uint32_t *count) {
  *count = engine->news_count;
  return engine->news;
}

static uint32_t find_rule(const st_engine *engine, st_str name) {
  uint32_t low = 0, high = engine->rule_count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (st_str_compare(engine->rules[mid].name, name) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  return low < engine->rule_count && st_str_equal(engine->rules[low].name, name) ? low : ST_NONE;
}

/* In use here, still there in the trial, and not in use there. */
static bool is_lost(const st_engine *engine, const st_engine *trial, uint32_t rule) {
  uint32_t there = find_rule(trial, engine->rules[rule].name);
  return engine->used[rule] && there != ST_NONE && !trial->used[there];
}

static bool any_lost(const st_engine *engine, const st_engine *trial) {
  for (uint32_t i = 0; i < engine->rule_count; i++)
    if (is_lost(engine, trial, i)) return true;
  return false;
}

/* --- the last good version of a file --- */

/* Which files of a rule that is lost are put back: that one first which says that it is broken. */
enum { OWN = 1, USES = 2 };
enum { DEEPEST = 32 }; /* layers that rest on each other */

static bool differs(st_engine *engine, st_engine *first, st_str path) {
  const st_pack_file *was = st_pack_find(engine->pack, path), *is = st_pack_find(first->pack, path);
  return was && !(is && st_str_equal(was->bytes, is->bytes));
}

static st_str path_of(const st_rule *r, char *room, size_t size) {
  int n = snprintf(room, size, "rules/%.*s.lua", (int)r->name.n, r->name.p);
  return st_str_of(room, (size_t)n < size ? (size_t)n : size - 1);
}

static bool any_differs(st_engine *engine, st_engine *first, const st_rule *r, unsigned part) {
  char room[1024];
  if (part == OWN) return differs(engine, first, path_of(r, room, sizeof room));
  for (uint32_t k = 0; k < r->use_count; k++)
    if (differs(engine, first, r->uses[k])) return true;
  return false;
}

/* The next choice in which something changes; the same where there is none. */
static unsigned char next_choice(st_engine *engine, st_engine *first, const st_rule *r,
                                 unsigned char choice) {
  bool own = any_differs(engine, first, r, OWN), uses = any_differs(engine, first, r, USES);
  unsigned char all = (unsigned char)((own ? OWN : 0) | (uses ? USES : 0));
  return choice == 0 && own ? OWN : choice != all && choice < USES && uses ? USES : all;
}

static int restore(st_engine *engine, st_engine *first, st_pack *good, st_str path, bool *any,
                   st_error *e) {
  const st_pack_file *was = st_pack_find(engine->pack, path);
  if (!differs(engine, first, path)) return ST_OK;
  *any = true;
  return st_pack_add_file(good, was->path, was->shown, was->bytes, e);
}

/* It did not load, or an example failed: not that what it reads is missing. */
static bool is_to_blame(const st_engine *trial, st_str name) {
  uint32_t rule = find_rule(trial, name);
  if (trial->rules[rule].error.n) return true;
  for (uint32_t i = 0; i < trial->checked_count; i++)
    if (trial->checked[i].rule == rule && trial->checked[i].message.n) return true;
  return false;
}

static int restore_chosen(st_engine *engine, st_engine *first, const unsigned char *choices,
                          st_pack *good, bool *any, st_error *e) {
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < engine->rule_count; i++) {
    const st_rule *r = &engine->rules[i];
    char room[1024];
    if (choices[i] & OWN)
      rc = restore(engine, first, good, path_of(r, room, sizeof room), any, e);
    for (uint32_t k = 0; rc == ST_OK && choices[i] & USES && k < r->use_count; k++)
      rc = restore(engine, first, good, r->uses[k], any, e);
  }
  return rc;
}

/* What it reads is written by a rule that is lost as well: that one is looked at first. */
static bool hangs_on_lost(const st_engine *engine, const st_engine *now, uint32_t rule) {
  const st_rule *r = &engine->rules[rule];
  for (uint32_t k = 0; k < r->read_count; k++)
    for (uint32_t i = 0; i < engine->rule_count; i++)
      if (i != rule && st_str_equal(engine->rules[i].writes, r->reads[k]) &&
          is_lost(engine, now, i))
        return true;
  return false;
}

/* `all`: not only of those that are broken themselves. */
static void choose(st_engine *engine, st_engine *first, const st_engine *now, bool all,
                   unsigned char *choices) {
  for (uint32_t i = 0; i < engine->rule_count; i++) {
    const st_rule *r = &engine->rules[i];
    if (!is_lost(engine, now, i)) continue;
    if (all || (is_to_blame(now, r->name) && !hangs_on_lost(engine, now, i)))
      choices[i] = all ? OWN | USES : next_choice(engine, first, r, choices[i]);
  }
}

/* --- trying --- */

static int copy_pack(st_pack *from, st_pack *to, st_error *e) {
  uint32_t n;
  const st_pack_file *files = st_pack_files(from, &n);
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < n; i++)
    rc = st_pack_add_file(to, files[i].path, files[i].shown, files[i].bytes, e);
  return rc;
}

/* `good`: files to be taken instead of those on disk, or null. */
static int open_trial(st_engine *engine, st_pack *good, st_engine **out, st_error *e) {
  st_engine_options options = engine->options;
  options.program = engine->program;
  options.lua_dir = engine->lua_dir;
  options.story = NULL;
  int rc = st_engine_open(&options, out, e);
  if (rc != ST_OK) return rc;
  (*out)->stopped = engine->stopped;
  (*out)->strict = true;
  rc = copy_pack(engine->extra, (*out)->extra, e);
  if (rc == ST_OK && good) rc = copy_pack(good, (*out)->extra, e);
  if (rc == ST_OK) return ST_OK;
  st_engine_close(*out);
  *out = NULL;
  return rc;
}

static int try_rules(st_engine *engine, st_pack *good, st_engine **out, uint32_t *broken,
                     st_error *e) {
  int rc = open_trial(engine, good, out, e);
  if (rc != ST_OK) return rc;
  engine->trial = *out;
  rc = st_engine_rules(*out, true, broken, e);
  engine->trial = NULL;
  if (rc == ST_OK) return ST_OK;
  st_engine_close(*out);
  *out = NULL;
  return rc;
}

static bool same_files(st_pack *a, st_pack *b) {
  uint32_t n, m;
  const st_pack_file *x = st_pack_files(a, &n), *y = st_pack_files(b, &m);
  bool same = n == m;
  for (uint32_t i = 0; same && i < n; i++)
    same = st_str_equal(x[i].path, y[i].path) && st_str_equal(x[i].shown, y[i].shown) &&
           st_str_equal(x[i].bytes, y[i].bytes);
  return same;
}

/* Each burst that the kernel loses events of asks for the rules too: where all are good and not a
 * byte has changed, their workers go on. */
static int look_for_change(st_engine *engine, bool *changed, st_error *e) {
  st_engine *now;
  *changed = true;
  if (st_engine_broken(engine)) return ST_OK;
  int rc = open_trial(engine, NULL, &now, e);
  if (rc != ST_OK) return rc;
  rc = st_engine_read(now, e);
  if (rc == ST_OK) *changed = now->left_out || !same_files(engine->pack, now->pack);
  st_engine_close(now);
  return rc;
}

/* --- what is new --- */

static int add_news(st_engine *engine, st_str name, enum st_rule_turn turn, st_error *e) {
  st_rule_news *news = st_grow(engine->news, engine->news_count + 1, sizeof *news);
  if (news) engine->news = news;
  char *own = st_strndup(name.p, name.n);
  if (!news || !own) {
    st_free(own);
    return st_nomem(e);
  }
  news[engine->news_count++] = (st_rule_news){own, turn, NULL};
  return ST_OK;
}

/* What is wrong with the rule itself; null where nothing is. */
static char *fault_of(const st_engine *trial, uint32_t rule) {
  const st_rule *r = &trial->rules[rule];
  if (r->error.n) return st_strndup(r->error.p, r->error.n);
  for (uint32_t i = 0; i < trial->checked_count; i++) {
    const st_checked *c = &trial->checked[i];
    if (c->rule != rule || !c->message.n) continue;
    const char *end = memchr(c->message.p, '\n', c->message.n);
    st_buf b = {0};
    st_buf_addf(&b, "%.*s:%u: example %u: ", (int)r->file.n, r->file.p, c->line, c->number);
    st_buf_add(&b, c->message.p, end ? (size_t)(end - c->message.p) : c->message.n);
    char *own = b.bad ? NULL : st_strndup(b.p, b.n);
    st_buf_close(&b);
    return own;
  }
  return NULL;
}

/* Whether the layer is among what a rule reads, or among what that is made of. */
static bool rests_on(const st_engine *e, uint32_t rule, st_str layer, unsigned depth) {
  const st_rule *r = &e->rules[rule];
  for (uint32_t k = 0; depth && k < r->read_count; k++) {
    if (st_str_equal(r->reads[k], layer)) return true;
    for (uint32_t i = 0; i < e->rule_count; i++)
      if (st_str_equal(e->rules[i].writes, r->reads[k]) && rests_on(e, i, layer, depth - 1))
        return true;
  }
  return false;
}

/* The rule was in use, has not changed, and is broken by what it reads. */
static bool is_victim(st_engine *engine, st_engine *first, uint32_t rule, st_str layer) {
  uint32_t was = find_rule(engine, first->rules[rule].name);
  if (was == ST_NONE || !engine->used[was] || !is_to_blame(first, first->rules[rule].name))
    return false;
  return !any_differs(engine, first, &engine->rules[was], OWN) &&
         rests_on(first, rule, layer, DEEPEST);
}

/* A rule that is good itself is refused for the example of another that it breaks: both are named.
 */
static char *victim_of(st_engine *engine, st_engine *first, uint32_t rule) {
  const st_rule *r = &first->rules[rule];
  for (uint32_t i = 0; r->writes.n && i < first->rule_count; i++) {
    if (i == rule || !is_victim(engine, first, i, r->writes)) continue;
    char *fault = fault_of(first, i);
    st_str victim = first->rules[i].name;
    st_buf b = {0};
    st_buf_addf(&b, "%.*s:%u: with this an example of %.*s fails: %s", (int)r->file.n, r->file.p,
                r->line, (int)victim.n, victim.p, fault ? fault : "");
    char *own = b.bad || !fault ? NULL : st_strndup(b.p, b.n);
    st_buf_close(&b);
    st_free(fault);
    return own;
  }
  return NULL;
}

/* A rule whose own file is as it was is broken by a file that it uses: both are named. */
static char *with_used(st_engine *engine, st_engine *first, uint32_t rule, char *fault) {
  uint32_t was = find_rule(engine, first->rules[rule].name);
  const st_rule *r = was == ST_NONE ? NULL : &engine->rules[was];
  if (!fault || !r || any_differs(engine, first, r, OWN)) return fault;
  for (uint32_t k = 0; k < r->use_count; k++) {
    if (!differs(engine, first, r->uses[k])) continue;
    const st_pack_file *now = st_pack_find(first->pack, r->uses[k]);
    st_str file = now ? now->shown : r->uses[k];
    st_buf b = {0};
    st_buf_addf(&b, "%s (since %.*s changed)", fault, (int)file.n, file.p);
    char *own = b.bad ? NULL : st_strndup(b.p, b.n);
    st_buf_close(&b);
    st_free(fault);
    return own;
  }
  return fault;
}

static int add_broken(st_engine *engine, st_engine *first, uint32_t disk, st_str name,
                      st_error *e) {
  int rc = add_news(engine, name, ST_RULE_BROKEN, e);
  if (rc != ST_OK || disk == ST_NONE) return rc;
  char *message = with_used(engine, first, disk, fault_of(first, disk));
  char *victim = message ? NULL : victim_of(engine, first, disk);
  if (victim) st_engine_say(engine, "%s; the last good version stays", victim);
  engine->news[engine->news_count - 1].message = message ? message : victim;
  return rc;
}

/* `first` is what is on disk, `now` what is to be in use: where these differ, what is on disk is
 * broken, or breaks another rule. */
static int tell_rule(st_engine *engine, st_engine *first, const st_engine *now, st_str name,
                     st_error *e) {
  uint32_t was = find_rule(engine, name), disk = find_rule(first, name), is = find_rule(now, name);
  bool used = was != ST_NONE && engine->used[was], uses = is != ST_NONE && now->used[is];
  bool taken =
      disk == ST_NONE ? !uses : uses && now->rule_revisions[is] == first->rule_revisions[disk];
  bool known = !used && was != ST_NONE && disk != ST_NONE &&
               engine->rule_revisions[was] == first->rule_revisions[disk];
  if (!taken) return known ? ST_OK : add_broken(engine, first, disk, name, e);
  if (used && !uses) return add_news(engine, name, ST_RULE_REMOVED, e);
  if (!used && uses) return add_news(engine, name, ST_RULE_ADDED, e);
  if (uses && engine->rule_revisions[was] != now->rule_revisions[is])
    return add_news(engine, name, ST_RULE_CHANGED, e);
  return ST_OK;
}

static int tell_rules(st_engine *engine, st_engine *first, const st_engine *now, st_error *e) {
  uint32_t i = 0, k = 0;
  int rc = ST_OK;
  st_engine_forget_news(engine);
  while (rc == ST_OK && (i < engine->rule_count || k < first->rule_count)) {
    int c = i == engine->rule_count  ? 1
            : k == first->rule_count ? -1
                                     : st_str_compare(engine->rules[i].name, first->rules[k].name);
    rc = tell_rule(engine, first, now, c <= 0 ? engine->rules[i].name : first->rules[k].name, e);
    i += c <= 0;
    k += c >= 0;
  }
  return rc;
}

/* --- taking over --- */

#define SWAP(type, field)                                                                          \
  do {                                                                                             \
    type swapped = engine->field;                                                                  \
    engine->field = trial->field;                                                                  \
    trial->field = swapped;                                                                        \
  } while (0)

/* Slots go by their layers' names, and are out of date where a rule's revision differs. */
static int take_over(st_engine *engine, st_engine *trial, st_error *e) {
  st_tasks_forget(engine, true);
  SWAP(st_pack *, pack);
  SWAP(st_pool *, pool);
  SWAP(char *, program); /* which the pool starts workers from */
  SWAP(uint64_t, lua_hash);
  SWAP(st_buf, rules_bytes);
  SWAP(st_rule *, rules);
  SWAP(uint32_t, rule_count);
  SWAP(uint64_t *, rule_revisions);
  SWAP(bool *, used);
  SWAP(uint32_t *, kills);
  SWAP(st_rule_cost *, costs);
  SWAP(st_arena *, plan_arena);
  SWAP(st_arena *, check_arena);
  SWAP(st_plan, plan);
  SWAP(uint64_t *, layer_revisions);
  SWAP(bool *, needed);
  SWAP(unsigned char *, states);
  SWAP(st_str *, layer_names);
  SWAP(st_checked *, checked);
  SWAP(uint32_t, checked_count);
  SWAP(uint32_t, checked_room);
  st_pool_serve(engine->pool, engine);
  st_pool_between(engine->pool, NULL, NULL);
  if (trial->pool) st_pool_serve(trial->pool, trial);
  st_engine_choose_layers(engine);
  return st_engine_fit_slots(engine, &trial->plan, e);
}

/* Files put back as the rules that are lost need them; `*now` is the engine itself where that does
 * not help. `first` is left open, and so is `*now`. */
static int put_back(st_engine *engine, st_engine *first, unsigned char *choices, bool all,
                    st_engine **now, st_error *e) {
  bool any = false;
  uint32_t broken;
  st_engine *next = NULL;
  st_pack *good = st_pack_open();
  if (!good) return st_nomem(e);
  choose(engine, first, *now, all, choices);
  int rc = restore_chosen(engine, first, choices, good, &any, e);
  if (rc == ST_OK && any) rc = try_rules(engine, good, &next, &broken, e);
  if (next && *now != first) st_engine_close(*now);
  if (next) *now = next;
  st_pack_close(good);
  return rc;
}

/* Puts files back until nothing that was good is missing: of rules that are broken themselves, their
 * own or what they use, then both; then of all that are missing. */
static int mend(st_engine *engine, st_engine *first, st_engine **now, st_error *e) {
  enum { ROUNDS = 5 };
  unsigned char *choices = st_calloc(engine->rule_count, 1);
  int rc = choices ? ST_OK : st_nomem(e);
  for (int i = 1; rc == ST_OK && i <= ROUNDS && any_lost(engine, *now); i++)
    rc = put_back(engine, first, choices, i == ROUNDS, now, e);
  st_free(choices);
  if (rc != ST_OK || !any_lost(engine, *now)) return rc;
  if (*now != first) st_engine_close(*now);
  *now = engine;
  return ST_OK;
}

int st_engine_reload(st_engine *engine, uint32_t *broken, st_error *e) {
  st_engine *first = NULL, *now;
  bool changed;
  *broken = 0;
  st_engine_forget_news(engine);
  int rc = look_for_change(engine, &changed, e);
  if (rc != ST_OK || !changed) return rc;
  rc = try_rules(engine, NULL, &first, broken, e);
  if (rc != ST_OK) return rc;
  now = first;
  rc = mend(engine, first, &now, e);
  if (rc == ST_OK) rc = tell_rules(engine, first, now, e);
  st_engine_complain(engine);
  if (rc == ST_OK && now != engine) rc = take_over(engine, now, e);
  if (now != engine && now != first) st_engine_close(now);
  st_engine_close(first);
  return rc;
}
