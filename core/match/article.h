/* An article while rules run on it: its revision, the layers made so far, and what all rules of a
 * worker would otherwise compute again, made when it is first asked for.
 *
 *   words    one number a token and fold (vocab.h)
 *   kinds    the number of its combination of flags, one a token
 *   layout   the slots that a rule's pattern runs over (layout.h)
 */
#ifndef ST_MATCH_ARTICLE_H
#define ST_MATCH_ARTICLE_H

#include "doc/layer.h"
#include "doc/revision.h"
#include "match/layout.h"
#include "match/sieve.h"

/* Shares the revision; the vocabulary has to outlive it. Owned by the caller, shares are counted.
 * Null when memory is out. */
st_match_article *st_match_article_open(st_vocab *v, st_revision *r);
st_match_article *st_match_article_share(st_match_article *a);
void st_match_article_close(st_match_article *a);

/* Shares the layer, which takes the place of one of its name. One named `block` gives the roles. */
int st_match_article_add(st_match_article *a, st_layer *l, st_error *e);
/* Borrowed; null where there is none of that name. */
const st_layer *st_match_article_layer(const st_match_article *a, st_str name);
uint32_t st_match_article_layers(const st_match_article *a);
const st_layer *st_match_article_get(const st_match_article *a, uint32_t i);

st_vocab *st_match_article_vocab(const st_match_article *a);
const st_revision *st_match_article_revision(const st_match_article *a);
/* A number that no other article has, nor this one once its blocks have other roles: what was made
 * for an article is still right where the number is the same. */
uint64_t st_match_article_edition(const st_match_article *a);
/* The block layer, or null. */
const st_layer *st_match_article_roles(const st_match_article *a);

/* The rest is borrowed, and null when memory is out. */
const uint32_t *st_match_article_words(st_match_article *a, uint32_t table);
const uint32_t *st_match_article_kinds(st_match_article *a);
/* The same where quotation marks are no slots: the token beside one that opens or closes a sentence
 * is its first or last. */
const uint32_t *st_match_article_kinds_beside(st_match_article *a);
/* By block: the bit of its role (st_vocab_role). */
const uint64_t *st_match_article_role_bits(st_match_article *a);
/* By sentence, st_sieve_width words each: what the sieve says of it; then the union of all. */
const uint64_t *st_match_article_marks(st_match_article *a, st_sieve *f);
/* Whether all of the keys are among the marks of its sentences; true when memory is out. */
bool st_match_article_has(st_match_article *a, st_sieve *f, const uint32_t *keys, uint32_t count);
/* Valid until the article is closed or asked for another layout, unless shared. */
st_layout *st_match_article_layout(st_match_article *a, uint64_t roles, enum st_within within,
                                   bool quotes);
/* Room for one set of bits a slot, until the next call. */
uint64_t *st_match_article_scratch(st_match_article *a, uint32_t slots);
/* What a pattern asks of the sentences (or paragraphs) it looks at. */
typedef struct st_pick {
  st_sieve *sieve;
  const uint32_t *keys; /* all of them have to be among the marks */
  uint32_t key_count;
  const st_layer *const *layers; /* an annotation of each has to reach into it; null is empty */
  uint32_t layer_count;
} st_pick;
/* A layout of these alone, owned by the caller; its count is 0 where there are none. */
st_layout *st_match_article_pick(st_match_article *a, uint64_t roles, enum st_within within,
                                 bool quotes, const st_pick *pick);

#endif
