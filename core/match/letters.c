#include "match/letters.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "text/fold.h"

/* How many entries and words one set of letters may have, how many letters stand before an ending,
 * and the longest picture of a figure. */
enum { ENTRY_ROOM = 1000, WORD_ROOM = 65000, STEM = 3, PICTURE_ROOM = 32 };

struct entry {
  uint32_t all, none;
  char letter;
};

/* What one word of the vocabulary, one ending or one picture belongs to. Those of one word, and
 * endings with one last letter, are a list, in the order of the entries. */
struct term {
  st_str text;
  uint16_t entry, next; /* 1 + the next of the list */
};

struct terms {
  struct term *items;
  uint32_t count, room;
};

/* What tokens with one combination of flags have in common. */
struct kind {
  uint16_t entry; /* the first of any text; ENTRY_ROOM: none */
  char letter;    /* of that entry */
  bool ends, figure; /* whether they may have endings, or be figures, that there are entries for */
};

struct st_letters {
  st_vocab *vocab;
  uint32_t table;
  st_arena *texts;
  struct entry entries[ENTRY_ROOM];
  uint32_t entry_count;
  struct terms words, endings, pictures;
  uint16_t *first; /* by word: 1 + the first of its terms */
  uint32_t first_count;
  uint16_t ends[256]; /* by byte, of either case: 1 + the first of the endings whose last it is */
  struct kind *kinds; /* by a combination of flags */
  uint32_t kind_count;
  bool any_text[ENTRY_ROOM];
};

st_letters *st_letters_open(st_vocab *v) {
  st_letters *l = st_calloc(1, sizeof *l);
  if (!l) return NULL;
  l->vocab = v;
  l->texts = st_arena_open();
  if (l->texts && st_vocab_table(v, ST_FOLD_BY_WORD, &l->table, NULL) == ST_OK) return l;
  st_letters_close(l);
  return NULL;
}

void st_letters_close(st_letters *l) {
  if (!l) return;
  st_arena_close(l->texts);
  st_free(l->words.items);
  st_free(l->endings.items);
  st_free(l->pictures.items);
  st_free(l->first);
  st_free(l->kinds);
  st_free(l);
}

/* --- adding --- */

/* The entry for a letter and flags: the last one, where it is the same. */
static int add_entry(st_letters *l, char letter, uint32_t all, uint32_t none, bool any_text,
                     uint16_t *number, st_error *e) {
  struct entry entry = {all, none, letter}, *last = &l->entries[l->entry_count];
  bool same = l->entry_count && (--last)->letter == letter && last->all == all &&
              last->none == none && l->any_text[l->entry_count - 1] == any_text;
  if (!same && l->entry_count == ENTRY_ROOM)
    return st_fail(e, ST_ELIMIT, "more than %d entries of letters", ENTRY_ROOM);
  if (!same) {
    l->any_text[l->entry_count] = any_text;
    l->entries[l->entry_count++] = entry;
  }
  *number = (uint16_t)(l->entry_count - 1);
  return ST_OK;
}

int st_letters_add(st_letters *l, char letter, uint32_t all, uint32_t none, st_error *e) {
  uint16_t number = 0;
  return add_entry(l, letter, all, none, true, &number, e);
}

static int add_term(struct terms *t, st_str text, uint16_t entry, st_error *e) {
  if (t->count == WORD_ROOM)
    return st_fail(e, ST_ELIMIT, "more than %d words with letters", WORD_ROOM);
  if (t->count == t->room) {
    uint32_t room = t->room ? t->room * 2 : 64;
    struct term *items = st_grow(t->items, room, sizeof *items);
    if (!items) return st_nomem(e);
    t->items = items;
    t->room = room;
  }
  t->items[t->count++] = (struct term){text, entry, 0};
  return ST_OK;
}

static bool widen_first(st_letters *l, uint32_t word) {
  if (word < l->first_count) return true;
  uint32_t count = st_vocab_count(l->vocab, l->table);
  uint16_t *first = st_grow(l->first, count, sizeof *first);
  if (!first) return false;
  memset(first + l->first_count, 0, (count - l->first_count) * sizeof *first);
  l->first = first;
  l->first_count = count;
  return true;
}

