#include "support_box.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_utf8(void **state) {
  (void)state;
  box_write("a.txt", "Caf\xC3\xA9 opens.\n");
  box_write("b.txt", "\xEF\xBB\xBF"
                     "Opens.\n");
  st_load *load = box_load("a.txt", "b.txt", NULL);
  box_expect_text(load, "a.txt", "Caf\xC3\xA9 opens.\n");
  box_expect_text(load, "b.txt",
                  "\xEF\xBB\xBF"
                  "Opens.\n"); /* offsets count the mark */
  assert_false(st_revision_decoded(box_article(load, "a.txt")));
  assert_false(st_revision_decoded(box_article(load, "b.txt")));
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_utf16(void **state) {
  (void)state;
  box_write_bytes("le.txt",
                  "\xFF\xFE"
                  "H\0i\0\xE9\0",
                  8);
  box_write_bytes("be.txt",
                  "\xFE\xFF"
                  "\0H\0i\0\xE9",
                  8);
  box_write_bytes("be.md",
                  "\xFE\xFF"
                  "\0#\0 \0H",
                  8);
  st_load *load = box_load(".", NULL);
  box_expect_text(load, "le.txt", "Hi\xC3\xA9");
  box_expect_text(load, "be.txt", "Hi\xC3\xA9");
  box_expect_text(load, "be.md", "# H");
  assert_true(st_revision_decoded(box_article(load, "le.txt")));
  assert_true(st_revision_decoded(box_article(load, "be.md")));
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_cp1252(void **state) {
  (void)state;
  box_write("a.txt", "\x93"
                     "Caf\xE9\x94");
  box_write("b.txt", "\xEF\xBB\xBF"
                     "Caf\xE9 x");
  st_load *load = box_load("a.txt", "b.txt", NULL);
  box_expect_text(load, "a.txt",
                  "\xE2\x80\x9C"
                  "Caf\xC3\xA9\xE2\x80\x9D");
  box_expect_text(load, "b.txt", "Caf\xC3\xA9 x");
  assert_true(st_revision_decoded(box_article(load, "a.txt")));
  assert_true(st_revision_decoded(box_article(load, "b.txt")));
  box_expect_notes(
      load, "a.txt: not UTF-8; read as Windows-1252\nb.txt: not UTF-8; read as Windows-1252\n");
  st_load_close(load);
}

static void test_cut_character(void **state) {
  (void)state;
  box_write("a.txt", "Caf\xC3\xA9 \xE2\x80");
  box_write("b.txt", "Caf\xC3"); /* nothing says that this is UTF-8 */
  st_load *load = box_load("a.txt", "b.txt", NULL);
  box_expect_text(load, "a.txt", "Caf\xC3\xA9 ");
  assert_false(st_revision_decoded(box_article(load, "a.txt")));
  box_expect_notes(load, "a.txt: ends in the middle of a character; read up to there\n"
                         "b.txt: not UTF-8; read as Windows-1252\n");
  st_load_close(load);
}

static void test_left_out(void **state) {
  (void)state;
  box_write("f/binary.txt", "x");
  box_write_bytes("f/binary.txt", "ab\0cd", 5);
  box_write_bytes("f/wide.txt",
                  "\xFF\xFE"
                  "a\0\0\0",
                  6);
  box_write("f/empty.txt", "");
  box_write("f/blank.txt", "\xEF\xBB\xBF \n\t\r\n");
  box_write("f/good.txt", "Good.");
  st_load *load = box_load("f", NULL), *named = box_load("f/binary.txt", "f/empty.txt", NULL);
  box_expect_docs(load, "f/good.txt\n");
  box_expect_notes(load, "f/binary.txt: holds NUL bytes, so it is no text; left out\n"
                         "f/blank.txt: empty; left out\nf/empty.txt: empty; left out\n"
                         "f/wide.txt: holds NUL bytes, so it is no text; left out\n");
  box_expect_notes(named, "! f/binary.txt: holds NUL bytes, so it is no text; left out\n"
                          "f/empty.txt: empty; left out\n");
  st_load_close(named);
  st_load_close(load);
}

static void test_too_large(void **state) {
  (void)state;
  box_write("f/big.txt", "x");
  box_write("f/good.txt", "Good.");
  assert_int_equal(truncate("f/big.txt", (off_t)(64 << 20) + 1), 0);
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "f/good.txt\n");
  box_expect_notes(load, "f/big.txt: more than 64 MiB, too much for an article; left out\n");
  st_load_close(load);
}

static void test_one_long_line(void **state) {
  (void)state;
  size_t n = 8 << 20;
  char *line = test_malloc(n);
  for (size_t i = 0; i < n; i++) line[i] = i % 7 ? 'a' : ' ';
  box_write_bytes("long.txt", line, n);
  st_load *load = box_load("long.txt", NULL);
  assert_int_equal(st_revision_text(box_article(load, "long.txt")).n, n);
  box_expect_notes(load, "");
  st_load_close(load);
  test_free(line);
}

static void test_sniffing(void **state) {
  (void)state;
  box_write("page", "\n <!DOCTYPE HTML><html><body><p>Page.</p></body></html>");
  box_write("page2", "<html><body><p>Page.</p></body></html>");
  box_write("plain.log", "Plain <html>.");
  box_write("object", "{\"id\": \"x\", \"text\": \"Object.\"}");
  box_write("lines", "{\"id\": \"x\", \"text\": \"One.\"}\n{\"id\": \"y\", \"text\": \"Two.\"}\n");
  st_load *load = box_load("page", "page2", "plain.log", "object", "lines", NULL);
  box_expect_docs(load, "lines#x\nlines#y\nobject#x\npage\npage2\nplain.log\n");
  box_expect_text(load, "page", "Page.");
  box_expect_text(load, "page2", "Page.");
  box_expect_text(load, "plain.log", "Plain <html>.");
  box_expect_text(load, "object#x", "Object.");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_utf8),     TEST(test_utf16),     TEST(test_cp1252),        TEST(test_cut_character),
      TEST(test_left_out), TEST(test_too_large), TEST(test_one_long_line), TEST(test_sniffing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
