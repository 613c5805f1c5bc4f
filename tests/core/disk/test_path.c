#include "disk/walk/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(void (*f)(st_str, st_buf *), const char *in, const char *out) {
  st_buf b = {0};
  f(st_cstr(in), &b);
  st_buf_addc(&b, '\0');
  assert_string_equal(b.p, out);
  st_buf_close(&b);
}

static void test_clean(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"a.txt", "a.txt"},
      {"./a.txt", "a.txt"},
      {"a//b.txt", "a/b.txt"},
      {"a/./b.txt", "a/b.txt"},
      {"a/", "a"},
      {"a///", "a"},
      {".", "."},
      {"./", "."},
      {"./.", "."},
      {"/", "/"},
      {"//x//y/", "/x/y"},
      {"../x", "../x"},
      {"./../x", "../x"},
      {"a/../b", "a/../b"},
      {".hidden", ".hidden"},
      {"a/.", "a"},
      {"..", ".."},
      {"...", "..."},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    check(st_path_clean, pairs[i][0], pairs[i][1]);
}

static void test_format(void **state) {
  (void)state;
  assert_int_equal(st_path_format(st_cstr("a.txt")), ST_FORMAT_TEXT);
  assert_int_equal(st_path_format(st_cstr("x.y/a.TEXT")), ST_FORMAT_TEXT);
  assert_int_equal(st_path_format(st_cstr("a.md")), ST_FORMAT_MARKDOWN);
  assert_int_equal(st_path_format(st_cstr("a.markdown")), ST_FORMAT_MARKDOWN);
  assert_int_equal(st_path_format(st_cstr("a.Html")), ST_FORMAT_HTML);
  assert_int_equal(st_path_format(st_cstr("a.htm")), ST_FORMAT_HTML);
  assert_int_equal(st_path_format(st_cstr("a.xhtml")), ST_FORMAT_HTML);
  assert_int_equal(st_path_format(st_cstr("a.json")), ST_FORMAT_JSON);
  assert_int_equal(st_path_format(st_cstr("a.ndjson")), ST_FORMAT_NDJSON);
  assert_int_equal(st_path_format(st_cstr("a.jsonl")), ST_FORMAT_NDJSON);
  assert_int_equal(st_path_format(st_cstr("a.c")), ST_FORMAT_OTHER);
  assert_int_equal(st_path_format(st_cstr("a")), ST_FORMAT_OTHER);
  assert_int_equal(st_path_format(st_cstr("a.txt/b")), ST_FORMAT_OTHER);
  assert_int_equal(st_path_format(st_cstr(".txt")), ST_FORMAT_OTHER);
  assert_int_equal(st_path_format(st_cstr("")), ST_FORMAT_OTHER);
}

static void test_stem(void **state) {
  (void)state;
  assert_true(st_str_equal(st_path_stem(st_cstr("a/b.txt")), st_cstr("a/b")));
  assert_true(st_str_equal(st_path_stem(st_cstr("ABC.1830.0711.txt")), st_cstr("ABC.1830.0711")));
  assert_true(st_str_equal(st_path_stem(st_cstr("ABC.1830.0711")), st_cstr("ABC.1830.0711")));
}

static void test_never(void **state) {
  (void)state;
  assert_true(st_path_never_article(st_cstr("meta.ndjson")));
  assert_true(st_path_never_article(st_cstr("expected")));
  assert_true(st_path_never_article(st_cstr("expected.ndjson")));
  assert_false(st_path_never_article(st_cstr("unexpected.txt")));
  assert_false(st_path_never_article(st_cstr("expectedly.txt")));
  assert_false(st_path_never_article(st_cstr("metameta.ndjson")));
}

static void test_show(void **state) {
  (void)state;
  check(st_path_show, "a/\xC3\xA9.txt", "a/\xC3\xA9.txt");
  check(st_path_show, "caf\xE9.txt", "caf\\xE9.txt");
  check(st_path_show, "a\nb\x1B[1m", "a\\x0Ab\\x1B[1m");
  assert_true(st_path_plain(st_cstr("a/\xC3\xA9.txt")));
  assert_false(st_path_plain(st_cstr("caf\xE9.txt")));
  assert_false(st_path_plain(st_cstr("a\nb")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_clean), cmocka_unit_test(test_format), cmocka_unit_test(test_stem),
      cmocka_unit_test(test_never), cmocka_unit_test(test_show),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
