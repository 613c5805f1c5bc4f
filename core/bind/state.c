/* One rule in its own lua_State: loaded, described, run. */
#include "bind/state.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

struct st_state {
  lua_State *L;
  st_meter meter;
  const st_pack_view *pack;
  const st_pack_file *file;
  enum st_rule_kind kind;
  st_arena *strings; /* of the description */
  st_str name, writes;
  st_str *reads;
  uint32_t read_count, line;
  st_str *used; /* paths of files that loading has read */
  uint32_t used_count, used_room;
};

static const char rule_key, engine_key, state_key, article_key, output_key; /* registry */

/* Loading and comparisons do more than one article's extraction does. */
enum { MORE = 5 };

const st_pack_file *st_pack_view_find(const st_pack_view *pack, st_str path) {
  uint32_t low = 0, high = pack->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = st_str_compare(pack->files[middle].path, path);
    if (order == 0) return &pack->files[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

void st_state_close(st_state *s) {
  if (!s) return;
  st_meter_close(&s->meter);
  st_arena_close(s->strings);
  st_free(s->reads);
  st_free(s->used);
  st_free(s);
}

/* --- calling into Lua --- */

/* The name by which the user knows the file at the head of a message, in place of the pack's. */
static st_str shown_head(const st_state *s, st_str *message) {
  const char *colon = memchr(message->p, ':', message->n);
  st_str head = {message->p, colon ? (size_t)(colon - message->p) : 0};
  const st_pack_file *file = head.n ? st_pack_view_find(s->pack, head) : NULL;
  if (!file) return (st_str){"", 0};
  *message = (st_str){colon, message->n - head.n};
  return file->shown;
}

static bool has_place(st_str message) {
  const char *colon = memchr(message.p, ':', message.n);
  return colon && colon + 1 < message.p + message.n && isdigit((unsigned char)colon[1]);
}

/* Takes the error at the top of the stack into `e`, as "FILE:LINE: text". */
static int take_error(st_state *s, int status, st_error *e) {
  lua_State *L = s->L;
  st_str message = {"the error is no text", 20};
  if (lua_type(L, -1) == LUA_TSTRING) message.p = lua_tolstring(L, -1, &message.n);
  char memory[80];
  if (status == LUA_ERRMEM)
    message = (st_str){memory, (size_t)snprintf(memory, sizeof memory,
                                                "stopped at more than %zu MiB of memory",
                                                s->meter.room >> 20)};
  if (has_place(message)) {
    st_str head = shown_head(s, &message);
    return st_fail(e, ST_ERULE, "%.*s%.*s", (int)head.n, head.p, (int)message.n, message.p);
  }
  return st_fail(e, ST_ERULE, "%.*s:%u: %.*s", (int)s->file->shown.n, s->file->shown.p,
                 s->line ? s->line : 1, (int)message.n, message.p);
}

/* An error in stemma's own code is the author's to mend all the same: it begins with their line. */
static int name_place(lua_State *L) {
  size_t n;
  const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
  if (!message || strncmp(message, "lua/stemma/", 11) != 0) return 1;
  st_lua_push_place(L);
  if (strncmp(lua_tostring(L, -1), "lua/stemma/", 11) == 0) {
    lua_settop(L, 1);
    return 1;
  }
  lua_insert(L, 1);
  lua_concat(L, 2);
  return 1;
}

/* Runs `function` with `argument` within the limits. What it pushes under article_key and
 * output_key stays until the next run. */
static int run(st_state *s, lua_CFunction function, void *argument, uint64_t instructions,
               st_error *e) {
  lua_State *L = s->L;
  lua_settop(L, 0);
  st_meter_start(&s->meter, instructions);
  lua_pushcfunction(L, name_place);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 1, 0, 1);
  if (status == LUA_OK) return ST_OK;
  take_error(s, status, e);
  lua_settop(L, 0);
  st_meter_start(&s->meter, UINT64_MAX);
  lua_gc(L, LUA_GCCOLLECT);
  return ST_ERULE;
}

static st_state *self_state(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &state_key);
  st_state *s = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return s;
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

/* --- loading --- */

static bool note_use(st_state *s, st_str path) {
  for (uint32_t i = 0; i < s->used_count; i++)
    if (st_str_equal(s->used[i], path)) return true;
  if (s->used_count == s->used_room) {
    uint32_t room = s->used_room ? s->used_room * 2 : 8;
    st_str *used = st_grow(s->used, room, sizeof *used);
    if (!used) return false;
    s->used = used;
    s->used_room = room;
  }
  s->used[s->used_count++] = path;
  return true;
}

/* helpers.read(path below rules/) -> bytes, chunk name; nil where there is none */
static int read_file(lua_State *L) {
  st_state *s = self_state(L);
  lua_pushliteral(L, "rules/");
  lua_pushvalue(L, 1);
  lua_concat(L, 2);
  const st_pack_file *file = st_pack_view_find(s->pack, st_lua_str(L, -1));
  if (!file) return 0;
  if (!note_use(s, file->path)) luaL_error(L, "not enough memory");
  st_lua_push(L, file->bytes);
  lua_pushfstring(L, "@%s", lua_tostring(L, -2));
  return 2;
}

/* helpers.list(prefix) -> paths below rules/ */
static int list_files(lua_State *L) {
  st_state *s = self_state(L);
  st_str prefix = st_lua_str(L, 1), rules = st_cstr("rules/");
  lua_Integer n = 0;
  lua_newtable(L);
  for (uint32_t i = 0; i < s->pack->count; i++) {
    st_str path = s->pack->files[i].path;
    if (!st_str_starts(path, rules)) continue;
    path = (st_str){path.p + rules.n, path.n - rules.n};
    if (!st_str_starts(path, prefix)) continue;
    st_lua_push(L, path);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}

static const char *const kind_names[] = {"extract", "compare", "layer"};

/* load(source, chunk name, name, kind, helpers), then freezes what the rule could change. */
static int load_rule(lua_State *L) {
  st_state *s = lua_touserdata(L, 1);
  lua_pushlightuserdata(L, s);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &state_key);
  lua_settop(L, 0);
  st_sandbox_open(L, s->pack);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.engine");
  lua_call(L, 1, 1);
  anchor(L, &engine_key);
  lua_getfield(L, -1, "load");
  st_lua_push(L, s->file->bytes);
  lua_pushliteral(L, "@");
  st_lua_push(L, s->file->path);
  lua_concat(L, 2);
  st_lua_push(L, s->name);
  lua_pushstring(L, kind_names[s->kind]);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "env");
  lua_pushcfunction(L, read_file);
  lua_setfield(L, -2, "read");
  lua_pushcfunction(L, list_files);
  lua_setfield(L, -2, "list");
  lua_call(L, 5, 2);
  if (lua_isnil(L, -2)) lua_error(L);
  lua_pop(L, 1);
  anchor(L, &rule_key);
  st_freeze(L);
  return 0;
}

