/* A file system that fails at random, for LD_PRELOAD: opening, reading, listing and asking of what
 * lies below the folder STEMMA_FAULTS_BELOW (or is named relatively) fails with EIO, EMFILE, ENOENT
 * or EINTR, and reads are short. How often stands in the file STEMMA_FAULTS, so that the test
 * changes it while the program runs: two numbers of 32 bits, so many of 65,536, and a seed. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILES = 4096 };

static _Atomic uint32_t *state;
static _Atomic uint32_t calls;
static _Atomic bool ours[MOST_FILES];
static const char *below;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define NEXT(type, name) ((type)(uintptr_t)next(name))

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("STEMMA_FAULTS");
  below = getenv("STEMMA_FAULTS_BELOW");
  int fd = path && below ? NEXT(int (*)(const char *, int, ...), "open")(path, O_RDWR) : -1;
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) state = page;
  if (fd >= 0) close(fd);
}

/* A number that depends on the seed and on how many were asked for before. */
static uint32_t draw(void) {
  uint64_t x = ((uint64_t)state[1] << 32) + ++calls;
  x = (x ^ x >> 31) * 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9u;
  return (uint32_t)(x >> 32);
}

/* Sets errno where this call is to fail. */
static bool fails(void) {
  static const int reasons[] = {EIO, EMFILE, ENOENT, EINTR, EIO, ENOMEM};
  if (!state || !state[0]) return false;
  uint32_t n = draw();
  if ((n & 0xFFFF) >= state[0]) return false;
  errno = reasons[(n >> 16) % (sizeof reasons / sizeof *reasons)];
  return true;
}

static bool is_ours(int folder, const char *path) {
  if (!below || !path) return false;
  if (*path != '/')
    return folder == AT_FDCWD || (folder >= 0 && folder < MOST_FILES && ours[folder]);
  return strncmp(path, below, strlen(below)) == 0;
}

static int keep(int fd, bool own) {
  if (fd >= 0 && fd < MOST_FILES) ours[fd] = own;
  return fd;
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
  bool own = is_ours(folder, path) && !(flags & O_CREAT);
  if (own && fails()) return -1;
  return keep(NEXT(int (*)(int, const char *, int, ...), "openat")(folder, path, flags, mode), own);
}

#define OPEN(name, ...)                                                                            \
  va_list args;                                                                                    \
  va_start(args, flags);                                                                           \
  mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;                                        \
  va_end(args);                                                                                    \
  return open_at(__VA_ARGS__, flags, mode)

int open(const char *path, int flags, ...) { OPEN(open, AT_FDCWD, path); }
int open64(const char *path, int flags, ...) { OPEN(open64, AT_FDCWD, path); }
int openat(int folder, const char *path, int flags, ...) { OPEN(openat, folder, path); }
int openat64(int folder, const char *path, int flags, ...) { OPEN(openat64, folder, path); }

static bool fails_on(int fd) { return fd >= 0 && fd < MOST_FILES && ours[fd] && fails(); }

/* One in three fails, the others are short. */
static bool shorten(int fd, size_t *n) {
  if (*n < 2 || !fails_on(fd)) return false;
  uint32_t how = draw();
  if (how % 3 == 0) return true;
  *n = 1 + how / 3 % (*n < 64 ? *n : 64);
  return false;
}

ssize_t read(int fd, void *to, size_t n) {
  if (shorten(fd, &n)) return -1;
  return NEXT(ssize_t(*)(int, void *, size_t), "read")(fd, to, n);
}

ssize_t pread(int fd, void *to, size_t n, off_t from) {
  if (shorten(fd, &n)) return -1;
  return NEXT(ssize_t(*)(int, void *, size_t, off_t), "pread")(fd, to, n, from);
}

int close(int fd) {
  keep(fd, false);
  return NEXT(int (*)(int), "close")(fd);
}

DIR *opendir(const char *path) {
  bool own = is_ours(AT_FDCWD, path);
  if (own && fails()) return NULL;
  DIR *dir = NEXT(DIR * (*)(const char *), "opendir")(path);
  if (dir) keep(dirfd(dir), own);
  return dir;
}

/* As the kernel does: what was listed before stands. */
struct dirent *readdir(DIR *dir) {
  if (fails_on(dirfd(dir))) return NULL;
  return NEXT(struct dirent * (*)(DIR *), "readdir")(dir);
}

int closedir(DIR *dir) {
  keep(dirfd(dir), false);
  return NEXT(int (*)(DIR *), "closedir")(dir);
}

int stat(const char *restrict path, struct stat *restrict s) {
  if (is_ours(AT_FDCWD, path) && fails()) return -1;
  return NEXT(int (*)(const char *, struct stat *), "stat")(path, s);
}

int lstat(const char *restrict path, struct stat *restrict s) {
  if (is_ours(AT_FDCWD, path) && fails()) return -1;
  return NEXT(int (*)(const char *, struct stat *), "lstat")(path, s);
}

int fstat(int fd, struct stat *s) {
  if (fails_on(fd)) return -1;
  return NEXT(int (*)(int, struct stat *), "fstat")(fd, s);
}

int fstatat(int folder, const char *restrict path, struct stat *restrict s, int flags) {
  if (is_ours(folder, path) && fails()) return -1;
  return NEXT(int (*)(int, const char *, struct stat *, int), "fstatat")(folder, path, s, flags);
}
