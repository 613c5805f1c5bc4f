/* letters: an alphabet that writes articles as strings of one letter a token. */
#include "bind/state/state.h"

#include "match/letters.h"

static const char *const kind = "stemma.letters";

/* Tokens that one instruction of the budget pays for. */
enum { TOKENS = 8 };

struct alphabet {
  st_letters *letters;
};

static int close_letters(lua_State *L) {
  struct alphabet *l = lua_touserdata(L, 1);
  st_letters_close(l->letters);
  l->letters = NULL;
  return 0;
}

/* Adds the entry { letter =, all =, none =, words = list or nil } at `at`. */
static void add_entry(lua_State *L, st_letters *l, int at) {
  st_error e = {0};
  size_t n;
  if (lua_getfield(L, at, "letter") != LUA_TSTRING) st_lua_fail(L, "an entry without a letter");
  char letter = *lua_tolstring(L, -1, &n);
  lua_getfield(L, at, "all");
  lua_getfield(L, at, "none");
  uint32_t all = (uint32_t)luaL_optinteger(L, -2, 0), none = (uint32_t)luaL_optinteger(L, -1, 0);
  if (lua_getfield(L, at, "words") != LUA_TTABLE) {
    if (st_letters_add(l, letter, all, none, &e)) st_lua_raise(L, &e);
    return;
  }
  lua_Integer count = luaL_len(L, -1);
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_geti(L, -1, i) != LUA_TSTRING) st_lua_fail(L, "a word is a string");
    if (st_letters_word(l, letter, st_lua_str(L, -1), all, none, &e)) st_lua_raise(L, &e);
    lua_pop(L, 1);
  }
}

/* core.letters { { letter =, words =, all =, none = }, … } */
int st_lua_letters(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  size_t before = st_vocab_bytes(vocab);
  st_lua_class(L, kind, no_methods, close_letters);
  struct alphabet *l = lua_newuserdatauv(L, sizeof *l, 0);
  l->letters = NULL;
  luaL_setmetatable(L, kind);
  l->letters = st_letters_open(vocab);
  if (!l->letters) luaL_error(L, "not enough memory");
  lua_Integer n = luaL_len(L, 1);
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_geti(L, 1, i) != LUA_TTABLE) st_lua_fail(L, "an entry is a table");
    add_entry(L, l->letters, 3);
    lua_settop(L, 2);
  }
  if (st_shared_metered(st_lua_shared(L))) st_meter_take(L, st_vocab_bytes(vocab) - before);
  return 1;
}

/* --- an article's letters --- */

enum { ALPHABET = 2, ROLES };

/* Pushes the letters of the article's tokens; what is returned is the userdata's. */
static char *push_letters(lua_State *L, uint32_t *count, size_t more) {
  st_match_article *a = st_lua_article(L, 1);
  struct alphabet *l = luaL_checkudata(L, ALPHABET, kind);
  st_revision_tokens(st_match_article_revision(a), count);
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, *count / TOKENS);
  uint64_t roles = st_lua_roles(L, ROLES, st_match_article_vocab(a));
  char *out = lua_newuserdatauv(L, more + *count + 1, 0);
  st_error e = {0};
  if (st_letters_write(l->letters, a, roles, out + more, &e)) st_lua_raise(L, &e);
  return out;
}

/* article:letters(alphabet, roles) -> by token its letter, or nil where none was found */
int st_lua_letters_of(lua_State *L) {
  uint32_t count;
  lua_settop(L, ROLES);
  const char *letters = push_letters(L, &count, 0);
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    if (letters[i] == '.' || letters[i] == ' ') continue;
    lua_pushlstring(L, &letters[i], 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* --- places --- */

struct places {
  uint32_t next, count, sentence;
  bool wanted[256];
  char letters[];
};

/* The next token with a wanted letter, and the first and last of its sentence. */
static int next_place(lua_State *L) {
  const st_revision *r = st_match_article_revision(st_lua_article(L, lua_upvalueindex(1)));
  struct places *p = lua_touserdata(L, lua_upvalueindex(2));
  while (p->next < p->count && !p->wanted[(unsigned char)p->letters[p->next]]) p->next++;
  if (p->next == p->count) return 0;
  uint32_t sentences;
  const st_sentence *s = st_revision_sentences(r, &sentences);
  while (s[p->sentence].last <= p->next) p->sentence++;
  lua_pushinteger(L, ++p->next);
  lua_pushinteger(L, (lua_Integer)s[p->sentence].first + 1);
  lua_pushinteger(L, s[p->sentence].last);
  return 3;
}

/* article:places(alphabet, roles, letters) -> an iterator over token, its sentence's first, last */
int st_lua_letter_places(lua_State *L) {
  uint32_t count;
  st_str wanted = st_lua_str(L, 4);
  struct places *p = (struct places *)(void *)push_letters(L, &count, sizeof *p);
  memset(p, 0, sizeof *p);
  p->count = count;
  for (size_t i = 0; i < wanted.n; i++)
    if (wanted.p[i] != ' ') p->wanted[(unsigned char)wanted.p[i]] = true;
  lua_pushvalue(L, 1);
  lua_insert(L, -2);
  lua_pushcclosure(L, next_place, 2);
  return 1;
}
