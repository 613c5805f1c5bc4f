#include "support_box.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void test_names(void **state) {
  (void)state;
  box_write("news/b.txt", "b");
  box_write("news/a.txt", "a");
  box_write("news/sub/deep/c.md", "c");
  box_write("news/image.png", "x");
  box_write("news/notes", "x");
  box_write("news/README.md", "x");
  static const char *const args[] = {"news", "./news/", "news//", ".//news/./"};
  for (size_t i = 0; i < 4; i++) {
    st_load *load = box_load(args[i], NULL);
    box_expect_docs(load, "news/a.txt\nnews/b.txt\nnews/sub/deep/c.md\n");
    box_expect_notes(load, "");
    st_load_close(load);
  }
  assert_int_equal(chdir("news"), 0);
  st_load *load = box_load(".", NULL);
  box_expect_docs(load, "a.txt\nb.txt\nsub/deep/c.md\n");
  st_load_close(load);
  load = box_load("../news/sub", "./a.txt", NULL);
  box_expect_docs(load, "../news/sub/deep/c.md\na.txt\n");
  st_load_close(load);
}

static void test_hidden(void **state) {
  (void)state;
  box_write("a/.hidden.txt", "x");
  box_write("a/.folder/x.txt", "x");
  box_write("a/shown.txt", "x");
  st_load *load = box_load("a", NULL);
  box_expect_docs(load, "a/shown.txt\n");
  st_load_close(load);
  load = box_load("a/.folder", "a/.hidden.txt", NULL);
  box_expect_docs(load, "a/.folder/x.txt\na/.hidden.txt\n");
  st_load_close(load);
}

static void test_links(void **state) {
  (void)state;
  box_write("a/one.txt", "one");
  box_write("a/sub/two.txt", "two");
  box_write("z/three.txt", "three");
  assert_int_equal(symlink("..", "a/sub/loop"), 0);
  assert_int_equal(symlink("../../z", "a/sub/away"), 0);
  assert_int_equal(symlink("self", "a/self"), 0);
  assert_int_equal(symlink("one.txt", "a/again.txt"), 0);
  assert_int_equal(symlink("nothing", "a/gone.txt"), 0);
  assert_int_equal(symlink("nothing", "a/gone.png"), 0);
  st_load *load = box_load("a", NULL);
  box_expect_docs(load, "a/again.txt\na/sub/away/three.txt\na/sub/two.txt\n");
  box_expect_notes(load, "a/gone.txt: links to nothing; left out\n");
  st_load_close(load);
  load = box_load("z", "a", NULL); /* a/sub/away sorts before z */
  box_expect_docs(load, "a/again.txt\na/sub/away/three.txt\na/sub/two.txt\n");
  st_load_close(load);
}

static void test_many_links(void **state) {
  (void)state;
  for (int i = 0; i < 12; i++) {
    char path[64], to[64];
    snprintf(path, sizeof path, "m/f%02d/x%02d.txt", i, i);
    box_write(path, "x");
    for (int k = 0; k < 12; k++) {
      snprintf(path, sizeof path, "m/f%02d/to%02d", i, k);
      snprintf(to, sizeof to, "../f%02d", k);
      assert_int_equal(symlink(to, path), 0);
    }
  }
  st_load *load = box_load("m", NULL); /* 12! ways, 12 files */
  size_t n;
  st_load_articles(load, &n);
  assert_int_equal(n, 12);
  st_load_close(load);
}

static void test_once(void **state) {
  (void)state;
  box_write("a/one.txt", "one");
  box_write("a b/two.txt", "two");
  assert_int_equal(link("a/one.txt", "a/zero.txt"), 0);
  st_load *load = box_load("a/one.txt", "a", "./a/one.txt", "a", NULL);
  box_expect_groups(load, "a/one.txt [a/]\n");
  st_load_close(load);
  load = box_load("a/zero.txt", NULL);
  box_expect_groups(load, "a/zero.txt []\n");
  st_load_close(load);
  load = box_load("a/zero.txt", "a/one.txt", NULL);
  box_expect_groups(load, "a/one.txt []\n");
  st_load_close(load);
  assert_int_equal(symlink("a", "a-link"), 0);
  load = box_load("a", "a-link", NULL); /* "a-link/" sorts before "a/" */
  box_expect_docs(load, "a-link/one.txt\n");
  st_load_close(load);
  assert_int_equal(rename("a-link", "b"), 0);
  load = box_load("b", "a", "a b", NULL);
  box_expect_docs(load, "a b/two.txt\na/one.txt\n");
  st_load_close(load);
}

