#include "match/sieve.h"

#include "base/alloc.h"

/* Sets of keys by number, `width` words each; keys beyond are in none. */
struct sets {
  uint64_t *bits;
  uint32_t count, width;
};

struct flags_condition {
  uint32_t key, all, none;
};

struct st_sieve {
  st_vocab *vocab;
  uint32_t width, version;
  uint64_t used[ST_SIEVE_KEYS / 64];
  uint32_t tables;
  struct sets words[ST_FOLD_ROOM]; /* by table, by word */
  struct sets kinds;               /* by number of flags, as far as they were asked for */
  struct flags_condition *flags;
  uint32_t flags_count;
};

st_sieve *st_sieve_open(st_vocab *v) {
  st_sieve *f = st_calloc(1, sizeof *f);
  if (f) f->vocab = v;
  return f;
}

void st_sieve_close(st_sieve *f) {
  if (!f) return;
  for (int i = 0; i < ST_FOLD_ROOM; i++) st_free(f->words[i].bits);
  st_free(f->kinds.bits);
  st_free(f->flags);
  st_free(f);
}

uint32_t st_sieve_version(const st_sieve *f) { return f->version; }
uint32_t st_sieve_width(const st_sieve *f) { return f->width; }
uint32_t st_sieve_tables(const st_sieve *f) { return f->tables; }

bool st_sieve_knows(const st_predicate *d) {
  return d->kind == ST_WORDS || d->kind == ST_FLAGS || d->kind == ST_LEXICON;
}

/* --- sets --- */

/* Room for `count` sets and keys below `width` * 64; what is new has no key. */
static bool make_room(struct sets *s, uint32_t count, uint32_t width) {
  if (count <= s->count && width <= s->width) return true;
  if (count < s->count) count = s->count;
  if (width < s->width) width = s->width;
  uint64_t *bits = st_calloc((size_t)count * width, sizeof *bits);
  if (!bits) return false;
  for (uint32_t i = 0; i < s->count; i++)
    memcpy(bits + (size_t)i * width, s->bits + (size_t)i * s->width, s->width * sizeof *bits);
  st_free(s->bits);
  *s = (struct sets){bits, count, width};
  return true;
}

static void set_key(struct sets *s, uint32_t i, uint32_t key) {
  s->bits[(size_t)i * s->width + key / 64] |= (uint64_t)1 << key % 64;
}

static void clear_key(struct sets *s, uint32_t key) {
  if (key / 64 >= s->width) return;
  for (uint32_t i = 0; i < s->count; i++)
    s->bits[(size_t)i * s->width + key / 64] &= ~((uint64_t)1 << key % 64);
}

/* --- conditions --- */

static int take_key(st_sieve *f, uint32_t *key, st_error *e) {
  for (*key = 0; *key < ST_SIEVE_KEYS; ++*key)
    if (!(f->used[*key / 64] >> *key % 64 & 1)) return ST_OK;
  return st_fail(e, ST_ELIMIT, "more than %d conditions", ST_SIEVE_KEYS);
}

static int add_words(st_sieve *f, uint32_t key, const st_program *p, const st_predicate *d,
                     st_error *e) {
  struct sets *s = &f->words[d->table];
  if (!make_room(s, st_vocab_count(f->vocab, d->table), key / 64 + 1)) return st_nomem(e);
  f->tables |= 1u << d->table;
  for (uint32_t t = 0; t < st_program_tables(p); t++) {
    const st_word_bits *b = st_program_word_bits(p, t);
    for (uint32_t w = 0; b->table == d->table && w < b->count; w++)
      if (b->bits[b->set[w]] >> d->bit & 1) set_key(s, w, key);
  }
  return ST_OK;
}

static int add_lexicon(st_sieve *f, uint32_t key, const st_predicate *d, st_error *e) {
  uint32_t table = st_lexicon_table(d->lexicon), count = st_vocab_count(f->vocab, table);
  struct sets *s = &f->words[table];
  if (!make_room(s, count, key / 64 + 1)) return st_nomem(e);
  f->tables |= 1u << table;
  for (uint32_t w = 0; w < count; w++)
    if (st_lexicon_starts(d->lexicon, w)) set_key(s, w, key);
  return ST_OK;
}

