/* Recoding against the plainest way to say the same. */
#include "support_text.h"

#include "base/alloc.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const words[] = {"the",  "The",   "US",     "us",    "U.S.", "killed", "said",
                                    "Kyiv", "Ann's", "people", "Paris", "g7",   "we",     "Zürich"};
enum { WORDS = sizeof words / sizeof *words };

static st_str fold(st_str s, char room[64]) {
  size_t n = st_fold_word(s, room, 64);
  assert_true(n <= 64);
  return (st_str){room, n};
}

static bool same_folded(st_str a, st_str b) {
  char x[64], y[64];
  return st_str_equal(fold(a, x), fold(b, y));
}

/* A program of random predicates: a set of folded words, a set of exact ones, flags, a layer, a
 * test. */
struct sample {
  st_program *program;
  bool folded[WORDS], exact[WORDS];
  uint32_t all, none;
  uint8_t *seen, *holds; /* a byte an annotation, a byte a token */
};

enum { FOLDED, FLAGS, EXACT, LAYER, TEST, PREDICATES };

static void fill_words(random_source *r, st_program *p, unsigned how, bool *in) {
  assert_int_equal(st_program_words(p, how, NULL), ST_OK);
  for (uint32_t i = 0; i < WORDS; i++) {
    in[i] = pick(r, 3) == 0;
    if (in[i]) assert_int_equal(st_program_word(p, st_cstr(words[i]), NULL), ST_OK);
  }
}

static struct sample make_sample(random_source *r, st_vocab *v, const st_layer *l,
                                 uint32_t tokens) {
  struct sample s = {.program = st_program_open(v)};
  fill_words(r, s.program, ST_FOLD_BY_WORD, s.folded);
  s.all = 1u << (pick(r, 2) ? pick(r, 8) : 14 + pick(r, 2));
  s.none = pick(r, 2) ? 1u << pick(r, 16) : 0;
  st_program_flags(s.program, s.all, s.none, NULL);
  fill_words(r, s.program, ST_FOLD_EXACT, s.exact);
  st_program_layer(s.program, st_layer_name(l), NULL);
  st_program_test(s.program, NULL);
  assert_int_equal(st_program_seal(s.program, NULL), ST_OK);
  s.seen = st_malloc(st_layer_count(l));
  s.holds = st_malloc(tokens);
  for (uint32_t i = 0; i < st_layer_count(l); i++) s.seen[i] = pick(r, 3) > 0;
  for (uint32_t i = 0; i < tokens; i++) s.holds[i] = pick(r, 2) == 0;
  return s;
}

static bool among(st_str text, const bool *in, bool exact) {
  for (uint32_t i = 0; i < WORDS; i++)
    if (in[i] &&
        (exact ? st_str_equal(text, st_cstr(words[i])) : same_folded(text, st_cstr(words[i]))))
      return true;
  return false;
}

/* Which annotations the layer predicate sees: of those left, the first, of these the longest. */
static void choose(const st_layer *l, const uint8_t *seen, bool *chosen) {
  uint32_t taken = 0;
  memset(chosen, 0, st_layer_count(l) * sizeof *chosen);
  for (uint32_t i = 0; i < st_layer_count(l); i++) {
    st_span s = st_layer_span(l, i);
    if (!seen[i] || s.begin < taken) continue;
    uint32_t best = i;
    for (uint32_t k = i; k < st_layer_count(l) && st_layer_span(l, k).begin == s.begin; k++)
      if (seen[k] && st_layer_span(l, k).end > st_layer_span(l, best).end) best = k;
    chosen[best] = true;
    taken = st_layer_span(l, best).end;
  }
}

