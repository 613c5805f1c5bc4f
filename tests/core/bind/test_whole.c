#include "bind/eval/whole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_what_is_whole(void **state) {
  (void)state;
  static const char *const whole[] = {"1 + 1", "x = 1", "for i = 1, 2 do print(i) end", "",
                                      "find \"a\"", "-- nothing", "x = = 1", ")", "\"open",
                                      "articles.herald"};
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
    assert_true(st_chunk_is_whole(st_cstr(whole[i])));
}

static void test_what_wants_more(void **state) {
  (void)state;
  static const char *const more[] = {"for i = 1, 2 do", "x =",   "f(",      "{ 1,",
                                     "function f()",    "1 +",   "if x then", "[[a",
                                     "stemma.extract {", "--[[ a"};
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    assert_false(st_chunk_is_whole(st_cstr(more[i])));
}

static void test_where_blanks_count(void **state) {
  (void)state;
  static const char *const inside[] = {"x = [[", "x = [==[a]]", "--[[ a"},
                           *const outside[] = {"f(", "for i = 1, 2 do", "{ [[a]],", "x ="};
  for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
    assert_true(st_chunk_ends_in_text(st_cstr(inside[i])));
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    assert_false(st_chunk_ends_in_text(st_cstr(outside[i])));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_whole),
                                     cmocka_unit_test(test_what_wants_more),
                                     cmocka_unit_test(test_where_blanks_count)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
