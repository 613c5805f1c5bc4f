#include "app/print/term.h"
#include "find/number.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const st_term plain = {.width = 100}, colored = {.width = 100, .color = true};

static void assert_text(st_buf *b, const char *expected) {
  st_buf_addc(b, '\0');
  assert_string_equal(b->p, expected);
  st_buf_close(b);
  *b = (st_buf){0};
}

static void marked(const st_term *term, const char *text, const char *words, size_t columns,
                   const char *expected) {
  st_buf out = {0};
  const char *at = strstr(text, words);
  size_t begin = (size_t)(at - text);
  st_clip_marked(term, ST_RED, st_cstr(text), begin, begin + strlen(words), 0, columns, &out);
  assert_text(&out, expected);
}

static void test_numbers_are_short(void **state) {
  (void)state;
  const struct {
    double value;
    const char *text;
  } cases[] = {
      {0, "0"},
      {-3, "-3"},
      {14000, "14000"},
      {3.5, "3.5"},
      {0.1, "0.1"},
      {1e21, "1e+21"},
      {123456789012345, "123456789012345"},
      {1.0 / 3, "0.3333333333333333"},
      {-0.0, "0"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    st_buf out = {0};
    st_number_add(cases[i].value, &out);
    assert_text(&out, cases[i].text);
  }
}

static void test_text_is_cut_to_columns(void **state) {
  (void)state;
  st_buf out = {0};
  assert_int_equal(st_clip_add(st_cstr("abcdef"), 6, &out), 6);
  assert_text(&out, "abcdef");
  assert_int_equal(st_clip_add(st_cstr("abcdef"), 4, &out), 4);
  assert_text(&out, "abc…");
  assert_int_equal(st_clip_add(st_cstr("日本語"), 4, &out), 3); /* two columns each */
  assert_text(&out, "日…");
  assert_int_equal(st_clip_add(st_cstr("e\xCC\x81"
                                       "e\xCC\x81"),
                               2, &out),
                   2);
  assert_text(&out, "e\xCC\x81"
                    "e\xCC\x81");
}

static void test_no_article_commands_a_terminal(void **state) {
  (void)state;
  st_buf out = {0};
  st_clean_add(st_cstr("a\x1b[31mb\tc\r\nd\xC2\x9B"
                       "e\xE2\x80\xAE"
                       "f"),
               &out);
  assert_text(&out, "a [31mb c d e f");
}

static void test_words_are_marked_in_their_line(void **state) {
  (void)state;
  static const char line[] = "one two three four five six seven eight nine ten";
  marked(&plain, line, "five", 100, "one two three four ‹five› six seven eight nine ten");
  marked(&colored, line, "five", 100,
         "one two three four \x1b[1;31mfive\x1b[0m six seven eight nine ten");
  marked(&plain, line, "five", 30, "…three four ‹five› six seven…");
  marked(&plain, line, "one", 20, "‹one› two three…");
  marked(&plain, line, "ten", 20, "…eight nine ‹ten›");
  marked(&plain, "x\nthe second line\ny", "second", 40, "the ‹second› line");
  marked(&plain, line, "three four five six", 12, "‹three fou…›");
  marked(&plain, "a first\nand second b", "first\nand second", 40, "a ‹first and second› b");
}

static void focused(const char *words, const char *focus, size_t columns, const char *expected) {
  st_buf out = {0};
  size_t n = strlen(words), at = focus ? (size_t)(strstr(words, focus) - words) : n;
  st_clip_marked(&plain, ST_RED, st_cstr(words), 0, n, at, columns, &out);
  assert_text(&out, expected);
}

static void test_long_marks_show_what_matters(void **state) {
  (void)state;
  static const char words[] = "one two three four five six seven eight nine ten";
  focused(words, "one", 24, "‹one two three four fi…›");
  focused(words, "two", 24, "‹one two three four fi…›");
  focused(words, "six", 24, "‹…four five six seven…›");
  focused(words, NULL, 24, "‹…seven eight nine ten›");
  focused(words, "six", 100, "‹one two three four five six seven eight nine ten›");
}

/* Whatever the width, what is printed keeps to it. */
static void test_marked_lines_fit(void **state) {
  (void)state;
  static const char line[] =
      "“Wörter” — with dashes, 日本語 and a combining e\xCC\x81, until the very end of it all";
  st_str text = st_cstr(line);
  for (size_t begin = 0; begin < text.n; begin++) {
    if ((line[begin] & 0xC0) == 0x80) continue;
    for (size_t end = begin + 1; end <= text.n; end += 7) {
      while (end < text.n && (line[end] & 0xC0) == 0x80) end++;
      for (size_t columns = 10; columns < 90; columns += 9) {
        st_buf out = {0};
        st_clip_marked(&plain, ST_PLAIN, text, begin, end, (end - begin) / 2, columns, &out);
        assert_true(st_text_width(st_str_of(out.p, out.n)) <= columns);
        st_buf_close(&out);
      }
    }
  }
}

static void test_counts_are_grouped(void **state) {
  (void)state;
  st_buf out = {0};
  st_count_add(1234567, &out);
  assert_text(&out, "1,234,567");
  st_many_add(1, "file", "files", &out);
  assert_text(&out, "1 file");
  st_many_add(1000, "file", "files", &out);
  assert_text(&out, "1,000 files");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers_are_short),
      cmocka_unit_test(test_text_is_cut_to_columns),
      cmocka_unit_test(test_no_article_commands_a_terminal),
      cmocka_unit_test(test_words_are_marked_in_their_line),
      cmocka_unit_test(test_long_marks_show_what_matters),
      cmocka_unit_test(test_marked_lines_fit),
      cmocka_unit_test(test_counts_are_grouped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
