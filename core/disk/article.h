/* From one file's bytes to its articles; runs on libuv's threads. */
#ifndef ST_DISK_ARTICLE_H
#define ST_DISK_ARTICLE_H

#include "disk/format/metas.h"
#include "disk/walk.h"

typedef struct st_made {
  st_revision *revision; /* owned */
  st_str group;          /* borrowed from the walk */
  uint32_t number;       /* line or place in its file; else 0 */
} st_made;

/* What one job makes, and what it needs to: nothing in here is shared with another thread, but for
 * `metas`, what was read before and the files, which nobody changes meanwhile. */
typedef struct st_sink {
  const st_metas *metas; /* --meta, or null */
  const struct st_loaded *before; /* sorted by doc, or null */
  size_t before_count;
  bool read_only;
  st_buf bytes, decoded, text, mask, doc; /* room kept from file to file */
  st_notes notes;
  st_made *made;
  size_t count, room;
  bool bad; /* memory ran out */
} st_sink;

void st_sink_close(st_sink *sink);

/* All articles of a file that was read whole; what is wrong with it becomes a note. */
void st_article_file(st_sink *sink, const st_file *file, st_str bytes);
/* Those of whole lines of an NDJSON file; `before` is the number of lines in front. */
void st_article_lines(st_sink *sink, const st_file *file, st_str lines, uint32_t before);
/* Those of a JSON text. */
void st_article_json(st_sink *sink, const st_file *file, st_str text);

/* Which article of its file it is. */
typedef struct st_article {
  st_str id;       /* inside the file; empty where the file is the article */
  uint32_t number; /* its line or place in the file, from 1; orders articles of one id; else 0 */
  bool many;       /* the file holds several, which are one story */
} st_article;

/* Makes the revision; `source` needs the text, and what the format knows besides. Metadata of
 * higher rank are put before it. */
void st_article_add(st_sink *sink, const st_file *file, const st_article *article,
                    st_revision_source *source);
/* Notes that the file, or a line of it, is left out. */
void st_article_drop(st_sink *sink, const st_file *file, uint32_t line, bool unreadable,
                     const char *reason);

/* The bytes as UTF-8, borrowed from them or from the sink; false where they are no text, and then
 * it is noted. A byte-order mark stays where the bytes stay what they are. */
bool st_article_decode(st_sink *sink, const st_file *file, uint32_t line, st_str bytes,
                       st_str *text, bool *decoded);
/* Nothing but white space. */
bool st_article_blank(st_str text);

#endif
