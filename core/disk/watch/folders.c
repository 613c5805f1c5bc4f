/* The folders that the system watches, each under the names it is known by.
 *
 * It watches inodes: a folder that two links lead to is one to it, and one that is moved keeps its
 * number. So names are kept beside the number, and taken away by path. */
#include "base/alloc.h"
#include "base/buf.h"
#include "disk/read/file.h"
#include "disk/watch/own.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

/* More names for one folder than this are left to the look at all that follows a change of links.
 */
enum { MOST_DEPTH = 64, MOST_VIEWS = 8 };

static long limit = -1;

void st_watch_limit(long folders) { limit = folders; }

/* What is not there, or may not be looked into, is nothing that was missed. */
static void doubt(st_folders *f) { f->doubt = f->doubt || st_file_may_pass(ST_FILE_ERRNO + errno); }

static void close_view(st_view *v) {
  st_free(v->path);
  st_free(v->name);
}

static void close_watched(st_watched *x) {
  for (uint32_t i = 0; i < x->view_count; i++) close_view(&x->views[i]);
  st_free(x->views);
}

void st_folders_close(st_folders *f) {
  for (uint32_t i = 0; i < f->count; i++) close_watched(&f->items[i]);
  st_free(f->items);
  st_links_close(&f->links);
  *f = (st_folders){0};
}

/* --- by number --- */

