#include "match/vocab.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/names.h"
#include "text/decode.h"
#include "text/fold.h"
#include "text/stem.h"

/* What was found for a token of up to so many bytes, in a place that others may take over. Most
 * tokens of an article are the same few hundred words, and folding is most of a look-up. The token
 * is padded with zeros, so that it is compared and hashed as a few numbers. */
enum { LATELY_BYTES = 23, LATELY_BITS = 13, LATELY_ROOM = 1 << LATELY_BITS, PADDED = 24 };
enum { LITTLE = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

struct lately {
  uint64_t token[PADDED / 8]; /* its length is the last byte; 0: free */
  uint32_t word;
};

struct table {
  st_names *words;
  unsigned fold;
  st_stemmer *stemmer;   /* of the fold by stems alone */
  struct lately *lately; /* null where memory was out */
  bool stale;            /* a word was added: what was found lately may be wrong */
};

struct st_vocab {
  struct table tables[ST_FOLD_ROOM];
  uint32_t table_count;
  st_names *roles;
  uint64_t prose;
  size_t bytes;
  uint32_t *flags;       /* by number */
  uint32_t *flags_slots; /* open addressing: number + 1, or 0 */
  uint32_t flags_count, flags_mask;
};

void st_vocab_close(st_vocab *v) {
  if (!v) return;
  for (uint32_t i = 0; i < v->table_count; i++) {
    st_names_close(v->tables[i].words);
    st_stemmer_close(v->tables[i].stemmer);
    st_free(v->tables[i].lately);
  }
  st_names_close(v->roles);
  st_free(v->flags);
  st_free(v->flags_slots);
  st_free(v);
}

static bool open_flags(st_vocab *v) {
  v->flags_mask = 255;
  v->flags_slots = st_calloc(v->flags_mask + 1, sizeof *v->flags_slots);
  v->flags = st_calloc(v->flags_mask + 1, sizeof *v->flags);
  return v->flags_slots && v->flags;
}

static bool open_roles(st_vocab *v) {
  static const char *const prose[] = {"headline", "standfirst", "subhead", "body"};
  v->roles = st_names_open();
  if (!v->roles) return false;
  for (size_t i = 0; i < sizeof prose / sizeof *prose; i++) {
    uint64_t bit = st_vocab_role(v, st_cstr(prose[i]));
    if (!bit) return false;
    v->prose |= bit;
  }
  return true;
}

st_vocab *st_vocab_open(void) {
  st_vocab *v = st_calloc(1, sizeof *v);
  if (!v) return NULL;
  if (open_flags(v) && open_roles(v)) return v;
  st_vocab_close(v);
  return NULL;
}

int st_vocab_table(st_vocab *v, unsigned fold, uint32_t *table, st_error *e) {
  for (*table = 0; *table < v->table_count; ++*table)
    if (v->tables[*table].fold == fold) return ST_OK;
  if (v->table_count == ST_FOLD_ROOM)
    return st_fail(e, ST_ELIMIT, "more than %d different folds", ST_FOLD_ROOM);
  struct table t = {.words = st_names_open(), .fold = fold};
  if (fold == ST_FOLD_BY_STEM) t.stemmer = st_stemmer_open();
  if (!t.words || (fold == ST_FOLD_BY_STEM && !t.stemmer)) {
    st_names_close(t.words);
    st_stemmer_close(t.stemmer);
    return st_nomem(e);
  }
  t.lately = st_calloc(LATELY_ROOM, sizeof *t.lately);
  v->tables[v->table_count++] = t;
  return ST_OK;
}

unsigned st_vocab_fold(const st_vocab *v, uint32_t table) { return v->tables[table].fold; }

uint32_t st_vocab_count(const st_vocab *v, uint32_t table) {
  return st_names_count(v->tables[table].words) + 1;
}

/* The form under which a token stands in a table; n = 0 where it is too long. */
static st_str folded(const struct table *t, st_str token, char room[ST_WORD_ROOM], st_buf *spare) {
  if (t->fold == ST_FOLD_EXACT) return token.n <= ST_WORD_ROOM ? token : (st_str){token.p, 0};
  if (t->fold == ST_FOLD_BY_WORD || t->stemmer) {
    size_t n = t->stemmer ? st_stem_word(t->stemmer, token, room, ST_WORD_ROOM)
                          : st_fold_word(token, room, ST_WORD_ROOM);
    return (st_str){room, n <= ST_WORD_ROOM ? n : 0};
  }
  if (token.n > ST_WORD_ROOM) return (st_str){room, 0};
  st_fold_text(token, t->fold, spare);
  return (st_str){spare->p, spare->bad ? 0 : spare->n};
}

int st_vocab_add(st_vocab *v, uint32_t table, st_str token, uint32_t *word, st_error *e) {
  char room[ST_WORD_ROOM];
  st_buf spare = {0};
  struct table *t = &v->tables[table];
  if (st_utf8_valid(token.p, token.n) != token.n)
    return st_fail(e, ST_EINPUT, "a word that is not UTF-8; is the file saved in another encoding?");
  st_str form = folded(t, token, room, &spare);
  uint32_t before = st_names_count(t->words);
  uint32_t number = spare.bad || !form.n ? ST_NO_NAME : st_names_add(t->words, form);
  if (number == before) v->bytes += form.n + 32;
  if (number == before) t->stale = true;
  int status = ST_OK;
  if (number != ST_NO_NAME)
    *word = number + 1;
  else if (!spare.bad && !form.n)
    status = st_fail(e, ST_ELIMIT, "a word of %zu bytes", token.n);
  else
    status = st_nomem(e);
  st_buf_close(&spare);
  return status;
}

/* `*sure` turns false where memory was out, and no word was looked for. */
static uint32_t find_folded(const struct table *t, st_str token, bool *sure) {
  char room[ST_WORD_ROOM];
  st_buf spare = {0};
  st_str form = folded(t, token, room, &spare);
  uint32_t number = form.n ? st_names_find(t->words, form) : ST_NO_NAME;
  *sure = !spare.bad;
  st_buf_close(&spare);
  return number == ST_NO_NAME ? 0 : number + 1;
}

static void forget_stale(struct table *t) {
  if (t->stale && t->lately) memset(t->lately, 0, LATELY_ROOM * sizeof *t->lately);
  t->stale = false;
}

static bool is_kept(const struct table *t, size_t n) { return t->lately && n && n <= LATELY_BYTES; }

/* `padded` has the token's bytes, then zeros. */
static uint32_t find_padded(const struct table *t, st_str token, uint64_t padded[PADDED / 8]) {
  padded[2] |= (uint64_t)token.n << (LITTLE ? 56 : 0);
  uint64_t h = padded[0] ^ padded[1] * 0x9E3779B97F4A7C15u ^ padded[2] * 0xC2B2AE3D27D4EB4Fu;
  h *= 0xD6E8FEB86659FD93u;
  struct lately *place = &t->lately[(h ^ h >> 32) * 0x9E3779B97F4A7C15u >> (64 - LATELY_BITS)];
  if (place->token[0] == padded[0] && place->token[1] == padded[1] && place->token[2] == padded[2])
    return place->word;
  bool sure;
  uint32_t word = find_folded(t, token, &sure);
  if (!sure) return word;
  memcpy(place->token, padded, sizeof place->token);
  return place->word = word;
}

uint32_t st_vocab_find(st_vocab *v, uint32_t table, st_str token) {
  struct table *t = &v->tables[table];
  uint64_t padded[PADDED / 8] = {0};
  bool sure;
  forget_stale(t);
  if (!is_kept(t, token.n)) return find_folded(t, token, &sure);
  memcpy(padded, token.p, token.n);
  return find_padded(t, token, padded);
}

/* Eight bytes of which those behind the first n are made zero. */
static uint64_t first_bytes(const char *p, size_t n) {
  uint64_t all;
  memcpy(&all, p, sizeof all);
  if (n >= 8) return all;
  return n ? all & (LITTLE ? UINT64_MAX >> (64 - 8 * n) : UINT64_MAX << (64 - 8 * n)) : 0;
}

void st_vocab_find_all(st_vocab *v, uint32_t table, st_str text, const st_token *tokens,
                       uint32_t count, uint32_t *words) {
  struct table *t = &v->tables[table];
  forget_stale(t);
  for (uint32_t i = 0; i < count; i++) {
    st_str token = {text.p + tokens[i].begin, tokens[i].end - tokens[i].begin};
    if (!is_kept(t, token.n) || text.n - tokens[i].begin < PADDED) {
      words[i] = st_vocab_find(v, table, token);
      continue;
    }
    uint64_t padded[PADDED / 8] = {first_bytes(token.p, token.n), 0, 0};
    if (token.n > 8) padded[1] = first_bytes(token.p + 8, token.n - 8);
    if (token.n > 16) padded[2] = first_bytes(token.p + 16, token.n - 16);
    words[i] = find_padded(t, token, padded);
  }
}

size_t st_vocab_form(const st_vocab *v, uint32_t table, st_str token, char room[ST_WORD_ROOM]) {
  st_buf spare = {0};
  st_str form = folded(&v->tables[table], token, room, &spare);
  if (form.n > ST_WORD_ROOM) form.n = 0;
  if (form.n && form.p != room) memcpy(room, form.p, form.n);
  st_buf_close(&spare);
  return form.n;
}

size_t st_vocab_bytes(const st_vocab *v) { return v->bytes; }

static uint32_t *flags_slot(const st_vocab *v, uint32_t *slots, uint32_t mask, uint32_t flags) {
  uint32_t i = (flags * 2654435761u >> 12) & mask;
  while (slots[i] && v->flags[slots[i] - 1] != flags) i = (i + 1) & mask;
  return &slots[i];
}

static bool widen_flags(st_vocab *v) {
  uint32_t mask = v->flags_mask * 2 + 1;
  uint32_t *slots = st_calloc((size_t)mask + 1, sizeof *slots);
  uint32_t *flags = st_grow(v->flags, (size_t)mask + 1, sizeof *flags);
  if (flags) v->flags = flags;
  if (!slots || !flags) {
    st_free(slots);
    return false;
  }
  for (uint32_t i = 0; i < v->flags_count; i++) *flags_slot(v, slots, mask, v->flags[i]) = i + 1;
  st_free(v->flags_slots);
  v->flags_slots = slots;
  v->flags_mask = mask;
  return true;
}

uint32_t st_vocab_flags(st_vocab *v, uint32_t flags) {
  uint32_t *slot = flags_slot(v, v->flags_slots, v->flags_mask, flags);
  if (*slot) return *slot - 1;
  if (v->flags_count * 2 >= v->flags_mask) {
    if (!widen_flags(v)) return UINT32_MAX;
    slot = flags_slot(v, v->flags_slots, v->flags_mask, flags);
  }
  v->flags[v->flags_count] = flags;
  *slot = ++v->flags_count;
  return v->flags_count - 1;
}

uint32_t st_vocab_flags_count(const st_vocab *v) { return v->flags_count; }
uint32_t st_vocab_flags_get(const st_vocab *v, uint32_t number) { return v->flags[number]; }

uint64_t st_vocab_role(st_vocab *v, st_str role) {
  uint32_t number = st_names_find(v->roles, role);
  if (number == ST_NO_NAME && st_names_count(v->roles) < ST_ROLE_ROOM)
    number = st_names_add(v->roles, role);
  return number == ST_NO_NAME ? 0 : (uint64_t)1 << number;
}

uint64_t st_vocab_prose(const st_vocab *v) { return v->prose; }