static void test_groups(void **state) {
  (void)state;
  box_write("s/one/a.txt", "a");
  box_write("s/one/b.txt", "b");
  box_write("s/two/c.txt", "c");
  box_write("s/two/d.ndjson", "{\"id\":\"x\",\"text\":\"x\"}\n{\"id\":\"y\",\"text\":\"y\"}\n");
  box_write("s/two/e.json", "{\"id\":\"z\",\"text\":\"z\"}");
  box_write("f.txt", "f");
  box_write("g.txt", "g");
  st_load *load = box_load("s", "f.txt", "g.txt", NULL);
  box_expect_groups(load, "f.txt []\ng.txt []\ns/one/a.txt [s/one/]\ns/one/b.txt [s/one/]\n"
                          "s/two/c.txt [s/two/]\ns/two/d.ndjson#x [s/two/d.ndjson]\n"
                          "s/two/d.ndjson#y [s/two/d.ndjson]\ns/two/e.json#z [s/two/]\n");
  st_load_close(load);
  load = box_load(".", NULL);
  size_t n;
  assert_true(st_str_equal(st_load_articles(load, &n)[0].group, st_cstr("./")));
  st_load_close(load);
}

static void test_never_articles(void **state) {
  (void)state;
  box_write("a/meta.ndjson", "{\"doc\":\"one\",\"outlet\":\"Herald\"}\n");
  box_write("a/expected", "x");
  box_write("a/expected.txt", "x");
  box_write("a/one.txt", "one");
  st_load *load = box_load("a", NULL);
  box_expect_docs(load, "a/one.txt\n");
  st_load_close(load);
  load = box_load("a/meta.ndjson", "a/expected", "a/one.txt",
                  NULL); /* as a shell has it from a/ with a star */
  box_expect_docs(load, "a/one.txt\n");
  box_expect_meta(load, "a/one.txt", ST_META_OUTLET, "Herald", ST_FROM_META_FILE);
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_bad_arguments(void **state) {
  (void)state;
  box_write("a.txt", "a");
  box_write("f/x.txt", "x");
  assert_int_equal(mkfifo("fifo.txt", 0644), 0);
  assert_int_equal(mkfifo("f/fifo.txt", 0644), 0);
  st_load *load =
      box_load("a.txt", "none.txt", "no/folder", "", "fifo.txt", "a.txt/x", "/dev/null", "f", NULL);
  box_expect_docs(load, "a.txt\nf/x.txt\n");
  box_expect_notes(load, "! '': an empty path; left out\n"
                         "! /dev/null: no regular file; left out\n"
                         "! a.txt/x: its path leads through a file; left out\n"
                         "! fifo.txt: no regular file; left out\n"
                         "! no/folder: no such file or folder; left out\n"
                         "! none.txt: no such file or folder; left out\n");
  st_load_close(load);
}

static void test_socket(void **state) {
  (void)state;
  box_write("f/x.txt", "x");
  struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "f/s.txt"};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "f/x.txt\n");
  box_expect_notes(load, "");
  st_load_close(load);
  close(fd);
}

/* root may read everything, so the test is somebody else for a while. */
static void test_permission(void **state) {
  (void)state;
  box_write("p/open.txt", "open");
  box_write("p/shut.txt", "shut");
  box_write("p/shut/x.txt", "x");
  assert_int_equal(chmod("p/shut.txt", 0), 0);
  assert_int_equal(chmod("p/shut", 0), 0);
  if (geteuid() == 0 && seteuid(65534)) skip();
  st_load *load = box_load("p", NULL);
  st_load *named = box_load("p", "p/shut", "p/shut.txt", NULL);
  if (getuid() == 0) assert_int_equal(seteuid(0), 0);
  box_expect_docs(load, "p/open.txt\n");
  box_expect_notes(
      load, "p/shut: permission denied; left out\np/shut.txt: permission denied; left out\n");
  box_expect_notes(
      named, "! p/shut: permission denied; left out\n! p/shut.txt: permission denied; left out\n");
  st_load_close(named);
  st_load_close(load);
}

static void test_strange_names(void **state) {
  (void)state;
  box_write("n/caf\xE9.txt", "x");
  box_write("n/a\nb.txt", "x");
  box_write("n/\xC3\xA9t\xC3\xA9.txt", "x");
  box_write("n/\xFF.txt", "");
  st_load *load = box_load("n", NULL);
  box_expect_docs(load, "n/a\\x0Ab.txt\nn/caf\\xE9.txt\nn/\xC3\xA9t\xC3\xA9.txt\n");
  box_expect_notes(load, "n/\\xFF.txt: empty; left out\n");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_names),  TEST(test_hidden),     TEST(test_links),          TEST(test_many_links),
      TEST(test_once),   TEST(test_groups),     TEST(test_never_articles), TEST(test_bad_arguments),
      TEST(test_socket), TEST(test_permission), TEST(test_strange_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
