/* lexicon: names with attributes, shared by all states that use the same text. */
#include "bind/state/state.h"

static const char *const kind = "stemma.lexicon";

st_lexicon *st_lua_to_lexicon(lua_State *L, int arg) {
  st_lexicon **l = luaL_checkudata(L, arg, kind);
  return *l;
}

static int close_lexicon(lua_State *L) {
  st_lexicon **l = lua_touserdata(L, 1);
  st_lexicon_close(*l);
  *l = NULL;
  return 0;
}

/* lexicon:get(id) -> name, attributes */
static int get(lua_State *L) {
  const st_lexicon *l = st_lua_to_lexicon(L, 1);
  uint32_t entry = st_lua_index(L, 2, st_lexicon_count(l), "entry"),
           columns = st_lexicon_columns(l);
  st_lua_push(L, st_lexicon_name(l, entry));
  lua_createtable(L, 0, (int)columns);
  for (uint32_t i = 0; i < columns; i++) {
    st_str value = st_lexicon_value(l, entry, i);
    if (!value.n) continue;
    st_lua_push(L, st_lexicon_column(l, i));
    st_lua_push(L, value);
    lua_rawset(L, -3);
  }
  return 2;
}

/* lexicon:columns() -> names of the attributes */
static int columns(lua_State *L) {
  const st_lexicon *l = st_lua_to_lexicon(L, 1);
  uint32_t n = st_lexicon_columns(l);
  lua_createtable(L, (int)n, 0);
  for (uint32_t i = 0; i < n; i++) {
    st_lua_push(L, st_lexicon_column(l, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int count(lua_State *L) {
  lua_pushinteger(L, st_lexicon_count(st_lua_to_lexicon(L, 1)));
  return 1;
}

/* core.lexicon(text, { fold = names, tsv = boolean }) */
int st_lua_lexicon(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"get", get}, {"count", count}, {"columns", columns}, {NULL, NULL}};
  st_str text = st_lua_str(L, 1);
  unsigned fold = ST_FOLD_BY_WORD;
  bool tsv = false;
  lua_settop(L, 2);
  if (lua_istable(L, 2)) {
    if (lua_getfield(L, 2, "fold") != LUA_TNIL) fold = st_lua_fold(L, 3);
    lua_getfield(L, 2, "tsv");
    tsv = lua_toboolean(L, -1);
  }
  st_shared *shared = st_lua_shared(L);
  st_error e = {0};
  st_lua_class(L, kind, methods, close_lexicon);
  st_lexicon **l = lua_newuserdatauv(L, sizeof *l, 0);
  *l = NULL;
  luaL_setmetatable(L, kind);
  if (st_shared_lexicon(shared, text, fold, tsv, l, &e)) st_lua_raise(L, &e);
  if (st_shared_metered(shared)) st_meter_take(L, text.n); /* also where another rule had it made */
  return 1;
}
