/* Upvalues and tables with metamethods as they were when a rule was loaded: compared after each
 * run, and put back. */
#include "bind/fence/kept.h"

#include "bind/state/state.h"

static const char upvalues_key; /* registry: { function, upvalue's number, value }, by threes */
static const char marks_key;    /* registry: the marks of these values, in a userdata */
static const char classes_key;  /* registry: { table, copy }, by twos */

void st_kept_begin(lua_State *L) {
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &upvalues_key);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &classes_key);
}

bool st_kept_any(lua_State *L) {
  bool any = lua_rawgetp(L, LUA_REGISTRYINDEX, &upvalues_key) != LUA_TNIL;
  lua_pop(L, 1);
  return any;
}

void st_kept_upvalue(lua_State *L, int function, int upvalue, int value) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &upvalues_key);
  lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
  lua_pushvalue(L, function);
  lua_rawseti(L, -2, n + 1);
  lua_pushinteger(L, upvalue);
  lua_rawseti(L, -2, n + 2);
  lua_pushvalue(L, value);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &upvalues_key); /* stands for nil: a list has no holes */
  }
  lua_rawseti(L, -2, n + 3);
  lua_pop(L, 1);
}

void st_kept_copy(lua_State *L, int from, int to) {
  for (lua_pushnil(L); lua_next(L, from); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, to);
  }
}

void st_kept_class(lua_State *L, int table) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &classes_key);
  lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
  lua_pushvalue(L, table);
  lua_rawseti(L, -2, n + 1);
  lua_newtable(L);
  st_kept_copy(L, table, lua_gettop(L));
  lua_rawseti(L, -2, n + 2);
  lua_pop(L, 1);
}

/* --- marks: whether an upvalue is as it was, without the value that it had --- */

struct mark {
  int upvalue;
  int type;          /* NONE: there is no mark of such a value */
  bool same;         /* the function is that of the mark before */
  lua_Integer value; /* of an integer; of a boolean 1 or 0 */
  const void *thing; /* of others what they are at; the list keeps it there */
};

enum { NONE = -2, MOST_UPVALUES = 255 };

/* The value at the top. */
static void set_mark(lua_State *L, struct mark *m) {
  m->type = lua_type(L, -1);
  m->value = m->type == LUA_TBOOLEAN ? lua_toboolean(L, -1) : lua_tointeger(L, -1);
  m->thing = lua_topointer(L, -1);
  if (m->type == LUA_TNUMBER && !lua_isinteger(L, -1)) m->type = NONE;
}

/* Of a value that is as it was it is false only where it has no mark, or is equal and another. */
static bool fits(lua_State *L, const struct mark *m) {
  if (m->thing) return lua_topointer(L, -1) == m->thing; /* no two things are at one place */
  if (lua_type(L, -1) != m->type) return false;
  if (m->type == LUA_TBOOLEAN) return lua_toboolean(L, -1) == m->value;
  if (m->type == LUA_TNUMBER) return lua_isinteger(L, -1) && lua_tointeger(L, -1) == m->value;
  return m->type == LUA_TNIL;
}

/* Functions of one file share most of their upvalues: of such as are one only the first stays in the
 * list, which is that at the top. */
static void drop_shared(lua_State *L) {
  int list = lua_gettop(L);
  lua_Integer n = (lua_Integer)lua_rawlen(L, list), kept = 0;
  lua_newtable(L); /* by what upvalues are: true */
  for (lua_Integer i = 1; i <= n; i += 3) {
    for (lua_Integer k = 0; k < 3; k++) lua_rawgeti(L, list, i + k);
    const void *id = lua_upvalueid(L, list + 2, (int)lua_tointeger(L, list + 3));
    bool is_new = lua_rawgetp(L, list + 1, id) == LUA_TNIL;
    lua_pop(L, 1);
    for (lua_Integer k = 3; is_new && k-- > 0;) lua_rawseti(L, list, kept + k + 1);
    kept += is_new ? 3 : 0;
    lua_settop(L, list + 1);
    lua_pushboolean(L, 1);
    lua_rawsetp(L, list + 1, id);
  }
  lua_settop(L, list);
  for (lua_Integer i = n; i > kept; i--) {
    lua_pushnil(L);
    lua_rawseti(L, list, i);
  }
}

