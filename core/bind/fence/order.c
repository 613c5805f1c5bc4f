/* What differs between runs in Lua, made the same: the order of pairs, of equal elements in a sort,
 * and the addresses in texts. */
#include "bind/state/state.h"

#include <stdlib.h>

static int rank(lua_State *L, int at) {
  switch (lua_type(L, at)) {
  case LUA_TNUMBER: return 1;
  case LUA_TSTRING: return 2;
  case LUA_TBOOLEAN: return 3;
  default: return 4;
  }
}

struct key {
  int rank;
  lua_Number number;
  st_str string;
  lua_Integer place; /* in the list of keys */
};

static int by_key(const void *a, const void *b) {
  const struct key *x = a, *y = b;
  if (x->rank != y->rank) return x->rank - y->rank;
  if (x->rank == 2) return st_str_compare(x->string, y->string);
  return (x->number > y->number) - (x->number < y->number);
}

static int by_key_and_place(const void *a, const void *b) {
  int order = by_key(a, b);
  const struct key *x = a, *y = b;
  return order ? order : (x->place > y->place) - (x->place < y->place);
}

static struct key key_at(lua_State *L, int at, lua_Integer place) {
  struct key k = {.rank = rank(L, at), .place = place};
  if (k.rank == 1) k.number = lua_tonumber(L, at);
  if (k.rank == 2) k.string.p = lua_tolstring(L, at, &k.string.n);
  if (k.rank == 3) k.number = lua_toboolean(L, at);
  return k;
}

/* Pushes the table's keys as a list in their order. Keys that are tables or functions have none:
 * one is fine, of several nobody could say which comes first. */
static void push_keys(lua_State *L, int table) {
  lua_Integer n = 0, nameless = 0;
  lua_newtable(L);
  int list = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (rank(L, -2) == 4 && ++nameless > 1)
      st_lua_fail(L, "pairs over a table with several keys that are tables or functions: their "
                     "order is not the same in every run; use a list");
    lua_pushvalue(L, -2);
    lua_rawseti(L, list, ++n);
  }
  st_meter_charge(L, (lua_Unsigned)n * 2);
  struct key *keys = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *keys, 0);
  for (lua_Integer i = 0; i < n; i++) {
    lua_rawgeti(L, list, i + 1);
    keys[i] = key_at(L, -1, i + 1);
    lua_pop(L, 1);
  }
  qsort(keys, (size_t)n, sizeof *keys, by_key);
  lua_createtable(L, (int)n, 0);
  for (lua_Integer i = 0; i < n; i++) {
    lua_rawgeti(L, list, keys[i].place);
    lua_rawseti(L, -2, i + 1);
  }
  lua_replace(L, list);
  lua_settop(L, list);
}

/* The iterator of pairs: upvalues are the table, its keys and the place. */
static int next_pair(lua_State *L) {
  for (;;) {
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 2;
    lua_settop(L, 0);
  }
}

int st_lua_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  if (!st_freeze_behind(L, 1) && luaL_getmetafield(L, 1, "__pairs")) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushvalue(L, 1);
  push_keys(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, next_pair, 3);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/* next(t): the first pair in their order; next(t, key): the one after. */
int st_lua_next(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 2);
  st_freeze_behind(L, 1);
  luaL_checktype(L, 1, LUA_TTABLE);
  if (lua_isnil(L, 2)) {
    lua_pushnil(L);
    if (!lua_next(L, 1)) return 0;
    lua_settop(L, 2);
  }
  push_keys(L, 1);
  lua_Integer i = 1;
  if (!lua_isnil(L, 2))
    for (bool here = false; !here; i++) {
      if (lua_rawgeti(L, 3, i) == LUA_TNIL) st_lua_fail(L, "next: there is no such key");
      here = lua_rawequal(L, 2, -1);
      lua_pop(L, 1);
    }
  if (lua_rawgeti(L, 3, i) == LUA_TNIL) return 1;
  lua_pushvalue(L, -1);
  lua_rawget(L, 1);
  return 2;
}

const char *st_lua_push_text(lua_State *L, int at) {
  at = lua_absindex(L, at);
  int type = lua_type(L, at);
  bool nameless =
      type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA || type == LUA_TTHREAD;
  if (nameless && !luaL_getmetafield(L, at, "__tostring"))
    return lua_pushstring(L, lua_typename(L, type));
  if (nameless) lua_pop(L, 1);
  return luaL_tolstring(L, at, NULL);
}

int st_lua_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  st_lua_push_text(L, 1);
  return 1;
}

