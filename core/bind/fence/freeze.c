/* Nothing is kept from one article to the next.
 *
 * What an author's function can reach and change is its upvalues, and the tables in them. The
 * tables are frozen: their content moves to a table behind, and what is left is a front that shows
 * it and refuses to be written. The upvalues are remembered, compared after each run and put back
 * (kept.c).
 *
 *   local seen = {}                      front ──__index──▶ behind { … }
 *   local n = 0                          upvalue 'n' of the function at line 12: 0
 */
#include "bind/fence/kept.h"
#include "bind/state/state.h"

#include "bind/text/runs.h"

static const char fronts_key; /* registry: front -> behind, weak keys */

bool st_lua_is_own(const char *source) { return strncmp(source, "@lua/stemma/", 12) == 0; }

/* True where the function at the top is an author's. */
static bool is_authors(lua_State *L, int at) {
  lua_Debug d;
  if (lua_iscfunction(L, at)) return false;
  lua_pushvalue(L, at);
  lua_getinfo(L, ">S", &d);
  return !st_lua_is_own(d.source);
}

static void push_fronts(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &fronts_key) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &fronts_key);
}

bool st_freeze_behind(lua_State *L, int at) {
  if (!lua_istable(L, at)) return false;
  at = lua_absindex(L, at);
  push_fronts(L);
  lua_pushvalue(L, at);
  bool frozen = lua_rawget(L, -2) == LUA_TTABLE;
  if (frozen) lua_copy(L, -1, at);
  lua_pop(L, 2);
  return frozen;
}

/* --- the front --- */

static int refuse(lua_State *L) {
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
  if (key)
    st_lua_fail(L,
                "'%s' was set in a table of the rule: nothing is kept from one article to the next",
                key);
  st_lua_fail(L, "a table of the rule was changed: nothing is kept from one article to the next");
}

static int front_length(lua_State *L) {
  st_freeze_behind(L, 1);
  lua_pushinteger(L, luaL_len(L, 1));
  return 1;
}

/* The front's metatable is pushed; the table behind is at `behind`, its own metatable goes there.
 */
static void push_front_meta(lua_State *L, int table, int behind) {
  lua_createtable(L, 0, 5);
  int meta = lua_gettop(L);
  if (lua_getmetatable(L, table)) {
    st_kept_copy(L, lua_gettop(L), meta); /* its own metamethods keep working on the front */
    lua_setmetatable(L, behind);
  }
  lua_pushvalue(L, behind);
  lua_setfield(L, meta, "__index");
  lua_pushcfunction(L, refuse);
  lua_setfield(L, meta, "__newindex");
  lua_pushcfunction(L, front_length);
  lua_setfield(L, meta, "__len");
  lua_pushliteral(L, "frozen");
  lua_setfield(L, meta, "__metatable");
}

static int front_pairs(lua_State *L) {
  st_freeze_behind(L, 1);
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 3);
  return 3;
}

static void move_content(lua_State *L, int from, int to) {
  st_kept_copy(L, from, to);
  for (lua_pushnil(L); lua_next(L, to); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_pushnil(L);
    lua_rawset(L, from);
  }
}

/* Makes the table at `table` a front and pushes what is behind it. */
static void freeze_table(lua_State *L, int table) {
  lua_newtable(L);
  int behind = lua_gettop(L);
  move_content(L, table, behind);
  push_front_meta(L, table, behind);
  lua_getglobal(L, "pairs");
  lua_pushcclosure(L, front_pairs, 1);
  lua_setfield(L, -2, "__pairs");
  lua_setmetatable(L, table);
  push_fronts(L);
  lua_pushvalue(L, table);
  lua_pushvalue(L, behind);
  lua_rawset(L, -3);
  lua_settop(L, behind);
}

/* --- finding what can be reached ---
 * A list of values still to be looked at, so that no chain of tables is too deep. Each value is
 * looked at once as stemma's own and once as the author's. */
struct search {
  lua_State *L;
  int todo, seen; /* tables on the stack */
  lua_Integer count;
  bool authors; /* what is looked at now was reached through an author's function */
  int found;    /* list of the author's functions */
  lua_Integer found_count;
};

static void look_later(struct search *s, int at) {
  lua_State *L = s->L;
  int type = lua_type(L, at);
  if (type != LUA_TTABLE && type != LUA_TFUNCTION && type != LUA_TUSERDATA) return;
  at = lua_absindex(L, at);
  if (type == LUA_TUSERDATA) st_lua_close_runs(L, at);
  lua_pushvalue(L, at);
  if (lua_rawget(L, s->seen) == LUA_TNIL) {
    lua_pushvalue(L, at);
    lua_pushboolean(L, 1);
    lua_rawset(L, s->seen);
    lua_pushvalue(L, at);
    lua_rawseti(L, s->todo, ++s->count);
  }
  lua_pop(L, 1);
}

static void look_into_table(struct search *s, int table) {
  lua_State *L = s->L;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    look_later(s, -1);
    look_later(s, -2);
  }
  if (!lua_getmetatable(L, table)) return;
  look_later(s, -1);
  lua_pop(L, 1);
}

static void look_into_function(struct search *s, int function) {
  lua_State *L = s->L;
  for (int i = 1; lua_getupvalue(L, function, i); i++) {
    look_later(s, -1);
    lua_pop(L, 1);
  }
}