static uint32_t place_of(const st_folders *f, int number) {
  uint32_t low = 0, high = f->count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (f->items[mid].number < number)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

st_watched *st_folders_find(const st_folders *f, int number) {
  uint32_t at = place_of(f, number);
  return at < f->count && f->items[at].number == number ? &f->items[at] : NULL;
}

bool st_folders_has(const st_folders *f, const char *path) {
  for (uint32_t i = 0; i < f->count; i++)
    for (uint32_t k = 0; k < f->items[i].view_count; k++)
      if (!f->items[i].views[k].name && strcmp(f->items[i].views[k].path, path) == 0) return true;
  return false;
}

static st_watched *take_up(st_folders *f, int number) {
  uint32_t at = place_of(f, number);
  if (at < f->count && f->items[at].number == number) return &f->items[at];
  if (f->count == f->room) {
    uint32_t room = f->room ? f->room * 2 : 64;
    st_watched *items = st_grow(f->items, room, sizeof *items);
    if (!items) return NULL;
    f->items = items;
    f->room = room;
  }
  memmove(f->items + at + 1, f->items + at, (f->count++ - at) * sizeof *f->items);
  f->items[at] = (st_watched){.number = number};
  return &f->items[at];
}

void st_folders_forget(st_folders *f, int number) {
  st_watched *x = st_folders_find(f, number);
  if (!x) return;
  close_watched(x);
  uint32_t at = (uint32_t)(x - f->items);
  memmove(x, x + 1, (--f->count - at) * sizeof *x);
}

/* --- views --- */

bool st_watch_below(const char *path, const char *dir) {
  size_t n = strlen(dir);
  if (strcmp(dir, ".") == 0) return *path != '/' && strncmp(path, "..", 2) != 0;
  if (n && dir[n - 1] == '/') n--;
  return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool same_name(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

enum seen { SEEN_NEW, SEEN_AGAIN, SEEN_BEFORE, SEEN_LOOP };

/* Whether this name of the folder has still to be gone into. */
static enum seen add_view(st_folders *f, st_watched *x, const char *path, const char *name) {
  for (uint32_t i = 0; i < x->view_count; i++) {
    st_view *v = &x->views[i];
    if (strcmp(v->path, path) == 0 && same_name(v->name, name)) {
      bool before = v->round == f->round;
      v->round = f->round;
      return before ? SEEN_BEFORE : SEEN_AGAIN;
    }
    /* Where all is looked at anew, what was found before may have moved. */
    bool holds = v->round == f->round || !f->anew;
    if (!name && !v->name && holds && st_watch_below(path, v->path)) return SEEN_LOOP;
  }
  if (x->view_count >= MOST_VIEWS && !name) return SEEN_LOOP;
  st_view *views = st_grow(x->views, x->view_count + 1, sizeof *views);
  if (views) x->views = views;
  st_view v = {st_strndup(path, strlen(path)), name ? st_strndup(name, strlen(name)) : NULL,
               f->round};
  if (!views || !v.path || (name && !v.name)) {
    close_view(&v);
    f->bad = true;
    return SEEN_LOOP;
  }
  x->views[x->view_count++] = v;
  return SEEN_NEW;
}

/* False where the folder is not there, or its name needs no going into. */
static bool watch_one(st_folders *f, const char *folder, const char *path, const char *name,
                      bool *there) {
  int number = -1;
  errno = ENOSPC;
  if (f->system && (limit < 0 || f->count < (uint32_t)limit))
    number = f->kind->watch(f->system, folder);
  *there = number >= 0 || errno == ENOSPC || errno == EACCES;
  if (number < 0) {
    if (errno == ENOSPC || errno == ENOMEM)
      f->full = true;
    else
      doubt(f);
    return false;
  }
  st_watched *x = take_up(f, number);
  if (!x) f->bad = true;
  enum seen seen = x ? add_view(f, x, path, name) : SEEN_LOOP;
  return seen == SEEN_NEW || seen == SEEN_AGAIN;
}

static void watch_name(st_folders *f, const char *path, const char *real) {
  bool there;
  char *folder = st_strndup(real, strlen(real));
  char *slash = folder ? strrchr(folder, '/') : NULL;
  if (!folder) f->bad = true;
  if (folder && !slash)
    watch_one(f, ".", path, folder, &there);
  else if (folder && slash == folder)
    watch_one(f, "/", path, slash + 1, &there);
  else if (folder) {
    *slash = '\0';
    watch_one(f, folder, path, slash + 1, &there);
  }
  st_free(folder);
}

static void watch_target(st_folders *f, const char *path) {
  if (!st_links_add(&f->links, path, f->round)) f->bad = true; /* before its target is looked for */
  char *real = realpath(path, NULL);
  if (real)
    watch_name(f, path, real);
  else
    doubt(f);
  free(real);
}

void st_folders_add_file(st_folders *f, const char *path) {
  struct stat s;
  watch_name(f, path, path);
  bool there = lstat(path, &s) == 0;
  if (!there) doubt(f);
  if (there && S_ISLNK(s.st_mode)) watch_target(f, path);
}

static bool watch_tree(st_folders *f, const char *path, int depth);

char *st_watch_join(const char *folder, const char *name) {
  st_buf b = {0};
  size_t n = strlen(folder);
  bool here = strcmp(folder, ".") == 0;
  st_buf_addf(&b, "%s%s%s", here ? "" : folder, here || folder[n - 1] == '/' ? "" : "/", name);
  st_buf_addc(&b, '\0');
  if (!b.bad) return b.p;
  st_buf_close(&b);
  return NULL;
}

/* Its kind as stat or lstat has it; 0 where it is not there. */
static mode_t kind_of(st_folders *f, const char *path, bool follow) {
  struct stat s;
  if ((follow ? stat(path, &s) : lstat(path, &s)) == 0) return s.st_mode & S_IFMT;
  doubt(f);
  return 0;
}

static void watch_entry(st_folders *f, const char *in, const struct dirent *d, int depth) {
  if (d->d_name[0] == '.' || d->d_type == DT_REG) return;
  char *path = st_watch_join(in, d->d_name);
  if (!path) {
    f->bad = true;
    return;
  }
  mode_t kind = d->d_type == DT_DIR   ? S_IFDIR
                : d->d_type == DT_LNK ? S_IFLNK
                                      : kind_of(f, path, false);
  if (kind == S_IFLNK) watch_target(f, path);
  if (kind == S_IFDIR || (kind == S_IFLNK && kind_of(f, path, true) == S_IFDIR))
    watch_tree(f, path, depth + 1);
  st_free(path);
}

/* Watched first and listed then: what comes in between is listed, what comes later is told. */
static bool watch_tree(st_folders *f, const char *path, int depth) {
  bool there;
  if (depth > MOST_DEPTH || !watch_one(f, path, path, NULL, &there)) return depth > 0 || there;
  DIR *dir = opendir(path);
  if (!dir) {
    doubt(f);
    return true;
  }
  for (struct dirent *d; errno = 0, (d = readdir(dir));) watch_entry(f, path, d, depth);
  if (errno) doubt(f);
  closedir(dir);
  return true;
}

bool st_folders_add(st_folders *f, const char *path) { return watch_tree(f, path, 0); }

/* --- taking away --- */

static void keep_views(st_folders *f,
                       bool (*gone)(const st_folders *, const st_view *, const char *),
                       const char *path) {
  uint32_t left = 0;
  for (uint32_t i = 0; i < f->count; i++) {
    st_watched *x = &f->items[i];
    uint32_t kept = 0;
    for (uint32_t k = 0; k < x->view_count; k++) {
      if (gone(f, &x->views[k], path))
        close_view(&x->views[k]);
      else
        x->views[kept++] = x->views[k];
    }
    x->view_count = kept;
    if (kept) {
      f->items[left++] = *x;
      continue;
    }
    f->kind->forget(f->system, x->number);
    st_free(x->views);
  }
  f->count = left;
}

static bool is_below(const st_folders *f, const st_view *v, const char *path) {
  (void)f;
  return st_watch_below(v->path, path);
}

static bool is_old(const st_folders *f, const st_view *v, const char *path) {
  (void)path;
  return v->round != f->round;
}

void st_folders_drop(st_folders *f, const char *path) {
  keep_views(f, is_below, path);
  st_links_drop(&f->links, path);
}

void st_folders_drop_old(st_folders *f) {
  keep_views(f, is_old, NULL);
  st_links_drop_old(&f->links, f->round);
}
