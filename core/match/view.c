#include "match/view.h"

#include "base/alloc.h"

struct start {
  uint32_t slot, predicate, index;
};

struct st_view {
  st_layout *layout;
  char *codes;
  uint32_t bytes;
  struct start *starts; /* by predicate, then slot */
  uint32_t start_count, start_room;
};

/* What recoding works on: one set of bits a slot, packed at the end. */
struct recoding {
  st_program *program;
  st_match_article *article;
  const st_view_request *request;
  st_view *view;
  const uint32_t *token;
  uint64_t *bits;
  uint32_t count;
};

void st_view_close(st_view *v) {
  if (!v) return;
  st_layout_close(v->layout);
  st_free(v->codes);
  st_free(v->starts);
  st_free(v);
}

st_str st_view_codes(const st_view *v) {
  return (st_str){v->codes, (size_t)v->layout->count * v->bytes};
}
uint32_t st_view_slots(const st_view *v) { return v->layout->count; }
uint32_t st_view_token(const st_view *v, uint32_t slot) { return v->layout->token[slot]; }

uint32_t st_view_longest(const st_view *v) {
  const uint32_t *token = v->layout->token;
  uint32_t slots = v->layout->count, longest = 0, from = 0;
  for (uint32_t i = 0; i < slots; i++) {
    if (token[i] != ST_NONE) continue;
    if (i - from > longest) longest = i - from;
    from = i + 1;
  }
  return slots - from > longest ? slots - from : longest;
}

void st_view_drop_codes(st_view *v) {
  st_free(v->codes);
  v->codes = NULL;
}

uint32_t st_view_starts(const st_view *v, uint32_t slot, uint32_t predicate) {
  uint32_t low = 0, high = v->start_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct start *s = &v->starts[middle];
    if (s->predicate < predicate || (s->predicate == predicate && s->slot < slot))
      low = middle + 1;
    else
      high = middle;
  }
  if (low == v->start_count) return ST_NONE;
  const struct start *s = &v->starts[low];
  return s->slot == slot && s->predicate == predicate ? s->index : ST_NONE;
}

static int add_start(st_view *v, struct start s, st_error *e) {
  if (v->start_count == v->start_room) {
    uint32_t room = v->start_room ? v->start_room * 2 : 16;
    struct start *starts = st_grow(v->starts, room, sizeof *starts);
    if (!starts) return st_nomem(e);
    v->starts = starts;
    v->start_room = room;
  }
  v->starts[v->start_count++] = s;
  return ST_OK;
}

/* --- the bits of single tokens --- */

static void recode_boundaries(struct recoding *r) {
  uint64_t boundary = st_program_boundary(r->program);
  for (uint32_t i = 0; i < r->count; i++) r->bits[i] = r->token[i] == ST_NONE ? boundary : 0;
}

static int recode_flags(struct recoding *r, st_error *e) {
  if (!st_program_asks_flags(r->program)) {
    recode_boundaries(r);
    return ST_OK;
  }
  const uint32_t *kinds = st_layout_kinds(r->view->layout, r->article);
  const uint64_t *bits = kinds ? st_program_flag_bits(r->program) : NULL;
  if (!bits) return st_nomem(e);
  for (uint32_t i = 0; i < r->count; i++) r->bits[i] = bits[kinds[i]];
  return ST_OK;
}

static int recode_words(struct recoding *r, st_error *e) {
  for (uint32_t t = 0; t < st_program_tables(r->program); t++) {
    const st_word_bits *table = st_program_word_bits(r->program, t);
    const uint32_t *words = st_layout_words(r->view->layout, r->article, table->table);
    if (!words) return st_nomem(e);
    for (uint32_t i = 0; i < r->count; i++)
      if (words[i] < table->count) r->bits[i] |= table->bits[table->set[words[i]]];
  }
  return ST_OK;
}

static void recode_test(struct recoding *r, const st_predicate *d, const uint8_t *holds) {
  for (uint32_t i = 0; holds && i < r->count; i++)
    if (r->token[i] != ST_NONE) r->bits[i] |= (uint64_t)(holds[r->token[i]] & 1) << d->bit;
}

/* --- the bits of stretches --- */

static void mark_rest(struct recoding *r, const st_predicate *d, uint32_t slot, uint32_t end) {
  for (; slot < end; slot++)
    if (r->token[slot] != ST_NONE) r->bits[slot] |= (uint64_t)2 << d->bit;
}

static int mark(struct recoding *r, const st_predicate *d, uint32_t predicate, struct start s,
                uint32_t end, st_error *e) {
  s.predicate = predicate;
  r->bits[s.slot] |= (uint64_t)1 << d->bit;
  mark_rest(r, d, s.slot + 1, end);
  return add_start(r->view, s, e);
}

