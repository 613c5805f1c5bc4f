#include "base/buf.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect(st_buf *b, const char *text) {
  assert_false(b->bad);
  assert_int_equal(b->n, strlen(text));
  assert_memory_equal(b->n ? b->p : "", text, b->n);
}

static void test_adding(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_add(&b, "one", 3);
  st_buf_adds(&b, st_cstr(" two"));
  st_buf_addz(&b, " three");
  st_buf_addc(&b, '.');
  st_buf_add(&b, NULL, 0);
  expect(&b, "one two three.");
  st_buf_clear(&b);
  expect(&b, "");
  for (int i = 0; i < 10000; i++) st_buf_addc(&b, 'x');
  assert_int_equal(b.n, 10000);
  st_buf_close(&b);
  assert_null(b.p);
}

static void test_formatting(void **state) {
  (void)state;
  char wide[600];
  memset(wide, 'w', sizeof wide - 1);
  wide[sizeof wide - 1] = '\0';
  st_buf b = {0};
  st_buf_addf(&b, "%s:%u", "line", 7u);
  expect(&b, "line:7");
  st_buf_addf(&b, "%s|", wide);
  assert_int_equal(b.n, 6 + 599 + 1);
  assert_int_equal(b.p[b.n - 1], '|');
  st_buf_close(&b);
}

static void json(const char *text, size_t n, const char *expected) {
  st_buf b = {0};
  st_buf_add_json(&b, st_str_of(text, n));
  expect(&b, expected);
  st_buf_close(&b);
}

#define JSON(text, expected) json(text, sizeof text - 1, expected)

static void test_json(void **state) {
  (void)state;
  JSON("", "\"\"");
  JSON("plain", "\"plain\"");
  JSON("say \"no\"\\", "\"say \\\"no\\\"\\\\\"");
  JSON("a\nb\rc\td", "\"a\\nb\\rc\\td\"");
  JSON("\0\x01\x1F\x7F", "\"\\u0000\\u0001\\u001f\\u007f\"");
  JSON("“Ukraine’s” 😀", "\"“Ukraine’s” 😀\"");
}

static void test_json_of_what_is_not_utf8(void **state) {
  (void)state;
#define BAD "\xEF\xBF\xBD"
  JSON("a\x80z", "\"a" BAD "z\"");
  JSON("\xC0\xAF", "\"" BAD BAD "\"");
  JSON("\xED\xA0\x80", "\"" BAD BAD BAD "\"");
  JSON("\xF4\x90\x80\x80", "\"" BAD BAD BAD BAD "\"");
  JSON("cut \xE2\x80", "\"cut " BAD BAD "\"");
  JSON("\xF0\x9F\x98\x80\xFF", "\"😀" BAD "\"");
}

static void test_numbers_come_back(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_u8(&b, 200);
  st_buf_u32(&b, 4000000000u);
  st_buf_u64(&b, UINT64_MAX - 1);
  st_buf_f64(&b, -0.5);
  st_buf_str(&b, st_cstr("story"));
  st_buf_str(&b, st_cstr(""));
  st_reader r = {b.p, b.p + b.n, false};
  assert_int_equal(st_read_u8(&r), 200);
  assert_int_equal(st_read_u32(&r), 4000000000u);
  assert_true(st_read_u64(&r) == UINT64_MAX - 1);
  assert_true(st_read_f64(&r) == -0.5);
  assert_true(st_str_equal(st_read_str(&r), st_cstr("story")));
  assert_int_equal(st_read_str(&r).n, 0);
  assert_false(r.bad);
  assert_ptr_equal(r.p, r.end);
  assert_int_equal(st_read_u8(&r), 0);
  assert_true(r.bad);
  st_buf_close(&b);
}

static void test_reading_past_the_end(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_u32(&b, 1000); /* a string that is not there */
  st_reader r = {b.p, b.p + b.n, false};
  assert_int_equal(st_read_str(&r).n, 0);
  assert_true(r.bad);
  r = (st_reader){b.p, b.p + b.n, false};
  assert_null(st_read_items(&r, SIZE_MAX / 2, 8));
  assert_true(r.bad);
  r = (st_reader){b.p, b.p + b.n, false};
  assert_ptr_equal(st_read_items(&r, 2, 2), b.p);
  assert_false(r.bad);
  st_buf_close(&b);
}

static void test_bad_stays_bad(void **state) {
  (void)state;
  st_buf b = {0};
  st_alloc_fail_after(0);
  st_buf_addz(&b, "lost");
  st_alloc_fail_after(-1);
  assert_true(b.bad);
  st_buf_addz(&b, "more");
  st_buf_addf(&b, "%d", 1);
  st_buf_add_json(&b, st_cstr("x"));
  assert_int_equal(b.n, 0);
  assert_false(st_buf_reserve(&b, 1));
  st_buf_close(&b);
}

static void test_every_growth_may_fail(void **state) {
  (void)state;
  for (long left = 0; left < 8; left++) {
    st_buf b = {0};
    st_alloc_fail_after(left);
    for (int i = 0; i < 1000; i++) st_buf_addf(&b, "%d,", i);
    st_alloc_fail_after(-1);
    assert_int_equal(b.bad, left < 7); /* 64 bytes doubled to 4096: seven requests */
    st_buf_close(&b);
  }
}

static void test_too_much(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_addc(&b, 'x');
  assert_false(st_buf_reserve(&b, SIZE_MAX));
  assert_true(b.bad);
  st_buf_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_adding),
                                     cmocka_unit_test(test_formatting),
                                     cmocka_unit_test(test_json),
                                     cmocka_unit_test(test_json_of_what_is_not_utf8),
                                     cmocka_unit_test(test_numbers_come_back),
                                     cmocka_unit_test(test_reading_past_the_end),
                                     cmocka_unit_test(test_bad_stays_bad),
                                     cmocka_unit_test(test_every_growth_may_fail),
                                     cmocka_unit_test(test_too_much)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
