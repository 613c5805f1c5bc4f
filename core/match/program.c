#include "match/program.h"

#include "base/alloc.h"

struct word {
  uint32_t table, word;
  uint64_t bit;
};

struct st_program {
  st_vocab *vocab;
  st_predicate predicates[ST_BIT_ROOM];
  uint32_t predicate_count, bit_count;
  struct word *words; /* as they were added; gone when sealed */
  size_t word_count, word_room;
  st_word_bits tables[ST_FOLD_ROOM];
  uint32_t table_count;
  uint64_t *flag_bits;
  uint32_t flag_count;
};

st_program *st_program_open(st_vocab *v) {
  st_program *p = st_calloc(1, sizeof *p);
  if (p) p->vocab = v;
  return p;
}

void st_program_close(st_program *p) {
  if (!p) return;
  for (uint32_t i = 0; i < p->predicate_count; i++) {
    st_free((char *)p->predicates[i].name.p);
    st_free(p->predicates[i].keep);
    st_lexicon_close(p->predicates[i].lexicon);
  }
  for (uint32_t i = 0; i < p->table_count; i++) {
    st_free(p->tables[i].set);
    st_free(p->tables[i].bits);
    st_free(p->tables[i].low);
  }
  st_free(p->words);
  st_free(p->flag_bits);
  st_free(p);
}

static int add(st_program *p, enum st_predicate_kind kind, uint32_t width, st_error *e) {
  if (p->bit_count + width > ST_BIT_ROOM)
    return st_fail(e, ST_ELIMIT, "a pattern of more than %d different words, shapes and layers",
                   ST_BIT_ROOM);
  p->predicates[p->predicate_count++] =
      (st_predicate){.kind = kind, .bit = (uint8_t)p->bit_count, .width = (uint8_t)width};
  p->bit_count += width;
  return ST_OK;
}

static st_predicate *last(st_program *p) { return &p->predicates[p->predicate_count - 1]; }

int st_program_words(st_program *p, unsigned fold, st_error *e) {
  uint32_t table;
  int status = st_vocab_table(p->vocab, fold, &table, e);
  if (!status) status = add(p, ST_WORDS, 1, e);
  if (!status) last(p)->table = table;
  return status;
}

int st_program_word(st_program *p, st_str token, st_error *e) {
  if (p->word_count == p->word_room) {
    size_t room = p->word_room ? p->word_room * 2 : 64;
    struct word *words = st_grow(p->words, room, sizeof *words);
    if (!words) return st_nomem(e);
    p->words = words;
    p->word_room = room;
  }
  struct word *w = &p->words[p->word_count];
  *w = (struct word){.table = last(p)->table, .bit = (uint64_t)1 << last(p)->bit};
  int status = st_vocab_add(p->vocab, w->table, token, &w->word, e);
  if (!status) p->word_count++;
  return status;
}

int st_program_flags(st_program *p, uint32_t all, uint32_t none, st_error *e) {
  int status = add(p, ST_FLAGS, 1, e);
  if (status) return status;
  last(p)->all = all;
  last(p)->none = none;
  return ST_OK;
}

int st_program_layer(st_program *p, st_str name, st_error *e) {
  char *copy = st_strndup(name.p, name.n);
  if (!copy) return st_nomem(e);
  int status = add(p, ST_LAYER, 2, e);
  if (status)
    st_free(copy);
  else
    last(p)->name = (st_str){copy, name.n};
  return status;
}

int st_program_lexicon(st_program *p, st_lexicon *l, const uint8_t *keep, st_error *e) {
  uint8_t *copy = NULL;
  if (keep) {
    copy = st_malloc(st_lexicon_count(l));
    if (!copy) return st_nomem(e);
    memcpy(copy, keep, st_lexicon_count(l));
  }
  int status = add(p, ST_LEXICON, 2, e);
  if (status) {
    st_free(copy);
    return status;
  }
  last(p)->lexicon = st_lexicon_share(l);
  last(p)->keep = copy;
  return ST_OK;
}

int st_program_test(st_program *p, st_error *e) { return add(p, ST_TEST, 1, e); }

/* --- sealing --- */

/* The number of a set of bits among those seen so far; few rules have more than a dozen. */
static int number_set(st_word_bits *t, uint32_t *count, uint64_t bits, uint16_t *set, st_error *e) {
  for (uint32_t i = 0; i < *count; i++)
    if (t->bits[i] == bits) {
      *set = (uint16_t)i;
      return ST_OK;
    }
  if (*count > UINT16_MAX)
    return st_fail(e, ST_ELIMIT, "words that stand in too many different sets");
  if ((*count & (*count - 1)) == 0) {
    uint64_t *grown = st_grow(t->bits, (size_t)*count * 2, sizeof *grown);
    if (!grown) return st_nomem(e);
    t->bits = grown;
  }
  t->bits[*count] = bits;
  *set = (uint16_t)(*count)++;
  return ST_OK;
}

