#include "bind/eval/host.h"
#include "engine/wire/value.h"

static void push_list(lua_State *L, st_reader *in) {
  uint32_t n = st_read_u32(in);
  if (n > (size_t)(in->end - in->p)) luaL_error(L, "an answer makes no sense");
  lua_createtable(L, (int)(n < 1 << 20 ? n : 1 << 20), 0);
  for (uint32_t i = 0; i < n; i++) {
    st_host_push_value(L, in);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_table(lua_State *L, st_reader *in) {
  uint32_t n = st_read_u32(in);
  if (n > (size_t)(in->end - in->p)) luaL_error(L, "an answer makes no sense");
  lua_createtable(L, 0, (int)(n < 64 ? n : 64));
  for (uint32_t i = 0; i < n; i++) {
    st_lua_push(L, st_read_str(in));
    st_host_push_value(L, in);
    lua_rawset(L, -3);
  }
}

void st_host_push_value(lua_State *L, st_reader *in) {
  luaL_checkstack(L, 4, "a value nested too deep");
  uint8_t kind = st_read_u8(in);
  if (in->bad) luaL_error(L, "an answer makes no sense");
  switch (kind) {
  case ST_VALUE_NIL: lua_pushnil(L); break;
  case ST_VALUE_FALSE: lua_pushboolean(L, 0); break;
  case ST_VALUE_TRUE: lua_pushboolean(L, 1); break;
  case ST_VALUE_INTEGER: lua_pushinteger(L, (lua_Integer)st_read_u64(in)); break;
  case ST_VALUE_NUMBER: lua_pushnumber(L, st_read_f64(in)); break;
  case ST_VALUE_STRING: st_lua_push(L, st_read_str(in)); break;
  case ST_VALUE_LIST: push_list(L, in); break;
  case ST_VALUE_TABLE: push_table(L, in); break;
  default: luaL_error(L, "an answer makes no sense");
  }
}
