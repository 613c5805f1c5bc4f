/* Loads a rule into a lua_State of its own and has it described. */
#include "bind/state/state_private.h"

#include "base/alloc.h"

#include <stdio.h>

static const char state_key; /* registry */

/* Twice: what has a finalizer is only finalized by the first. It would stay, be counted as alive, and
 * so have the state wait longer each time. */
static bool collect(st_state *s, size_t grown) {
  if (!s->L || s->meter.used < s->rested + grown) return false;
  lua_gc(s->L, LUA_GCCOLLECT);
  lua_gc(s->L, LUA_GCCOLLECT);
  s->rested = s->meter.used;
  return true;
}

void st_state_tidy(st_state *s) {
  if (s) collect(s, s->rested);
}

bool st_state_rest(st_state *s) {
  if (!s) return false;
  bool collected = collect(s, s->rested / 8);
  st_pool_trim(&s->meter.pool);
  return collected;
}

size_t st_state_bytes(const st_state *s) { return s->meter.used; }

void st_state_close(st_state *s) {
  if (!s) return;
  st_meter_close(&s->meter);
  st_arena_close(s->strings);
  st_free(s->reads);
  st_free(s->used);
  st_free(s);
}

static st_state *self_state(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &state_key);
  st_state *s = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return s;
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
  lua_pushliteral(L, "stemma.run.engine");
  lua_call(L, 1, 1);
  st_state_set_engine(L);
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
  st_state_set_rule(L);
  st_state_push_runner(L);
  s->runner = st_lua_to_runner(L, -1);
  lua_pop(L, 1);
  st_freeze(L);
  return 0;
}

/* --- describing --- */

static st_str keep(lua_State *L, st_state *s, st_str text) {
  text = st_arena_str(s->strings, text);
  if (!text.p) luaL_error(L, "not enough memory");
  st_lua_make_text((char *)text.p, text.n);
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
    rule->values = st_calloc(n, sizeof *rule->values);
    if (!rule->fields || !rule->values) luaL_error(L, "not enough memory");
    for (uint32_t i = 0; i < n; i++, lua_settop(L, at + 1)) {
      rule->fields[i] = fields[i];
      rule->fields[i].name = keep(L, s, fields[i].name);
      lua_rawgeti(L, at, (lua_Integer)i + 1);
      if (lua_rawgeti(L, -1, 3) == LUA_TSTRING) rule->values[i] = keep(L, s, st_lua_str(L, -1));
      rule->field_count++;
    }
    lua_settop(L, at);
  }
  lua_pop(L, 1);
}

/* Where a use stands, as the user knows the file. */
static st_str kept_place(lua_State *L, st_state *s) {
  st_str place = kept_field(L, s, "where"), head = st_state_shown_head(s, &place);
  if (!head.n) return place;
  lua_pushlstring(L, head.p, head.n);
  lua_pushlstring(L, place.p, place.n);
  lua_concat(L, 2);
  place = keep(L, s, st_lua_str(L, -1));
  lua_pop(L, 1);
  return place;
}

static void describe_asks(lua_State *L, st_state *s, st_rule *rule) {
  if (lua_getfield(L, -1, "uses") == LUA_TTABLE) {
    lua_Unsigned n = lua_rawlen(L, -1);
    rule->asks = st_calloc(n, sizeof *rule->asks);
    if (!rule->asks) luaL_error(L, "not enough memory");
    for (lua_Unsigned i = 1; i <= n; i++) {
      lua_rawgeti(L, -1, (lua_Integer)i);
      st_ask ask = {.layer = kept_field(L, s, "layer"), .field = kept_field(L, s, "field")};
      ask.value = kept_field(L, s, "value");
      ask.place = kept_place(L, s);
      ask.as = kept_field(L, s, "as");
      ask.type = st_lua_type(kept_field(L, s, "type"));
      if (ask.field.n || ask.type) rule->asks[rule->ask_count++] = ask;
      lua_pop(L, 1);
    }
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
  st_state_push_call(L, "describe");
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
  describe_asks(L, s, rule);
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
  int status = st_state_call(s, load_rule, s, pack->limits.instructions * ST_STATE_MORE, &why);
  if (!status)
    status = st_state_call(s, describe_rule, &(struct describing){s, rule},
                           pack->limits.instructions, &why);
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
