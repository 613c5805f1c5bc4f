/* Rules: read into the pack, described by a worker, put in order, their examples checked. */
#include "base/alloc.h"
#include "base/hash.h"
#include "engine/state.h"

#include <stdio.h>
#include <stdlib.h>

/* --- the pack --- */

static int add_extra(st_engine *engine, st_error *e) {
  uint32_t n;
  const st_pack_file *files = st_pack_files(engine->extra, &n);
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < n; i++)
    rc = st_pack_add_file(engine->pack, files[i].path, files[i].shown, files[i].bytes, e);
  return rc;
}

static void say_notes(st_engine *engine) {
  st_str notes = st_pack_notes(engine->pack);
  engine->left_out = 0;
  for (const char *p = notes.p, *end = p + notes.n; p < end; p += strlen(p) + 1) {
    st_engine_say(engine, "%s", p);
    engine->left_out++;
  }
}

static bool has(st_str s, const char *part) {
  return s.n && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

/* It is written as a rule, and stands where no rule is looked for. */
static bool is_misplaced(const st_pack_file *f) {
  if (!st_str_starts(f->path, st_cstr("rules/")) || !st_str_ends(f->path, st_cstr(".lua")))
    return false;
  if (has(f->path, "/extract/") || has(f->path, "/compare/") || has(f->path, "/layer/"))
    return false;
  return has(f->bytes, "return stemma.extract") || has(f->bytes, "return stemma.compare") ||
         has(f->bytes, "return stemma.layer");
}

static void say_misplaced(st_engine *engine) {
  uint32_t n;
  const st_pack_file *files = st_pack_files(engine->pack, &n);
  for (uint32_t i = 0; i < n; i++) {
    if (!is_misplaced(&files[i])) continue;
    st_engine_say(engine, "%.*s: rules stand in the folders extract, compare and layer; left out",
                  (int)files[i].shown.n, files[i].shown.p);
    engine->left_out++;
  }
}

int st_engine_read(st_engine *engine, st_error *e) {
  st_pack_close(engine->pack);
  engine->pack = st_pack_open();
  if (!engine->pack) return st_nomem(e);
  char lua[4096];
  snprintf(lua, sizeof lua, "%s/stemma", engine->lua_dir);
  int rc = st_pack_add_dir(engine->pack, lua, "lua/stemma", "lua/stemma", e);
  for (const char *const *dir = engine->options.rule_dirs; rc == ST_OK && dir && *dir; dir++)
    rc = st_pack_add_dir(engine->pack, *dir, "rules", *dir, e);
  if (rc == ST_OK) rc = add_extra(engine, e);
  if (rc == ST_OK && engine->strict && st_pack_unsure(engine->pack))
    rc = st_fail(e, ST_EIO, "rules cannot all be read just now; those in use stay");
  if (rc != ST_OK) return rc;
  say_notes(engine);
  say_misplaced(engine);
  engine->lua_hash = st_pack_hash(engine->pack, st_cstr("lua/"));
  return rc;
}

static bool is_rule(st_str path) {
  if (!st_str_ends(path, st_cstr(".lua"))) return false;
  return st_str_starts(path, st_cstr("rules/extract/")) ||
         st_str_starts(path, st_cstr("rules/compare/")) ||
         st_str_starts(path, st_cstr("rules/layer/"));
}

/* "rules/compare/day.lua" -> "compare/day". */
static st_str rule_name(st_str path) {
  return st_str_of(path.p + strlen("rules/"), path.n - strlen("rules/") - strlen(".lua"));
}

static int by_rule_name(const void *a, const void *b) {
  return st_str_compare(rule_name(((const st_pack_file *)a)->path),
                        rule_name(((const st_pack_file *)b)->path));
}

/* The rule that stands at `nth` when all are sorted by name, as a worker counts them. */
static const st_pack_file *find_rule(st_engine *engine, uint32_t nth, st_pack_file *room) {
  uint32_t n, count = 0;
  const st_pack_file *files = st_pack_files(engine->pack, &n);
  for (uint32_t i = 0; i < n; i++)
    if (is_rule(files[i].path)) room[count++] = files[i];
  if (count) qsort(room, count, sizeof *room, by_rule_name);
  return nth < count ? &room[nth] : NULL;
}

/* A rule that killed the worker that loaded it says so itself from now on. */
static void replace_killer(st_engine *engine, uint32_t nth, const char *how) {
  uint32_t n;
  st_pack_files(engine->pack, &n);
  st_pack_file *room = st_grow(NULL, n, sizeof *room);
  const st_pack_file *killer = room ? find_rule(engine, nth, room) : NULL;
  if (killer) {
    char text[256];
    int length = snprintf(text, sizeof text, "error(\"loading it %s\")", how);
    st_pack_add_file(engine->pack, killer->path, killer->shown, st_str_of(text, (size_t)length),
                     NULL);
    engine->reload = true;
  }
  st_free(room);
}

/* --- describing --- */

static void take_description(st_engine *engine, st_reader body) {
  if (engine->rules_bytes.n) return; /* all workers say the same */
  st_buf_add(&engine->rules_bytes, body.p, (size_t)(body.end - body.p));
}

static int decode(st_engine *engine, st_error *e) {
  st_reader in = {engine->rules_bytes.p, engine->rules_bytes.p + engine->rules_bytes.n, false};
  uint32_t n = st_read_u32(&in);
  if (in.bad || n > engine->rules_bytes.n)
    return st_fail(e, ST_EINPUT, "a worker's answer makes no sense");
  engine->rules = st_calloc(n, sizeof *engine->rules);
  engine->rule_revisions = st_calloc(n, sizeof *engine->rule_revisions);
  engine->used = st_calloc(n, sizeof *engine->used);
  engine->kills = st_calloc(n, sizeof *engine->kills);
  engine->costs = st_calloc(n, sizeof *engine->costs);
  if (!engine->rules || !engine->rule_revisions || !engine->used || !engine->kills ||
      !engine->costs)
    return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) {
    int rc = st_rule_decode(&in, &engine->rules[i], e);
    if (rc != ST_OK) return rc;
    engine->rule_count++;
    engine->used[i] = !engine->rules[i].error.n;
    if (engine->rules[i].error.n)
      st_engine_say(engine, "%.*s", (int)engine->rules[i].error.n, engine->rules[i].error.p);
  }
  return ST_OK;
}

