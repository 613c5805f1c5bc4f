/* emit { … }: an author's table, checked against the layer's fields and written into its columns.
 * Its values are value.c's. */
#include "bind/emit/emit_private.h"
#include "bind/state/state.h"

/* The names are those of places and then of the first fields. */
enum { SPAN, BEGIN, STOP, FIRST, LAST, PLACES };
static const char *const places[PLACES] = {"span", "begin", "stop", "first", "last"};
enum { NAME_ROOM = ST_EMIT_NAMES - PLACES };

static st_span place_of(lua_State *L, const st_lua_emit_handle *m) {
  st_span span;
  int type = lua_getfield(L, 1, "span");
  if (type == LUA_TNIL) {
    lua_settop(L, 1);
    if (st_emit_get_span(L, m, 1, &span)) return span;
    st_emit_mistake(L, "no_place", 0);
  }
  st_emit_get_pair(L, 1, "begin", "stop");
  if (!st_emit_is_span(L, 2) || !st_emit_no_pair(L) || !st_emit_get_span(L, m, 2, &span))
    st_emit_mistake(L, "no_place", 0);
  lua_settop(L, 1);
  return span;
}

static void write_fields(lua_State *L, st_lua_emit_handle *m) {
  for (uint32_t i = 0; i < m->field_count; i++) {
    st_lua_push(L, m->fields[i].name);
    lua_gettable(L, 1);
    st_emit_write_field(L, m, i, 2);
    lua_settop(L, 1);
  }
}

/* --- keys --- */

static bool is_place(st_str key) {
  for (int i = 0; i < PLACES; i++)
    if (st_str_equal(key, st_cstr(places[i]))) return true;
  return false;
}

static bool is_known(lua_State *L, const st_lua_emit_handle *m, int at) {
  if (lua_type(L, at) != LUA_TSTRING) return false;
  st_str key;
  key.p = lua_tolstring(L, at, &key.n);
  for (uint32_t i = 0; i < m->field_count; i++)
    if (st_str_equal(m->fields[i].name, key)) return true;
  return is_place(key);
}

static void check_keys(lua_State *L, const st_lua_emit_handle *m) {
  for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
    if (is_known(L, m, -2)) continue;
    lua_pushvalue(L, 1);
    st_emit_mistake(L, "unknown", 1);
  }
}

/* --- most tables: without metamethods, and of a layer of few fields ---
 * Such a table is gone through once. What it has under the n-th name comes to lie at SLOTS + n. */
enum { SLOTS = 2 };

/* Equal short strings are one, so that their names are known by where they are. */
static int name_of(const st_lua_emit_handle *m, const char *key) {
  for (int n = 0; n < m->name_count; n++)
    if (m->names[n] == key) return n;
  return -1;
}

/* False where a key is none of the names. */
static bool spread(lua_State *L, const st_lua_emit_handle *m) {
  lua_settop(L, SLOTS - 1 + m->name_count);
  for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
    int name = lua_type(L, -2) == LUA_TSTRING ? name_of(m, lua_tostring(L, -2)) : -1;
    if (name < 0) return false;
    lua_copy(L, -1, SLOTS + name);
  }
  return true;
}

/* Whether it says where it stands by these two, and not by a span. */
static bool has_pair(lua_State *L, int a, int b) {
  return lua_isinteger(L, SLOTS + a) && lua_isinteger(L, SLOTS + b) && lua_isnil(L, SLOTS + SPAN);
}

/* False where it says it in another way. */
static bool spread_span(lua_State *L, const st_lua_emit_handle *m, st_span *span) {
  if (has_pair(L, BEGIN, STOP)) {
    *span =
        st_emit_byte_span(L, m, lua_tointeger(L, SLOTS + BEGIN), lua_tointeger(L, SLOTS + STOP));
    return true;
  }
  if (!has_pair(L, FIRST, LAST) || !lua_isnil(L, SLOTS + BEGIN) || !lua_isnil(L, SLOTS + STOP))
    return false;
  *span =
      st_emit_token_span(L, m, lua_tointeger(L, SLOTS + FIRST), lua_tointeger(L, SLOTS + LAST));
  return true;
}

