#include "text/rough.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The words of a text, with a blank between: by their letters, or by what they count as. */
static void check(bool codes, const char *text, const char *expected) {
  char all[256];
  size_t n = 0;
  st_str s = st_cstr(text);
  for (st_rough_word w; st_rough_next(&s, &w);) {
    assert_in_range(w.code_count, 1, w.letter_count);
    uint32_t count = codes ? w.code_count : w.letter_count;
    if (n) all[n++] = ' ';
    memcpy(all + n, codes ? w.code : w.letters, count);
    n += count;
  }
  all[n] = '\0';
  assert_string_equal(all, expected);
}

static void check_letters(const char *text, const char *expected) { check(false, text, expected); }
static void check_codes(const char *text, const char *expected) { check(true, text, expected); }

static void test_what_a_word_is(void **state) {
  (void)state;
  check_letters("", "");
  check_letters(" -- “ …", "");
  check_letters("The “Harbour,” he (said)…", "the harbour he said");
  check_letters("a build-up, a build‐up and a buildup", "a buildup a buildup and a buildup");
  check_letters("wait--no - so", "wait no so");
  check_letters("it's it’s farmers’ it' s", "it s it s farmers it s");
  check_letters("[T]he word[s] [they] said", "the words they said");
  check_letters("the U.S. and e.g. St.Paul at 3.5 a.m.", "the us and eg st paul at 3 5 am");
  check_letters("A.B.", "ab");
  check_letters("caf\xC3\xA9 \xC2\xABoui\xC2\xBB x\xC2\xA0y a–b", "caf\xC3\xA9 oui x y a b");
  check_letters("port/town d**n", "port town d n");
}

static void test_what_it_counts_as(void **state) {
  (void)state;
  check_codes("harbour HARBOR", "hrbr hrbr");
  check_codes("organised organized", "argnst argnst");
  check_codes("cheque check defence defense", "shs shs tfns tfns");
  check_codes("Kyiv Kiev I you a owe", "sv sv a a a aw");
  check_codes("appal appall 2011 \xC3\xA9t\xC3\xA9", "apl apl 2011 \xC3\xA9t\xC3\xA9");
}

/* What is cut off within a sign or a letter is read no further. */
static void test_ends_anywhere(void **state) {
  (void)state;
  static const char text[] = "a-“[é U.S’s\xE2\x80\x90x«";
  for (size_t n = 0; n < sizeof text; n++)
    for (size_t from = 0; from <= n; from++) {
      char own[sizeof text];
      memcpy(own, text + from, n - from);
      st_str s = {own, n - from};
      size_t left = s.n + 1;
      for (st_rough_word w; st_rough_next(&s, &w); left = s.n) assert_true(s.n < left);
      assert_int_equal(s.n, 0);
    }
}

static void test_long_words_are_cut(void **state) {
  (void)state;
  char text[4 * ST_ROUGH_ROOM];
  for (size_t i = 0; i < sizeof text; i++) text[i] = i % 2 ? 'b' : 'r';
  st_str s = {text, sizeof text};
  st_rough_word w;
  assert_true(st_rough_next(&s, &w));
  assert_int_equal(w.letter_count, ST_ROUGH_ROOM);
  assert_int_equal(w.code_count, ST_ROUGH_ROOM);
  assert_int_equal(s.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_a_word_is),
      cmocka_unit_test(test_what_it_counts_as),
      cmocka_unit_test(test_ends_anywhere),
      cmocka_unit_test(test_long_words_are_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
