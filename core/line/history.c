#include "line/history.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const char *path, const char *what, st_error *e) {
  return st_fail(e, ST_EIO, "%s: cannot be %s: %s", path, what, strerror(errno));
}

static int read_file(const char *path, st_buf *out, st_error *e) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? ST_OK : failed(path, "read", e);
  ssize_t n = 1;
  while (n > 0 && st_buf_reserve(out, 1 << 16))
    if ((n = read(fd, out->p + out->n, out->room - out->n)) > 0) out->n += (size_t)n;
  int rc = n < 0 ? failed(path, "read", e) : out->bad ? st_nomem(e) : ST_OK;
  close(fd);
  return rc;
}

static void unfold(st_str line, st_buf *out) {
  st_buf_clear(out);
  for (size_t i = 0; i < line.n; i++) {
    bool escape = line.p[i] == '\\' && i + 1 < line.n;
    st_buf_addc(out, !escape ? line.p[i] : line.p[i + 1] == 'n' ? '\n' : line.p[i + 1]);
    i += escape;
  }
}

static void fold(st_str entry, st_buf *out) {
  for (size_t i = 0; i < entry.n; i++) {
    if (entry.p[i] == '\\') st_buf_addc(out, '\\');
    if (entry.p[i] == '\n')
      st_buf_addz(out, "\\n");
    else
      st_buf_addc(out, entry.p[i]);
  }
  st_buf_addc(out, '\n');
}

/* The text from the last `most` lines on. */
static st_str last_lines(st_str text, size_t most) {
  size_t at = text.n;
  while (at > 0) {
    if (at < text.n && text.p[at - 1] == '\n' && --most == 0) break;
    at--;
  }
  return (st_str){text.p + at, text.n - at};
}

int st_history_read(const char *path, void (*each)(void *context, st_str entry), void *context,
                    st_error *e) {
  st_buf text = {0}, entry = {0};
  int rc = read_file(path, &text, e);
  st_str rest = last_lines((st_str){text.p, text.n}, ST_HISTORY_MOST);
  while (rc == ST_OK && rest.n) {
    const char *end = memchr(rest.p, '\n', rest.n);
    size_t n = end ? (size_t)(end - rest.p) : rest.n;
    unfold((st_str){rest.p, n}, &entry);
    if (!entry.bad && entry.n) each(context, (st_str){entry.p, entry.n});
    rest = (st_str){rest.p + n + (end != NULL), rest.n - n - (end != NULL)};
  }
  if (entry.bad) rc = st_nomem(e);
  st_buf_close(&entry);
  st_buf_close(&text);
  return rc;
}

static size_t count_lines(const st_buf *text) {
  size_t n = 0;
  for (size_t i = 0; i < text->n; i++) n += text->p[i] == '\n';
  return n;
}

/* Written beside and renamed, so that another session never sees half of it. */
static int replace(const char *path, st_str text, st_error *e) {
  st_buf beside = {0};
  st_buf_addf(&beside, "%s.%ld", path, (long)getpid());
  st_buf_addc(&beside, '\0');
  if (beside.bad) return st_nomem(e);
  int fd = open(beside.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool good = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n;
  if (fd >= 0) good &= close(fd) == 0;
  int rc = good && rename(beside.p, path) == 0 ? ST_OK : failed(path, "written", e);
  st_buf_close(&beside);
  return rc;
}

static int cut(const char *path, st_error *e) {
  st_buf text = {0};
  int rc = read_file(path, &text, e);
  if (rc == ST_OK && count_lines(&text) > 2 * ST_HISTORY_MOST)
    rc = replace(path, last_lines((st_str){text.p, text.n}, ST_HISTORY_MOST), e);
  st_buf_close(&text);
  return rc;
}

int st_history_add(const char *path, st_str entry, st_error *e) {
  st_buf line = {0};
  fold(entry, &line);
  int fd = line.bad ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  int rc = line.bad ? st_nomem(e) : fd < 0 ? failed(path, "written", e) : ST_OK;
  if (rc == ST_OK && write(fd, line.p, line.n) != (ssize_t)line.n)
    rc = failed(path, "written", e);
  off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
  if (fd >= 0) close(fd);
  st_buf_close(&line);
  /* A look at its size saves reading it each time. */
  return rc == ST_OK && size > (off_t)(1 << 18) ? cut(path, e) : rc;
}

int st_history_folder(const char *path, st_error *e) {
  char *own = st_strndup(path, strlen(path));
  if (!own) return st_nomem(e);
  int rc = ST_OK;
  for (char *at = own + 1; rc == ST_OK && (at = strchr(at, '/')); at++) {
    *at = '\0';
    if (mkdir(own, 0700) != 0 && errno != EEXIST) rc = failed(own, "made", e);
    *at = '/';
  }
  st_free(own);
  return rc;
}
