/* What is to be run without a terminal: -e, a script, standard input. */
#include "app/repl/repl.h"
#include "base/alloc.h"
#include "bind/eval/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int read_all(int fd, const char *name, st_buf *out, st_error *e) {
  ssize_t n = 1;
  while (n != 0 && st_buf_reserve(out, 1 << 16)) {
    n = read(fd, out->p + out->n, out->room - out->n);
    if (n < 0 && errno != EINTR)
      return st_fail(e, ST_EUSE, "%s: cannot be read: %s", name, strerror(errno));
    if (n > 0) out->n += (size_t)n;
  }
  return out->bad ? st_nomem(e) : ST_OK;
}

/* Each chunk is an input of its own, so that each prints its value, as typed. */
static int split(st_repl *r, st_str text, st_error *e) {
  int rc = ST_OK;
  for (size_t begin = 0, at = 0; rc == ST_OK && at < text.n;) {
    const char *end = memchr(text.p + at, '\n', text.n - at);
    at = end ? (size_t)(end - text.p) + 1 : text.n;
    size_t n = at - begin - (end != NULL);
    st_str chunk = {text.p + begin, n};
    if (at < text.n && !(n && chunk.p[0] == ':') && !st_chunk_is_whole(chunk)) continue;
    if (n) rc = st_repl_input(r, "line", "=stdin", chunk, e);
    begin = at;
  }
  return rc;
}

static int from_input(st_repl *r, st_error *e) {
  st_buf text = {0};
  int rc = read_all(STDIN_FILENO, "standard input", &text, e);
  if (rc == ST_OK) rc = split(r, st_str_of(text.p, text.n), e);
  st_buf_close(&text);
  return rc;
}

/* A first row that begins with "#" is the shell's; its break stays, so that rows are counted. */
static int from_file(st_repl *r, const char *path, st_error *e) {
  st_buf text = {0}, name = {0};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return st_fail(e, ST_EUSE, "%s: cannot be read: %s", path, strerror(errno));
  int rc = read_all(fd, path, &text, e);
  close(fd);
  const char *end = text.n && text.p[0] == '#' ? memchr(text.p, '\n', text.n) : NULL;
  size_t skip = end ? (size_t)(end - text.p) : 0;
  st_buf_addf(&name, "@%s", path);
  st_buf_addc(&name, '\0');
  if (rc == ST_OK && name.bad) rc = st_nomem(e);
  if (rc == ST_OK)
    rc = st_repl_input(r, "script", name.p, st_str_of(text.p + skip, text.n - skip), e);
  st_buf_close(&text);
  st_buf_close(&name);
  return rc;
}

int st_script_inputs(st_repl *r, st_error *e) {
  const st_options *o = r->s->options;
  int rc = ST_OK;
  if (o->command == ST_CMD_RUN) return from_file(r, o->arguments.items[0], e);
  for (uint32_t i = 0; rc == ST_OK && i < o->codes.count; i++)
    rc = st_repl_input(r, "line", "=-e", st_cstr(o->codes.items[i]), e);
  return o->codes.count ? rc : from_input(r, e);
}
