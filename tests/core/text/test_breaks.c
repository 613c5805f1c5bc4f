#include "text/breaks.h"
#include "text/ucd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The Unicode Consortium's own tests, as Debian's unicode-data installs them. */
static const char word_tests[] = "/usr/share/unicode/auxiliary/WordBreakTest.txt";
static const char sentence_tests[] = "/usr/share/unicode/auxiliary/SentenceBreakTest.txt";

typedef size_t (*next_break)(st_str text, size_t at);

typedef struct sample {
  char text[1024];
  size_t length, breaks[128], count;
} sample;

static size_t put(char *o, unsigned long c) {
  if (c < 0x80) {
    o[0] = (char)c;
    return 1;
  }
  size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (size_t i = n; i-- > 1; c >>= 6) o[i] = (char)(0x80 | (c & 0x3F));
  o[0] = (char)((0xF00u >> n & 0xFF) | c);
  return n;
}

/* "÷ 0061 × 0308 ÷" */
static void read_sample(char *line, sample *s) {
  s->length = s->count = 0;
  for (char *w = strtok(line, " \t\n"); w; w = strtok(NULL, " \t\n")) {
    if (strcmp(w, "÷") == 0)
      s->breaks[s->count++] = s->length;
    else if (strcmp(w, "×") != 0)
      s->length += put(s->text + s->length, strtoul(w, NULL, 16));
  }
}

static void check(const sample *s, next_break next, const char *comment) {
  size_t at = 0, i = 1;
  while (at < s->length) {
    at = next(st_str_of(s->text, s->length), at);
    if (i >= s->count || s->breaks[i] != at) fail_msg("break at %zu: %s", at, comment);
    i++;
  }
  if (i != s->count) fail_msg("breaks are missing: %s", comment);
}

static int run(const char *path, next_break next) {
  FILE *f = fopen(path, "r");
  if (!f) fail_msg("%s cannot be read", path);
  char line[16384];
  int tests = 0;
  while (fgets(line, sizeof line, f)) {
    char *comment = strchr(line, '#');
    if (comment == line) continue;
    if (comment) *comment++ = '\0';
    sample s;
    read_sample(line, &s);
    if (s.count == 0) continue;
    check(&s, next, comment ? comment : "");
    tests++;
  }
  fclose(f);
  return tests;
}

static void test_words_of_unicode(void **state) {
  (void)state;
  assert_int_equal(run(word_tests, st_word_next), 1823);
}

static void test_sentences_of_unicode(void **state) {
  (void)state;
  assert_int_equal(run(sentence_tests, st_sentence_next), 502);
}

static void test_version(void **state) {
  (void)state;
  assert_string_equal(st_ucd_version, "15.0.0");
}

static void test_properties(void **state) {
  (void)state;
  assert_int_equal(st_ucd_kind(st_ucd('A')), ST_KIND_UPPER);
  assert_int_equal(st_ucd_kind(st_ucd(0xE9)), ST_KIND_LOWER);
  assert_int_equal(st_ucd_kind(st_ucd(0xA0)), ST_KIND_SPACE);
  assert_int_equal(st_ucd_kind(st_ucd(0x0085)), ST_KIND_SPACE);
  assert_int_equal(st_ucd_kind(st_ucd(0x200B)), ST_KIND_CONTROL);
  assert_int_equal(st_ucd_kind(st_ucd(0xBD)), ST_KIND_NUMBER);
  assert_int_equal(st_ucd_kind(st_ucd(0x10FFFF)), ST_KIND_NONE);
  assert_true(st_ucd_pictographic(st_ucd(0x1F600)));
  assert_int_equal(st_ucd_wb(st_ucd(0x2019)), ST_WB_MIDNUMLET);
}

/* The last quote of Hebrew is part of its word, but what is no Hebrew behind it is not joined. */
static void test_hebrew_quote_then_digit(void **state) {
  (void)state;
  st_str s = st_cstr("\xD7\x90'1");
  assert_int_equal(st_word_next(s, 0), 3);
}

static void test_break_after_terminator(void **state) {
  (void)state;
  st_str s = st_cstr("One. Two. three");
  assert_int_equal(st_sentence_break(s, 3), 5);
  assert_int_equal(st_sentence_break(s, 8), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_of_unicode),
                                     cmocka_unit_test(test_sentences_of_unicode),
                                     cmocka_unit_test(test_version),
                                     cmocka_unit_test(test_properties),
                                     cmocka_unit_test(test_hebrew_quote_then_digit),
                                     cmocka_unit_test(test_break_after_terminator)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
