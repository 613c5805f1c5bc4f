/* A save is one hint, whatever way it is made in, and none is missed. */
#include "support_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void append(const char *path, const char *text) {
  FILE *f = fopen(path, "ab");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
}

static void test_saves(void **state) {
  (void)state;
  watched w;
  box_write("d/a.txt", "one");
  watched_open(&w, "d");
  watched_settle(&w);
  assert_int_equal(w.hints, 0);
  box_write("d/a.txt", "two");
  uint64_t start = uv_hrtime();
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  assert_int_equal(w.hints, 1);
  assert_true(w.first - start < 40000000); /* at once, and not when it has been quiet */

  watched_clear(&w);
  append("d/a.txt", " three");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);

  watched_clear(&w);
  box_write("d/.a.tmp", "four");
  assert_int_equal(rename("d/.a.tmp", "d/a.txt"), 0);
  start = uv_hrtime();
  watched_settle(&w);
  assert_int_equal(w.hints, 1);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  assert_true(w.first - start < 40000000);

  watched_clear(&w);
  unlink("d/a.txt");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  watched_close(&w);
}

/* Five pieces, 30 ms apart. False where the machine was too busy for that. */
static bool write_pieces(watched *w) {
  int fd = open("d/a.txt", O_WRONLY | O_TRUNC);
  bool prompt = true;
  for (int i = 0; i < 5; i++) {
    uint64_t start = uv_hrtime();
    assert_int_equal(write(fd, "piece\n", 6), 6);
    watched_run(w, 30);
    prompt = prompt && uv_hrtime() - start < 45000000;
    if (prompt) assert_int_equal(w->hints, 0);
  }
  close(fd);
  watched_settle(w);
  return prompt;
}

static void test_pieces(void **state) {
  (void)state;
  watched w;
  box_write("d/a.txt", "");
  watched_open(&w, "d");
  while (!write_pieces(&w)) watched_clear(&w);
  assert_int_equal(w.hints, 1);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  int fd;

  watched_clear(&w); /* left open, but quiet */
  fd = open("d/a.txt", O_WRONLY | O_APPEND);
  assert_int_equal(write(fd, "piece\n", 6), 6);
  watched_run(&w, 25);
  assert_int_equal(w.hints, 0);
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  close(fd);
  watched_close(&w);
}

/* A file that was begun is nothing yet; what stays empty is that in the end. */
static void test_begun(void **state) {
  (void)state;
  watched w;
  box_write("d/old.txt", "old");
  watched_open(&w, "d");
  for (int i = 0; i < 2; i++) {
    const char *path = i ? "d/old.txt" : "d/new.txt";
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    watched_run(&w, 300);
    assert_int_equal(w.hints, 0);
    assert_int_equal(write(fd, "piece\n", 6), 6);
    watched_settle(&w);
    assert_int_equal(watched_times(&w, path), 1);
    close(fd);
    watched_settle(&w);
    watched_clear(&w);
  }
  int fd = open("d/empty.txt", O_WRONLY | O_CREAT, 0600);
  watched_run(&w, 400);
  assert_int_equal(w.hints, 0);
  watched_run(&w, 600); /* a second in all */
  assert_int_equal(watched_times(&w, "d/empty.txt"), 1);
  close(fd);
  watched_clear(&w);
  close(open("d/closed.txt", O_WRONLY | O_CREAT, 0600));
  watched_run(&w, 40);
  assert_int_equal(watched_times(&w, "d/closed.txt"), 1);
  watched_close(&w);
}

static void save_many(int from, int to) {
  for (int i = from; i < to; i++) {
    char path[64];
    snprintf(path, sizeof path, "d/%05d.txt", i);
    box_write(path, "saved");
  }
}

