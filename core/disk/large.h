/* A large NDJSON file, read in pieces by several threads.
 *
 *   |....\n......\n...|.....\n.........|......\n..|     pieces of equal size
 *    0     1       2          3          4            a line belongs to the piece it begins in
 *
 * Newlines are counted first, so that each piece knows its lines' numbers. */
#ifndef ST_DISK_LARGE_H
#define ST_DISK_LARGE_H

#include "disk/article.h"

enum { ST_PIECE = 4 << 20 };

typedef struct st_large {
  const st_file *file;
  int fd; /* kept open, so that all pieces are of one file */
  uint64_t size;
  uint32_t *before; /* owned: newlines in front of each piece */
  uint32_t pieces;  /* 0: nothing can be read of it */
  uint32_t left;    /* pieces not done; the loop's business */
  bool whole;       /* in UTF-16: one piece */
} st_large;

/* Opens and counts; what is wrong is noted in the sink. */
void st_large_open(st_large *large, st_sink *sink);
void st_large_close(st_large *large);
void st_large_piece(const st_large *large, uint32_t piece, st_sink *sink);

#endif
