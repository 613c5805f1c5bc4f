/* The sieve and what it picks, against looking at every token; conditions that come and go; what
 * happens when memory runs out. */
#include "base/alloc.h"
#include "match/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const vocabulary[] = {"said", "people", "Kyiv", "New",  "York",
                                         "12",   "killed", "the",  "dead", "U.S."};
enum { WORDS = 10, CONDITIONS = 90 };

static uint32_t random_below(uint64_t *seed, uint32_t n) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*seed >> 33) % n;
}

static st_revision *article(uint64_t *seed) {
  static char text[4000];
  size_t n = 0;
  for (int i = 0; i < 120; i++) {
    const char *word = vocabulary[random_below(seed, WORDS)];
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", word,
                          random_below(seed, 5) ? " " : random_below(seed, 3) ? ". " : ".\n");
  }
  st_revision_source source = {.doc = st_cstr("a"), .text = {text, n}};
  st_revision *r;
  assert_int_equal(st_revision_make(&source, &r, NULL), ST_OK);
  return r;
}

/* A program with one predicate of some words, and one of flags. */
static st_program *program(st_vocab *v, uint64_t *seed) {
  st_program *p = st_program_open(v);
  st_error e;
  assert_int_equal(st_program_words(p, random_below(seed, 2) ? ST_FOLD_BY_WORD : ST_FOLD_EXACT, &e),
                   ST_OK);
  for (uint32_t i = 0; i <= random_below(seed, 2); i++)
    assert_int_equal(st_program_word(p, st_cstr(vocabulary[random_below(seed, WORDS)]), &e), ST_OK);
  uint32_t flags = random_below(seed, 2) ? ST_TOKEN_NUMBER : ST_TOKEN_UPPER;
  assert_int_equal(st_program_flags(p, flags, 0, &e), ST_OK);
  assert_int_equal(st_program_seal(p, &e), ST_OK);
  return p;
}

/* Which tokens of the article have one of the predicates, by a view of all of it. */
static bool holds(st_program *p, st_match_article *a, uint64_t any, uint32_t first, uint32_t last) {
  st_view_request request = {.roles = ~(uint64_t)0, .within = ST_WITHIN_ARTICLE, .quotes = true};
  const uint64_t *bits;
  st_view *v;
  bool found = false;
  assert_int_equal(st_view_recode(p, a, &request, &bits, &v, NULL), ST_OK);
  for (uint32_t i = 0; i < st_view_slots(v); i++) {
    uint32_t token = st_view_token(v, i);
    found = found || (token != ST_NONE && token >= first && token < last && bits[i] & any);
  }
  st_view_close(v);
  return found;
}

struct condition {
  st_program *program;
  uint64_t any;
  uint32_t key;
};

static void check(st_sieve *s, st_vocab *v, st_revision *r, const struct condition *list,
                  uint32_t count) {
  st_match_article *a = st_match_article_open(v, r);
  uint32_t sentences;
  const st_sentence *all = st_revision_sentences(r, &sentences);
  for (uint32_t i = 0; i < count; i++) {
    if (!list[i].program) continue;
    const uint64_t *marks = st_match_article_marks(a, s);
    uint32_t width = st_sieve_width(s), key = list[i].key, expected = 0;
    for (uint32_t k = 0; k < sentences; k++) {
      bool marked = marks[(size_t)k * width + key / 64] >> key % 64 & 1;
      bool has = holds(list[i].program, a, list[i].any, all[k].first, all[k].last);
      assert_int_equal(marked, has);
      expected += has ? all[k].last - all[k].first : 0;
    }
    assert_int_equal(st_match_article_has(a, s, &key, 1), expected > 0);
    st_pick pick = {.sieve = s, .keys = &key, .key_count = 1};
    st_layout *l = st_match_article_pick(a, ~(uint64_t)0, ST_WITHIN_SENTENCE, true, &pick);
    uint32_t picked = 0;
    for (uint32_t k = 0; k < l->count; k++) {
      picked += l->token[k] != ST_NONE;
      assert_false(k && l->token[k] == ST_NONE && l->token[k - 1] == ST_NONE);
    }
    assert_int_equal(picked, expected);
    assert_true(l->count == 0 || (l->token[0] == ST_NONE && l->token[l->count - 1] == ST_NONE));
    st_layout_close(l);
  }
  st_match_article_close(a);
}

/* More conditions than one word of marks holds, some of them taken out again and their keys given
 * to others. */
static void test_marks_are_what_the_tokens_say(void **state) {
  (void)state;
  uint64_t seed = 11;
  st_vocab *v = st_vocab_open();
  st_sieve *s = st_sieve_open(v);
  struct condition list[CONDITIONS] = {0};
  for (uint32_t round = 0; round < 3; round++) {
    for (uint32_t i = 0; i < CONDITIONS; i++) {
      struct condition *c = &list[i];
      if (c->program && random_below(&seed, 2)) continue;
      if (c->program) {
        st_sieve_remove(s, c->key);
        st_program_close(c->program);
      }
      c->program = program(v, &seed);
      c->any = 1 + random_below(&seed, 3);
      assert_int_equal(st_sieve_add(s, c->program, c->any, &c->key, NULL), ST_OK);
    }
    st_revision *r = article(&seed);
    check(s, v, r, list, CONDITIONS);
    st_revision_close(r);
  }
  for (uint32_t i = 0; i < CONDITIONS; i++) st_program_close(list[i].program);
  st_sieve_close(s);
  st_vocab_close(v);
}

static void test_keys_end(void **state) {
  (void)state;
  uint64_t seed = 5;
  st_vocab *v = st_vocab_open();
  st_sieve *s = st_sieve_open(v);
  st_program *p = program(v, &seed);
  uint32_t key;
  st_error e;
  for (uint32_t i = 0; i < ST_SIEVE_KEYS; i++) {
    assert_int_equal(st_sieve_add(s, p, 1, &key, &e), ST_OK);
    assert_int_equal(key, i);
  }
  assert_int_equal(st_sieve_add(s, p, 1, &key, &e), ST_ELIMIT);
  st_sieve_remove(s, 700);
  assert_int_equal(st_sieve_add(s, p, 1, &key, &e), ST_OK);
  assert_int_equal(key, 700);
  st_program_close(p);
  st_sieve_close(s);
  st_vocab_close(v);
}

static void test_memory_runs_out(void **state) {
  (void)state;
  bool done = false;
  for (long n = 0; !done; n++) {
    uint64_t seed = 3;
    st_vocab *v = st_vocab_open();
    st_program *p = program(v, &seed);
    st_revision *r = article(&seed);
    st_alloc_fail_after(n);
    st_sieve *s = st_sieve_open(v);
    uint32_t key = 0;
    int status = s ? st_sieve_add(s, p, 3, &key, NULL) : ST_ENOMEM;
    st_match_article *a = status ? NULL : st_match_article_open(v, r);
    st_pick pick = {.sieve = s, .keys = &key, .key_count = 1};
    st_layout *l = a ? st_match_article_pick(a, ~(uint64_t)0, ST_WITHIN_PARAGRAPH, true, &pick) : NULL;
    done = l != NULL;
    st_alloc_fail_after(-1);
    st_layout_close(l);
    st_match_article_close(a);
    st_sieve_close(s);
    st_program_close(p);
    st_revision_close(r);
    st_vocab_close(v);
    assert_true(n < 1000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_marks_are_what_the_tokens_say),
                                     cmocka_unit_test(test_keys_end),
                                     cmocka_unit_test(test_memory_runs_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
