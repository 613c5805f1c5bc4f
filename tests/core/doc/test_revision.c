#include "base/alloc.h"
#include "doc/revision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char text[] =
    "Talks failed\n\nThe minister said \xE2\x80\x9CNo.\xE2\x80\x9D It was Friday.\nEnd";

static st_revision_source source_of(const char *bytes) {
  st_revision_source s = {.doc = st_cstr("a/one.txt"), .text = st_cstr(bytes)};
  s.meta[ST_META_OUTLET] = (st_meta){st_cstr("Herald"), ST_FROM_META_FILE};
  s.meta[ST_META_DATE] = (st_meta){st_cstr("2021-04-13"), ST_FROM_FRONT};
  return s;
}

static st_revision *make(const char *bytes) {
  st_revision_source s = source_of(bytes);
  st_revision *r = NULL;
  assert_int_equal(st_revision_make(&s, &r, NULL), ST_OK);
  return r;
}

static void check_equal(const st_revision *r) {
  assert_true(st_str_equal(st_revision_doc(r), st_cstr("a/one.txt")));
  assert_true(st_str_equal(st_revision_text(r), st_cstr(text)));
  assert_true(st_str_equal(st_revision_meta(r, ST_META_OUTLET).value, st_cstr("Herald")));
  assert_int_equal(st_revision_meta(r, ST_META_OUTLET).from, ST_FROM_META_FILE);
  assert_int_equal(st_revision_meta(r, ST_META_URL).value.n, 0);
  uint32_t blocks, tokens, sentences;
  assert_non_null(st_revision_blocks(r, &blocks));
  assert_int_equal(blocks, 3);
  assert_non_null(st_revision_tokens(r, &tokens));
  assert_true(tokens >= 13);
  assert_non_null(st_revision_sentences(r, &sentences));
  assert_true(sentences >= 4);
}

static void test_holds_what_it_was_made_of(void **state) {
  (void)state;
  st_revision *r = make(text);
  check_equal(r);
  st_revision_close(r);
}

static void test_survives_being_sent(void **state) {
  (void)state;
  st_revision *r = make(text), *copy = NULL;
  st_str run = st_revision_bytes(r);
  assert_int_equal(st_revision_from_bytes(run.p, run.n, &copy, NULL), ST_OK);
  assert_true(st_str_equal(run, st_revision_bytes(copy)));
  assert_int_equal(st_revision_hash(r), st_revision_hash(copy));
  st_revision_close(r);
  check_equal(copy);
  st_revision_close(copy);
}

static void test_refuses_pieces(void **state) {
  (void)state;
  st_revision *r = make(text), *copy = NULL;
  st_str run = st_revision_bytes(r);
  for (size_t n = 0; n < run.n; n++)
    assert_int_equal(st_revision_from_bytes(run.p, n, &copy, NULL), ST_EINPUT);
  st_revision_close(r);
}

static void test_places_are_lines_and_code_points(void **state) {
  (void)state;
  st_revision *r = make(text);
  uint32_t line, column;
  st_revision_place(r, 0, &line, &column);
  assert_int_equal(line, 1);
  assert_int_equal(column, 1);
  const char *no = strstr(text, "No.");
  st_revision_place(r, (uint32_t)(no - text), &line, &column);
  assert_int_equal(line, 3);
  assert_int_equal(column, 20); /* the curly mark before it is one column */
  st_cursor cursor = {0};
  for (uint32_t at = 0; at <= sizeof text - 1; at++) { /* walking gives what looking up gives */
    st_revision_walk(r, &cursor, at);
    st_revision_place(r, at, &line, &column);
    assert_int_equal(cursor.line, line);
    assert_int_equal(cursor.column, column);
  }
  assert_int_equal(st_revision_line(r, 3), 14);
  assert_int_equal(st_revision_line(r, 99), sizeof text - 1);
  st_revision_close(r);
}

static void test_finds_tokens_and_blocks_by_offset(void **state) {
  (void)state;
  st_revision *r = make(text);
  uint32_t count;
  const st_token *tokens = st_revision_tokens(r, &count);
  for (uint32_t i = 0; i < count; i++) {
    assert_int_equal(st_revision_token_at(r, tokens[i].begin), i);
    assert_int_equal(st_revision_token_at(r, tokens[i].end - 1), i);
  }
  assert_int_equal(st_revision_token_at(r, sizeof text), count);
  assert_int_equal(st_revision_block_at(r, 0), 0);
  assert_int_equal(st_revision_block_at(r, 12), ST_NONE); /* the newline */
  assert_int_equal(st_revision_block_at(r, 14), 1);
  st_revision_close(r);
}

