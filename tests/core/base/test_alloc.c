#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_nothing_is_something(void **state) {
  (void)state;
  void *p = st_malloc(0), *q = st_calloc(0, 8);
  assert_non_null(p);
  assert_non_null(q);
  p = st_realloc(p, 0);
  assert_non_null(p);
  st_free(p);
  st_free(q);
  st_free(NULL);
}

static void test_grow_minds_overflow(void **state) {
  (void)state;
  assert_null(st_grow(NULL, SIZE_MAX / 4, 8));
  int *p = st_grow(NULL, 4, sizeof *p);
  assert_non_null(p);
  p[3] = 7;
  p = st_grow(p, 400, sizeof *p);
  assert_int_equal(p[3], 7);
  st_free(p);
}

static void test_strndup(void **state) {
  (void)state;
  char *s = st_strndup("storyline", 5);
  assert_string_equal(s, "story");
  st_free(s);
  s = st_strndup(NULL, 0);
  assert_string_equal(s, "");
  st_free(s);
}

static void test_failing(void **state) {
  (void)state;
  st_alloc_fail_after(1);
  void *p = st_malloc(8);
  assert_non_null(p);
  assert_null(st_malloc(8));
  assert_null(st_calloc(1, 8));
  assert_null(st_realloc(p, 16));
  assert_null(st_strndup("x", 1));
  st_alloc_fail_after(-1);
  void *q = st_malloc(8);
  assert_non_null(q);
  st_free(q);
  st_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_is_something), cmocka_unit_test(test_grow_minds_overflow),
      cmocka_unit_test(test_strndup), cmocka_unit_test(test_failing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
