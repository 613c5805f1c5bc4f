#include "support_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TOKENS(text, expected) assert_string_equal(tokens_of(text), expected)
#define FLAGS(text, word, expected) assert_string_equal(flags_of_word(text, word), expected)

static void test_plain(void **state) {
  (void)state;
  TOKENS("", "");
  TOKENS("  \t\n ", "");
  TOKENS("The call, on Friday.", "The call , on Friday .");
  TOKENS("a\tb\xC2\xA0"
         "c\xE2\x80\xAF"
         "d",
         "a b c d");
  TOKENS("combat-ready troops", "combat - ready troops");
  TOKENS("(one) [two] {three}/four", "( one ) [ two ] { three } / four");
}

static void test_words_of_many_bytes(void **state) {
  (void)state;
  TOKENS("antidisestablishmentarianism's incomprehensibilities",
         "antidisestablishmentarianism 's incomprehensibilities");
  TOKENS("sixteenletterswo sixteenletterswor", "sixteenletterswo sixteenletterswor");
  TOKENS("Zürich naïve Đoković", "Zürich naïve Đoković");
  TOKENS("cafe\xCC\x81 x", "cafe\xCC\x81 x");
  TOKENS("абв где", "абв где");
  TOKENS("我们走", "我 们 走");
  TOKENS("snake_case __ _a1", "snake_case __ _a1");
}

static void test_numbers(void **state) {
  (void)state;
  TOKENS("14,000 people", "14,000 people");
  TOKENS("3.5 percent, 1,234.56, 2014.", "3.5 percent , 1,234.56 , 2014 .");
  TOKENS("$3.5bn and 7th, 1990s, G7, F-16", "$ 3.5bn and 7th , 1990s , G7 , F - 16");
  TOKENS("at 13:42", "at 13 : 42");
  TOKENS("½ of it", "½ of it");
  TOKENS("10\xE2\x80\xAF"
         "000 morts",
         "10\xE2\x80\xAF"
         "000 morts");
}

static void test_abbreviations(void **state) {
  (void)state;
  TOKENS("Mr. Smith and Gen. Jones", "Mr. Smith and Gen. Jones");
  TOKENS("the U.S. President", "the U.S. President");
  TOKENS("in the U.S.", "in the U.S.");
  TOKENS("at 5 p.m. on Jan. 6", "at 5 p.m. on Jan. 6");
  TOKENS("No. 10, nos. 3 and 4", "No. 10 , nos. 3 and 4");
  TOKENS("He said no. It was so.", "He said no . It was so .");
  TOKENS("The Sun. The Star.", "The Sun . The Star .");
  TOKENS("MR. SMITH", "MR. SMITH");
  TOKENS("U.S.-led forces, R-Ariz., of it", "U.S. - led forces , R - Ariz. , of it");
  TOKENS("a Ph.D. from there", "a Ph.D. from there");
  TOKENS("St. Louis", "St. Louis");
}

static void test_initials(void **state) {
  (void)state;
  TOKENS("George W. Bush", "George W. Bush");
  TOKENS("J.K. Rowling and J. K. Rowling", "J.K. Rowling and J. K. Rowling");
  TOKENS("Joseph R. Biden, Jr. spoke", "Joseph R. Biden , Jr. spoke");
  TOKENS("É. Durand", "É. Durand");
  TOKENS("Plan B. Doctors", "Plan B . Doctors");
  TOKENS("younger than I. Biden", "younger than I . Biden");
  TOKENS("group A. The", "group A . The");
}

static void test_runs(void **state) {
  (void)state;
  TOKENS("well... yes.. no -- so", "well ... yes .. no -- so");
  TOKENS("well… yes", "well … yes");
  TOKENS("What?! No!!", "What ? ! No ! !");
}

static void test_possessives(void **state) {
  (void)state;
  TOKENS("Ukraine's and Ukraine’s", "Ukraine 's and Ukraine ’s");
  TOKENS("the states' and the states’ rights", "the states ' and the states ’ rights");
  TOKENS("It's what’s right, let's", "It's what’s right , let's");
  TOKENS("don’t, we'll, O'Brien, d’Ivoire", "don’t , we'll , O'Brien , d’Ivoire");
  TOKENS("the U.S.'s and “Post”’s", "the U.S. 's and “ Post ” ’s");
  FLAGS("Ukraine’s", "’s", "wls$h");
  FLAGS("the states' rights", "'", "ps");
  FLAGS("It's so", "It's", "wC_^");
}

