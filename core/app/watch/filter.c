/* Which findings are shown: those that the filters let through and that nobody has accepted. */
#include "app/watch/watch.h"

#include "base/alloc.h"
#include "disk/read/file.h"
#include "text/fold.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* --- filters --- */

static void fold(const char *text, st_buf *out) {
  st_fold_text(st_cstr(text), ST_FOLD_CASE | ST_FOLD_MARKS, out);
  st_buf_addc(out, '\0');
}

/* `part` is in the text, however these are written; memory that is out hides nothing. */
static bool holds(const char *text, const st_buf *part) {
  if (!part->n) return true;
  st_buf a = {0}, b = {0}, own = {0};
  st_buf_add(&own, part->p, part->n);
  st_buf_addc(&own, '\0');
  fold(text, &a);
  if (!own.bad) fold(own.p, &b);
  bool good = a.bad || b.bad || own.bad || strstr(a.p, b.p);
  st_buf_close(&a);
  st_buf_close(&b);
  st_buf_close(&own);
  return good;
}

static st_accepted *find(const st_filter *f, const char *id) {
  for (uint32_t i = f->accepted_count; i-- > 0;)
    if (strcmp(f->accepted[i].id, id) == 0) return &f->accepted[i];
  return NULL;
}

bool st_filter_is_accepted(const st_filter *f, const st_kept *k) {
  const st_accepted *a = find(f, k->id);
  return a && a->content == k->content;
}

bool st_filter_shows(const st_filter *f, const st_kept *k) {
  if (k->level < f->level || st_filter_is_accepted(f, k)) return false;
  return holds(k->rule, &f->rule) && holds(k->outlets, &f->outlet);
}

bool st_filter_is_set(const st_filter *f) { return f->level || f->outlet.n || f->rule.n; }

void st_filter_name(const st_filter *f, st_buf *out) {
  static const char *const levels[] = {"", "", "warnings and errors", "errors"};
  const char *between = "only ";
  if (f->outlet.n) {
    st_buf_addf(out, "%soutlet %.*s", between, (int)f->outlet.n, f->outlet.p);
    between = ", ";
  }
  if (f->rule.n) {
    st_buf_addf(out, "%srule %.*s", between, (int)f->rule.n, f->rule.p);
    between = ", ";
  }
  if (f->level) st_buf_addf(out, "%s%s", between, levels[f->level]);
}

/* --- accepted ones --- */

static bool add(st_filter *f, const char *id, uint64_t content) {
  st_accepted *was = find(f, id);
  if (was) {
    was->content = content;
    return true;
  }
  st_accepted *list = st_grow(f->accepted, f->accepted_count + 1, sizeof *list);
  if (!list) return false;
  f->accepted = list;
  st_accepted *to = &list[f->accepted_count++];
  *to = (st_accepted){.content = content};
  memcpy(to->id, id, sizeof to->id - 1);
  return true;
}

/* "ID CONTENT what it says" */
static int read_line(st_filter *f, char *line, unsigned number, st_error *e) {
  char id[17] = "", *end = line + strcspn(line, " ");
  if (!*line || *line == '#') return ST_OK;
  bool good = end - line == 16 && *end == ' ' && strspn(line, "0123456789abcdef") == 16;
  memcpy(id, line, good ? 16 : 0);
  char *rest = good ? end + 1 : line;
  uint64_t content = strtoull(rest, &end, 16);
  if (!good || end == rest || (*end && *end != ' '))
    return st_fail(e, ST_EINPUT, "%s:%u: no accepted finding; is it the right file?", f->file,
                   number);
  return add(f, id, content) ? ST_OK : st_nomem(e);
}

static int read_lines(st_filter *f, char *text, st_error *e) {
  int rc = ST_OK;
  unsigned number = 0;
  for (char *line = text; rc == ST_OK && *line;) {
    char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
    *end = '\0';
    rc = read_line(f, line, ++number, e);
    line = next;
  }
  return rc;
}

int st_filter_open(st_filter *f, const char *file, st_error *e) {
  enum { MOST = 64 << 20 };
  *f = (st_filter){.file = file};
  if (!file) return ST_OK;
  st_buf bytes = {0};
  int r = st_file_read(AT_FDCWD, file, MOST, &bytes);
  int rc = ST_OK;
  st_buf_addc(&bytes, '\0');
  if (bytes.bad)
    rc = st_nomem(e);
  else if (r == ST_FILE_READ)
    rc = read_lines(f, bytes.p, e);
  else if (r != ST_FILE_ERRNO + ENOENT)
    rc = st_fail(e, ST_EIO, "%s: %s", file, st_file_reason(r));
  st_buf_close(&bytes);
  return rc;
}

void st_filter_close(st_filter *f) {
  st_buf_close(&f->outlet);
  st_buf_close(&f->rule);
  st_free(f->accepted);
}

static bool write_all(int fd, const char *p, size_t left) {
  while (left) {
    ssize_t n = write(fd, p, left);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) p += n, left -= (size_t)n;
  }
  return true;
}

/* At the end of the file, on a line of its own; where the disk is full the file stays as it was. */
static bool append(int fd, const st_buf *line) {
  char last = '\n';
  off_t end = lseek(fd, 0, SEEK_END);
  if (end > 0 && pread(fd, &last, 1, end - 1) < 0) return false;
  if (end >= 0 && (last == '\n' || write_all(fd, "\n", 1)) && write_all(fd, line->p, line->n))
    return true;
  int why = errno;
  if (end >= 0 && ftruncate(fd, end) != 0) return false;
  errno = why;
  return false;
}

/* A later line of the same id stands for those before it; 0 takes it back. */
static int write_line(const st_filter *f, const char *id, uint64_t content, const char *what,
                      st_error *e) {
  if (!f->file) return ST_OK;
  st_buf line = {0};
  st_buf_addf(&line, "%s %016" PRIx64 " %s\n", id, content, what);
  if (line.bad) return st_nomem(e);
  int fd = open(f->file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  bool good = fd >= 0 && append(fd, &line);
  int why = errno;
  st_buf_close(&line);
  if (fd >= 0 && close(fd) != 0 && good) good = false, why = errno;
  return good ? ST_OK : st_fail(e, ST_EIO, "%s: %s; it holds for this run", f->file, strerror(why));
}

int st_filter_accept(st_filter *f, const st_kept *k, st_error *e) {
  if (!add(f, k->id, k->content)) return st_nomem(e);
  return write_line(f, k->id, k->content, k->line, e);
}

int st_filter_take_back(st_filter *f, char id[17], st_error *e) {
  *id = '\0';
  if (!f->accepted_count) return ST_OK;
  memcpy(id, f->accepted[--f->accepted_count].id, 17);
  return write_line(f, id, 0, "taken back", e);
}
