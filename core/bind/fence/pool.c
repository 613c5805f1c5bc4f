#include "bind/fence/pool.h"

#include "base/alloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 32 << 10 };

static size_t class_of(size_t size) { return (size - 1) / ST_POOL_STEP; }

void st_pool_release(st_block_pool *pool) {
  for (void *chunk = pool->chunks, *before; chunk; chunk = before) {
    memcpy(&before, chunk, sizeof before);
    st_free(chunk);
  }
  for (int i = 0; i < pool->stray_count; i++) st_free(pool->strays[i]);
  *pool = (st_block_pool){0};
}

static void put(st_block_pool *pool, void *p, size_t size) {
  void **list = &pool->free[class_of(size)];
  memcpy(p, list, sizeof p);
  *list = p;
}

/* What is left of the last one is a block of its own. */
static int add_chunk(st_block_pool *pool) {
  char *chunk = st_malloc(CHUNK);
  if (!chunk) return 0;
  if (pool->next < pool->end) put(pool, pool->next, (size_t)(pool->end - pool->next));
  memcpy(chunk, &pool->chunks, sizeof pool->chunks);
  pool->chunks = chunk;
  pool->next = chunk + ST_POOL_STEP;
  pool->end = chunk + CHUNK;
  return 1;
}

static void *get(st_block_pool *pool, size_t size) {
  void **list = &pool->free[class_of(size)];
  void *p = *list;
  if (p) {
    memcpy(list, p, sizeof p);
    return p;
  }
  size_t room = (class_of(size) + 1) * ST_POOL_STEP;
  if ((size_t)(pool->end - pool->next) < room && !add_chunk(pool)) return NULL;
  p = pool->next;
  pool->next += room;
  return p;
}

static void release(st_block_pool *pool, void *p, size_t size) {
  if (size > ST_POOL_LARGEST)
    st_free(p);
  else
    put(pool, p, size);
}

/* Lua relies on a smaller size always being there. A large block that becomes a small one is noted,
 * so that it is let go of with the pool. */
static void *shrink_in_place(st_block_pool *pool, void *p, size_t old) {
  if (old <= ST_POOL_LARGEST) return p;
  if (pool->stray_count == ST_POOL_STRAYS) return NULL;
  pool->strays[pool->stray_count++] = p;
  return p;
}

void *st_pool_resize(st_block_pool *pool, void *p, size_t old, size_t size) {
  if (!p) old = 0;
  if (!size) {
    if (old) release(pool, p, old);
    return NULL;
  }
  if (old > ST_POOL_LARGEST && size > ST_POOL_LARGEST) return st_realloc(p, size);
  if (old && old <= ST_POOL_LARGEST && size <= ST_POOL_LARGEST && class_of(old) == class_of(size))
    return p;
  void *to = size > ST_POOL_LARGEST ? st_malloc(size) : get(pool, size);
  if (!to && size < old) return shrink_in_place(pool, p, old);
  if (!to || !old) return to;
  memcpy(to, p, old < size ? old : size);
  release(pool, p, old);
  return to;
}

/* --- giving back --- */

typedef struct usage {
  char *chunk;
  size_t free;
} usage;

static int by_address(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const usage *)a)->chunk, y = (uintptr_t)((const usage *)b)->chunk;
  return (x > y) - (x < y);
}

/* Null for a block that lies in none: a stray. */
static usage *usage_of(usage *list, size_t count, const void *p) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if ((uintptr_t)list[mid].chunk <= (uintptr_t)p)
      low = mid + 1;
    else
      high = mid;
  }
  bool in = low && (uintptr_t)p - (uintptr_t)list[low - 1].chunk < CHUNK;
  return in ? &list[low - 1] : NULL;
}

/* Owned by the caller; null where memory is out, or where there is nothing to look through. */
static usage *list_chunks(const st_block_pool *pool, size_t *count) {
  *count = 0;
  for (void *c = pool->chunks; c; memcpy(&c, c, sizeof c)) ++*count;
  usage *list = *count ? st_calloc(*count, sizeof *list) : NULL;
  size_t n = 0;
  for (void *c = pool->chunks; list && c; memcpy(&c, c, sizeof c)) list[n++].chunk = c;
  if (list) qsort(list, n, sizeof *list, by_address);
  return list;
}

static void count_free(const st_block_pool *pool, usage *list, size_t count) {
  for (size_t k = 0; k < sizeof pool->free / sizeof *pool->free; k++)
    for (void *p = pool->free[k]; p; memcpy(&p, p, sizeof p)) {
      usage *u = usage_of(list, count, p);
      if (u) u->free += (k + 1) * ST_POOL_STEP;
    }
}

static bool is_empty(const usage *u) { return u && u->free == CHUNK - ST_POOL_STEP; }

static void drop_blocks(st_block_pool *pool, usage *list, size_t count) {
  for (size_t k = 0; k < sizeof pool->free / sizeof *pool->free; k++) {
    void *p = pool->free[k], *next;
    pool->free[k] = NULL;
    for (; p; p = next) {
      memcpy(&next, p, sizeof next);
      if (!is_empty(usage_of(list, count, p))) put(pool, p, (k + 1) * ST_POOL_STEP);
    }
  }
}

void st_pool_trim(st_block_pool *pool) {
  size_t count;
  usage *list = list_chunks(pool, &count);
  if (!list) return;
  count_free(pool, list, count);
  drop_blocks(pool, list, count);
  pool->chunks = NULL;
  for (size_t i = 0; i < count; i++) {
    if (is_empty(&list[i])) {
      st_free(list[i].chunk);
      continue;
    }
    memcpy(list[i].chunk, &pool->chunks, sizeof pool->chunks);
    pool->chunks = list[i].chunk;
  }
  st_free(list);
}
