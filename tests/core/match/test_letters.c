/* Letters against the plainest way to say the same: every entry tried on every token. */
#include "support_text.h"

#include "base/alloc.h"
#include "match/letters.h"
#include "text/fold.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const words[] = {"the",  "The",    "US",   "us",   "U.S.",   "killed", "Said",
                                    "need", "VOTED",  "May",  "may",  "1998",   "2021",   "14th",
                                    "31",   "14,000", "G7",   "Ørsted", "agreed", "seed",   "MAY"};
static const char *const terms[] = {"the", "us",  "may",  "said", "-ed",  "-eed", "-d",
                                    "99",  "1999", "99th", "39",   "99,999", "g9", "ørsted"};
enum { WORDS = sizeof words / sizeof *words, TERMS = sizeof terms / sizeof *terms };

enum { ENTRIES = 6 };
struct entry {
  uint32_t all, none;
  bool any_text, has[TERMS];
};

static struct entry pick_entry(random_source *r) {
  struct entry e = {.any_text = pick(r, 4) == 0};
  if (pick(r, 2)) e.all = 1u << pick(r, 8);
  if (pick(r, 3) == 0) e.none = 1u << pick(r, 8);
  for (uint32_t i = 0; !e.any_text && i < TERMS; i++) e.has[i] = pick(r, 3) == 0;
  return e;
}

static void add(st_letters *l, const struct entry *e, char letter) {
  if (e->any_text) assert_int_equal(st_letters_add(l, letter, e->all, e->none, NULL), ST_OK);
  for (uint32_t i = 0; i < TERMS; i++)
    if (e->has[i])
      assert_int_equal(st_letters_word(l, letter, st_cstr(terms[i]), e->all, e->none, NULL), ST_OK);
}

static bool is_ending(const char *word, size_t n, const char *ending) {
  size_t m = strlen(ending);
  return n >= m + 3 && memcmp(word + n - m, ending, m) == 0;
}

static bool is_picture(const char *word, size_t n, const char *picture) {
  if (n != strlen(picture)) return false;
  for (size_t i = 0; i < n; i++)
    if (picture[i] == '9' ? !isdigit((unsigned char)word[i]) : word[i] != picture[i]) return false;
  return true;
}

static bool holds(const struct entry *e, st_str token, uint32_t flags) {
  if ((flags & e->all) != e->all || flags & e->none) return false;
  char low[64];
  size_t n = st_fold_word(token, low, sizeof low);
  for (size_t i = 0; i < n; i++) low[i] = (char)tolower((unsigned char)low[i]);
  bool found = e->any_text;
  for (uint32_t i = 0; i < TERMS; i++) {
    const char *t = terms[i];
    if (!e->has[i]) continue;
    if (*t == '-')
      found |= flags & ST_TOKEN_WORD && is_ending(low, n, t + 1);
    else if (strchr(t, '9'))
      found |= flags & ST_TOKEN_DIGIT && is_picture(low, n, t);
    else
      found |= strlen(t) == n && memcmp(t, low, n) == 0;
  }
  return found;
}

static void check(const struct entry *entries, st_match_article *a, const char *letters) {
  uint32_t count;
  const st_token *tokens = st_revision_tokens(st_match_article_revision(a), &count);
  for (uint32_t i = 0; i < count; i++) {
    char wanted = '.';
    for (uint32_t k = ENTRIES; k-- > 0;)
      if (holds(&entries[k], token_text(a, i), tokens[i].flags)) wanted = (char)('A' + k);
    assert_int_equal(letters[i], wanted);
  }
}

/* A part of the article is written as in the whole. */
static void check_parts(random_source *r, st_letters *l, st_match_article *a, const char *letters,
                        uint32_t count) {
  char *part = st_malloc(count + 1);
  for (int i = 0; i < 5; i++) {
    uint32_t first = pick(r, count + 1), n = pick(r, count - first + 1);
    uint64_t prose = st_vocab_prose(st_match_article_vocab(a));
    part[n] = '!';
    assert_int_equal(st_letters_write(l, a, prose, first, first + n, part, NULL), ST_OK);
    assert_memory_equal(part, letters + first, n);
    assert_int_equal(part[n], '!');
  }
  st_free(part);
}

static void says_what_every_entry_says(void **state) {
  (void)state;
  random_source r = {7};
  for (int round = 0; round < 300; round++) {
    st_vocab *v = st_vocab_open();
    st_letters *l = st_letters_open(v);
    struct entry entries[ENTRIES];
    for (uint32_t k = 0; k < ENTRIES; k++) {
      entries[k] = pick_entry(&r);
      add(l, &entries[k], (char)('A' + k));
    }
    st_buf text = {0};
    write_text(&r, words, WORDS, 60, &text);
    st_match_article *a = open_text(v, text.p, text.n);
    uint32_t count;
    st_revision_tokens(st_match_article_revision(a), &count);
    char *letters = st_malloc(count);
    for (int again = 0; again < 2; again++) {
      assert_int_equal(st_letters_write(l, a, st_vocab_prose(v), 0, count, letters, NULL), ST_OK);
      check(entries, a, letters);
    }
    check_parts(&r, l, a, letters, count);
    st_free(letters);
    st_buf_close(&text);
    st_match_article_close(a);
    st_letters_close(l);
    st_vocab_close(v);
  }
}

static void leaves_out_what_the_rule_does_not_see(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_letters *l = st_letters_open(v);
  assert_int_equal(st_letters_word(l, 'a', st_cstr("ship"), 0, 0, NULL), ST_OK);
  st_match_article *a = open_text(v, "ship ahoy", 9);
  char letters[2];
  assert_int_equal(st_letters_write(l, a, st_vocab_role(v, st_cstr("link")), 0, 2, letters, NULL),
                   ST_OK);
  assert_memory_equal(letters, "  ", 2);
  assert_int_equal(st_letters_write(l, a, st_vocab_role(v, st_cstr("body")), 0, 2, letters, NULL),
                   ST_OK);
  assert_memory_equal(letters, "a.", 2);
  st_match_article_close(a);
  st_letters_close(l);
  st_vocab_close(v);
}

/* Whatever request fails, it is said, and nothing leaks. */
static int make_and_write(long failing) {
  st_vocab *v = st_vocab_open();
  st_match_article *a = open_text(v, "It rained on 14 May.", 20);
  char letters[16];
  st_alloc_fail_after(failing);
  st_letters *l = st_letters_open(v);
  int status = l ? ST_OK : ST_ENOMEM;
  for (uint32_t i = 0; !status && i < TERMS; i++)
    status = st_letters_word(l, 'a', st_cstr(terms[i]), 0, 0, NULL);
  if (!status) status = st_letters_add(l, 'b', ST_TOKEN_DIGIT, 0, NULL);
  if (!status) status = st_letters_write(l, a, st_vocab_prose(v), 0, 6, letters, NULL);
  st_alloc_fail_after(-1);
  if (!status) assert_memory_equal(letters, ".a.aa.", 6);
  st_letters_close(l);
  st_match_article_close(a);
  st_vocab_close(v);
  return status;
}

static void says_when_memory_is_out(void **state) {
  (void)state;
  long failing = 0;
  while (make_and_write(failing) == ST_ENOMEM) failing++;
  assert_true(failing > 5);
  assert_int_equal(make_and_write(failing), ST_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(says_what_every_entry_says),
                                     cmocka_unit_test(leaves_out_what_the_rule_does_not_see),
                                     cmocka_unit_test(says_when_memory_is_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
