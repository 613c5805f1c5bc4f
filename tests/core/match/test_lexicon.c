/* Lexicons against a search that tries every entry at every token. */
#include "support_text.h"

#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

static const char *const words[] = {"united", "States", "of", "Nations",
                                    "New",    "York",   "US", "kyiv"};
enum { WORDS = sizeof words / sizeof *words, ENTRIES = 40, LONGEST = 4 };

struct entry {
  const char *words[LONGEST];
  uint32_t count;
};

static void write_entries(random_source *r, struct entry *entries, st_buf *text) {
  for (uint32_t i = 0; i < ENTRIES; i++) {
    entries[i].count = 1 + pick(r, LONGEST);
    for (uint32_t k = 0; k < entries[i].count; k++) {
      entries[i].words[k] = words[pick(r, WORDS)];
      if (k) st_buf_addc(text, ' ');
      st_buf_addz(text, entries[i].words[k]);
    }
    st_buf_addc(text, '\n');
  }
}

/* The first of the longest entries whose words stand at `slot` and after. */
static uint32_t naive_find(const st_match_article *a, const st_view *v, uint32_t slot,
                           const struct entry *entries, const uint8_t *keep, uint32_t *entry) {
  uint32_t longest = 0;
  for (uint32_t i = 0; i < ENTRIES; i++) {
    uint32_t k = 0;
    while (k < entries[i].count && st_view_token(v, slot + k) != ST_NONE &&
           token_text(a, st_view_token(v, slot + k)).n == strlen(entries[i].words[k]) &&
           strncasecmp(token_text(a, st_view_token(v, slot + k)).p, entries[i].words[k],
                       strlen(entries[i].words[k])) == 0)
      k++;
    if (k < entries[i].count || k <= longest || !keep[i]) continue;
    longest = k;
    *entry = i;
  }
  return longest;
}

static void check(const st_match_article *a, const st_view *v, const struct entry *entries,
                  const uint8_t *keep) {
  uint32_t until = 0, entry = ST_NONE;
  for (uint32_t slot = 0; slot < st_view_slots(v); slot++) {
    int bits = st_view_codes(v).p[slot] & 3, expected = slot < until ? 2 : 0;
    if (slot >= until && st_view_token(v, slot) != ST_NONE) {
      uint32_t n = naive_find(a, v, slot, entries, keep, &entry);
      if (n) expected = 1;
      if (n) until = slot + n;
    }
    assert_int_equal(bits, expected);
    assert_int_equal(st_view_starts(v, slot, 0), expected == 1 ? entry : ST_NONE);
  }
}

static void try_once(uint64_t seed) {
  random_source r = {seed};
  struct entry entries[ENTRIES];
  uint8_t keep[ENTRIES];
  st_vocab *v = st_vocab_open();
  st_buf names = {0}, text = {0};
  write_entries(&r, entries, &names);
  write_text(&r, words, WORDS, 80, &text);
  for (uint32_t i = 0; i < ENTRIES; i++) keep[i] = pick(&r, 4) > 0;
  st_lexicon *l = NULL;
  assert_int_equal(st_lexicon_make(v, (st_str){names.p, names.n}, ST_FOLD_CASE, false, &l, NULL),
                   ST_OK);
  st_program *p = st_program_open(v);
  st_program_lexicon(p, l, keep, NULL);
  st_program_seal(p, NULL);
  st_match_article *a = open_text(v, text.p, text.n);
  st_view_request request = {.roles = st_vocab_prose(v)};
  st_view *view = NULL;
  assert_int_equal(st_view_make(p, a, &request, &view, NULL), ST_OK);
  check(a, view, entries, keep);
  st_view_close(view);
  st_match_article_close(a);
  st_program_close(p);
  st_lexicon_close(l);
  st_buf_close(&names);
  st_buf_close(&text);
  st_vocab_close(v);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 1000; seed++) try_once(seed);
}

