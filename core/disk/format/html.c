#include "disk/format/html_own.h"

#include "base/alloc.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <strings.h>

static const st_html_frame outside = {.name = "", .tag = ST_TAG_P};

static const st_html_frame *top(const st_html *h) {
  return h->depth ? &h->frames[h->depth - 1] : &outside;
}

static void stop(st_html *h) { xmlStopParser(h->parser); }

static bool reserve(st_html *h) {
  if (h->depth < h->room) return true;
  size_t room = h->room ? h->room * 2 : 64;
  st_html_frame *frames = st_grow(h->frames, room, sizeof *frames);
  if (!frames) {
    h->page->bad = true;
    stop(h);
    return false;
  }
  h->frames = frames;
  h->room = room;
  return true;
}

static void on_open(void *data, const xmlChar *element, const xmlChar **attributes) {
  st_html *h = data;
  const char *name = (const char *)element, **atts = (const char **)attributes;
  if (h->depth == ST_HTML_DEPTH) {
    h->page->note = "more than 4000 elements deep; read up to there";
    stop(h);
    return;
  }
  if (!reserve(h)) return;
  st_html_frame frame = st_html_frame_of(top(h), name, atts);
  if ((frame.kinds & ST_HTML_BLOCK) || strcmp(name, "br") == 0) st_html_end_block(h);
  if (strcmp(name, "q") == 0) st_html_text(h, "\xE2\x80\x9C", 3);
  st_html_meta_open(h, name, atts);
  h->frames[h->depth++] = frame;
}

static void close_top(st_html *h) {
  st_html_frame frame = *top(h);
  h->depth--;
  if (frame.kinds & ST_HTML_BLOCK) st_html_end_block(h);
  if (strcmp(frame.name, "q") == 0) {
    h->space = false;
    st_html_text(h, "\xE2\x80\x9D", 3);
  }
  st_html_meta_close(h, frame.name);
}

/* The parser closes what it opened, but not always in turn. */
static void on_close(void *data, const xmlChar *element) {
  st_html *h = data;
  size_t i = h->depth;
  while (i && strcmp(h->frames[i - 1].name, (const char *)element) != 0) i--;
  if (!i) return;
  while (h->depth >= i) close_top(h);
}

static void on_text(void *data, const xmlChar *p, int n) {
  st_html *h = data;
  if (n <= 0) return;
  if (h->in_title)
    st_buf_add(&h->title, p, (size_t)n);
  else if (h->in_script)
    st_buf_add(&h->script, p, (size_t)n);
  else if (!(top(h)->kinds & ST_HTML_SKIP))
    st_html_text(h, (const char *)p, (size_t)n);
}

static void on_cdata(void *data, const xmlChar *p, int n) {
  st_html *h = data;
  if (h->in_script && n > 0) st_buf_add(&h->script, p, (size_t)n);
}

static bool holds(st_str html, const char *a, const char *b) {
  size_t na = strlen(a), nb = strlen(b);
  const char *p = html.p, *end = html.p + html.n;
  while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
    size_t n = (size_t)(end - p);
    if ((n >= na && strncasecmp(p, a, na) == 0) || (n >= nb && strncasecmp(p, b, nb) == 0))
      return true;
    p++;
  }
  return false;
}

/* Ends inside a tag, or was begun as a page and not ended as one. */
static bool is_cut(st_str html) {
  const char *open = memrchr(html.p, '<', html.n);
  size_t n = open ? (size_t)(html.p + html.n - open) : 0;
  if (n && !memchr(open, '>', n) &&
      (n == 1 || strchr("/!", open[1]) || isalpha((unsigned char)open[1])))
    return true;
  return holds(html, "<html", "<body") && !holds(html, "</html", "</body");
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* How much there is before a tag with far too many attributes, of which each follows a blank. */
static size_t before_monster(st_str html) {
  const char *p = html.p, *end = html.p + html.n;
  while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
    const char *tag = p++;
    if (p == end || !isalpha((unsigned char)*p)) continue;
    size_t blanks = 0;
    for (; p < end && *p != '>' && blanks <= ST_HTML_ATTRIBUTES; p++)
      blanks += is_blank(*p) && !is_blank(p[-1]);
    if (blanks > ST_HTML_ATTRIBUTES) return (size_t)(tag - html.p);
  }
  return html.n;
}

static xmlSAXHandler handler(void) {
  return (xmlSAXHandler){.startElement = on_open,
                         .endElement = on_close,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_cdata};
}

static void parse(st_html *h, st_str html) {
  htmlParserCtxtPtr ctxt = htmlNewParserCtxt();
  if (!ctxt) {
    h->page->bad = true;
    return;
  }
  *ctxt->sax = handler();
  ctxt->userData = h;
  h->parser = ctxt;
  htmlDocPtr doc =
      htmlCtxtReadMemory(ctxt, html.p, (int)html.n, NULL, "UTF-8",
                         HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                             HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  if (ctxt->errNo == XML_ERR_NO_MEMORY) h->page->bad = true;
  while (h->depth) close_top(h); /* their names are the parser's */
  xmlFreeDoc(doc);
  htmlFreeParserCtxt(ctxt);
}

void st_html_read(st_str html, st_buf *out, st_page *page) {
  st_html h = {.out = out, .page = page};
  st_buf_clear(out);
  page->arena = st_arena_open();
  if (!page->arena) {
    page->bad = true;
    return;
  }
  if (st_str_starts(html, st_cstr("\xEF\xBB\xBF"))) html = st_str_of(html.p + 3, html.n - 3);
  if (html.n && is_cut(html)) page->note = "ends in the middle of the page; read up to there";
  size_t fit = before_monster(html);
  if (fit < html.n) page->note = "a tag with more than 10,000 attributes; read up to there";
  html.n = fit;
  if (html.n) parse(&h, html);
  st_html_end_block(&h);
  st_html_meta_end(&h);
  page->bad |= out->bad || h.title.bad || h.script.bad;
  st_buf_close(&h.title);
  st_buf_close(&h.script);
  st_free(h.frames);
}
