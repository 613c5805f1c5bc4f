#include "support_box.h"

#include "base/buf.h"

static void check(const char *html, const char *blocks) {
  box_write("a.html", html);
  st_load *load = box_load("a.html", NULL);
  box_expect_blocks(box_article(load, "a.html"), blocks);
  assert_true(st_revision_decoded(box_article(load, "a.html")));
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_text(void **state) {
  (void)state;
  check("<p>The  bridge\n o<b>pen</b>s&nbsp;on &ldquo;Friday&rdquo; &#8212; caf&eacute;.</p><p> "
        "</p><p>One.<br>Two.<br/><br>Three.",
        "p: The bridge opens\xC2\xA0on \xE2\x80\x9C"
        "Friday\xE2\x80\x9D \xE2\x80\x94 caf\xC3\xA9.\np: One.\np: Two.\np: Three.\n");
  box_write("b.html", "<p>One.</p>\n<div>Two<p>&nbsp;</p>three</div>");
  st_load *load = box_load("b.html", NULL);
  box_expect_text(load, "b.html", "One.\nTwo\nthree");
  st_load_close(load);
}

static void test_tags(void **state) {
  (void)state;
  check("<body><h1>One</h1><h2>Two</h2><h3>Three</h3><h5>Five</h5><p>Par</"
        "p><ul><li>Item<li><p>Other</p></ul>"
        "<blockquote><p>Quoted</p></blockquote><figure><img alt='x'><figcaption>Cap "
        "<b>tion</b></figcaption></figure>"
        "<table><caption>Table</caption><tr><th>Head<td>Cell<td><p>Par in cell</table><pre>code\n  "
        "more</pre>"
        "<div>Bare<div>text</div></div></body>",
        "h1: One\nh2: Two\nh3: Three\nh3: Five\np: Par\nitem: Item\nitem: Other\nquote: "
        "Quoted\ncaption: Cap tion\n"
        "caption: Table\ntable: Head\ntable: Cell\np: Par in cell\ncode: code\ncode: more\np: "
        "Bare\np: text\n");
}

static void test_furniture(void **state) {
  (void)state;
  check("<header><a "
        "href=/>Herald</a><h1>Headline</h1></header><nav><ul><li>News</ul></"
        "nav><aside><h2>Related</h2><p>More</p></aside>"
        "<div><form><p>Search</p></form></div><button>Go</button><footer><p>Rights</p></footer>"
        "<article><header><h1>Inner</h1><p>Line.</p></header><p>Text.</p><footer>Tags</footer></"
        "article>",
        "nav: Herald\nh1: Headline\nnav: News\nnav: Related\nnav: More\nnav: Search\nnav: Go\nnav: "
        "Rights\n"
        "h1: Inner\np: Line.\np: Text.\nnav: Tags\n");
  /* A page that is one form, as ASP.NET has it; an article in a form's form. */
  check("<html><body><form><p>Text.</p></form></body></html>", "p: Text.\n");
  check("<div><form><p>No</p><article><p>Text.</p></article></form></div>", "nav: No\np: Text.\n");
}

static void test_links(void **state) {
  (void)state;
  check("<p><a href=x>READ MORE</a></p><p>See <a href=x>this</a></p><p><a "
        "name=x>Anchor</a></p><ul><li><a href=x>a</a> <a href=y>b</a></ul>"
        "<h1><a href=x>Head</a></h1><h2><a href=y>Other story</a></h2>",
        "link: READ MORE\np: See this\np: Anchor\nlink: a b\nh1: Head\nlink: Other story\n");
}

static void test_byline_and_time(void **state) {
  (void)state;
  check("<p class='article-byline'>By Jane</p><p>By <a rel=author href=x>Jane</a></p><div "
        "class=post__author-name><p>Jane</p></div>"
        "<p><span itemprop='author'>Jane</span></p><time datetime=2021-04-13>13 April</time><p "
        "class=entry-date>13 April</p>"
        "<p>On <time>13 April</time> it opened.</p><div class='post "
        "author-jane'><p>Text.</p></div><h1 class=date>Head</h1>",
        "byline: By Jane\nbyline: By Jane\nbyline: Jane\nbyline: Jane\ntime: 13 April\ntime: 13 "
        "April\n"
        "p: On 13 April it opened.\np: Text.\nh1: Head\n");
  char html[512] = "<p class=author>";
  for (int i = 0; i < 40; i++) strcat(html, "About me. ");
  box_write("b.html", html);
  st_load *load = box_load("b.html", NULL);
  uint32_t n;
  assert_int_equal(st_revision_blocks(box_article(load, "b.html"), &n)[0].tag, ST_TAG_P);
  st_load_close(load);
}

static void test_embeds(void **state) {
  (void)state;
  check("<blockquote class=\"x twitter-tweet\"><p>Post <a href=x>pic</a></p>&mdash; Name <a "
        "href=y>13 April</a></blockquote><p>Text.</p>"
        "<blockquote class='instagram-media'>Photo</blockquote><blockquote "
        "class=pull>Pulled</blockquote>",
        "embed: Post pic\nembed: \xE2\x80\x94 Name 13 April\np: Text.\nembed: Photo\nquote: "
        "Pulled\n");
}

static void test_left_out(void **state) {
  (void)state;
  check("<title>T</title><style>p{}</style><script>var "
        "a='<p>no</p>';</script><noscript><p>no</p></noscript><template><p>no</p></template>"
        "<svg><text>no</text><title>no</title></svg><p hidden>no</p><div style='color:red; display "
        ": none'><p>no</p></div>"
        "<p style='visibility:hidden'>no</p><iframe src=x>no</iframe><textarea>no</textarea><!-- "
        "no --><p>Yes.</p>",
        "p: Yes.\n");
}

static void test_q(void **state) {
  (void)state;
  check("<p>He said <q>it opens </q>.</p>", "p: He said \xE2\x80\x9Cit opens\xE2\x80\x9D.\n");
}

static void test_metadata(void **state) {
  (void)state;
  box_write(
      "f/a.html",
      "<title>Bridge opens | The Herald</title><meta property=og:site_name content='The Herald'>"
      "<meta name=author content=' Jane  Roe '><meta property=article:published_time "
      "content=2021-04-13T10:00:00Z>"
      "<meta property=og:url content=https://h.example/b><link rel='x canonical' "
      "href=https://h.example/a><p>Text.");
  box_write("f/b.html", "<meta property=og:title content='By og'><title>Other</title><meta "
                        "name=date content='13 April'>"
                        "<script type=application/ld+json>{\"@graph\": [{\"@type\": \"WebPage\", "
                        "\"headline\": \"no\"}, {\"@type\": [\"x\", \"NewsArticle\"],"
                        " \"headline\": \"By data\", \"datePublished\": \"2021-04-14\", "
                        "\"publisher\": {\"name\": \"Post\"},"
                        " \"author\": [{\"name\": \"A\"}, \"B\"], \"url\": "
                        "\"https://p.example/x\"}]}</script><p>Text.");
  box_write(
      "f/c.html",
      "<meta property=article:author content=https://x.example/jane><p>Text. <time "
      "datetime=2021-04-15>Thursday</time>"
      "<time datetime=2021-04-16>Friday</time><script type=application/ld+json>{broken</script>");
  st_load *load = box_load("f", NULL);
  box_expect_meta(load, "f/a.html", ST_META_TITLE, "Bridge opens", ST_FROM_HTML);
  box_expect_meta(load, "f/a.html", ST_META_OUTLET, "The Herald", ST_FROM_HTML);
  box_expect_meta(load, "f/a.html", ST_META_AUTHOR, "Jane Roe", ST_FROM_HTML);
  box_expect_meta(load, "f/a.html", ST_META_DATE, "2021-04-13T10:00:00Z", ST_FROM_HTML);
  box_expect_meta(load, "f/a.html", ST_META_URL, "https://h.example/a", ST_FROM_HTML);
  box_expect_meta(load, "f/b.html", ST_META_TITLE, "By og", ST_FROM_HTML);
  box_expect_meta(load, "f/b.html", ST_META_DATE, "2021-04-14", ST_FROM_HTML);
  box_expect_meta(load, "f/b.html", ST_META_OUTLET, "Post", ST_FROM_HTML);
  box_expect_meta(load, "f/b.html", ST_META_AUTHOR, "A, B", ST_FROM_HTML);
  box_expect_meta(load, "f/b.html", ST_META_URL, "https://p.example/x", ST_FROM_HTML);
  box_expect_meta(load, "f/c.html", ST_META_AUTHOR, "", ST_FROM_NOWHERE);
  box_expect_meta(load, "f/c.html", ST_META_DATE, "2021-04-15", ST_FROM_HTML);
  box_expect_notes(load, "");
  st_load_close(load);
}

static void test_charsets(void **state) {
  (void)state;
  box_write("f/bom.html", "\xEF\xBB\xBF<p>Caf\xC3\xA9</p>");
  box_write("f/cp1252.html", "<meta charset=iso-8859-1><p>\x93"
                             "Caf\xE9\x94</p>");
  box_write(
      "f/koi8.html",
      "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>\xED\xCF\xD3\xD4</p>");
  box_write("f/lies.html", "<meta charset=windows-1251><p>Caf\xC3\xA9</p>");
  box_write("f/none.html", "<p>Caf\xE9</p>");
  box_write("f/odd.html", "<meta charset=no-such><p>Caf\xE9</p>");
  box_write("f/sjis.html", "<meta charset=shift_jis><p>\x93\xFA\x96\x7B\xFF</p>");
  box_write("f/utf8.html", "<meta charset=utf-8><p>Caf\xE9</p>");
  box_write_bytes("f/wide.html", "\xFF\xFE<\0p\0>\0H\0i\0", 12);
  st_load *load = box_load("f", NULL);
  static const char *const cafe[] = {"f/bom.html", "f/lies.html", "f/none.html", "f/odd.html",
                                     "f/utf8.html"};
  for (size_t i = 0; i < 5; i++) box_expect_text(load, cafe[i], "Caf\xC3\xA9");
  box_expect_text(load, "f/cp1252.html",
                  "\xE2\x80\x9C"
                  "Caf\xC3\xA9\xE2\x80\x9D");
  box_expect_text(load, "f/koi8.html", "\xD0\x9C\xD0\xBE\xD1\x81\xD1\x82");
  box_expect_text(load, "f/sjis.html", "\xE6\x97\xA5\xE6\x9C\xAC\xEF\xBF\xBD");
  box_expect_text(load, "f/wide.html", "Hi");
  box_expect_notes(
      load,
      "f/none.html: not UTF-8; read as Windows-1252\nf/odd.html: not UTF-8; read as Windows-1252\n"
      "f/utf8.html: not UTF-8; read as Windows-1252\n");
  st_load_close(load);
}

static void test_cut(void **state) {
  (void)state;
  box_write("f/end.html", "<html><body><p>One.</p><p>Two and");
  box_write("f/tag.html", "<p>One.</p><p clas");
  box_write("f/script.html", "<html><body><p>One.</p><script>var a = \"");
  box_write("f/character.html", "<html><body><p>Caf\xC3\xA9.</p><p>Caf\xC3");
  box_write("f/letter.html", "<p>Caf\xC3\xA9.</p>Caf\xC3");
  box_write("f/whole.html", "<html><body><p>1 < 2</p></body></html>");
  box_write("f/fragment.html", "<p>No page, and whole.</p>");
  st_load *load = box_load("f", NULL);
  box_expect_text(load, "f/end.html", "One.\nTwo and");
  box_expect_text(load, "f/tag.html", "One.");
  box_expect_text(load, "f/script.html", "One.");
  box_expect_text(load, "f/character.html", "Caf\xC3\xA9.\nCaf");
  box_expect_text(load, "f/whole.html", "1 < 2");
  box_expect_notes(load, "f/character.html: ends in the middle of the page; read up to there\n"
                         "f/end.html: ends in the middle of the page; read up to there\n"
                         "f/letter.html: ends in the middle of a character; read up to there\n"
                         "f/script.html: ends in the middle of the page; read up to there\n"
                         "f/tag.html: ends in the middle of the page; read up to there\n");
  st_load_close(load);
}

static void test_deep(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_addz(&b, "early");
  for (int i = 0; i < 300000; i++) st_buf_addz(&b, i % 2 ? "<b>" : "<div>");
  st_buf_addz(&b, "text");
  for (int i = 0; i < 300000; i++) st_buf_addz(&b, "</i>");
  box_write_bytes("f/a.html", b.p, b.n);
  st_buf_clear(&b);
  for (int i = 0; i < 2000; i++) st_buf_addz(&b, "<div>");
  st_buf_addz(&b, "text");
  box_write_bytes("f/b.html", b.p, b.n);
  st_buf_close(&b);
  st_load *load = box_load("f", NULL);
  box_expect_text(load, "f/a.html", "early");
  box_expect_text(load, "f/b.html", "text");
  box_expect_notes(load, "f/a.html: more than 4000 elements deep; read up to there\n");
  st_load_close(load);
}

static void test_attributes(void **state) {
  (void)state;
  st_buf b = {0};
  st_buf_addz(&b, "<p>One.</p><p");
  for (int i = 0; i < 400000; i++) st_buf_addf(&b, " a%d=1", i);
  st_buf_addz(&b, ">Two.</p>");
  box_write_bytes("f/a.html", b.p, b.n);
  st_buf_close(&b);
  st_load *load = box_load("f", NULL);
  box_expect_text(load, "f/a.html", "One.");
  box_expect_notes(load, "f/a.html: a tag with more than 10,000 attributes; read up to there\n");
  st_load_close(load);
}

static void test_no_text(void **state) {
  (void)state;
  box_write("f/a.html", "<html><head><title>T</title></head><body></body></html>");
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "");
  box_expect_notes(load, "f/a.html: no text between its marks; left out\n");
  st_load_close(load);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_text),
      TEST(test_tags),
      TEST(test_furniture),
      TEST(test_links),
      TEST(test_byline_and_time),
      TEST(test_embeds),
      TEST(test_left_out),
      TEST(test_q),
      TEST(test_metadata),
      TEST(test_charsets),
      TEST(test_cut),
      TEST(test_deep),
      TEST(test_attributes),
      TEST(test_no_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
