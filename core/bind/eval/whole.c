#include "bind/eval/whole.h"

#include "base/buf.h"
#include "bind/bind.h"

enum verdict { WHOLE, WANTS_MORE, WRONG };

/* Lua's parser names the end of the text where that is what it did not expect. A string in quotes
 * does not go on in another row. */
static enum verdict judge(lua_State *L, st_str text) {
  size_t n;
  if (luaL_loadbufferx(L, text.p, text.n, "=", "t") == LUA_OK) return WHOLE;
  const char *message = lua_tolstring(L, -1, &n);
  bool more = message && st_str_ends((st_str){message, n}, st_cstr("<eof>")) &&
              !strstr(message, "unfinished string");
  return more ? WANTS_MORE : WRONG;
}

/* As a statement, or as an expression, whose value is wanted. */
bool st_chunk_is_whole(st_str text) {
  lua_State *L = luaL_newstate();
  st_buf expression = {0};
  if (!L) return true;
  st_buf_addz(&expression, "return ");
  st_buf_adds(&expression, text);
  enum verdict statement = judge(L, text), value = WRONG;
  if (!expression.bad) value = judge(L, st_str_of(expression.p, expression.n));
  lua_close(L);
  st_buf_close(&expression);
  return statement == WHOLE || value == WHOLE || (statement == WRONG && value == WRONG);
}

bool st_chunk_ends_in_text(st_str text) {
  lua_State *L = luaL_newstate();
  if (!L) return false;
  bool good = luaL_loadbufferx(L, text.p, text.n, "=", "t") == LUA_OK;
  const char *message = good ? NULL : lua_tostring(L, -1);
  bool inside = message && strstr(message, "unfinished long ");
  lua_close(L);
  return inside;
}
