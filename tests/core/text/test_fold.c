#include "text/fold.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check_text(const char *text, unsigned fold, const char *expected) {
  st_buf b = {0};
  st_fold_text(st_cstr(text), fold, &b);
  assert_false(b.bad);
  st_buf_addc(&b, '\0');
  assert_string_equal(b.p, expected);
  st_buf_close(&b);
}

static void check_word(const char *word, const char *expected) {
  char out[64];
  size_t n = st_fold_word(st_cstr(word), out, sizeof out - 1);
  assert_in_range(n, 0, sizeof out - 1);
  out[n] = '\0';
  assert_string_equal(out, expected);
}

static void test_case(void **state) {
  (void)state;
  check_text("The WHITE House", ST_FOLD_CASE, "the white house");
  check_text("Straße ÉCOLE", ST_FOLD_CASE, "strasse école");
  check_text("E\xCC\x81"
             "COLE",
             ST_FOLD_CASE, "école");
  check_text("Same", 0, "Same");
  check_text("“Été”", 0, "“Été”");
}

static void test_marks(void **state) {
  (void)state;
  check_text("Đoković café naïve Erdoğan", ST_FOLD_MARKS, "Đokovic cafe naive Erdogan");
  check_text("ﬁn ½", ST_FOLD_MARKS, "fin 1⁄2");
  check_text("co\xC2\xAD"
             "operate",
             ST_FOLD_MARKS, "cooperate");
}

static void test_quotes(void **state) {
  (void)state;
  check_text("“Ukraine’s” – ‘so’ 6′ 2″ «oui»", ST_FOLD_QUOTES,
             "\"Ukraine's\" - 'so' 6' 2\" \"oui\"");
}

static void test_stops(void **state) {
  (void)state;
  check_text("the U.S. and Mr. Smith of Ph.D. fame", ST_FOLD_STOPS,
             "the US and Mr Smith of PhD fame");
  check_text("He left. See bbc.com at 3.5.", ST_FOLD_STOPS, "He left. See bbc.com at 3.5.");
  check_text("U.S.", ST_FOLD_STOPS | ST_FOLD_CASE, "us");
}

static void test_space(void **state) {
  (void)state;
  check_text("  one \n\t two\xC2\xA0 three ", ST_FOLD_SPACE, "one two three");
  check_text("   ", ST_FOLD_SPACE, "");
}

static void test_all_append(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_addz(&b, "x ");
  st_fold_text(st_cstr(" “Été à  l’U.S.” "), 31, &b);
  st_buf_addc(&b, '\0');
  assert_string_equal(b.p, "x \"ete a l'us\"");
  st_buf_close(&b);
}

static void test_words(void **state) {
  (void)state;
  check_word("Said", "said");
  check_word("U.S.", "US");
  check_word("U.S", "US");
  check_word("US", "US");
  check_word("us", "us");
  check_word("WHO", "WHO");
  check_word("NATO", "NATO");
  check_word("COVID", "covid");
  check_word("A", "a");
  check_word("I", "i");
  check_word("G7", "g7");
  check_word("Mr.", "mr");
  check_word("Ph.D.", "phd");
  check_word("a.m.", "am");
  check_word("U.N.E.S.C.O.", "UNESCO");
  check_word("3.5", "3.5");
  check_word("bbc.com", "bbc.com");
  check_word("...", "...");
  check_word("’s", "'s");
  check_word("don’t", "don't");
  check_word("“", "\"");
  check_word("ÉTÉS!", "étés!");
  check_word("ÉTÉ", "ÉTÉ");
  check_word("Straße", "strasse");
  check_word("co\xC2\xAD"
             "operate",
             "cooperate");
  check_word("a\xCC\x81\xCC\xA3", "\xE1\xBA\xA1\xCC\x81"); /* marks in one order */
  check_word("a\xCC\xA3\xCC\x81", "\xE1\xBA\xA1\xCC\x81");
  check_word("", "");
}

static void test_long_words(void **state) {
  (void)state;
  char out[4] = "xxx", word[1200];
  assert_int_equal(st_fold_word(st_cstr("Minister"), out, 3), 8);
  assert_memory_equal(out, "min", 4);
  for (size_t i = 0; i < sizeof word; i += 2) memcpy(word + i, "\xC3\x89", 2);
  assert_true(st_fold_word(st_str_of(word, sizeof word), out, 3) > 3);
}

static void test_width(void **state) {
  (void)state;
  assert_int_equal(st_text_width(st_cstr("plain")), 5);
  assert_int_equal(st_text_width(st_cstr("café")), 4);
  assert_int_equal(st_text_width(st_cstr("cafe\xCC\x81")), 4);
  assert_int_equal(st_text_width(st_cstr("我们")), 4);
  assert_int_equal(st_text_width(st_cstr("“Кто”")), 5);
  assert_int_equal(st_text_width(st_cstr("a\x01\n")), 1);
}

static void test_no_memory(void **state) {
  (void)state;
  for (long n = 0; n < 3; n++) {
    st_buf b = {0};
    st_alloc_fail_after(n);
    st_fold_text(st_cstr("Été  U.S."), 31, &b);
    st_alloc_fail_after(-1);
    assert_true(b.bad);
    st_buf_close(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_case),   cmocka_unit_test(test_marks),
      cmocka_unit_test(test_quotes), cmocka_unit_test(test_stops),
      cmocka_unit_test(test_space),  cmocka_unit_test(test_all_append),
      cmocka_unit_test(test_words),  cmocka_unit_test(test_long_words),
      cmocka_unit_test(test_width),  cmocka_unit_test(test_no_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