static void write_spread(lua_State *L, st_lua_emit_handle *m) {
  int top = lua_gettop(L);
  for (uint32_t i = 0; i < m->field_count; i++) {
    int at = SLOTS + PLACES + (int)i;
    if (lua_isnil(L, at)) continue;
    lua_pushvalue(L, at);
    st_emit_write_field(L, m, i, top + 1);
    lua_settop(L, top);
  }
}

/* False where nothing was written: the table is another. */
static bool write_plain(lua_State *L, st_lua_emit_handle *m) {
  st_span span;
  if (!m->name_count || !spread(L, m) || !spread_span(L, m, &span)) return false;
  st_lua_emit_open(L, m, span);
  write_spread(L, m);
  m->open = false;
  return true;
}

/* --- many at once: { first = { 3, 9 }, last = { 4, 9 }, kind = { "a", "b" } } ---
 * What is under "first", under "last" (or "begin", "stop") and under each field comes to lie from
 * COLUMNS on. */
enum { COLUMNS = 2, FIELDS = COLUMNS + 2 };
enum { ELEMENTS = 2 /* paid for by an instruction of the budget */ };

/* Whether it is by tokens that they say where they stand; else it is by bytes. */
static bool get_columns(lua_State *L, const st_lua_emit_handle *m) {
  luaL_checkstack(L, (int)m->field_count + 16, NULL);
  lua_settop(L, 1);
  bool alone = lua_getfield(L, 1, "span") == LUA_TNIL;
  bool tokens = lua_getfield(L, 1, "first") == LUA_TTABLE;
  st_emit_get_pair(L, 1, tokens ? "begin" : "first", tokens ? "stop" : "last");
  alone = alone && st_emit_no_pair(L);
  lua_settop(L, 1);
  st_emit_get_pair(L, 1, tokens ? "first" : "begin", tokens ? "last" : "stop");
  if (!alone || !lua_istable(L, COLUMNS + 1) || st_emit_is_span(L, COLUMNS) ||
      st_emit_is_span(L, COLUMNS + 1))
    st_emit_mistake(L, "no_place", 0);
  for (uint32_t i = 0; i < m->field_count; i++) {
    st_lua_push(L, m->fields[i].name);
    lua_gettable(L, 1);
  }
  return tokens;
}

/* Where the i-th stands; false where it is left out. */
static bool get_place(lua_State *L, const st_lua_emit_handle *m, bool tokens, lua_Integer i,
                      st_span *span) {
  int top = lua_gettop(L);
  lua_geti(L, COLUMNS, i);
  if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) {
    lua_settop(L, top);
    return false;
  }
  lua_geti(L, COLUMNS + 1, i);
  if (!lua_isinteger(L, -2) || !lua_isinteger(L, -1)) {
    lua_pushinteger(L, i);
    lua_pushboolean(L, tokens);
    st_emit_mistake(L, "no_pair", 2);
  }
  lua_Integer from = lua_tointeger(L, -2), to = lua_tointeger(L, -1);
  *span = tokens ? st_emit_token_span(L, m, from, to) : st_emit_byte_span(L, m, from, to);
  lua_settop(L, top);
  return true;
}

/* What the i-th has in a field: of a list its own, else what all have. */
static void write_column(lua_State *L, st_lua_emit_handle *m, uint32_t field, lua_Integer i) {
  int column = FIELDS + (int)field, top = lua_gettop(L);
  if (lua_isnil(L, column)) return;
  if (!lua_istable(L, column))
    lua_pushvalue(L, column);
  else
    lua_geti(L, column, i);
  if (lua_toboolean(L, -1)) st_emit_write_field(L, m, field, top + 1);
  lua_settop(L, top);
}

static int write_lists(lua_State *L, st_lua_emit_handle *m) {
  bool tokens = get_columns(L, m);
  check_keys(L, m);
  lua_Integer count = luaL_len(L, COLUMNS); /* a length may lie */
  uint64_t each = (uint64_t)m->field_count + 1, most = UINT64_MAX / each;
  if (count > 0 && st_shared_metered(st_lua_shared(L)))
    st_meter_charge(L, ((uint64_t)count < most ? (uint64_t)count : most) * each / ELEMENTS);
  for (lua_Integer i = 1; i <= count; i++) {
    st_span span;
    if (!get_place(L, m, tokens, i, &span)) continue;
    st_lua_emit_open(L, m, span);
    for (uint32_t field = 0; field < m->field_count; field++) write_column(L, m, field, i);
    m->open = false;
  }
  return 0;
}

