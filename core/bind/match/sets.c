/* sets: for every word of a few sets, and every combination of flags, in which of them it is; rules
 * ask by token (also lists.c). */
#include "bind/match/sets.h"

#include "base/alloc.h"

static const char *const kind = "stemma.sets";

static int close_sets(lua_State *L) {
  st_lua_sets *s = lua_touserdata(L, 1);
  st_free(s->bits);
  st_free(s->of_kind);
  s->bits = s->of_kind = NULL;
  s->count = s->kind_count = 0;
  return 0;
}

st_lua_sets *st_lua_sets_arg(lua_State *L, int arg) { return luaL_checkudata(L, arg, kind); }

static uint64_t shapes_of(const st_lua_sets *s, uint32_t flags) {
  uint64_t bits = 0;
  for (uint32_t i = 0; i < s->shape_count; i++)
    if ((flags & s->shapes[i].all) == s->shapes[i].all && !(flags & s->shapes[i].none))
      bits |= s->shapes[i].bit;
  return bits;
}

static void know_kinds(lua_State *L, st_lua_sets *s, const st_vocab *vocab) {
  uint32_t count = st_vocab_flags_count(vocab);
  if (!s->shape_count || count <= s->kind_count) return;
  uint64_t *of = st_grow(s->of_kind, count, sizeof *of);
  if (!of) luaL_error(L, "not enough memory");
  s->of_kind = of;
  for (; s->kind_count < count; s->kind_count++)
    of[s->kind_count] = shapes_of(s, st_vocab_flags_get(vocab, s->kind_count));
}

st_lua_set_view st_lua_view_sets(lua_State *L, st_lua_sets *s, st_match_article *a) {
  st_lua_set_view v = {s, st_match_article_words(a, s->table), NULL};
  if (s->shape_count) v.kinds = st_match_article_kinds(a);
  if (!v.words || (s->shape_count && !v.kinds)) luaL_error(L, "not enough memory");
  know_kinds(L, s, st_match_article_vocab(a));
  return v;
}

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

/* Adds the shape { all = flags, none = flags } at the top as the set of this number. */
static void add_shape(lua_State *L, st_lua_sets *s, uint32_t number) {
  lua_getfield(L, -1, "all");
  lua_getfield(L, -2, "none");
  st_lua_shape shape = {(uint32_t)luaL_checkinteger(L, -2), (uint32_t)luaL_checkinteger(L, -1),
                        (uint64_t)1 << number};
  s->shapes[s->shape_count++] = shape;
  lua_pop(L, 2);
}

static bool is_shape(lua_State *L) {
  bool is = lua_getfield(L, -1, "all") == LUA_TNUMBER;
  lua_pop(L, 1);
  return is;
}

/* core.sets(sets) -> sets: at most ST_SET_ROOM lists of words, which are folded as tokens are, or
 * shapes. */
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
    if (lua_geti(L, 1, i) != LUA_TTABLE) st_lua_fail(L, "a set is a list of words or a shape");
    if (is_shape(L))
      add_shape(L, s, (uint32_t)(i - 1));
    else
      add_words(L, s, vocab, (uint32_t)(i - 1));
    lua_pop(L, 1);
  }
  if (st_shared_metered(shared)) st_meter_take(L, st_vocab_bytes(vocab) - before);
  return 1;
}