static st_lexicon *make(st_vocab *v, const char *text, bool tsv) {
  st_lexicon *l = NULL;
  st_error e = {0};
  if (st_lexicon_make(v, st_cstr(text), ST_FOLD_BY_WORD, tsv, &l, &e)) fail_msg("%s", e.message);
  return l;
}

static void check_value(const st_lexicon *l, uint32_t entry, uint32_t column,
                        const char *expected) {
  st_str s = st_lexicon_value(l, entry, column);
  assert_true(st_str_equal(s, st_cstr(expected)));
}

static void test_tsv(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_lexicon *l = make(v,
                       "\xEF\xBB\xBFname\tkind\tcanonical\n# a note\nU.S.\tplace\tUnited "
                       "States\r\n\nNATO \torg\nKyiv\t\tKyiv",
                       true);
  assert_int_equal(st_lexicon_count(l), 3);
  assert_int_equal(st_lexicon_columns(l), 2);
  assert_true(st_str_equal(st_lexicon_column(l, 1), st_cstr("canonical")));
  assert_true(st_str_equal(st_lexicon_name(l, 1), st_cstr("NATO")));
  check_value(l, 0, 1, "United States");
  check_value(l, 1, 0, "org");
  check_value(l, 1, 1, "");
  check_value(l, 2, 0, "");
  uint32_t us[1], entry = 9;
  us[0] = st_vocab_find(v, st_lexicon_table(l), st_cstr("US"));
  assert_int_equal(st_lexicon_find(l, us, 1, NULL, &entry), 1);
  assert_int_equal(entry, 0);
  st_lexicon_close(l);
  st_vocab_close(v);
}

static void test_mistakes(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
    bool tsv;
  } mistakes[] = {{"a\tb\n\n x\ty\tz\n", "line 3: more columns", true},
                  {"name\tkind\n\tplace\n", "line 2: no name", true},
                  {"name\t\t\n", "line 1: column 2 has no name", true},
                  {"fine\n\"\n", "line 2: there is no word in it", false},
                  {"\xFF\n", "not UTF-8", false}};
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
    st_vocab *v = st_vocab_open();
    st_lexicon *l = NULL;
    st_error e = {0};
    assert_int_equal(
        st_lexicon_make(v, st_cstr(mistakes[i].text), ST_FOLD_BY_WORD, mistakes[i].tsv, &l, &e),
        ST_EINPUT);
    if (!strstr(e.message, mistakes[i].message)) fail_msg("%s", e.message);
    st_vocab_close(v);
  }
}

static void test_empty(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_lexicon *l = make(v, "# nothing\n", false);
  uint32_t word = 1, entry;
  assert_int_equal(st_lexicon_count(l), 0);
  assert_int_equal(st_lexicon_find(l, &word, 1, NULL, &entry), 0);
  st_lexicon_close(l);
  st_vocab_close(v);
}

static void test_ten_thousand_names(void **state) {
  (void)state;
  st_buf names = {0};
  for (int i = 0; i < 10000; i++) st_buf_addf(&names, "Name%d of Place%d\n", i, i % 700);
  st_vocab *v = st_vocab_open();
  st_lexicon *l = NULL;
  struct timespec a, b;
  clock_gettime(CLOCK_MONOTONIC, &a);
  assert_int_equal(st_lexicon_make(v, (st_str){names.p, names.n}, ST_FOLD_BY_WORD, false, &l, NULL),
                   ST_OK);
  clock_gettime(CLOCK_MONOTONIC, &b);
  double seconds = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
  print_message("10,000 names: %.1f ms\n", seconds * 1e3);
  assert_int_equal(st_lexicon_count(l), 10000);
  st_lexicon_close(l);
  st_vocab_close(v);
  st_buf_close(&names);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_tsv),
                                     cmocka_unit_test(test_mistakes), cmocka_unit_test(test_empty),
                                     cmocka_unit_test(test_ten_thousand_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
