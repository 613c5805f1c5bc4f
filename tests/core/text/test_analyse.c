/* What holds of the units of any text, and what happens when memory is out. */
#include "support_units.h"

#include "base/alloc.h"
#include "text/breaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const pieces[] = {"word",
                                     "Word",
                                     "WORD",
                                     "U.S",
                                     "Mr",
                                     "e.g",
                                     "J",
                                     "’s",
                                     "'s",
                                     "’",
                                     "'",
                                     "\"",
                                     "“",
                                     "”",
                                     "‘",
                                     "«",
                                     "»",
                                     "„",
                                     "``",
                                     "''",
                                     ".",
                                     "..",
                                     "…",
                                     "!",
                                     "?",
                                     ",",
                                     ":",
                                     ";",
                                     "-",
                                     "–",
                                     "(",
                                     ")",
                                     "[",
                                     "$",
                                     "@",
                                     "_",
                                     "1",
                                     "14,000",
                                     "3.5",
                                     "’90s",
                                     " ",
                                     " ",
                                     " ",
                                     " ",
                                     "  ",
                                     "\n",
                                     "\n\n",
                                     "\r\n",
                                     "\r",
                                     "\t",
                                     "\xC2\xA0",
                                     "\xE2\x80\xAF",
                                     "é",
                                     "e\xCC\x81",
                                     "\xCC\x81",
                                     "\xE2\x80\x8D",
                                     "\xE2\x80\x8B",
                                     "\xC2\xAD",
                                     "\xEF\xBB\xBF",
                                     "😀",
                                     "👩‍👩‍👧",
                                     "🇺🇸",
                                     "我们",
                                     "。",
                                     "ア",
                                     "א",
                                     "א\"א",
                                     "Это",
                                     "½",
                                     "\x01",
                                     "sixteenletterswo"};

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 16;
}

static size_t make_text(uint32_t *seed, char *text, size_t room) {
  size_t n = 0, wanted = next_random(seed) % room;
  while (n < wanted) {
    const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];
    size_t length = strlen(piece);
    if (n + length > room) break;
    memcpy(text + n, piece, length);
    n += length;
  }
  return n;
}

static void test_any_text(void **state) {
  (void)state;
  uint32_t seed = 7;
  for (int round = 0; round < 20000; round++) {
    size_t room = round % 10 ? 120 : 2000;
    char *made = malloc(room);
    size_t n = make_text(&seed, made, room);
    char *text = malloc(n ? n : 1); /* as long as it is, for the sanitizer */
    memcpy(text, made, n);
    units_of u;
    assert_int_equal(open_units(st_str_of(text, n), &u), ST_OK);
    const char *broken = find_broken(&u);
    if (broken) fail_msg("%s in \"%.*s\"", broken, (int)n, text);
    close_units(&u);
    free(text);
    free(made);
  }
}

/* Where a token begins, a word of UAX #29 does, but where news parts it: at an apostrophe or a
 * stop. */
static void test_tokens_are_words_of_unicode(void **state) {
  (void)state;
  static const char text[] =
      "The café's owner, Zoë O’Neill, paid 14,000.50 kr. at 13:42 to “Straße” — 我们, אבג, "
      "Đoković; x_1 can't, 10% 👩‍👩‍👧 of 🇺🇸🇷🇺 (e.g. 3½) naïve.";
  units_of u;
  assert_int_equal(open_units(st_cstr(text), &u), ST_OK);
  bool starts[sizeof text] = {false};
  for (size_t at = 0; at < sizeof text - 1; at = st_word_next(st_cstr(text), at)) starts[at] = true;
  for (uint32_t i = 0; i < u.units.token_count; i++) {
    uint32_t begin = u.units.tokens[i].begin;
    bool possessive = u.units.tokens[i].flags & ST_TOKEN_POSSESSIVE;
    assert_true(starts[begin] || possessive);
    if (!(u.units.tokens[i].flags & ST_TOKEN_STOP)) continue;
    assert_string_equal(u.text.p + u.units.tokens[i].end - 1, strchr(u.text.p + begin, 'g') + 1);
  }
  close_units(&u);
}

/* A mask is as long as the text; markup in it is blank. */
static void test_mask(void **state) {
  (void)state;
  st_block block = {.begin = 0, .end = 14, .tag = ST_TAG_P};
  st_units units;
  assert_int_equal(st_text_analyse(st_cstr("  bold   text ."), &block, 1, &units, NULL), ST_OK);
  assert_int_equal(units.token_count, 2);
  assert_int_equal(units.tokens[1].begin, 9);
  st_units_close(&units);
}

static void test_every_allocation_may_fail(void **state) {
  (void)state;
  char *text = malloc(60000);
  size_t n = 0;
  while (n < 50000) {
    static const char paragraph[] =
        "“We won. ‘Now’ we go,” Mr. X said; \"so\" it is. U.S. troops left!\n\n";
    memcpy(text + n, paragraph, sizeof paragraph - 1);
    n += sizeof paragraph - 1;
  }
  int failures = 0;
  for (long left = 0;; left++) {
    units_of u;
    st_alloc_fail_after(left);
    int code = open_units(st_str_of(text, n), &u);
    st_alloc_fail_after(-1);
    if (code == ST_OK) {
      assert_null(find_broken(&u));
      close_units(&u);
      break;
    }
    assert_int_equal(code, ST_ENOMEM);
    assert_null(u.units.tokens);
    failures++;
  }
  assert_in_range(failures, 8, 200);
  free(text);
}

static void test_error_names_memory(void **state) {
  (void)state;
  st_block *blocks;
  uint32_t count;
  st_error e = {0};
  st_alloc_fail_after(0);
  int code = st_text_blocks(st_cstr("text"), &blocks, &count, &e);
  st_alloc_fail_after(-1);
  assert_int_equal(code, ST_ENOMEM);
  assert_string_equal(e.message, "out of memory");
}

/* Hostile texts take time in proportion to their length: these are done at once or never. */
static void test_no_text_is_slow(void **state) {
  (void)state;
  static const char *const repeated[] = {"\"",    "“",
                                         "'a ",   "‘",
                                         ". ",    "!",
                                         ".)",    "“.",
                                         "a.",    "' ",
                                         "\r",    "(",
                                         "“a.” ", "J. ",
                                         "a\n",   " ",
                                         "No. ",  "\xCC\x81",
                                         "a'",    "``a.'' ",
                                         "1.",    "a\xE2\x80\xAF",
                                         "Ba.",   "Ba.é",
                                         "é.É"};
  size_t room = 1 << 20;
  char *text = malloc(room);
  for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
    size_t length = strlen(repeated[i]), n = 0;
    for (; n + length <= room; n += length) memcpy(text + n, repeated[i], length);
    units_of u;
    assert_int_equal(open_units(st_str_of(text, n), &u), ST_OK);
    close_units(&u);
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_text),
                                     cmocka_unit_test(test_tokens_are_words_of_unicode),
                                     cmocka_unit_test(test_mask),
                                     cmocka_unit_test(test_every_allocation_may_fail),
                                     cmocka_unit_test(test_error_names_memory),
                                     cmocka_unit_test(test_no_text_is_slow)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
