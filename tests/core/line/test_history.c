#include "line/history.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/stemma-history-XXXXXX";
static char path[128];

static int begin(void **state) {
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/a/b/history", folder);
  return 0;
}

static int end(void **state) {
  (void)state;
  char command[160];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command);
}

static void each(void *context, st_str entry) {
  st_buf *all = context;
  st_buf_adds(all, entry);
  st_buf_addc(all, '|');
}

static void test_what_was_added_is_read_again(void **state) {
  (void)state;
  static const char *const entries[] = {"1 + 1", "for i = 1, 2 do\n  print(i)\nend", "a\\n\\b", "東"};
  st_error e;
  st_buf all = {0};
  assert_int_equal(st_history_folder(path, &e), ST_OK);
  for (int i = 0; i < 4; i++)
    assert_int_equal(st_history_add(path, st_cstr(entries[i]), &e), ST_OK);
  assert_int_equal(st_history_read(path, each, &all, &e), ST_OK);
  st_buf_addc(&all, '\0');
  assert_string_equal(all.p, "1 + 1|for i = 1, 2 do\n  print(i)\nend|a\\n\\b|東|");
  st_buf_close(&all);
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
}

static size_t lines_of_file(void) {
  size_t n = 0;
  FILE *f = fopen(path, "r");
  for (int c; f && (c = fgetc(f)) != EOF;) n += c == '\n';
  if (f) fclose(f);
  return n;
}

static void test_the_file_does_not_grow_without_end(void **state) {
  (void)state;
  st_error e;
  char entry[128];
  st_buf all = {0};
  for (int i = 0; i < 3 * ST_HISTORY_MOST; i++) {
    snprintf(entry, sizeof entry, "entry %d, which is as long as many that are typed are", i);
    assert_int_equal(st_history_add(path, st_cstr(entry), &e), ST_OK);
  }
  assert_in_range(lines_of_file(), ST_HISTORY_MOST, 2 * ST_HISTORY_MOST + 1);
  assert_int_equal(st_history_read(path, each, &all, &e), ST_OK);
  st_buf_addc(&all, '\0');
  snprintf(entry, sizeof entry, "entry %d,", 3 * ST_HISTORY_MOST - 1);
  assert_non_null(strstr(all.p, entry));
  assert_null(strstr(all.p, "1 + 1|"));
  st_buf_close(&all);
}

static void test_no_file_is_no_history(void **state) {
  (void)state;
  st_error e;
  st_buf all = {0};
  assert_int_equal(st_history_read("/nowhere/at/all", each, &all, &e), ST_OK);
  assert_int_equal(all.n, 0);
  assert_int_equal(st_history_add("/nowhere/at/all", st_cstr("x"), &e), ST_EIO);
  assert_non_null(strstr(e.message, "/nowhere/at/all"));
}

static void test_memory_that_runs_out_is_told(void **state) {
  (void)state;
  st_error e;
  for (long n = 0; n < 4; n++) {
    st_buf all = {0};
    st_alloc_fail_after(n);
    int rc = st_history_read(path, each, &all, &e);
    st_alloc_fail_after(-1);
    assert_true(rc == ST_ENOMEM || rc == ST_OK);
    if (n == 0) assert_int_equal(rc, ST_ENOMEM);
    st_buf_close(&all);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_was_added_is_read_again),
      cmocka_unit_test(test_the_file_does_not_grow_without_end),
      cmocka_unit_test(test_no_file_is_no_history),
      cmocka_unit_test(test_memory_that_runs_out_is_told),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