/* The token at a slot or, at a boundary, after it: never less than at the slot before. */
static uint32_t token_from(const struct recoding *r, uint32_t slot) {
  if (r->token[slot] != ST_NONE) return r->token[slot];
  return slot + 1 < r->count ? r->token[slot + 1] : ST_NONE;
}

/* The first slot from `slot` on whose token is not before `token`. */
static uint32_t seek(const struct recoding *r, uint32_t slot, uint32_t token) {
  uint32_t low = slot, high = r->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (token_from(r, middle) < token)
      low = middle + 1;
    else
      high = middle;
  }
  return low < r->count && r->token[low] == ST_NONE ? low + 1 : low;
}

/* Of the annotations that begin where number `i` does, the longest that is seen; `*next` is the
 * first that begins later. ST_NONE where none is seen. */
static uint32_t longest_from(const st_layer *l, const uint8_t *seen, uint32_t i, uint32_t *next) {
  uint32_t begin = st_layer_span(l, i).begin, count = st_layer_count(l), best = ST_NONE;
  for (; i < count && st_layer_span(l, i).begin == begin; i++) {
    if (seen && !seen[i]) continue;
    if (best == ST_NONE || st_layer_span(l, i).end > st_layer_span(l, best).end) best = i;
  }
  *next = i;
  return best;
}

/* Whether what begins at `token` has begun before the first slot that shows it: a part of the
 * article that was not picked stands between. */
static bool began_before(const struct recoding *r, uint32_t token, uint32_t slot) {
  const st_layout *l = r->view->layout;
  if (!r->request->layout || r->token[slot] == token) return false;
  const st_revision *revision = st_match_article_revision(r->article);
  const uint64_t *roles = st_match_article_role_bits(r->article);
  uint32_t count;
  const st_token *all = st_revision_tokens(revision, &count);
  for (; roles && token < r->token[slot]; token++) {
    uint32_t block = st_revision_block_at(revision, all[token].begin);
    bool mark = !l->quotes && all[token].flags & ST_TOKEN_QUOTE;
    if (!mark && block != ST_NONE && roles[block] & l->roles) return true;
  }
  return false;
}

static int recode_layer(struct recoding *r, const st_predicate *d, uint32_t predicate,
                        const uint8_t *seen, st_error *e) {
  const st_layer *l = st_match_article_layer(r->article, d->name);
  if (!l) return ST_OK;
  const st_revision *revision = st_match_article_revision(r->article);
  uint32_t tokens, slot = 0, taken = 0, next;
  const st_token *token = st_revision_tokens(revision, &tokens);
  for (uint32_t i = 0; i < st_layer_count(l); i = next) {
    uint32_t best = longest_from(l, seen, i, &next);
    if (best == ST_NONE) continue;
    st_span span = st_layer_span(l, best);
    if (span.begin < taken) continue;
    taken = span.end;
    uint32_t first = st_revision_token_at(revision, span.begin);
    slot = seek(r, slot, first);
    uint32_t end = slot;
    while (end < r->count && (r->token[end] == ST_NONE || token[r->token[end]].begin < span.end))
      end++;
    if (end == slot) continue;
    int status = ST_OK;
    if (began_before(r, first, slot))
      mark_rest(r, d, slot, end);
    else
      status = mark(r, d, predicate, (struct start){.slot = slot, .index = best}, end, e);
    if (status) return status;
    slot = end;
  }
  return ST_OK;
}

/* A boundary has no word, so that no entry reaches over one. */
static int recode_lexicon(struct recoding *r, const st_predicate *d, uint32_t predicate,
                          st_error *e) {
  const uint32_t *words =
      st_layout_words(r->view->layout, r->article, st_lexicon_table(d->lexicon));
  if (!words) return st_nomem(e);
  for (uint32_t i = 0, length; i < r->count; i += length ? length : 1) {
    struct start s = {.slot = i};
    length = words[i] ? st_lexicon_find(d->lexicon, words + i, r->count - i, d->keep, &s.index) : 0;
    int status = length ? mark(r, d, predicate, s, i + length, e) : ST_OK;
    if (status) return status;
  }
  return ST_OK;
}

static int recode(struct recoding *r, st_error *e) {
  int status = recode_flags(r, e);
  if (!status) status = recode_words(r, e);
  for (uint32_t i = 0; !status && i < st_program_count(r->program); i++) {
    const st_predicate *d = st_program_get(r->program, i);
    const uint8_t *answers = r->request->answers ? r->request->answers[i] : NULL;
    if (d->kind == ST_TEST) recode_test(r, d, answers);
    if (d->kind == ST_LAYER) status = recode_layer(r, d, i, answers, e);
    if (d->kind == ST_LEXICON) status = recode_lexicon(r, d, i, e);
  }
  return status;
}

/* --- packing --- */

