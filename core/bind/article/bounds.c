/* Sentences and blocks as numbers, and stretches of tokens as texts, without an object each.
 * Methods of the article that authors see, called on it directly. */
#include "bind/bind.h"
#include "bind/state/state.h"

static st_match_article *article_arg(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushliteral(L, "native");
  lua_rawget(L, 1);
  lua_replace(L, 1);
  return st_lua_article(L, 1);
}

static int push_sentence(lua_State *L, const st_sentence *s) {
  lua_pushinteger(L, (lua_Integer)s->first + 1);
  lua_pushinteger(L, s->last);
  return 2;
}

/* article:bounds_of(token) -> first and last token of its sentence, the sentence's and the block's
 * number; nothing where there is none */
static int bounds_of(lua_State *L) {
  const st_revision *r = st_match_article_revision(article_arg(L));
  uint32_t count;
  const st_sentence *all = st_revision_sentences(r, &count);
  lua_Integer token = luaL_checkinteger(L, 2);
  if (token < 1 || token-- > UINT32_MAX) return 0;
  uint32_t i = st_revision_sentence_from(r, (uint32_t)token);
  if (i == count || all[i].first > token) return 0;
  push_sentence(L, &all[i]);
  lua_pushinteger(L, (lua_Integer)i + 1);
  lua_pushinteger(L, (lua_Integer)all[i].block + 1);
  return 4;
}

enum { ARTICLE = 1, ROLES, NEXT, HOLDER, LETTERS }; /* upvalues; the letters are the holder's */

/* -> the sentence's number, its first and last token, its block's number */
static int next_bounds(lua_State *L) {
  st_match_article *a = st_lua_article(L, lua_upvalueindex(ARTICLE));
  uint64_t roles = (uint64_t)lua_tointeger(L, lua_upvalueindex(ROLES));
  uint32_t count, i = (uint32_t)lua_tointeger(L, lua_upvalueindex(NEXT));
  const st_sentence *all = st_revision_sentences(st_match_article_revision(a), &count);
  const uint64_t *bits = st_match_article_role_bits(a);
  if (!bits) luaL_error(L, "not enough memory");
  while (i < count && !(bits[all[i].block] & roles)) i++;
  if (i >= count) return 0;
  lua_pushinteger(L, (lua_Integer)i + 1);
  lua_copy(L, -1, lua_upvalueindex(NEXT));
  push_sentence(L, &all[i]);
  lua_pushinteger(L, (lua_Integer)all[i].block + 1);
  return 4;
}

/* -> the block's number, its first and last token, where it begins and stops, its tag, the letters
 * of its tokens */
static int next_outline(lua_State *L) {
  st_match_article *a = st_lua_article(L, lua_upvalueindex(ARTICLE));
  uint64_t roles = (uint64_t)lua_tointeger(L, lua_upvalueindex(ROLES));
  uint32_t count, i = (uint32_t)lua_tointeger(L, lua_upvalueindex(NEXT));
  const st_block *all = st_revision_blocks(st_match_article_revision(a), &count);
  const uint64_t *bits = st_match_article_role_bits(a);
  if (!bits) luaL_error(L, "not enough memory");
  while (i < count && !(bits[i] & roles)) i++;
  if (i >= count) return 0;
  lua_pushinteger(L, (lua_Integer)i + 1);
  lua_copy(L, -1, lua_upvalueindex(NEXT));
  lua_pushinteger(L, (lua_Integer)all[i].first + 1);
  lua_pushinteger(L, all[i].last);
  lua_pushinteger(L, all[i].begin);
  lua_pushinteger(L, all[i].end);
  lua_pushstring(L, st_tag_name(all[i].tag));
  if (lua_isnone(L, lua_upvalueindex(LETTERS))) return 6;
  const char *letters = lua_touserdata(L, lua_upvalueindex(LETTERS));
  lua_pushlstring(L, letters + all[i].first, all[i].last - all[i].first);
  return 7;
}

/* -> the first token of a quotation and its last, how deep it lies, whether a mark closes it, whether
 * it goes on from the paragraph before */
static int next_quote(lua_State *L) {
  st_match_article *a = st_lua_article(L, lua_upvalueindex(ARTICLE));
  const st_revision *r = st_match_article_revision(a);
  uint64_t roles = (uint64_t)lua_tointeger(L, lua_upvalueindex(ROLES));
  uint32_t count, tokens, blocks, i = (uint32_t)lua_tointeger(L, lua_upvalueindex(NEXT));
  const st_quote *all = st_revision_quotes(r, &count);
  const st_token *t = st_revision_tokens(r, &tokens);
  const uint64_t *bits = st_match_article_role_bits(a);
  if (!bits) luaL_error(L, "not enough memory");
  for (; i < count; i++) {
    uint32_t block = st_revision_block_at(r, t[all[i].open].begin);
    if (block == ST_NONE || !(bits[block] & roles)) continue;
    bool closed = all[i].close != ST_NONE;
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_replace(L, lua_upvalueindex(NEXT));
    lua_pushinteger(L, (lua_Integer)all[i].open + 1);
    lua_pushinteger(L, closed ? (lua_Integer)all[i].close + 1
                              : (lua_Integer)st_revision_blocks(r, &blocks)[block].last);
    lua_pushinteger(L, all[i].depth);
    lua_pushboolean(L, closed);
    lua_pushboolean(L, all[i].continues != 0);
    return 5;
  }
  return 0;
}

