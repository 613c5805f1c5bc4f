#include "support_units.h"

#include "text/breaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SENTENCES(text, expected) assert_string_equal(sentences_of(text), expected)
/* The text as it is given, its sentences parted by " | ". */
#define ONE(text) SENTENCES(text, text)

static void test_plain(void **state) {
  (void)state;
  SENTENCES("", "");
  ONE("No stop at the end");
  SENTENCES("He came. He left. 14 people died.", "He came. | He left. | 14 people died.");
  SENTENCES("Really? Yes! So be it.", "Really? | Yes! | So be it.");
  SENTENCES("One (two.) Three. (Four.) Five", "One (two.) | Three. | (Four.) | Five");
  ONE("One: two; three, four - five.");
  ONE("Yahoo! said so.");
}

static void test_titles(void **state) {
  (void)state;
  ONE("Gen. Miller met Mr. Yi and Sen. Lee.");
  SENTENCES("He met Dr. No. Then he left.", "He met Dr. No. | Then he left.");
  ONE("Lt. Gov. Ann Lee, R-Ariz., spoke.");
}

static void test_initials(void **state) {
  (void)state;
  ONE("George W. Bush met J. K. Rowling.");
  ONE("President Joseph R. Biden, Jr. spoke.");
  SENTENCES("It is Plan B. Doctors know.", "It is Plan B. | Doctors know.");
  SENTENCES("He saw Malcolm X. He left.", "He saw Malcolm X. | He left.");
}

static void test_names_with_stops(void **state) {
  (void)state;
  ONE("The U.S. President spoke to U.S. allies in the U.S. and left.");
  SENTENCES("He lives in the U.S. The president left.",
            "He lives in the U.S. | The president left.");
  ONE("He works for Apple Inc. Chief Tim Cook.");
  SENTENCES("He works for Apple Inc. He left.", "He works for Apple Inc. | He left.");
  ONE("In Washington, D.C., he spoke on the U.S. A-10 jets.");
  SENTENCES("It is in the U.S. “We won,” he said.", "It is in the U.S. | “We won,” he said.");
  SENTENCES("It ended in the U.S.\nMore", "It ended in the U.S. || More");
}

static void test_dates_and_numbers(void **state) {
  (void)state;
  ONE("No. 10 was hit on Jan. 6 and Sept. 7 at 3.5 percent.");
  SENTENCES("He said no. 10 people left.", "He said no. 10 people left.");
  SENTENCES("It was in Jan. The next year it was not.",
            "It was in Jan. | The next year it was not.");
  ONE("At 5 p.m. Friday he left at 6 a.m. EST for home.");
  SENTENCES("It began at 6 a.m. Officials came.", "It began at 6 a.m. | Officials came.");
  SENTENCES("Wars, etc. Others too, e.g. Smith vs. Jones.",
            "Wars, etc. | Others too, e.g. Smith vs. Jones.");
}

static void test_dots(void **state) {
  (void)state;
  ONE("It was... well, over.");
  SENTENCES("The end... He left.", "The end... | He left.");
  SENTENCES("The end… He left.", "The end… | He left.");
  ONE("...and so on.");
  ONE("I... I think so.");
  ONE("and . . . then");
}

static void test_lists(void **state) {
  (void)state;
  SENTENCES("1. Go home. 2. Eat.", "1. Go home. | 2. Eat.");
  ONE("a. The first");
  SENTENCES("It was 2014. He left.", "It was 2014. | He left.");
}

static void test_quotations_that_hold_sentences(void **state) {
  (void)state;
  ONE("“We did it. We won,” he said.");
  SENTENCES("“We did it. We won.” He left.", "“We did it. | We won.” | He left.");
  ONE("“We won!” he said.");
  SENTENCES("“We did it. We won”. He left.", "“We did it. | We won”. | He left.");
  SENTENCES("“We did it. We won”", "“We did it. | We won”");
  ONE("He called it “great. Really great” and left.");
  ONE("“We did it! We won!” Biden asked.");
  SENTENCES("“Why?” The crowd left.", "“Why?” | The crowd left.");
  SENTENCES("He said: “A one. A two.” He left.", "He said: “A one. | A two.” | He left.");
  ONE("'He said \"No. Not now\",' she added.");
  SENTENCES("\"One is open. It goes on.\n\n\"Two,\" he said.",
            "\"One is open. | It goes on. || \"Two,\" he said.");
  SENTENCES("He said \"it is stray. Then more.", "He said \"it is stray. | Then more.");
  ONE("The \"U.S.\" President left.");
  SENTENCES("It is unclear. \"very,\" he said.", "It is unclear. | \"very,\" he said.");
}

static void test_blocks_end_sentences(void **state) {
  (void)state;
  SENTENCES("A headline\nThe text begins", "A headline || The text begins");
  SENTENCES("By Mr.\nSmith", "By Mr. || Smith");
}

static void test_lost_blanks(void **state) {
  (void)state;
  SENTENCES("at the border.The president", "at the border. | The president");
  ONE("see stemma.txt at bbc.com now");
}

static void test_no_sentence_without_a_word(void **state) {
  (void)state;
  ONE("He left. — *");
  ONE("He left! 😀");
  ONE("?! ... !");
  ONE("*** He left.");
}

static void test_other_scripts(void **state) {
  (void)state;
  SENTENCES("我们走了。他来了。", "我们走了。 | 他来了。");
  SENTENCES("Это он. Она ушла.", "Это он. | Она ушла.");
  ONE("Это он. и она.");
}

/* Where news needs nothing on top, sentences are those of UAX #29. */
static void test_agrees_with_unicode(void **state) {
  (void)state;
  static const char *const pieces[] = {" One", " two", " Three", ".",      ". ", "! ",
                                       "? ",   ", ",   ".) ",    " (four", "? ", " 5"};
  uint32_t seed = 1;
  for (int round = 0; round < 2000; round++) {
    char text[256] = "Begin ";
    for (int i = 0; i < 12; i++) {
      seed = seed * 1664525u + 1013904223u;
      strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    strcat(text, " end");
    units_of u;
    assert_int_equal(open_units(st_cstr(text), &u), ST_OK);
    for (uint32_t i = 0; i + 1 < u.units.sentence_count; i++) {
      uint32_t next = u.units.tokens[u.units.sentences[i].last].begin;
      size_t at = 0;
      while (at < next) at = st_sentence_next(st_cstr(text), at);
      /* Digits begin a sentence here, whatever follows them, and "one.Three" has lost its blank. */
      bool news =
          text[next] == '5' || (text[next] >= 'A' && text[next] <= 'Z' && text[next - 1] != ' ');
      if (at != next && !news && text[next - 1] != '(')
        fail_msg("a break of its own at %u: %s", next, text);
    }
    close_units(&u);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain),
                                     cmocka_unit_test(test_titles),
                                     cmocka_unit_test(test_initials),
                                     cmocka_unit_test(test_names_with_stops),
                                     cmocka_unit_test(test_dates_and_numbers),
                                     cmocka_unit_test(test_dots),
                                     cmocka_unit_test(test_lists),
                                     cmocka_unit_test(test_quotations_that_hold_sentences),
                                     cmocka_unit_test(test_blocks_end_sentences),
                                     cmocka_unit_test(test_lost_blanks),
                                     cmocka_unit_test(test_no_sentence_without_a_word),
                                     cmocka_unit_test(test_other_scripts),
                                     cmocka_unit_test(test_agrees_with_unicode)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
