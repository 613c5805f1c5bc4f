/* Numbers of words: those of a whole text are those of its tokens, each asked for alone. */
#include "support_text.h"

#include "match/vocab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

enum { TOKENS = 400, LONGEST = 30, ROUNDS = 50 };

/* Few letters and long beginnings in common, so that what tells words apart is anywhere in them. */
static void write_tokens(random_source *r, st_buf *text, st_token *tokens) {
  for (uint32_t i = 0; i < TOKENS; i++) {
    uint32_t n = 1 + pick(r, LONGEST), odd = pick(r, n);
    tokens[i] = (st_token){.begin = (uint32_t)text->n, .end = (uint32_t)text->n + n};
    for (uint32_t k = 0; k < n; k++) st_buf_addc(text, k == odd ? "bB\0z"[pick(r, 4)] : 'a');
  }
}

static st_str token_at(const st_buf *text, const st_token *t) {
  return (st_str){text->p + t->begin, t->end - t->begin};
}

static void check(random_source *r, unsigned fold) {
  st_buf text = {0};
  st_token tokens[TOKENS];
  uint32_t words[TOKENS], table, number;
  st_vocab *v = st_vocab_open();
  assert_int_equal(st_vocab_table(v, fold, &table, NULL), ST_OK);
  write_tokens(r, &text, tokens);
  st_str whole = {text.p, text.n};
  for (uint32_t round = 0; round < 3; round++) { /* words are added in between */
    for (uint32_t i = round; i < TOKENS; i += 7)
      assert_int_equal(st_vocab_add(v, table, token_at(&text, &tokens[i]), &number, NULL), ST_OK);
    st_vocab_find_all(v, table, whole, tokens, TOKENS, words);
    for (uint32_t i = 0; i < TOKENS; i++) {
      assert_int_equal(words[i], st_vocab_find(v, table, token_at(&text, &tokens[i])));
      if (i % 7 > round) continue;
      assert_int_equal(st_vocab_add(v, table, token_at(&text, &tokens[i]), &number, NULL), ST_OK);
      assert_int_equal(words[i], number);
    }
  }
  for (uint32_t i = 0; fold == ST_FOLD_EXACT && i < TOKENS; i++)
    for (uint32_t k = 0; k < i; k++)
      if (words[i] && words[i] == words[k])
        assert_true(st_str_equal(token_at(&text, &tokens[i]), token_at(&text, &tokens[k])));
  st_vocab_close(v);
  st_buf_close(&text);
}

static void test_a_text_is_numbered_as_its_tokens_are(void **state) {
  (void)state;
  random_source r = {(uint64_t)time(NULL)};
  print_message("seed %llu\n", (unsigned long long)r.state);
  for (int round = 0; round < ROUNDS; round++) {
    check(&r, ST_FOLD_EXACT);
    check(&r, ST_FOLD_BY_WORD);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_text_is_numbered_as_its_tokens_are)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
