/* stretches: where a pattern matches, as token numbers, without anything made for each match. */
#include "bind/bind.h"

#include "match/view.h"

/* The slot whose codes begin at position `k` of the flat list (argument 2). */
static uint32_t slot_at(lua_State *L, lua_Integer k, lua_Integer bytes) {
  lua_rawgeti(L, 2, k);
  lua_Integer position = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return (uint32_t)((position - 1) / bytes);
}

static void put(lua_State *L, int list, lua_Integer i, uint32_t token) {
  lua_pushinteger(L, (lua_Integer)token + 1);
  lua_rawseti(L, list, i);
}

/* core.stretches(view, positions, bytes) -> first tokens, last tokens; positions are those of LPeg,
 * by twos: where a stretch begins and where it has ended. */
int st_lua_stretches(lua_State *L) {
  st_view **v = luaL_checkudata(L, 1, "stemma.view");
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_Integer bytes = luaL_checkinteger(L, 3), n = luaL_len(L, 2) / 2;
  lua_settop(L, 3);
  lua_createtable(L, (int)n, 0);
  lua_createtable(L, (int)n, 0);
  if (bytes < 1) st_lua_fail(L, "a slot has bytes");
  for (lua_Integer i = 1; i <= n; i++) {
    uint32_t first = slot_at(L, 2 * i - 1, bytes), stop = slot_at(L, 2 * i, bytes);
    if (first >= stop || stop > st_view_slots(*v)) st_lua_fail(L, "no slots %d to %d", first, stop);
    put(L, 4, i, st_view_token(*v, first));
    put(L, 5, i, st_view_token(*v, stop - 1));
  }
  return 2;
}
