#include "base/arena.h"

#include "base/alloc.h"

#include <stdalign.h>
#include <stdint.h>

/* Thousands of arenas hold little each: the first chunk is small, later ones grow. */
enum { FIRST = 1 << 10, CHUNK = 1 << 16 };

typedef struct chunk {
  struct chunk *next;
  size_t used, room;
  alignas(max_align_t) char bytes[];
} chunk;

struct st_arena {
  chunk *first; /* the one being filled; full and oversized ones follow */
  size_t next;  /* room of the next one */
};

st_arena *st_arena_open(void) { return st_calloc(1, sizeof(st_arena)); }

void st_arena_close(st_arena *a) {
  if (!a) return;
  for (chunk *c = a->first, *next; c; c = next) {
    next = c->next;
    st_free(c);
  }
  st_free(a);
}

void st_arena_clear(st_arena *a) {
  chunk *kept = NULL;
  for (chunk *c = a->first, *next; c; c = next) {
    next = c->next;
    bool keep = c->room <= CHUNK && (!kept || c->room > kept->room);
    st_free(keep ? kept : c);
    if (keep) kept = c;
  }
  a->first = kept;
  if (!kept) return;
  kept->next = NULL;
  kept->used = 0;
}

static chunk *new_chunk(size_t room) {
  if (room > SIZE_MAX - sizeof(chunk)) return NULL;
  chunk *c = st_malloc(sizeof(chunk) + room);
  if (!c) return NULL;
  *c = (chunk){.room = room};
  return c;
}

void *st_arena_get(st_arena *a, size_t size) {
  if (size > SIZE_MAX - alignof(max_align_t)) return NULL;
  size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
  chunk *c = a->first;
  if (!c || c->room - c->used < size) {
    size_t room = a->next ? a->next : FIRST;
    chunk *fresh = new_chunk(size > room ? size : room);
    if (!fresh) return NULL;
    a->next = room < CHUNK ? room * 4 : CHUNK;
    if (c && size > CHUNK) { /* keep filling the half-empty one */
      fresh->next = c->next;
      c->next = fresh;
    } else {
      fresh->next = c;
      a->first = fresh;
    }
    c = fresh;
  }
  void *p = c->bytes + c->used;
  c->used += size;
  return p;
}

st_str st_arena_str(st_arena *a, st_str s) {
  char *p = s.n == SIZE_MAX ? NULL : st_arena_get(a, s.n + 1);
  if (!p) return (st_str){0};
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = '\0';
  return st_str_of(p, s.n);
}