static int number_sets(st_word_bits *t, const uint64_t *bits, st_error *e) {
  uint32_t count = 1;
  t->set = st_calloc(t->count, sizeof *t->set);
  t->bits = st_calloc(1, sizeof *t->bits);
  if (!t->set || !t->bits) return st_nomem(e);
  int status = ST_OK;
  for (uint32_t i = 0; !status && i < t->count; i++)
    if (bits[i]) status = number_set(t, &count, bits[i], &t->set[i], e);
  return status;
}

static int number_low(st_word_bits *t, const uint64_t *bits, st_error *e) {
  t->low = st_malloc(t->count);
  if (!t->low) return st_nomem(e);
  for (uint32_t i = 0; i < t->count; i++) t->low[i] = (uint8_t)bits[i];
  return ST_OK;
}

static int seal_table(st_program *p, uint32_t table, st_error *e) {
  st_word_bits *t = &p->tables[p->table_count++];
  *t = (st_word_bits){.table = table, .count = st_vocab_count(p->vocab, table)};
  uint64_t *bits = st_calloc(t->count, sizeof *bits);
  if (!bits) return st_nomem(e);
  for (size_t i = 0; i < p->word_count; i++)
    if (p->words[i].table == table) bits[p->words[i].word] |= p->words[i].bit;
  int status = number_sets(t, bits, e);
  if (!status && st_program_bytes(p) == 1) status = number_low(t, bits, e);
  st_free(bits);
  return status;
}

int st_program_seal(st_program *p, st_error *e) {
  uint64_t used = 0;
  for (size_t i = 0; i < p->word_count; i++) used |= (uint64_t)1 << p->words[i].table;
  int status = ST_OK;
  for (uint32_t table = 0; !status && table < ST_FOLD_ROOM; table++)
    if (used >> table & 1) status = seal_table(p, table, e);
  st_free(p->words);
  p->words = NULL;
  p->word_count = p->word_room = 0;
  return status;
}

uint32_t st_program_count(const st_program *p) { return p->predicate_count; }
const st_predicate *st_program_get(const st_program *p, uint32_t i) { return &p->predicates[i]; }
uint32_t st_program_bytes(const st_program *p) { return (p->bit_count + 1 + 7) / 8; }
st_vocab *st_program_vocab(const st_program *p) { return p->vocab; }
uint32_t st_program_tables(const st_program *p) { return p->table_count; }
const st_word_bits *st_program_word_bits(const st_program *p, uint32_t i) { return &p->tables[i]; }

bool st_program_plain(const st_program *p) {
  for (uint32_t i = 0; i < p->predicate_count; i++)
    if (p->predicates[i].kind != ST_WORDS && p->predicates[i].kind != ST_FLAGS) return false;
  return st_program_bytes(p) == 1;
}

bool st_program_asks_flags(const st_program *p) {
  for (uint32_t i = 0; i < p->predicate_count; i++)
    if (p->predicates[i].kind == ST_FLAGS) return true;
  return false;
}

static uint64_t bits_of_flags(const st_program *p, uint32_t flags) {
  uint64_t bits = 0;
  for (uint32_t i = 0; i < p->predicate_count; i++) {
    const st_predicate *d = &p->predicates[i];
    if (d->kind == ST_FLAGS && (flags & d->all) == d->all && !(flags & d->none))
      bits |= (uint64_t)1 << d->bit;
  }
  return bits;
}

uint64_t st_program_boundary(const st_program *p) {
  return (uint64_t)0x80 << (st_program_bytes(p) - 1) * 8;
}

const uint64_t *st_program_flag_bits(st_program *p) {
  uint32_t count = st_vocab_flags_count(p->vocab) + 1;
  if (p->flag_count == count) return p->flag_bits;
  uint64_t *bits = st_grow(p->flag_bits, count, sizeof *bits);
  if (!bits) return NULL;
  p->flag_bits = bits;
  bits[0] = st_program_boundary(p);
  if (!p->flag_count) p->flag_count = 1;
  for (; p->flag_count < count; p->flag_count++)
    bits[p->flag_count] = bits_of_flags(p, st_vocab_flags_get(p->vocab, p->flag_count - 1));
  return bits;
}
