/* Lua's string patterns for rules, their steps counted. */
#ifndef ST_BIND_PATTERNS_H
#define ST_BIND_PATTERNS_H

#include <lua.h>

/* string.find, match, gmatch and gsub. Raise as those do, and when the state's budget is used up. */
int st_lua_find(lua_State *L);
int st_lua_match(lua_State *L);
int st_lua_gmatch(lua_State *L);
int st_lua_gsub(lua_State *L);

#endif
