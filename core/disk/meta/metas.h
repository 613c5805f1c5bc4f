/* meta.ndjson: what is known of articles besides their text, a line each. */
#ifndef ST_DISK_META_METAS_H
#define ST_DISK_META_METAS_H

#include "disk/note.h"

typedef struct st_metas st_metas;

/* Reads the file; a broken line is noted and the others are used, and so for the whole file
 * (`argument`: it was named by the user). `*out` is owned by the caller, st_metas_close, and null
 * where nothing could be read. `path` ends in a NUL. ST_ENOMEM. */
int st_metas_read(st_str path, bool argument, st_metas **out, st_notes *notes, st_error *e);
void st_metas_close(st_metas *metas);

/* Fills in what is unset in `meta` and known of `doc`, which is looked up with its ending, then
 * without; `id` is that of an article inside the file, or empty. Borrowed from the metas, which may
 * be null. False when memory is out. */
bool st_metas_find(const st_metas *metas, st_str doc, st_str id, st_meta meta[ST_META_COUNT]);

#endif
