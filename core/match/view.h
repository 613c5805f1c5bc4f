/* A view: an article recoded for a program, so that a pattern runs on bytes, and the way back from
 * its slots to tokens, annotations and lexicon entries. */
#ifndef ST_MATCH_VIEW_H
#define ST_MATCH_VIEW_H

#include "match/article.h"
#include "match/program.h"

typedef struct st_view st_view;

typedef struct st_view_request {
  uint64_t roles; /* st_vocab_role */
  enum st_within within;
  bool quotes;
  st_layout *layout; /* in place of these three, or null */
  uint64_t need; /* bits that have to occur somewhere */
  /* By predicate; null, or for a layer a byte an annotation (0: not seen), for a test a byte a
   * token of the article (1: it holds). A test without bytes holds nowhere. */
  const uint8_t *const *answers;
} st_view_request;

/* *out is owned by the caller; null, with ST_OK, where nothing is visible or a needed bit is
 * missing. It keeps a share of the layout and none of the article. ST_ENOMEM. */
int st_view_make(st_program *p, st_match_article *a, const st_view_request *request, st_view **out,
                 st_error *e);
/* The same without codes: *bits are those of each slot, borrowed from the article until it makes
 * another view. */
int st_view_recode(st_program *p, st_match_article *a, const st_view_request *request,
                   const uint64_t **bits, st_view **out, st_error *e);
void st_view_close(st_view *v);

/* st_program_bytes a slot, borrowed; st_view_drop_codes lets go of them alone. */
st_str st_view_codes(const st_view *v);
void st_view_drop_codes(st_view *v);
uint32_t st_view_slots(const st_view *v);
/* How many slots stand between two boundaries at most. */
uint32_t st_view_longest(const st_view *v);
/* Slots count from 0. ST_NONE for a boundary. */
uint32_t st_view_token(const st_view *v, uint32_t slot);
/* The layer's annotation or the lexicon's entry that starts at the slot, or ST_NONE. */
uint32_t st_view_starts(const st_view *v, uint32_t slot, uint32_t predicate);

#endif
