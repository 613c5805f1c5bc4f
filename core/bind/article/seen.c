/* What a rule sees of an article as lists: its sentences, its outermost quotations. One call for
 * all of them, and no object for any. */
#include "bind/state/state.h"

/* Sentences, quotations or tokens that one instruction of the budget pays for. */
enum { UNITS = 4 };

enum { ROLES = 2 }; /* argument */

struct seen {
  const st_revision *revision;
  const uint64_t *bits; /* by block */
  uint64_t roles;
};

static struct seen seen_arg(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  lua_settop(L, ROLES);
  struct seen s = {.revision = st_match_article_revision(a),
                   .bits = st_match_article_role_bits(a),
                   .roles = st_lua_roles(L, ROLES, st_match_article_vocab(a))};
  if (!s.bits) luaL_error(L, "not enough memory");
  return s;
}

static void charge(lua_State *L, uint32_t units) {
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, units / UNITS);
}

/* Pushes `lists` tables with room for so many each; the first is at ROLES + 1. */
static void push_lists(lua_State *L, int lists, uint32_t room) {
  for (int i = 0; i < lists; i++) lua_createtable(L, (int)room, 0);
}

static void put(lua_State *L, int list, lua_Integer i, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_rawseti(L, ROLES + list, i);
}

static void put_yes(lua_State *L, int list, lua_Integer i, bool value) {
  lua_pushboolean(L, value);
  lua_rawseti(L, ROLES + list, i);
}

/* article:sentence_tokens(roles) -> by sentence that is seen: its first token, its last, its block */
int st_lua_sentence_tokens(lua_State *L) {
  struct seen s = seen_arg(L);
  uint32_t count;
  const st_sentence *all = st_revision_sentences(s.revision, &count);
  lua_Integer n = 0;
  charge(L, count);
  push_lists(L, 3, count);
  for (uint32_t i = 0; i < count; i++) {
    if (!(s.bits[all[i].block] & s.roles)) continue;
    put(L, 1, ++n, (lua_Integer)all[i].first + 1);
    put(L, 2, n, all[i].last);
    put(L, 3, n, (lua_Integer)all[i].block + 1);
  }
  return 3;
}

/* The tokens [first, last], from 1, of a quotation that is outermost, seen, and not empty. */
static bool find_quote(const struct seen *s, const st_quote *q, uint32_t *first, uint32_t *last) {
  uint32_t count;
  if (q->depth) return false;
  const st_token *t = st_revision_tokens(s->revision, &count);
  uint32_t block = st_revision_block_at(s->revision, t[q->open].begin);
  if (block == ST_NONE || !(s->bits[block] & s->roles)) return false;
  bool closed = q->close != ST_NONE;
  *first = q->open + 1;
  *last = closed ? q->close + 1 : st_revision_blocks(s->revision, &count)[block].last;
  return *last > *first + closed;
}

/* How many of the sentences that are seen begin at token `first`, from 1, or before: the number of
 * the one that holds it. `next` is where to go on, `seen` how many came before that. */
static uint32_t sentence_at(const struct seen *s, uint32_t first, uint32_t *next, uint32_t *seen) {
  uint32_t count;
  const st_sentence *all = st_revision_sentences(s->revision, &count);
  for (; *next < count && all[*next].first < first; ++*next)
    if (s->bits[all[*next].block] & s->roles) ++*seen;
  return *seen;
}

/* article:quote_tokens(roles) -> by outermost quotation with a word in it that is seen: its first
 * token and its last, marks included; whether a mark closes it; whether it goes on from the
 * paragraph before; the sentence that it begins in, as sentence_tokens counts them */
int st_lua_quote_tokens(lua_State *L) {
  struct seen s = seen_arg(L);
  uint32_t count, first, last, next = 0, sentences = 0;
  const st_quote *all = st_revision_quotes(s.revision, &count);
  lua_Integer n = 0;
  charge(L, count);
  push_lists(L, 5, count);
  for (uint32_t i = 0; i < count; i++) {
    if (!find_quote(&s, &all[i], &first, &last)) continue;
    put(L, 1, ++n, first);
    put(L, 2, n, last);
    put_yes(L, 3, n, all[i].close != ST_NONE);
    put_yes(L, 4, n, all[i].continues != 0);
    put(L, 5, n, sentence_at(&s, first, &next, &sentences));
  }
  return 5;
}

/* article:quote_of(roles) -> by token the quotation of these that it is in, of several the last */
int st_lua_quote_of(lua_State *L) {
  struct seen s = seen_arg(L);
  uint32_t count, tokens, first, last;
  const st_quote *all = st_revision_quotes(s.revision, &count);
  lua_Integer n = 0;
  st_revision_tokens(s.revision, &tokens);
  charge(L, count);
  push_lists(L, 1, count ? tokens : 0);
  for (uint32_t i = 0; i < count; i++) {
    if (!find_quote(&s, &all[i], &first, &last)) continue;
    n++;
    charge(L, last - first);
    for (uint32_t t = first; t <= last; t++) put(L, 1, t, n);
  }
  return 1;
}
