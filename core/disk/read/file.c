#include "disk/read/file.h"

#include "disk/note.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for nearly every article, so that it takes one read and a second that finds the end. */
enum { FIRST_READ = 256 << 10 };

/* O_NONBLOCK: a FIFO that took the file's place must not hold up a thread. */
static int open_file(int folder, const char *path) {
  int fd;
  do fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  while (fd < 0 && errno == EINTR);
  return fd;
}

static int read_some(int fd, st_buf *out, size_t n, size_t *got) {
  ssize_t r;
  do r = read(fd, out->p + out->n, n);
  while (r < 0 && errno == EINTR);
  if (r < 0) return ST_FILE_ERRNO + errno;
  *got = (size_t)r;
  out->n += *got;
  return ST_FILE_READ;
}

/* Called when the first room was too small, or at the start of what may be no regular file. */
static int reserve_rest(int fd, size_t limit, st_buf *out) {
  struct stat st;
  if (fstat(fd, &st) < 0) return ST_FILE_ERRNO + errno;
  if (!S_ISREG(st.st_mode)) return ST_FILE_SPECIAL;
  if ((uint64_t)st.st_size > limit) return ST_FILE_LARGE;
  size_t more = (size_t)st.st_size > out->n ? (size_t)st.st_size - out->n : 0;
  return st_buf_reserve(out, more + FIRST_READ) ? ST_FILE_READ : ST_FILE_NOMEM;
}

static int read_all(int fd, size_t limit, st_buf *out) {
  if (!st_buf_reserve(out, FIRST_READ)) return ST_FILE_NOMEM;
  size_t room = FIRST_READ;
  for (;;) {
    size_t got = 0;
    int r = read_some(fd, out, room, &got);
    if (r || got == 0) return r;
    if (out->n > limit) return ST_FILE_LARGE;
    room -= got;
    if (room) continue;
    if ((r = reserve_rest(fd, limit, out))) return r;
    room = out->room - out->n;
  }
}

int st_file_read(int folder, const char *path, size_t limit, st_buf *out) {
  st_buf_clear(out);
  int fd = open_file(folder, path);
  if (fd < 0) return ST_FILE_ERRNO + errno;
  int r = read_all(fd, limit, out);
  close(fd);
  return r;
}

int st_file_read_stream(int fd, size_t limit, st_buf *out) {
  st_buf_clear(out);
  for (size_t got = 1; got;) {
    if (!st_buf_reserve(out, FIRST_READ)) return ST_FILE_NOMEM;
    int r = read_some(fd, out, FIRST_READ, &got);
    if (r) return r;
    if (out->n > limit) return ST_FILE_LARGE;
  }
  return ST_FILE_READ;
}

int st_file_open(const char *path, int *fd, uint64_t *size) {
  struct stat st;
  *fd = open_file(AT_FDCWD, path);
  if (*fd < 0) return ST_FILE_ERRNO + errno;
  int r = fstat(*fd, &st) < 0   ? ST_FILE_ERRNO + errno
          : S_ISREG(st.st_mode) ? ST_FILE_READ
                                : ST_FILE_SPECIAL;
  if (r == ST_FILE_READ) {
    *size = (uint64_t)st.st_size;
    return r;
  }
  close(*fd);
  *fd = -1;
  return r;
}

int st_file_part(int fd, uint64_t from, size_t n, st_buf *out) {
  if (!st_buf_reserve(out, n)) return ST_FILE_NOMEM;
  while (n) {
    ssize_t r = pread(fd, out->p + out->n, n, (off_t)from);
    if (r < 0 && errno == EINTR) continue;
    if (r < 0) return ST_FILE_ERRNO + errno;
    if (r == 0) break;
    out->n += (size_t)r;
    from += (uint64_t)r;
    n -= (size_t)r;
  }
  return ST_FILE_READ;
}

bool st_file_may_pass(int result) {
  static const int lasting[] = {ENOENT, EACCES, EPERM, ENOTDIR, ELOOP, EISDIR, ENAMETOOLONG};
  for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++)
    if (result == ST_FILE_ERRNO + lasting[i]) return false;
  return result >= ST_FILE_ERRNO;
}

const char *st_file_reason(int result) {
  switch (result) {
  case ST_FILE_READ: return "read";
  case ST_FILE_LARGE: return "too large for an article";
  case ST_FILE_SPECIAL: return "no regular file";
  case ST_FILE_NOMEM: return "out of memory";
  case ST_FILE_ERRNO + ENOENT: return ST_MISSING;
  case ST_FILE_ERRNO + EACCES: return "permission denied";
  case ST_FILE_ERRNO + ENOTDIR: return "its path leads through a file";
  case ST_FILE_ERRNO + ELOOP: return "links lead in a circle";
  /* strerror's other texts are short, plain and static in the C locale. */
  default:
    return strerrordesc_np(result - ST_FILE_ERRNO) ? strerrordesc_np(result - ST_FILE_ERRNO)
                                                   : "cannot be read";
  }
}
