/* Folds: named ways to count two words as equal. */
#ifndef ST_TEXT_FOLD_H
#define ST_TEXT_FOLD_H

#include "base/buf.h"

/* Bits; a fold is their sum. Words in rules are matched under ST_FOLD_WORD. */
enum st_fold {
  ST_FOLD_CASE = 1,   /* full case folding; but "US" is not "us" under ST_FOLD_WORD, see below */
  ST_FOLD_MARKS = 2,  /* diacritics dropped, compatibility forms decomposed */
  ST_FOLD_QUOTES = 4, /* curly quotes, primes and dashes become their ASCII ones */
  ST_FOLD_STOPS = 8,  /* the stops of an abbreviation dropped: "U.S." is "US" */
  ST_FOLD_SPACE = 16  /* runs of white space become one blank; none at the ends */
};

/* Appends the folded form of `s` (UTF-8). Badness of `out` tells of memory. */
void st_fold_text(st_str s, unsigned fold, st_buf *out);

/* The form under which a token is looked up: case, quotes and stops folded, except that a word of
 * two to four letters all in upper case, or with inner stops ("U.S.", "US", "WHO", "IT"), keeps its
 * upper case, so that "US" and "U.S." are one word and "us" another. Writes at most `room` bytes,
 * returns the full length (a longer token is to be treated as unknown). */
size_t st_fold_word(st_str token, char *out, size_t room);

/* Columns a terminal needs for the text: wide characters 2, combining marks 0. */
size_t st_text_width(st_str s);

/* Of the data by which texts are folded: "15.0.0". Static. */
const char *st_unicode_version(void);

#endif
