#include "line/wide.h"

#include "base/alloc.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_there_and_back(void **state) {
  (void)state;
  st_str text = st_cstr("caf\u00e9 \u6771\u4eac \U0001f600");
  wchar_t *wide = st_wide_widen(text);
  st_buf back = {0};
  assert_non_null(wide);
  st_wide_narrow(wide, wcslen(wide), &back);
  assert_true(st_str_equal(st_str_of(back.p, back.n), text));
  st_buf_close(&back);
  st_free(wide);
}

static void test_what_is_no_utf8_is_left_out(void **state) {
  (void)state;
  wchar_t *wide = st_wide_widen((st_str){"a\xff" "b\xc3", 4});
  assert_non_null(wide);
  assert_int_equal(wcscmp(wide, L"ab"), 0);
  st_free(wide);
}

static void test_columns(void **state) {
  (void)state;
  assert_int_equal(st_wide_columns(L"ab\u6771", 3), 4);
  assert_int_equal(st_wide_columns(L"\1\x1b[1m\1ab", 8), 2); /* a colour takes none */
  assert_int_equal(st_wide_columns(L"", 0), 0);
}

int main(void) {
  setlocale(LC_CTYPE, "C.UTF-8");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_there_and_back),
      cmocka_unit_test(test_what_is_no_utf8_is_left_out),
      cmocka_unit_test(test_columns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
