/* What was typed, a line of the file each, oldest first; a line break in it is "\n" there. */
#ifndef ST_LINE_HISTORY_H
#define ST_LINE_HISTORY_H

#include "base/error.h"
#include "base/str.h"

enum { ST_HISTORY_MOST = 2000 };

/* Reads the file, if there is one, and hands on the last lines, oldest first. ST_EIO, ST_ENOMEM. */
int st_history_read(const char *path, void (*each)(void *context, st_str entry), void *context,
                    st_error *e);
/* Appends an entry, for its owner's eyes only (0600). Sessions that go on at once each append. When
 * the file has grown to twice what is handed on, it is cut. ST_EIO, ST_ENOMEM. */
int st_history_add(const char *path, st_str entry, st_error *e);
/* Makes the folders above a path, for their owner only. ST_EIO, ST_ENOMEM. */
int st_history_folder(const char *path, st_error *e);

#endif
