#include "text/stem.h"

#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static st_str stem(st_stemmer *s, const char *word, char room[64]) {
  size_t n = st_stem_word(s, st_cstr(word), room, 64);
  assert_in_range(n, 1, 64);
  return (st_str){room, n};
}

static void test_forms_share_a_stem(void **state) {
  (void)state;
  static const char *const families[][6] = {
      {"promise", "promises", "Promised", "PROMISING", NULL},
      {"vote", "votes", "voted", "voting", NULL},
      {"deny", "denies", "denied", "denying", NULL},
      {"agree", "agrees", "agreed", "agreeing", NULL},
      {"attack", "attacks", "attacked", "attacking", NULL},
      {"city", "cities", NULL},
      {"naïve", "NAÏVE", NULL}};
  st_stemmer *s = st_stemmer_open();
  assert_non_null(s);
  for (size_t i = 0; i < sizeof families / sizeof *families; i++)
    for (const char *const *word = families[i] + 1; *word; word++) {
      char a[64], b[64];
      if (!st_str_equal(stem(s, families[i][0], a), stem(s, *word, b)))
        fail_msg("%s and %s", families[i][0], *word);
    }
  st_stemmer_close(s);
}

static void test_others_do_not(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"promise", "premise"}, {"say", "said"}, {"US", "us"}, {"WHO", "who"}, {"new", "news"}};
  st_stemmer *s = st_stemmer_open();
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    char a[64], b[64];
    if (st_str_equal(stem(s, pairs[i][0], a), stem(s, pairs[i][1], b)))
      fail_msg("%s and %s", pairs[i][0], pairs[i][1]);
  }
  st_stemmer_close(s);
}

/* What keeps its upper case has no endings: "U.S." is "US" as it is for st_fold_word. */
static void test_words_in_upper_case_are_folded_only(void **state) {
  (void)state;
  static const char *const words[] = {"U.S.", "US", "WHO", "IS", "ÖVP"};
  st_stemmer *s = st_stemmer_open();
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char a[64], b[64];
    st_str folded = {b, st_fold_word(st_cstr(words[i]), b, sizeof b)};
    assert_true(st_str_equal(stem(s, words[i], a), folded));
  }
  st_stemmer_close(s);
}

static void test_a_word_too_long_says_so(void **state) {
  (void)state;
  char room[4];
  st_stemmer *s = st_stemmer_open();
  assert_int_equal(st_stem_word(s, st_cstr("abundantly"), room, sizeof room), 10);
  assert_int_equal(st_stem_word(s, st_cstr(""), room, sizeof room), 0);
  st_stemmer_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms_share_a_stem),
                                     cmocka_unit_test(test_others_do_not),
                                     cmocka_unit_test(test_words_in_upper_case_are_folded_only),
                                     cmocka_unit_test(test_a_word_too_long_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