/* First and last are counted among the tokens that are slots. */
static uint32_t naive_flags(const st_match_article *a, uint32_t token, bool quotes) {
  uint32_t count, n;
  const st_token *all = st_revision_tokens(st_match_article_revision(a), &count);
  const st_sentence *s = st_revision_sentences(st_match_article_revision(a), &n);
  while (s->last <= token) s++;
  uint32_t first = s->first, last = s->last - 1;
  while (!quotes && (all[first].flags & ST_TOKEN_QUOTE)) first++;
  while (!quotes && (all[last].flags & ST_TOKEN_QUOTE)) last--;
  uint32_t edges = (first == token ? ST_TOKEN_FIRST : 0) | (last == token ? ST_TOKEN_LAST : 0);
  return (all[token].flags & ~(uint32_t)(ST_TOKEN_FIRST | ST_TOKEN_LAST)) | edges;
}

/* The bits of a token without the layer's. */
static uint64_t naive_bits(const struct sample *s, const st_match_article *a, uint32_t token,
                           bool quotes) {
  uint32_t flags = naive_flags(a, token, quotes);
  st_str text = token_text(a, token);
  uint64_t bits = 0;
  if (among(text, s->folded, false)) bits |= 1;
  if ((flags & s->all) == s->all && !(flags & s->none)) bits |= 2;
  if (among(text, s->exact, true)) bits |= 4;
  if (s->holds[token]) bits |= 32;
  return bits;
}

static bool covers(const st_match_article *a, st_span s, uint32_t token) {
  uint32_t count;
  const st_token *t = &st_revision_tokens(st_match_article_revision(a), &count)[token];
  return t->end > s.begin && t->begin < s.end;
}

static uint64_t bits_at(const st_view *v, const st_program *p, uint32_t slot) {
  uint64_t bits = 0;
  uint32_t bytes = st_program_bytes(p);
  for (uint32_t k = 0; k < bytes; k++)
    bits |= (uint64_t)(unsigned char)st_view_codes(v).p[(size_t)slot * bytes + k] << k * 8;
  return bits;
}

static void check_layer(const struct sample *s, const st_match_article *a, const st_layer *l,
                        const st_view *v) {
  bool chosen[400];
  choose(l, s->seen, chosen);
  for (uint32_t slot = 0; slot < st_view_slots(v); slot++) {
    uint32_t token = st_view_token(v, slot), starts = ST_NONE;
    uint64_t expected = 0;
    for (uint32_t i = 0; token != ST_NONE && i < st_layer_count(l); i++) {
      if (!chosen[i] || !covers(a, st_layer_span(l, i), token)) continue;
      uint32_t before = slot;
      while (before && (st_view_token(v, before - 1) == ST_NONE)) before--;
      bool first = !before || !covers(a, st_layer_span(l, i), st_view_token(v, before - 1));
      expected = first ? 8 : 16;
      if (first) starts = i;
    }
    assert_int_equal(bits_at(v, s->program, slot) & 24, expected);
    assert_int_equal(st_view_starts(v, slot, LAYER), starts);
  }
}

static void check_view(const struct sample *s, const st_match_article *a, const st_view *v,
                       bool quotes) {
  uint32_t bytes = st_program_bytes(s->program);
  uint64_t boundary = (uint64_t)0x80 << (bytes - 1) * 8;
  for (uint32_t slot = 0; slot < st_view_slots(v); slot++) {
    uint32_t token = st_view_token(v, slot);
    uint64_t bits = bits_at(v, s->program, slot);
    if (token == ST_NONE)
      assert_int_equal(bits, boundary);
    else
      assert_int_equal(bits & ~(uint64_t)24, naive_bits(s, a, token, quotes));
  }
}

