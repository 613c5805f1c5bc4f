#include "base/alloc.h"
#include "find/row.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char text[] = "First.\n\"We go,\" Ann said. More than 12 came.";

enum { FORM, QUOTED, SOURCE, COUNT, SHARE, ABOUT };
static const st_field fields[] = {
    {{"form", 4}, ST_STRING},    {{"quoted", 6}, ST_SPAN | ST_LIST}, {{"source", 6}, ST_SPAN},
    {{"count", 5}, ST_INTERVAL}, {{"share", 5}, ST_NUMBER},          {{"about", 5}, ST_REF},
};

static st_revision *revision(bool decoded) {
  st_revision_source s = {.doc = st_cstr("a\"b.txt"), .text = st_cstr(text), .decoded = decoded};
  st_revision *r = NULL;
  assert_int_equal(st_revision_make(&s, &r, NULL), ST_OK);
  return r;
}

static st_layer *layer(const st_revision *r, int copies) {
  st_schema schema = {st_cstr("quotation"), fields, 6, ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&schema);
  for (int i = 0; i < copies; i++) {
    st_layer_add(b, 8, 13, st_cstr("extract/q"));
    st_layer_add_string(b, FORM, st_cstr(i == 0 ? "zz" : "direct"));
    st_layer_add_span(b, QUOTED, (st_span){8, 10});
    st_layer_add_span(b, QUOTED, (st_span){11, 13});
    st_layer_add_span(b, SOURCE, (st_span){16, 19});
    st_layer_add_interval(b, COUNT, (st_interval){12, 12, INFINITY, st_cstr("more than")});
    st_layer_add_number(b, SHARE, 0.5);
    st_layer_add_ref(b, ABOUT, (st_ref){st_cstr("quotation"), 0});
  }
  st_layer *l = NULL;
  assert_int_equal(st_layer_build(b, r, NULL, &l, NULL), ST_OK);
  st_layer_builder_close(b);
  return l;
}

static const st_layer *same_layer(const void *context, st_str name) {
  assert_true(st_str_equal(name, st_cstr("quotation")));
  return context;
}

#define ROW(form)                                                                                  \
  "{\"v\":1,\"doc\":\"a\\\"b.txt\",\"layer\":\"quotation\",\"begin\":8,\"end\":13,\"line\":2,"     \
  "\"column\":2,"                                                                                  \
  "\"text\":\"We go\",\"form\":\"" form "\",\"quoted\":[{\"begin\":8,\"end\":10,\"text\":\"We\"}," \
  "{\"begin\":11,\"end\":13,\"text\":\"go\"}],\"source\":{\"begin\":16,\"end\":19,\"text\":"       \
  "\"Ann\"},"                                                                                      \
  "\"count\":12,\"low\":12,\"hedge\":\"more "                                                      \
  "than\",\"share\":0.5,\"about\":{\"layer\":\"quotation\","                                       \
  "\"begin\":8,\"end\":13,\"text\":\"We go\"},\"rule\":\"extract/q\"}\n"

static void check(const st_row_source *source, const st_layer *l, st_row_writer *write,
                  const char *expected) {
  st_buf out = {0};
  assert_int_equal(st_rows_add(source, l, write, &out, NULL), ST_OK);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, expected);
  st_buf_close(&out);
}

static void test_a_row_has_its_keys_in_order(void **state) {
  (void)state;
  st_revision *r = revision(false);
  st_layer *l = layer(r, 1);
  check(&(st_row_source){r, same_layer, l}, l, st_row_ndjson, ROW("zz"));
  st_layer_close(l);
  st_revision_close(r);
}

static void test_equal_places_are_ordered_by_their_lines(void **state) {
  (void)state;
  st_revision *r = revision(false);
  st_layer *l = layer(r, 2);
  check(&(st_row_source){r, same_layer, l}, l, st_row_ndjson, ROW("direct") ROW("zz"));
  st_layer_close(l);
  st_revision_close(r);
}

static void test_sentences_are_rows_and_decoded_text_says_so(void **state) {
  (void)state;
  st_revision *r = revision(true);
  check(&(st_row_source){.revision = r}, NULL, st_row_ndjson,
        "{\"v\":1,\"doc\":\"a\\\"b.txt\",\"layer\":\"sentence\",\"begin\":0,\"end\":6,\"line\":1,"
        "\"column\":1,"
        "\"text\":\"First.\",\"decoded\":true,\"rule\":\"core\"}\n"
        "{\"v\":1,\"doc\":\"a\\\"b.txt\",\"layer\":\"sentence\",\"begin\":7,\"end\":25,\"line\":2,"
        "\"column\":1,"
        "\"text\":\"\\\"We go,\\\" Ann said.\",\"decoded\":true,\"rule\":\"core\"}\n"
        "{\"v\":1,\"doc\":\"a\\\"b.txt\",\"layer\":\"sentence\",\"begin\":26,\"end\":44,\"line\":2,"
        "\"column\":20,"
        "\"text\":\"More than 12 came.\",\"decoded\":true,\"rule\":\"core\"}\n");
  st_revision_close(r);
}

static void test_cells_are_quoted_where_they_must_be(void **state) {
  (void)state;
  st_revision *r = revision(false);
  check(&(st_row_source){.revision = r}, NULL, st_row_csv,
        "\"a\"\"b.txt\",sentence,0,6,1,1,First.,,core\r\n"
        "\"a\"\"b.txt\",sentence,7,25,2,1,\"\"\"We go,\"\" Ann said.\",,core\r\n"
        "\"a\"\"b.txt\",sentence,26,44,2,20,More than 12 came.,,core\r\n");
  st_revision_close(r);
}

static void test_memory_running_out_is_told(void **state) {
  (void)state;
  st_revision *r = revision(false);
  st_layer *l = layer(r, 2);
  int rc = ST_ENOMEM;
  for (long n = 0; rc == ST_ENOMEM && n < 100; n++) {
    st_buf out = {0};
    st_alloc_fail_after(n);
    rc = st_rows_add(&(st_row_source){r, same_layer, l}, l, st_row_csv, &out, NULL);
    st_alloc_fail_after(-1);
    st_buf_close(&out);
  }
  assert_int_equal(rc, ST_OK);
  st_layer_close(l);
  st_revision_close(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_row_has_its_keys_in_order),
      cmocka_unit_test(test_equal_places_are_ordered_by_their_lines),
      cmocka_unit_test(test_sentences_are_rows_and_decoded_text_says_so),
      cmocka_unit_test(test_cells_are_quoted_where_they_must_be),
      cmocka_unit_test(test_memory_running_out_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
