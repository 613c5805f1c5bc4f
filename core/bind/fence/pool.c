#include "bind/fence/pool.h"

#include "base/alloc.h"

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

static int add_chunk(st_block_pool *pool) {
  char *chunk = st_malloc(CHUNK);
  if (!chunk) return 0;
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

static void put(st_block_pool *pool, void *p, size_t size) {
  void **list = &pool->free[class_of(size)];
  memcpy(p, list, sizeof p);
  *list = p;
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
