/* One file's bytes. */
#ifndef ST_DISK_READ_FILE_H
#define ST_DISK_READ_FILE_H

#include "base/buf.h"

#include <stdint.h>

enum {
  /* More than this is no article: what is longer is named and left out. */
  ST_ARTICLE_MAX = 64 << 20,
  /* Of a file that holds several articles and is read as a whole. */
  ST_FILE_MAX = 1 << 30
};

enum st_file_result {
  ST_FILE_READ,
  ST_FILE_LARGE,   /* more than `limit`; its start is in the buffer */
  ST_FILE_SPECIAL, /* no regular file */
  ST_FILE_NOMEM,
  ST_FILE_ERRNO /* of these and above the rest is an errno */
};

/* Reads the file into the cleared `out`, whose room is kept for the next one. `path` begins at
 * `folder`, a descriptor or AT_FDCWD. Never blocks on what is no regular file. */
int st_file_read(int folder, const char *path, size_t limit, st_buf *out);
/* The same from a descriptor on, whatever it is; waits where that has nothing yet. */
int st_file_read_stream(int fd, size_t limit, st_buf *out);
/* Appends [from, from + n) of an open file, less where it ends earlier. */
int st_file_part(int fd, uint64_t from, size_t n, st_buf *out);
/* Opens for st_file_part; the descriptor is the caller's. An enum st_file_result. */
int st_file_open(const char *path, int *fd, uint64_t *size);
/* Whether the same read may succeed later although nothing changes that anyone is told of: not where
 * the file is not there or may not be read. */
bool st_file_may_pass(int result);
/* What a result means, for "reason": "permission denied", "vanished"; static. */
const char *st_file_reason(int result);

#endif
