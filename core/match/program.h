/* A program: the predicates of a rule's token patterns, as bits.
 *
 * Each predicate takes one bit, or two where it is about stretches of tokens (a layer's
 * annotations, a lexicon's entries): "starts here" and, one higher, "goes on here". Bits are
 * numbered from 0 in the order of the predicates. A slot is `bytes` bytes: bit b is bit b % 8 of
 * byte b / 8. The last byte's top bit is set on boundaries, which have no other.
 *
 *      slot      |     killed  some   14,000  people  |
 *      bit 0                          1                  number starts
 *      bit 1                                             number goes on
 *      bit 2           1                                 word { "killed", "dead" }
 *      bit 7     1                                    1
 */
#ifndef ST_MATCH_PROGRAM_H
#define ST_MATCH_PROGRAM_H

#include "match/lexicon.h"

typedef struct st_program st_program;

enum st_predicate_kind { ST_WORDS, ST_FLAGS, ST_LAYER, ST_LEXICON, ST_TEST };
enum { ST_BIT_ROOM = 56 };

typedef struct st_predicate {
  enum st_predicate_kind kind;
  uint8_t bit, width;
  uint32_t table;      /* words: of the vocabulary */
  uint32_t all, none;  /* flags */
  st_str name;         /* layer: owned by the program */
  st_lexicon *lexicon; /* shared */
  uint8_t *keep;       /* lexicon: owned, a byte an entry, or null */
} st_predicate;

/* Owned by the caller; the vocabulary has to outlive it. Null when memory is out. */
st_program *st_program_open(st_vocab *v);
void st_program_close(st_program *p);

/* Each adds a predicate; ST_ELIMIT where there is no bit left, ST_ENOMEM. */
int st_program_words(st_program *p, unsigned fold, st_error *e);
/* Adds a token's text to the words predicate added last. */
int st_program_word(st_program *p, st_str token, st_error *e);
/* Tokens that have all of the one and none of the other flags. */
int st_program_flags(st_program *p, uint32_t all, uint32_t none, st_error *e);
int st_program_layer(st_program *p, st_str name, st_error *e);
/* Shares the lexicon; copies `keep` (a byte an entry, 0 leaves it out), which may be null. */
int st_program_lexicon(st_program *p, st_lexicon *l, const uint8_t *keep, st_error *e);
/* A test of a token's text that the caller makes, see view.h. */
int st_program_test(st_program *p, st_error *e);

/* Ends the building: from here on it does not change, and views can be made. */
int st_program_seal(st_program *p, st_error *e);

uint32_t st_program_count(const st_program *p);
const st_predicate *st_program_get(const st_program *p, uint32_t predicate);
uint32_t st_program_bytes(const st_program *p); /* a slot */
st_vocab *st_program_vocab(const st_program *p);

/* For view.c: the bits that words and flags give. */
typedef struct st_word_bits {
  uint32_t table, count; /* words beyond `count` were taken up later: they have no bits */
  uint16_t *set;         /* by word: which of the sets of bits */
  uint64_t *bits;        /* by set; set 0 has none */
  uint8_t *low;          /* by word: its lowest bits, where a slot is one byte; else null */
} st_word_bits;

uint32_t st_program_tables(const st_program *p);
const st_word_bits *st_program_word_bits(const st_program *p, uint32_t i);
/* Whether words and flags are all that it asks for, and a slot is one byte. */
bool st_program_plain(const st_program *p);
/* Whether it asks for flags. */
bool st_program_asks_flags(const st_program *p);
/* The bits of a boundary. */
uint64_t st_program_boundary(const st_program *p);
/* By 1 + the number of a combination of flags, for all there are now; first those of a boundary.
 * Null when memory is out. */
const uint64_t *st_program_flag_bits(st_program *p);

#endif
