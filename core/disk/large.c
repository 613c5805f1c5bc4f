#include "disk/large.h"

#include "base/alloc.h"
#include "disk/format/json.h"
#include "disk/read/file.h"

#include <unistd.h>

/* Most lines that a piece ends in are short; what is read for one grows as it goes on. */
enum { LINE_STEP = 32 << 10 };

static void fail(st_sink *sink, const st_file *file, int result) {
  if (result == ST_FILE_NOMEM)
    sink->bad = true;
  else
    st_sink_drop(sink, file, 0, true, st_file_reason(result));
  sink->notes.unsure |= st_file_may_pass(result);
}

static uint32_t newlines(st_str s) {
  uint32_t n = 0;
  const char *p = s.p, *end = s.p + s.n;
  while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) p++, n++;
  return n;
}

static int count(st_large *large, st_sink *sink) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < large->pieces; i++) {
    large->before[i] = n;
    st_buf_clear(&sink->bytes);
    int r = st_file_part(large->fd, (uint64_t)i * ST_PIECE, ST_PIECE, &sink->bytes);
    if (r) return r;
    n += newlines(st_str_of(sink->bytes.p, sink->bytes.n));
  }
  return ST_FILE_READ;
}

static bool is_wide(int fd) {
  unsigned char c[2];
  if (pread(fd, c, 2, 0) != 2) return false;
  return (c[0] == 0xFF && c[1] == 0xFE) || (c[0] == 0xFE && c[1] == 0xFF);
}

void st_large_open(st_large *large, st_sink *sink) {
  int r = st_file_open(large->file->path.p, &large->fd, &large->size);
  if (r) {
    fail(sink, large->file, r);
    return;
  }
  large->whole = is_wide(large->fd);
  if (large->whole && large->size > ST_FILE_MAX) {
    fail(sink, large->file, ST_FILE_LARGE);
    return;
  }
  large->pieces = large->whole ? 1 : (uint32_t)((large->size + ST_PIECE - 1) / ST_PIECE);
  large->before = st_calloc(large->pieces, sizeof *large->before);
  if (!large->before)
    r = ST_FILE_NOMEM;
  else if (!large->whole)
    r = count(large, sink);
  if (!r) return;
  fail(sink, large->file, r);
  large->pieces = 0;
}

void st_large_close(st_large *large) {
  if (large->fd >= 0) close(large->fd);
  st_free(large->before);
  *large = (st_large){.fd = -1};
}

/* Reads on until a newline at or after `at` (in the buffer) or the file's end; true if the line is
 * longer than an article can be. */
static int read_line_end(const st_large *large, uint64_t from, size_t at, st_buf *b,
                         bool *too_long) {
  *too_long = false;
  for (size_t step = LINE_STEP;; step = step < ST_PIECE ? step * 2 : step) {
    if (b->n > at && memchr(b->p + at, '\n', b->n - at)) return ST_FILE_READ;
    size_t n = b->n;
    if (n > at) at = n;
    if (n > (size_t)ST_ARTICLE_MAX + 2 * (size_t)ST_PIECE) {
      *too_long = true;
      return ST_FILE_READ;
    }
    int r = st_file_part(large->fd, from + n, step, b);
    if (r || b->n == n) return r;
  }
}

/* The lines that begin in the piece, of which the bytes from `from` on are in the buffer. */
static st_str own_lines(const st_large *large, uint32_t piece, uint64_t from, st_str bytes,
                        uint32_t *before) {
  uint64_t end = (uint64_t)(piece + 1) * ST_PIECE;
  size_t skip = 0;
  *before = large->before[piece];
  if (piece) {
    const char *newline = memchr(bytes.p, '\n', bytes.n);
    if (!newline || from + (uint64_t)(newline - bytes.p) + 1 >= end) return (st_str){0};
    skip = (size_t)(newline - bytes.p) + 1;
    if (skip > 1) ++*before; /* else it is the last byte of the piece in front */
  }
  size_t at = (size_t)(end - 1 - from);
  const char *newline = bytes.n > at ? memchr(bytes.p + at, '\n', bytes.n - at) : NULL;
  size_t stop = newline ? (size_t)(newline - bytes.p) + 1 : bytes.n;
  return st_str_of(bytes.p + skip, stop - skip);
}

/* Cuts the last line off, which has no end, and says so. */
static void drop_last(const st_large *large, uint32_t before, st_str *lines, st_sink *sink) {
  const char *newline = lines->n ? memrchr(lines->p, '\n', lines->n) : NULL;
  lines->n = newline ? (size_t)(newline - lines->p) + 1 : 0;
  st_sink_drop(sink, large->file, before + newlines(*lines) + 1, false,
                  "a line of more than 64 MiB, too much for an article");
}

void st_large_piece(const st_large *large, uint32_t piece, st_sink *sink) {
  uint64_t from = (uint64_t)piece * ST_PIECE - (piece > 0);
  size_t room = large->whole ? (size_t)large->size : ST_PIECE + (piece > 0);
  st_buf *b = &sink->bytes;
  bool too_long = false;
  st_buf_clear(b);
  int r = st_file_part(large->fd, from, room, b);
  /* A line that fills the piece is another's: no need to find its end. */
  bool none = piece && !memchr(b->p, '\n', b->n ? b->n - 1 : 0);
  if (!r && !large->whole && !none && b->n == room)
    r = read_line_end(large, from, room - 1, b, &too_long);
  if (r) {
    fail(sink, large->file, r);
    return;
  }
  if (large->whole) {
    st_article_file(sink, large->file, st_str_of(b->p, b->n));
    return;
  }
  uint32_t before;
  st_str lines = own_lines(large, piece, from, st_str_of(b->p, b->n), &before);
  if (too_long && lines.n) drop_last(large, before, &lines, sink);
  if (!sink->read_only) st_json_lines(sink, large->file, lines, before);
}
