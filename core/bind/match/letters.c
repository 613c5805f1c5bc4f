/* letters: an alphabet that writes articles as strings of one letter a token. */
#include "bind/state/state.h"

#include "match/letters.h"

static const char *const kind = "stemma.letters";

/* Tokens that one instruction of the budget pays for; as many as one sentence has. */
enum { TOKENS = 8, FEW = 256 };

/* User values: what holds the letters written last; by byte each letter as a string, so that lists
 * of them are filled without a look at Lua's own table of strings; by word what it stands for. */
enum { WRITTEN = 1, STRINGS, MEANINGS };

/* What was written last is kept, for rules that look through an article more than once. */
struct alphabet {
  const char *kind; /* st_lua_handle */
  st_letters *letters;
  const char *written;
  uint64_t edition, roles; /* of what was written */
  bool figures[256];       /* by letter: whether it has pictures of figures, "99th" */
};

static int close_letters(lua_State *L) {
  struct alphabet *l = lua_touserdata(L, 1);
  st_letters_close(l->letters);
  l->letters = NULL;
  return 0;
}

/* Notes what the entry's words stand for, where the table `values` of the entry at `at` says it. */
static void add_meanings(lua_State *L, int alphabet, int at) {
  if (lua_getfield(L, at, "values") == LUA_TTABLE) {
    lua_getiuservalue(L, alphabet, MEANINGS);
    for (lua_pushnil(L); lua_next(L, -3);) {
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, -4);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* Adds the entry { letter =, all =, none =, words = list or nil } at `at`. */
static void add_entry(lua_State *L, struct alphabet *alphabet, int at) {
  st_letters *l = alphabet->letters;
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
    st_str word = st_lua_str(L, -1);
    if (memchr(word.p, '9', word.n)) alphabet->figures[(unsigned char)letter] = true;
    if (st_letters_word(l, letter, word, all, none, &e)) st_lua_raise(L, &e);
    lua_pop(L, 1);
  }
}

static void keep_strings(lua_State *L, int alphabet) {
  lua_createtable(L, '~', 0);
  for (int c = '!'; c <= '~'; c++) {
    lua_pushlstring(L, &(char){(char)c}, 1);
    lua_rawseti(L, -2, c);
  }
  lua_setiuservalue(L, alphabet, STRINGS);
}

/* core.letters { { letter =, words =, values =, all =, none = }, … } */
int st_lua_letters(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  size_t before = st_vocab_bytes(vocab);
  st_lua_class(L, kind, no_methods, close_letters);
  struct alphabet *l = lua_newuserdatauv(L, sizeof *l, MEANINGS);
  *l = (struct alphabet){.kind = kind};
  luaL_setmetatable(L, kind);
  keep_strings(L, 2);
  lua_newtable(L);
  lua_setiuservalue(L, 2, MEANINGS);
  l->letters = st_letters_open(vocab);
  if (!l->letters) luaL_error(L, "not enough memory");
  lua_Integer n = luaL_len(L, 1);
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_geti(L, 1, i) != LUA_TTABLE) st_lua_fail(L, "an entry is a table");
    add_meanings(L, 2, 3);
    add_entry(L, l, 3);
    lua_settop(L, 2);
  }
  if (st_shared_metered(st_lua_shared(L))) st_meter_take(L, st_vocab_bytes(vocab) - before);
  return 1;
}

void st_lua_alphabet_tables(lua_State *L, int alphabet) {
  st_lua_handle(L, alphabet, kind);
  lua_getiuservalue(L, alphabet, STRINGS);
  lua_getiuservalue(L, alphabet, MEANINGS);
}

const bool *st_lua_alphabet_figures(lua_State *L, int alphabet) {
  return ((struct alphabet *)st_lua_handle(L, alphabet, kind))->figures;
}

/* --- an article's letters --- */

static bool is_letter(char letter) { return letter != '.' && letter != ' '; }

enum { ALPHABET = 2, ROLES };

static void write(lua_State *L, const struct alphabet *l, st_match_article *a, uint64_t roles,
                  uint32_t first, uint32_t stop, char *out) {
  st_error e = {0};
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, (stop - first) / TOKENS);
  if (st_letters_write(l->letters, a, roles, first, stop, out, &e)) st_lua_raise(L, &e);
}

static bool is_written(const struct alphabet *l, const st_match_article *a, uint64_t roles) {
  return l->written && l->edition == st_match_article_edition(a) && l->roles == roles;
}

static void write_all(lua_State *L, struct alphabet *l, st_match_article *a, uint64_t roles) {
  uint32_t count;
  st_revision_tokens(st_match_article_revision(a), &count);
  char *out = lua_newuserdatauv(L, (size_t)count + 1, 0);
  write(L, l, a, roles, 0, count, out);
  l->written = out;
  l->edition = st_match_article_edition(a);
  l->roles = roles;
}

