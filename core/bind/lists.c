/* article:list(what): all tokens of an article as a list that is filled where it is read. A rule in
 * plain Lua looks at few tokens and their neighbours: what it asks for is made then, and kept in
 * the list's own array, where asking again is no call at all. */
#include "bind/bind.h"

enum { ARTICLE = 1, KNOWN, MAKE }; /* upvalues of the list's __index */

static const st_token *asked(lua_State *L, st_str *text) {
  const st_revision *r =
      st_match_article_revision(st_lua_article(L, lua_upvalueindex(ARTICLE)));
  uint32_t count;
  const st_token *all = st_revision_tokens(r, &count);
  int is_integer;
  lua_Integer i = lua_tointegerx(L, 2, &is_integer);
  if (!is_integer || i < 1 || i > (lua_Integer)count) return NULL;
  const st_token *t = &all[i - 1];
  *text = (st_str){st_revision_text(r).p + t->begin, t->end - t->begin};
  return t;
}

/* Keeps the value at the top in the list, and returns it. */
static int keep(lua_State *L) {
  lua_pushvalue(L, -1);
  lua_rawseti(L, 1, lua_tointeger(L, 2));
  return 1;
}

static int text_at(lua_State *L) {
  st_str text;
  if (!asked(L, &text)) return 0;
  st_lua_push(L, text);
  return keep(L);
}

static int word_at(lua_State *L) {
  st_str text;
  if (!asked(L, &text)) return 0;
  st_lua_push_low(L, text);
  return keep(L);
}

/* What the table `known` has for the token's flags: one value for all that share them, made by
 * `make` when it is first asked for. */
static int shape_at(lua_State *L) {
  st_str text;
  const st_token *t = asked(L, &text);
  if (!t) return 0;
  if (lua_rawgeti(L, lua_upvalueindex(KNOWN), t->flags) == LUA_TNIL) {
    lua_pushvalue(L, lua_upvalueindex(MAKE));
    lua_pushinteger(L, t->flags);
    lua_call(L, 1, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, lua_upvalueindex(KNOWN), t->flags);
  }
  return keep(L);
}

static int length(lua_State *L) {
  uint32_t count;
  st_revision_tokens(st_match_article_revision(st_lua_article(L, lua_upvalueindex(ARTICLE))),
                     &count);
  lua_pushinteger(L, count);
  return 1;
}

/* article:list("texts"), article:list("words"), article:list("shapes", known, make) */
int st_lua_list(lua_State *L) {
  static const char *const names[] = {"texts", "words", "shapes", NULL};
  static const lua_CFunction at[] = {text_at, word_at, shape_at};
  uint32_t count;
  st_revision_tokens(st_match_article_revision(st_lua_article(L, 1)), &count);
  int what = luaL_checkoption(L, 2, NULL, names);
  if (at[what] == shape_at) luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  lua_pushvalue(L, 4);
  lua_pushcclosure(L, at[what], 3);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, length, 1);
  lua_setfield(L, -2, "__len");
  lua_pushliteral(L, "list");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  return 1;
}