static void test_finds_tokens_from_any_before(void **state) {
  (void)state;
  st_revision *r = make(text);
  uint32_t count;
  st_revision_tokens(r, &count);
  for (uint32_t offset = 0; offset <= sizeof text; offset++) {
    uint32_t expected = st_revision_token_at(r, offset);
    for (uint32_t start = 0; start <= expected; start++)
      assert_int_equal(st_revision_token_from(r, start, offset), expected);
    if (expected < count) assert_int_equal(st_revision_token_from(r, count, offset), count);
  }
  st_revision_close(r);
}

static void test_any_change_changes_the_hash(void **state) {
  (void)state;
  st_revision_source s = source_of(text), t = source_of(text);
  st_revision *a = NULL, *b = NULL, *c = make("Talks failed!");
  t.meta[ST_META_DATE].value = st_cstr("2021-04-14");
  assert_int_equal(st_revision_make(&s, &a, NULL), ST_OK);
  assert_int_equal(st_revision_make(&t, &b, NULL), ST_OK);
  assert_true(st_revision_hash(a) != st_revision_hash(b));
  assert_true(st_revision_meta_hash(a) != st_revision_meta_hash(b));
  assert_true(st_revision_hash(a) != st_revision_hash(c));
  assert_true(st_revision_meta_hash(a) == st_revision_meta_hash(c));
  st_revision_close(a);
  st_revision_close(b);
  st_revision_close(c);
}

static bool is_shared(st_revision *before, st_revision_source s) {
  st_revision *r = NULL;
  s.before = before;
  assert_int_equal(st_revision_make(&s, &r, NULL), ST_OK);
  bool shared = r == before;
  st_revision_close(r);
  return shared;
}

/* Each part of a source for itself makes it another revision. */
static void test_what_is_the_same_is_shared(void **state) {
  (void)state;
  st_revision_source s = source_of(text), t;
  st_revision *a = make(text);
  assert_true(is_shared(a, s));
  check_equal(a);
  assert_false(is_shared(NULL, s));
  t = s, t.doc = st_cstr("a/two.txt");
  assert_false(is_shared(a, t));
  t = s, t.text.n--;
  assert_false(is_shared(a, t));
  t = s, t.decoded = true;
  assert_false(is_shared(a, t));
  t = s, t.meta[ST_META_DATE].from = ST_FROM_NAME;
  assert_false(is_shared(a, t));
  t = s, t.mask = st_cstr(text);
  assert_false(is_shared(a, t));
  uint32_t count;
  st_block blocks[3];
  memcpy(blocks, st_revision_blocks(a, &count), sizeof blocks);
  t = s, t.blocks = blocks, t.block_count = 3;
  assert_true(is_shared(a, t));
  blocks[1].tag++;
  assert_false(is_shared(a, t));
  blocks[1].tag--;
  t.block_count = 2;
  assert_false(is_shared(a, t));
  st_revision_close(a);
}

static void test_memory_may_run_out_anywhere(void **state) {
  (void)state;
  st_revision_source s = source_of(text);
  for (long n = 0;; n++) {
    st_revision *r = NULL;
    st_error e = {0};
    st_alloc_fail_after(n);
    int rc = st_revision_make(&s, &r, &e);
    st_alloc_fail_after(-1);
    if (rc == ST_OK) {
      st_revision_close(r);
      assert_true(n > 0);
      return;
    }
    assert_int_equal(rc, ST_ENOMEM);
    assert_null(r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_the_same_is_shared),
      cmocka_unit_test(test_holds_what_it_was_made_of),
      cmocka_unit_test(test_survives_being_sent),
      cmocka_unit_test(test_refuses_pieces),
      cmocka_unit_test(test_places_are_lines_and_code_points),
      cmocka_unit_test(test_finds_tokens_and_blocks_by_offset),
      cmocka_unit_test(test_finds_tokens_from_any_before),
      cmocka_unit_test(test_any_change_changes_the_hash),
      cmocka_unit_test(test_memory_may_run_out_anywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
