#include "match/ahead.h"

#include "base/alloc.h"

/* Codes that have the same places are one class. What is full is forgotten and begun anew, which
 * the steps pay for that filled it. */
enum { CLASSES = 64, STATES = 255, UNKNOWN = 255 };

struct st_ahead {
  st_ahead_place places[ST_AHEAD_PLACES];
  uint32_t place_count, bytes;
  uint64_t first, last, boundary;
  uint64_t sets[STATES]; /* by state: the places from which the rest stands there */
  uint8_t starts[STATES];
  uint64_t takes[CLASSES]; /* by class: the places that take it. Class 0 is that of unknown codes */
  uint32_t state_count, class_count;
  uint8_t next[STATES][CLASSES]; /* UNKNOWN until it is asked for */
  uint8_t *awake;                /* by code: 0 where it leads from state 0 back to it */
  uint8_t class_of[];            /* by code; behind them those of awake */
};

static size_t code_count(const st_ahead *x) { return (size_t)1 << 8 * x->bytes; }

/* State 0 is that of no places: most slots have no part in a match. */
static void forget_states(st_ahead *x) {
  memset(x->next, UNKNOWN, sizeof x->next);
  memset(x->awake, 1, code_count(x));
  x->sets[0] = x->starts[0] = 0;
  x->state_count = 1;
}

static void forget_classes(st_ahead *x) {
  memset(x->class_of, 0, code_count(x));
  x->class_count = 1;
  forget_states(x);
}

st_ahead *st_ahead_open(const st_ahead_place *places, uint32_t count, uint64_t first, uint64_t last,
                        uint32_t bytes) {
  st_ahead *x = st_malloc(sizeof *x + ((size_t)2 << 8 * bytes));
  if (!x) return NULL;
  memcpy(x->places, places, count * sizeof *places);
  x->place_count = count;
  x->bytes = bytes;
  x->awake = x->class_of + code_count(x);
  x->first = first;
  x->last = last;
  x->boundary = (uint64_t)0x80 << 8 * (bytes - 1);
  forget_classes(x);
  return x;
}

void st_ahead_close(st_ahead *x) { st_free(x); }

/* --- one step --- */

static uint64_t places_of(const st_ahead *x, uint32_t code) {
  uint64_t takes = 0;
  for (uint32_t i = 0; i < x->place_count && !(code & x->boundary); i++)
    if ((code & x->places[i].bits) == x->places[i].bits) takes |= (uint64_t)1 << i;
  return takes;
}

static uint32_t class_of(st_ahead *x, uint32_t code) {
  if (x->class_of[code]) return x->class_of[code];
  uint64_t takes = places_of(x, code);
  if (x->class_count == CLASSES) forget_classes(x);
  uint32_t c = 1;
  while (c < x->class_count && x->takes[c] != takes) c++;
  if (c == x->class_count) x->takes[x->class_count++] = takes;
  return x->class_of[code] = (uint8_t)c;
}

/* The places that can stand before a set of places, or end the match. */
static uint64_t before(const st_ahead *x, uint64_t set) {
  uint64_t all = x->last;
  for (uint32_t i = 0; i < x->place_count; i++)
    if (set >> i & 1) all |= x->places[i].before;
  return all;
}

static uint32_t number_of(st_ahead *x, uint64_t set) {
  uint32_t s = 0;
  while (s < x->state_count && x->sets[s] != set) s++;
  if (s < x->state_count) return s;
  x->sets[s] = set;
  x->starts[s] = (set & x->first) != 0;
  x->state_count++;
  return s;
}

/* From what stands behind a slot to what stands from it on; what was known may be forgotten. */
static uint32_t step(st_ahead *x, uint32_t state, uint32_t code) {
  uint64_t behind = x->sets[state];
  uint32_t c = class_of(x, code);
  uint64_t set = before(x, behind) & x->takes[c];
  if (x->state_count + 2 > STATES) forget_states(x);
  state = number_of(x, behind);
  if (!behind && !set) x->awake[code] = 0;
  return x->next[state][c] = (uint8_t)number_of(x, set);
}

static inline uint32_t code_at(const unsigned char *p, uint32_t bytes, uint32_t slot) {
  return bytes == 1 ? p[slot] : p[2 * slot] | (uint32_t)p[2 * slot + 1] << 8;
}

/* Written once and compiled for each number of bytes. */
static inline uint32_t find(st_ahead *x, const unsigned char *p, uint32_t bytes, uint32_t count,
                            uint32_t *slots) {
  uint32_t n = 0, state = 0;
  for (uint32_t i = count; i-- > 0;) {
    while (!state && i && !x->awake[code_at(p, bytes, i)]) i--;
    uint32_t code = code_at(p, bytes, i), next = x->next[state][x->class_of[code]];
    state = next == UNKNOWN ? step(x, state, code) : next;
    slots[n] = i;
    n += x->starts[state];
  }
  return n;
}

uint32_t st_ahead_find(st_ahead *x, st_str codes, uint32_t *slots) {
  const unsigned char *p = (const unsigned char *)codes.p;
  if (x->bytes == 1) return find(x, p, 1, (uint32_t)codes.n, slots);
  return find(x, p, 2, (uint32_t)codes.n / 2, slots);
}
