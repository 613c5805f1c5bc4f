/* article: its tokens, sentences, blocks and quotations, by index from 1. */
#include "bind/bind.h"

#include "text/fold.h"

static const st_revision *revision_of(lua_State *L) {
  return st_match_article_revision(st_lua_article(L, 1));
}

static int tokens(lua_State *L) {
  uint32_t count;
  st_revision_tokens(revision_of(L), &count);
  lua_pushinteger(L, count);
  return 1;
}

static const st_token *token_arg(lua_State *L, int arg) {
  uint32_t count;
  const st_token *all = st_revision_tokens(revision_of(L), &count);
  return &all[st_lua_index(L, arg, count, "token")];
}

static int token(lua_State *L) {
  const st_token *t = token_arg(L, 2);
  lua_pushinteger(L, t->begin);
  lua_pushinteger(L, t->end);
  lua_pushinteger(L, t->flags);
  return 3;
}

/* article:stretch(first, last) -> the bytes from one token to another, or nothing. */
static int stretch(lua_State *L) {
  uint32_t count;
  const st_token *all = st_revision_tokens(revision_of(L), &count);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (first < 1 || last < first || last > (lua_Integer)count) return 0;
  lua_pushinteger(L, all[first - 1].begin);
  lua_pushinteger(L, all[last - 1].end);
  return 2;
}

static st_str token_text(lua_State *L) {
  const st_token *t = token_arg(L, 2);
  return (st_str){st_revision_text(revision_of(L)).p + t->begin, t->end - t->begin};
}

static int word(lua_State *L) {
  st_lua_push(L, token_text(L));
  return 1;
}

static int folded(lua_State *L) {
  char room[ST_WORD_ROOM];
  st_str text = token_text(L);
  size_t n = st_fold_word(text, room, sizeof room);
  st_lua_push(L, n <= sizeof room ? (st_str){room, n} : text);
  return 1;
}

static void lower_ascii(char *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] + ('a' - 'A'));
}

void st_lua_push_low(lua_State *L, st_str token) {
  char room[ST_WORD_ROOM];
  size_t n = st_fold_word(token, room, sizeof room);
  if (n <= sizeof room) {
    lower_ascii(room, n);
    token = (st_str){room, n};
  }
  st_lua_push(L, token);
}

/* Tokens `first` to `last` (inclusive), arguments 2 and 3, and the table for a list of them: what
 * rules in plain Lua read most, in one call and without an object a token. */
static const st_token *list_arg(lua_State *L, lua_Integer *n) {
  uint32_t count;
  const st_token *all = st_revision_tokens(revision_of(L), &count);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (first < 1 || last > (lua_Integer)count || first > last + 1)
    luaL_error(L, "no tokens %I to %I", first, last);
  *n = last - first + 1;
  lua_createtable(L, (int)*n, 0);
  return &all[first - 1];
}

void st_lua_push_word(lua_State *L, int known, st_str token, uint32_t word) {
  if (word && lua_rawgeti(L, known, word) != LUA_TNIL) return;
  if (word) lua_pop(L, 1);
  st_lua_push_low(L, token);
  if (!word) return;
  lua_pushvalue(L, -1);
  lua_rawseti(L, known, word);
}

/* Their folded forms in lower case; the table `known` (argument 4) has those of words by their
 * numbers. */
static int words(lua_State *L) {
  lua_Integer n;
  uint32_t table;
  st_error e = {0};
  st_match_article *a = st_lua_article(L, 1);
  luaL_checktype(L, 4, LUA_TTABLE);
  const st_token *t = list_arg(L, &n);
  const char *start = st_revision_text(revision_of(L)).p;
  if (st_vocab_table(st_match_article_vocab(a), ST_FOLD_BY_WORD, &table, &e)) st_lua_raise(L, &e);
  const uint32_t *numbers = st_match_article_words(a, table);
  if (!numbers) return luaL_error(L, "not enough memory");
  numbers += lua_tointeger(L, 2) - 1;
  for (lua_Integer i = 1; i <= n; i++, t++) {
    st_lua_push_word(L, 4, (st_str){start + t->begin, t->end - t->begin}, numbers[i - 1]);
    lua_rawseti(L, -2, i);
  }
  return 1;
}

