#include "engine/wire/talk.h"

#include "base/alloc.h"
#include "base/error.h"
#include "engine/wire/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The body of a message in a buffer, behind its length and kind. */
static st_reader body_of(const st_buf *message) {
  uint32_t length;
  assert_false(message->bad);
  memcpy(&length, message->p, sizeof length);
  assert_int_equal(length, message->n - 4);
  return (st_reader){message->p + 5, message->p + message->n, false};
}

static void test_strings_come_as_they_went(void **state) {
  (void)state;
  st_str sent[] = {{"", 0}, {"a\0b", 3}, {"東", 3}};
  st_buf message = {0};
  st_talk_strings(&message, ST_TALK_DONE, 7, ST_DONE_INTERRUPTED, sent, 3);
  assert_int_equal((uint8_t)message.p[4], ST_TALK_DONE);
  st_reader in = body_of(&message);
  st_strings got;
  assert_int_equal(st_talk_read(&in, &got), ST_OK);
  assert_int_equal(got.number, 7);
  assert_int_equal(got.outcome, ST_DONE_INTERRUPTED);
  assert_int_equal(got.count, 3);
  for (int i = 0; i < 3; i++) assert_true(st_str_equal(got.items[i], sent[i]));
  st_free(got.items);
  st_buf_close(&message);
}

/* Whatever is cut off or wrong in it: told, and nothing is read beyond the end. */
static void test_what_is_not_whole_is_told(void **state) {
  (void)state;
  st_str sent[] = {{"one", 3}, {"two", 3}};
  st_buf message = {0};
  st_talk_strings(&message, ST_TALK_ASK, 1, 0, sent, 2);
  size_t n = message.n - 5;
  for (size_t cut = 0; cut < n; cut++) {
    char *copy = st_strndup(message.p + 5, cut); /* so that a read beyond it is seen */
    st_reader in = {copy, copy + cut, false};
    st_strings got = {0};
    assert_int_equal(st_talk_read(&in, &got), ST_EINPUT);
    assert_null(got.items);
    st_free(copy);
  }
  message.p[5 + 5] = (char)0xff; /* more strings than there are bytes */
  st_reader in = body_of(&message);
  st_strings got;
  assert_int_equal(st_talk_read(&in, &got), ST_EINPUT);
  st_buf_close(&message);
}

static void test_counts_stand_before_what_they_count(void **state) {
  (void)state;
  st_buf out = {0};
  size_t list = st_value_list(&out);
  st_value_integer(&out, -5);
  size_t table = st_value_table(&out);
  uint32_t n = st_value_add_string(&out, "name", st_cstr("x"));
  n += st_value_add_string(&out, "none", st_str_of("", 0));
  st_value_end(&out, table, n);
  st_value_end(&out, list, 2);
  st_reader in = {out.p, out.p + out.n, false};
  assert_int_equal(st_read_u8(&in), ST_VALUE_LIST);
  assert_int_equal(st_read_u32(&in), 2);
  assert_int_equal(st_read_u8(&in), ST_VALUE_INTEGER);
  assert_true((int64_t)st_read_u64(&in) == -5);
  assert_int_equal(st_read_u8(&in), ST_VALUE_TABLE);
  assert_int_equal(st_read_u32(&in), 1);
  assert_true(st_str_equal(st_read_str(&in), st_cstr("name")));
  assert_int_equal(st_read_u8(&in), ST_VALUE_STRING);
  assert_true(st_str_equal(st_read_str(&in), st_cstr("x")));
  assert_ptr_equal(in.p, in.end);
  st_buf_close(&out);
}

static void test_memory_that_runs_out_makes_a_message_bad(void **state) {
  (void)state;
  for (long n = 0; n < 2; n++) {
    st_buf out = {0};
    st_alloc_fail_after(n);
    size_t list = st_value_list(&out);
    for (int i = 0; i < 1000; i++) st_value_string(&out, st_cstr("text"));
    st_value_end(&out, list, 1000);
    st_alloc_fail_after(-1);
    assert_true(out.bad);
    st_buf_close(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_strings_come_as_they_went),
      cmocka_unit_test(test_what_is_not_whole_is_told),
      cmocka_unit_test(test_counts_stand_before_what_they_count),
      cmocka_unit_test(test_memory_that_runs_out_makes_a_message_bad),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
