#include "line/rows.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include <cmocka.h>

static size_t rows(const wchar_t *text, size_t indent, size_t columns) {
  return st_rows_before(text, wcslen(text), indent, columns);
}

static void test_a_row_is_full_at_its_last_column(void **state) {
  (void)state;
  assert_int_equal(rows(L"12345678", 2, 11), 0);
  assert_int_equal(rows(L"123456789", 2, 11), 1); /* the cursor stands on the next */
  assert_int_equal(rows(L"12345678901234567890", 2, 11), 2);
}

static void test_wide_characters_do_not_straddle(void **state) {
  (void)state;
  assert_int_equal(rows(L"東京東京", 2, 10), 1); /* 2 + 8: full */
  assert_int_equal(rows(L"a東京東京", 2, 10), 1); /* 3 + 6, and the last goes down whole */
  assert_int_equal(rows(L"a東京東京東京東京", 2, 10), 2);
}

static void test_breaks_tabs_and_controls_count(void **state) {
  (void)state;
  assert_int_equal(rows(L"a\nb\n", 2, 80), 2);
  assert_int_equal(rows(L"\t\t", 2, 16), 1);
  assert_int_equal(rows(L"\x01\x01", 2, 6), 1); /* ^A^A */
  assert_int_equal(rows(L"e\x301", 2, 4), 0);   /* a mark has no column */
}

static void test_no_columns_are_no_rows(void **state) {
  (void)state;
  assert_int_equal(rows(L"abc", 2, 0), 0);
}

int main(void) {
  setlocale(LC_CTYPE, "C.UTF-8");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_row_is_full_at_its_last_column),
      cmocka_unit_test(test_wide_characters_do_not_straddle),
      cmocka_unit_test(test_breaks_tabs_and_controls_count),
      cmocka_unit_test(test_no_columns_are_no_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
