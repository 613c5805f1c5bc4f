/* What a rule sees, and what stemma's own modules see.
 *
 *   globals of the state   the guarded library, debug, load, and a require that knows the pack's
 *                          lua/stemma; only stemma's own modules have them
 *   globals of the rule    an allow-list behind a front that cannot be written */
#include "bind/state/state.h"

/* In liblua5.4-lpeg, which has no header. */
int luaopen_lpeg(lua_State *L);

static const char front_key; /* registry: no value; names the table behind the rule's globals */

/* --- require for stemma's own modules --- */

static const st_pack_view *pack_of(lua_State *L) { return lua_touserdata(L, lua_upvalueindex(1)); }

enum { LONGEST_NAME = 256 };

/* The file of a module, and "@lua/stemma/NAME.lua". */
static const st_pack_file *own_file(lua_State *L, const char *name, char path[LONGEST_NAME]) {
  const char *rest = strcmp(name, "stemma") == 0        ? "init"
                     : strncmp(name, "stemma.", 7) == 0 ? name + 7
                                                        : NULL;
  if (!rest) luaL_error(L, "no module '%s'", name);
  int n = snprintf(path, LONGEST_NAME, "@lua/stemma/%s.lua", rest);
  for (char *p = path + strlen("@lua/stemma/"); n < LONGEST_NAME && p < path + n - 4; p++)
    if (*p == '.') *p = '/';
  const st_pack_file *file =
      n < LONGEST_NAME ? st_pack_view_find(pack_of(L), st_cstr(path + 1)) : NULL;
  if (!file) luaL_error(L, "no module '%s' in the pack", name);
  return file;
}

static void load_own(lua_State *L, const char *name) {
  char path[LONGEST_NAME];
  const st_pack_file *file = own_file(L, name, path);
  if (st_lua_compile(L, file->bytes, path) != LUA_OK) lua_error(L);
}

/* The module stemma.doc.files: the text of a module, by its name. */
static int text_of_own(lua_State *L) {
  char path[LONGEST_NAME];
  st_lua_push(L, own_file(L, luaL_checkstring(L, 1), path)->bytes);
  return 1;
}

static int open_files(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushcclosure(L, text_of_own, 1);
  return 1;
}

static int require_own(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, 2, name) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  if (strcmp(name, "stemma.core") == 0)
    lua_pushcfunction(L, luaopen_stemma_core);
  else if (strcmp(name, "lpeg") == 0)
    lua_pushcfunction(L, luaopen_lpeg);
  else if (strcmp(name, "stemma.doc.files") == 0) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, open_files, 1);
  } else
    load_own(L, name);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  if (strcmp(name, "stemma.core") != 0) st_freeze_module(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, 2, name);
  return 1;
}

/* load(text, chunk name, "t", globals), for stemma.pack: text only. */
static int load_text(lua_State *L) {
  st_str text = st_lua_str(L, 1);
  lua_settop(L, 4);
  if (st_lua_compile(L, text, luaL_checkstring(L, 2)) != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (!lua_isnil(L, 4)) {
    lua_pushvalue(L, 4);
    lua_setupvalue(L, -2, 1);
  }
  return 1;
}

/* --- globals of the state --- */

static void forget(lua_State *L, int table, const char *const *names) {
  for (; *names; names++) {
    lua_pushnil(L);
    lua_setfield(L, table, *names);
  }
}

static void open_libraries(lua_State *L) {
  static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                       {LUA_STRLIBNAME, luaopen_string},
                                       {LUA_TABLIBNAME, luaopen_table},
                                       {LUA_MATHLIBNAME, luaopen_math},
                                       {LUA_UTF8LIBNAME, luaopen_utf8},
                                       {LUA_DBLIBNAME, luaopen_debug},
                                       {NULL, NULL}};
  static const char *const base[] = {"dofile", "loadfile", "print", "warn", "collectgarbage", NULL};
  /* The latter are of older Luas, and there only where Lua was built with them. */
  static const char *const math[] = {"random", "randomseed", "cosh",  "sinh",  "tanh", "pow",
                                     "frexp",  "ldexp",      "log10", "atan2", NULL};
  for (const luaL_Reg *l = libraries; l->name; l++) luaL_requiref(L, l->name, l->func, 1);
  lua_settop(L, 0);
  lua_pushglobaltable(L);
  forget(L, 1, base);
  lua_getglobal(L, "math");
  forget(L, 2, math);
  lua_settop(L, 0);
}

