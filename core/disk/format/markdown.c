#include "disk/format/markdown.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <md4c.h>
#include <stdlib.h>

/* md4c hands out stretches of the source, so that a pointer is an offset. The mask begins as blanks
 * (line ends kept) and each stretch of prose is copied into it. */
enum { DEPTH = 64 };

typedef struct reader {
  st_str text;
  char *mask;
  st_page *page;
  uint32_t begin, end;       /* of the block being read; begin is ST_NONE before its first text */
  enum st_tag tags[DEPTH];   /* of the blocks around */
  int depth;                 /* may be more than DEPTH: what is deeper has the last one's tag */
  int links, images;         /* spans around */
  bool plain, linked, image; /* the block has text outside links and images, in links, in images */
  bool raw_tag, raw_comment; /* inside a tag, a comment of raw HTML */
} reader;

static bool inside(const reader *r, const char *p) {
  return (uintptr_t)p >= (uintptr_t)r->text.p && (uintptr_t)p < (uintptr_t)(r->text.p + r->text.n);
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static enum st_tag tag_now(const reader *r) {
  int d = r->depth < DEPTH ? r->depth : DEPTH - 1;
  return r->tags[d];
}

static void begin_block(reader *r) {
  r->begin = ST_NONE;
  r->plain = r->linked = r->image = false;
}

/* Ends the block being read, if it has any text. */
static void end_block(reader *r) {
  if (r->begin == ST_NONE) return;
  while (r->begin < r->end && blank(r->mask[r->begin])) r->begin++;
  while (r->end > r->begin && blank(r->mask[r->end - 1])) r->end--;
  enum st_tag tag = tag_now(r);
  if (r->linked && !r->plain && tag != ST_TAG_H1) tag = ST_TAG_LINK;
  if (r->image && !r->plain && !r->linked) tag = ST_TAG_CAPTION;
  uint32_t after = r->page->count ? r->page->blocks[r->page->count - 1].end : 0;
  if (r->begin < r->end && r->begin >= after) st_page_add(r->page, r->begin, r->end, tag);
  begin_block(r);
}

static void extend(reader *r, size_t at, size_t n) {
  if (r->begin == ST_NONE) r->begin = (uint32_t)at;
  r->end = (uint32_t)(at + n);
}

/* Where an image has text around it, what stands for the image is not read with it. */
static void hide_image(reader *r) {
  for (uint32_t i = r->begin; i < r->end; i++)
    if (r->mask[i] != '\n') r->mask[i] = ' ';
  begin_block(r);
}

static void show(reader *r, const char *p, size_t n) {
  size_t at = (size_t)(p - r->text.p);
  bool any = false;
  for (size_t i = 0; i < n && !any; i++) any = !blank(p[i]);
  if (r->images && (r->plain || r->linked)) return;
  if (any && !r->images && r->image) hide_image(r);
  if (any && r->images)
    r->image = true;
  else if (any && r->links)
    r->linked = true;
  else if (any)
    r->plain = true;
  memcpy(r->mask + at, p, n);
  if (any || r->begin != ST_NONE) extend(r, at, n);
}

static unsigned entity_value(const char *p, size_t n) {
  char name[40];
  if (n < 3 || n - 2 >= sizeof name) return 0;
  memcpy(name, p + 1, n - 2);
  name[n - 2] = '\0';
  if (*name != '#') {
    const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
    return known ? known->value : 0;
  }
  bool hex = name[1] == 'x' || name[1] == 'X';
  unsigned long v = strtoul(name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
  return v > 0x10FFFF || (v >= 0xD800 && v < 0xE000) ? 0 : (unsigned)v;
}

/* A character written as an entity stands in the mask as itself, which is never longer, and the
 * rest is blank: in front of it where it opens a quotation, so that it stays at its word. */
static void show_entity(reader *r, const char *p, size_t n) {
  unsigned c = entity_value(p, n);
  size_t at = (size_t)(p - r->text.p);
  if (c == 0 && p[1] != '#') show(r, p, n); /* no such entity: what it looks like */
  if (c <= ' ' || c == 0xA0 || r->images) return;
  char utf8[8];
  int length = xmlCopyCharMultiByte((xmlChar *)utf8, (int)c);
  if (length <= 0 || (size_t)length > n) return;
  bool opens = c == 0x201C || c == 0x2018 || c == 0xAB ||
               ((c == '"' || c == '\'') && (at == 0 || blank(r->mask[at - 1])));
  memcpy(r->mask + at + (opens ? n - (size_t)length : 0), utf8, (size_t)length);
  if (r->links)
    r->linked = true;
  else
    r->plain = true;
  extend(r, at, n);
}

/* Of raw HTML, what stands between its tags. */
static void show_raw(reader *r, const char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (r->raw_comment) {
      r->raw_comment = !(p[i] == '>' && i >= 2 && p[i - 1] == '-' && p[i - 2] == '-');
    } else if (r->raw_tag) {
      r->raw_tag = p[i] != '>';
    } else if (p[i] == '<') {
      r->raw_comment = n - i >= 4 && memcmp(p + i, "<!--", 4) == 0;
      r->raw_tag = !r->raw_comment;
    } else {
      show(r, p + i, 1);
    }
  }
}

static enum st_tag tag_of(const reader *r, MD_BLOCKTYPE type, const void *detail) {
  static const enum st_tag headings[] = {ST_TAG_H1, ST_TAG_H2, ST_TAG_H3};
  enum st_tag around = tag_now(r);
  switch (type) {
  case MD_BLOCK_H: {
    unsigned level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
    return headings[level < 3 ? level - 1 : 2];
  }
  case MD_BLOCK_QUOTE: return ST_TAG_QUOTE;
  case MD_BLOCK_LI: return around == ST_TAG_QUOTE ? around : ST_TAG_ITEM;
  case MD_BLOCK_CODE: return ST_TAG_CODE;
  case MD_BLOCK_TH:
  case MD_BLOCK_TD: return ST_TAG_TABLE;
  default: return around;
  }
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *data) {
  reader *r = data;
  end_block(r);
  enum st_tag tag = tag_of(r, type, detail);
  r->depth++;
  if (r->depth < DEPTH) r->tags[r->depth] = tag;
  r->raw_tag = r->raw_comment = false;
  return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *data) {
  reader *r = data;
  (void)type;
  (void)detail;
  end_block(r);
  r->depth--;
  return r->page->bad ? 1 : 0;
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *data) {
  reader *r = data;
  (void)detail;
  r->links += type == MD_SPAN_A;
  r->images += type == MD_SPAN_IMG;
  return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *data) {
  reader *r = data;
  (void)detail;
  r->links -= type == MD_SPAN_A;
  r->images -= type == MD_SPAN_IMG;
  return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *data) {
  reader *r = data;
  if (n == 0 || !inside(r, p)) return 0;
  if (type == MD_TEXT_ENTITY)
    show_entity(r, p, n);
  else if (type == MD_TEXT_HTML)
    show_raw(r, p, n);
  else if (type != MD_TEXT_BR && type != MD_TEXT_SOFTBR && type != MD_TEXT_NULLCHAR)
    show(r, p, n);
  return 0;
}

void st_markdown_read(st_str text, size_t from, st_buf *mask, st_page *page) {
  st_buf_clear(mask);
  if (text.n == 0 || !st_buf_reserve(mask, text.n)) return;
  memset(mask->p, ' ', text.n);
  mask->n = text.n;
  for (const char *p = text.p, *end = p + text.n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
    mask->p[p - text.p] = '\n';
  if (from == 0 && st_str_starts(text, st_cstr("\xEF\xBB\xBF"))) from = 3;
  reader r = {.text = text, .mask = mask->p, .page = page, .tags = {ST_TAG_P}};
  begin_block(&r);
  MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
                      .enter_block = on_enter_block,
                      .leave_block = on_leave_block,
                      .enter_span = on_enter_span,
                      .leave_span = on_leave_span,
                      .text = on_text};
  if (md_parse(text.p + from, (MD_SIZE)(text.n - from), &parser, &r)) page->bad = true;
}
