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

static bool asks_flags(const st_program *p) {
  for (uint32_t i = 0; i < st_program_count(p); i++)
    if (st_program_get(p, i)->kind == ST_FLAGS) return true;
  return false;
}

static void recode_boundaries(struct recoding *r) {
  uint64_t boundary = st_program_boundary(r->program);
  for (uint32_t i = 0; i < r->count; i++) r->bits[i] = r->token[i] == ST_NONE ? boundary : 0;
}

static int recode_flags(struct recoding *r, st_error *e) {
  if (!asks_flags(r->program)) {
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

int st_view_recode(st_program *p, st_match_article *a, const st_view_request *request,
                   const uint64_t **bits, st_view **out, st_error *e) {
  *out = NULL;
  st_layout *layout = request->layout;
  if (!layout)
    layout = st_match_article_layout(a, request->roles, request->within, request->quotes);
  if (!layout) return st_nomem(e);
  if (!layout->count) return ST_OK;
  struct recoding r = {.program = p,
                       .article = a,
                       .request = request,
                       .token = layout->token,
                       .count = layout->count};
  r.view = st_calloc(1, sizeof *r.view);
  r.bits = st_match_article_scratch(a, r.count);
  int status = r.view && r.bits ? ST_OK : st_nomem(e);
  if (r.view) {
    r.view->layout = st_layout_share(layout);
    r.view->bytes = st_program_bytes(p);
  }
  if (!status) status = recode(&r, e);
  if (!status && has_needed(&r)) {
    *bits = r.bits;
    *out = r.view;
    return ST_OK;
  }
  st_view_close(r.view);
  return status;
}

int st_view_make(st_program *p, st_match_article *a, const st_view_request *request, st_view **out,
                 st_error *e) {
  const uint64_t *bits;
  int status = st_view_recode(p, a, request, &bits, out, e);
  if (status || !*out) return status;
  st_view *v = *out;
  v->codes = st_malloc((size_t)v->layout->count * v->bytes);
  if (!v->codes) {
    st_view_close(v);
    *out = NULL;
    return st_nomem(e);
  }
  pack(bits, v->layout->count, v->bytes, v->codes);
  return ST_OK;
}