/* A string's metatable is one for all of the state: it shows methods and cannot be had. */
static void protect_strings(lua_State *L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushliteral(L, "string");
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}

/* --- globals of the rule --- */

static int refuse_library(lua_State *L) {
  st_lua_fail(L, "'%s' cannot be set: the library is the same for all", st_lua_push_text(L, 2));
}

static int unknown_function(lua_State *L) {
  const char *library = lua_tostring(L, lua_upvalueindex(1));
  st_lua_fail(L, "there is no %s.%s for rules", library, st_lua_push_text(L, 2));
}

/* Pushes a front of the library at the top in place of it. */
static void make_library_front(lua_State *L, const char *name) {
  lua_createtable(L, 0, 1);
  lua_pushstring(L, name);
  lua_pushcclosure(L, unknown_function, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_newtable(L);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_library);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "library");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2);
}

static bool is_withheld(const char *name) {
  static const char *const names[] = {
      "io",       "os",     "debug", "package",        "coroutine", "load", "loadstring",
      "loadfile", "dofile", "print", "collectgarbage", "warn",      "_G",   NULL};
  for (const char *const *n = names; *n; n++)
    if (strcmp(*n, name) == 0) return true;
  return false;
}

static int unknown_global(lua_State *L) {
  const char *name = st_lua_push_text(L, 2);
  if (!strcmp(name, "print"))
    st_lua_fail(L, "'print' is not there for rules; to look at a value, error(tostring(value))");
  if (is_withheld(name)) st_lua_fail(L, "'%s' is not there for rules", name);
  st_lua_fail(L, "there is no '%s' here; is the name misspelt, or a `local` missing?", name);
}

/* The globals may be given a `require` once, by stemma.pack. */
static int set_global(lua_State *L) {
  const char *name = st_lua_push_text(L, 2);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &front_key);
  lua_getfield(L, -1, "require");
  bool first = strcmp(name, "require") == 0 && lua_isboolean(L, -1);
  if (!first) st_lua_fail(L, "'%s' would be a global; write `local %s`", name, name);
  lua_pop(L, 1);
  lua_pushvalue(L, 3);
  lua_setfield(L, -2, "require");
  return 0;
}

static void copy_names(lua_State *L, const char *const *names, int to) {
  for (; *names; names++) {
    lua_getglobal(L, *names);
    lua_setfield(L, to, *names);
  }
}

/* The library of the state, copied, so that its own table is out of reach. */
static void copy_library(lua_State *L, const char *name, int to) {
  lua_newtable(L);
  int copy = lua_gettop(L);
  lua_getglobal(L, name);
  for (lua_pushnil(L); lua_next(L, copy + 1); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, copy);
  }
  lua_pop(L, 1);
  make_library_front(L, name);
  lua_setfield(L, to, name);
}

static void push_rule_globals(lua_State *L) {
  static const char *const base[] = {"assert",       "error",        "ipairs",   "pairs",  "next",
                                     "select",       "tonumber",     "tostring", "type",   "pcall",
                                     "xpcall",       "rawequal",     "rawlen",   "rawget", "rawset",
                                     "setmetatable", "getmetatable", "_VERSION", NULL};
  static const char *const libraries[] = {"string", "table", "math", "utf8", NULL};
  lua_newtable(L);
  int front = lua_gettop(L), behind = front + 1;
  lua_newtable(L);
  copy_names(L, base, behind);
  for (const char *const *l = libraries; *l; l++) copy_library(L, *l, behind);
  lua_pushboolean(L, 0);
  lua_setfield(L, behind, "require");
  st_library_for_rules(L);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, unknown_global);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, behind);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, behind);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, set_global);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "globals");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, front);
  lua_pushvalue(L, behind);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &front_key);
  lua_settop(L, front);
}

void st_sandbox_open(lua_State *L, const st_pack_view *pack) {
  st_lua_use_shared(L, pack->shared);
  open_libraries(L);
  st_library_guard(L);
  protect_strings(L);
  lua_pushlightuserdata(L, (void *)pack);
  lua_pushcclosure(L, require_own, 1);
  lua_setglobal(L, "require");
  lua_pushcfunction(L, load_text);
  lua_setglobal(L, "load");
  push_rule_globals(L);
}