const char *st_lua_push_letters(lua_State *L, int alphabet, st_match_article *a, uint64_t roles) {
  alphabet = lua_absindex(L, alphabet);
  struct alphabet *l = st_lua_handle(L, alphabet, kind);
  if (is_written(l, a, roles)) {
    lua_getiuservalue(L, alphabet, WRITTEN);
    return l->written;
  }
  l->written = NULL;
  write_all(L, l, a, roles);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, alphabet, WRITTEN);
  return l->written;
}

static const char *push_letters(lua_State *L, uint32_t *count) {
  st_match_article *a = st_lua_article(L, 1);
  st_revision_tokens(st_match_article_revision(a), count);
  return st_lua_push_letters(L, ALPHABET, a, st_lua_roles(L, ROLES, st_match_article_vocab(a)));
}

/* Puts a letter into the list at the top; its string is in the table at `strings`. */
static void put(lua_State *L, int strings, char letter, lua_Integer i) {
  lua_rawgeti(L, strings, (unsigned char)letter);
  lua_rawseti(L, -2, i);
}

/* Tokens whose letters are put into a list at a time, and the upvalues of what puts them there. */
enum { STRETCH = 32, HOLDER = 1, COUNT, OF_LETTERS };

static void put_stretch(lua_State *L, const char *letters, lua_Integer from, lua_Integer to) {
  for (lua_Integer i = from; i < to; i++) {
    if (is_letter(letters[i]))
      lua_rawgeti(L, lua_upvalueindex(OF_LETTERS), (unsigned char)letters[i]);
    else
      lua_pushboolean(L, false);
    lua_rawseti(L, 1, i + 1);
  }
}

/* The list's __index */
static int letter_at(lua_State *L) {
  int is_integer;
  lua_Integer i = lua_tointegerx(L, 2, &is_integer);
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(COUNT));
  if (!is_integer || i < 1 || i-- > count) return 0;
  lua_Integer from = i - i % STRETCH, to = count - from < STRETCH ? count : from + STRETCH;
  put_stretch(L, lua_touserdata(L, lua_upvalueindex(HOLDER)), from, to);
  lua_rawgeti(L, 1, i + 1);
  return 1;
}

static int length_of_letters(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

/* article:letters(alphabet, roles) -> a list that is filled where it is read: by token its letter, or
 * false where it has none */
int st_lua_letters_of(lua_State *L) {
  uint32_t count;
  lua_settop(L, ROLES);
  push_letters(L, &count);
  int holder = lua_gettop(L);
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, holder);
  lua_pushinteger(L, count);
  lua_getiuservalue(L, ALPHABET, STRINGS);
  lua_pushcclosure(L, letter_at, OF_LETTERS);
  lua_setfield(L, -2, "__index");
  lua_pushinteger(L, count);
  lua_pushcclosure(L, length_of_letters, 1);
  lua_setfield(L, -2, "__len");
  lua_pushliteral(L, "list");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  return 1;
}

/* The letters of the tokens [first, stop): those written, or, of few tokens, in `room`. */
static const char *letters_between(lua_State *L, uint32_t first, uint32_t stop, char *room) {
  st_match_article *a = st_lua_article(L, 1);
  const struct alphabet *l = st_lua_handle(L, ALPHABET, kind);
  uint64_t roles = st_lua_roles(L, ROLES, st_match_article_vocab(a));
  if (is_written(l, a, roles)) return l->written + first;
  if (stop - first > FEW) return st_lua_push_letters(L, ALPHABET, a, roles) + first;
  write(L, l, a, roles, first, stop, room);
  return room;
}

/* Pushes the tokens from `first` on that have one of `n` letters, and their letters. */
static void push_lettered(lua_State *L, const char *letters, lua_Integer first, lua_Integer n) {
  int found = 0, strings = lua_gettop(L), tokens = strings + 1;
  for (lua_Integer k = 0; k < n; k++) found += is_letter(letters[k]);
  lua_createtable(L, found, 0);
  lua_createtable(L, found, 0);
  for (lua_Integer k = 0, i = 0; k < n; k++) {
    if (!is_letter(letters[k])) continue;
    put(L, strings, letters[k], ++i);
    lua_pushinteger(L, first + k);
    lua_rawseti(L, tokens, i);
  }
}

/* article:lettered(alphabet, roles, first, last) -> the tokens from one to another that have a
 * letter, and their letters */
int st_lua_lettered(lua_State *L) {
  char room[FEW];
  uint32_t count;
  st_revision_tokens(st_match_article_revision(st_lua_article(L, 1)), &count);
  lua_Integer first = luaL_checkinteger(L, 4), last = luaL_checkinteger(L, 5);
  lua_settop(L, ROLES);
  if (first < 1) first = 1;
  if (last > (lua_Integer)count) last = count;
  if (last < first) last = first - 1;
  const char *letters =
      last < first ? room : letters_between(L, (uint32_t)first - 1, (uint32_t)last, room);
  lua_getiuservalue(L, ALPHABET, STRINGS);
  push_lettered(L, letters, first, last - first + 1);
  return 2;
}

/* article:lettered_sentences(alphabet, roles) -> the tokens that have a letter; their letters; by
 * sentence that is seen, and once more behind the last, how many of them stand before it */
