#include "support_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BLOCKS(text, expected) assert_string_equal(blocks_of(text), expected)

static void test_lines(void **state) {
  (void)state;
  BLOCKS("", "");
  BLOCKS("\n \n\t\r\n", "");
  BLOCKS("one", "one");
  BLOCKS("one\ntwo\n\nthree\n", "one | two | three");
  BLOCKS("one\r\ntwo\r\n\r\nthree", "one | two | three");
  BLOCKS("one\rtwo\r", "one | two");
}

static void test_ends_are_trimmed(void **state) {
  (void)state;
  BLOCKS("  one\t \n\xC2\xA0two\xE2\x80\x83\n\xEF\xBB\xBFthree", "one | two | three");
  BLOCKS("\xEF\xBB\xBF", "");
}

static void test_wrapped_prose(void **state) {
  (void)state;
  BLOCKS("The mayor said on Monday that the bridge would\n"
         "stay closed for another week, because the work\n"
         "on its piers had not been done. She did not say\n"
         "who would pay.\n"
         "\n"
         "The council meets again on Thursday to talk of\n"
         "the cost.",
         "The mayor said on Monday that the bridge would stay closed for another week, because the "
         "work "
         "on its piers had not been done. She did not say who would pay. | "
         "The council meets again on Thursday to talk of the cost.");
}

static void test_short_line_ends_a_paragraph(void **state) {
  (void)state;
  BLOCKS("The mayor said on Monday that the bridge would\n"
         "stay closed.\n"
         "She did not say who would pay for all the work\n"
         "that is left.",
         "The mayor said on Monday that the bridge would stay closed. | "
         "She did not say who would pay for all the work that is left.");
}

static void test_headline_and_byline_stay_apart(void **state) {
  (void)state;
  BLOCKS("Mayor keeps the old bridge closed for another week\nBy Ann Example\nMonday",
         "Mayor keeps the old bridge closed for another week | By Ann Example | Monday");
  BLOCKS("Bridge closed\nfor a week", "Bridge closed | for a week");
}

static void test_long_lines_are_paragraphs(void **state) {
  (void)state;
  BLOCKS("The mayor of the town said on Monday that the bridge over the river would stay closed "
         "for another "
         "week, because the work had not been done\n"
         "and nobody knew why that was, or who would pay for it",
         "The mayor of the town said on Monday that the bridge over the river would stay closed "
         "for another "
         "week, because the work had not been done | "
         "and nobody knew why that was, or who would pay for it");
}

/* Columns are characters: these lines are wrapped at fewer of them than they have bytes. */
static void test_columns_are_characters(void **state) {
  (void)state;
  BLOCKS("Мэр города заявил в понедельник, что мост через реку останется\n"
         "закрытым ещё на неделю, а может быть и больше.",
         "Мэр города заявил в понедельник, что мост через реку останется "
         "закрытым ещё на неделю, а может быть и больше.");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                     cmocka_unit_test(test_ends_are_trimmed),
                                     cmocka_unit_test(test_wrapped_prose),
                                     cmocka_unit_test(test_short_line_ends_a_paragraph),
                                     cmocka_unit_test(test_headline_and_byline_stay_apart),
                                     cmocka_unit_test(test_long_lines_are_paragraphs),
                                     cmocka_unit_test(test_columns_are_characters)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
