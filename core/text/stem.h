/* Stems: the form that the inflected forms of an English word share, after Snowball's "english"
 * (Porter's second stemmer): "promise", "promised", "promises" and "promising" are "promis". It
 * cuts endings and knows no irregular verb: "said" is not "say". */
#ifndef ST_TEXT_STEM_H
#define ST_TEXT_STEM_H

#include "base/str.h"

#include <stddef.h>

typedef struct st_stemmer st_stemmer;

/* Owned by the caller, and of one thread. Null when memory is out. */
st_stemmer *st_stemmer_open(void);
void st_stemmer_close(st_stemmer *s);

/* The stem of a token's form under st_fold_word: a word that keeps its upper case there ("US",
 * "WHO") has no endings and is left as it is. Writes at most `room` bytes, returns the full length;
 * a longer token is to be treated as unknown, and so is one of length 0 (memory is out). */
size_t st_stem_word(st_stemmer *s, st_str token, char *out, size_t room);

#endif
