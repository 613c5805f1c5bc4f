/* Articles of random words for tests of recoding. */
#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include "base/buf.h"
#include "match/view.h"

typedef struct random_source {
  uint64_t state;
} random_source;

uint32_t pick(random_source *r, uint32_t below);
/* Words of `words` with marks, stops and paragraphs between them. */
void write_text(random_source *r, const char *const *words, uint32_t word_count, uint32_t length,
                st_buf *out);
st_match_article *open_text(st_vocab *v, const char *text, size_t n);
/* A layer of random stretches of tokens under `name`, which may overlap. */
st_layer *random_layer(random_source *r, const st_match_article *a, const char *name,
                       uint32_t count);
st_str token_text(const st_match_article *a, uint32_t token);

#endif
