/* Runs a rule in its lua_State. */
#include "bind/state/state_private.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char rule_key, engine_key, article_key, output_key; /* registry */

/* --- calling into Lua --- */

/* Lua cuts the name of a chunk at its front, to LUA_IDSIZE. */
static const st_pack_file *file_called(const st_state *s, st_str name) {
  const st_pack_file *file = name.n ? st_pack_view_find(s->pack, name) : NULL;
  if (file || name.n + 1 < LUA_IDSIZE || !st_str_starts(name, st_cstr("..."))) return file;
  st_str tail = {name.p + 3, name.n - 3};
  if (st_str_ends(s->file->path, tail)) return s->file;
  for (uint32_t i = 0; i < s->pack->count; i++)
    if (st_str_ends(s->pack->files[i].path, tail)) return &s->pack->files[i];
  return NULL;
}

st_str st_state_shown_head(const st_state *s, st_str *message) {
  const char *colon = memchr(message->p, ':', message->n);
  st_str head = {message->p, colon ? (size_t)(colon - message->p) : 0};
  const st_pack_file *file = file_called(s, head);
  if (!file) return (st_str){"", 0};
  *message = (st_str){colon, message->n - head.n};
  return file->shown;
}

st_str st_state_shown(const st_state *s, st_str file) {
  const st_pack_file *known = file.n ? st_pack_view_find(s->pack, file) : NULL;
  return known ? known->shown : file;
}

static bool has_place(st_str message) {
  const char *colon = memchr(message.p, ':', message.n);
  return colon && colon + 1 < message.p + message.n && isdigit((unsigned char)colon[1]);
}

/* The way out of a mistake that is easily made, which Lua's own message does not tell. */
static const char *way_out(st_str message) {
  static const char list[] = "attempt to call a table value (for iterator 'for iterator')";
  size_t n = sizeof list - 1;
  bool ends = message.n >= n && memcmp(message.p + message.n - n, list, n) == 0;
  return ends ? "; a list takes ipairs: for _, each in ipairs(list) do" : "";
}

/* Takes the error at the top of the stack into `e`, as "FILE:LINE: text". */
static int write_error(st_state *s, int status, st_error *e) {
  lua_State *L = s->L;
  st_str message = {"the error is no text", 20};
  if (lua_type(L, -1) == LUA_TSTRING) message.p = lua_tolstring(L, -1, &message.n);
  char memory[80];
  if (status == LUA_ERRMEM)
    message = (st_str){memory, (size_t)snprintf(memory, sizeof memory,
                                                "stopped at more than %zu MiB of memory",
                                                s->meter.room >> 20)};
  const char *out = way_out(message);
  if (has_place(message) && !st_str_starts(message, st_cstr("lua/stemma/"))) {
    st_str head = st_state_shown_head(s, &message);
    return st_fail(e, ST_ERULE, "%.*s%.*s%s", (int)head.n, head.p, (int)message.n, message.p, out);
  }
  return st_fail(e, ST_ERULE, "%.*s:%u: %.*s%s", (int)s->file->shown.n, s->file->shown.p,
                 s->line ? s->line : 1, (int)message.n, message.p, out);
}

static void take_error(st_state *s, int status, st_error *e) {
  write_error(s, status, e);
  if (e) st_lua_make_text(e->message, strlen(e->message));
}

/* After st_meter_start. */
static int call(st_state *s, lua_CFunction function, void *argument, st_error *e) {
  lua_State *L = s->L;
  lua_settop(L, 0);
  lua_pushcfunction(L, st_lua_name_place);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 1, 0, 1);
  st_meter_stop(&s->meter);
  if (status == LUA_OK) return ST_OK;
  take_error(s, status, e);
  lua_settop(L, 0);
  st_meter_start(&s->meter, UINT64_MAX);
  lua_gc(L, LUA_GCCOLLECT);
  return ST_ERULE;
}

/* Runs `function` with `argument` within the limits. What it pushes under article_key and
 * output_key stays until the next run. */
int st_state_call(st_state *s, lua_CFunction function, void *argument, uint64_t instructions,
                  st_error *e) {
  st_meter_start(&s->meter, instructions);
  return call(s, function, argument, e);
}

/* Pushes a function of the engine module and the rule. */
static void push_call(lua_State *L, const char *name) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &engine_key);
  lua_getfield(L, -1, name);
  lua_remove(L, -2);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &rule_key);
}

/* Keeps the value at the top alive until the next run. */
static void anchor(lua_State *L, const char *key) {
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void st_state_keep_article(lua_State *L) { anchor(L, &article_key); }
void st_state_keep_output(lua_State *L) { anchor(L, &output_key); }

void st_state_set_engine(lua_State *L) { anchor(L, &engine_key); }
void st_state_set_rule(lua_State *L) { anchor(L, &rule_key); }

void st_state_push_runner(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &rule_key);
  if (lua_istable(L, -1))
    lua_getfield(L, -1, "runner");
  else
    lua_pushnil(L);
  lua_remove(L, -2);
}

/* --- running --- */

