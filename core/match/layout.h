/* A layout: the slots that a pattern runs over: tokens of the sentences whose block has one of some
 * roles, with a boundary before, between and after them.
 *
 *      |  At least 12 people were killed .  |  In 2014 died the hope .  |
 *
 * One of the whole article is made once for all rules that see the same of it; those with only what
 * a pattern can match in are made of its parts (pick.c). */
#ifndef ST_MATCH_LAYOUT_H
#define ST_MATCH_LAYOUT_H

#include "match/vocab.h"

typedef struct st_match_article st_match_article;

/* What a boundary divides. */
enum st_within { ST_WITHIN_SENTENCE, ST_WITHIN_PARAGRAPH, ST_WITHIN_ARTICLE };

typedef struct st_slots {
  uint32_t first, stop;
} st_slots;

typedef struct st_layout {
  uint64_t roles;
  enum st_within within;
  bool quotes;                   /* quotation marks are slots too */
  uint32_t *token;               /* by slot; ST_NONE is a boundary */
  uint32_t count;                /* 0 where nothing is visible */
  uint32_t *words[ST_FOLD_ROOM]; /* by table: of each slot; 0 for a boundary. Made when asked for */
  uint32_t known[ST_FOLD_ROOM];
  uint32_t *kinds;         /* of each slot: 1 + the number of its flags; 0 for a boundary */
  st_slots *sentences;     /* the tokens of each sentence; none of those that are not seen */
  struct st_layout *whole; /* the one that this is made of, or null */
  st_slots *parts;         /* its slots, in order; one boundary more stands behind them */
  uint32_t part_count;
  int shares; /* of one process and thread */
} st_layout;

/* A layout of all that has one of the roles, owned by the caller; null when memory is out. */
st_layout *st_layout_make(st_match_article *a, uint64_t roles, enum st_within within, bool quotes);
/* One that is made of parts of another, which it shares: it takes the list over, which is the
 * caller's where null is returned, as memory is out. */
st_layout *st_layout_of_parts(st_layout *whole, st_slots *parts, uint32_t count);
st_layout *st_layout_share(st_layout *l);
void st_layout_close(st_layout *l);

/* The words and kinds of its slots, its own; null when memory is out. */
const uint32_t *st_layout_words(st_layout *l, st_match_article *a, uint32_t table);
const uint32_t *st_layout_kinds(st_layout *l, st_match_article *a);

#endif
