#include "find/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static st_evidence evidence(const char *doc, uint32_t begin, const char *text) {
  return (st_evidence){.role = st_cstr("camp"),
                       .doc = st_cstr(doc),
                       .begin = begin,
                       .end = begin + 3,
                       .line = 2,
                       .column = 4,
                       .text = st_cstr(text)};
}

static st_finding finding(st_evidence *list, uint32_t n) {
  return (st_finding){.rule = st_cstr("compare/day"),
                      .kind = st_cstr("conflict"),
                      .level = st_cstr("error"),
                      .story = st_cstr("s-1234"),
                      .message = st_cstr("a \"day\""),
                      .evidence = list,
                      .evidence_count = n};
}

static void test_the_id_is_of_what_is_said_not_where(void **state) {
  (void)state;
  st_evidence here[] = {evidence("b", 9, "Friday"), evidence("a", 1, "on  Tuesday")};
  st_evidence moved[] = {evidence("a", 77, "On Tuesday"), evidence("b", 20, "Friday")};
  st_evidence other[] = {evidence("a", 1, "on Monday"), evidence("b", 9, "Friday")};
  st_finding f = finding(here, 2), g = finding(moved, 2), h = finding(other, 2);
  g.story = st_cstr("s-9999");
  assert_int_equal(st_findings_finish(&f, 1, NULL), ST_OK);
  assert_int_equal(st_findings_finish(&g, 1, NULL), ST_OK);
  assert_int_equal(st_findings_finish(&h, 1, NULL), ST_OK);
  assert_string_equal(f.id, g.id);
  assert_string_not_equal(f.id, h.id);
  assert_true(st_str_equal(f.evidence[0].doc, st_cstr("a"))); /* sorted */
}

static void test_equal_findings_get_ids_of_their_own(void **state) {
  (void)state;
  st_evidence a[] = {evidence("a", 1, "x")}, b[] = {evidence("a", 8, "x")};
  st_finding first[] = {finding(a, 1), finding(b, 1)}, second[] = {finding(b, 1), finding(a, 1)};
  assert_int_equal(st_findings_finish(first, 2, NULL), ST_OK);
  assert_int_equal(st_findings_finish(second, 2, NULL), ST_OK);
  assert_string_not_equal(first[0].id, first[1].id);
  for (int i = 0; i < 2; i++) {
    assert_string_equal(first[i].id, second[i].id);
    assert_int_equal(first[i].evidence[0].begin, second[i].evidence[0].begin);
  }
}

static void test_the_line_is_the_contract(void **state) {
  (void)state;
  st_evidence a[] = {evidence("a", 1, "x\ny")};
  st_str silent[] = {st_cstr("004"), st_cstr("003")};
  st_finding f = finding(a, 1);
  f.silent = silent;
  f.silent_count = 2;
  assert_int_equal(st_findings_finish(&f, 1, NULL), ST_OK);
  memcpy(f.id, "0123456789abcdef", 17);
  st_buf out = {0};
  st_finding_write(&f, &out);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, "{\"v\":1,\"id\":\"0123456789abcdef\",\"rule\":\"compare/"
                             "day\",\"kind\":\"conflict\",\"level\":\"error\",\"story\":\"s-1234\","
                             "\"message\":\"a "
                             "\\\"day\\\"\",\"silent\":[\"003\",\"004\"],\"evidence\":[{\"role\":"
                             "\"camp\",\"doc\":\"a\",\"begin\":1,\"end\":4,"
                             "\"line\":2,\"column\":4,\"text\":\"x\\ny\"}]}\n");
  st_buf_close(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_id_is_of_what_is_said_not_where),
      cmocka_unit_test(test_equal_findings_get_ids_of_their_own),
      cmocka_unit_test(test_the_line_is_the_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