static void link_last(const struct terms *t, uint16_t *place) {
  while (*place) place = &t->items[*place - 1].next;
  *place = (uint16_t)t->count;
}

static int add_word(st_letters *l, st_str text, uint16_t entry, st_error *e) {
  uint32_t word;
  int status = st_vocab_add(l->vocab, l->table, text, &word, e);
  if (!status && !widen_first(l, word)) status = st_nomem(e);
  if (!status) status = add_term(&l->words, (st_str){NULL, 0}, entry, e);
  if (status) return status;
  link_last(&l->words, &l->first[word]);
  return ST_OK;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

/* "us" folds to itself and "US" to itself: a word of so few letters is added in both. */
static int add_in_both_cases(st_letters *l, st_str text, uint16_t entry, st_error *e) {
  char room[PICTURE_ROOM];
  int status = add_word(l, text, entry, e);
  if (status || text.n > sizeof room) return status;
  for (size_t i = 0; i < text.n; i++) room[i] = upper(text.p[i]);
  st_str other = {room, text.n};
  return st_str_equal(text, other) ? ST_OK : add_word(l, other, entry, e);
}

int st_letters_word(st_letters *l, char letter, st_str text, uint32_t all, uint32_t none,
                    st_error *e) {
  uint16_t entry = 0;
  int status = add_entry(l, letter, all, none, false, &entry, e);
  if (status) return status;
  bool ending = text.n > 1 && text.p[0] == '-', picture = text.n && memchr(text.p, '9', text.n);
  if (!ending && !picture) return add_in_both_cases(l, text, entry, e);
  if (text.n > PICTURE_ROOM)
    return st_fail(e, ST_ELIMIT, "'%.*s' is too long", (int)text.n, text.p);
  st_str copy = st_arena_str(l->texts, text);
  if (!copy.p) return st_nomem(e);
  if (picture) return add_term(&l->pictures, copy, entry, e);
  status = add_term(&l->endings, (st_str){copy.p + 1, copy.n - 1}, entry, e);
  if (status) return status;
  unsigned char end = (unsigned char)text.p[text.n - 1];
  link_last(&l->endings, &l->ends[end]);
  l->ends[(unsigned char)upper((char)end)] = l->ends[end];
  return ST_OK;
}

/* --- writing --- */

static struct kind kind_of(const st_letters *l, uint32_t flags) {
  struct kind kind = {.entry = ENTRY_ROOM, .letter = '.'};
  kind.ends = l->endings.count && flags & ST_TOKEN_WORD;
  kind.figure = l->pictures.count && flags & ST_TOKEN_DIGIT;
  for (uint32_t i = 0; i < l->entry_count; i++) {
    const struct entry *e = &l->entries[i];
    if (!l->any_text[i] || (flags & e->all) != e->all || flags & e->none) continue;
    kind.entry = (uint16_t)i;
    kind.letter = e->letter;
    return kind;
  }
  return kind;
}

/* Made when articles are written: all entries have been added. */
static bool know_kinds(st_letters *l) {
  uint32_t count = st_vocab_flags_count(l->vocab);
  if (count <= l->kind_count) return true;
  struct kind *kinds = st_grow(l->kinds, count, sizeof *kinds);
  if (!kinds) return false;
  l->kinds = kinds;
  for (; l->kind_count < count; l->kind_count++)
    kinds[l->kind_count] = kind_of(l, st_vocab_flags_get(l->vocab, l->kind_count));
  return true;
}

static bool holds(const st_letters *l, uint16_t entry, uint32_t flags) {
  const struct entry *e = &l->entries[entry];
  return (flags & e->all) == e->all && !(flags & e->none);
}

static uint32_t best_word(const st_letters *l, uint16_t t, uint32_t flags, uint32_t best) {
  while (t) {
    const struct term *term = &l->words.items[t - 1];
    if (term->entry >= best) return best;
    if (holds(l, term->entry, flags)) return term->entry;
    t = term->next;
  }
  return best;
}

static bool ends_in(st_str text, st_str ending) {
  if (text.n < ending.n + STEM) return false;
  const char *p = text.p + text.n - ending.n;
  for (size_t i = 0; i < ending.n; i++)
    if (lower(p[i]) != ending.p[i]) return false;
  return true;
}

static uint32_t best_ending(const st_letters *l, uint16_t i, st_str text, uint32_t flags,
                            uint32_t best) {
  while (i) {
    const struct term *t = &l->endings.items[i - 1];
    if (t->entry >= best) return best;
    if (ends_in(text, t->text) && holds(l, t->entry, flags)) return t->entry;
    i = t->next;
  }
  return best;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* "14th" is 99th, and 19th too. */
static bool looks_like(st_str text, st_str picture) {
  if (text.n != picture.n) return false;
  for (size_t i = 0; i < text.n; i++)
    if (picture.p[i] == '9' ? !is_digit(text.p[i]) : lower(text.p[i]) != picture.p[i]) return false;
  return true;
}

static uint32_t best_picture(const st_letters *l, st_str text, uint32_t flags, uint32_t best) {
  char room[PICTURE_ROOM];
  size_t n = st_fold_word(text, room, sizeof room);
  if (n > sizeof room) return best;
  for (uint32_t i = 0; i < l->pictures.count; i++) {
    const struct term *t = &l->pictures.items[i];
    if (t->entry < best && looks_like((st_str){room, n}, t->text) && holds(l, t->entry, flags))
      return t->entry;
  }
  return best;
}

/* Of a token that may be more than its kind says: a word of the alphabet, with one of its endings, a
 * figure. */
static char letter_of(const st_letters *l, const st_token *t, const char *text, uint16_t term,
                      const struct kind *kind) {
  st_str token = {text + t->begin, t->end - t->begin};
  uint32_t best = best_word(l, term, t->flags, kind->entry);
  if (kind->ends)
    best = best_ending(l, l->ends[(unsigned char)text[t->end - 1]], token, t->flags, best);
  if (kind->figure) best = best_picture(l, token, t->flags, best);
  return best < ENTRY_ROOM ? l->entries[best].letter : '.';
}

/* Most tokens are no word of the alphabet, have none of its endings and no digit, or are a word that
 * needs no more than its text. */
static void write_tokens(const st_letters *l, const st_token *tokens, const char *text,
                         const uint32_t *words, const uint32_t *kinds, uint32_t count, char *out) {
  const struct kind *all = l->kinds; /* here, as the compiler has to think that `out` writes there */
  const uint16_t *first = l->first;
  uint32_t known = l->first_count;
  for (uint32_t i = 0; i < count; i++) {
    const struct kind *kind = &all[kinds[i]];
    uint16_t term = words[i] < known ? first[words[i]] : 0;
    if (kind->figure || (kind->ends && l->ends[(unsigned char)text[tokens[i].end - 1]])) {
      out[i] = letter_of(l, &tokens[i], text, term, kind);
    } else if (term) {
      uint32_t best = best_word(l, term, tokens[i].flags, kind->entry);
      out[i] = best < ENTRY_ROOM ? l->entries[best].letter : '.';
    } else {
      out[i] = kind->letter;
    }
  }
}

/* The first sentence that ends behind a token. */
static uint32_t sentence_from(const st_sentence *all, uint32_t count, uint32_t token) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (all[middle].last <= token)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int st_letters_write(st_letters *l, st_match_article *a, uint64_t roles, uint32_t first,
                     uint32_t stop, char *out, st_error *e) {
  uint32_t count, sentences;
  const st_revision *r = st_match_article_revision(a);
  const st_token *tokens = st_revision_tokens(r, &count);
  const st_sentence *all = st_revision_sentences(r, &sentences);
  const char *text = st_revision_text(r).p;
  const uint32_t *words = st_match_article_words(a, l->table), *kinds = st_match_article_kinds(a);
  const uint64_t *seen = st_match_article_role_bits(a);
  if (!words || !kinds || !seen || !know_kinds(l)) return st_nomem(e);
  memset(out, ' ', stop - first);
  for (uint32_t s = sentence_from(all, sentences, first); s < sentences && all[s].first < stop; s++) {
    if (!(seen[all[s].block] & roles)) continue;
    uint32_t from = all[s].first > first ? all[s].first : first;
    uint32_t to = all[s].last < stop ? all[s].last : stop;
    write_tokens(l, tokens + from, text, words + from, kinds + from, to - from,
                 out + (from - first));
  }
  return ST_OK;
}
