/* Small blocks for one lua_State: Lua says the size of what it lets go of, so that a block needs no
 * header and goes back to the list of its size. */
#ifndef ST_BIND_POOL_H
#define ST_BIND_POOL_H

#include <stddef.h>

enum { ST_POOL_STEP = 16, ST_POOL_LARGEST = 512, ST_POOL_STRAYS = 64 };

/* Zero-initialise to begin with; st_pool_release lets go of all blocks at once. */
typedef struct st_block_pool {
  void *free[ST_POOL_LARGEST / ST_POOL_STEP];
  void *chunks;     /* each begins with a pointer to the one before */
  char *next, *end; /* what is left of the last */
  void *strays[ST_POOL_STRAYS];
  int stray_count;
} st_block_pool;

/* Like realloc, for any size; `old` is what the block was asked for with, 0 for none. A size of 0
 * frees. Null when memory is out. */
void *st_pool_resize(st_block_pool *pool, void *p, size_t old, size_t size);
void st_pool_release(st_block_pool *pool);
/* Frees those chunks in which nothing is left. */
void st_pool_trim(st_block_pool *pool);

#endif
