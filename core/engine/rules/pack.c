#include "engine/rules/pack.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "disk/read/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_DEPTH = 16, MOST_BYTES = 64 << 20 };

struct st_pack {
  st_arena *arena;
  st_pack_file *files;
  uint32_t count, room;
  st_pack_file *older; /* files that one of a later folder stands for, oldest first */
  uint32_t older_count;
  st_buf notes;
  bool sorted, unsure;
};

st_pack *st_pack_open(void) {
  st_pack *p = st_calloc(1, sizeof *p);
  if (!p) return NULL;
  p->arena = st_arena_open();
  if (p->arena) return p;
  st_free(p);
  return NULL;
}

void st_pack_close(st_pack *p) {
  if (!p) return;
  st_arena_close(p->arena);
  st_free(p->files);
  st_free(p->older);
  st_buf_close(&p->notes);
  st_free(p);
}

static st_pack_file *find_linear(st_pack *p, st_str path) {
  for (uint32_t i = 0; i < p->count; i++)
    if (st_str_equal(p->files[i].path, path)) return &p->files[i];
  return NULL;
}

static st_pack_file *new_file(st_pack *p, st_str path) {
  if (p->count == p->room) {
    uint32_t room = p->room ? p->room * 2 : 64;
    st_pack_file *files = st_grow(p->files, room, sizeof *files);
    if (!files) return NULL;
    p->files = files;
    p->room = room;
  }
  st_str own = st_arena_str(p->arena, path);
  if (!own.p) return NULL;
  p->sorted = false;
  p->files[p->count] = (st_pack_file){.path = own};
  return &p->files[p->count++];
}

static bool keep_older(st_pack *p, const st_pack_file *f) {
  st_pack_file *list = st_grow(p->older, p->older_count + 1, sizeof *list);
  if (!list) return false;
  p->older = list;
  list[p->older_count++] = *f;
  return true;
}

bool st_pack_stands(const st_pack *p, st_str path) {
  for (uint32_t i = 0; i < p->older_count; i++)
    if (st_str_equal(p->older[i].path, path)) return true;
  return false;
}

bool st_pack_restore(st_pack *p, st_str path) {
  for (uint32_t i = p->older_count; i-- > 0;) {
    if (!st_str_equal(p->older[i].path, path)) continue;
    *find_linear(p, path) = p->older[i];
    memmove(p->older + i, p->older + i + 1, (--p->older_count - i) * sizeof *p->older);
    return true;
  }
  return false;
}

void st_pack_remove(st_pack *p, st_str path) {
  st_pack_file *f = find_linear(p, path);
  if (!f) return;
  memmove(f, f + 1, (size_t)(p->files + p->count - f - 1) * sizeof *f);
  p->count--;
}

int st_pack_add_file(st_pack *p, st_str path, st_str shown, st_str bytes, st_error *e) {
  st_pack_file *f = find_linear(p, path);
  if (f && !st_str_equal(f->shown, shown) && !keep_older(p, f)) return st_nomem(e);
  if (!f) f = new_file(p, path);
  if (!f) return st_nomem(e);
  f->shown = st_arena_str(p->arena, shown);
  f->bytes = st_arena_str(p->arena, bytes);
  return f->shown.p && f->bytes.p ? ST_OK : st_nomem(e);
}

/* errno, in words. */
static int cannot_read(st_pack *p, st_error *e) {
  p->unsure = p->unsure || st_file_may_pass(ST_FILE_ERRNO + errno);
  return st_fail(e, ST_EIO, "cannot be read: %s", strerror(errno));
}

/* The error says why, without the file's name. */
static int read_file(st_pack *p, const char *path, st_buf *out, st_error *e) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat s;
  if (fd < 0 || fstat(fd, &s) != 0) {
    int rc = cannot_read(p, e);
    if (fd >= 0) close(fd);
    return rc;
  }
  int rc = ST_OK;
  if (s.st_size > MOST_BYTES) rc = st_fail(e, ST_EINPUT, "is larger than 64 MiB; split it");
  while (rc == ST_OK) {
    if (!st_buf_reserve(out, 1 << 16)) {
      rc = st_nomem(e);
    } else {
      ssize_t n = read(fd, out->p + out->n, 1 << 16);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) rc = cannot_read(p, e);
      if (n <= 0) break;
      out->n += (size_t)n;
    }
  }
  close(fd);
  return rc;
}

static bool wanted(const char *name) {
  st_str s = st_cstr(name);
  return st_str_ends(s, st_cstr(".lua")) || st_str_ends(s, st_cstr(".txt")) ||
         st_str_ends(s, st_cstr(".tsv"));
}

static int add_dir(st_pack *p, const char *dir, const char *prefix, const char *shown, int depth,
                   st_error *e);

