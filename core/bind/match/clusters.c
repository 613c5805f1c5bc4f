/* clusters: what lies between letters that a rule looks for, of a whole article at once. */
#include "bind/state/state.h"

/* Tokens that one instruction of the budget pays for. */
enum { TOKENS = 8 };

enum { ALPHABET = 2, ROLES, WANTED, NEEDED, FIRST, LAST, LETTERS, TEXTS };

struct clusters {
  const st_token *tokens;
  const char *text, *letters;
  bool wanted[256], needed[256];
  lua_Integer count;
};

static bool has_letter(const struct clusters *c, uint32_t i) {
  return c->letters[i] != '.' && c->letters[i] != ' ';
}

static bool is_wanted(const struct clusters *c, uint32_t i) {
  return c->wanted[(unsigned char)c->letters[i]];
}

static bool has_needed(const struct clusters *c, uint32_t first, uint32_t stop) {
  for (uint32_t i = first; i < stop; i++)
    if (c->needed[(unsigned char)c->letters[i]]) return true;
  return false;
}

static void put_integer(lua_State *L, int list, lua_Integer i, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_rawseti(L, list, i);
}

static void put_bytes(lua_State *L, int list, lua_Integer i, const char *p, size_t n) {
  lua_pushlstring(L, p, n);
  lua_rawseti(L, list, i);
}

static void add(lua_State *L, struct clusters *c, uint32_t first, uint32_t stop) {
  lua_Integer i = ++c->count;
  uint32_t begin = c->tokens[first].begin, end = c->tokens[stop - 1].end;
  put_integer(L, FIRST, i, (lua_Integer)first + 1);
  put_integer(L, LAST, i, stop);
  put_bytes(L, LETTERS, i, &c->letters[first], stop - first);
  put_bytes(L, TEXTS, i, &c->text[begin], end - begin);
}

static void look_through(lua_State *L, struct clusters *c, const st_sentence *s) {
  for (uint32_t i = s->first; i < s->last; i++) {
    if (!is_wanted(c, i)) continue;
    uint32_t first = i, stop = i + 1;
    for (i++; i < s->last && has_letter(c, i); i++)
      if (is_wanted(c, i)) stop = i + 1;
    if (has_needed(c, first, stop)) add(L, c, first, stop);
  }
}

static void mark(lua_State *L, int letters, bool *marked) {
  st_str s = st_lua_str(L, letters);
  for (size_t i = 0; i < s.n; i++) marked[(unsigned char)s.p[i]] = true;
  marked[' '] = marked['.'] = false;
}

/* article:clusters(alphabet, roles, letters, needed) -> lists: the first tokens of the clusters, the
 * last ones, their letters, their texts */
int st_lua_clusters(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  const st_revision *r = st_match_article_revision(a);
  uint32_t tokens, sentences;
  struct clusters c = {.tokens = st_revision_tokens(r, &tokens), .text = st_revision_text(r).p};
  mark(L, WANTED, c.wanted);
  mark(L, NEEDED, c.needed);
  lua_settop(L, NEEDED);
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, tokens / TOKENS);
  for (int i = FIRST; i <= TEXTS; i++) lua_newtable(L);
  c.letters = st_lua_push_letters(L, ALPHABET, a,
                                  st_lua_roles(L, ROLES, st_match_article_vocab(a)));
  const st_sentence *all = st_revision_sentences(r, &sentences);
  for (uint32_t i = 0; i < sentences; i++) look_through(L, &c, &all[i]);
  lua_settop(L, TEXTS);
  return 4;
}
