/* emit { … }: an author's table, checked against the layer's fields and written into its columns.
 * What is wrong with it is put into words in lua/stemma/run/emit.lua. */
#include "bind/emit/emit_private.h"
#include "bind/state/state.h"

#include <math.h>
#include <stdlib.h>

/* Upvalues; the names are those of places and then of the first fields. */
enum { HANDLE = 1, MISTAKES, RULE, NAMES };
enum { SPAN, BEGIN, STOP, FIRST, LAST, PLACES };
static const char *const places[PLACES] = {"span", "begin", "stop", "first", "last"};
enum { NAME_ROOM = ST_EMIT_NAMES - PLACES, SHORT = 40 };

static const char span_key; /* metatables of spans: what no author's table has */

/* core.mark_span(metatable): values with it are spans. */
int st_lua_mark_span(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushboolean(L, 1);
  lua_rawsetp(L, 1, &span_key);
  return 0;
}

static bool is_span(lua_State *L, int at) {
  if (!lua_istable(L, at) || !lua_getmetatable(L, at)) return false;
  bool marked = lua_rawgetp(L, -1, &span_key) != LUA_TNIL;
  lua_pop(L, 2);
  return marked;
}

/* --- mistakes --- */

/* Calls the function of this name with the rule and the `n` values at the top; it raises. */
static _Noreturn void mistake(lua_State *L, const char *name, int n) {
  lua_getfield(L, lua_upvalueindex(MISTAKES), name);
  lua_pushvalue(L, lua_upvalueindex(RULE));
  lua_rotate(L, -n - 2, 2);
  lua_call(L, n + 1, 0);
  luaL_error(L, "emit: %s", name);
  abort();
}

static _Noreturn void wrong_type(lua_State *L, const st_field *field, uint8_t type, int at) {
  at = lua_absindex(L, at);
  st_lua_push(L, field->name);
  lua_pushstring(L, st_lua_type_name(type));
  lua_pushvalue(L, at);
  mistake(L, "wrong", 3);
}

/* --- where it stands --- */

/* Pushes value.a and value.b, and says whether both are integers. */
static bool get_pair(lua_State *L, int at, const char *a, const char *b) {
  lua_getfield(L, at, a);
  lua_getfield(L, at, b);
  return lua_isinteger(L, -2) && lua_isinteger(L, -1);
}

static bool pair_is_nil(lua_State *L) { return lua_isnil(L, -2) && lua_isnil(L, -1); }

/* From tokens `first` to `last`, counted from 1, to bytes. */
static st_span span_of_tokens(lua_State *L, const st_lua_emit_handle *m, lua_Integer first,
                              lua_Integer last) {
  uint32_t count;
  const st_token *t = st_revision_tokens(st_match_article_revision(m->article), &count);
  if (first < 1 || last < first || last > (lua_Integer)count) {
    lua_pushinteger(L, first);
    lua_pushinteger(L, last);
    lua_pushinteger(L, count);
    mistake(L, "no_tokens", 3);
  }
  return (st_span){t[first - 1].begin, t[last - 1].end};
}

static st_span span_of_bytes(lua_State *L, const st_lua_emit_handle *m, lua_Integer begin,
                             lua_Integer stop) {
  lua_Integer length = (lua_Integer)st_revision_text(st_match_article_revision(m->article)).n;
  if (begin < 0 || stop > length || begin >= stop) {
    lua_pushinteger(L, begin);
    lua_pushinteger(L, stop);
    lua_pushinteger(L, length);
    mistake(L, "no_stretch", 3);
  }
  return st_lua_emit_span(L, m, begin, stop);
}

/* Of a value that is a span, or says `begin` and `stop`, or `first` and `last`; false where it is
 * none of these. */
static bool get_span(lua_State *L, const st_lua_emit_handle *m, int at, st_span *span) {
  int top = lua_gettop(L);
  if (get_pair(L, at, "begin", "stop")) {
    *span = span_of_bytes(L, m, lua_tointeger(L, -2), lua_tointeger(L, -1));
  } else if (!is_span(L, at) && pair_is_nil(L) && get_pair(L, at, "first", "last")) {
    *span = span_of_tokens(L, m, lua_tointeger(L, -2), lua_tointeger(L, -1));
  } else {
    lua_settop(L, top);
    return false;
  }
  lua_settop(L, top);
  return true;
}