static uint64_t revision_of(st_engine *engine, const st_rule *r) {
  char path[1024];
  int n = snprintf(path, sizeof path, "rules/%.*s.lua", (int)r->name.n, r->name.p);
  const st_pack_file *f = st_pack_find(engine->pack, st_str_of(path, (size_t)n));
  uint64_t h = st_hash_mix(engine->lua_hash, f ? st_hash_str(f->bytes) : 0);
  h = st_hash_mix(h, st_hash_str(r->name));
  for (uint32_t i = 0; i < r->use_count; i++) {
    f = st_pack_find(engine->pack, r->uses[i]);
    h = st_hash_mix(h, st_hash_str(r->uses[i]));
    h = st_hash_mix(h, f ? st_hash_str(f->bytes) : 0);
  }
  return h;
}

void st_rules_forget(st_engine *engine) {
  for (uint32_t i = 0; i < engine->rule_count; i++) st_rule_close(&engine->rules[i]);
  st_free(engine->rules);
  st_free(engine->rule_revisions);
  st_free(engine->used);
  st_free(engine->kills);
  st_free(engine->costs);
  engine->kills = NULL;
  engine->costs = NULL;
  engine->rules = NULL;
  engine->rule_revisions = NULL;
  engine->used = NULL;
  engine->rule_count = 0;
  st_buf_clear(&engine->rules_bytes);
}

static void take_answer(st_engine *engine, task *t, uint8_t kind, st_reader body) {
  if (t && t->count)
    st_extract_answer(engine, t, kind, body);
  else if (t)
    st_compare_answer(engine, t, kind, body);
}

static void take_death(st_engine *engine, task *t, const st_death *death) {
  if (t && t->count)
    st_extract_died(engine, t, death);
  else if (t)
    st_compare_died(engine, t, death);
}

static void on_answer(void *context, uint64_t tag, uint8_t kind, st_reader body) {
  st_engine *engine = context;
  if (tag == ST_TOLD)
    take_description(engine, body);
  else if (tag >= ST_TASK)
    take_answer(engine, st_task_find(engine, tag), kind, body);
  else if (engine->at == AT_EXPLAIN)
    st_explain_answer(engine, kind, body);
  else
    st_rules_answer(engine, tag, kind, body);
}

