/* HTML: decoded text, a block a line, and what the page says about itself.
 *
 *   html.c        the parser's events: elements open and close, text comes in
 *   html_text.c   the text and its blocks
 *   html_tags.c   what an element means for the blocks in it
 *   html_meta.c   <meta>, <title>, <time>, JSON-LD
 *   html_bytes.c  from bytes to UTF-8, which a page may say itself */
#ifndef ST_DISK_HTML_H
#define ST_DISK_HTML_H

#include "disk/format/page.h"

/* Reads a page in UTF-8. Its text goes into the cleared `out`, which page and caller share; badness
 * of either tells of memory. No network, no files, no entities but HTML's. */
void st_html_read(st_str html, st_buf *out, st_page *page);

/* The charset that a page names near its start; empty where none. */
st_str st_html_charset(st_str bytes);
/* Appends the bytes in that charset as UTF-8, with U+FFFD for what has no meaning in it. False
 * where the charset is not known. */
bool st_html_convert(st_str bytes, st_str charset, st_buf *out);

#endif
