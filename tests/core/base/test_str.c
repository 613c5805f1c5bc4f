#include "base/hash.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_compare(void **state) {
  (void)state;
  assert_int_equal(st_str_compare(st_cstr("a"), st_cstr("a")), 0);
  assert_true(st_str_compare(st_cstr("a"), st_cstr("ab")) < 0);
  assert_true(st_str_compare(st_cstr("b"), st_cstr("ab")) > 0);
  assert_true(st_str_compare(st_cstr("Z"), st_cstr("a")) < 0);
  assert_true(st_str_compare(st_cstr("é"), st_cstr("z")) > 0); /* by byte, unsigned */
  assert_int_equal(st_str_compare((st_str){0}, st_cstr("")), 0);
}

static void test_parts(void **state) {
  (void)state;
  assert_true(st_str_equal((st_str){0}, st_cstr("")));
  assert_false(st_str_equal(st_cstr("a"), st_cstr("b")));
  assert_true(st_str_starts(st_cstr("story"), st_cstr("sto")));
  assert_true(st_str_starts(st_cstr("story"), st_cstr("")));
  assert_false(st_str_starts(st_cstr("st"), st_cstr("sto")));
  assert_true(st_str_ends(st_cstr("a.txt"), st_cstr(".txt")));
  assert_false(st_str_ends(st_cstr("txt"), st_cstr(".txt")));
  assert_int_equal(st_cstr(NULL).n, 0);
}

static void test_distance(void **state) {
  (void)state;
  assert_int_equal(st_str_distance(st_cstr("mention"), st_cstr("mention")), 0);
  assert_int_equal(st_str_distance(st_cstr("Mention"), st_cstr("mention")), 0);
  assert_int_equal(st_str_distance(st_cstr("mentoin"), st_cstr("mention")), 1);
  assert_int_equal(st_str_distance(st_cstr("mntin"), st_cstr("mention")), 2);
  assert_int_equal(st_str_distance(st_cstr(""), st_cstr("day")), 3);
  char far[100];
  memset(far, 'a', sizeof far);
  assert_true(st_str_distance((st_str){far, sizeof far}, (st_str){far, sizeof far}) > 63);
}

static void test_hash(void **state) {
  (void)state;
  assert_true(st_hash("story", 5) == st_hash_str(st_cstr("story")));
  assert_true(st_hash("story", 5) != st_hash("storz", 5));
  assert_true(st_hash(NULL, 0) == st_hash("", 0));
  assert_true(st_hash_mix(1, 2) != st_hash_mix(2, 1));
  assert_true(st_hash("", 0) == UINT64_C(0x2d06800538d394c2)); /* XXH3's: ids outlive a run */
}

static void test_lines(void **state) {
  (void)state;
  st_str text = st_cstr("one\r\n  two \n\nlast");
  assert_true(st_str_equal(st_line_of(text, 1), st_cstr("one")));
  assert_true(st_str_equal(st_line_of(text, 2), st_cstr("  two ")));
  assert_true(st_str_equal(st_str_trim(st_line_of(text, 2)), st_cstr("two")));
  assert_int_equal(st_line_of(text, 3).n, 0);
  assert_true(st_str_equal(st_line_of(text, 4), st_cstr("last")));
  assert_int_equal(st_line_of(text, 5).n, 0);
  assert_int_equal(st_str_trim(st_cstr(" \t\r\n")).n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_compare), cmocka_unit_test(test_parts),
                                     cmocka_unit_test(test_distance), cmocka_unit_test(test_hash), cmocka_unit_test(test_lines)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
