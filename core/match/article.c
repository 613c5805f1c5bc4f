#include "match/article.h"

#include "base/alloc.h"

#include <stdatomic.h>

enum { LAYOUT_ROOM = 8 };

struct st_match_article {
  int shares;
  st_vocab *vocab;
  st_revision *revision;
  st_layer **layers;
  uint32_t layer_count;
  uint32_t *words[ST_FOLD_ROOM];
  uint32_t known[ST_FOLD_ROOM]; /* how many words the table had when they were looked up */
  uint32_t *kinds, *kinds_beside;
  uint64_t edition;
  uint64_t *role_bits; /* by block */
  uint64_t *marks;     /* by sentence, of the sieve in this version */
  const st_sieve *marked_by;
  uint32_t marked_version;
  st_layout *layouts[LAYOUT_ROOM];
  uint32_t next_layout;
  uint64_t *scratch;
  uint32_t scratch_room;
};

static uint64_t next_edition(void) {
  static _Atomic uint64_t last;
  return atomic_fetch_add(&last, 1) + 1;
}

st_match_article *st_match_article_open(st_vocab *v, st_revision *r) {
  st_match_article *a = st_calloc(1, sizeof *a);
  if (!a) return NULL;
  a->shares = 1;
  a->edition = next_edition();
  a->vocab = v;
  a->revision = st_revision_share(r);
  return a;
}

st_match_article *st_match_article_share(st_match_article *a) {
  a->shares++;
  return a;
}

static void forget_layouts(st_match_article *a) {
  for (int i = 0; i < LAYOUT_ROOM; i++) {
    st_layout_close(a->layouts[i]);
    a->layouts[i] = NULL;
  }
  st_free(a->role_bits);
  a->role_bits = NULL;
}

void st_match_article_close(st_match_article *a) {
  if (!a || --a->shares > 0) return;
  forget_layouts(a);
  for (uint32_t i = 0; i < a->layer_count; i++) st_layer_close(a->layers[i]);
  for (int i = 0; i < ST_FOLD_ROOM; i++) st_free(a->words[i]);
  st_free(a->layers);
  st_free(a->kinds);
  st_free(a->kinds_beside);
  st_free(a->marks);
  st_free(a->scratch);
  st_revision_close(a->revision);
  st_free(a);
}

static uint32_t find_layer(const st_match_article *a, st_str name) {
  uint32_t i = 0;
  while (i < a->layer_count && !st_str_equal(st_layer_name(a->layers[i]), name)) i++;
  return i;
}

int st_match_article_add(st_match_article *a, st_layer *l, st_error *e) {
  uint32_t i = find_layer(a, st_layer_name(l));
  if (i == a->layer_count) {
    st_layer **layers = st_grow(a->layers, (size_t)i + 1, sizeof *layers);
    if (!layers) return st_nomem(e);
    a->layers = layers;
    a->layer_count++;
  } else {
    st_layer_close(a->layers[i]);
  }
  a->layers[i] = st_layer_share(l);
  if (!st_str_equal(st_layer_name(l), st_cstr("block"))) return ST_OK;
  forget_layouts(a);
  a->edition = next_edition();
  return ST_OK;
}

const st_layer *st_match_article_layer(const st_match_article *a, st_str name) {
  uint32_t i = find_layer(a, name);
  return i < a->layer_count ? a->layers[i] : NULL;
}

uint32_t st_match_article_layers(const st_match_article *a) { return a->layer_count; }
const st_layer *st_match_article_get(const st_match_article *a, uint32_t i) { return a->layers[i]; }
st_vocab *st_match_article_vocab(const st_match_article *a) { return a->vocab; }
const st_revision *st_match_article_revision(const st_match_article *a) { return a->revision; }

uint64_t st_match_article_edition(const st_match_article *a) { return a->edition; }

const st_layer *st_match_article_roles(const st_match_article *a) {
  return st_match_article_layer(a, st_cstr("block"));
}

const uint32_t *st_match_article_words(st_match_article *a, uint32_t table) {
  uint32_t known = st_vocab_count(a->vocab, table);
  if (a->words[table] && a->known[table] == known) return a->words[table];
  uint32_t count;
  const st_token *tokens = st_revision_tokens(a->revision, &count);
  uint32_t *words = st_grow(a->words[table], count, sizeof *words);
  if (!words) return NULL;
  a->words[table] = words;
  a->known[table] = known;
  st_vocab_find_all(a->vocab, table, st_revision_text(a->revision), tokens, count, words);
  return words;
}

/* Where quotation marks are no slots, the token beside one that opens or closes a sentence is its
 * first or last. */
static uint32_t flags_beside_marks(const st_token *tokens, uint32_t count, uint32_t token) {
  uint32_t flags = tokens[token].flags;
  for (uint32_t i = token; i-- > 0 && (tokens[i].flags & ST_TOKEN_QUOTE);) {
    if (tokens[i].flags & ST_TOKEN_LAST) break;
    flags |= tokens[i].flags & ST_TOKEN_FIRST;
  }
  for (uint32_t i = token; ++i < count && (tokens[i].flags & ST_TOKEN_QUOTE);) {
    if (tokens[i].flags & ST_TOKEN_FIRST) break;
    flags |= tokens[i].flags & ST_TOKEN_LAST;
  }
  return flags;
}

