/* One value of an author's table, checked and written: where the annotation stands, and what its
 * fields hold. What is wrong with it is put into words in lua/stemma/run/emit.lua. */
#include "bind/emit/emit_private.h"
#include "bind/state/state.h"

#include <math.h>
#include <stdlib.h>

static const char span_key; /* metatables of spans: what no author's table has */

/* core.mark_span(metatable): values with it are spans. */
int st_lua_mark_span(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushboolean(L, 1);
  lua_rawsetp(L, 1, &span_key);
  return 0;
}

bool st_emit_is_span(lua_State *L, int at) {
  if (!lua_istable(L, at) || !lua_getmetatable(L, at)) return false;
  bool marked = lua_rawgetp(L, -1, &span_key) != LUA_TNIL;
  lua_pop(L, 2);
  return marked;
}

/* --- mistakes --- */

_Noreturn void st_emit_mistake(lua_State *L, const char *name, int n) {
  lua_getfield(L, lua_upvalueindex(ST_EMIT_MISTAKES), name);
  lua_pushvalue(L, lua_upvalueindex(ST_EMIT_RULE));
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
  st_emit_mistake(L, "wrong", 3);
}

/* --- where it stands --- */

bool st_emit_get_pair(lua_State *L, int at, const char *a, const char *b) {
  lua_getfield(L, at, a);
  lua_getfield(L, at, b);
  return lua_isinteger(L, -2) && lua_isinteger(L, -1);
}

bool st_emit_no_pair(lua_State *L) { return lua_isnil(L, -2) && lua_isnil(L, -1); }

st_span st_emit_token_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer first,
                           lua_Integer last) {
  uint32_t count;
  const st_token *t = st_revision_tokens(st_match_article_revision(m->article), &count);
  if (first < 1 || last < first || last > (lua_Integer)count) {
    lua_pushinteger(L, first);
    lua_pushinteger(L, last);
    lua_pushinteger(L, count);
    st_emit_mistake(L, "no_tokens", 3);
  }
  return (st_span){t[first - 1].begin, t[last - 1].end};
}

st_span st_emit_byte_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer begin,
                          lua_Integer stop) {
  lua_Integer length = (lua_Integer)st_revision_text(st_match_article_revision(m->article)).n;
  if (begin < 0 || stop > length || begin >= stop) {
    lua_pushinteger(L, begin);
    lua_pushinteger(L, stop);
    lua_pushinteger(L, length);
    st_emit_mistake(L, "no_stretch", 3);
  }
  return st_lua_emit_span(L, m, begin, stop);
}

bool st_emit_get_span(lua_State *L, const st_lua_emit_handle *m, int at, st_span *span) {
  int top = lua_gettop(L);
  if (st_emit_get_pair(L, at, "begin", "stop")) {
    *span = st_emit_byte_span(L, m, lua_tointeger(L, -2), lua_tointeger(L, -1));
  } else if (!st_emit_is_span(L, at) && st_emit_no_pair(L) &&
             st_emit_get_pair(L, at, "first", "last")) {
    *span = st_emit_token_span(L, m, lua_tointeger(L, -2), lua_tointeger(L, -1));
  } else {
    lua_settop(L, top);
    return false;
  }
  lua_settop(L, top);
  return true;
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
  lua_getfield(L, lua_upvalueindex(ST_EMIT_RULE), "allowed");
  st_lua_push(L, m->fields[field].name);
  if (lua_rawget(L, -2) == LUA_TTABLE) {
    lua_pushvalue(L, at);
    if (lua_rawget(L, -2) == LUA_TNIL) {
      st_lua_push(L, m->fields[field].name);
      lua_pushvalue(L, at);
      st_emit_mistake(L, "no_value", 2);
    }
    if (n <= ST_EMIT_SHORT) *known = (st_emit_known){text, field};
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
  if (!lua_istable(L, at) || !st_emit_get_span(L, m, at, &span))
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
  } else if (lua_istable(L, at) && !st_emit_is_span(L, at)) {
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
  if (!st_emit_is_span(L, at)) wrong_type(L, &m->fields[field], ST_REF, at);
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
  if (!lua_istable(L, at) || st_emit_is_span(L, at))
    wrong_type(L, &m->fields[field], m->fields[field].type, at);
  for (lua_Integer i = 1; lua_geti(L, at, i) != LUA_TNIL; i++) {
    write_value(L, m, field, at + 1);
    lua_settop(L, at);
  }
  lua_settop(L, at);
}

void st_emit_write_field(lua_State *L, st_lua_emit_handle *m, uint32_t i, int at) {
  if (lua_isnil(L, at)) return;
  if (m->fields[i].type & ST_LIST)
    write_list(L, m, i, at);
  else
    write_value(L, m, i, at);
}