static void test_burst(void **state) {
  (void)state;
  watched w;
  box_write("d/x.txt", "");
  watched_open(&w, "d");
  for (int i = 0; i < 10000; i += 500) {
    save_many(i % 2000, i % 2000 + 500);
    watched_run(&w, 1);
  }
  watched_settle(&w);
  char path[64];
  for (int i = 0; i < 2000; i++) {
    snprintf(path, sizeof path, "d/%05d.txt", i);
    assert_true(watched_covers(&w, path));
  }
  assert_int_equal(st_watch_count(w.watch).overflows, 0);
  watched_close(&w);
}

static void test_overflow(void **state) {
  (void)state;
  watched w;
  box_write("d/x.txt", "");
  watched_open(&w, "d");
  mkdir("d/sub", 0755);
  mkdir("d/deep", 0755);
  watched_settle(&w);
  watched_clear(&w);
  save_many(0, 2);
  for (int i = 0; i < 20000; i++) /* more than the queue holds; equal ones in a row are one */
    chmod(i % 2 ? "d/00000.txt" : "d/00001.txt", 0600);
  rename("d/sub", "d/moved");
  mkdir("d/late", 0755);
  mkdir("d/t", 0755); /* a folder into its own place */
  rename("d/deep", "d/t/deep");
  rename("d/t", "d/deep");
  watched_settle(&w);
  assert_true(st_watch_count(w.watch).overflows > 0);
  assert_int_equal(watched_times(&w, "d/"), 1);
  assert_int_equal(st_watch_count(w.watch).folders, 5);
  watched_clear(&w);
  box_write("d/late/a.txt", "x"); /* what came into being unseen is watched now */
  box_write("d/moved/a.txt", "x");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/late/a.txt"), 1);
  assert_int_equal(watched_times(&w, "d/moved/a.txt"), 1);
  assert_int_equal(w.hints, 2); /* and not by its former name */
  watched_clear(&w);
  box_write("d/deep/deep/a.txt", "x");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/deep/deep/a.txt"), 1);
  assert_int_equal(w.hints, 1);
  watched_close(&w);
}

static void test_back_again(void **state) {
  (void)state;
  watched w;
  box_write("d/a.txt", "one");
  watched_open(&w, "d");
  unlink("d/a.txt");
  watched_run(&w, 10);
  box_write("d/a.txt", "two");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1); /* put back in time: one change */
  watched_clear(&w);
  unlink("d/a.txt");
  watched_run(&w, 45);
  assert_int_equal(watched_times(&w, "d/a.txt"), 1);
  box_write("d/a.txt", "three");
  watched_settle(&w);
  assert_int_equal(watched_times(&w, "d/a.txt"), 2);
  watched_close(&w);
}

static void test_hold(void **state) {
  (void)state;
  watched w;
  box_write("d/x.txt", "");
  watched_open(&w, "d");
  st_watch_hold(w.watch);
  for (int i = 0; i < 30; i++) {
    save_many(0, 100);
    watched_run(&w, 1);
  }
  watched_run(&w, 100);
  assert_int_equal(w.batches, 0);
  st_watch_go(w.watch);
  watched_settle(&w);
  assert_int_equal(w.batches, 1);
  assert_int_equal(w.hints, 100);
  watched_close(&w);
}

/* A log that is always open must not keep the names of all that came and went beside it. */
static void test_names_go(void **state) {
  (void)state;
  watched w;
  box_write("d/log.txt", "");
  watched_open(&w, "d");
  int fd = open("d/log.txt", O_WRONLY);
  for (int i = 0; i < 40; i++) {
    assert_int_equal(write(fd, "line\n", 5), 5);
    save_many(i * 10, i * 10 + 10);
    watched_run(&w, 10);
  }
  close(fd);
  watched_settle(&w);
  assert_true(watched_times(&w, "d/log.txt") > 0);
  assert_int_equal(watched_times(&w, "d/00399.txt"), 1);
  watched_close(&w);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_saves), TEST(test_pieces), TEST(test_begun), TEST(test_burst),
      TEST(test_overflow), TEST(test_back_again), TEST(test_hold), TEST(test_names_go),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