/* Every token of a sentence once, in order, marks left out unless asked for. */
static void check_slots(const st_match_article *a, const st_view *v, bool quotes) {
  uint32_t count, tokens, slot = 0;
  const st_sentence *all = st_revision_sentences(st_match_article_revision(a), &count);
  const st_token *token = st_revision_tokens(st_match_article_revision(a), &tokens);
  for (uint32_t i = 0; i < count; i++) {
    assert_int_equal(st_view_token(v, slot++), ST_NONE);
    uint32_t here = slot;
    for (uint32_t t = all[i].first; t < all[i].last; t++)
      if (quotes || !(token[t].flags & ST_TOKEN_QUOTE))
        assert_int_equal(st_view_token(v, slot++), t);
    if (slot == here) slot--; /* nothing between two boundaries: they are one */
  }
  assert_int_equal(st_view_token(v, slot++), ST_NONE);
  assert_int_equal(slot, st_view_slots(v));
}

static void try_once(uint64_t seed) {
  random_source r = {seed};
  st_vocab *v = st_vocab_open();
  st_buf text = {0};
  write_text(&r, words, WORDS, 5 + pick(&r, 60), &text);
  st_match_article *a = open_text(v, text.p, text.n);
  uint32_t tokens;
  st_revision_tokens(st_match_article_revision(a), &tokens);
  st_layer *l = random_layer(&r, a, "name", pick(&r, 30));
  assert_int_equal(st_match_article_add(a, l, NULL), ST_OK);
  struct sample s = make_sample(&r, v, l, tokens);
  const uint8_t *answers[PREDICATES] = {[LAYER] = s.seen, [TEST] = s.holds};
  st_view_request request = {.roles = st_vocab_prose(v), .quotes = pick(&r, 2), .answers = answers};
  st_view *view = NULL;
  assert_int_equal(st_view_make(s.program, a, &request, &view, NULL), ST_OK);
  assert_non_null(view);
  check_slots(a, view, request.quotes);
  check_view(&s, a, view, request.quotes);
  check_layer(&s, a, l, view);
  st_view_close(view);
  st_free(s.seen);
  st_free(s.holds);
  st_program_close(s.program);
  st_layer_close(l);
  st_match_article_close(a);
  st_buf_close(&text);
  st_vocab_close(v);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3000; seed++) try_once(seed);
}

/* --- what a view leaves out --- */

static st_program *one_word(st_vocab *v, const char *word) {
  st_program *p = st_program_open(v);
  st_program_words(p, ST_FOLD_BY_WORD, NULL);
  st_program_word(p, st_cstr(word), NULL);
  assert_int_equal(st_program_seal(p, NULL), ST_OK);
  return p;
}

static void test_need(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_program *p = one_word(v, "killed"), *q = one_word(v, "born");
  st_match_article *a = open_text(v, "Two were killed.", 16);
  st_view_request request = {.roles = st_vocab_prose(v), .need = 1};
  st_view *view = NULL;
  assert_int_equal(st_view_make(p, a, &request, &view, NULL), ST_OK);
  assert_non_null(view);
  st_view_close(view);
  assert_int_equal(st_view_make(q, a, &request, &view, NULL), ST_OK);
  assert_null(view);
  st_match_article_close(a);
  st_program_close(p);
  st_program_close(q);
  st_vocab_close(v);
}

static void test_roles(void **state) {
  (void)state;
  static const st_field fields[] = {{{"role", 4}, ST_STRING}};
  st_schema schema = {{"block", 5}, fields, 1, ST_OVERLAP_ALL};
  st_vocab *v = st_vocab_open();
  st_program *p = one_word(v, "killed");
  st_match_article *a = open_text(v, "Photo: killed.\n\nTwo were killed.", 32);
  st_layer_builder *b = st_layer_builder_open(&schema);
  st_layer *l = NULL;
  st_layer_add(b, 0, 14, st_cstr("extract/block"));
  st_layer_add_string(b, 0, st_cstr("caption"));
  assert_int_equal(st_layer_build(b, st_match_article_revision(a), NULL, &l, NULL), ST_OK);
  st_view_request request = {.roles = st_vocab_prose(v)};
  st_view *view = NULL;
  st_view_make(p, a, &request, &view, NULL);
  assert_int_equal(st_view_token(view, 1), 0);
  st_view_close(view);
  st_match_article_add(a, l, NULL);
  st_view_make(p, a, &request, &view, NULL);
  assert_true(st_str_equal(token_text(a, st_view_token(view, 1)), st_cstr("Two")));
  st_view_close(view);
  request.roles = st_vocab_role(v, st_cstr("byline"));
  st_view_make(p, a, &request, &view, NULL);
  assert_null(view);
  st_layer_close(l);
  st_layer_builder_close(b);
  st_match_article_close(a);
  st_program_close(p);
  st_vocab_close(v);
}

