/* A lexicon: names of one or several words, each with attributes, as a trie over word numbers.
 *
 *   "United States"          root ─united─▶ (1) ─states─▶ (2)* "United States"
 *   "United Nations"                         └──nations─▶ (3)* "United Nations"
 *   "Kyiv"                   root ─kyiv─▶ (4)* "Kyiv"
 *
 * Entries are tokenised as articles are, so that "Coca-Cola" and "St. Petersburg" are found where
 * they stand. Quotation marks in an entry are left out. Immutable once made. */
#ifndef ST_MATCH_LEXICON_H
#define ST_MATCH_LEXICON_H

#include "base/error.h"
#include "match/vocab.h"

typedef struct st_lexicon st_lexicon;

/* Text: a name a line. TSV: the first line names the columns, the first column is the name. Blank
 * lines and lines that begin with # are left out. `fold` as in vocab.h. The caller owns one
 * reference to *out; the vocabulary has to outlive it. ST_EINPUT with the line, ST_ENOMEM. */
int st_lexicon_make(st_vocab *v, st_str text, unsigned fold, bool tsv, st_lexicon **out,
                    st_error *e);
st_lexicon *st_lexicon_share(st_lexicon *l);
void st_lexicon_close(st_lexicon *l);

/* Entries count from 0, in the order of the text. What is returned is borrowed. */
uint32_t st_lexicon_count(const st_lexicon *l);
st_str st_lexicon_name(const st_lexicon *l, uint32_t entry);
uint32_t st_lexicon_columns(const st_lexicon *l); /* attributes, the name not counted */
st_str st_lexicon_column(const st_lexicon *l, uint32_t column);
/* n = 0 where the line has none. */
st_str st_lexicon_value(const st_lexicon *l, uint32_t entry, uint32_t column);
uint32_t st_lexicon_table(const st_lexicon *l); /* the vocabulary's table of its fold */

/* The longest entry that begins at words[0]: how many words it takes, or 0. Of equal entries the
 * first. `keep` is null or has a byte an entry: 0, as if it were not there. */
uint32_t st_lexicon_find(const st_lexicon *l, const uint32_t *words, uint32_t count,
                         const uint8_t *keep, uint32_t *entry);
/* False where no entry begins with the word. */
bool st_lexicon_starts(const st_lexicon *l, uint32_t word);

#endif