static void on_death(void *context, uint64_t tag, const st_death *death) {
  st_engine *engine = context;
  char how[160];
  st_death_words(engine, death, how, sizeof how);
  if (tag == ST_TOLD && !engine->reload)
    replace_killer(engine, death->rule, how);
  else if (tag == ST_TOLD)
    return;
  else if (tag >= ST_TASK)
    take_death(engine, st_task_find(engine, tag), death);
  else if (engine->at == AT_EXPLAIN)
    st_explain_died(engine, death);
  else
    st_rules_died(engine, tag, death);
}

static bool on_slow(void *context, uint64_t tag, const st_death *at) {
  st_engine *engine = context;
  task *t = tag >= ST_TASK && tag != ST_TOLD ? st_task_find(engine, tag) : NULL;
  return t && at->job == t->number + 1 && st_compare_part(engine, t, at->rule);
}

static int open_pool(st_engine *engine, st_error *e) {
  const st_engine_options *o = &engine->options;
  st_pool_options p = {.loop = o->loop,
                       .program = engine->program,
                       .workers = o->jobs,
                       .timeout_ms = o->timeout_ms,
                       .aside = o->aside,
                       .large_pages = !o->story && !o->aside,
                       .context = engine,
                       .answer = on_answer,
                       .died = on_death,
                       .slow = on_slow};
  st_pool_close(engine->pool);
  engine->pool = NULL;
  int rc = st_pool_open(&p, &engine->pool, e);
  if (rc == ST_OK && engine->strict && o->between)
    st_pool_between(engine->pool, o->between, o->context);
  st_buf message = {0};
  st_pack_message m = {.limits = o->limits};
  m.files = (st_pack_file *)st_pack_files(engine->pack, &m.file_count);
  st_wire_pack(&message, &m);
  if (rc == ST_OK) rc = st_pool_tell(engine->pool, &message, true, e);
  st_buf_close(&message);
  return rc;
}

/* Until one worker has said what the rules are; anew without a rule that kills. */
static int ask(st_engine *engine, st_error *e) {
  int rc;
  do {
    engine->reload = false;
    rc = engine->stopped ? st_fail(e, ST_EIO, "stopped") : open_pool(engine, e);
    while (rc == ST_OK && !engine->rules_bytes.n && !engine->reload)
      rc = st_pool_step(engine->pool, e);
  } while (rc == ST_OK && engine->reload);
  return rc;
}

/* A rule that is not fit for use does not stand for the one of an earlier folder. */
bool st_engine_restore(st_engine *engine) {
  bool any = false;
  for (uint32_t i = 0; i < engine->rule_count; i++) {
    const st_rule *r = &engine->rules[i];
    char path[1024];
    int n = snprintf(path, sizeof path, "rules/%.*s.lua", (int)r->name.n, r->name.p);
    if (engine->used[i] || !st_pack_restore(engine->pack, st_str_of(path, (size_t)n))) continue;
    const st_pack_file *f = st_pack_find(engine->pack, st_str_of(path, (size_t)n));
    st_engine_say(engine, "%.*s: taken instead of %.*s", (int)f->shown.n, f->shown.p,
                  (int)r->file.n, r->file.p);
    engine->left_out++;
    any = true;
  }
  return any;
}

int st_engine_describe(st_engine *engine, bool anew, st_error *e) {
  engine->at = AT_RULES;
  st_rules_forget(engine);
  int rc = anew ? st_engine_read(engine, e) : ST_OK;
  if (rc == ST_OK) rc = ask(engine, e);
  if (rc == ST_OK) rc = decode(engine, e);
  for (uint32_t i = 0; rc == ST_OK && i < engine->rule_count; i++)
    engine->rule_revisions[i] = revision_of(engine, &engine->rules[i]);
  return rc;
}

/* --- examples --- */

void st_rules_answer(st_engine *engine, uint64_t tag, uint8_t kind, st_reader body) {
  st_error *e = engine->running;
  st_checked_message m = {0};
  (void)tag;
  if (kind != ST_MSG_CHECKED || st_wire_read_checked(&body, engine->check_arena, &m, e) != ST_OK) {
    st_fail(e, ST_EINPUT, "a worker's answer makes no sense");
    return;
  }
  st_checked *list =
      st_grow(engine->checked, engine->checked_count + m.checked_count, sizeof *list);
  if (!list) {
    st_nomem(e);
    return;
  }
  engine->checked = list;
  for (uint32_t i = 0; i < m.checked_count; i++) {
    bool bad = false;
    list[engine->checked_count] = m.checked[i];
    list[engine->checked_count].steps =
        st_steps_keep(engine->check_arena, m.checked[i].steps, m.checked[i].step_count, &bad);
    st_str own = st_arena_str(engine->check_arena, m.checked[i].message);
    if (!own.p || bad)
      st_nomem(e);
    else
      list[engine->checked_count++].message = own;
  }
}