int st_lua_format(lua_State *L) {
  size_t n;
  const char *format = luaL_checklstring(L, 1, &n);
  for (size_t i = 0; i + 1 < n; i++) {
    if (format[i] != '%') continue;
    size_t end = ++i;
    while (end < n && strchr("-+ #0123456789.", format[end])) end++;
    if (end < n && format[end] == 'p')
      st_lua_fail(L, "%%p is not there for rules: addresses differ between runs");
  }
  for (int i = 2; i <= lua_gettop(L); i++) {
    if (lua_type(L, i) == LUA_TSTRING) st_meter_charge(L, lua_rawlen(L, i) / 64);
    if (lua_type(L, i) < LUA_TTABLE) continue;
    st_lua_push_text(L, i);
    lua_replace(L, i);
  }
  return st_lua_call_original(L);
}

/* --- sort: stable, by merging --- */

/* Whether the value at the top is a text or a number that a double tells from all others. */
static bool is_plain_key(lua_State *L) {
  if (lua_type(L, -1) == LUA_TSTRING) return true;
  if (lua_type(L, -1) != LUA_TNUMBER) return false;
  lua_Number number = lua_tonumber(L, -1);
  return number >= -9e15 && number <= 9e15;
}

static void charge_sorting(lua_State *L, lua_Integer n) {
  if (!st_shared_metered(st_lua_shared(L))) return;
  for (lua_Integer step = n; step > 0; step /= 2) st_meter_charge(L, (lua_Unsigned)n);
}

/* core.order(keys, n) -> the places of the n keys in the order of the keys, numbers before texts,
 * those by byte, equal ones as they stand; nil where one is neither */
int st_lua_order(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer n = luaL_checkinteger(L, 2);
  charge_sorting(L, n);
  struct key *keys = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *keys, 0);
  for (lua_Integer i = 0; i < n; i++) {
    lua_rawgeti(L, 1, i + 1);
    if (!is_plain_key(L)) return 0;
    keys[i] = key_at(L, -1, i + 1);
    lua_pop(L, 1);
  }
  qsort(keys, (size_t)n, sizeof *keys, by_key_and_place);
  lua_createtable(L, (int)n, 0);
  for (lua_Integer i = 0; i < n; i++) {
    lua_pushinteger(L, keys[i].place);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

/* Strings by byte: `<` asks the locale. */
static bool is_before(lua_State *L, int a, int b) {
  if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
    st_str x, y;
    x.p = lua_tolstring(L, a, &x.n);
    y.p = lua_tolstring(L, b, &y.n);
    return st_str_compare(x, y) < 0;
  }
  return lua_compare(L, a, b, LUA_OPLT);
}

/* Whether element j of the list comes before element i. */
static bool comes_before(lua_State *L, int list, lua_Integer j, lua_Integer i) {
  int top = lua_gettop(L);
  bool ordered = lua_isfunction(L, 2);
  if (ordered) lua_pushvalue(L, 2);
  lua_rawgeti(L, list, j);
  lua_rawgeti(L, list, i);
  if (ordered) lua_call(L, 2, 1);
  bool before = ordered ? lua_toboolean(L, -1) : is_before(L, -2, -1);
  lua_settop(L, top);
  return before;
}

static void merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle,
                  lua_Integer high) {
  lua_Integer i = low, j = middle;
  for (lua_Integer k = low; k < high; k++) {
    bool left = i < middle && (j >= high || !comes_before(L, from, j, i));
    lua_rawgeti(L, from, left ? i++ : j++);
    lua_rawseti(L, to, k);
  }
}

static lua_Integer least(lua_Integer a, lua_Integer b) { return a < b ? a : b; }

int st_lua_sort(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  lua_Integer n = luaL_len(L, 1);
  for (lua_Integer step = n; step > 0; step /= 2) st_meter_charge(L, (lua_Unsigned)n);
  lua_createtable(L, n < 1024 ? (int)n : 1024, 0);
  lua_createtable(L, n < 1024 ? (int)n : 1024, 0);
  int from = 3, to = 4;
  for (lua_Integer i = 1; i <= n; i++) {
    lua_geti(L, 1, i);
    lua_rawseti(L, from, i);
  }
  for (lua_Integer width = 1; width < n; width *= 2) {
    for (lua_Integer low = 1; low <= n; low += 2 * width)
      merge(L, from, to, low, least(low + width, n + 1), least(low + 2 * width, n + 1));
    from = from == 3 ? 4 : 3;
    to = to == 3 ? 4 : 3;
  }
  for (lua_Integer i = 1; i <= n; i++) {
    lua_rawgeti(L, from, i);
    lua_seti(L, 1, i);
  }
  return 0;
}
