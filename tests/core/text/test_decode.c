#include "text/decode.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_valid(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t valid;
  } cases[] = {{"", 0},
               {"plain", 5},
               {"\xC3\xA9", 2},
               {"a\xE2\x80\x99s", 5},
               {"\xF0\x9F\x98\x80", 4},
               {"ab\x80", 2},
               {"\xC0\xAF", 0},
               {"\xC3", 0},
               {"a\xC3(", 1},
               {"\xE0\x9F\xBF", 0},
               {"\xED\xA0\x80", 0},
               {"\xEF\xBF\xBF", 3},
               {"\xF0\x8F\xBF\xBF", 0},
               {"\xF4\x8F\xBF\xBF", 4},
               {"\xF4\x90\x80\x80", 0},
               {"\xF5\x80\x80\x80", 0},
               {"\xE2\x80", 0},
               {"\xF0\x9F\x98", 0},
               {"\xFF", 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(st_utf8_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid);
}

/* A bad byte is found wherever the steps over ASCII happen to be. */
static void test_bad_byte_anywhere(void **state) {
  (void)state;
  char text[100];
  for (size_t n = 1; n <= sizeof text; n++) {
    for (size_t at = 0; at < n; at++) {
      memset(text, 'a', n);
      assert_int_equal(st_utf8_valid(text, n), n);
      text[at] = '\x80';
      assert_int_equal(st_utf8_valid(text, n), at);
    }
  }
}

/* Every code point and what surrounds surrogates, against a plain reading of the definition. */
static void test_all_code_points(void **state) {
  (void)state;
  for (uint32_t c = 0x80; c <= 0x110000; c++) {
    char s[4];
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    uint32_t rest = c;
    for (size_t i = n; i-- > 1; rest >>= 6) s[i] = (char)(0x80 | (rest & 0x3F));
    s[0] = (char)((0xF00u >> n & 0xFF) | rest);
    bool good = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
    assert_int_equal(st_utf8_valid(s, n), good ? n : 0);
  }
}

static enum st_encoding encoding(const char *s, size_t n) {
  return st_encoding_of(st_str_of(s, n));
}

static void test_encodings(void **state) {
  (void)state;
  assert_int_equal(encoding("", 0), ST_UTF8);
  assert_int_equal(encoding("caf\xC3\xA9", 5), ST_UTF8);
  assert_int_equal(encoding("\xEF\xBB\xBFx", 4), ST_UTF8_BOM);
  assert_int_equal(encoding("\xFF\xFEx\0", 4), ST_UTF16_LE);
  assert_int_equal(encoding("\xFE\xFF\0x", 4), ST_UTF16_BE);
  assert_int_equal(encoding("caf\xE9", 4), ST_CP1252);
  assert_string_equal(st_encoding_name(ST_UTF8), "UTF-8");
  assert_string_equal(st_encoding_name(ST_UTF8_BOM), "UTF-8");
  assert_string_equal(st_encoding_name(ST_UTF16_LE), "UTF-16LE");
  assert_string_equal(st_encoding_name(ST_UTF16_BE), "UTF-16BE");
  assert_string_equal(st_encoding_name(ST_CP1252), "Windows-1252");
}

static void check(const char *bytes, size_t n, enum st_encoding e, const char *expected) {
  st_buf b = {0};
  assert_int_equal(st_decode(st_str_of(bytes, n), e, &b, NULL), ST_OK);
  assert_int_equal(b.n, strlen(expected));
  assert_memory_equal(b.n ? b.p : "", expected, b.n);
  assert_int_equal(st_utf8_valid(b.p, b.n), b.n);
  st_buf_close(&b);
}

#define DECODES(bytes, encoding, expected) check(bytes, sizeof bytes - 1, encoding, expected)

static void test_utf8_is_copied(void **state) {
  (void)state;
  DECODES("caf\xC3\xA9", ST_UTF8, "café");
  DECODES("\xEF\xBB\xBFx", ST_UTF8_BOM, "\xEF\xBB\xBFx");
  DECODES("\xEF\xBB\xBFx\xFFy\xC3", ST_UTF8_BOM, "\xEF\xBB\xBFx\xEF\xBF\xBDy\xEF\xBF\xBD");
}

static void test_cp1252(void **state) {
  (void)state;
  DECODES("\x93We won\x94 \x96 caf\xE9 \x80", ST_CP1252, "“We won” – café €");
  DECODES("\x81\x8D\x8F\x90\x9D", ST_CP1252,
          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  DECODES("\xA0\xFF", ST_CP1252, "\xC2\xA0ÿ");
}

static void test_utf16(void **state) {
  (void)state;
  DECODES("\xFF\xFEh\0\xE9\0\x19\x20", ST_UTF16_LE, "hé’");
  DECODES("\xFE\xFF\0h\0\xE9\x20\x19", ST_UTF16_BE, "hé’");
  DECODES("\xFF\xFE\x3D\xD8\x00\xDE", ST_UTF16_LE, "😀");
  DECODES("\xFF\xFE\x3D\xD8x\0", ST_UTF16_LE, "\xEF\xBF\xBDx");
  DECODES("\xFF\xFE\x00\xDEx\0", ST_UTF16_LE, "\xEF\xBF\xBDx");
  DECODES("\xFF\xFEx\0y", ST_UTF16_LE, "x\xEF\xBF\xBD");
  DECODES("\xFF\xFE\x3D\xD8", ST_UTF16_LE, "\xEF\xBF\xBD");
  DECODES("\xFF\xFE", ST_UTF16_LE, "");
}

static void test_no_memory(void **state) {
  (void)state;
  for (int encoding_of = ST_UTF8; encoding_of <= ST_CP1252; encoding_of++) {
    st_buf b = {0};
    st_error e = {0};
    st_alloc_fail_after(0);
    int code = st_decode(st_cstr("some text\xE9"), (enum st_encoding)encoding_of, &b, &e);
    st_alloc_fail_after(-1);
    assert_int_equal(code, ST_ENOMEM);
    assert_int_equal(e.code, ST_ENOMEM);
    st_buf_close(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_valid),           cmocka_unit_test(test_bad_byte_anywhere),
      cmocka_unit_test(test_all_code_points), cmocka_unit_test(test_encodings),
      cmocka_unit_test(test_utf8_is_copied),  cmocka_unit_test(test_cp1252),
      cmocka_unit_test(test_utf16),           cmocka_unit_test(test_no_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
