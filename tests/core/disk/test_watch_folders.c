/* What is watched: folders that come, move and go, the root and what is above it, a named file. */
#include "support_watch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_new_folders(void **state) {
  (void)state;
  watched w;
  box_write("d/x.txt", "");
  watched_open(&w, "d");
  char path[64];
  for (int i = 0; i < 200; i++) {
    snprintf(path, sizeof path, "d/%d/%d/%d.txt", i % 10, i % 7, i);
    box_write(path, "there already");
    if (i % 20 == 19) watched_run(&w, 0);
  }
  watched_settle(&w);
  for (int i = 0; i < 200; i++) {
    snprintf(path, sizeof path, "d/%d/%d/%d.txt", i % 10, i % 7, i);
    assert_true(watched_covers(&w, path));
  }
  watched_clear(&w);
  for (int i = 0; i < 200; i++) {
    snprintf(path, sizeof path, "d/%d/%d/%d.txt", i % 10, i % 7, i);
    box_write(path, "again");
  }
  watched_settle(&w);
  for (int i = 0; i < 200; i++) {
    snprintf(path, sizeof path, "d/%d/%d/%d.txt", i % 10, i % 7, i);
    assert_int_equal(watched_times(&w, path), 1);
  }
  watched_close(&w);
}

static void test_moves(void **state) {
  (void)state;
  watched w;
  box_write("d/p/q/a.txt", "x");
  box_write("out/r/b.txt", "x");
  watched_open(&w, "d");
  rename("d/p", "d/n");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/p/q/a.txt") && watched_covers(&w, "d/n/q/a.txt"));
  watched_clear(&w);
  box_write("d/n/q/a.txt", "y");
  rename("out/r", "d/r"); /* in */
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/n/q/a.txt"), 1);
  assert_true(watched_covers(&w, "d/r/b.txt"));
  watched_clear(&w);
  rename("d/n", "out/n"); /* out */
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/n/q/a.txt"));
  watched_clear(&w);
  box_write("out/n/q/a.txt", "z");
  watched_settle(&w);
  assert_int_equal(w.hints, 0);
  mkdir("d/new", 0755); /* into a folder that nobody watches yet */
  rename("d/r", "d/new/r");
  watched_settle(&w);
  watched_clear(&w);
  box_write("d/new/r/b.txt", "z");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/new/r/b.txt"), 1);
  watched_clear(&w);
  mkdir("d/t", 0755); /* into its own place */
  rename("d/new", "d/t/new");
  rename("d/t", "d/new");
  watched_settle(&w);
  watched_clear(&w);
  box_write("d/new/new/r/b.txt", "u");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/new/new/r/b.txt"), 1);
  assert_int_equal(w.hints, 1);
  watched_close(&w);
}

static void test_root(void **state) {
  (void)state;
  watched w;
  watched_open(&w, "d"); /* not there yet */
  box_write("d/a.txt", "x");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/a.txt"));
  watched_clear(&w);
  box_remove("d");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d"));
  watched_clear(&w);
  box_write("d/s/a.txt", "y");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/s/a.txt"));
  watched_clear(&w);
  box_write("d/s/a.txt", "z");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/s/a.txt"), 1);
  watched_clear(&w);
  rename("d", "away"); /* another one in its place, at once */
  box_write("d/s/b.txt", "y");
  watched_settle(&w);
  assert_true(watched_covers(&w, "d/s/b.txt"));
  watched_clear(&w);
  box_write("d/s/b.txt", "z");
  box_write("away/s/a.txt", "z");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/s/b.txt"), 1);
  assert_int_equal(w.hints, 1);
  watched_close(&w);
}

/* Above a root nothing is watched: that it went with its parent is found by looking. */
static void test_parent_moves(void **state) {
  (void)state;
  watched w;
  box_write("p/d/a.txt", "x");
  watched_open(&w, "p/d");
  rename("p", "q");
  watched_run(&w, 700);
  assert_true(watched_covers(&w, "p/d"));
  rename("q", "p");
  watched_run(&w, 700);
  watched_clear(&w);
  box_write("p/d/a.txt", "y");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "p/d/a.txt"), 1);
  watched_close(&w);
}

static void test_named_file(void **state) {
  (void)state;
  watched w;
  box_write("d/a.txt", "x");
  box_write("d/b.txt", "x");
  watched_open(&w, "d/a.txt");
  box_write("d/a.txt", "y");
  box_write("d/b.txt", "y");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  assert_int_equal(w.hints, 1);
  watched_clear(&w);
  rename("d/b.txt", "d/a.txt");
  watched_run(&w, 900); /* and not again when roots are looked at */
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  assert_int_equal(w.hints, 1);
  watched_close(&w);
}

static void test_here(void **state) {
  (void)state;
  watched w;
  box_write("a.txt", "x");
  box_write("s/b.txt", "x");
  watched_open(&w, ".");
  box_write("a.txt", "y");
  box_write("s/b.txt", "y");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "a.txt"), 1);
  assert_int_equal(watched_times(&w, "s/b.txt"), 1);
  watched_close(&w);
}

static void test_limit(void **state) {
  (void)state;
  watched w;
  box_write("d/s/t/a.txt", "x");
  st_watch_limit(2);
  watched_open(&w, "d");
  st_watch_limit(-1);
  assert_non_null(strstr(w.said, "fs.inotify.max_user_watches"));
  box_write("d/s/t/a.txt", "y");
  watched_run(&w, 1000);
  assert_true(watched_covers(&w, "d/s/t/a.txt"));
  assert_true(st_watch_count(w.watch).polled);
  watched_close(&w);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_new_folders), TEST(test_moves), TEST(test_root), TEST(test_parent_moves),
      TEST(test_named_file), TEST(test_here), TEST(test_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
