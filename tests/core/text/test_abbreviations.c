#include "text/abbreviations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(const char *word, enum st_stop_sort sort) {
  assert_int_equal(st_abbreviation(st_cstr(word)), sort);
}

/* Every one is found: the list is searched by halves, so one out of its place would not be. */
static void test_each_is_in_its_place(void **state) {
  (void)state;
#define ABBREVIATION(word, sort) check(word, ST_STOP_##sort);
#include "text/abbreviations.inc"
#undef ABBREVIATION
}

static void test_case(void **state) {
  (void)state;
  check("Mr", ST_STOP_TITLE);
  check("MR", ST_STOP_TITLE);
  check("mr", ST_STOP_NONE);
  check("NO", ST_STOP_NUMBER);
  check("P.M", ST_STOP_CLOCK);
  check("Etc", ST_STOP_NONE);
}

static void test_what_is_none(void **state) {
  (void)state;
  check("", ST_STOP_NONE);
  check("the", ST_STOP_NONE);
  check("abbreviation", ST_STOP_NONE);
  check("Zzzzzz", ST_STOP_NONE);
  check("\xFF", ST_STOP_NONE);
}

static void test_lists(void **state) {
  (void)state;
  assert_true(st_starts_sentences(st_cstr("The")));
  assert_true(st_starts_sentences(st_cstr("A")));
  assert_true(st_starts_sentences(st_cstr("Your")));
  assert_false(st_starts_sentences(st_cstr("President")));
  assert_true(st_follows_clock(st_cstr("April")));
  assert_true(st_follows_clock(st_cstr("Wednesday")));
  assert_false(st_follows_clock(st_cstr("Officials")));
  assert_true(st_is_speech_verb(st_cstr("asked")));
  assert_false(st_is_speech_verb(st_cstr("left")));
  assert_true(st_contracts(st_cstr("It")));
  assert_false(st_contracts(st_cstr("Biden")));
  assert_true(st_takes_letter(st_cstr("Plan")));
  assert_false(st_takes_letter(st_cstr("averyveryverylongwordindeed")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_is_in_its_place), cmocka_unit_test(test_case),
      cmocka_unit_test(test_what_is_none), cmocka_unit_test(test_lists)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
