/* The word and sentence boundaries of UAX #29, exactly. What news needs on top is in tokens.c,
 * stops.c and sentences.c. Text is well-formed UTF-8; each call reads on from a boundary. */
#ifndef ST_TEXT_BREAKS_H
#define ST_TEXT_BREAKS_H

#include "base/str.h"

/* End of the word segment (white space and punctuation are segments too) that begins at `at`. */
size_t st_word_next(st_str text, size_t at);

/* End of the sentence that begins at `at`. */
size_t st_sentence_next(st_str text, size_t at);

/* Where the sentence ends that the terminator (".", "!", ...) at `at` would end: behind closing
 * marks and white space; 0 where it ends none. */
size_t st_sentence_break(st_str text, size_t at);

#endif
