/* What programs and lexicons ask a token for, numbered once for all of them, so that a token is
 * folded and hashed once however many rules look at it.
 *
 *   words    folded form -> 1, 2, 3, …   one table a fold; 0 is every word that nobody asks for
 *   flags    a token's flags -> 0, 1, …  the few dozen combinations that occur
 *   roles    a block's role -> 0 … 63    bits of a set of roles
 *
 * Grows only while rules are loaded, by what the rules name; never by what articles hold, but for
 * combinations of flags, of which there are at most 2^17. */
#ifndef ST_MATCH_VOCAB_H
#define ST_MATCH_VOCAB_H

#include "base/error.h"
#include "base/str.h"
#include "text/token.h"

#include <stdint.h>

typedef struct st_vocab st_vocab;

/* Folds as text/fold.h names them, and two that are none of their sums: st_fold_word, and the stem of
 * that (text/stem.h). */
enum { ST_FOLD_EXACT = 0, ST_FOLD_BY_WORD = 0x100, ST_FOLD_BY_STEM = 0x200 };

enum { ST_WORD_ROOM = 256, ST_ROLE_ROOM = 64, ST_FOLD_ROOM = 8 };

st_vocab *st_vocab_open(void); /* owned by the caller; null when memory is out */
void st_vocab_close(st_vocab *v);

/* The number of a fold's table, made if new. ST_ELIMIT beyond ST_FOLD_ROOM, ST_ENOMEM. */
int st_vocab_table(st_vocab *v, unsigned fold, uint32_t *table, st_error *e);
unsigned st_vocab_fold(const st_vocab *v, uint32_t table);
/* Numbers of a table are less than this. */
uint32_t st_vocab_count(const st_vocab *v, uint32_t table);
/* The number of a token's text, taken up if new. ST_ELIMIT where it is too long to be looked up. */
int st_vocab_add(st_vocab *v, uint32_t table, st_str token, uint32_t *word, st_error *e);
/* The number of a token's text, or 0. */
uint32_t st_vocab_find(st_vocab *v, uint32_t table, st_str token);
/* The numbers of all tokens of a text. */
void st_vocab_find_all(st_vocab *v, uint32_t table, st_str text, const st_token *tokens,
                       uint32_t count, uint32_t *words);
/* The form of a token in a table: how many bytes of `room` it takes; 0 where it is too long to be
 * looked up, or memory is out. */
size_t st_vocab_form(const st_vocab *v, uint32_t table, st_str token, char room[ST_WORD_ROOM]);
/* Bytes that all words take up: what a rule may add is limited. */
size_t st_vocab_bytes(const st_vocab *v);

/* The number of a combination of flags, taken up if new; UINT32_MAX when memory is out. */
uint32_t st_vocab_flags(st_vocab *v, uint32_t flags);
uint32_t st_vocab_flags_count(const st_vocab *v);
uint32_t st_vocab_flags_get(const st_vocab *v, uint32_t number);

/* The bit of a role, taken up if new; 0 where there is no room. */
uint64_t st_vocab_role(st_vocab *v, st_str role);
/* What a rule sees unless it says otherwise: headline, standfirst, subhead and body. */
uint64_t st_vocab_prose(const st_vocab *v);

#endif
