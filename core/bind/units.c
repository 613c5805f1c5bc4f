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

/* The folded forms of tokens `first` to `last` (inclusive) in lower case, as one list: what rules
 * in plain Lua read most, in one call and without an object a token. */
static int words(lua_State *L) {
  const st_revision *r = revision_of(L);
  uint32_t count;
  const st_token *all = st_revision_tokens(r, &count);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (first < 1 || last > (lua_Integer)count || first > last + 1)
    return luaL_error(L, "no tokens %I to %I", first, last);
  lua_createtable(L, (int)(last - first + 1), 0);
  for (lua_Integer i = first; i <= last; i++) {
    const st_token *t = &all[i - 1];
    st_str text = {st_revision_text(r).p + t->begin, t->end - t->begin};
    char room[ST_WORD_ROOM];
    size_t n = st_fold_word(text, room, sizeof room);
    if (n <= sizeof room) lower_ascii(room, n);
    st_lua_push(L, n <= sizeof room ? (st_str){room, n} : text);
    lua_rawseti(L, -2, i - first + 1);
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

/* The sentence that holds a token, or null. */
static const st_sentence *find_sentence(lua_State *L, const st_sentence **first) {
  uint32_t count, token_count;
  const st_revision *r = revision_of(L);
  st_revision_tokens(r, &token_count);
  uint32_t token = st_lua_index(L, 2, token_count, "token");
  const st_sentence *all = *first = st_revision_sentences(r, &count);
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (all[middle].last <= token)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count && all[low].first <= token ? &all[low] : NULL;
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
  static const luaL_Reg methods[] = {
      {"tokens", tokens},           {"token", token},       {"word", word},
      {"folded", folded},           {"words", words},       {"sentences", sentences},
      {"sentence", sentence},       {"blocks", blocks},     {"block", block},
      {"quotes", quotes},           {"quote", quote},       {"token_at", token_at},
      {"sentence_of", sentence_of}, {"block_of", block_of}, {NULL, NULL}};
  luaL_getmetatable(L, kind);
  lua_getfield(L, -1, "__index");
  luaL_setfuncs(L, methods, 0);
  lua_pop(L, 2);
}
