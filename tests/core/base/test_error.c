#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_fail(void **state) {
  (void)state;
  st_error e;
  assert_int_equal(st_fail(&e, ST_EIO, "%s: %s", "a.txt", "gone"), ST_EIO);
  assert_int_equal(e.code, ST_EIO);
  assert_string_equal(e.message, "a.txt: gone");
  assert_int_equal(st_fail(NULL, ST_EUSE, "nobody listens"), ST_EUSE);
  assert_int_equal(st_nomem(&e), ST_ENOMEM);
  assert_string_equal(e.message, "out of memory");
}

/* A message is never cut inside a character, wherever its end happens to fall. */
static void test_cut_at_a_character(void **state) {
  (void)state;
  for (size_t lead = 0; lead < 4; lead++) {
    char text[1200] = "xxx";
    text[lead] = '\0';
    while (strlen(text) < 1100) strcat(text, "’😀é");
    st_error e;
    st_fail(&e, ST_EINPUT, "%s", text);
    size_t n = strlen(e.message);
    assert_in_range(n, sizeof e.message - 5, sizeof e.message - 1);
    assert_memory_equal(e.message, text, n);
    assert_int_not_equal((unsigned char)text[n] & 0xC0, 0x80);
  }
}

static void test_whole_at_the_end_is_kept(void **state) {
  (void)state;
  char text[600];
  memset(text, 'x', sizeof text);
  text[sizeof((st_error *)0)->message - 1] = '\0';
  st_error e;
  st_fail(&e, ST_EINPUT, "%s", text);
  assert_string_equal(e.message, text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_fail),
                                     cmocka_unit_test(test_cut_at_a_character),
                                     cmocka_unit_test(test_whole_at_the_end_is_kept)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
