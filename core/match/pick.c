/* The sentences or paragraphs that a pattern can match in, laid out. */
#include "match/article.h"

#include "base/alloc.h"

/* One unit after the other, in the order of the text. */
struct picking {
  st_match_article *article;
  const st_pick *pick;
  const uint64_t *marks;
  uint32_t width;
  uint64_t need[ST_SIEVE_KEYS / 64]; /* the keys, as marks */
  const st_sentence *sentences;
  const st_token *tokens;
  uint32_t at[ST_BIT_ROOM]; /* by layer: its first annotation that ends in this unit or behind */
  st_layout *whole;
  st_slots *parts;
  uint32_t part_count;
};

/* Whether sentences [first, last) have all keys among their marks. */
static inline bool has_keys(const struct picking *p, uint32_t first, uint32_t last) {
  for (uint32_t k = 0; k < p->width; k++) {
    uint64_t left = p->need[k];
    for (uint32_t s = first; left && s < last; s++) left &= ~p->marks[(size_t)s * p->width + k];
    if (left) return false;
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

/* The slots of sentences [first, last) and the boundary before them: a part, or the end of the part
 * before. */
static void take(struct picking *p, uint32_t first, uint32_t last) {
  st_slots slots = {p->whole->sentences[first].first - 1, p->whole->sentences[last - 1].stop};
  if (slots.stop == slots.first + 1) return;
  st_slots *before = p->part_count ? &p->parts[p->part_count - 1] : NULL;
  if (before && before->stop == slots.first)
    before->stop = slots.stop;
  else
    p->parts[p->part_count++] = slots;
}

static inline uint32_t end_of_unit(const struct picking *p, uint32_t first, uint32_t count) {
  uint32_t last = first + 1;
  if (p->whole->within == ST_WITHIN_PARAGRAPH)
    while (last < count && p->sentences[last].block == p->sentences[first].block) last++;
  return last;
}

static void pick_units(struct picking *p, const uint64_t *roles, uint32_t count) {
  const st_sentence *s = p->sentences;
  bool layers = p->pick->layer_count > 0;
  for (uint32_t i = 0, next; i < count; i = next) {
    next = end_of_unit(p, i, count);
    if (!has_keys(p, i, next) || !(roles[s[i].block] & p->whole->roles)) continue;
    if (layers && !has_layers(p, p->tokens[s[i].first].begin, p->tokens[s[next - 1].last - 1].end))
      continue;
    take(p, i, next);
  }
}

static bool start(struct picking *p, uint32_t sentences) {
  uint32_t tokens;
  p->tokens = st_revision_tokens(st_match_article_revision(p->article), &tokens);
  p->parts = st_grow(NULL, sentences, sizeof *p->parts);
  if (p->pick->key_count) {
    p->marks = st_match_article_marks(p->article, p->pick->sieve);
    p->width = st_sieve_width(p->pick->sieve);
    if (!p->marks) return false;
  }
  for (uint32_t i = 0; i < p->pick->key_count; i++)
    p->need[p->pick->keys[i] / 64] |= (uint64_t)1 << p->pick->keys[i] % 64;
  return p->parts != NULL;
}

st_layout *st_match_article_pick(st_match_article *a, uint64_t roles, enum st_within within,
                                 bool quotes, const st_pick *pick) {
  uint32_t count;
  st_layout *picked = NULL;
  struct picking p = {.article = a, .pick = pick};
  p.sentences = st_revision_sentences(st_match_article_revision(a), &count);
  p.whole = st_match_article_layout(a, roles, within, quotes);
  const uint64_t *bits = st_match_article_role_bits(a);
  if (p.whole && bits && start(&p, count)) {
    if (p.whole->count) pick_units(&p, bits, count);
    picked = st_layout_of_parts(p.whole, p.parts, p.part_count);
  }
  if (!picked) st_free(p.parts);
  return picked;
}