/* Whether this function is called from within itself, by a metamethod of what it writes. To look at
 * a level takes Lua as many steps. */
static bool is_nested(lua_State *L) {
  lua_Debug frame;
  bool nested = false;
  lua_getstack(L, 0, &frame);
  lua_getinfo(L, "f", &frame);
  for (int level = 1; !nested && lua_getstack(L, level, &frame); level++) {
    lua_getinfo(L, "f", &frame);
    nested = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, (uint64_t)level);
  }
  lua_pop(L, 1);
  return nested;
}

/* An annotation that is begun and not whole: what was wrong with it was caught by its author, or it
 * is being written. */
static void leave_open(lua_State *L, st_lua_emit_handle *m) {
  if (is_nested(L)) st_lua_fail(L, "emit inside of emit: the table has a metamethod that emits");
  st_lua_emit_drop(m);
}

static int write_one(lua_State *L) {
  st_lua_emit_handle *m = lua_touserdata(L, lua_upvalueindex(ST_EMIT_HANDLE));
  st_lua_emit_check(L, m);
  lua_settop(L, 1);
  if (!lua_istable(L, 1)) st_emit_mistake(L, "no_table", 1);
  luaL_checkstack(L, PLACES + NAME_ROOM + 16, NULL);
  if (m->open) leave_open(L, m);
  if (lua_getmetatable(L, 1)) {
    lua_pop(L, 1);
    st_freeze_behind(L, 1);
  } else if (write_plain(L, m)) {
    return 0;
  }
  lua_settop(L, 1);
  if (lua_getfield(L, 1, "first") == LUA_TTABLE || lua_getfield(L, 1, "begin") == LUA_TTABLE)
    return write_lists(L, m);
  lua_settop(L, 1);
  check_keys(L, m);
  st_lua_emit_open(L, m, place_of(L, m));
  write_fields(L, m);
  m->open = false;
  return 0;
}

/* Pushes the name, which is an upvalue then, and notes where it is. */
static void add_name(lua_State *L, st_lua_emit_handle *m, st_str name) {
  st_lua_push(L, name);
  m->names[m->name_count++] = lua_tostring(L, -1);
}

/* Of long strings there may be many that are equal: a layer with such a name has none here, nor has
 * one with a field that is called like a place. */
static void push_names(lua_State *L, st_lua_emit_handle *m) {
  m->name_count = 0;
  if (m->field_count > NAME_ROOM) return;
  for (uint32_t i = 0; i < m->field_count; i++)
    if (m->fields[i].name.n > ST_EMIT_SHORT || is_place(m->fields[i].name)) return;
  for (int i = 0; i < PLACES; i++) add_name(L, m, st_cstr(places[i]));
  for (uint32_t i = 0; i < m->field_count; i++) add_name(L, m, m->fields[i].name);
}

/* Which of the first 64 fields may be only some texts, by the rule at 3: a bit each. */
static uint64_t closed_fields(lua_State *L, const st_lua_emit_handle *m) {
  uint64_t closed = 0;
  if (!lua_istable(L, 3) || lua_getfield(L, 3, "allowed") != LUA_TTABLE) {
    lua_settop(L, 3);
    return 0;
  }
  for (uint32_t i = 0; i < m->field_count && i < 64; i++, lua_settop(L, 4)) {
    st_lua_push(L, m->fields[i].name);
    if (lua_rawget(L, 4) == LUA_TTABLE) closed |= (uint64_t)1 << i;
  }
  lua_settop(L, 3);
  return closed;
}

/* core.writer(emit, mistakes, rule) -> emit { … } */
int st_lua_writer(lua_State *L) {
  st_lua_emit_handle *m = st_lua_emit_arg(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 3);
  m->closed = closed_fields(L, m);
  luaL_checkstack(L, PLACES + NAME_ROOM, NULL);
  push_names(L, m);
  lua_pushcclosure(L, write_one, ST_EMIT_RULE + m->name_count);
  return 1;
}
