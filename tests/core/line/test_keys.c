#include "line/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* All keys that come of a text, as "kind:bytes " each. */
static void keys_of(const char *text, size_t n, size_t piece, bool late, st_buf *out) {
  st_typing k = {0};
  st_str key;
  enum st_key kind;
  for (size_t at = 0; at < n; at += piece) {
    st_typing_add(&k, text + at, at + piece < n ? piece : n - at);
    while ((kind = st_typing_next(&k, false, &key)) != ST_KEY_NONE) {
      st_buf_addf(out, "%d:", kind);
      st_buf_adds(out, key);
      st_buf_addc(out, ' ');
    }
  }
  while (late && (kind = st_typing_next(&k, true, &key)) != ST_KEY_NONE) st_buf_addf(out, "%d: ", kind);
  st_buf_addc(out, '\0');
  st_typing_close(&k);
}

/* Whatever the pieces they come in, keys are the same; a paste may come in pieces itself. */
static void expect(const char *text, const char *wanted) {
  for (size_t piece = 1; piece <= strlen(text); piece++) {
    st_buf out = {0};
    keys_of(text, strlen(text), piece, false, &out);
    assert_string_equal(out.p, wanted);
    st_buf_close(&out);
  }
}

static void test_characters_are_whole(void **state) {
  (void)state;
  expect("a東é", "1:a 1:東 1:é ");
  expect("\x03\x7f", "2:\x03 2:\x7f ");
}

static void test_sequences_are_whole(void **state) {
  (void)state;
  expect("\x1b[A\x1bOBx", "3:\x1b[A 3:\x1bOB 1:x ");
  expect("\x1b[1;5C\x1b"
         "b",
         "3:\x1b[1;5C 3:\x1b"
         "b ");
}

static void test_a_lone_escape_is_waited_for_and_left_out(void **state) {
  (void)state;
  st_buf out = {0};
  keys_of("\x1b", 1, 1, false, &out);
  assert_string_equal(out.p, "");
  st_buf_clear(&out);
  keys_of("\x1b", 1, 1, true, &out);
  assert_string_equal(out.p, "5: ");
  st_buf_close(&out);
}

static void test_bytes_that_are_no_text_are_left_out(void **state) {
  (void)state;
  expect("\xff"
         "a",
         "5:\xff 1:a ");
  st_buf out = {0};
  keys_of("\xe6\x9d", 2, 2, true, &out); /* the rest never comes */
  assert_string_equal(out.p, "5: ");
  st_buf_close(&out);
}

/* Joined, the pieces are what was pasted: neither marks nor what follows are in it. */
static void test_a_paste_is_no_keys(void **state) {
  (void)state;
  const char *text = "\x1b[200~a\x1b[A\rb\x1b[201~z";
  for (size_t piece = 1; piece <= strlen(text); piece++) {
    st_typing k = {0};
    st_buf pasted = {0};
    st_str key;
    enum st_key kind;
    bool z = false;
    for (size_t at = 0; at < strlen(text); at += piece) {
      st_typing_add(&k, text + at, at + piece < strlen(text) ? piece : strlen(text) - at);
      while ((kind = st_typing_next(&k, false, &key)) != ST_KEY_NONE) {
        if (kind == ST_KEY_PASTE)
          st_buf_adds(&pasted, key);
        else
          z = kind == ST_KEY_TEXT && key.p[0] == 'z';
      }
    }
    st_buf_addc(&pasted, '\0');
    assert_string_equal(pasted.p, "a\x1b[A\rb");
    assert_true(z);
    st_buf_close(&pasted);
    st_typing_close(&k);
  }
}

static void test_what_is_pasted_is_typed_as_it_looks(void **state) {
  (void)state;
  st_buf b = {0};
  st_key_pasted(st_cstr("a\rb\tc\x1b\x7f\n\xc3\xa9"), &b);
  st_str typed = {b.p, b.n};
  assert_true(st_str_equal(typed, st_cstr("a\nb  c\x7f\n\xc3\xa9")));
  st_buf_close(&b);
}

static void test_only_known_sequences_are_passed_on(void **state) {
  (void)state;
  assert_true(st_key_is_bound(st_cstr("\x1b[A")));
  assert_true(st_key_is_bound(st_cstr("\x1b[1;5C")));
  assert_false(st_key_is_bound(st_cstr("\x1b[24~")));
  assert_false(st_key_is_bound(st_cstr("\x1b")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_characters_are_whole),
      cmocka_unit_test(test_sequences_are_whole),
      cmocka_unit_test(test_a_lone_escape_is_waited_for_and_left_out),
      cmocka_unit_test(test_bytes_that_are_no_text_are_left_out),
      cmocka_unit_test(test_a_paste_is_no_keys),
      cmocka_unit_test(test_what_is_pasted_is_typed_as_it_looks),
      cmocka_unit_test(test_only_known_sequences_are_passed_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