/* The limits are for an article of usual length; longer ones, and stories, have more by their
 * bytes, so that a rule which is fair on a page is fair on a book. */
enum { PER_BYTES = 1 << 16, MEMORY_A_BYTE = 64 };
static const size_t most_memory = (size_t)1 << 30;

/* Makes room for them until the run is over, and gives the instructions that it may take. */
static uint64_t widen_limits(st_state *s, uint64_t times, uint64_t bytes) {
  const st_limits *limits = &s->pack->limits;
  size_t more = bytes < most_memory / MEMORY_A_BYTE ? (size_t)bytes * MEMORY_A_BYTE : most_memory;
  if (bytes > PER_BYTES && limits->memory < most_memory)
    s->meter.room = limits->memory + more < most_memory ? limits->memory + more : most_memory;
  return limits->instructions * (times + bytes / PER_BYTES);
}

static uint64_t length_of(const st_match_article *a) {
  return st_revision_text(st_match_article_revision(a)).n;
}

/* Null would show all layers. */
static const st_str *reads_of(const st_state *s) {
  static const st_str nothing;
  return s->read_count ? s->reads : &nothing;
}

st_lua_article_handle *st_state_push_article(lua_State *L, const st_state *s, st_match_article *a) {
  return st_lua_push_article(L, a, reads_of(s), s->read_count);
}

st_lua_story_handle *st_state_push_story(lua_State *L, const st_state *s,
                                         st_match_article *const *articles, uint32_t count,
                                         const st_str *outlets) {
  return st_lua_push_story(L, articles, count, outlets, reads_of(s), s->read_count);
}

struct extraction {
  st_state *state;
  st_match_article *article;
  st_layer_builder *builder;
  const st_schema *schema;
  st_lua_article_handle *handle;
  st_lua_emit_handle *emit;
};

static int extract(lua_State *L) {
  struct extraction *x = lua_touserdata(L, 1);
  st_state *s = x->state;
  push_call(L, "extract");
  x->handle = st_state_push_article(L, s, x->article);
  anchor(L, &article_key);
  x->emit =
      st_lua_push_emit(L, x->article, x->builder, x->schema, s->name, s->pack->limits.annotations);
  anchor(L, &output_key);
  lua_call(L, 3, 0);
  st_freeze_check(L);
  return 0;
}

/* The same for a pattern: nothing of the author's runs but tests, which are checked. */
static int extract_pattern(lua_State *L) {
  struct extraction *x = lua_touserdata(L, 1);
  st_state *s = x->state;
  bool asks = st_runner_asks(s->runner);
  st_lua_emit_handle m;
  st_lua_emit_begin(&m, x->article, x->builder, x->schema, s->name, s->pack->limits.annotations);
  st_state_push_runner(L);
  if (asks)
    x->handle = st_state_push_article(L, s, x->article);
  else
    lua_pushnil(L);
  if (asks) anchor(L, &article_key);
  st_runner_run(L, -2, x->article, -1, &m);
  if (asks) st_freeze_check(L);
  return 0;
}

/* What the rule left assigned is put back, or the next article would find it. */
static int check_kept(lua_State *L) {
  st_freeze_check(L);
  return 0;
}

void st_state_put_back(st_state *s) {
  st_error ignored;
  st_state_call(s, check_kept, NULL, UINT64_MAX, &ignored);
}

bool st_state_idle(st_state *s, st_match_article *a) {
  return s->runner && st_runner_idle(s->runner, a);
}

/* Runs `function` within the limits of articles: without counting, where that will do. */
static int call_for(st_state *s, lua_CFunction function, void *argument, uint64_t times,
                    uint64_t bytes, bool counted, st_error *e) {
  uint64_t instructions = widen_limits(s, times, bytes);
  if (counted)
    st_meter_start(&s->meter, instructions);
  else
    st_meter_start_free(&s->meter, instructions);
  int status = call(s, function, argument, e);
  s->meter.room = s->pack->limits.memory;
  return status;
}

int st_state_call_for(st_state *s, lua_CFunction function, void *argument, uint64_t times,
                      uint64_t bytes, st_error *e) {
  return call_for(s, function, argument, times, bytes, true, e);
}

/* Runs what counts only where it has to: see st_meter_start_free. Each run undoes what it did where
 * it fails. */
static int run_free_first(st_state *s, int (*run)(st_state *, void *, bool counted, st_error *),
                          void *argument, st_error *e) {
  st_error found = {0};
  int status = run(s, argument, false, &found);
  if (status && s->meter.unproven) return run(s, argument, true, e);
  if (status) *e = found;
  return status;
}

static int run_extract(st_state *s, void *argument, bool counted, st_error *e) {
  struct extraction x = *(const struct extraction *)argument;
  uint32_t before = st_layer_builder_count(x.builder);
  int status = call_for(s, s->runner ? extract_pattern : extract, &x, 1, length_of(x.article),
                        counted, e);
  if (x.handle) st_lua_end_article(x.handle);
  if (x.emit) st_lua_end_emit(x.emit);
  if (!status) return ST_OK;
  st_layer_rewind(x.builder, before);
  st_state_put_back(s);
  return status;
}