static st_span place_of(lua_State *L, const st_lua_emit_handle *m) {
  st_span span;
  int type = lua_getfield(L, 1, "span");
  if (type == LUA_TNIL) {
    lua_settop(L, 1);
    if (get_span(L, m, 1, &span)) return span;
    mistake(L, "no_place", 0);
  }
  get_pair(L, 1, "begin", "stop");
  if (!is_span(L, 2) || !pair_is_nil(L) || !get_span(L, m, 2, &span)) mistake(L, "no_place", 0);
  lua_settop(L, 1);
  return span;
}

/* --- the values of its fields --- */

static void check(lua_State *L, st_lua_emit_handle *m, int status) {
  if (status) luaL_error(L, "not enough memory");
  st_lua_emit_charge(L, m, 24);
}

/* Of a field that may be only some texts: whether this is one. One that was found is known by where
 * it is: a short string is the rule's own, which stays there. */
static void check_allowed(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  size_t n;
  const char *text = lua_tolstring(L, at, &n);
  st_emit_known *known = &m->known[((uintptr_t)text >> 5 ^ field) % ST_EMIT_KNOWN];
  if (known->text == text && known->field == field) return;
  lua_getfield(L, lua_upvalueindex(RULE), "allowed");
  st_lua_push(L, m->fields[field].name);
  if (lua_rawget(L, -2) == LUA_TTABLE) {
    lua_pushvalue(L, at);
    if (lua_rawget(L, -2) == LUA_TNIL) {
      st_lua_push(L, m->fields[field].name);
      lua_pushvalue(L, at);
      mistake(L, "no_value", 2);
    }
    if (n <= SHORT) *known = (st_emit_known){text, field};
  }
  lua_settop(L, at);
}

static void write_string(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  st_str value;
  if (lua_type(L, at) != LUA_TSTRING)
    wrong_type(L, &m->fields[field], m->fields[field].type & ~ST_LIST, at);
  if (field < 64 && m->closed >> field & 1) check_allowed(L, m, field, at);
  value = st_lua_text(L, at);
  st_lua_emit_charge(L, m, value.n);
  check(L, m, st_layer_add_string(m->builder, field, value));
}

static void write_number(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  if (lua_type(L, at) != LUA_TNUMBER) wrong_type(L, &m->fields[field], ST_NUMBER, at);
  double value = lua_tonumber(L, at);
  if (!isfinite(value)) st_lua_fail(L, "a number that is none");
  check(L, m, st_layer_add_number(m->builder, field, value));
}

static void write_span(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  st_span span;
  if (!lua_istable(L, at) || !get_span(L, m, at, &span))
    wrong_type(L, &m->fields[field], ST_SPAN, at);
  check(L, m, st_layer_add_span(m->builder, field, span));
}

/* NaN where it is not set. */
static double get_number(lua_State *L, const st_field *field, int at, const char *key) {
  int type = lua_getfield(L, at, key);
  if (type != LUA_TNIL && type != LUA_TNUMBER) wrong_type(L, field, ST_INTERVAL, at);
  double value = type == LUA_TNIL ? (double)NAN : lua_tonumber(L, -1);
  lua_pop(L, 1);
  return value;
}

static void write_interval(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  const st_field *f = &m->fields[field];
  st_interval v = {.hedge = {"", 0}};
  if (lua_type(L, at) == LUA_TNUMBER) {
    v.value = v.low = v.high = lua_tonumber(L, at);
  } else if (lua_istable(L, at) && !is_span(L, at)) {
    v.value = get_number(L, f, at, "value");
    v.low = get_number(L, f, at, "low");
    v.high = get_number(L, f, at, "high");
    int type = lua_getfield(L, at, "hedge"); /* stays on the stack: its bytes are borrowed */
    if (type != LUA_TNIL && type != LUA_TSTRING) wrong_type(L, f, ST_INTERVAL, at);
    if (type == LUA_TSTRING) v.hedge = st_lua_text(L, -1);
  } else {
    wrong_type(L, f, ST_INTERVAL, at);
  }
  st_lua_emit_charge(L, m, v.hedge.n);
  check(L, m, st_layer_add_interval(m->builder, field, v));
}

static void write_ref(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  st_ref v;
  if (!is_span(L, at)) wrong_type(L, &m->fields[field], ST_REF, at);
  lua_pushliteral(L, "layer_name");
  if (lua_rawget(L, at) != LUA_TSTRING) wrong_type(L, &m->fields[field], ST_REF, at);
  v.layer = st_lua_str(L, -1);
  const st_layer *l = st_match_article_layer(m->article, v.layer);
  lua_getfield(L, at, "index");
  v.index = st_lua_index(L, lua_gettop(L), l ? st_layer_count(l) : 0, "annotation");
  check(L, m, st_layer_add_ref(m->builder, field, v));
}

