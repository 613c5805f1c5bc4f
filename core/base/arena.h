/* Many small allocations with one life: taken one by one, released together. */
#ifndef ST_BASE_ARENA_H
#define ST_BASE_ARENA_H

#include "base/str.h"

typedef struct st_arena st_arena;

st_arena *st_arena_open(void); /* owned by the caller; null when memory is out */
void st_arena_close(st_arena *a);
/* Releases all that was taken, and keeps room for about as much as an article's words. */
void st_arena_clear(st_arena *a);
/* Aligned for any type, not zeroed, owned by the arena; null when memory is out. */
void *st_arena_get(st_arena *a, size_t size);
/* A copy with a NUL after it, owned by the arena; its `p` is null when memory is out. */
st_str st_arena_str(st_arena *a, st_str s);

#endif
