#include "disk/meta/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_dates(void **state) {
  (void)state;
  static const char *const good[] = {"2021",
                                     "2021-04",
                                     "2021-04-13",
                                     "2020-02-29",
                                     "2000-02-29",
                                     "2021-04-13T10:00",
                                     "2021-04-13T10:00Z",
                                     "2021-04-13T10:00:59.123456+02:00",
                                     "2021-04-13 10:00:00",
                                     "2021-04-13T10:00:00+0200",
                                     "2021-04-13T10:00:00-05",
                                     "2021-04-13T24:00",
                                     "2021-04-13t10:00z",
                                     "2021-04-13 10:00:00 +02:00"};
  static const char *const wrong[] = {"",
                                      "21",
                                      "0000-01-01",
                                      "2021-13",
                                      "2021-00-10",
                                      "2021-02-29",
                                      "1900-02-29",
                                      "2021-04-31",
                                      "2021-4-1",
                                      "2021-04-13T",
                                      "2021-04-13T25:00",
                                      "2021-04-13T10",
                                      "2021-04-13T10:60",
                                      "2021-04-13Z",
                                      "2021-04-13T10:00+2",
                                      "2021-04-13T10:00Zulu",
                                      "April 13, 2021",
                                      "13.04.2021",
                                      "20210413",
                                      "2021-04-13x"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    if (!st_date_valid(st_cstr(good[i]))) fail_msg("%s", good[i]);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (st_date_valid(st_cstr(wrong[i]))) fail_msg("%s", wrong[i]);
}

static void test_fields(void **state) {
  (void)state;
  json_t *object =
      json_loads("{\"outlet\": \"  Herald\\n\", \"title\": 7, \"date\": \"soon\", \"url\": null,"
                 " \"author\": \"\", \"other\": []}",
                 0, NULL);
  st_notes notes = {0};
  st_place place = {.notes = &notes, .file = st_cstr("f"), .line = 3, .which = "article 2: "};
  st_meta meta[ST_META_COUNT];
  st_fields_read(object, ST_FROM_FIELD, meta, &place);
  assert_true(st_str_equal(meta[ST_META_OUTLET].value, st_cstr("Herald")));
  assert_int_equal(meta[ST_META_OUTLET].from, ST_FROM_FIELD);
  assert_int_equal(meta[ST_META_TITLE].value.n, 0);
  assert_int_equal(meta[ST_META_DATE].value.n, 0);
  assert_int_equal(meta[ST_META_URL].value.n, 0);
  assert_int_equal(meta[ST_META_AUTHOR].value.n, 0);
  assert_int_equal(meta[ST_META_AUTHOR].from, ST_FROM_NOWHERE);
  assert_int_equal(notes.count, 2);
  assert_string_equal(notes.items[0].text, "article 2: \"title\" is no string; ignored");
  assert_string_equal(notes.items[1].text,
                      "article 2: date \"soon\" is not like 2021-04-13; ignored");
  assert_int_equal(notes.items[1].line, 3);
  st_notes_close(&notes);
  json_decref(object);
}

static void test_fill(void **state) {
  (void)state;
  st_meta meta[ST_META_COUNT] = {[ST_META_TITLE] = {st_cstr("first"), ST_FROM_META_FILE}};
  const st_meta more[ST_META_COUNT] = {[ST_META_TITLE] = {st_cstr("second"), ST_FROM_FRONT},
                                       [ST_META_URL] = {st_cstr("u"), ST_FROM_FRONT}};
  st_meta_fill(meta, more);
  assert_true(st_str_equal(meta[ST_META_TITLE].value, st_cstr("first")));
  assert_true(st_str_equal(meta[ST_META_URL].value, st_cstr("u")));
  assert_int_equal(meta[ST_META_URL].from, ST_FROM_FRONT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_dates),
      cmocka_unit_test(test_fields),
      cmocka_unit_test(test_fill),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