int st_state_extract(st_state *s, st_match_article *a, st_layer_builder *b, const st_schema *schema,
                     st_error *e) {
  struct extraction x = {.state = s, .article = a, .builder = b, .schema = schema};
  return run_free_first(s, run_extract, &x, e);
}

struct comparison {
  st_state *state;
  st_match_article *const *articles;
  uint32_t count;
  const st_str *outlets;
  st_lua_story_handle *story;
};

/* Leaves story and sink in the registry. */
static int compare(lua_State *L) {
  struct comparison *x = lua_touserdata(L, 1);
  push_call(L, "compare");
  x->story = st_state_push_story(L, x->state, x->articles, x->count, x->outlets);
  anchor(L, &article_key);
  st_lua_push_sink(L, -1);
  anchor(L, &output_key);
  lua_call(L, 3, 0);
  st_freeze_check(L);
  return 0;
}

struct taking {
  const st_state *state;
  uint32_t rule;
  st_arena *arena;
  st_found_list *found;
};

static bool copy_found(const struct taking *t, const st_found *from, st_found *to) {
  st_arena *arena = t->arena;
  *to = *from;
  to->rule = t->rule;
  to->file = st_arena_str(arena, st_state_shown(t->state, from->file));
  to->kind = st_arena_str(arena, from->kind);
  to->level = st_arena_str(arena, from->level);
  to->message = st_arena_str(arena, from->message);
  to->silent = st_arena_get(arena, (from->silent_count + 1) * sizeof *to->silent);
  to->evidence = st_arena_get(arena, (from->evidence_count + 1) * sizeof *to->evidence);
  if (!to->kind.p || !to->level.p || !to->message.p || !to->file.p || !to->silent || !to->evidence)
    return false;
  if (from->silent_count) memcpy(to->silent, from->silent, from->silent_count * sizeof *to->silent);
  for (uint32_t i = 0; i < from->evidence_count; i++) {
    st_handle *h = &to->evidence[i];
    *h = from->evidence[i];
    h->layer = st_arena_str(arena, h->layer);
    h->role = st_arena_str(arena, h->role);
    h->field = st_arena_str(arena, h->field);
    if (!h->layer.p || !h->role.p || !h->field.p) return false;
  }
  return true;
}

static int take_found(lua_State *L) {
  struct taking *t = lua_touserdata(L, 1);
  uint32_t count;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &output_key);
  const st_found *found = st_lua_found(L, -1, &count);
  st_found_list *list = t->found;
  if (list->count + count > list->room) {
    uint32_t room = (list->count + count) * 2;
    st_found *items = st_grow(list->items, room, sizeof *items);
    if (!items) luaL_error(L, "not enough memory");
    list->items = items;
    list->room = room;
  }
  for (uint32_t i = 0; i < count; i++)
    if (!copy_found(t, &found[i], &list->items[list->count + i]))
      luaL_error(L, "not enough memory");
  list->count += count;
  return 0;
}

static uint64_t length_of_all(const struct comparison *x) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < x->count; i++) bytes += length_of(x->articles[i]);
  return bytes;
}

static void end_story(struct comparison *x) {
  if (x->story) st_lua_end_story(x->story);
  x->story = NULL;
}

/* Where it goes well, story and sink stay until end_story. */
static int run_compare(st_state *s, void *argument, bool counted, st_error *e) {
  struct comparison *x = argument;
  int status = call_for(s, compare, x, ST_STATE_MORE, length_of_all(x), counted, e);
  if (!status) return ST_OK;
  end_story(x);
  st_state_put_back(s);
  return status;
}

int st_state_compare(st_state *s, st_match_article *const *articles, uint32_t count,
                     const st_str *outlets, uint32_t rule, st_arena *arena, st_found_list *found,
                     st_error *e) {
  struct comparison x = {.state = s, .articles = articles, .count = count, .outlets = outlets};
  int status = run_free_first(s, run_compare, &x, e);
  if (!status)
    status = st_state_call(s, take_found, &(struct taking){s, rule, arena, found}, UINT64_MAX, e);
  end_story(&x);
  return status;
}

/* --- what examples.c needs --- */

lua_State *st_state_lua(st_state *s) { return s->L; }
st_str st_state_writes(const st_state *s) { return s->writes; }
st_str st_state_name(const st_state *s) { return s->name; }
void st_state_push_call(lua_State *L, const char *name) { push_call(L, name); }
void st_state_push_output(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &output_key); }

int st_state_run(st_state *s, lua_CFunction function, void *argument, st_error *e) {
  return st_state_call(s, function, argument, s->pack->limits.instructions * ST_STATE_MORE, e);
}

int st_state_compare_then(st_state *s, st_match_article *const *articles, uint32_t count,
                          const st_str *outlets, lua_CFunction then, void *argument, st_error *e) {
  struct comparison x = {.state = s, .articles = articles, .count = count, .outlets = outlets};
  int status = run_free_first(s, run_compare, &x, e);
  if (!status) status = st_state_run(s, then, argument, e);
  end_story(&x);
  return status;
}
