#include "app/print/out.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 17, LOOK_MS = 100 };

/* Waits until a write of PIPE_BUF bytes does not wait any more. */
static void wait_for_room(st_out *out) {
  struct pollfd p = {.fd = out->fd, .events = POLLOUT};
  while (!out->failed && poll(&p, 1, LOOK_MS) <= 0)
    if (out->given_up()) out->failed = EPIPE;
}

static ssize_t write_some(st_out *out, const char *p, size_t n) {
  if (!out->given_up) return write(out->fd, p, n);
  wait_for_room(out);
  if (out->failed) return 0;
  return write(out->fd, p, n < PIPE_BUF ? n : PIPE_BUF);
}

static void flush(st_out *out) {
  const char *p = out->buf.p;
  size_t left = out->buf.n;
  while (left > 0 && !out->failed) {
    ssize_t n = write_some(out, p, left);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      out->failed = errno;
    else
      p += n, left -= (size_t)n;
  }
  st_buf_clear(&out->buf);
}

bool st_out_poll(st_out *out) {
  if (out->buf.n >= PIECE) flush(out);
  return !out->failed && !out->buf.bad;
}

bool st_out_flush(st_out *out) {
  flush(out);
  return !out->failed && !out->buf.bad;
}

int st_out_end(st_out *out, st_error *e) {
  bool bad = out->buf.bad;
  flush(out);
  st_buf_close(&out->buf);
  if (bad) return st_nomem(e);
  if (out->failed && out->failed != EPIPE)
    return st_fail(e, ST_EIO, "standard output: %s", strerror(out->failed));
  return ST_OK;
}
