#include "support_box.h"

static void test_lines(void **state) {
  (void)state;
  box_write("a.ndjson", "{\"id\":\"one\",\"text\":\"One.\",\"title\":\"T\",\"date\":\"2021-04-13\","
                        "\"outlet\":\"O\",\"url\":\"u\",\"author\":\"w\"}\r\n"
                        "\n{\"text\":\"No \\u201cid\\u201d.\"}\n{\"id\":12,\"text\":\"Number.\"}");
  st_load *load = box_load("a.ndjson", NULL);
  box_expect_docs(load, "a.ndjson#12\na.ndjson#3\na.ndjson#one\n");
  box_expect_text(load, "a.ndjson#3", "No \xE2\x80\x9Cid\xE2\x80\x9D.");
  assert_true(st_revision_decoded(box_article(load, "a.ndjson#one")));
  box_expect_meta(load, "a.ndjson#one", ST_META_TITLE, "T", ST_FROM_FIELD);
  box_expect_meta(load, "a.ndjson#one", ST_META_DATE, "2021-04-13", ST_FROM_FIELD);
  box_expect_meta(load, "a.ndjson#one", ST_META_OUTLET, "O", ST_FROM_FIELD);
  box_expect_meta(load, "a.ndjson#one", ST_META_URL, "u", ST_FROM_FIELD);
  box_expect_meta(load, "a.ndjson#one", ST_META_AUTHOR, "w", ST_FROM_FIELD);
  st_load_close(load);
}

static void test_broken_lines(void **state) {
  (void)state;
  box_write("a.ndjson", "{\"id\":\"1\",\"text\":\"One.\"}\n{\"id\":\"2\",\"text\":\"Two.\n{\"id\":"
                        "\"3\"}\n{\"id\":\"4\",\"text\":4}\n"
                        "{\"id\":\"5\",\"text\":\" \"}\n[1]\n{\"id\":\"7\",\"text\":\"Caf\xE9.\"}\n"
                        "{\"id\":[8],\"text\":\"Eight.\",\"title\":{},\"date\":\"13/"
                        "4\"}\n{\"id\":\"9\",\"text\":\"a\\u0000b\"}\n");
  st_load *load = box_load("a.ndjson", NULL);
  box_expect_docs(load, "a.ndjson#1\na.ndjson#7\na.ndjson#8\n");
  box_expect_text(load, "a.ndjson#7", "Caf\xC3\xA9.");
  size_t n;
  const st_load_note *notes = st_load_notes(load, &n);
  assert_int_equal(n, 10);
  static const char *const starts[] = {
      "a.ndjson:2: not JSON (",
      "a.ndjson:3: has no \"text\"; left out",
      "a.ndjson:4: \"text\" is no string; left out",
      "a.ndjson:5: empty; left out",
      "a.ndjson:6: no JSON object; left out",
      "a.ndjson:7: not UTF-8; read as Windows-1252",
      "a.ndjson:8: \"title\" is no string; ignored",
      "a.ndjson:8: date \"13/4\" is not like 2021-04-13; ignored",
      "a.ndjson:8: \"id\" is no string; ignored",
      "a.ndjson:9: holds NUL bytes, so it is no text; left out",
  };
  for (size_t i = 0; i < n; i++) {
    assert_true(st_str_starts(notes[i].line, st_cstr(starts[i])));
    assert_false(notes[i].argument); /* the file can be read */
  }
  assert_true(st_str_ends(notes[0].line, st_cstr("); left out")));
  st_load_close(load);
}

static void test_one_object(void **state) {
  (void)state;
  box_write("f/a.json", "\xEF\xBB\xBF{\n \"id\": \"x\",\n \"text\": \"One.\"\n}\n");
  box_write("f/b.json", "{\"text\": \"Two.\"}");
  st_load *load = box_load("f", NULL);
  box_expect_groups(load, "f/a.json#x [f/]\nf/b.json#1 [f/]\n");
  st_load_close(load);
}

