#include "bind/text/word.h"

bool st_lua_worth(lua_State *L, int at, int *worth) {
  int is_integer;
  lua_Integer n = lua_tointegerx(L, at, &is_integer);
  *worth = (int)n;
  return is_integer && n >= -ST_MOST_WORTH && n <= ST_MOST_WORTH;
}

lua_Integer st_lua_words(lua_State *L, int arg, lua_Integer room) {
  luaL_checktype(L, arg, LUA_TTABLE);
  lua_Integer n = luaL_len(L, arg);
  if (n < 0 || n > room) st_lua_fail(L, "a list of %lld words", (long long)n);
  return n;
}

static int worth_of(lua_State *L, int word, lua_Integer i) {
  int worth = 1;
  if (lua_getfield(L, word, "worth") != LUA_TNIL && !st_lua_worth(L, -1, &worth))
    st_lua_fail(L, "what word %lld of a list is worth is no whole number up to a million",
                (long long)i);
  lua_pop(L, 1);
  return worth;
}

int st_lua_push_key(lua_State *L, int arg, lua_Integer i) {
  int type = lua_geti(L, arg, i), worth = 1;
  if (type == LUA_TSTRING) return worth;
  if (type == LUA_TTABLE) {
    worth = worth_of(L, lua_gettop(L), i);
    type = lua_getfield(L, -1, "key");
    lua_replace(L, -2);
  }
  if (type != LUA_TSTRING)
    st_lua_fail(L, "word %lld of a list is no string, and no table with a string as its key",
                (long long)i);
  return worth;
}