static void mark_kind(st_sieve *f, uint32_t kind, const struct flags_condition *c) {
  uint32_t flags = st_vocab_flags_get(f->vocab, kind);
  if ((flags & c->all) == c->all && !(flags & c->none)) set_key(&f->kinds, kind, c->key);
}

static int add_flags(st_sieve *f, uint32_t key, const st_predicate *d, st_error *e) {
  struct flags_condition *flags = st_grow(f->flags, (size_t)f->flags_count + 1, sizeof *flags);
  if (flags) f->flags = flags;
  if (!flags || !make_room(&f->kinds, f->kinds.count, key / 64 + 1)) return st_nomem(e);
  flags[f->flags_count] = (struct flags_condition){key, d->all, d->none};
  for (uint32_t i = 0; i < f->kinds.count; i++) mark_kind(f, i, &flags[f->flags_count]);
  f->flags_count++;
  return ST_OK;
}

static int add_predicate(st_sieve *f, uint32_t key, const st_program *p, const st_predicate *d,
                         st_error *e) {
  if (d->kind == ST_WORDS) return add_words(f, key, p, d, e);
  if (d->kind == ST_LEXICON) return add_lexicon(f, key, d, e);
  return add_flags(f, key, d, e);
}

int st_sieve_add(st_sieve *f, const st_program *p, uint64_t any, uint32_t *key, st_error *e) {
  int status = take_key(f, key, e);
  if (status) return status;
  if (*key / 64 >= f->width) f->width = *key / 64 + 1;
  f->used[*key / 64] |= (uint64_t)1 << *key % 64;
  f->version++;
  for (uint32_t i = 0; !status && i < st_program_count(p); i++)
    if (any >> i & 1) status = add_predicate(f, *key, p, st_program_get(p, i), e);
  if (status) st_sieve_remove(f, *key);
  return status;
}

void st_sieve_remove(st_sieve *f, uint32_t key) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < f->flags_count; i++)
    if (f->flags[i].key != key) f->flags[kept++] = f->flags[i];
  f->flags_count = kept;
  for (int t = 0; t < ST_FOLD_ROOM; t++) clear_key(&f->words[t], key);
  clear_key(&f->kinds, key);
  f->used[key / 64] &= ~((uint64_t)1 << key % 64);
  f->version++;
}

/* --- marking --- */

/* Combinations of flags turn up with articles. */
static bool know_kinds(st_sieve *f) {
  uint32_t known = f->kinds.count, count = st_vocab_flags_count(f->vocab);
  if (!make_room(&f->kinds, count, f->width)) return false;
  for (; known < count; known++)
    for (uint32_t i = 0; i < f->flags_count; i++) mark_kind(f, known, &f->flags[i]);
  return true;
}

static void mark_narrow(const struct sets *s, const uint32_t *numbers, uint32_t count,
                        uint64_t *marks) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < count; i++)
    if (numbers[i] < s->count) all |= s->bits[numbers[i]];
  *marks |= all;
}

static void mark_wide(const struct sets *s, const uint32_t *numbers, uint32_t count,
                      uint64_t *marks) {
  for (uint32_t i = 0; i < count; i++) {
    if (numbers[i] >= s->count) continue;
    const uint64_t *bits = s->bits + (size_t)numbers[i] * s->width;
    for (uint32_t k = 0; k < s->width; k++) marks[k] |= bits[k];
  }
}

static void mark(const struct sets *s, const uint32_t *numbers, uint32_t count, uint64_t *marks) {
  if (s->width == 1)
    mark_narrow(s, numbers, count, marks);
  else
    mark_wide(s, numbers, count, marks);
}

bool st_sieve_mark(st_sieve *f, const uint32_t *const *words, const uint32_t *kinds,
                    uint32_t count, uint64_t *marks) {
  if (f->flags_count) {
    if (!know_kinds(f)) return false;
    mark(&f->kinds, kinds, count, marks);
  }
  for (uint32_t t = 0; t < ST_FOLD_ROOM; t++)
    if (f->tables >> t & 1) mark(&f->words[t], words[t], count, marks);
  return true;
}
