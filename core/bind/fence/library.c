/* The library's functions that could run long or large where no hook sees it, guarded. */
#include "bind/fence/patterns.h"
#include "bind/state/state.h"

/* Elements that one instruction of the budget pays for: what C does at length is that much cheaper
 * than what Lua does. */
enum { ELEMENTS = 4, BYTES = 64 };

static void charge_elements(lua_State *L, lua_Unsigned n) { st_meter_charge(L, n / ELEMENTS); }

/* Called in the guard's own frame, which is half of what a short function costs: the library's own
 * have no upvalues. */
int st_lua_call_original(lua_State *L) {
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* --- string --- */

static void charge_string(lua_State *L, int arg) {
  size_t n;
  if (lua_type(L, arg) == LUA_TSTRING && lua_tolstring(L, arg, &n)) st_meter_charge(L, n / BYTES);
}

static int linear(lua_State *L) {
  charge_string(L, 1);
  return st_lua_call_original(L);
}

static int rep(lua_State *L) {
  size_t n, gap;
  luaL_checklstring(L, 1, &n);
  luaL_optlstring(L, 3, "", &gap);
  lua_Integer times = luaL_checkinteger(L, 2);
  if (times > 0) {
    size_t room = st_meter_of(L)->room;
    if ((n + gap) && (lua_Unsigned)times > room / (n + gap))
      st_lua_fail(L, "string.rep of %zu bytes, %lld times: more than the %zu MiB a rule may use",
                  n + gap, (long long)times, room >> 20);
    charge_elements(L, (lua_Unsigned)times);
    st_meter_charge(L, (n + gap) * (lua_Unsigned)times / BYTES);
  }
  return st_lua_call_original(L);
}

/* --- table --- */

static lua_Unsigned distance(lua_Integer from, lua_Integer to) {
  return to < from ? 0 : (lua_Unsigned)to - (lua_Unsigned)from + 1;
}

static int move(lua_State *L) {
  charge_elements(L, distance(luaL_checkinteger(L, 2), luaL_checkinteger(L, 3)));
  return st_lua_call_original(L);
}

/* insert, remove: what `#` says is what they go over. */
static int over_length(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer n = luaL_len(L, 1);
  if (n > 0) charge_elements(L, (lua_Unsigned)n);
  return st_lua_call_original(L);
}

/* Appending and taking the last cost nothing: without a place, the length is not gone over. */
static int insert(lua_State *L) {
  return lua_gettop(L) <= 2 ? st_lua_call_original(L) : over_length(L);
}
static int take(lua_State *L) {
  return lua_gettop(L) <= 1 ? st_lua_call_original(L) : over_length(L);
}

static int concat(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer to = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
  charge_elements(L, distance(luaL_optinteger(L, 3, 1), to));
  charge_string(L, 2);
  return st_lua_call_original(L);
}

static int unpack(lua_State *L) {
  lua_Integer to = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
  charge_elements(L, distance(luaL_optinteger(L, 2, 1), to));
  return st_lua_call_original(L);
}

/* --- base --- */

static int set_metatable(lua_State *L) {
  if (lua_istable(L, 2)) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL)
      st_lua_fail(L, "__gc is not there for rules: a finalizer cannot be counted");
    lua_pop(L, 1);
  }
  return st_lua_call_original(L);
}

static bool is_protected(lua_State *L, int at) {
  if (!luaL_getmetafield(L, at, "__metatable")) return false;
  lua_pop(L, 1);
  return true;
}

static int raw_set(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (is_protected(L, 1)) st_lua_fail(L, "rawset on a table that is protected or frozen");
  return st_lua_call_original(L);
}

/* rawget, rawlen: of a frozen table, what is behind it. */
static int raw_behind(lua_State *L) {
  luaL_checkany(L, 1);
  st_freeze_behind(L, 1);
  return st_lua_call_original(L);
}

/* --- putting them in place --- */

struct guard {
  const char *name;
  lua_CFunction function;
};

/* Each guard gets what it stands before as its upvalue, which is never a guard: guarding once more
 * changes nothing. */
static void guard_all(lua_State *L, int table, const struct guard *guards) {
  for (; guards->name; guards++) {
    if (lua_getfield(L, table, guards->name) == LUA_TNIL ||
        lua_tocfunction(L, -1) == guards->function) {
      lua_pop(L, 1);
      continue;
    }
    lua_pushcclosure(L, guards->function, 1);
    lua_setfield(L, table, guards->name);
  }
}

void st_library_guard(lua_State *L) {
  static const struct guard strings[] = {
      {"rep", rep},          {"upper", linear},        {"lower", linear},
      {"reverse", linear},   {"sub", linear},          {"byte", linear},
      {"find", st_lua_find}, {"match", st_lua_match},  {"gmatch", st_lua_gmatch},
      {"gsub", st_lua_gsub}, {"format", st_lua_format}, {NULL, NULL}};
  static const struct guard tables[] = {
      {"move", move},     {"insert", insert}, {"remove", take}, {"sort", st_lua_sort},
      {"concat", concat}, {"unpack", unpack}, {NULL, NULL}};
  static const struct guard base[] = {
      {"pcall", st_lua_pcall}, {"xpcall", st_lua_xpcall}, {"tostring", st_lua_tostring}, {NULL, NULL}};
  lua_pushglobaltable(L);
  int globals = lua_gettop(L);
  guard_all(L, globals, base);
  lua_getfield(L, globals, "string");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  guard_all(L, lua_gettop(L), strings);
  lua_getfield(L, globals, "table");
  guard_all(L, lua_gettop(L), tables);
  lua_settop(L, globals - 1);
}

void st_library_for_rules(lua_State *L) {
  static const struct guard guards[] = {{"setmetatable", set_metatable}, {"rawset", raw_set},
                                        {"rawget", raw_behind},          {"rawlen", raw_behind},
                                        {"pairs", st_lua_pairs},         {"next", st_lua_next},
                                        {NULL, NULL}};
  guard_all(L, lua_gettop(L), guards);
}