/* The value at `at`, an absolute index; the stack is as it was. */
static void write_value(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  switch (m->fields[field].type & ~ST_LIST) {
  case ST_NUMBER: write_number(L, m, field, at); break;
  case ST_SPAN: write_span(L, m, field, at); break;
  case ST_INTERVAL: write_interval(L, m, field, at); break;
  case ST_REF: write_ref(L, m, field, at); break;
  default: write_string(L, m, field, at);
  }
  lua_settop(L, at);
}

static void write_list(lua_State *L, st_lua_emit_handle *m, uint32_t field, int at) {
  if (!lua_istable(L, at) || is_span(L, at))
    wrong_type(L, &m->fields[field], m->fields[field].type, at);
  for (lua_Integer i = 1; lua_geti(L, at, i) != LUA_TNIL; i++) {
    write_value(L, m, field, at + 1);
    lua_settop(L, at);
  }
  lua_settop(L, at);
}

/* The value at `at`, the top. */
static void write_field(lua_State *L, st_lua_emit_handle *m, uint32_t i, int at) {
  if (lua_isnil(L, at)) return;
  if (m->fields[i].type & ST_LIST)
    write_list(L, m, i, at);
  else
    write_value(L, m, i, at);
}

static void write_fields(lua_State *L, st_lua_emit_handle *m) {
  for (uint32_t i = 0; i < m->field_count; i++) {
    st_lua_push(L, m->fields[i].name);
    lua_gettable(L, 1);
    write_field(L, m, i, 2);
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
    mistake(L, "unknown", 1);
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
    *span = span_of_bytes(L, m, lua_tointeger(L, SLOTS + BEGIN), lua_tointeger(L, SLOTS + STOP));
    return true;
  }
  if (!has_pair(L, FIRST, LAST) || !lua_isnil(L, SLOTS + BEGIN) || !lua_isnil(L, SLOTS + STOP))
    return false;
  *span = span_of_tokens(L, m, lua_tointeger(L, SLOTS + FIRST), lua_tointeger(L, SLOTS + LAST));
  return true;
}

static void write_spread(lua_State *L, st_lua_emit_handle *m) {
  int top = lua_gettop(L);
  for (uint32_t i = 0; i < m->field_count; i++) {
    int at = SLOTS + PLACES + (int)i;
    if (lua_isnil(L, at)) continue;
    lua_pushvalue(L, at);
    write_field(L, m, i, top + 1);
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
enum { COLUMNS = 2, FIELDS = COLUMNS + 2, ELEMENTS = 2 /* paid for by an instruction of the budget */ };

/* Whether it is by tokens that they say where they stand; else it is by bytes. */
static bool get_columns(lua_State *L, const st_lua_emit_handle *m) {
  luaL_checkstack(L, (int)m->field_count + 16, NULL);
  lua_settop(L, 1);
  bool alone = lua_getfield(L, 1, "span") == LUA_TNIL;
  bool tokens = lua_getfield(L, 1, "first") == LUA_TTABLE;
  get_pair(L, 1, tokens ? "begin" : "first", tokens ? "stop" : "last");
  alone = alone && pair_is_nil(L);
  lua_settop(L, 1);
  get_pair(L, 1, tokens ? "first" : "begin", tokens ? "last" : "stop");
  if (!alone || !lua_istable(L, COLUMNS + 1) || is_span(L, COLUMNS) || is_span(L, COLUMNS + 1))
    mistake(L, "no_place", 0);
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
    mistake(L, "no_pair", 2);
  }
  lua_Integer from = lua_tointeger(L, -2), to = lua_tointeger(L, -1);
  *span = tokens ? span_of_tokens(L, m, from, to) : span_of_bytes(L, m, from, to);
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
  if (lua_toboolean(L, -1)) write_field(L, m, field, top + 1);
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
  st_lua_emit_handle *m = lua_touserdata(L, lua_upvalueindex(HANDLE));
  st_lua_emit_check(L, m);
  lua_settop(L, 1);
  if (!lua_istable(L, 1)) mistake(L, "no_table", 1);
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
    if (m->fields[i].name.n > SHORT || is_place(m->fields[i].name)) return;
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
  lua_pushcclosure(L, write_one, RULE + m->name_count);
  return 1;
}
