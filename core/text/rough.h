/* Words by their consonants: what is left of them is equal for most spellings of one word, and found
 * at little cost. "harbour" and "harbor" are both "hrbr", "Kyiv" and "Kiev" both "sv". Other words
 * fall together too ("best" and "based"): for what only has to be found too often rather than too
 * seldom. */
#ifndef ST_TEXT_ROUGH_H
#define ST_TEXT_ROUGH_H

#include "base/str.h"

#include <stdint.h>

/* Of a longer word the rest is left out. */
enum { ST_ROUGH_ROOM = 48 };

typedef struct st_rough_word {
  uint32_t letter_count, code_count;
  char letters[ST_ROUGH_ROOM]; /* its letters and digits, in lower case where they are ASCII */
  char code[ST_ROUGH_ROOM];    /* its consonants: d as t, c, k, q and z as s, doubled ones once; of
                                  the vowels only that the first letter is one, as "a" */
} st_rough_word;

/* Takes the next word off the text; false where there is none. A word is letters and digits: hyphens
 * and square brackets inside it belong to it, and so do the stops of "U.S."; an apostrophe parts two
 * words. */
bool st_rough_next(st_str *text, st_rough_word *out);

#endif
