/* sets: for every word of a few sets, in which of them it is; rules ask by token (also lists.c). */
#include "bind/match/sets.h"

#include "base/alloc.h"

static const char *const kind = "stemma.sets";

/* Tokens that one instruction of the budget pays for. */
enum { TOKENS = 8 };

static int close_sets(lua_State *L) {
  st_lua_sets *s = lua_touserdata(L, 1);
  st_free(s->bits);
  s->bits = NULL;
  s->count = 0;
  return 0;
}

const st_lua_sets *st_lua_sets_arg(lua_State *L, int arg) { return luaL_checkudata(L, arg, kind); }

static void reserve(lua_State *L, st_lua_sets *s, uint32_t count) {
  if (count <= s->count) return;
  uint64_t *bits = st_grow(s->bits, (size_t)count * 2, sizeof *bits);
  if (!bits) luaL_error(L, "not enough memory");
  memset(bits + s->count, 0, ((size_t)count * 2 - s->count) * sizeof *bits);
  s->bits = bits;
  s->count = count * 2;
}

/* Adds the words of the list at the top to the set of this number. */
static void add_words(lua_State *L, st_lua_sets *s, st_vocab *vocab, uint32_t number) {
  lua_Integer n = luaL_len(L, -1);
  for (lua_Integer i = 1; i <= n; i++) {
    st_error e = {0};
    uint32_t word;
    if (lua_geti(L, -1, i) != LUA_TSTRING) st_lua_fail(L, "a word is a string");
    if (st_vocab_add(vocab, s->table, st_lua_str(L, -1), &word, &e)) st_lua_raise(L, &e);
    reserve(L, s, word + 1);
    s->bits[word] |= (uint64_t)1 << number;
    lua_pop(L, 1);
  }
}

/* core.sets(lists) -> sets: at most ST_SET_ROOM lists of words, which are folded as tokens are. */
int st_lua_sets_open(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_Integer n = luaL_len(L, 1);
  if (n > ST_SET_ROOM) st_lua_fail(L, "more than %d sets", ST_SET_ROOM);
  st_shared *shared = st_lua_shared(L);
  st_vocab *vocab = st_shared_vocab(shared);
  size_t before = st_vocab_bytes(vocab);
  st_error e = {0};
  st_lua_class(L, kind, no_methods, close_sets);
  st_lua_sets *s = lua_newuserdatauv(L, sizeof *s, 0);
  *s = (st_lua_sets){0};
  luaL_setmetatable(L, kind);
  if (st_vocab_table(vocab, ST_FOLD_BY_WORD, &s->table, &e)) st_lua_raise(L, &e);
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_geti(L, 1, i) != LUA_TTABLE) st_lua_fail(L, "a set is a list of words");
    add_words(L, s, vocab, (uint32_t)(i - 1));
    lua_pop(L, 1);
  }
  if (st_shared_metered(shared)) st_meter_take(L, st_vocab_bytes(vocab) - before);
  return 1;
}

/* article:set_bits(sets) -> by token the sets that its word is in, a bit each; 0 also before the
 * first and behind the last token */
int st_lua_set_bits(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  const st_lua_sets *s = st_lua_sets_arg(L, 2);
  uint32_t count;
  st_revision_tokens(st_match_article_revision(a), &count);
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, count / TOKENS);
  const uint32_t *words = st_match_article_words(a, s->table);
  if (!words) return luaL_error(L, "not enough memory");
  lua_createtable(L, (int)count + 1, 1);
  for (uint32_t i = 0; i < count; i++) {
    lua_pushinteger(L, words[i] < s->count ? (lua_Integer)s->bits[words[i]] : 0);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  for (lua_Integer i = 0; i <= (lua_Integer)count + 1; i += (lua_Integer)count + 1) {
    lua_pushinteger(L, 0);
    lua_rawseti(L, -2, i);
  }
  return 1;
}
