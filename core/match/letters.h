/* Letters: an article as a string with one letter a token, so that a rule finds the places where
 * something may begin by searching a string.
 *
 *     M  March May April            At  least  12  people  died  in  March  .
 *     9  (figures) 9 99 999         .   .      9   .       d     .   M      .
 *     d  (ending) -ed, died
 *
 * Entries are tried in the order they were added. Letters are ASCII; a token that no entry holds
 * for is '.', one that the rule does not see ' '. */
#ifndef ST_MATCH_LETTERS_H
#define ST_MATCH_LETTERS_H

#include "match/article.h"

typedef struct st_letters st_letters;

/* Owned by the caller; the vocabulary has to outlive it. Null when memory is out. */
st_letters *st_letters_open(st_vocab *v);
void st_letters_close(st_letters *l);

/* Each adds an entry for tokens that have all of the one and none of the other flags, and
 *   add:   any text;
 *   word:  this text: a word in lower case stands for its upper case too; "-ed" is an ending behind
 *          at least three other letters; in a text with a 9 that is any digit.
 * ST_ELIMIT, ST_ENOMEM. */
int st_letters_add(st_letters *l, char letter, uint32_t all, uint32_t none, st_error *e);
int st_letters_word(st_letters *l, char letter, st_str text, uint32_t all, uint32_t none,
                    st_error *e);

/* Writes a letter for each of the article's tokens [first, stop) to `out`. ST_ENOMEM. */
int st_letters_write(st_letters *l, st_match_article *a, uint64_t roles, uint32_t first,
                     uint32_t stop, char *out, st_error *e);

#endif