int st_lua_lettered_sentences(lua_State *L) {
  uint32_t tokens, sentences, found = 0;
  lua_settop(L, ROLES);
  const char *letters = push_letters(L, &tokens); /* stays on the stack, at ROLES + 1 */
  lua_getiuservalue(L, ALPHABET, STRINGS);
  st_match_article *a = st_lua_article(L, 1);
  const st_sentence *all = st_revision_sentences(st_match_article_revision(a), &sentences);
  const uint64_t *bits = st_match_article_role_bits(a);
  uint64_t roles = st_lua_roles(L, ROLES, st_match_article_vocab(a));
  if (!bits) return luaL_error(L, "not enough memory");
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, tokens / TOKENS);
  for (uint32_t i = 0; i < tokens; i++) found += is_letter(letters[i]);
  lua_createtable(L, (int)found, 0);
  lua_createtable(L, (int)found, 0);
  lua_createtable(L, (int)sentences + 1, 0);
  lua_Integer n = 0, seen = 0;
  for (uint32_t s = 0; s < sentences; s++) {
    if (!(bits[all[s].block] & roles)) continue;
    lua_pushinteger(L, n);
    lua_rawseti(L, -2, ++seen);
    for (uint32_t i = all[s].first; i < all[s].last; i++) {
      if (!is_letter(letters[i])) continue;
      lua_pushinteger(L, (lua_Integer)i + 1);
      lua_rawseti(L, -4, ++n);
      lua_rawgeti(L, ROLES + 2, (unsigned char)letters[i]);
      lua_rawseti(L, -3, n);
    }
  }
  lua_pushinteger(L, n);
  lua_rawseti(L, -2, seen + 1);
  return 3;
}

/* --- places --- */

struct places {
  const char *letters; /* the userdata that is the next upvalue's */
  uint32_t next, count, sentence;
  bool wanted[256];
};

/* The sentence of the next token with a wanted letter; null behind the last. */
static const st_sentence *find_place(lua_State *L, struct places *p) {
  const st_revision *r = st_match_article_revision(st_lua_article(L, lua_upvalueindex(1)));
  while (p->next < p->count && !p->wanted[(unsigned char)p->letters[p->next]]) p->next++;
  if (p->next == p->count) return NULL;
  uint32_t sentences;
  const st_sentence *s = st_revision_sentences(r, &sentences);
  while (s[p->sentence].last <= p->next) p->sentence++;
  return &s[p->sentence];
}

static int push_sentence(lua_State *L, const st_sentence *s) {
  lua_pushinteger(L, (lua_Integer)s->first + 1);
  lua_pushinteger(L, s->last);
  return 2;
}

/* -> a token, the first and last of its sentence, its letter */
static int next_place(lua_State *L) {
  struct places *p = lua_touserdata(L, lua_upvalueindex(2));
  const st_sentence *s = find_place(L, p);
  if (!s) return 0;
  lua_pushinteger(L, ++p->next);
  push_sentence(L, s);
  lua_rawgeti(L, lua_upvalueindex(4), (unsigned char)p->letters[p->next - 1]);
  return 4;
}

/* -> the first and last token of a run, a list of its letters, the first and last token of its
 * sentence */
static int next_run(lua_State *L) {
  struct places *p = lua_touserdata(L, lua_upvalueindex(2));
  const st_sentence *s = find_place(L, p);
  if (!s) return 0;
  uint32_t first = p->next, stop = p->next + 1;
  while (first > s->first && is_letter(p->letters[first - 1])) first--;
  while (stop < s->last && is_letter(p->letters[stop])) stop++;
  p->next = stop;
  lua_pushinteger(L, (lua_Integer)first + 1);
  lua_pushinteger(L, stop);
  lua_createtable(L, (int)(stop - first), 0);
  for (uint32_t i = first; i < stop; i++)
    put(L, lua_upvalueindex(4), p->letters[i], (lua_Integer)(i - first) + 1);
  return 3 + push_sentence(L, s);
}

/* An iterator by `next` over the places of the letters at 4. */
static int iterate(lua_State *L, lua_CFunction next) {
  st_str wanted = st_lua_str(L, 4);
  lua_settop(L, 4);
  lua_pushvalue(L, 1);
  struct places *p = lua_newuserdatauv(L, sizeof *p, 0);
  *p = (struct places){0};
  p->letters = push_letters(L, &p->count);
  for (size_t i = 0; i < wanted.n; i++)
    if (wanted.p[i] != ' ') p->wanted[(unsigned char)wanted.p[i]] = true;
  lua_getiuservalue(L, ALPHABET, STRINGS);
  lua_pushcclosure(L, next, 4);
  return 1;
}

/* article:places(alphabet, roles, letters), article:runs(alphabet, roles, letters) -> an iterator
 * over the tokens with one of the letters; over the runs of tokens with any that hold such a one */
int st_lua_letter_places(lua_State *L) { return iterate(L, next_place); }
int st_lua_letter_runs(lua_State *L) { return iterate(L, next_run); }
