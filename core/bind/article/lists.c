/* article:list(what): all tokens of an article as a list that is filled where it is read. A rule in
 * plain Lua looks at few tokens and their neighbours: what it asks for is made then, and kept in
 * the list's own array, where asking again is no call at all. */
#include "bind/match/sets.h"

/* Upvalues of the list's __index. */
enum { ARTICLE = 1, KNOWN, MAKE, SETS, TABLE = SETS };

/* The number from 0 of the token that is asked for; false where there is none. */
static bool asked(lua_State *L, const st_revision *r, uint32_t *i) {
  uint32_t count;
  int is_integer;
  st_revision_tokens(r, &count);
  lua_Integer asked_for = lua_tointegerx(L, 2, &is_integer);
  if (!is_integer || asked_for < 1 || asked_for > (lua_Integer)count) return false;
  *i = (uint32_t)(asked_for - 1);
  return true;
}

static st_match_article *article(lua_State *L) {
  return st_lua_article_of(L, lua_touserdata(L, lua_upvalueindex(ARTICLE)));
}

static const st_revision *revision(lua_State *L) { return st_match_article_revision(article(L)); }

/* Keeps the value at the top, of token i, in the list, and returns it. */
static int keep(lua_State *L, uint32_t i) {
  lua_pushvalue(L, -1);
  lua_rawseti(L, 1, (lua_Integer)i + 1);
  return 1;
}

static st_str text_of(const st_revision *r, uint32_t i) {
  uint32_t count;
  const st_token *t = &st_revision_tokens(r, &count)[i];
  return (st_str){st_revision_text(r).p + t->begin, t->end - t->begin};
}

static int text_at(lua_State *L) {
  const st_revision *r = revision(L);
  uint32_t i;
  if (!asked(L, r, &i)) return 0;
  st_lua_push(L, text_of(r, i));
  return keep(L, i);
}

/* The table `known` has the forms of words by their numbers: most words have come before. */
static int word_at(lua_State *L) {
  st_match_article *a = article(L);
  const st_revision *r = st_match_article_revision(a);
  uint32_t i;
  if (!asked(L, r, &i)) return 0;
  const uint32_t *words =
      st_match_article_words(a, (uint32_t)lua_tointeger(L, lua_upvalueindex(TABLE)));
  if (!words) return luaL_error(L, "not enough memory");
  st_lua_push_word(L, lua_upvalueindex(KNOWN), text_of(r, i), words[i]);
  return keep(L, i);
}

/* What the table `known` has for the bits: one value for all tokens that share them, made by `make`
 * when it is first asked for. */
static int known(lua_State *L, uint32_t i, lua_Integer bits) {
  if (lua_rawgeti(L, lua_upvalueindex(KNOWN), bits) == LUA_TNIL) {
    lua_pushvalue(L, lua_upvalueindex(MAKE));
    lua_pushinteger(L, bits);
    lua_call(L, 1, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, lua_upvalueindex(KNOWN), bits);
  }
  return keep(L, i);
}

static int shape_at(lua_State *L) {
  const st_revision *r = revision(L);
  uint32_t i, count;
  if (!asked(L, r, &i)) return 0;
  return known(L, i, st_revision_tokens(r, &count)[i].flags);
}

static int sets_at(lua_State *L) {
  st_match_article *a = article(L);
  uint32_t i;
  if (!asked(L, st_match_article_revision(a), &i)) return 0;
  st_lua_set_view v = st_lua_view_sets(L, lua_touserdata(L, lua_upvalueindex(SETS)), a);
  return known(L, i, st_lua_sets_of(&v, i));
}

/* Tokens that are filled at a time, where a value is made in less time than a call takes. */
enum { STRETCH = 16 };

/* 0 before the first and behind the last token, which is not kept: the list stays an array. */
static int bits_at(lua_State *L) {
  st_match_article *a = article(L);
  uint32_t i, count;
  if (!asked(L, st_match_article_revision(a), &i)) {
    if (!lua_isinteger(L, 2)) return 0;
    lua_pushinteger(L, 0);
    return 1;
  }
  st_revision_tokens(st_match_article_revision(a), &count);
  st_lua_set_view v = st_lua_view_sets(L, lua_touserdata(L, lua_upvalueindex(SETS)), a);
  uint32_t k = i - i % STRETCH, stop = count - k < STRETCH ? count : k + STRETCH;
  for (; k < stop; k++) {
    lua_pushinteger(L, st_lua_sets_of(&v, k));
    lua_rawseti(L, 1, (lua_Integer)k + 1);
  }
  lua_pushinteger(L, st_lua_sets_of(&v, i));
  return 1;
}

static int length(lua_State *L) {
  uint32_t count;
  st_revision_tokens(revision(L), &count);
  lua_pushinteger(L, count);
  return 1;
}

static void push_index(lua_State *L, lua_CFunction at) {
  for (int i = 1; i <= 4; i++) lua_pushvalue(L, i == 1 ? 1 : i + 1);
  lua_pushcclosure(L, at, 4);
}

/* The vocabulary's table under which words are folded, in place of argument 5. */
static void set_table(lua_State *L) {
  uint32_t table;
  st_error e = {0};
  st_vocab *vocab = st_match_article_vocab(st_lua_article(L, 1));
  if (st_vocab_table(vocab, ST_FOLD_BY_WORD, &table, &e)) st_lua_raise(L, &e);
  lua_pushinteger(L, table);
  lua_replace(L, 5);
}

/* article:list("texts"), article:list("words", known), article:list("shapes", known, make),
 * article:list("sets", known, make, sets), article:list("bits", nil, nil, sets) */
int st_lua_list(lua_State *L) {
  static const char *const names[] = {"texts", "words", "shapes", "sets", "bits", NULL};
  static const lua_CFunction at[] = {text_at, word_at, shape_at, sets_at, bits_at};
  uint32_t count;
  st_revision_tokens(st_match_article_revision(st_lua_article(L, 1)), &count);
  int what = luaL_checkoption(L, 2, NULL, names);
  if (what >= 1 && what <= 3) luaL_checktype(L, 3, LUA_TTABLE);
  if (what >= 3) st_lua_sets_arg(L, 5);
  lua_settop(L, 5);
  if (what == 1) set_table(L);
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, 0, 3);
  push_index(L, at[what]);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, length, 1);
  lua_setfield(L, -2, "__len");
  lua_pushliteral(L, "list");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  return 1;
}
