/* Markdown, whose text stays what it is on disk. */
#ifndef ST_DISK_MARKDOWN_H
#define ST_DISK_MARKDOWN_H

#include "disk/format/page.h"

/* Blocks of the text from `from` on, and into the cleared `mask` the whole text with every byte
 * that is markup replaced by a blank. Badness of either tells of memory. */
void st_markdown_read(st_str text, size_t from, st_buf *mask, st_page *page);

#endif