/* The job was the examples of one rule, whose number is its tag. */
void st_rules_died(st_engine *engine, uint64_t tag, const st_death *death) {
  char how[160], text[256];
  st_death_words(engine, death, how, sizeof how);
  int n = snprintf(text, sizeof text, "an example %s", how);
  st_checked *list = st_grow(engine->checked, engine->checked_count + 1, sizeof *list);
  st_str own = st_arena_str(engine->check_arena, st_str_of(text, (size_t)n));
  if (list) engine->checked = list;
  if (!list || !own.p)
    st_nomem(engine->running);
  else
    list[engine->checked_count++] = (st_checked){
        .rule = (uint32_t)tag, .line = engine->rules[tag].line, .message = own};
}

static int by_number(const void *pa, const void *pb) {
  const st_checked *a = pa, *b = pb;
  if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

/* ", which reads day and mention,": what else may be to blame for an example that fails. */
static const char *reads_in_words(const st_rule *r, char *out, size_t room) {
  size_t n = 0;
  out[0] = '\0';
  for (uint32_t i = 0; i < r->read_count && n + 64 < room; i++)
    n += (size_t)snprintf(out + n, room - n, "%s%.*s",
                          i == 0                    ? ", which reads "
                          : i + 1 == r->read_count ? " and "
                                                   : ", ",
                          (int)(r->reads[i].n < 48 ? r->reads[i].n : 48), r->reads[i].p);
  if (n) snprintf(out + n, room - n, ",");
  return out;
}

/* One line a rule: its first example that does not hold, and how many more. `from` is the first of
 * its examples in the list; returns the one behind its last. */
static uint32_t leave_out_failing(st_engine *engine, uint32_t from) {
  const st_checked *list = engine->checked, *first = NULL;
  uint32_t failing = 0, to = from;
  for (; to < engine->checked_count && list[to].rule == list[from].rule; to++) {
    if (!list[to].message.n) continue;
    if (!failing++) first = &list[to];
  }
  if (!first || first->rule >= engine->rule_count) return to;
  const st_rule *r = &engine->rules[first->rule];
  const char *end = memchr(first->message.p, '\n', first->message.n);
  int length = (int)(end ? (size_t)(end - first->message.p) : first->message.n);
  char more[48] = "", reads[200];
  if (failing > 1)
    snprintf(more, sizeof more, " (and %u more %s)", failing - 1,
             failing > 2 ? "examples fail" : "example fails");
  engine->used[first->rule] = false;
  st_engine_say(engine,
                "%.*s:%u: example %u: %.*s%s; the rule%s is left out (stemma rules test %.*s)",
                (int)r->file.n, r->file.p, first->line, first->number, length, first->message.p,
                more, reads_in_words(r, reads, sizeof reads), (int)r->file.n, r->file.p);
  return to;
}

int st_engine_check(st_engine *engine, st_error *e) {
  st_error trouble = {0};
  engine->at = AT_CHECK;
  engine->running = &trouble;
  engine->checked_count = 0;
  engine->said_before_check = engine->lines.n;
  st_arena_close(engine->check_arena);
  engine->check_arena = st_arena_open();
  int rc = engine->check_arena ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < engine->rule_count; i++) {
    if (!engine->used[i] || !engine->rules[i].example_count) continue;
    st_buf message = {0};
    st_rules_message m = {i + 1, 1, &i, engine->options.examples_in_full};
    st_wire_rules(&message, ST_MSG_EXAMPLES, &m);
    rc = st_pool_send(engine->pool, i, &message, e);
  }
  int drained = st_pool_drain(engine->pool, rc == ST_OK ? e : NULL);
  if (rc == ST_OK) rc = drained;
  if (rc == ST_OK && trouble.code != ST_OK) {
    rc = trouble.code;
    if (e) *e = trouble;
  }
  engine->running = NULL;
  if (rc != ST_OK) return rc;
  if (engine->checked_count)
    qsort(engine->checked, engine->checked_count, sizeof *engine->checked, by_number);
  for (uint32_t i = 0; i < engine->checked_count;) i = leave_out_failing(engine, i);
  return ST_OK;
}
