#include "disk/format/html_own.h"

#include "base/alloc.h"

/* A line that names an author, and no paragraph about one. */
enum { BYLINE_MAX = 200 };

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

/* White space that HTML does not collapse, and marks of no width: bytes of the one at either end.
 */
static size_t edge(const char *p, size_t n, bool last) {
  static const char *const edges[] = {" ",
                                      "\xC2\xA0",
                                      "\xE2\x80\x8B",
                                      "\xEF\xBB\xBF",
                                      "\xE2\x80\xAF",
                                      "\xE3\x80\x80",
                                      "\xE2\x80\x89",
                                      "\xE2\x80\x83"};
  for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
    size_t k = strlen(edges[i]);
    if (k <= n && memcmp(last ? p + n - k : p, edges[i], k) == 0) return k;
  }
  return 0;
}

static enum st_tag tag_of(const st_html *h, size_t length) {
  enum st_tag tag = h->tag;
  if (tag == ST_TAG_NAV || tag == ST_TAG_EMBED || tag == ST_TAG_CAPTION) return tag;
  if (length <= BYLINE_MAX) {
    if (h->author || tag == ST_TAG_BYLINE) return ST_TAG_BYLINE;
    if ((h->timed && !h->untimed) || tag == ST_TAG_TIME) return ST_TAG_TIME;
  }
  if (h->linked && !h->plain && tag != ST_TAG_H1) return ST_TAG_LINK;
  return tag == ST_TAG_BYLINE || tag == ST_TAG_TIME ? ST_TAG_P : tag;
}

void st_html_end_block(st_html *h) {
  h->space = false;
  if (!h->open) return;
  h->open = false;
  st_buf *out = h->out;
  size_t begin = h->begin, k;
  while (out->n > begin && (k = edge(out->p + begin, out->n - begin, true))) out->n -= k;
  while (out->n > begin && (k = edge(out->p + begin, out->n - begin, false))) begin += k;
  if (out->n > begin) {
    st_page_add(h->page, (uint32_t)begin, (uint32_t)out->n, tag_of(h, out->n - begin));
  } else {
    out->n = h->page->count ? h->page->blocks[h->page->count - 1].end : 0;
  }
}

static void begin_block(st_html *h) {
  const st_html_frame *around = h->depth ? &h->frames[h->depth - 1] : NULL;
  if (h->out->n) st_buf_addc(h->out, '\n');
  h->open = true;
  h->begin = h->out->n;
  h->tag = around ? around->tag : ST_TAG_P;
  h->plain = h->linked = h->timed = h->untimed = h->author = false;
}

static void add_word(st_html *h, const char *p, size_t n) {
  unsigned kinds = h->depth ? h->frames[h->depth - 1].kinds : 0;
  if (!h->open)
    begin_block(h);
  else if (h->space)
    st_buf_addc(h->out, ' ');
  h->space = false;
  st_buf_add(h->out, p, n);
  *(kinds & ST_HTML_LINK ? &h->linked : &h->plain) = true;
  *(kinds & ST_HTML_TIMED ? &h->timed : &h->untimed) = true;
  if (kinds & ST_HTML_AUTHOR) h->author = true;
}

void st_html_text(st_html *h, const char *p, size_t n) {
  bool lines = h->depth && (h->frames[h->depth - 1].kinds & ST_HTML_LINES);
  for (size_t i = 0; i < n && !h->out->bad;) {
    size_t start = i;
    while (i < n && !blank(p[i])) i++;
    if (i > start) add_word(h, p + start, i - start);
    for (; i < n && blank(p[i]); i++) {
      h->space = true;
      if (lines && p[i] == '\n') st_html_end_block(h);
    }
  }
}
