#include "disk/large.h"

#include "base/buf.h"
#include "support_box.h"

#include <stdio.h>
#include <unistd.h>

/* Lines of many lengths, so that pieces end at every part of a line. */
static st_buf many_lines(size_t size, size_t *count) {
  st_buf b = {0};
  *count = 0;
  while (b.n < size) {
    ++*count;
    if (*count % 7 == 0) st_buf_addf(&b, "\n"), ++*count;
    st_buf_addf(&b, "{\"text\":\"Line %zu. %.*s\"}\n", *count, (int)(*count * 37 % 400),
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                "aaaaaaaaaaaa"
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                "aaaaaaaaaaaa"
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                "aaaaaaaaaaaa"
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                "aaaaaaaaaaaa");
  }
  return b;
}

/* Each article's number is its line, and it says so itself. */
static void check_numbers(const st_load *load, size_t lines) {
  size_t n, expected = 0;
  for (size_t i = 1; i <= lines; i++) expected += i % 7 != 0;
  const st_loaded *articles = st_load_articles(load, &n);
  assert_int_equal(n, expected);
  for (size_t i = 0; i < n; i++) {
    char doc[64], start[64];
    st_str d = st_revision_doc(articles[i].revision);
    snprintf(doc, sizeof doc, "%.*s", (int)d.n, d.p);
    snprintf(start, sizeof start, "Line %s.", strchr(doc, '#') + 1);
    assert_true(st_str_starts(st_revision_text(articles[i].revision), st_cstr(start)));
  }
}

static void test_pieces(void **state) {
  (void)state;
  size_t count;
  st_buf b = many_lines(3 * (size_t)ST_PIECE + 12345, &count);
  box_write_bytes("a.ndjson", b.p, b.n);
  st_load *load = box_load("a.ndjson", NULL);
  check_numbers(load, count);
  box_expect_notes(load, "");
  assert_int_equal(st_load_done(load).files_done, 1);
  assert_int_equal(st_load_done(load).bytes_done, b.n);
  st_load_close(load);
  st_buf_close(&b);
}

/* The newline at, just before and just after the end of a piece; a line over several pieces. */
static void test_borders(void **state) {
  (void)state;
  for (int shift = -3; shift <= 3; shift++) {
    st_buf b = {0};
    st_buf_addz(&b, "{\"id\":\"first\",\"text\":\"");
    size_t end = (size_t)ST_PIECE + (size_t)shift - 3;
    while (b.n < end) st_buf_addc(&b, 'a');
    st_buf_addz(&b, "\"}\n{\"text\":\"Two.\"}\n{\"id\":\"long\",\"text\":\"");
    for (size_t i = 0; i < 2 * (size_t)ST_PIECE + 99; i++) st_buf_addc(&b, i % 9 ? 'b' : ' ');
    st_buf_addz(&b, "\"}\n{\"text\":\"Four.\"}\nbroken\n{\"id\":\"sixth\",\"text\":\"Six.\"}");
    box_write_bytes("b.ndjson", b.p, b.n);
    st_buf_close(&b);
    st_load *load = box_load("b.ndjson", NULL);
    box_expect_docs(load,
                    "b.ndjson#2\nb.ndjson#4\nb.ndjson#first\nb.ndjson#long\nb.ndjson#sixth\n");
    box_expect_text(load, "b.ndjson#2", "Two.");
    box_expect_text(load, "b.ndjson#4", "Four.");
    size_t n;
    const st_load_note *notes = st_load_notes(load, &n);
    assert_int_equal(n, 1);
    assert_true(st_str_starts(notes[0].line, st_cstr("b.ndjson:5: not JSON")));
    st_load_close(load);
  }
}

static void test_line_too_long(void **state) {
  (void)state;
  box_write("c.ndjson", "{\"id\":\"first\",\"text\":\"One.\"}\n{\"id\":\"x\",\"text\":\"");
  assert_int_equal(truncate("c.ndjson", 100 << 20), 0); /* a line of 100 MiB */
  FILE *f = fopen("c.ndjson", "ab");
  fputs("\"}\n{\"text\":\"Three.\"}\n", f);
  fclose(f);
  st_load *load = box_load("c.ndjson", NULL);
  box_expect_docs(load, "c.ndjson#3\nc.ndjson#first\n");
  box_expect_notes(load,
                   "c.ndjson:2: a line of more than 64 MiB, too much for an article; left out\n");
  st_load_close(load);
}

static void test_wide(void **state) {
  (void)state;
  size_t count;
  st_buf b = many_lines((size_t)ST_PIECE, &count), wide = {0};
  st_buf_add(&wide, "\xFF\xFE", 2);
  for (size_t i = 0; i < b.n; i++) {
    st_buf_addc(&wide, b.p[i]);
    st_buf_addc(&wide, '\0');
  }
  box_write_bytes("d.ndjson", wide.p, wide.n);
  st_load *load = box_load("d.ndjson", NULL);
  check_numbers(load, count);
  st_load_close(load);
  st_buf_close(&wide);
  st_buf_close(&b);
}

static void test_many_files(void **state) {
  (void)state;
  size_t count;
  st_buf b = many_lines((size_t)ST_PIECE + 1000, &count);
  for (int i = 0; i < 9; i++) {
    char path[32];
    snprintf(path, sizeof path, "f/%d.ndjson", i);
    box_write_bytes(path, b.p, b.n);
  }
  st_buf_close(&b);
  st_load *load = box_load("f", NULL);
  assert_int_equal(st_load_done(load).files_done, 9);
  size_t n;
  st_load_articles(load, &n);
  assert_int_equal(n % 9, 0);
  assert_true(n > 9000);
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_pieces), TEST(test_borders),    TEST(test_line_too_long),
      TEST(test_wide),   TEST(test_many_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