void st_kept_end(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &upvalues_key);
  drop_shared(L);
  int list = lua_gettop(L);
  size_t count = (size_t)lua_rawlen(L, list) / 3;
  struct mark *marks = lua_newuserdatauv(L, (count + 1) * sizeof *marks, 0);
  for (size_t i = 0; i < count; i++) {
    lua_Integer at = 3 * (lua_Integer)i + 1;
    lua_rawgeti(L, list, at - 3);
    lua_rawgeti(L, list, at);
    marks[i].same = i && lua_rawequal(L, -1, -2);
    lua_rawgeti(L, list, at + 1);
    marks[i].upvalue = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    lua_getupvalue(L, -1, marks[i].upvalue);
    set_mark(L, &marks[i]);
    lua_settop(L, list + 1);
  }
  lua_rawsetp(L, LUA_REGISTRYINDEX, &marks_key);
  lua_settop(L, list - 1);
}

/* --- after each run --- */

static void blame(lua_State *L, int function, const char *name) {
  lua_Debug d;
  lua_pushvalue(L, function);
  lua_getinfo(L, ">S", &d);
  lua_pushfstring(L, "%s:%d: '%s' was assigned: nothing is kept from one article to the next",
                  d.short_src, d.linedefined, name);
}

/* Puts a remembered upvalue back; the message of the first that had to be is kept at `message`. */
static void check_upvalue(lua_State *L, int list, lua_Integer i, int message) {
  lua_rawgeti(L, list, i);
  lua_rawgeti(L, list, i + 1);
  lua_rawgeti(L, list, i + 2);
  int function = message + 1, upvalue = (int)lua_tointeger(L, message + 2);
  if (lua_rawequal(L, -1, list)) {
    lua_pushnil(L);
    lua_replace(L, -2);
  }
  const char *name = lua_getupvalue(L, function, upvalue);
  if (!lua_rawequal(L, -1, -2)) {
    if (lua_isnil(L, message)) {
      blame(L, function, name);
      lua_replace(L, message);
    }
    lua_pop(L, 1);
    lua_setupvalue(L, function, upvalue);
  }
  lua_settop(L, message);
}

/* True where both have the same values under the keys of the first. */
static bool holds_all(lua_State *L, int a, int b) {
  bool same = true;
  for (lua_pushnil(L); same && lua_next(L, a); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_rawget(L, b);
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    if (!same) lua_pop(L, 1);
    if (!same) break;
  }
  return same;
}

static void clear(lua_State *L, int table) {
  for (lua_pushnil(L); lua_next(L, table);) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, table);
  }
}

static void check_class(lua_State *L, int list, lua_Integer i, int message) {
  lua_rawgeti(L, list, i);
  lua_rawgeti(L, list, i + 1);
  int table = message + 1, copy = message + 2;
  if (!holds_all(L, table, copy) || !holds_all(L, copy, table)) {
    lua_settop(L, copy);
    clear(L, table);
    st_kept_copy(L, copy, table);
    lua_pushliteral(
        L, "a table with metamethods was changed: nothing is kept from one article to the next");
    lua_replace(L, message);
  }
  lua_settop(L, message);
}

/* Only what does not fit its mark is looked at closely. The values of a function stay on the stack
 * until the next. */
static void check_upvalues(lua_State *L, int list, int message) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &marks_key);
  const struct mark *marks = lua_touserdata(L, -1); /* lives in the registry */
  lua_pop(L, 1);
  size_t count = (size_t)lua_rawlen(L, list) / 3;
  for (size_t i = 0; i < count; i++) {
    lua_Integer at = 3 * (lua_Integer)i + 1;
    if (!marks[i].same) {
      lua_settop(L, message);
      lua_rawgeti(L, list, at);
    }
    lua_getupvalue(L, message + 1, marks[i].upvalue);
    if (fits(L, &marks[i])) continue;
    lua_settop(L, message);
    check_upvalue(L, list, at, message);
    lua_rawgeti(L, list, at);
  }
  lua_settop(L, message);
}

void st_freeze_check(lua_State *L) {
  int base = lua_gettop(L);
  luaL_checkstack(L, 10 + MOST_UPVALUES, NULL);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &upvalues_key) != LUA_TTABLE) {
    lua_settop(L, base);
    return;
  }
  int list = base + 1, classes = base + 2, message = base + 3;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &classes_key);
  lua_pushnil(L);
  lua_Integer m = (lua_Integer)lua_rawlen(L, classes);
  check_upvalues(L, list, message);
  for (lua_Integer i = 1; i < m; i += 2) check_class(L, classes, i, message);
  if (!lua_isnil(L, message)) lua_error(L);
  lua_settop(L, base);
}