static void look_into_userdata(struct search *s, int at) {
  lua_State *L = s->L;
  for (int i = 1; lua_getiuservalue(L, at, i) != LUA_TNONE; i++) {
    look_later(s, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* A table whose metatable is stemma's (a pattern, a handle): it guards itself. */
static bool is_stemmas(lua_State *L, int table) {
  if (!lua_getmetatable(L, table)) return false;
  bool own = false;
  for (lua_pushnil(L); !own && lua_next(L, -2); lua_pop(L, 1))
    own = lua_isfunction(L, -1) && !lua_iscfunction(L, -1) && !is_authors(L, lua_gettop(L));
  if (own) lua_pop(L, 1);
  lua_pop(L, 1);
  return own;
}

/* As stemma's own: whatever leads to an author's function. */
static void look_as_own(struct search *s, int at) {
  lua_State *L = s->L;
  if (lua_istable(L, at)) look_into_table(s, at);
  if (lua_isuserdata(L, at)) look_into_userdata(s, at);
  if (!lua_isfunction(L, at)) return;
  if (is_authors(L, at)) {
    lua_pushvalue(L, at);
    lua_rawseti(L, s->found, ++s->found_count);
  } else {
    look_into_function(s, at);
  }
}

/* Functions of one block share their upvalues: each is remembered once, with the first of them. */
static bool seen_before(struct search *s, int function, int upvalue) {
  lua_State *L = s->L;
  void *id = lua_upvalueid(L, function, upvalue);
  bool seen = lua_rawgetp(L, s->seen, id) != LUA_TNIL;
  lua_pop(L, 1);
  if (seen) return true;
  lua_pushboolean(L, 1);
  lua_rawsetp(L, s->seen, id);
  return false;
}

/* Lua looks for metamethods in the table itself: one that has them cannot be moved behind a front,
 * and is compared after each run instead. */
static bool is_class(lua_State *L, int table) {
  bool found = false;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    if (lua_type(L, -2) == LUA_TSTRING && strncmp(lua_tostring(L, -2), "__", 2) == 0) found = true;
  return found;
}

/* What `require` gives may have a metatable, but is no value that guards itself. */
static bool is_module(lua_State *L, int table) {
  bool found = false;
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  for (lua_pushnil(L); !found && lua_next(L, -2); lua_pop(L, 1)) found = lua_rawequal(L, -1, table);
  lua_settop(L, table);
  return found;
}

/* As the author's: tables are frozen, upvalues remembered, stemma's own values left alone. */
static void look_as_authors(struct search *s, int at) {
  lua_State *L = s->L;
  if (lua_istable(L, at)) {
    if (luaL_getmetafield(L, at, "__metatable")) {
      lua_pop(L, 1);
      return;
    }
    if (is_stemmas(L, at) && !is_module(L, at)) return;
    look_into_table(s, at);
    if (is_class(L, at)) {
      st_kept_class(L, at);
    } else {
      freeze_table(L, at);
      lua_pop(L, 1);
    }
  }
  if (!lua_isfunction(L, at) || !is_authors(L, at)) return;
  for (int i = 1; lua_getupvalue(L, at, i); i++) {
    if (!seen_before(s, at, i)) st_kept_upvalue(L, at, i, lua_gettop(L));
    look_later(s, -1);
    lua_pop(L, 1);
  }
}

static void look_at_all(struct search *s) {
  lua_State *L = s->L;
  while (s->count) {
    lua_rawgeti(L, s->todo, s->count);
    lua_pushnil(L);
    lua_rawseti(L, s->todo, s->count--);
    int at = lua_gettop(L);
    if (s->authors)
      look_as_authors(s, at);
    else
      look_as_own(s, at);
    lua_settop(L, at - 1);
  }
}

void st_freeze_module(lua_State *L) {
  if (!lua_istable(L, -1)) return;
  if (is_class(L, lua_gettop(L))) return; /* metamethods would be lost; no rule can require one */
  if (luaL_getmetafield(L, -1, "__metatable")) {
    lua_pop(L, 1);
    return;
  }
  if (!st_kept_any(L)) return;
  freeze_table(L, lua_gettop(L));
  lua_pop(L, 1);
}

static void freeze_modules(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
    if (strncmp(name, "stemma.", 7) == 0 && strcmp(name, "stemma.core") != 0) st_freeze_module(L);
  }
  lua_pop(L, 1);
}

void st_freeze(lua_State *L) {
  int value = lua_gettop(L);
  luaL_checkstack(L, 40, NULL);
  st_kept_begin(L);
  struct search s = {.L = L};
  lua_newtable(L);
  s.todo = lua_gettop(L);
  lua_newtable(L);
  s.seen = lua_gettop(L);
  lua_newtable(L);
  s.found = lua_gettop(L);
  look_later(&s, value);
  look_at_all(&s);
  s.authors = true;
  lua_newtable(L);
  lua_replace(L, s.seen);
  for (lua_Integer i = 1; i <= s.found_count; i++) {
    lua_rawgeti(L, s.found, i);
    look_later(&s, -1);
    lua_pop(L, 1);
  }
  look_at_all(&s);
  st_kept_end(L);
  freeze_modules(L);
  lua_settop(L, value);
}
