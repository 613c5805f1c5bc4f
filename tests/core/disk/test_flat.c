#include "disk/meta/flat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* "key=value" of each pair, then the result that ended it. */
static void check(const char *line, const char *want) {
  char got[256] = "";
  size_t n = 0;
  st_flat flat = {.rest = st_cstr(line)};
  st_str key, value;
  enum st_flat_result r;
  while ((r = st_flat_next(&flat, &key, &value)) == ST_FLAT_PAIR || r == ST_FLAT_OTHER)
    n += (size_t)snprintf(got + n, sizeof got - n, "%.*s%s%.*s,", (int)key.n, key.p,
                          r == ST_FLAT_PAIR ? "=" : "~", (int)value.n, value.p);
  snprintf(got + n, sizeof got - n, r == ST_FLAT_END ? "." : "?");
  assert_string_equal(got, want);
}

static void test_usual(void **state) {
  (void)state;
  check("{}", ".");
  check("{ }", ".");
  check("{\"a\":\"b\"}", "a=b,.");
  check(" { \"a\" : \"b\" , \"c\":null,\"d\":12 , \"e\":true}  ", "a=b,c~null,d~12,e~true,.");
  check("{\"a\":\"\"}", "a=,.");
}

static void test_unusual(void **state) {
  (void)state;
  check("", "?");
  check("[]", "?");
  check("{\"a\":\"b\"", "a=b,?");
  check("{\"a\":\"b\"}}", "a=b,?");
  check("{\"a\":\"b\",}", "a=b,?");
  check("{\"a\":\"b\" \"c\":\"d\"}", "a=b,?");
  check("{\"a\":\"b\\n\"}", "?");
  check("{\"a\":[1]}", "?");
  check("{\"a\":1.5}", "a~1,?");
  check("{\"a\":01}", "?");
  check("{\"a\":-1}", "?");
  check("{\"a\":nullx}", "a~null,?");
  check("{\"a\":\"b", "?");
  check("{a:1}", "?");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_usual), cmocka_unit_test(test_unusual)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