/* --- describing --- */

static st_str keep(lua_State *L, st_state *s, st_str text) {
  text = st_arena_str(s->strings, text);
  if (!text.p) luaL_error(L, "not enough memory");
  return text;
}

/* A string of the table at the top, kept by the state; n = 0 where there is none. */
static st_str kept_field(lua_State *L, st_state *s, const char *key) {
  st_str text = {"", 0};
  if (lua_getfield(L, -1, key) == LUA_TSTRING) text.p = lua_tolstring(L, -1, &text.n);
  text = keep(L, s, text);
  lua_pop(L, 1);
  return text;
}

static uint32_t number_field(lua_State *L, const char *key) {
  lua_getfield(L, -1, key);
  lua_Integer n = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return n > 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

static void describe_reads(lua_State *L, st_state *s) {
  if (lua_getfield(L, -1, "reads") == LUA_TTABLE) {
    lua_Unsigned n = lua_rawlen(L, -1);
    s->reads = st_calloc(n, sizeof *s->reads);
    if (!s->reads) luaL_error(L, "not enough memory");
    for (lua_Unsigned i = 0; i < n; i++) {
      lua_rawgeti(L, -1, (lua_Integer)i + 1);
      s->reads[i] = keep(L, s, st_lua_str(L, -1));
      s->read_count++;
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
}

static void describe_fields(lua_State *L, st_state *s, st_rule *rule) {
  if (lua_getfield(L, -1, "fields") == LUA_TTABLE && lua_rawlen(L, -1)) {
    int at = lua_gettop(L);
    uint32_t n;
    const st_field *fields = st_lua_fields(L, at, &n);
    rule->fields = st_calloc(n, sizeof *rule->fields);
    if (!rule->fields) luaL_error(L, "not enough memory");
    for (uint32_t i = 0; i < n; i++) {
      rule->fields[i] = fields[i];
      rule->fields[i].name = keep(L, s, fields[i].name);
      rule->field_count++;
    }
    lua_settop(L, at);
  }
  lua_pop(L, 1);
}

static st_str last_part(st_str name) {
  size_t at = name.n;
  while (at && name.p[at - 1] != '/') at--;
  return (st_str){name.p + at, name.n - at};
}

/* Its fields are its own unless a file in rules/layer says them. */
static bool owns_schema(const st_state *s) {
  char path[512];
  if (s->kind == ST_RULE_LAYER) return true;
  if (s->kind == ST_RULE_COMPARE) return false;
  int n = snprintf(path, sizeof path, "rules/layer/%.*s.lua", (int)s->writes.n, s->writes.p);
  return !st_pack_view_find(s->pack, (st_str){path, (size_t)n});
}

struct describing {
  st_state *state;
  st_rule *rule;
};

static int describe_rule(lua_State *L) {
  struct describing *d = lua_touserdata(L, 1);
  st_state *s = d->state;
  st_rule *rule = d->rule;
  push_call(L, "describe");
  lua_call(L, 1, 1);
  rule->about = kept_field(L, s, "about");
  rule->within = kept_field(L, s, "within");
  rule->writes = kept_field(L, s, "writes");
  st_str overlap = kept_field(L, s, "overlap");
  rule->overlap = st_str_equal(overlap, st_cstr("all")) ? ST_OVERLAP_ALL : ST_OVERLAP_LONGEST;
  rule->line = s->line = number_field(L, "line");
  rule->example_count = number_field(L, "examples");
  if (s->kind == ST_RULE_LAYER && !rule->writes.n) rule->writes = last_part(s->name);
  if (s->kind == ST_RULE_COMPARE) rule->writes = (st_str){"", 0};
  s->writes = rule->writes;
  describe_reads(L, s);
  rule->has_schema = owns_schema(s);
  if (rule->has_schema) describe_fields(L, s, rule);
  return 0;
}

static int copy_strings(const st_str *from, uint32_t count, st_str **to, uint32_t *to_count,
                        st_error *e) {
  *to = st_calloc(count, sizeof **to);
  if (!*to) return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) (*to)[i] = from[i];
  *to_count = count;
  return ST_OK;
}

/* The path without "rules/" and ".lua". */
static st_str name_of(st_str path) { return (st_str){path.p + 6, path.n - 10}; }

static int open_empty(const st_pack_view *pack, const st_pack_file *file, enum st_rule_kind kind,
                      st_state **out) {
  st_state *s = st_calloc(1, sizeof *s);
  if (!s) return ST_ENOMEM;
  s->pack = pack;
  s->file = file;
  s->kind = kind;
  s->name = name_of(file->path);
  s->strings = st_arena_open();
  s->L = s->strings ? st_meter_open(&s->meter, pack->limits.memory) : NULL;
  if (s->L) {
    *out = s;
    return ST_OK;
  }
  st_state_close(s);
  return ST_ENOMEM;
}

int st_state_open(const st_pack_view *pack, const st_pack_file *file, enum st_rule_kind kind,
                  st_state **out, st_rule *rule, st_error *e) {
  st_state *s;
  st_error why = {0};
  *rule = (st_rule){.name = name_of(file->path), .file = file->shown, .kind = kind};
  if (open_empty(pack, file, kind, &s)) return st_nomem(e);
  int status = run(s, load_rule, s, pack->limits.instructions * MORE, &why);
  if (!status)
    status = run(s, describe_rule, &(struct describing){s, rule}, pack->limits.instructions, &why);
  if (status) {
    rule->error = st_arena_str(s->strings, st_cstr(why.message));
    if (!rule->error.p) status = ST_ENOMEM;
  }
  if (status != ST_ENOMEM)
    status = copy_strings(s->reads, s->read_count, &rule->reads, &rule->read_count, e);
  if (!status) status = copy_strings(s->used, s->used_count, &rule->uses, &rule->use_count, e);
  if (status) {
    st_rule_close(rule);
    st_state_close(s);
    return st_nomem(e);
  }
  *out = s;
  return ST_OK;
}

/* --- running --- */

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
  static const st_str nothing;
  push_call(L, "extract");
  x->handle =
      st_lua_push_article(L, x->article, s->read_count ? s->reads : &nothing, s->read_count);
  anchor(L, &article_key);
  x->emit =
      st_lua_push_emit(L, x->article, x->builder, x->schema, s->name, s->pack->limits.annotations);
  anchor(L, &output_key);
  lua_call(L, 3, 0);
  st_freeze_check(L);
  return 0;
}

/* What the rule left assigned is put back, or the next article would find it. */
static int check_kept(lua_State *L) {
  st_freeze_check(L);
  return 0;
}

static void put_back(st_state *s) {
  st_error ignored;
  run(s, check_kept, NULL, UINT64_MAX, &ignored);
}

int st_state_extract(st_state *s, st_match_article *a, st_layer_builder *b, const st_schema *schema,
                     st_error *e) {
  uint32_t before = st_layer_builder_count(b);
  struct extraction x = {.state = s, .article = a, .builder = b, .schema = schema};
  int status = run(s, extract, &x, s->pack->limits.instructions, e);
  if (x.handle) st_lua_end_article(x.handle);
  if (x.emit) st_lua_end_emit(x.emit);
  if (!status) return ST_OK;
  st_layer_rewind(b, before);
  put_back(s);
  return status;
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
  st_state *s = x->state;
  static const st_str nothing;
  push_call(L, "compare");
  x->story = st_lua_push_story(L, x->articles, x->count, x->outlets,
                               s->read_count ? s->reads : &nothing, s->read_count);
  anchor(L, &article_key);
  st_lua_push_sink(L, -1);
  anchor(L, &output_key);
  lua_call(L, 3, 0);
  st_freeze_check(L);
  return 0;
}

struct taking {
  uint32_t rule;
  st_arena *arena;
  st_found_list *found;
};

static bool copy_found(const st_found *from, uint32_t rule, st_arena *arena, st_found *to) {
  *to = *from;
  to->rule = rule;
  to->kind = st_arena_str(arena, from->kind);
  to->level = st_arena_str(arena, from->level);
  to->message = st_arena_str(arena, from->message);
  to->silent = st_arena_get(arena, (from->silent_count + 1) * sizeof *to->silent);
  to->evidence = st_arena_get(arena, (from->evidence_count + 1) * sizeof *to->evidence);
  if (!to->kind.p || !to->level.p || !to->message.p || !to->silent || !to->evidence) return false;
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
    if (!copy_found(&found[i], t->rule, t->arena, &list->items[list->count + i]))
      luaL_error(L, "not enough memory");
  list->count += count;
  return 0;
}

static int run_compare(st_state *s, struct comparison *x, st_error *e) {
  int status = run(s, compare, x, s->pack->limits.instructions * MORE, e);
  if (status) put_back(s);
  return status;
}

int st_state_compare(st_state *s, st_match_article *const *articles, uint32_t count,
                     const st_str *outlets, uint32_t rule, st_arena *arena, st_found_list *found,
                     st_error *e) {
  struct comparison x = {.state = s, .articles = articles, .count = count, .outlets = outlets};
  int status = run_compare(s, &x, e);
  if (!status) status = run(s, take_found, &(struct taking){rule, arena, found}, UINT64_MAX, e);
  if (x.story) st_lua_end_story(x.story);
  return status;
}

/* --- explaining --- */

struct explanation {
  st_state *state;
  st_match_article *article;
  uint32_t line, column;
  st_buf *out;
  st_lua_article_handle *handle;
};

static int explain(lua_State *L) {
  struct explanation *x = lua_touserdata(L, 1);
  st_state *s = x->state;
  static const st_str nothing;
  push_call(L, "explain");
  x->handle =
      st_lua_push_article(L, x->article, s->read_count ? s->reads : &nothing, s->read_count);
  anchor(L, &article_key);
  lua_pushinteger(L, x->line);
  if (x->column)
    lua_pushinteger(L, x->column);
  else
    lua_pushnil(L);
  lua_call(L, 4, 1);
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_Integer n = luaL_len(L, -1);
  for (lua_Integer i = 1; i <= n; i++) {
    lua_geti(L, -1, i);
    st_buf_adds(x->out, st_lua_str(L, -1));
    st_buf_addc(x->out, '\n');
    lua_pop(L, 1);
  }
  return 0;
}

int st_state_explain(st_state *s, st_match_article *a, uint32_t line, uint32_t column, st_buf *out,
                     st_error *e) {
  struct explanation x = {.state = s, .article = a, .line = line, .column = column, .out = out};
  int status = run(s, explain, &x, s->pack->limits.instructions * MORE, e);
  if (x.handle) st_lua_end_article(x.handle);
  put_back(s);
  return status;
}

/* --- what examples.c needs --- */

lua_State *st_state_lua(st_state *s) { return s->L; }
st_str st_state_writes(const st_state *s) { return s->writes; }
st_str st_state_name(const st_state *s) { return s->name; }
void st_state_push_call(lua_State *L, const char *name) { push_call(L, name); }
void st_state_push_output(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &output_key); }

int st_state_run(st_state *s, lua_CFunction function, void *argument, st_error *e) {
  return run(s, function, argument, s->pack->limits.instructions * MORE, e);
}

int st_state_compare_then(st_state *s, st_match_article *const *articles, uint32_t count,
                          const st_str *outlets, lua_CFunction then, void *argument, st_error *e) {
  struct comparison x = {.state = s, .articles = articles, .count = count, .outlets = outlets};
  int status = run_compare(s, &x, e);
  if (!status) status = st_state_run(s, then, argument, e);
  if (x.story) st_lua_end_story(x.story);
  return status;
}
