/* What the tests of core/text share: texts as they come out, written so that one can read them. */
#ifndef SUPPORT_UNITS_H
#define SUPPORT_UNITS_H

#include "base/buf.h"
#include "text/token.h"

typedef struct units_of {
  st_str text;
  st_block *blocks;
  uint32_t block_count;
  st_units units;
} units_of;

/* Blocks, tokens, marks and sentences of the text, which is borrowed; released with close_units. */
int open_units(st_str text, units_of *u);
void close_units(units_of *u);

/* The first thing that is not as token.h promises, or null. */
const char *find_broken(const units_of *u);

/* Each returns a string that stays until the same function is called again.
 * Tokens: parted by blanks. Sentences: parted by " | ", blocks by " || ", with single blanks.
 * Quotes: the contents of the pairs parted by " | ", "2:" before one inside another, "..." behind
 * one that goes on in the next block and "?" behind one that is never closed.
 * Flags: those of the token that reads `word`, as letters. */
const char *tokens_of(const char *text);
const char *sentences_of(const char *text);
const char *quotes_of(const char *text);
const char *blocks_of(const char *text);
const char *flags_of_word(const char *text, const char *word);

#endif
