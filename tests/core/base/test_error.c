#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* However long its path is and wherever characters begin: the reason, and both ends of the path. */
static void test_a_long_path_hides_no_reason(void **state) {
  (void)state;
  for (size_t n = 0; n < 4000; n += n < 800 ? 1 : 97) {
    char path[4200] = "begin/";
    size_t at = strlen(path);
    for (size_t i = 0; i < n; i++) path[at++] = 'x';
    for (size_t i = 0; i < n % 8 * 7; i++) at += (size_t)snprintf(path + at, 5, "%s", "é");
    strcpy(path + at, "/end.lua");
    st_error e;
    st_fail(&e, ST_ERULE, "%s:12: %s", path, "’no’ is wrong here");
    size_t left = strlen(e.message);
    assert_memory_equal(e.message, "begin/", 6);
    assert_non_null(strstr(e.message, "/end.lua:12: ’no’ is wrong here"));
    const char *cut = strstr(e.message, "…");
    bool fits = strlen(path) + strlen(":12: ’no’ is wrong here") < sizeof e.message;
    assert_int_equal(cut == NULL, fits);
    if (!cut) continue;
    assert_in_range(left, sizeof e.message - 10, sizeof e.message - 1);
    assert_memory_equal(e.message, path, (size_t)(cut - e.message));
    assert_int_not_equal((unsigned char)path[cut - e.message] & 0xC0, 0x80);
    assert_int_not_equal((unsigned char)cut[strlen("…")] & 0xC0, 0x80);
  }
}

/* A reason that is too long itself is cut at its end, and leaves the path's ends. */
static void test_a_long_reason_leaves_of_the_path(void **state) {
  (void)state;
  char path[400], reason[900] = "begins";
  memset(path, 'p', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  memset(reason + 6, 'r', sizeof reason - 7);
  reason[sizeof reason - 1] = '\0';
  st_error e;
  st_fail(&e, ST_EINPUT, "%s: %s", path, reason);
  assert_int_equal(strlen(e.message), sizeof e.message - 1);
  assert_int_equal(strchr(e.message, ':') - e.message, 160 + strlen("…"));
  assert_memory_equal(strchr(e.message, ':'), ": beginsr", 9);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_fail),
                                     cmocka_unit_test(test_cut_at_a_character),
                                     cmocka_unit_test(test_whole_at_the_end_is_kept),
                                     cmocka_unit_test(test_a_long_path_hides_no_reason),
                                     cmocka_unit_test(test_a_long_reason_leaves_of_the_path)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