const uint32_t *st_match_article_kinds(st_match_article *a) {
  if (a->kinds) return a->kinds;
  uint32_t count;
  const st_token *tokens = st_revision_tokens(a->revision, &count);
  uint32_t *kinds = st_grow(NULL, count, sizeof *kinds);
  if (!kinds) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    bool same = i && tokens[i].flags == tokens[i - 1].flags;
    kinds[i] = same ? kinds[i - 1] : st_vocab_flags(a->vocab, tokens[i].flags);
    if (kinds[i] != UINT32_MAX) continue;
    st_free(kinds);
    return NULL;
  }
  return a->kinds = kinds;
}

/* Only those beside a mark differ. */
static bool number_beside_marks(st_match_article *a, uint32_t *kinds) {
  uint32_t count;
  const st_token *tokens = st_revision_tokens(a->revision, &count);
  for (uint32_t mark = 0; mark < count; mark++) {
    if (!(tokens[mark].flags & ST_TOKEN_QUOTE)) continue;
    for (uint32_t i = mark ? mark - 1 : 0; i <= mark + 1 && i < count; i++) {
      kinds[i] = st_vocab_flags(a->vocab, flags_beside_marks(tokens, count, i));
      if (kinds[i] == UINT32_MAX) return false;
    }
  }
  return true;
}

const uint32_t *st_match_article_kinds_beside(st_match_article *a) {
  if (a->kinds_beside) return a->kinds_beside;
  uint32_t count;
  st_revision_tokens(a->revision, &count);
  const uint32_t *kinds = st_match_article_kinds(a);
  uint32_t *beside = kinds ? st_grow(NULL, count, sizeof *beside) : NULL;
  if (!beside) return NULL;
  if (count) memcpy(beside, kinds, count * sizeof *beside);
  if (number_beside_marks(a, beside)) return a->kinds_beside = beside;
  st_free(beside);
  return NULL;
}

/* --- marks --- */

static bool mark_all(st_match_article *a, st_sieve *f, uint64_t *marks) {
  const uint32_t *words[ST_FOLD_ROOM] = {0}, *kinds = st_match_article_kinds(a);
  uint32_t count, width = st_sieve_width(f);
  const st_sentence *s = st_revision_sentences(a->revision, &count);
  bool good = kinds != NULL;
  for (uint32_t t = 0; good && t < ST_FOLD_ROOM; t++)
    if (st_sieve_tables(f) >> t & 1) good = (words[t] = st_match_article_words(a, t)) != NULL;
  uint64_t *all = marks + (size_t)count * width;
  for (uint32_t i = 0; good && i < count; i++, s++) {
    const uint32_t *of[ST_FOLD_ROOM];
    for (uint32_t t = 0; t < ST_FOLD_ROOM; t++) of[t] = words[t] ? words[t] + s->first : NULL;
    good = st_sieve_mark(f, of, kinds + s->first, s->last - s->first, marks + (size_t)i * width);
    for (uint32_t k = 0; k < width; k++) all[k] |= marks[(size_t)i * width + k];
  }
  return good;
}

const uint64_t *st_match_article_marks(st_match_article *a, st_sieve *f) {
  uint32_t count;
  if (a->marks && a->marked_by == f && a->marked_version == st_sieve_version(f)) return a->marks;
  st_revision_sentences(a->revision, &count);
  st_free(a->marks);
  a->marks = st_calloc(((size_t)count + 1) * st_sieve_width(f) + 1, sizeof *a->marks);
  if (a->marks && mark_all(a, f, a->marks)) {
    a->marked_by = f;
    a->marked_version = st_sieve_version(f);
    return a->marks;
  }
  st_free(a->marks);
  return a->marks = NULL;
}

bool st_match_article_has(st_match_article *a, st_sieve *f, const uint32_t *keys, uint32_t count) {
  uint32_t sentences;
  const uint64_t *all = st_match_article_marks(a, f);
  if (!all) return true;
  st_revision_sentences(a->revision, &sentences);
  all += (size_t)sentences * st_sieve_width(f);
  for (uint32_t i = 0; i < count; i++)
    if (!(all[keys[i] / 64] >> keys[i] % 64 & 1)) return false;
  return true;
}

/* --- what its layouts need --- */

uint64_t *st_match_article_scratch(st_match_article *a, uint32_t slots) {
  if (slots <= a->scratch_room) return a->scratch;
  uint64_t *scratch = st_grow(a->scratch, slots, sizeof *scratch);
  if (!scratch) return NULL;
  a->scratch = scratch;
  a->scratch_room = slots;
  return scratch;
}

const uint64_t *st_match_article_role_bits(st_match_article *a) {
  if (a->role_bits) return a->role_bits;
  uint32_t count;
  st_revision_blocks(a->revision, &count);
  a->role_bits = st_calloc(count, sizeof *a->role_bits);
  if (!a->role_bits) return NULL;
  st_roles roles = st_roles_of(st_match_article_roles(a), a->revision);
  st_str before = {NULL, 0};
  for (uint32_t i = 0; i < count; i++) {
    st_str role = st_roles_next(&roles, i);
    bool same = i && role.p == before.p && role.n == before.n; /* a layer has each text once */
    a->role_bits[i] = same ? a->role_bits[i - 1] : st_vocab_role(a->vocab, role);
    before = role;
  }
  return a->role_bits;
}

st_layout *st_match_article_layout(st_match_article *a, uint64_t roles, enum st_within within,
                                   bool quotes) {
  for (int i = 0; i < LAYOUT_ROOM; i++) {
    st_layout *l = a->layouts[i];
    if (l && l->roles == roles && l->within == within && l->quotes == quotes) return l;
  }
  st_layout *l = st_layout_make(a, roles, within, quotes);
  if (!l) return NULL;
  st_layout **place = &a->layouts[a->next_layout++ % LAYOUT_ROOM];
  st_layout_close(*place);
  return *place = l;
}
