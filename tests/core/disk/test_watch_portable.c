/* Without inotify: whatever happens is hinted at, and what no event told of within a second. */
#include "support_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_portable(void **state) {
  st_watch_portably(true);
  return box_open(state);
}

static int close_portable(void **state) {
  st_watch_portably(false);
  return box_close(state);
}

/* Most are told at once; where the machine is busy, the look at all tells them. */
static void expect(watched *w, const char *path) {
  for (int i = 0; i < 30 && !watched_covers(w, path); i++) watched_run(w, 50);
  if (!watched_covers(w, path)) fail_msg("%s: nothing was told of it", path);
  watched_clear(w);
}

static void test_files(void **state) {
  (void)state;
  watched w;
  box_write("d/a.txt", "one");
  watched_open(&w, "d");
  box_write("d/a.txt", "two");
  watched_run(&w, 200); /* before everything is looked at */
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  watched_clear(&w);
  box_write("d/.a.tmp", "four");
  assert_int_equal(rename("d/.a.tmp", "d/a.txt"), 0);
  expect(&w, "d/a.txt");
  unlink("d/a.txt");
  expect(&w, "d/a.txt");
  box_write("d/a.txt", "five");
  expect(&w, "d/a.txt");
  watched_close(&w);
}

static void test_folders(void **state) {
  (void)state;
  watched w;
  box_write("d/p/q/a.txt", "x");
  box_write("out/r/b.txt", "x");
  watched_open(&w, "d");
  box_write("d/x/y/z/new.txt", "x");
  expect(&w, "d/x/y/z/new.txt");
  box_write("d/x/y/z/new.txt", "y");
  expect(&w, "d/x/y/z/new.txt");
  rename("d/p", "d/n");
  expect(&w, "d/n/q/a.txt");
  box_write("d/n/q/a.txt", "y");
  expect(&w, "d/n/q/a.txt");
  rename("out/r", "d/r");
  expect(&w, "d/r/b.txt");
  box_write("d/r/b.txt", "y");
  expect(&w, "d/r/b.txt");
  rename("d/n", "out/n");
  expect(&w, "d/n/q/a.txt");
  mkdir("d/t", 0755);
  rename("d/r", "d/t/r");
  rename("d/t", "d/r"); /* another one under its name */
  expect(&w, "d/r/r/b.txt");
  box_write("d/r/r/b.txt", "z");
  expect(&w, "d/r/r/b.txt");
  watched_close(&w);
}

static void test_root_and_links(void **state) {
  (void)state;
  watched w;
  box_write("real/a.txt", "x");
  watched_open(&w, "d"); /* not there yet */
  box_write("d/a.txt", "x");
  expect(&w, "d/a.txt");
  assert_int_equal(symlink("../real", "d/link"), 0);
  expect(&w, "d/link/a.txt");
  box_write("real/a.txt", "y");
  expect(&w, "d/link/a.txt");
  box_remove("d");
  expect(&w, "d");
  box_write("d/s/a.txt", "y");
  expect(&w, "d/s/a.txt");
  box_write("d/s/a.txt", "z");
  expect(&w, "d/s/a.txt");
  watched_close(&w);
}

/* More than the kernel's queue holds: libuv does not say that some were lost. */
static void test_lost(void **state) {
  (void)state;
  watched w;
  box_write("d/0.txt", "x");
  box_write("d/1.txt", "x");
  watched_open(&w, "d");
  for (int i = 0; i < 20000; i++) chmod(i % 2 ? "d/0.txt" : "d/1.txt", 0600);
  box_write("d/late/a.txt", "x");
  expect(&w, "d/late/a.txt");
  watched_run(&w, 1000);
  watched_clear(&w);
  box_write("d/late/a.txt", "y");
  expect(&w, "d/late/a.txt");
  watched_close(&w);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_portable, close_portable)
  const struct CMUnitTest tests[] = {TEST(test_files), TEST(test_folders), TEST(test_root_and_links),
                                     TEST(test_lost)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
