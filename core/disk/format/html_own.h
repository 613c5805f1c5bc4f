/* What the parts of the HTML reader share. */
#ifndef ST_DISK_HTML_OWN_H
#define ST_DISK_HTML_OWN_H

#include "disk/format/html.h"

/* Deeper pages are not read on: nobody wrote them, and closing elements takes longer with depth. */
enum { ST_HTML_DEPTH = 4000 };
/* Nor tags with more attributes than this: the parser compares each with each. */
enum { ST_HTML_ATTRIBUTES = 10000 };

enum st_html_kind {
  ST_HTML_BLOCK = 1,     /* begins and ends a block */
  ST_HTML_SKIP = 2,      /* what is in it is no text */
  ST_HTML_LINK = 4,      /* <a href> */
  ST_HTML_TIMED = 8,     /* says when */
  ST_HTML_AUTHOR = 16,   /* says by whom */
  ST_HTML_STICKY = 32,   /* its tag holds for all that is in it */
  ST_HTML_WEAK = 64,     /* ... but for the article in it, and its headline */
  ST_HTML_ARTICLE = 128, /* <article>, <main> */
  ST_HTML_LINES = 256    /* <pre>: a line end is one */
};

/* An open element. Kinds but BLOCK are those of all around it too. */
typedef struct st_html_frame {
  const char *name; /* the parser's, which lives as long as the parser */
  unsigned kinds;
  enum st_tag tag;
} st_html_frame;

typedef struct st_html {
  st_buf *out;
  st_page *page;
  st_html_frame *frames; /* owned; the innermost last */
  size_t depth, room;
  void *parser; /* libxml2's, to stop it */

  /* The block being read. */
  bool open, space; /* it has text; white space came since */
  size_t begin;
  enum st_tag tag;
  bool plain, linked, timed, untimed, author; /* text of these kinds is in it */

  /* Metadata. */
  unsigned rank[ST_META_COUNT]; /* of the value that page->meta has; 0 none, 1 the best */
  st_buf title, script;
  bool in_title, in_script;
} st_html;

/* html_tags.c: the frame of an element in `around`. */
st_html_frame st_html_frame_of(const st_html_frame *around, const char *name, const char **atts);
const char *st_html_attribute(const char **atts, const char *name); /* null where it has none */
/* One of the words of a class, rel or itemprop, in any case. */
bool st_html_has_word(const char *words, const char *word);

/* html_text.c */
void st_html_text(st_html *h, const char *p, size_t n);
void st_html_end_block(st_html *h);

/* html_meta.c */
void st_html_meta_open(st_html *h, const char *name, const char **atts);
void st_html_meta_close(st_html *h, const char *name);
void st_html_meta_end(st_html *h);

#endif
