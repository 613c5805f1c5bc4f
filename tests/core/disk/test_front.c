#include "support_box.h"

static void test_plain_text(void **state) {
  (void)state;
  box_write("a.txt",
            "---\ntitle: \"Bridge opens: a report\"\nDate: 2021-04-13 # day\noutlet: 'The Herald'\n"
            "url: https://herald.example/x#y\nauthor: [Jane Roe, John Doe]\nother: x\n---\nThe "
            "bridge opens.\n");
  st_load *load = box_load("a.txt", NULL);
  box_expect_meta(load, "a.txt", ST_META_TITLE, "Bridge opens: a report", ST_FROM_FRONT);
  box_expect_meta(load, "a.txt", ST_META_DATE, "2021-04-13", ST_FROM_FRONT);
  box_expect_meta(load, "a.txt", ST_META_OUTLET, "The Herald", ST_FROM_FRONT);
  box_expect_meta(load, "a.txt", ST_META_URL, "https://herald.example/x#y", ST_FROM_FRONT);
  box_expect_meta(load, "a.txt", ST_META_AUTHOR, "Jane Roe, John Doe", ST_FROM_FRONT);
  const st_revision *r = box_article(load, "a.txt");
  uint32_t n;
  const st_block *blocks = st_revision_blocks(r, &n);
  assert_int_equal(n, 2);
  assert_int_equal(blocks[0].tag, ST_TAG_FRONT);
  assert_int_equal(blocks[0].begin, 0);
  assert_int_equal(blocks[0].first, blocks[0].last); /* no tokens in it */
  assert_true(blocks[1].last > blocks[1].first);
  assert_false(st_revision_decoded(r));
  st_load_close(load);
}

static void test_no_front_matter(void **state) {
  (void)state;
  static const char *const texts[] = {
      "---\nNot a key.\n---\nText.\n",
      "---\nkey: value\nText without an end.\n",
      "--- \n---\nText.\n",
      "key: value\n---\nText.\n",
      "----\nkey: value\n----\n",
      "---\nhttp://x.example\n---\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    box_write("a.txt", texts[i]);
    st_load *load = box_load("a.txt", NULL);
    uint32_t n;
    const st_block *blocks = st_revision_blocks(box_article(load, "a.txt"), &n);
    for (uint32_t k = 0; k < n; k++) assert_int_equal(blocks[k].tag, ST_TAG_LINE);
    st_load_close(load);
  }
}

static void test_end_within_fifty_lines(void **state) {
  (void)state;
  char text[1024] = "---\ntitle: T\n";
  for (int i = 0; i < 60; i++) strcat(text, "k: v\n");
  strcat(text, "---\nText.\n");
  box_write("a.txt", text);
  st_load *load = box_load("a.txt", NULL);
  box_expect_meta(load, "a.txt", ST_META_TITLE, "", ST_FROM_NOWHERE);
  st_load_close(load);
}

static void test_values(void **state) {
  (void)state;
  box_write("a.md", "\xEF\xBB\xBF---\r\ntitle: >\r\n  folded\r\noutlet: ~\r\nurl:\r\nauthor:\r\n  "
                    "- A\r\ndate: April 13\r\n...\r\nText.\r\n");
  st_load *load = box_load("a.md", NULL);
  for (int k = 0; k < ST_META_COUNT; k++)
    box_expect_meta(load, "a.md", (enum st_meta_key)k, "", ST_FROM_NOWHERE);
  box_expect_notes(load, "a.md:8: date \"April 13\" is not like 2021-04-13; ignored\n");
  st_load_close(load);
}

static void test_nothing_else(void **state) {
  (void)state;
  box_write("f/a.md", "---\ntitle: T\n---\n");
  box_write("f/a.txt", "---\ntitle: T\n---\n");
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "");
  box_expect_notes(load, "f/a.md: no text between its marks; left out\nf/a.txt: no text between "
                         "its marks; left out\n");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_plain_text), TEST(test_no_front_matter), TEST(test_end_within_fifty_lines),
      TEST(test_values),     TEST(test_nothing_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