/* As they are written, or (argument 4) in lower case but not folded. */
static int texts(lua_State *L) {
  lua_Integer n;
  bool lower = lua_toboolean(L, 4);
  const st_token *t = list_arg(L, &n);
  const char *start = st_revision_text(revision_of(L)).p;
  for (lua_Integer i = 1; i <= n; i++, t++) {
    st_str text = {start + t->begin, t->end - t->begin};
    char room[ST_WORD_ROOM];
    if (lower && text.n <= sizeof room) {
      memcpy(room, text.p, text.n);
      lower_ascii(room, text.n);
      text.p = room;
    }
    st_lua_push(L, text);
    lua_rawseti(L, -2, i);
  }
  return 1;
}

/* What the table `known` (argument 4) has for the flags of each: one value for all that share them,
 * made by the function at 5 when it is first asked for. */
static int shapes(lua_State *L) {
  lua_Integer n;
  luaL_checktype(L, 4, LUA_TTABLE);
  lua_settop(L, 5);
  const st_token *t = list_arg(L, &n);
  for (lua_Integer i = 1; i <= n; i++, t++) {
    if (lua_rawgeti(L, 4, t->flags) == LUA_TNIL) {
      lua_pop(L, 1);
      lua_pushvalue(L, 5);
      lua_pushinteger(L, t->flags);
      lua_call(L, 1, 1);
      lua_pushvalue(L, -1);
      lua_rawseti(L, 4, t->flags);
    }
    lua_rawseti(L, -2, i);
  }
  return 1;
}

static int sentences(lua_State *L) {
  uint32_t count;
  st_revision_sentences(revision_of(L), &count);
  lua_pushinteger(L, count);
  return 1;
}

static int sentence(lua_State *L) {
  uint32_t count;
  const st_sentence *all = st_revision_sentences(revision_of(L), &count);
  const st_sentence *s = &all[st_lua_index(L, 2, count, "sentence")];
  lua_pushinteger(L, (lua_Integer)s->first + 1);
  lua_pushinteger(L, s->last);
  lua_pushinteger(L, (lua_Integer)s->block + 1);
  return 3;
}

static int blocks(lua_State *L) {
  uint32_t count;
  st_revision_blocks(revision_of(L), &count);
  lua_pushinteger(L, count);
  return 1;
}

static int block(lua_State *L) {
  uint32_t count;
  const st_revision *r = revision_of(L);
  const st_block *all = st_revision_blocks(r, &count);
  uint32_t i = st_lua_index(L, 2, count, "block");
  lua_pushinteger(L, all[i].begin);
  lua_pushinteger(L, all[i].end);
  lua_pushstring(L, st_tag_name(all[i].tag));
  lua_pushinteger(L, (lua_Integer)all[i].first + 1);
  lua_pushinteger(L, all[i].last);
  st_lua_push(L, st_block_role(st_match_article_roles(st_lua_article(L, 1)), r, i));
  return 6;
}

static int quotes(lua_State *L) {
  uint32_t count;
  st_revision_quotes(revision_of(L), &count);
  lua_pushinteger(L, count);
  return 1;
}

static int quote(lua_State *L) {
  uint32_t count;
  const st_quote *all = st_revision_quotes(revision_of(L), &count);
  const st_quote *q = &all[st_lua_index(L, 2, count, "quote")];
  lua_pushinteger(L, (lua_Integer)q->open + 1);
  if (q->close == ST_NONE)
    lua_pushnil(L);
  else
    lua_pushinteger(L, (lua_Integer)q->close + 1);
  lua_pushinteger(L, q->depth);
  lua_pushboolean(L, q->continues != 0);
  return 4;
}

