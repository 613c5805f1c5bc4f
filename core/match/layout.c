#include "match/article.h"

#include "base/alloc.h"

st_layout *st_layout_share(st_layout *l) {
  l->shares++;
  return l;
}

void st_layout_close(st_layout *l) {
  if (!l || --l->shares > 0) return;
  for (int i = 0; i < ST_FOLD_ROOM; i++) st_free(l->words[i]);
  st_free(l->kinds);
  st_free(l->token);
  st_free(l->sentences);
  st_free(l->parts);
  st_layout_close(l->whole);
  st_free(l);
}

/* --- all of an article --- */

static void add_boundary(st_layout *l) {
  if (!l->count || l->token[l->count - 1] != ST_NONE) l->token[l->count++] = ST_NONE;
}

static void add_tokens(st_layout *l, const st_token *tokens, uint32_t first, uint32_t last) {
  for (uint32_t i = first; i < last; i++)
    if (l->quotes || !(tokens[i].flags & ST_TOKEN_QUOTE)) l->token[l->count++] = i;
}

static void lay_out(st_match_article *a, const uint64_t *roles, st_layout *l) {
  uint32_t count, token_count, block = ST_NONE;
  const st_revision *r = st_match_article_revision(a);
  const st_sentence *sentences = st_revision_sentences(r, &count);
  const st_token *tokens = st_revision_tokens(r, &token_count);
  for (uint32_t i = 0; i < count; i++) {
    const st_sentence *s = &sentences[i];
    if (!(roles[s->block] & l->roles)) continue;
    if (!l->count || l->within == ST_WITHIN_SENTENCE ||
        (l->within == ST_WITHIN_PARAGRAPH && s->block != block))
      add_boundary(l);
    l->sentences[i].first = l->count;
    add_tokens(l, tokens, s->first, s->last);
    l->sentences[i].stop = l->count;
    block = s->block;
  }
  if (l->count) add_boundary(l);
  if (l->count == 1) l->count = 0;
}

st_layout *st_layout_make(st_match_article *a, uint64_t roles, enum st_within within, bool quotes) {
  uint32_t tokens, sentences;
  const st_revision *r = st_match_article_revision(a);
  const uint64_t *role_bits = st_match_article_role_bits(a);
  st_revision_tokens(r, &tokens);
  st_revision_sentences(r, &sentences);
  st_layout *l = role_bits ? st_calloc(1, sizeof *l) : NULL;
  if (!l) return NULL;
  *l = (st_layout){.roles = roles, .within = within, .quotes = quotes, .shares = 1};
  l->token = st_grow(NULL, (size_t)tokens + sentences + 2, sizeof *l->token);
  l->sentences = st_calloc(sentences, sizeof *l->sentences);
  if (!l->token || !l->sentences) {
    st_layout_close(l);
    return NULL;
  }
  lay_out(a, role_bits, l);
  return l;
}

/* --- parts of it --- */

/* The numbers of the slots of the whole, for those that the parts have; then that of a boundary. */
static void gather(const st_layout *l, const uint32_t *of_whole, uint32_t boundary, uint32_t *out) {
  for (uint32_t i = 0; i < l->part_count; i++) {
    uint32_t n = l->parts[i].stop - l->parts[i].first;
    memcpy(out, of_whole + l->parts[i].first, n * sizeof *out);
    out += n;
  }
  *out = boundary;
}

st_layout *st_layout_of_parts(st_layout *whole, st_slots *parts, uint32_t count) {
  uint32_t slots = 0;
  for (uint32_t i = 0; i < count; i++) slots += parts[i].stop - parts[i].first;
  st_layout *l = st_malloc(sizeof *l);
  uint32_t *token = st_grow(NULL, (size_t)slots + 1, sizeof *token);
  if (!l || !token) {
    st_free(l);
    st_free(token);
    return NULL;
  }
  *l = (st_layout){.roles = whole->roles,
                   .within = whole->within,
                   .quotes = whole->quotes,
                   .token = token,
                   .count = slots ? slots + 1 : 0,
                   .whole = st_layout_share(whole),
                   .parts = parts,
                   .part_count = count,
                   .shares = 1};
  gather(l, whole->token, ST_NONE, token);
  return l;
}

/* --- what its slots are --- */

static void read_words(st_layout *l, const uint32_t *words, uint32_t *of) {
  for (uint32_t i = 0; i < l->count; i++) of[i] = l->token[i] == ST_NONE ? 0 : words[l->token[i]];
}

const uint32_t *st_layout_words(st_layout *l, st_match_article *a, uint32_t table) {
  const uint32_t *words = l->whole ? st_layout_words(l->whole, a, table)
                                   : st_match_article_words(a, table);
  uint32_t known = st_vocab_count(st_match_article_vocab(a), table);
  if (!words) return NULL;
  if (l->words[table] && l->known[table] == known) return l->words[table];
  uint32_t *of = st_grow(l->words[table], l->count, sizeof *of);
  if (!of) return NULL;
  l->words[table] = of;
  l->known[table] = known;
  if (l->whole)
    gather(l, words, 0, of);
  else
    read_words(l, words, of);
  return of;
}

const uint32_t *st_layout_kinds(st_layout *l, st_match_article *a) {
  if (l->kinds) return l->kinds;
  const uint32_t *kinds = l->whole    ? st_layout_kinds(l->whole, a)
                          : l->quotes ? st_match_article_kinds(a)
                                      : st_match_article_kinds_beside(a);
  uint32_t *of = kinds ? st_grow(NULL, l->count, sizeof *of) : NULL;
  if (!of) return NULL;
  if (l->whole)
    gather(l, kinds, 0, of);
  else
    for (uint32_t i = 0; i < l->count; i++)
      of[i] = l->token[i] == ST_NONE ? 0 : kinds[l->token[i]] + 1;
  return l->kinds = of;
}
