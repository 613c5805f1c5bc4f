/* Forms: expressions as patterns of letters, one letter a word. All of them stand in one tree, so that
 * a walk along the letters of a text (letters.h) finds the longest.
 *
 *     W,?M[DO],?Y     a weekday, a month, a day or an ordinal, a year; with commas or without
 *     Y%-D%-D         signs of patterns stand for themselves behind a % */
#ifndef ST_MATCH_FORMS_H
#define ST_MATCH_FORMS_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct st_forms st_forms;

/* A token with this letter goes on with what began before it: a word of several tokens. */
enum { ST_LETTER_ON = 1 };

st_forms *st_forms_open(void); /* owned by the caller; null when memory is out */
void st_forms_close(st_forms *f);

/* Adds a form, of letters and of sets of them, each with a `?` behind it where it may be left out.
 * Forms count from 0. ST_EUSE where it is none or takes nothing, ST_ELIMIT, ST_ENOMEM. */
int st_forms_add(st_forms *f, st_str pattern, st_error *e);

/* By letter, of 256: whether a form begins with it. */
const bool *st_forms_begins(const st_forms *f);

/* The form that takes most of the letters from `at` on, before `stop`; of those that take the same
 * the one added first. ST_NONE where none does. `after` is behind what it takes. */
uint32_t st_forms_longest(const st_forms *f, const char *letters, uint32_t at, uint32_t stop,
                          uint32_t *after);

#endif
