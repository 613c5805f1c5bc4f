#include "app/session.h"

#include <stdio.h>
#include <unistd.h>

static const uint64_t second = 1000000000u;

void st_ticker_start(st_ticker *t, bool wanted) {
  *t = (st_ticker){.on = wanted && isatty(STDERR_FILENO), .start = uv_hrtime()};
}

void st_ticker_tell(st_ticker *t, const char *verb, uint64_t done, uint64_t all, const char *what) {
  if (!t->on) return;
  uint64_t now = uv_hrtime();
  if (now - t->start < second || now - t->last < second / 10) return;
  st_buf line = {0};
  st_buf_addf(&line, "\r\x1b[K%s ", verb);
  if (all > done) {
    st_count_add(done, &line);
    st_buf_addz(&line, " of ");
  }
  st_count_add(all, &line);
  st_buf_addf(&line, " %s…", what);
  fwrite(line.p, 1, line.n, stderr);
  fflush(stderr);
  st_buf_close(&line);
  t->last = now;
  t->shown = true;
}

void st_ticker_clear(st_ticker *t) {
  if (!t->shown) return;
  FILE *to = t->on_output ? stdout : stderr;
  fputs("\r\x1b[K", to);
  fflush(to);
  t->shown = t->on_output = false;
}
