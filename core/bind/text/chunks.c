/* chunks: a text cut at white space, each piece as what a table has for it: a rule that reads many
 * texts looks at every different piece once. */
#include "bind/state/state.h"

#include <limits.h>

/* What a piece costs in instructions, and the bytes that go into one. */
enum { CHUNK_COST = 4, BYTES = 16 };
/* Keys that there is room for beside the values: rules note there what else they find in a text. */
enum { KEYS = 8 };

enum { TEXT = 1, KNOWN, OTHER, VALUES, PLACES }; /* on the stack */

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The next piece from `at` on, which moves behind it; empty where there is none. */
static st_str next_piece(st_str s, size_t *at) {
  size_t begin = *at, end;
  while (begin < s.n && is_space(s.p[begin])) begin++;
  for (end = begin; end < s.n && !is_space(s.p[end]);) end++;
  *at = end;
  return (st_str){s.p + begin, end - begin};
}

static size_t count_pieces(st_str s) {
  size_t n = 0, at = 0;
  while (next_piece(s, &at).n) n++;
  return n;
}

/* Adds the value at the top, where it is one, and the place of its piece. */
static lua_Integer append(lua_State *L, lua_Integer n, lua_Integer begin) {
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    return n;
  }
  lua_rawseti(L, VALUES, ++n);
  lua_pushinteger(L, begin);
  lua_rawseti(L, PLACES, n);
  return n;
}

/* Of the piece at the top `other` says what it is, or adds to the lists itself. */
static lua_Integer ask(lua_State *L, lua_Integer begin) {
  lua_pushvalue(L, OTHER);
  lua_insert(L, -2);
  lua_pushinteger(L, begin);
  lua_pushvalue(L, VALUES);
  lua_pushvalue(L, PLACES);
  lua_call(L, 4, 1);
  return append(L, (lua_Integer)lua_rawlen(L, VALUES), begin);
}

static lua_Integer add_piece(lua_State *L, lua_Integer n, st_str piece, lua_Integer begin) {
  st_lua_push(L, piece);
  lua_pushvalue(L, -1);
  if (lua_gettable(L, KNOWN) == LUA_TNIL) {
    lua_pop(L, 1);
    return ask(L, begin);
  }
  lua_remove(L, -2);
  return append(L, n, begin);
}

/* core.chunks(text, known, other) -> the values of the text's pieces, and where these begin */
int st_lua_chunks(lua_State *L) {
  st_str s = st_lua_str(L, TEXT), piece;
  luaL_checktype(L, KNOWN, LUA_TTABLE);
  luaL_checktype(L, OTHER, LUA_TFUNCTION);
  lua_settop(L, OTHER);
  size_t pieces = count_pieces(s), at = 0;
  if (pieces >= INT_MAX) st_lua_fail(L, "a text of %zu pieces", pieces);
  if (st_shared_metered(st_lua_shared(L)))
    st_meter_charge(L, pieces * CHUNK_COST + s.n / BYTES);
  lua_createtable(L, (int)pieces, KEYS);
  lua_createtable(L, (int)pieces, 0);
  for (lua_Integer n = 0; (piece = next_piece(s, &at)).n;)
    n = add_piece(L, n, piece, piece.p - s.p);
  return 2;
}
