/* What a format finds in a text: its blocks, which of its bytes are prose, its metadata. */
#ifndef ST_DISK_PAGE_H
#define ST_DISK_PAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "disk/meta/fields.h"

typedef struct st_page {
  st_block *blocks; /* owned; sorted, not overlapping */
  uint32_t count, room;
  st_meta meta[ST_META_COUNT]; /* borrowed from the text, or from the arena */
  st_arena *arena;             /* owned; null where no format needed one */
  const char *note;            /* "reason; what was done", static, or null */
  bool bad;                    /* memory ran out */
} st_page;

/* Zero-initialise to begin with. */
void st_page_close(st_page *page);
void st_page_add(st_page *page, uint32_t begin, uint32_t end, enum st_tag tag);

/* Front matter: "---", lines of "key: value", "---". Adds its metadata and its block, and returns
 * where the text goes on; 0 where there is none. `strict` is for plain text, which may begin with a
 * line of dashes: there each line must be a key with a value, and the end within 50 lines. */
size_t st_front_read(st_str text, bool strict, const st_place *place, st_page *page);

/* Lines and paragraphs of the text from `from` on. */
void st_plain_read(st_str text, size_t from, st_page *page);

#endif
