/* A sieve: which sentences of an article hold what patterns cannot do without, for all patterns of
 * a worker in one pass over its tokens.
 *
 * A condition is a set of predicates (program.h) one of which has to hold somewhere in a sentence.
 * Each takes a bit, its key. The sieve knows the keys that a word or a combination of flags brings
 * about, so that a sentence's marks are the union over its tokens:
 *
 *      key 0 = { "killed", "dead" }    key 1 = { number }    key 2 = { "said" }
 *
 *      "At least 12 people were killed."   marks 0 1     a rule that needs 0 and 1 looks at it
 *      "He said nothing."                  marks 2       and not at this
 */
#ifndef ST_MATCH_SIEVE_H
#define ST_MATCH_SIEVE_H

#include "match/program.h"

typedef struct st_sieve st_sieve;

enum { ST_SIEVE_KEYS = 1024 };

/* Owned by the caller; the vocabulary has to outlive it. Null when memory is out. */
st_sieve *st_sieve_open(st_vocab *v);
void st_sieve_close(st_sieve *f);

/* Of predicates: those whose words or flags tell where they can hold. */
bool st_sieve_knows(const st_predicate *d);
/* Adds a condition: one of the program's predicates numbered in `any` (a bit each), all of them
 * known. ST_ELIMIT where there is no key left, ST_ENOMEM. */
int st_sieve_add(st_sieve *f, const st_program *p, uint64_t any, uint32_t *key, st_error *e);
void st_sieve_remove(st_sieve *f, uint32_t key);

/* Changes whenever a condition comes or goes. */
uint32_t st_sieve_version(const st_sieve *f);
uint32_t st_sieve_width(const st_sieve *f); /* of marks, in words of 64 keys; 0 without a key */
/* The tables whose words have keys, a bit each. */
uint32_t st_sieve_tables(const st_sieve *f);

/* Adds the marks of `count` tokens. words[table] are their words, for each of st_sieve_tables;
 * kinds the numbers of their flags. False when memory is out. */
bool st_sieve_mark(st_sieve *f, const uint32_t *const *words, const uint32_t *kinds,
                    uint32_t count, uint64_t *marks);

#endif
