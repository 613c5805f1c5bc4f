#include "bind/fence/pool.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 4000 };

typedef struct block {
  unsigned char *p;
  size_t size;
} block;

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525 + 1013904223;
  return *seed >> 8;
}

static unsigned count_chunks(const st_block_pool *pool) {
  unsigned n = 0;
  for (void *c = pool->chunks; c; memcpy(&c, c, sizeof c)) n++;
  return n;
}

static void resize(st_block_pool *pool, block *b, size_t size, int mark) {
  size_t kept = b->size < size ? b->size : size;
  unsigned char was = kept ? b->p[0] : 0;
  unsigned char *p = st_pool_resize(pool, b->p, b->size, size);
  if (!size) {
    *b = (block){0};
    return;
  }
  assert_non_null(p);
  for (size_t i = 0; i < kept; i++) assert_int_equal(p[i], was);
  memset(p, mark, size);
  *b = (block){p, size};
}

static void check(const block *blocks) {
  for (int i = 0; i < MANY; i++)
    for (size_t k = 0; k < blocks[i].size; k++) assert_int_equal(blocks[i].p[k], (unsigned char)i);
}

static void change(st_block_pool *pool, block *blocks, uint32_t *seed, unsigned largest) {
  for (int n = 0; n < 4 * MANY; n++) {
    uint32_t i = next_random(seed) % MANY;
    size_t size = next_random(seed) % 3 ? 1 + next_random(seed) % largest : 0;
    resize(pool, &blocks[i], size, (int)i);
  }
}

/* What is in use stays what it was, and the pool goes on. */
static void test_trimming_leaves_what_is_used(void **state) {
  (void)state;
  static block blocks[MANY];
  st_block_pool pool = {0};
  uint32_t seed = 7;
  for (int round = 0; round < 20; round++) {
    change(&pool, blocks, &seed, round % 2 ? 700 : 200);
    for (int i = 0; round % 3 == 0 && i < MANY; i++)
      if ((i + round) % 50) resize(&pool, &blocks[i], 0, 0);
    st_pool_trim(&pool);
    check(blocks);
  }
  for (int i = 0; i < MANY; i++) resize(&pool, &blocks[i], 0, 0);
  st_pool_trim(&pool);
  assert_true(count_chunks(&pool) <= 1); /* the one that is being filled */
  st_pool_release(&pool);
}

/* A chunk goes when the last block in it does, and not before. */
static void test_empty_chunks_are_given_back(void **state) {
  (void)state;
  static block blocks[MANY];
  st_block_pool pool = {0};
  for (int i = 0; i < MANY; i++) resize(&pool, &blocks[i], 100, i);
  unsigned all = count_chunks(&pool);
  assert_true(all > 10);
  for (int i = 0; i < MANY; i++)
    if (i % 1000) resize(&pool, &blocks[i], 0, 0);
  st_pool_trim(&pool);
  unsigned few = count_chunks(&pool);
  assert_in_range(few, 4, 5);
  check(blocks);
  st_pool_trim(&pool);
  assert_int_equal(count_chunks(&pool), few);
  st_pool_release(&pool);
  st_pool_trim(&pool);
}

/* A large block that became a small one, as there was no memory for another, lies in no chunk. */
static void test_strays(void **state) {
  (void)state;
  st_block_pool pool = {0};
  block large = {0}, small = {0};
  resize(&pool, &large, 4000, 1);
  st_alloc_fail_after(0);
  resize(&pool, &large, 40, 1);
  st_alloc_fail_after(-1);
  resize(&pool, &large, 0, 0);
  st_pool_trim(&pool);
  resize(&pool, &small, 40, 2);
  st_alloc_fail_after(0);
  st_pool_trim(&pool); /* has nothing to count in */
  st_alloc_fail_after(-1);
  resize(&pool, &small, 0, 0);
  st_pool_trim(&pool);
  st_pool_release(&pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trimming_leaves_what_is_used),
      cmocka_unit_test(test_empty_chunks_are_given_back),
      cmocka_unit_test(test_strays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