static void test_clipped_words(void **state) {
  (void)state;
  TOKENS("rock ’n’ roll, rock 'n' roll", "rock ’n’ roll , rock 'n' roll");
  TOKENS("the ’90s and '90s and ’64", "the ’90s and '90s and ’64");
  TOKENS("get ’em, ’tis so", "get ’em , ’tis so");
  TOKENS("'90 people", "' 90 people");
}

static void test_lost_blanks(void **state) {
  (void)state;
  TOKENS("at the border.The president", "at the border . The president");
  TOKENS("Note:The president", "Note : The president");
  TOKENS("stemma.txt at bbc.com", "stemma.txt at bbc.com");
  TOKENS("Mr.Smith", "Mr. Smith");
}

static void test_flags(void **state) {
  (void)state;
  FLAGS("one NATO two", "NATO", "wCU_");
  FLAGS("one Nato two", "Nato", "wC_");
  FLAGS("one nato two", "nato", "wl_");
  FLAGS("one 14,000 two", "14,000", "nd_");
  FLAGS("one 7th two", "7th", "wdl_");
  FLAGS("one G7 two", "G7", "wdCU_");
  FLAGS("one 3D two", "3D", "wdCU_");
  FLAGS("one U.S. two", "U.S.", "wCU._");
  FLAGS("one iPhone two", "iPhone", "w_");
  FLAGS("one Émile two", "Émile", "wC_h");
  FLAGS("one — two", "—", "p_h");
  FLAGS("one, two", ",", "p");
  FLAGS("One", "One", "wC_^$");
  FLAGS("one 我 two", "我", "w_h");
  FLAGS("one 1_2 two", "1_2", "nd_");
  FLAGS("one ٣ two", "٣", "nd_h");
}

static void test_invisible(void **state) {
  (void)state;
  TOKENS("\xEF\xBB\xBFThe call", "The call");
  TOKENS("a \xE2\x80\x8B b", "a b");
  TOKENS("👍🏽 👩‍👩‍👧 🇺🇸🇷🇺",
         "👍🏽 👩‍👩‍👧 🇺🇸 🇷🇺");
  TOKENS("ok ✌️ ok!\xEF\xB8\x8F", "ok ✌️ ok !\xEF\xB8\x8F");
}

static void test_nul_is_a_blank(void **state) {
  (void)state;
  units_of u;
  assert_int_equal(open_units(st_str_of("a\0b", 3), &u), ST_OK);
  assert_int_equal(u.units.token_count, 2);
  close_units(&u);
}

static void test_front_matter_has_none(void **state) {
  (void)state;
  st_block blocks[] = {{.begin = 0, .end = 5, .tag = ST_TAG_FRONT},
                       {.begin = 6, .end = 11, .tag = ST_TAG_P}};
  st_units units;
  assert_int_equal(st_text_analyse(st_cstr("front\nwords"), blocks, 2, &units, NULL), ST_OK);
  assert_int_equal(units.token_count, 1);
  assert_int_equal(blocks[0].last, 0);
  assert_int_equal(units.sentences[0].block, 1);
  st_units_close(&units);
}

static void test_names_of_tags(void **state) {
  (void)state;
  assert_string_equal(st_tag_name(ST_TAG_LINE), "line");
  for (uint32_t i = 0; i < ST_TAG_COUNT; i++) assert_non_null(st_tag_name(i));
  assert_string_equal(st_tag_name(ST_TAG_COUNT), "unknown");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain),
                                     cmocka_unit_test(test_words_of_many_bytes),
                                     cmocka_unit_test(test_numbers),
                                     cmocka_unit_test(test_abbreviations),
                                     cmocka_unit_test(test_initials),
                                     cmocka_unit_test(test_runs),
                                     cmocka_unit_test(test_possessives),
                                     cmocka_unit_test(test_clipped_words),
                                     cmocka_unit_test(test_lost_blanks),
                                     cmocka_unit_test(test_flags),
                                     cmocka_unit_test(test_invisible),
                                     cmocka_unit_test(test_nul_is_a_blank),
                                     cmocka_unit_test(test_front_matter_has_none),
                                     cmocka_unit_test(test_names_of_tags)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