static void test_words_taken_up_later(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_match_article *a = open_text(v, "Two were killed.", 16);
  st_program *p = one_word(v, "killed");
  st_view_request request = {.roles = st_vocab_prose(v), .need = 1};
  st_view *view = NULL;
  st_view_make(p, a, &request, &view, NULL);
  assert_non_null(view);
  st_view_close(view);
  st_program *q = one_word(v, "two");
  st_view_make(q, a, &request, &view, NULL);
  assert_non_null(view);
  st_view_close(view);
  st_view_make(p, a, &request, &view, NULL);
  assert_int_equal(st_view_codes(view).p[1], 0);
  st_view_close(view);
  st_match_article_close(a);
  st_program_close(p);
  st_program_close(q);
  st_vocab_close(v);
}

static void test_bits_run_out(void **state) {
  (void)state;
  st_vocab *v = st_vocab_open();
  st_program *p = st_program_open(v);
  st_error e = {0};
  for (int i = 0; i < 28; i++) assert_int_equal(st_program_layer(p, st_cstr("x"), &e), ST_OK);
  assert_int_equal(st_program_flags(p, 1, 0, &e), ST_ELIMIT);
  assert_int_equal(st_program_bytes(p), 8);
  st_program_close(p);
  st_vocab_close(v);
}

/* --- memory runs out at every allocation --- */

static int make_view(st_vocab *v, st_match_article *a, const st_layer *l) {
  st_program *p = st_program_open(v);
  st_lexicon *x = NULL;
  st_view *view = NULL;
  st_view_request request = {.roles = st_vocab_prose(v)};
  int status = p ? st_lexicon_make(v, st_cstr("kyiv\nnew york"), ST_FOLD_BY_WORD, false, &x, NULL)
                 : ST_ENOMEM;
  if (!status) status = st_program_words(p, ST_FOLD_BY_WORD, NULL);
  if (!status) status = st_program_word(p, st_cstr("killed"), NULL);
  if (!status) status = st_program_layer(p, st_layer_name(l), NULL);
  if (!status) status = st_program_lexicon(p, x, NULL, NULL);
  if (!status) status = st_program_seal(p, NULL);
  if (!status) status = st_view_make(p, a, &request, &view, NULL);
  if (!status) assert_non_null(view);
  st_view_close(view);
  st_lexicon_close(x);
  if (p) st_program_close(p);
  return status;
}

static void test_memory(void **state) {
  (void)state;
  int status = ST_ENOMEM;
  for (long n = 0; status; n++) {
    st_vocab *v = st_vocab_open();
    st_match_article *a = open_text(v, "Two were killed in Kyiv.", 24);
    random_source r = {1};
    st_layer *l = random_layer(&r, a, "name", 5);
    st_match_article_add(a, l, NULL);
    st_alloc_fail_after(n);
    status = make_view(v, a, l);
    st_alloc_fail_after(-1);
    assert_true(status == ST_OK || status == ST_ENOMEM);
    if (status) assert_int_equal(make_view(v, a, l), ST_OK);
    st_layer_close(l);
    st_match_article_close(a);
    st_vocab_close(v);
    assert_true(n < 1000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random),       cmocka_unit_test(test_need),
      cmocka_unit_test(test_roles),        cmocka_unit_test(test_words_taken_up_later),
      cmocka_unit_test(test_bits_run_out), cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
