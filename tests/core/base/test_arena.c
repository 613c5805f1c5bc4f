#include "base/arena.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_small_ones(void **state) {
  (void)state;
  st_arena *a = st_arena_open();
  char *before = NULL;
  for (size_t i = 0; i < 20000; i++) {
    char *p = st_arena_get(a, i % 31);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
    memset(p, (int)i, i % 31);
    if (before && i % 31 > 1) assert_int_equal((unsigned char)before[0], (unsigned char)(i - 1));
    before = i % 31 ? p : NULL;
  }
  st_arena_close(a);
}

static void test_large_ones_leave_the_chunk(void **state) {
  (void)state;
  st_arena *a = st_arena_open();
  char *first = st_arena_get(a, 16), *large = st_arena_get(a, 1 << 20),
       *second = st_arena_get(a, 16);
  memset(large, 1, 1 << 20);
  assert_ptr_equal(second, first + 16);
  st_arena_close(a);
}

static void test_strings(void **state) {
  (void)state;
  st_arena *a = st_arena_open();
  st_str s = st_arena_str(a, st_str_of("outlets", 6));
  assert_int_equal(s.n, 6);
  assert_string_equal(s.p, "outlet");
  s = st_arena_str(a, (st_str){0});
  assert_string_equal(s.p, "");
  st_arena_close(a);
  st_arena_close(NULL);
}

static void test_no_memory(void **state) {
  (void)state;
  st_alloc_fail_after(0);
  assert_null(st_arena_open());
  st_alloc_fail_after(1);
  st_arena *a = st_arena_open();
  assert_non_null(a);
  assert_null(st_arena_get(a, 8));
  assert_null(st_arena_str(a, st_cstr("x")).p);
  st_alloc_fail_after(-1);
  assert_null(st_arena_get(a, SIZE_MAX));
  assert_null(st_arena_str(a, st_str_of("x", SIZE_MAX)).p);
  assert_non_null(st_arena_get(a, 8));
  st_arena_close(a);
}

static void test_cleared_ones_begin_anew(void **state) {
  (void)state;
  st_arena *a = st_arena_open();
  st_arena_clear(a);
  for (size_t round = 0; round < 5; round++) {
    for (size_t i = 0; i < 3000; i++) memset(st_arena_get(a, 40), (int)i, 40);
    if (round % 2) memset(st_arena_get(a, 1 << 20), 1, 1 << 20);
    st_arena_clear(a);
  }
  char *first = st_arena_get(a, 16);
  st_arena_clear(a);
  assert_ptr_equal(st_arena_get(a, 16), first);
  st_arena_close(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small_ones), cmocka_unit_test(test_large_ones_leave_the_chunk),
      cmocka_unit_test(test_strings), cmocka_unit_test(test_cleared_ones_begin_anew),
      cmocka_unit_test(test_no_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
