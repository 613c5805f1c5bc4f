/* Where the articles of a job come together: the bytes as text, whose metadata hold first, a revision. */
#ifndef ST_DISK_READ_SINK_H
#define ST_DISK_READ_SINK_H

#include "disk/loaded.h"
#include "disk/meta/metas.h"
#include "disk/walk/walk.h"

typedef struct st_made {
  st_revision *revision; /* owned */
  st_str group;          /* borrowed from the walk */
  uint32_t number;       /* line or place in its file; else 0 */
} st_made;

/* What one job makes, and what it needs to: nothing in here is shared with another thread, but for
 * `metas`, what was read before and the files, which nobody changes meanwhile. */
typedef struct st_sink {
  const st_metas *metas; /* --meta, or null */
  const st_loaded *before; /* sorted by doc, or null */
  size_t before_count;
  bool read_only;
  st_buf bytes, decoded, text, mask, doc; /* room kept from file to file */
  st_notes notes;
  st_made *made;
  size_t count, room;
  bool bad; /* memory ran out */
} st_sink;

void st_sink_close(st_sink *sink);

/* Which article of its file it is. */
typedef struct st_article {
  st_str id;       /* inside the file; empty where the file is the article */
  uint32_t number; /* its line or place in the file, from 1; orders articles of one id; else 0 */
  bool many;       /* the file holds several, which are one story */
} st_article;

/* Makes the revision; `source` needs the text, and what the format knows besides. Metadata of
 * higher rank are put before it. */
void st_sink_add(st_sink *sink, const st_file *file, const st_article *article,
                    st_revision_source *source);
/* Notes that the file, or a line of it, is left out. */
void st_sink_drop(st_sink *sink, const st_file *file, uint32_t line, bool unreadable,
                     const char *reason);

#endif
