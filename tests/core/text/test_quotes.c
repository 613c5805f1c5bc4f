#include "support_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define QUOTES(text, expected) assert_string_equal(quotes_of(text), expected)
#define FLAGS(text, word, expected) assert_string_equal(flags_of_word(text, word), expected)

static void test_straight(void **state) {
  (void)state;
  QUOTES("\"We won,\" he said.", "We won,");
  QUOTES("He said \"no\" and \"yes\".", "no | yes");
  QUOTES("He must \"un-tie the ropes.\"", "un-tie the ropes.");
  QUOTES("said (\"the treaty\") and -\"again\"- so", "the treaty | again");
  QUOTES("no marks", "");
  QUOTES("\"\"", "");
}

static void test_curly(void **state) {
  (void)state;
  QUOTES("“We won,” he said. “Again.”", "We won, | Again.");
  QUOTES("”We won,” he said", "We won,");
  QUOTES("their \"will to talk.” So", "will to talk.");
  QUOTES("„Gut“, «bon», »gut«", "Gut | bon | gut");
  QUOTES("„Gut“ und „schlecht“ und „so“.", "Gut | schlecht | so");
  QUOTES("« Bonjour », dit-il", "Bonjour");
}

static void test_typewritten(void **state) {
  (void)state;
  QUOTES("``Old wire,'' he said", "Old wire,");
  QUOTES("''We won,'' he said. ''Again.''", "We won, | Again.");
  QUOTES("''He's one of 'us,''' he said", "He's one of 'us,' | 2:us,");
  QUOTES("'''Us' is it,'' he said", "'Us' is it, | 2:Us");
  QUOTES("''One is open.\n\n''Two,'' he said", "One is open.... | Two,");
}

static void test_single(void **state) {
  (void)state;
  QUOTES("'A stable and predictable relationship'", "A stable and predictable relationship");
  QUOTES("Putin will soon ‘pay a price’ for it", "pay a price");
  QUOTES("Envoy: 'no' to talks", "no");
}

static void test_apostrophes(void **state) {
  (void)state;
  QUOTES("Russia's and Ukraine’s don't ’90s rock ’n’ roll", "");
  QUOTES("the United States' resolve, the allies’ line, James' book", "");
  QUOTES("workin' hard and singin’ on", "");
  QUOTES("“the Coastal States’ unbroken claim to Norway’s fishing grounds,” it said",
         "the Coastal States’ unbroken claim to Norway’s fishing grounds,");
  QUOTES("the states' resolve to 'pay' now", "pay");
  QUOTES("'the states' rights'", "the states' rights");
  QUOTES("'the boys' den' is it", "the boys' den");
  QUOTES("She said 'the boys' den' is open", "the boys' den");
  FLAGS("singin’ on", "’", "ph");
}

static void test_nesting(void **state) {
  (void)state;
  QUOTES("“He told us ‘go away’ twice,” she said", "He told us ‘go away’ twice, | 2:go away");
  QUOTES("'He said \"no\" to me,' she said", "He said \"no\" to me, | 2:no");
  QUOTES("\"He said 'no.'\"", "He said 'no.' | 2:no.");
  QUOTES("\"'No,' he said, and left.\"", "'No,' he said, and left. | 2:No,");
  QUOTES("“He said “no” to me,” she said", "He said “no” to me, | 2:no");
}

static void test_primes(void **state) {
  (void)state;
  QUOTES("He is 6' 2\" tall and said \"no\"", "no");
  QUOTES("a 5\" pipe and 6'2\" of it", "");
  QUOTES("\"It was in 2014\" he said", "It was in 2014");
  FLAGS("a 5\" pipe", "\"", "p");
}

static void test_paragraphs(void **state) {
  (void)state;
  QUOTES("“One is open.\n\n“Two goes on.\n\n“Three ends,” he said.",
         "One is open.... | Two goes on.... | Three ends,");
  QUOTES("\"One is open.\n\n\"Two ends,\" he said.", "One is open.... | Two ends,");
  FLAGS("“One is open.\n\n“Two,” he said.", "open", "wlq_");
}

static void test_strays(void **state) {
  (void)state;
  QUOTES("He said \"it is never closed. Then more.\n\nAnother one. \"Good,\" he said.",
         "it is never closed. Then more.? | Good,");
  FLAGS("He said \"it is never closed.", "never", "wl_");
  QUOTES("never opened,\" he said. \"Good,\" he added.", "Good,");
  QUOTES("\"We won, \"he said. \"Good\" news", "We won, | Good");
  QUOTES("\"We won,\"he said. \"Good\" news", "We won, | Good");
  QUOTES("one \"two\" and \" three \"four\"", "two | four");
  FLAGS("never opened,\" he said.", "\"", "p\")");
}

static void test_pairs_stay_in_their_block(void **state) {
  (void)state;
  QUOTES("one \"two\n\nthree\" four", "two?");
  QUOTES("'Tis so\n\nit's 'all' right", "all");
}

static void test_crossing(void **state) {
  (void)state;
  QUOTES("«one “two» three”", "one “two");
  QUOTES("\"one 'two\" three'", "one 'two");
}

static void test_flags(void **state) {
  (void)state;
  FLAGS("say “no” now", "“", "p\"(_h");
  FLAGS("say “no” now", "no", "wlq");
  FLAGS("say “no” now", "”", "p\")h");
  FLAGS("say “no” now", "now", "wl_$");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_straight),    cmocka_unit_test(test_curly),
      cmocka_unit_test(test_typewritten), cmocka_unit_test(test_single),
      cmocka_unit_test(test_apostrophes), cmocka_unit_test(test_nesting),
      cmocka_unit_test(test_primes),      cmocka_unit_test(test_paragraphs),
      cmocka_unit_test(test_strays),      cmocka_unit_test(test_pairs_stay_in_their_block),
      cmocka_unit_test(test_crossing),    cmocka_unit_test(test_flags)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
