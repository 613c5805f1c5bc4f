#include "support_box.h"

#include <unistd.h>

static st_load *load_with(const char *meta, const char *path) {
  st_load_options options = {.meta_file = meta};
  return box_load_with(&options, &path, 1);
}

static void test_in_folder(void **state) {
  (void)state;
  box_write("f/a.txt", "a");
  box_write("f/b.v2.txt", "b");
  box_write("f/sub/c.txt", "c");
  box_write("f/d.ndjson", "{\"id\": 7, \"text\": \"d\", \"title\": \"Own\"}\n");
  box_write("f/meta.ndjson", "{\"doc\": \"a.txt\", \"outlet\": \"A\", \"date\": \"2021-04-13\", "
                             "\"title\": \"T\", \"url\": \"u\", "
                             "\"author\": \"w\", \"split\": \"dev\"}\n"
                             "{\"doc\": \"b.v2\", \"outlet\": \"B\\u00e9\"}\n"
                             "{\"doc\": \"./sub//c\", \"outlet\": \"C\", \"date\": null}\n"
                             "{\"doc\": \"d.ndjson#7\", \"outlet\": \"D\"}\n");
  st_load *load = box_load("f", NULL);
  box_expect_meta(load, "f/a.txt", ST_META_OUTLET, "A", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_DATE, "2021-04-13", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_TITLE, "T", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_URL, "u", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_AUTHOR, "w", ST_FROM_META_FILE);
  box_expect_meta(load, "f/b.v2.txt", ST_META_OUTLET, "B\xC3\xA9", ST_FROM_META_FILE);
  box_expect_meta(load, "f/sub/c.txt", ST_META_OUTLET, "C", ST_FROM_META_FILE);
  box_expect_meta(load, "f/d.ndjson#7", ST_META_OUTLET, "D", ST_FROM_META_FILE);
  box_expect_meta(load, "f/d.ndjson#7", ST_META_TITLE, "Own", ST_FROM_FIELD);
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_rank(void **state) {
  (void)state;
  box_write("f/a.md",
            "---\noutlet: front\ntitle: front\ndate: 2020-01-01\nurl: front\n---\nText.\n");
  box_write(
      "f/meta.ndjson",
      "{\"doc\": \"a\", \"outlet\": \"folder\", \"title\": \"folder\", \"date\": \"2021-01-01\"}\n"
      "{\"doc\": \"sub/b\", \"outlet\": \"outer\"}\n");
  box_write("f/sub/b.txt", "b");
  box_write("f/sub/meta.ndjson", "{\"doc\": \"b\", \"outlet\": \"inner\", \"title\": \"inner\"}\n");
  box_write(
      "given",
      "{\"doc\": \"a.md\", \"outlet\": \"given\"}\n{\"doc\": \"f/a.md\", \"title\": \"by doc\"}\n");
  st_load *load = load_with("given", "f");
  box_expect_meta(load, "f/a.md", ST_META_OUTLET, "given", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.md", ST_META_TITLE, "by doc", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.md", ST_META_DATE, "2021-01-01", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.md", ST_META_URL, "front", ST_FROM_FRONT);
  box_expect_meta(load, "f/sub/b.txt", ST_META_OUTLET, "outer", ST_FROM_META_FILE);
  box_expect_meta(load, "f/sub/b.txt", ST_META_TITLE, "inner", ST_FROM_META_FILE);
  st_load_close(load);
  load = load_with("given", "f/a.md");
  box_expect_meta(load, "f/a.md", ST_META_OUTLET, "given", ST_FROM_META_FILE);
  st_load_close(load);
}

static void test_later_lines_hold(void **state) {
  (void)state;
  box_write("f/a.txt", "a");
  box_write("f/meta.ndjson", "{\"doc\": \"a\", \"outlet\": \"first\", \"url\": \"u\"}\n\n{\"doc\": "
                             "\"a\", \"outlet\": \"second\"}");
  st_load *load = box_load("f", NULL);
  box_expect_meta(load, "f/a.txt", ST_META_OUTLET, "second", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_URL, "u", ST_FROM_META_FILE);
  st_load_close(load);
}

static void test_broken_lines(void **state) {
  (void)state;
  box_write("f/a.txt", "a");
  box_write("f/meta.ndjson",
            "\xEF\xBB\xBF{\"doc\": \"a\", \"outlet\": \"A\", \"title\": 5, \"date\": \"soon\"}\n"
            "{\"doc\": \"a\", \"url\": \"u\"\n[1]\n{\"outlet\": \"x\"}\nno\n{\"doc\": \"a\", "
            "\"author\": \"w\"}\r\n");
  st_load *load = box_load("f", NULL);
  box_expect_meta(load, "f/a.txt", ST_META_OUTLET, "A", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_AUTHOR, "w", ST_FROM_META_FILE);
  box_expect_meta(load, "f/a.txt", ST_META_DATE, "", ST_FROM_NOWHERE);
  box_expect_notes(
      load, "f/meta.ndjson:1: \"title\" is no string; ignored\n"
            "f/meta.ndjson:1: date \"soon\" is not like 2021-04-13; ignored\n"
            "f/meta.ndjson:2: no JSON object; left out\nf/meta.ndjson:3: no JSON object; left out\n"
            "f/meta.ndjson:4: no \"doc\"; left out\nf/meta.ndjson:5: no JSON object; left out\n");
  st_load_close(load);
}

static void test_missing_file(void **state) {
  (void)state;
  box_write("f/a.txt", "a");
  st_load *load = load_with("none.ndjson", "f");
  box_expect_docs(load, "f/a.txt\n");
  box_expect_notes(load, "! none.ndjson: no such file or folder; no metadata from it\n");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_in_folder),    TEST(test_rank),         TEST(test_later_lines_hold),
      TEST(test_broken_lines), TEST(test_missing_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
