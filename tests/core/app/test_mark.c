/* Lines with a marker below. */
#include "app/print/term.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const st_term plain = {.width = 40}, coloured = {.width = 40, .color = true};

static void marked(const char *text, const char *words, size_t indent, const char *expected) {
  st_buf out = {0};
  const char *at = strstr(text, words);
  size_t begin = (size_t)(at - text);
  st_mark_under(&plain, ST_RED, st_cstr(text), begin, begin + strlen(words), indent, &out);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, expected);
  st_buf_close(&out);
}

static void test_the_marker_is_under_the_words(void **state) {
  (void)state;
  marked("It rained on Friday.\nThen no more.", "Friday", 2,
         "  It rained on Friday.\n               ^^^^^^\n");
  marked("日本語 on Friday", "Friday", 0, "日本語 on Friday\n          ^^^^^^\n");
  marked("a‹b› on Friday", "on", 0, "a‹b› on Friday\n     ^^\n");
  marked("rained", "", 1, " rained\n ^\n");
}

/* The columns of what stands before the marker and of the marker, whatever is cut from the line. */
static void test_long_lines_are_cut_around_the_words(void **state) {
  (void)state;
  static const char text[] = "one two three four five six seven eight nine ten eleven twelve words";
  for (size_t begin = 0; begin < sizeof text - 4; begin++) {
    st_buf out = {0};
    st_mark_under(&plain, ST_RED, st_cstr(text), begin, begin + 3, 4, &out);
    const char *end = memchr(out.p, '\n', out.n), *caret = memchr(out.p, '^', out.n);
    assert_non_null(end);
    assert_true(st_text_width(st_str_of(out.p, (size_t)(end - out.p))) <= 40);
    size_t column = (size_t)(caret - end) - 1, at = 0;
    while (at < out.n && st_text_width(st_str_of(out.p, at)) < column) at++;
    while (((unsigned char)out.p[at] & 0xC0) == 0x80) at++;
    assert_memory_equal(out.p + at, text + begin, text[begin] == ' ' ? 0 : 1);
    st_buf_close(&out);
  }
}

static void test_colour_marks_both_lines(void **state) {
  (void)state;
  st_buf out = {0};
  st_mark_under(&coloured, ST_BOLD, st_cstr("on Friday"), 3, 9, 0, &out);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, "on \x1b[1mFriday\x1b[0m\n   \x1b[1m^^^^^^\x1b[0m\n");
  st_buf_close(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_marker_is_under_the_words),
      cmocka_unit_test(test_long_lines_are_cut_around_the_words),
      cmocka_unit_test(test_colour_marks_both_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