static bool has_needed(const struct recoding *r) {
  uint64_t have = 0;
  for (uint32_t i = 0; i < r->count; i++) have |= r->bits[i];
  return (have & r->request->need) == r->request->need;
}

static void pack(const uint64_t *bits, uint32_t count, uint32_t bytes, char *out) {
  if (bytes == 1) {
    for (uint32_t i = 0; i < count; i++) out[i] = (char)bits[i];
    return;
  }
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < bytes; k++) *out++ = (char)(bits[i] >> k * 8);
}

/* A view without codes; null, with ST_OK, where nothing is visible. */
static int open_view(st_program *p, st_match_article *a, const st_view_request *request,
                     st_view **out, st_error *e) {
  *out = NULL;
  st_layout *layout = request->layout;
  if (!layout)
    layout = st_match_article_layout(a, request->roles, request->within, request->quotes);
  if (!layout) return st_nomem(e);
  if (!layout->count) return ST_OK;
  *out = st_calloc(1, sizeof **out);
  if (!*out) return st_nomem(e);
  (*out)->layout = st_layout_share(layout);
  (*out)->bytes = st_program_bytes(p);
  return ST_OK;
}

static void drop_view(st_view **v) {
  st_view_close(*v);
  *v = NULL;
}

int st_view_recode(st_program *p, st_match_article *a, const st_view_request *request,
                   const uint64_t **bits, st_view **out, st_error *e) {
  int status = open_view(p, a, request, out, e);
  if (status || !*out) return status;
  struct recoding r = {.program = p,
                       .article = a,
                       .request = request,
                       .view = *out,
                       .token = (*out)->layout->token,
                       .count = (*out)->layout->count};
  *bits = r.bits = st_match_article_scratch(a, r.count);
  status = r.bits ? recode(&r, e) : st_nomem(e);
  if (status || !has_needed(&r)) drop_view(out);
  return status;
}

/* --- plain programs: a byte a slot, without the way over sets of bits --- */

/* Each gives the bits that occur. */
static uint64_t code_flags(uint32_t count, const uint64_t *bits, const uint32_t *kinds,
                           char *restrict codes) {
  uint64_t have = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t code = bits[kinds[i]];
    codes[i] = (char)code;
    have |= code;
  }
  return have;
}

static uint64_t code_boundaries(uint32_t count, uint64_t boundary, const uint32_t *token,
                                char *restrict codes) {
  for (uint32_t i = 0; i < count; i++) codes[i] = (char)(token[i] == ST_NONE ? boundary : 0);
  return boundary;
}

static uint64_t code_words(uint32_t count, const st_word_bits *table, const uint32_t *words,
                           char *restrict codes) {
  const uint8_t *low = table->low;
  uint32_t known = table->count, have = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t code = words[i] < known ? low[words[i]] : 0;
    codes[i] = (char)((unsigned char)codes[i] | code);
    have |= code;
  }
  return have;
}

static int code_plainly(st_program *p, st_match_article *a, st_view *v, uint64_t *have,
                        st_error *e) {
  uint32_t count = v->layout->count;
  if (st_program_asks_flags(p)) {
    const uint32_t *kinds = st_layout_kinds(v->layout, a);
    const uint64_t *bits = kinds ? st_program_flag_bits(p) : NULL;
    if (!bits) return st_nomem(e);
    *have = code_flags(count, bits, kinds, v->codes);
  } else {
    *have = code_boundaries(count, st_program_boundary(p), v->layout->token, v->codes);
  }
  for (uint32_t t = 0; t < st_program_tables(p); t++) {
    const st_word_bits *table = st_program_word_bits(p, t);
    const uint32_t *words = st_layout_words(v->layout, a, table->table);
    if (!words) return st_nomem(e);
    *have |= code_words(count, table, words, v->codes);
  }
  return ST_OK;
}

static int make_plain(st_program *p, st_match_article *a, const st_view_request *request,
                      st_view **out, st_error *e) {
  int status = open_view(p, a, request, out, e);
  if (status || !*out) return status;
  uint64_t have = 0;
  (*out)->codes = st_malloc((*out)->layout->count);
  status = (*out)->codes ? code_plainly(p, a, *out, &have, e) : st_nomem(e);
  if (status || (have & request->need) != request->need) drop_view(out);
  return status;
}

int st_view_make(st_program *p, st_match_article *a, const st_view_request *request, st_view **out,
                 st_error *e) {
  const uint64_t *bits;
  if (st_program_plain(p)) return make_plain(p, a, request, out, e);
  int status = st_view_recode(p, a, request, &bits, out, e);
  if (status || !*out) return status;
  st_view *v = *out;
  v->codes = st_malloc((size_t)v->layout->count * v->bytes);
  if (!v->codes) {
    drop_view(out);
    return st_nomem(e);
  }
  pack(bits, v->layout->count, v->bytes, v->codes);
  return ST_OK;
}