static char *join(const char *a, const char *b) {
  st_buf s = {0};
  st_buf_addf(&s, "%s%s%s", a, *a && a[strlen(a) - 1] != '/' ? "/" : "", b);
  st_buf_addc(&s, '\0');
  if (!s.bad) return s.p;
  st_buf_close(&s);
  return NULL;
}

/* A rule that cannot be read says so itself when it is loaded; of anything else a note is kept. */
static int leave_out(st_pack *p, const char *key, const char *shown, const st_error *why,
                     st_error *e) {
  if (why->code == ST_ENOMEM) return st_nomem(e);
  if (!st_str_ends(st_cstr(key), st_cstr(".lua"))) {
    st_buf_addf(&p->notes, "%s: %s; left out", shown, why->message);
    st_buf_addc(&p->notes, '\0');
    return p->notes.bad ? st_nomem(e) : ST_OK;
  }
  char text[sizeof why->message + 32];
  int n = snprintf(text, sizeof text, "error([==[%s]==])", why->message);
  return st_pack_add_file(p, st_cstr(key), st_cstr(shown), st_str_of(text, (size_t)n), e);
}

static int add_file(st_pack *p, const char *path, const char *key, const char *shown, st_error *e) {
  st_buf bytes = {0};
  st_error why = {0};
  int rc = read_file(p, path, &bytes, &why);
  if (rc == ST_OK)
    rc = st_pack_add_file(p, st_cstr(key), st_cstr(shown), st_str_of(bytes.p, bytes.n), e);
  else
    rc = leave_out(p, key, shown, &why, e);
  st_buf_close(&bytes);
  return rc;
}

static int add_entry(st_pack *p, const char *name, char *path, char *key, char *shown, int depth,
                     st_error *e) {
  struct stat s;
  st_error why = {0};
  if (!path || !key || !shown) return st_nomem(e);
  bool there = stat(path, &s) == 0;
  if (there && S_ISDIR(s.st_mode)) {
    int rc = add_dir(p, path, key, shown, depth + 1, &why);
    return rc == ST_OK ? rc : leave_out(p, key, shown, &why, e);
  }
  if (!wanted(name)) return ST_OK;
  if (there) return S_ISREG(s.st_mode) ? add_file(p, path, key, shown, e) : ST_OK;
  cannot_read(p, &why);
  return leave_out(p, key, shown, &why, e);
}

static int add_dir(st_pack *p, const char *dir, const char *prefix, const char *shown, int depth,
                   st_error *e) {
  if (depth > MOST_DEPTH)
    return st_fail(e, ST_EINPUT, "folders more than %d deep; is it a loop of links?", MOST_DEPTH);
  DIR *d = opendir(dir);
  if (!d) return cannot_read(p, e);
  int rc = ST_OK;
  for (struct dirent *x; errno = 0, rc == ST_OK && (x = readdir(d));) {
    if (x->d_name[0] == '.') continue;
    char *path = join(dir, x->d_name), *key = join(prefix, x->d_name),
         *name = join(shown, x->d_name);
    rc = add_entry(p, x->d_name, path, key, name, depth, e);
    st_free(path);
    st_free(key);
    st_free(name);
  }
  if (rc == ST_OK && errno) rc = cannot_read(p, e);
  closedir(d);
  return rc;
}

int st_pack_add_dir(st_pack *p, const char *dir, const char *prefix, const char *shown,
                    st_error *e) {
  st_error why = {0};
  int rc = add_dir(p, dir, prefix, shown, 0, &why);
  return rc == ST_OK ? rc : st_fail(e, rc, "%s: %s", shown, why.message);
}

bool st_pack_unsure(const st_pack *p) { return p->unsure; }

st_str st_pack_notes(const st_pack *p) { return st_str_of(p->notes.p, p->notes.n); }

static int by_path(const void *a, const void *b) {
  return st_str_compare(((const st_pack_file *)a)->path, ((const st_pack_file *)b)->path);
}

const st_pack_file *st_pack_files(st_pack *p, uint32_t *count) {
  if (!p->sorted && p->count) qsort(p->files, p->count, sizeof *p->files, by_path);
  p->sorted = true;
  *count = p->count;
  return p->files;
}

const st_pack_file *st_pack_find(st_pack *p, st_str path) { return find_linear(p, path); }

uint64_t st_pack_hash(st_pack *p, st_str prefix) {
  uint32_t n;
  uint64_t h = 0;
  const st_pack_file *files = st_pack_files(p, &n);
  for (uint32_t i = 0; i < n; i++)
    if (st_str_starts(files[i].path, prefix))
      h = st_hash_mix(st_hash_mix(h, st_hash_str(files[i].path)), st_hash_str(files[i].bytes));
  return h;
}