/* An iterator over what `next` gives of the article at 1, with the letters of the alphabet at 2 where
 * there is one. */
static int iterate(lua_State *L, lua_CFunction next) {
  lua_settop(L, 2);
  lua_getfield(L, 1, "rule");
  lua_getfield(L, 3, "roles");
  st_match_article *a = article_arg(L);
  uint64_t roles = st_lua_roles(L, 4, st_match_article_vocab(a));
  lua_pushvalue(L, 1);
  lua_pushinteger(L, (lua_Integer)roles);
  lua_pushinteger(L, 0);
  if (lua_isnil(L, 2)) {
    lua_pushcclosure(L, next, NEXT);
    return 1;
  }
  void *letters = (void *)st_lua_push_letters(L, 2, a, roles);
  lua_pushlightuserdata(L, letters);
  lua_pushcclosure(L, next, LETTERS);
  return 1;
}

/* article:outline_lists([alphabet]) -> of the blocks that the rule sees, in lists: where each begins,
 * where it stops, its tag, the letters of its tokens */
static int outline_lists(lua_State *L) {
  enum { BEGINS = 5, STOPS, TAGS, LETTERS_OF, TAG };
  lua_settop(L, 2);
  lua_getfield(L, 1, "rule");
  lua_getfield(L, 3, "roles");
  st_match_article *a = article_arg(L);
  uint64_t roles = st_lua_roles(L, 4, st_match_article_vocab(a));
  uint32_t count;
  const st_block *all = st_revision_blocks(st_match_article_revision(a), &count);
  const uint64_t *bits = st_match_article_role_bits(a);
  if (!bits) return luaL_error(L, "not enough memory");
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, count);
  for (int list = BEGINS; list <= LETTERS_OF; list++) lua_createtable(L, (int)count, 0);
  lua_pushnil(L);
  const char *letters = lua_isnil(L, 2) ? NULL : st_lua_push_letters(L, 2, a, roles);
  lua_Integer n = 0;
  for (uint32_t i = 0, tag = ST_NONE; i < count; i++) {
    if (!(bits[i] & roles)) continue;
    if (tag != all[i].tag) {
      lua_pushstring(L, st_tag_name(all[i].tag));
      lua_replace(L, TAG);
      tag = all[i].tag;
    }
    lua_pushinteger(L, all[i].begin);
    lua_rawseti(L, BEGINS, ++n);
    lua_pushinteger(L, all[i].end);
    lua_rawseti(L, STOPS, n);
    lua_pushvalue(L, TAG);
    lua_rawseti(L, TAGS, n);
    if (!letters) continue;
    lua_pushlstring(L, letters + all[i].first, all[i].last - all[i].first);
    lua_rawseti(L, LETTERS_OF, n);
  }
  lua_settop(L, letters ? LETTERS_OF : TAGS);
  return letters ? 4 : 3;
}

/* The bytes from one token to another, arguments 2 and 3. */
static st_span stretch_arg(lua_State *L, const st_revision *r) {
  uint32_t count;
  const st_token *all = st_revision_tokens(r, &count);
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  if (first < 1 || last < first || last > (lua_Integer)count)
    st_lua_fail(L, "no tokens %lld to %lld in an article of %u", (long long)first, (long long)last,
                count);
  return (st_span){all[first - 1].begin, all[last - 1].end};
}

/* article:bytes_of(first, last) -> where the first token begins and the last one stops */
static int bytes_of(lua_State *L) {
  st_span span = stretch_arg(L, st_match_article_revision(article_arg(L)));
  lua_pushinteger(L, span.begin);
  lua_pushinteger(L, span.end);
  return 2;
}

/* article:text_of(first, last) -> the text from one token to another */
static int text_of(lua_State *L) {
  const st_revision *r = st_match_article_revision(article_arg(L));
  st_span span = stretch_arg(L, r);
  lua_pushlstring(L, st_revision_text(r).p + span.begin, span.end - span.begin);
  return 1;
}

/* article:bounds(), :outline([alphabet]), :quote_bounds() -> an iterator over the sentences, the
 * blocks, the quotations that the rule sees */
static int bounds(lua_State *L) {
  lua_settop(L, 1);
  return iterate(L, next_bounds);
}
static int outline(lua_State *L) { return iterate(L, next_outline); }
static int quote_bounds(lua_State *L) {
  lua_settop(L, 1);
  return iterate(L, next_quote);
}

/* core.bounds: the methods by name */
void st_lua_push_bounds(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"bounds_of", bounds_of}, {"bounds", bounds},     {"outline", outline},
      {"outline_lists", outline_lists},
      {"text_of", text_of},     {"bytes_of", bytes_of}, {"quote_bounds", quote_bounds},
      {NULL, NULL}};
  luaL_newlib(L, methods);
}
