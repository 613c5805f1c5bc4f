#include "base/alloc.h"
#include "disk/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void check(st_notes *notes, const char *const *want, size_t count) {
  st_load_note *lines;
  size_t n;
  assert_int_equal(st_notes_lines(notes, &lines, &n, NULL), 0);
  assert_int_equal(n, count);
  for (size_t i = 0; i < n; i++) {
    if (!st_str_equal(lines[i].line, st_cstr(want[i])))
      fail_msg("%.*s", (int)lines[i].line.n, lines[i].line.p);
  }
  st_notes_free_lines(lines, n);
  st_notes_close(notes);
}

static void test_order(void **state) {
  (void)state;
  st_notes notes = {0}, more = {0};
  st_notes_add(&notes, st_cstr("b.txt"), 0, false, "empty; left out");
  st_notes_add(&more, st_cstr("a.txt"), 12, false, "two\nlines; left out");
  st_notes_add(&more, st_cstr("a.txt"), 3, false, "second; x");
  st_notes_add(&more, st_cstr("a.txt"), 3, false, "also; x");
  st_notes_move(&notes, &more);
  assert_int_equal(more.count, 0);
  check(&notes,
        (const char *const[]){"a.txt:3: second; x", "a.txt:3: also; x",
                              "a.txt:12: two lines; left out", "b.txt: empty; left out"},
        4);
}

static void test_equal_ones(void **state) {
  (void)state;
  st_notes notes = {0};
  st_load_note *lines;
  size_t n;
  st_notes_add(&notes, st_cstr("a"), 0, false, "empty; left out");
  st_notes_add(&notes, st_cstr("a"), 0, true, "empty; left out");
  assert_int_equal(st_notes_lines(&notes, &lines, &n, NULL), 0);
  assert_int_equal(n, 1);
  assert_true(lines[0].argument);
  st_notes_free_lines(lines, n);
  st_notes_close(&notes);
}

static void test_too_many_of_a_file(void **state) {
  (void)state;
  st_notes notes = {0};
  for (uint32_t i = 1; i <= 500; i++) st_notes_add(&notes, st_cstr("a"), i, false, "no; left out");
  st_notes_add(&notes, st_cstr("b"), 0, false, "empty; left out");
  st_load_note *lines;
  size_t n;
  assert_int_equal(st_notes_lines(&notes, &lines, &n, NULL), 0);
  assert_int_equal(n, 21);
  assert_true(st_str_equal(lines[18].line, st_cstr("a:19: no; left out")));
  assert_true(st_str_equal(lines[19].line,
                           st_cstr("a: 481 more of its lines are at fault; not named here")));
  assert_true(st_str_equal(lines[20].line, st_cstr("b: empty; left out")));
  st_notes_free_lines(lines, n);
  st_notes_close(&notes);
}

static void test_memory(void **state) {
  (void)state;
  int r = ST_ENOMEM;
  for (long limit = 0; r; limit++) {
    st_notes notes = {0};
    st_load_note *lines;
    size_t n;
    assert_true(limit < 100);
    st_alloc_fail_after(limit);
    for (int i = 0; i < 30; i++) st_notes_add(&notes, st_cstr("a"), 0, false, "%d; x", i);
    r = st_notes_lines(&notes, &lines, &n, NULL);
    st_alloc_fail_after(-1);
    if (!r) st_notes_free_lines(lines, n);
    st_notes_close(&notes);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_equal_ones),
      cmocka_unit_test(test_too_many_of_a_file),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
