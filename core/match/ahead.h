/* Where a pattern can start, told in one pass over an article's codes (view.h) from their end, so
 * that LPeg is asked at these slots only, and not at all where there are none.
 *
 * The pattern is an automaton of places, one for each predicate that it asks (Glushkov's): a place
 * takes a slot that has its bits, and knows which places may come right before it. Read backwards,
 * the set of places from which the rest of a match stands there depends on the slot and the set
 * behind it alone; few sets occur, so they are numbered and the way from one to the next is
 * remembered.
 *
 *      codes             | At  least  12  people  were  killed  .  |
 *      number * any^-2 * killed   *              .      .
 *
 * It leaves out what takes no slot (what a pattern only looks at): all places where a match starts
 * are found, and, of a pattern that looks at nothing, no others. */
#ifndef ST_MATCH_AHEAD_H
#define ST_MATCH_AHEAD_H

#include "base/str.h"

#include <stdint.h>

typedef struct st_ahead st_ahead;

enum { ST_AHEAD_PLACES = 64, ST_AHEAD_BYTES = 2 };

typedef struct st_ahead_place {
  uint64_t bits;   /* that a slot needs, all of them; 0: any but a boundary */
  uint64_t before; /* the places that may come right before this one, a bit each */
} st_ahead_place;

/* A pattern of at most ST_AHEAD_PLACES places that begins with one of `first` and ends with one of
 * `last`, over codes of at most ST_AHEAD_BYTES bytes a slot. Owned by the caller; null when memory
 * is out. */
st_ahead *st_ahead_open(const st_ahead_place *places, uint32_t count, uint64_t first, uint64_t last,
                        uint32_t bytes);
void st_ahead_close(st_ahead *x);

/* Writes the slots at which a match can start, the last one first, and returns how many. `slots` has
 * room for as many as there are. */
uint32_t st_ahead_find(st_ahead *x, st_str codes, uint32_t *slots);

#endif
