/* What a rule says of itself comes back as it was sent, and any piece of it is refused. */
#include "engine/wire/rule.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static st_str reads[] = {{"mention", 7}, {"number", 6}}, uses[] = {{"rules/words/days.lua", 20}},
              values[] = {{"", 0}, {"killed\ninjured", 14}};
static st_field fields[] = {{{"count", 5}, ST_INTERVAL}, {{"fate", 4}, ST_STRING}};
static st_ask asks[] = {{.layer = {"number", 6},
                         .field = {"kind", 4},
                         .value = {"count", 5},
                         .place = {"r.lua:5", 7},
                         .as = {"count", 5},
                         .type = ST_INTERVAL}};

static const st_rule sent = {.name = {"extract/toll", 12},
                             .file = {"rules/extract/toll.lua", 22},
                             .about = {"Tolls.", 6},
                             .line = 7,
                             .within = {"sentence", 8},
                             .writes = {"toll", 4},
                             .reads = reads,
                             .read_count = 2,
                             .fields = fields,
                             .values = values,
                             .field_count = 2,
                             .overlap = ST_OVERLAP_ALL,
                             .has_schema = true,
                             .uses = uses,
                             .use_count = 1,
                             .asks = asks,
                             .ask_count = 1,
                             .example_count = 3,
                             .error = {"", 0}};

static void assert_str(st_str got, st_str wanted) { assert_true(st_str_equal(got, wanted)); }

static void test_there_and_back(void **state) {
  (void)state;
  st_buf out = {0};
  st_rule got;
  st_rule_encode(&sent, &out);
  st_reader in = {out.p, out.p + out.n, false};
  assert_int_equal(st_rule_decode(&in, &got, NULL), ST_OK);
  assert_ptr_equal(in.p, out.p + out.n);
  assert_str(got.name, sent.name);
  assert_str(got.reads[1], reads[1]);
  assert_int_equal(got.field_count, 2);
  assert_int_equal(got.fields[0].type, ST_INTERVAL);
  assert_str(st_rule_values(&got, 0), values[0]);
  assert_str(st_rule_values(&got, 1), values[1]);
  assert_str(got.uses[0], uses[0]);
  assert_str(got.asks[0].value, asks[0].value);
  assert_str(got.asks[0].place, asks[0].place);
  assert_int_equal(got.asks[0].type, ST_INTERVAL);
  assert_int_equal(got.example_count, 3);
  st_rule_close(&got);
  st_buf_close(&out);
}

static void test_a_piece_is_refused(void **state) {
  (void)state;
  st_buf out = {0};
  st_rule got;
  st_rule_encode(&sent, &out);
  for (size_t n = 0; n < out.n; n++) {
    st_reader in = {out.p, out.p + n, false};
    assert_int_equal(st_rule_decode(&in, &got, NULL), ST_EINPUT);
  }
  st_buf_close(&out);
}

static void test_memory_may_run_out_anywhere(void **state) {
  (void)state;
  st_buf out = {0};
  st_rule_encode(&sent, &out);
  int rc = ST_ENOMEM;
  for (long n = 0; rc != ST_OK; n++) {
    st_rule got;
    st_reader in = {out.p, out.p + out.n, false};
    st_alloc_fail_after(n);
    rc = st_rule_decode(&in, &got, NULL);
    st_alloc_fail_after(-1);
    if (rc == ST_OK)
      st_rule_close(&got);
    else
      assert_int_equal(rc, ST_ENOMEM);
    assert_true(n < 100);
  }
  st_buf_close(&out);
}

static void test_values_one_after_the_other(void **state) {
  (void)state;
  st_str left = values[1], each;
  assert_true(st_rule_next_value(&left, &each));
  assert_str(each, st_cstr("killed"));
  assert_true(st_rule_next_value(&left, &each));
  assert_str(each, st_cstr("injured"));
  assert_false(st_rule_next_value(&left, &each));
  assert_int_equal(st_rule_values(&(st_rule){.field_count = 1}, 0).n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_there_and_back),
      cmocka_unit_test(test_a_piece_is_refused),
      cmocka_unit_test(test_memory_may_run_out_anywhere),
      cmocka_unit_test(test_values_one_after_the_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
