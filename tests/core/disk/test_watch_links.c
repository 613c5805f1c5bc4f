/* Links, and files that are watched by name: what they stand for may come to lie elsewhere. */
#include "support_watch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_links(void **state) {
  (void)state;
  watched w;
  box_write("real/a.txt", "x");
  box_write("other/b.txt", "x");
  box_write("d/x.txt", "x");
  assert_int_equal(symlink("../real", "d/folder"), 0);
  assert_int_equal(symlink("../../other/b.txt", "d/b.txt"), 0);
  unlink("d/b.txt");
  assert_int_equal(symlink("../other/b.txt", "d/b.txt"), 0);
  assert_int_equal(symlink("..", "d/loop"), 0);
  watched_open(&w, "d");
  box_write("real/a.txt", "y");
  box_write("other/b.txt", "y");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/folder/a.txt"));
  assert_true(watched_covers(&w, "d/b.txt"));
  watched_clear(&w);
  unlink("d/folder");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/folder/a.txt"));
  box_write("real/sub/c.txt", "x");
  assert_int_equal(symlink("../real", "d/again"), 0);
  watched_settle(&w);
  watched_clear(&w);
  box_write("real/sub/c.txt", "y");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/again/sub/c.txt"));
  watched_close(&w);
}

/* Nobody tells of what a link leads to where that is not there, or is reached by other links. */
static void test_links_that_lead_elsewhere(void **state) {
  (void)state;
  watched w;
  box_write("one/a.txt", "x");
  box_write("two/a.txt", "x");
  box_write("d/x/c.txt", "x");
  assert_int_equal(symlink("one", "current"), 0);
  assert_int_equal(symlink("../late/b.txt", "d/b.txt"), 0);
  assert_int_equal(symlink("../current/a.txt", "d/a.txt"), 0);
  assert_int_equal(symlink("../current", "d/folder"), 0);
  watched_open(&w, "d");
  watched_run(&w, 900);
  assert_int_equal(w.batches, 0);
  box_write("late/b.txt", "x");
  watched_run(&w, 900);
  assert_true(watched_covers(&w, "d/b.txt"));
  watched_clear(&w);
  box_write("late/b.txt", "y");
  watched_run(&w, 200);
  assert_true(watched_covers(&w, "d/b.txt"));
  watched_clear(&w);
  assert_int_equal(symlink("two", "next"), 0);
  assert_int_equal(rename("next", "current"), 0);
  watched_run(&w, 900);
  assert_true(watched_covers(&w, "d/a.txt"));
  assert_true(watched_covers(&w, "d/folder/a.txt"));
  watched_clear(&w);
  box_write("two/a.txt", "y");
  watched_run(&w, 200);
  assert_true(watched_covers(&w, "d/a.txt"));
  assert_true(watched_covers(&w, "d/folder/a.txt"));
  watched_clear(&w);
  unlink("late/b.txt"); /* with the folder: another of its name is another one */
  rmdir("late");
  watched_run(&w, 900);
  assert_true(watched_covers(&w, "d/b.txt"));
  box_write("late/b.txt", "z");
  watched_run(&w, 900);
  watched_clear(&w);
  box_write("late/b.txt", "zz");
  watched_run(&w, 200);
  assert_true(watched_covers(&w, "d/b.txt"));
  unlink("d/b.txt");
  box_write("d/b.txt", "a file");
  watched_run(&w, 900);
  watched_clear(&w);
  watched_run(&w, 900); /* and then there is nothing to be told */
  assert_int_equal(w.batches, 0);
  box_write("d/b.txt", "it still is");
  watched_run(&w, 200);
  assert_true(watched_covers(&w, "d/b.txt"));
  watched_close(&w);
}

/* The same file, in another folder of that name: the one that was watched is elsewhere. */
static void test_folders_of_a_named_file(void **state) {
  (void)state;
  watched w;
  box_write("e/a.txt", "x");
  box_write("p/q/b.txt", "x");
  box_write("t/u/c.txt", "x");
  box_write("d/x.txt", "x");
  assert_int_equal(symlink("../t/u/c.txt", "d/c.txt"), 0);
  watched_open(&w, "e/a.txt");
  assert_int_equal(st_watch_add(w.watch, "p/q/b.txt", NULL), 0);
  assert_int_equal(st_watch_add(w.watch, "d", NULL), 0);
  const char *const moves[][4] = {
      {"e", "e1", "e1/a.txt", "e/a.txt"}, {"p", "p1", "p1/q/b.txt", "p/q/b.txt"}, {"t", "t1", "t1/u/c.txt", "t/u/c.txt"}};
  for (int i = 0; i < 3; i++) {
    assert_int_equal(rename(moves[i][0], moves[i][1]), 0);
    char folder[8] = {0};
    mkdir(moves[i][0], 0777);
    snprintf(folder, sizeof folder, "%c/%c", moves[i][3][0], moves[i][3][2]);
    if (i) mkdir(folder, 0777);
    assert_int_equal(rename(moves[i][2], moves[i][3]), 0);
  }
  watched_run(&w, 1300);
  watched_clear(&w);
  box_write("e/a.txt", "y");
  box_write("p/q/b.txt", "y");
  box_write("t/u/c.txt", "y");
  watched_run(&w, 200);
  assert_true(watched_covers(&w, "e/a.txt"));
  assert_true(watched_covers(&w, "p/q/b.txt"));
  assert_true(watched_covers(&w, "d/c.txt"));
  watched_close(&w);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {TEST(test_links), TEST(test_links_that_lead_elsewhere),
                                     TEST(test_folders_of_a_named_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
