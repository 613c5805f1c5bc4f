/* The sentences or paragraphs that a pattern can match in, laid out. */
#include "match/article.h"

#include "base/alloc.h"

/* One unit after the other, in the order of the text. */
struct picking {
  st_match_article *article;
  const st_pick *pick;
  const uint64_t *marks;
  uint32_t width;
  const st_sentence *sentences;
  const st_token *tokens;
  uint32_t at[ST_BIT_ROOM]; /* by layer: its first annotation that ends in this unit or behind */
  st_layout *layout;
};

static bool has_keys(const struct picking *p, uint32_t first, uint32_t last) {
  for (uint32_t i = 0; i < p->pick->key_count; i++) {
    uint32_t key = p->pick->keys[i];
    bool found = false;
    for (uint32_t s = first; !found && s < last; s++)
      found = p->marks[(size_t)s * p->width + key / 64] >> key % 64 & 1;
    if (!found) return false;
  }
  return true;
}

static bool has_layers(struct picking *p, uint32_t begin, uint32_t end) {
  bool all = true;
  for (uint32_t i = 0; i < p->pick->layer_count; i++) {
    const st_layer *l = p->pick->layers[i];
    uint32_t count = l ? st_layer_count(l) : 0, *at = &p->at[i];
    while (*at < count && st_layer_span(l, *at).end <= begin) ++*at;
    all = all && *at < count && st_layer_span(l, *at).begin < end;
  }
  return all;
}

static bool can_match(struct picking *p, uint32_t first, uint32_t last) {
  if (!has_keys(p, first, last)) return false;
  if (!p->pick->layer_count) return true;
  return has_layers(p, p->tokens[p->sentences[first].first].begin,
                    p->tokens[p->sentences[last - 1].last - 1].end);
}

/* A boundary, and the tokens of sentences [first, last). */
static void lay_out(struct picking *p, uint32_t first, uint32_t last) {
  st_layout *l = p->layout;
  if (!l->count || l->token[l->count - 1] != ST_NONE) l->token[l->count++] = ST_NONE;
  for (uint32_t i = p->sentences[first].first; i < p->sentences[last - 1].last; i++)
    if (l->quotes || !(p->tokens[i].flags & ST_TOKEN_QUOTE)) l->token[l->count++] = i;
}

static uint32_t end_of_unit(const struct picking *p, uint32_t first, uint32_t count) {
  uint32_t last = first + 1;
  if (p->layout->within == ST_WITHIN_PARAGRAPH)
    while (last < count && p->sentences[last].block == p->sentences[first].block) last++;
  return last;
}

static void pick_units(struct picking *p, const uint64_t *roles, uint32_t count) {
  for (uint32_t i = 0, next; i < count; i = next) {
    next = end_of_unit(p, i, count);
    if ((roles[p->sentences[i].block] & p->layout->roles) && can_match(p, i, next))
      lay_out(p, i, next);
  }
  st_layout *l = p->layout;
  if (l->count && l->token[l->count - 1] != ST_NONE) l->token[l->count++] = ST_NONE;
  if (l->count == 1) l->count = 0;
}

static bool start(struct picking *p, uint32_t sentences) {
  uint32_t tokens;
  st_match_article *a = p->article;
  p->tokens = st_revision_tokens(st_match_article_revision(a), &tokens);
  p->layout->token = st_grow(NULL, (size_t)tokens + sentences + 2, sizeof *p->layout->token);
  if (p->pick->key_count) {
    p->marks = st_match_article_marks(a, p->pick->sieve);
    p->width = st_sieve_width(p->pick->sieve);
    if (!p->marks) return false;
  }
  return p->layout->token != NULL;
}

st_layout *st_match_article_pick(st_match_article *a, uint64_t roles, enum st_within within,
                                 bool quotes, const st_pick *pick) {
  uint32_t count;
  struct picking p = {.article = a, .pick = pick};
  p.sentences = st_revision_sentences(st_match_article_revision(a), &count);
  const uint64_t *bits = st_match_article_role_bits(a);
  p.layout = st_calloc(1, sizeof *p.layout);
  if (p.layout)
    *p.layout = (st_layout){.roles = roles, .within = within, .quotes = quotes, .shares = 1};
  if (bits && p.layout && start(&p, count)) {
    pick_units(&p, bits, count);
    return p.layout;
  }
  st_layout_close(p.layout);
  return NULL;
}
