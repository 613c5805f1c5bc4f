/* An article as it was read, with the story it belongs to for now. */
#ifndef ST_DISK_LOADED_H
#define ST_DISK_LOADED_H

#include "doc/revision.h"

typedef struct st_loaded {
  st_revision *revision;
  st_str group; /* equal for the articles that are one story: a folder's, an NDJSON file's, or "" */
} st_loaded;

/* Where `doc` is among articles sorted by doc, or would be. */
size_t st_loaded_find(const st_loaded *items, size_t count, st_str doc, bool *there);

#endif