static void test_arrays(void **state) {
  (void)state;
  box_write("a.json",
            "[{\"id\":\"x\",\"text\":\"One.\"}, 5, {\"text\":\"Three.\"}, {\"id\":\"y\"}]");
  box_write("b.json", "{\"articles\": [{\"id\":\"x\",\"text\":\"One.\",\"date\":\"never\"}]}");
  box_write("lines.json", "{\"id\":\"x\",\"text\":\"One.\"}\n{\"id\":\"y\",\"text\":\"Two.\"}\n");
  st_load *load = box_load("a.json", "b.json", "lines.json", NULL);
  box_expect_groups(load, "a.json#3 [a.json]\na.json#x [a.json]\nb.json#x [b.json]\n"
                          "lines.json#x [lines.json]\nlines.json#y [lines.json]\n");
  box_expect_notes(
      load,
      "a.json: article 2: no JSON object; left out\na.json: article 4: has no \"text\"; left out\n"
      "b.json: article 1: date \"never\" is not like 2021-04-13; ignored\n");
  st_load_close(load);
}

static void test_broken_file(void **state) {
  (void)state;
  box_write("f/a.json", "{\n\"text\": \"One.\",\n");
  box_write("f/b.json", "5");
  st_load *load = box_load("f/a.json", "f/b.json", NULL);
  size_t n;
  const st_load_note *notes = st_load_notes(load, &n);
  assert_int_equal(n, 2);
  assert_true(st_str_starts(notes[0].line, st_cstr("f/a.json:3: not JSON (")));
  assert_true(notes[0].argument);
  assert_true(st_str_starts(notes[1].line, st_cstr("f/b.json")));
  st_load_close(load);
}

static void test_ids_twice(void **state) {
  (void)state;
  box_write("a.ndjson",
            "{\"id\":\"x\",\"text\":\"One.\",\"title\":\"T\"}\n{\"id\":\"x\",\"text\":\"Two.\","
            "\"title\":\"U\"}\n"
            "{\"id\":\"x~2\",\"text\":\"Three.\"}\n{\"id\":\"new\\nline\",\"text\":\"Four.\"}\n");
  st_load *load = box_load("a.ndjson", NULL);
  box_expect_docs(load, "a.ndjson#new\\x0Aline\na.ndjson#x\na.ndjson#x~2\na.ndjson#x~2~2\n");
  box_expect_text(load, "a.ndjson#x", "One.");
  box_expect_text(load, "a.ndjson#x~2", "Two.");
  box_expect_meta(load, "a.ndjson#x~2", ST_META_TITLE, "U", ST_FROM_FIELD);
  box_expect_text(load, "a.ndjson#x~2~2", "Three.");
  box_expect_notes(load, "a.ndjson:2: its id was there before; named \"a.ndjson#x~2\"\n"
                         "a.ndjson:3: its id was there before; named \"a.ndjson#x~2~2\"\n");
  st_load_close(load);
}

static void test_utf16(void **state) {
  (void)state;
  static const char ascii[] =
      "{\"id\":\"x\",\"text\":\"One.\"}\n{\"id\":\"y\",\"text\":\"Two.\"}\n";
  char wide[2 * sizeof ascii + 2] = "\xFF\xFE";
  for (size_t i = 0; i < sizeof ascii - 1; i++) wide[2 + 2 * i] = ascii[i];
  box_write_bytes("a.ndjson", wide, 2 * sizeof ascii);
  box_write_bytes("b.json", wide, 2 * sizeof ascii);
  st_load *load = box_load("a.ndjson", "b.json", NULL);
  box_expect_docs(load, "a.ndjson#x\na.ndjson#y\nb.json#x\nb.json#y\n");
  box_expect_notes(load, "");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_lines),       TEST(test_broken_lines), TEST(test_one_object), TEST(test_arrays),
      TEST(test_broken_file), TEST(test_ids_twice),    TEST(test_utf16),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
