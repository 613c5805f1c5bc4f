#include "base/names.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"

enum { FIRST_MASK = 63, MOST_KEPT = 4095 };

struct st_names {
  st_arena *bytes;
  st_str *names;   /* by number */
  uint32_t *slots; /* open addressing: number + 1, or 0 */
  uint32_t count, room, mask;
};

void st_names_close(st_names *t) {
  if (!t) return;
  st_arena_close(t->bytes);
  st_free(t->names);
  st_free(t->slots);
  st_free(t);
}

st_names *st_names_open(void) {
  st_names *t = st_calloc(1, sizeof *t);
  if (!t) return NULL;
  t->bytes = st_arena_open();
  t->mask = FIRST_MASK;
  t->slots = st_calloc(t->mask + 1, sizeof *t->slots);
  if (t->bytes && t->slots) return t;
  st_names_close(t);
  return NULL;
}

void st_names_clear(st_names *t) {
  uint32_t *slots = t->mask > MOST_KEPT ? st_calloc(FIRST_MASK + 1, sizeof *slots) : NULL;
  if (slots) {
    st_free(t->slots);
    st_free(t->names);
    t->slots = slots;
    t->names = NULL;
    t->room = 0;
    t->mask = FIRST_MASK;
  } else if (t->count) {
    memset(t->slots, 0, ((size_t)t->mask + 1) * sizeof *t->slots);
  }
  t->count = 0;
  st_arena_clear(t->bytes);
}

/* The slot that holds `s`, or the free one where it would go. */
static uint32_t *find_slot(const st_names *t, uint32_t *slots, uint32_t mask, uint64_t hash,
                           st_str s) {
  uint32_t i = (uint32_t)hash & mask;
  while (slots[i] && !st_str_equal(t->names[slots[i] - 1], s)) i = (i + 1) & mask;
  return &slots[i];
}

static bool widen(st_names *t) {
  uint32_t mask = t->mask * 2 + 1;
  uint32_t *slots = st_calloc((size_t)mask + 1, sizeof *slots);
  if (!slots) return false;
  for (uint32_t i = 0; i < t->count; i++) {
    st_str name = t->names[i];
    *find_slot(t, slots, mask, st_hash_str(name), name) = i + 1;
  }
  st_free(t->slots);
  t->slots = slots;
  t->mask = mask;
  return true;
}

static bool make_room(st_names *t) {
  if (t->count == t->room) {
    uint32_t room = t->room ? t->room * 2 : 32;
    st_str *names = st_grow(t->names, room, sizeof *names);
    if (!names) return false;
    t->names = names;
    t->room = room;
  }
  return t->count * 2 < t->mask || widen(t);
}

uint32_t st_names_add(st_names *t, st_str s) {
  uint64_t hash = st_hash_str(s);
  uint32_t *slot = find_slot(t, t->slots, t->mask, hash, s), mask = t->mask;
  if (*slot) return *slot - 1;
  if (!make_room(t)) return ST_NO_NAME;
  st_str own = st_arena_str(t->bytes, s);
  if (!own.p) return ST_NO_NAME;
  if (t->mask != mask) slot = find_slot(t, t->slots, t->mask, hash, own);
  t->names[t->count] = own;
  *slot = ++t->count;
  return t->count - 1;
}

uint32_t st_names_find(const st_names *t, st_str s) {
  uint32_t *slot = find_slot(t, t->slots, t->mask, st_hash_str(s), s);
  return *slot ? *slot - 1 : ST_NO_NAME;
}

st_str st_names_get(const st_names *t, uint32_t number) { return t->names[number]; }
uint32_t st_names_count(const st_names *t) { return t->count; }
