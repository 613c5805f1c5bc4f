#include "disk/format/markdown.h"

#include "support_box.h"

static void check(const char *markdown, const char *blocks) {
  box_write("a.md", markdown);
  st_load *load = box_load("a.md", NULL);
  box_expect_blocks(box_article(load, "a.md"), blocks);
  box_expect_text(load, "a.md", markdown);
  st_load_close(load);
}

static void check_mask(const char *markdown, const char *want) {
  st_buf mask = {0};
  st_page page = {0};
  st_markdown_read(st_cstr(markdown), 0, &mask, &page);
  assert_int_equal(mask.n, strlen(markdown));
  st_buf_addc(&mask, '\0');
  assert_string_equal(mask.p, want);
  st_buf_close(&mask);
  st_page_close(&page);
}

static void test_blocks(void **state) {
  (void)state;
  check("# Bridge opens\n\nFirst line\nsecond line.\n\n## Later\n\n> He spoke.\n> Twice.\n\n- "
        "one\n- two\n  more\n\n1. three\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n```\ncode here\n```\n\n#### "
        "Deep\n\nSetext\n======\n\n***\n",
        "h1: Bridge opens\np: First line/second line.\nh2: Later\nquote: He spoke./> Twice.\nitem: "
        "one\nitem: two/  more\n"
        "item: three\ntable: a\ntable: b\ntable: c\ntable: d\ncode: code here\nh3: Deep\nh1: "
        "Setext\n");
}

static void test_links_and_images(void **state) {
  (void)state;
  check("[READ MORE: other](http://x.example)\n\nSee [this](x) now.\n\n![A bridge](b.jpg)\n\n![A "
        "bridge](b.jpg) stands.\n\n"
        "* [one](a)\n* [two](b)\n\n# [Headline](c)\n",
        "link: READ MORE: other\np: See [this](x) now.\ncaption: A bridge\np: stands.\nlink: "
        "one\nlink: two\nh1: Headline\n");
}

static void test_nested(void **state) {
  (void)state;
  check("- outer\n  - inner\n\n    paragraph\n- > quoted\n",
        "item: outer\nitem: inner\nitem: paragraph\nquote: quoted\n");
}

static void test_raw_html(void **state) {
  (void)state;
  check("<div class=\"x\">\nText <b>in</b> it.\n</div>\n\n<!-- no -->\n\nIn <em>line</em>.\n",
        "p: Text <b>in</b> it.\np: In <em>line</em>.\n");
  check_mask("In <em>line</em>.\n", "In     line     .\n");
  check_mask("<div>a<!-- > -->b</div>\n", "     a          b      \n");
}

static void test_mask(void **state) {
  (void)state;
  check_mask("# A *b* **c**\n", "  A  b    c  \n");
  check_mask("[x](y \"z\") `co` \\* e\n", " x          co   * e\n");
  check_mask("\xC3\xA9 *\xC3\xA9*\n", "\xC3\xA9  \xC3\xA9 \n");
  check_mask("> a\n> b\n", "  a\n  b\n");
  check_mask("[x]\n\n[x]: http://y\n", " x \n\n             \n");
}

static void test_entities(void **state) {
  (void)state;
  check_mask("&ldquo;No,&rdquo; he\n", "    \xE2\x80\x9CNo,\xE2\x80\x9D     he\n");
  check_mask("a &quot;b&quot; c\n", "a      \"b\"      c\n");
  check_mask("AT&amp;T&nbsp;x &#8217;&#x2019; &nosuch; &#0;\n",
             "AT&    T      x \xE2\x80\x99    \xE2\x80\x99      &nosuch;     \n");
}

static void test_bom_and_ends(void **state) {
  (void)state;
  check("\xEF\xBB\xBF# Head\r\n\r\nText.\r\n", "h1: Head\np: Text.\n");
}

static void test_no_prose(void **state) {
  (void)state;
  box_write("f/a.md", "<!-- nothing -->\n\n***\n");
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "");
  box_expect_notes(load, "f/a.md: no text between its marks; left out\n");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_blocks), TEST(test_links_and_images), TEST(test_nested),       TEST(test_raw_html),
      TEST(test_mask),   TEST(test_entities),         TEST(test_bom_and_ends), TEST(test_no_prose),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