static int token_at(lua_State *L) {
  const st_revision *r = revision_of(L);
  lua_Integer offset = luaL_checkinteger(L, 2);
  uint32_t count;
  st_revision_tokens(r, &count);
  if (offset < 0 || offset > (lua_Integer)st_revision_text(r).n) {
    lua_pushnil(L);
    return 1;
  }
  uint32_t i = st_revision_token_at(r, (uint32_t)offset);
  if (i < count)
    lua_pushinteger(L, (lua_Integer)i + 1);
  else
    lua_pushnil(L);
  return 1;
}

bool st_lua_tokens_in(const st_revision *r, st_span span, uint32_t start, uint32_t *first,
                      uint32_t *last) {
  uint32_t count;
  const st_token *all = st_revision_tokens(r, &count);
  if (span.end <= span.begin) return false;
  uint32_t from = st_revision_token_from(r, start, span.begin);
  if (from >= count || all[from].begin >= span.end) return false;
  *first = *last = from + 1;
  if (all[from].end >= span.end) return true; /* as most are one word */
  uint32_t to = st_revision_token_from(r, from, span.end - 1);
  *last = to < count ? to + (all[to].begin < span.end) : count;
  return true;
}

/* article:tokens_in(begin, end) -> the first and the last token that begin there, or nothing. */
static int tokens_in(lua_State *L) {
  const st_revision *r = revision_of(L);
  lua_Integer begin = luaL_checkinteger(L, 2), end = luaL_checkinteger(L, 3);
  uint32_t first, last;
  if (begin < 0 || end <= begin || end > (lua_Integer)st_revision_text(r).n) return 0;
  if (!st_lua_tokens_in(r, (st_span){(uint32_t)begin, (uint32_t)end}, 0, &first, &last)) return 0;
  lua_pushinteger(L, first);
  lua_pushinteger(L, last);
  return 2;
}

/* The sentence that holds a token, or null. */
static const st_sentence *find_sentence(lua_State *L, const st_sentence **first) {
  uint32_t count, token_count;
  const st_revision *r = revision_of(L);
  st_revision_tokens(r, &token_count);
  uint32_t token = st_lua_index(L, 2, token_count, "token");
  const st_sentence *all = *first = st_revision_sentences(r, &count);
  uint32_t i = st_revision_sentence_from(r, token);
  return i < count && all[i].first <= token ? &all[i] : NULL;
}

static int sentence_of(lua_State *L) {
  const st_sentence *first, *s = find_sentence(L, &first);
  if (!s) return 0;
  lua_pushinteger(L, s - first + 1);
  return 1;
}

static int block_of(lua_State *L) {
  uint32_t count;
  const st_revision *r = revision_of(L);
  const st_token *all = st_revision_tokens(r, &count);
  uint32_t b = st_revision_block_at(r, all[st_lua_index(L, 2, count, "token")].begin);
  if (b == ST_NONE) return 0;
  lua_pushinteger(L, (lua_Integer)b + 1);
  return 1;
}

void st_lua_add_units(lua_State *L, const char *kind) {
  static const luaL_Reg methods[] = {{"tokens", tokens},
                                     {"token", token},
                                     {"stretch", stretch},
                                     {"word", word},
                                     {"folded", folded},
                                     {"words", words},
                                     {"texts", texts},
                                     {"shapes", shapes},
                                     {"list", st_lua_list},
                                     {"sentences", sentences},
                                     {"sentence", sentence},
                                     {"blocks", blocks},
                                     {"block", block},
                                     {"quotes", quotes},
                                     {"quote", quote},
                                     {"token_at", token_at},
                                     {"sentence_of", sentence_of},
                                     {"block_of", block_of},
                                     {"letters", st_lua_letters_of},
                                     {"places", st_lua_letter_places},
                                     {"runs", st_lua_letter_runs},
                                     {"clusters", st_lua_clusters},
                                     {"written", st_lua_written},
                                     {"lettered", st_lua_lettered},
                                     {"lettered_sentences", st_lua_lettered_sentences},
                                     {"tokens_in", tokens_in},
                                     {NULL, NULL}};
  luaL_getmetatable(L, kind);
  lua_getfield(L, -1, "__index");
  luaL_setfuncs(L, methods, 0);
  lua_pop(L, 2);
}
