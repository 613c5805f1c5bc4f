#include "disk/walk/walk_own.h"

#include "base/alloc.h"
#include "disk/read/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder still to be walked. They are taken in the order of their paths, so that a folder which
 * several links lead to, or a link leads back to, is walked once and under its first name: what is
 * found below a folder always sorts after it. */
typedef struct pending {
  st_str path;
  const st_folder *outer;
} pending;

typedef struct walker {
  st_walk *walk;
  st_notes *notes;
  pending *heap;
  size_t count, room;
  st_ids seen;
  st_buf path; /* for putting names together */
  bool bad;    /* memory ran out */
} walker;

static bool bad(walker *w) {
  w->bad = true;
  return false;
}

/* Of equal paths first the one found in a folder: that folder's metadata hold for it too. */
static bool before(const pending *a, const pending *b) {
  int c = st_str_compare(a->path, b->path);
  return c ? c < 0 : a->outer && !b->outer;
}

static void swap(pending *a, pending *b) {
  pending t = *a;
  *a = *b;
  *b = t;
}

static bool push(walker *w, st_str path, const st_folder *outer) {
  if (w->count == w->room) {
    size_t room = w->room ? w->room * 2 : 64;
    pending *heap = st_grow(w->heap, room, sizeof *heap);
    if (!heap) return bad(w);
    w->heap = heap;
    w->room = room;
  }
  size_t i = w->count++;
  w->heap[i] = (pending){path, outer};
  for (; i && before(&w->heap[i], &w->heap[(i - 1) / 2]); i = (i - 1) / 2)
    swap(&w->heap[i], &w->heap[(i - 1) / 2]);
  return true;
}

static pending pop(walker *w) {
  pending top = w->heap[0];
  w->heap[0] = w->heap[--w->count];
  for (size_t i = 0, child; (child = 2 * i + 1) < w->count; i = child) {
    if (child + 1 < w->count && before(&w->heap[child + 1], &w->heap[child])) child++;
    if (!before(&w->heap[child], &w->heap[i])) break;
    swap(&w->heap[child], &w->heap[i]);
  }
  return top;
}

/* A path as it is printed: nearly always itself. */
static st_str shown(walker *w, st_str path) {
  if (st_path_plain(path)) return path;
  st_buf b = {0};
  st_path_show(path, &b);
  st_str s = b.bad ? (st_str){0} : st_arena_str(w->walk->arena, st_str_of(b.p, b.n));
  st_buf_close(&b);
  if (!s.p) bad(w);
  return s.p ? s : path;
}

static void note(walker *w, st_str path, bool argument, const char *reason) {
  st_notes_add(w->notes, shown(w, path), 0, argument, "%s; left out", reason);
}

static bool add_file(walker *w, const st_file *f) {
  st_walk *walk = w->walk;
  if (walk->file_count == walk->file_room) {
    size_t room = walk->file_room ? walk->file_room * 2 : 256;
    st_file *files = st_grow(walk->files, room, sizeof *files);
    if (!files) return bad(w);
    walk->files = files;
    walk->file_room = room;
  }
  st_file *to = &walk->files[walk->file_count++];
  *to = *f;
  to->doc = shown(w, to->path);
  return !w->bad;
}

static st_folder *add_folder(walker *w, st_str path, const st_folder *outer) {
  st_walk *walk = w->walk;
  if (walk->folder_count == walk->folder_room) {
    size_t room = walk->folder_room ? walk->folder_room * 2 : 64;
    st_folder **folders = st_grow(walk->folders, room, sizeof *folders);
    if (!folders) return bad(w), NULL;
    walk->folders = folders;
    walk->folder_room = room;
  }
  st_folder *f = st_arena_get(walk->arena, sizeof *f);
  if (!f) return bad(w), NULL;
  *f = (st_folder){.outer = outer, .path = path, .group = path.n ? shown(w, path) : st_cstr("./")};
  return walk->folders[walk->folder_count++] = f;
}

/* The folder's path and a name in it, in the arena. */
static st_str join(walker *w, st_str folder, st_str name, bool slash) {
  st_buf_clear(&w->path);
  st_buf_adds(&w->path, folder);
  st_buf_adds(&w->path, name);
  if (slash) st_buf_addc(&w->path, '/');
  st_str s =
      w->path.bad ? (st_str){0} : st_arena_str(w->walk->arena, st_str_of(w->path.p, w->path.n));
  if (!s.p) bad(w);
  return s;
}

static void found_file(walker *w, st_folder *in, st_str name, st_id id, bool exact) {
  if (st_path_is_meta(name)) in->has_meta = true;
  enum st_format format = st_path_format(name);
  if (format == ST_FORMAT_OTHER || st_path_never_article(name) || st_path_is_readme(name)) return;
  st_str path = join(w, in->path, name, false);
  if (!path.p) return;
  add_file(w, &(st_file){.path = path,
                         .folder = in,
                         .name = st_str_of(path.p + in->path.n, name.n),
                         .id = id,
                         .exact = exact,
                         .format = (uint8_t)format});
}

/* Links are followed, and some file systems do not say what an entry is. */
static void found_unknown(walker *w, int dir, st_folder *in, st_str name) {
  struct stat st;
  if (fstatat(dir, name.p, &st, 0) < 0) {
    int error = errno;
    w->walk->twice = true; /* what it leads to may come */
    w->notes->unsure |= st_file_may_pass(ST_FILE_ERRNO + error);
    if (st_path_format(name) == ST_FORMAT_OTHER || st_path_never_article(name)) return;
    st_str path = join(w, in->path, name, false);
    if (!path.p) return;
    note(w, path, false,
         error == ENOENT ? "links to nothing" : st_file_reason(ST_FILE_ERRNO + error));
  } else if (S_ISDIR(st.st_mode)) {
    st_str path = join(w, in->path, name, true);
    if (path.p) push(w, path, in);
  } else if (S_ISREG(st.st_mode)) {
    found_file(w, in, name, (st_id){(uint64_t)st.st_dev, (uint64_t)st.st_ino}, true);
  }
}

static void found(walker *w, int dir, uint64_t dev, st_folder *in, const struct dirent *d) {
  st_str name = st_cstr(d->d_name);
  if (*d->d_name == '.') return; /* hidden, itself, or the one above */
  if (d->d_type == DT_REG) {
    found_file(w, in, name, (st_id){dev, (uint64_t)d->d_ino}, false);
  } else if (d->d_type == DT_DIR) {
    st_str path = join(w, in->path, name, true);
    if (path.p) push(w, path, in);
  } else if (d->d_type == DT_LNK || d->d_type == DT_UNKNOWN) {
    found_unknown(w, dir, in, name);
  }
}

static int list(walker *w, DIR *dir, uint64_t dev, st_folder *folder) {
  struct dirent *d;
  while (errno = 0, (d = readdir(dir)) && !w->bad) found(w, dirfd(dir), dev, folder, d);
  return errno;
}

/* Its path without the slash at the end, as an argument would have it. */
static st_str bare(st_str path) {
  if (path.n == 0) return st_cstr(".");
  return path.n > 1 ? st_str_of(path.p, path.n - 1) : path;
}

static void walk_folder(walker *w, const pending *p) {
  struct stat st;
  uint32_t found_at;
  int fd = open(p->path.n ? p->path.p : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  DIR *dir = fd < 0 || fstat(fd, &st) < 0 ? NULL : fdopendir(fd);
  int error = errno;
  if (!dir) {
    if (fd >= 0) close(fd);
    w->notes->unsure |= st_file_may_pass(ST_FILE_ERRNO + error);
    note(w, bare(p->path), !p->outer, st_file_reason(ST_FILE_ERRNO + error));
    return;
  }
  int isnew = st_ids_add(&w->seen, (st_id){(uint64_t)st.st_dev, (uint64_t)st.st_ino}, 0, &found_at);
  if (isnew < 0) bad(w);
  if (isnew == 0) w->walk->twice = true;
  st_folder *folder = isnew > 0 ? add_folder(w, p->path, p->outer) : NULL;
  error = folder ? list(w, dir, (uint64_t)st.st_dev, folder) : 0;
  closedir(dir);
  if (!error) return;
  w->notes->unsure |= st_file_may_pass(ST_FILE_ERRNO + error);
  note(w, bare(p->path), !p->outer, st_file_reason(ST_FILE_ERRNO + error));
}

/* meta.ndjson as an argument (FOLDER/ * names it too) speaks for the files named beside it. */
static void named_meta(walker *w, st_str path) {
  st_folder *f = add_folder(w, st_str_of(path.p, path.n - st_path_name(path).n), NULL);
  if (!f) return;
  f->has_meta = true;
  w->walk->named_folders++;
}

static void argument_file(walker *w, st_str path, const struct stat *st) {
  st_str name = st_path_name(path);
  if (st_path_never_article(name)) return;
  add_file(w, &(st_file){.path = path,
                         .name = name,
                         .id = {(uint64_t)st->st_dev, (uint64_t)st->st_ino},
                         .exact = true,
                         .argument = true,
                         .format = (uint8_t)st_path_format(name)});
}

static void argument_folder(walker *w, st_str path) {
  bool here = st_str_equal(path, st_cstr(".")), root = path.p[path.n - 1] == '/';
  st_str open = here ? st_cstr("") : root ? path : join(w, path, st_cstr("/"), false);
  if (open.p) push(w, open, NULL);
}

static void argument(walker *w, const char *arg, bool metas) {
  struct stat st;
  if (!*arg) {
    if (!metas) st_notes_add(w->notes, st_cstr("''"), 0, true, "an empty path; left out");
    return;
  }
  st_buf_clear(&w->path);
  st_path_clean(st_cstr(arg), &w->path);
  st_str path =
      w->path.bad ? (st_str){0} : st_arena_str(w->walk->arena, st_str_of(w->path.p, w->path.n));
  if (!path.p) {
    bad(w);
    return;
  }
  int missing = stat(path.p, &st) < 0 ? errno : 0;
  bool regular = !missing && S_ISREG(st.st_mode);
  if (metas) {
    if (regular && st_path_is_meta(st_path_name(path))) named_meta(w, path);
  } else if (missing) {
    w->notes->unsure |= st_file_may_pass(ST_FILE_ERRNO + missing);
    note(w, path, true, st_file_reason(ST_FILE_ERRNO + missing));
  } else if (S_ISDIR(st.st_mode)) {
    argument_folder(w, path);
  } else if (regular) {
    argument_file(w, path, &st);
  } else {
    note(w, path, true, st_file_reason(ST_FILE_SPECIAL));
  }
}

int st_walk_run(const char *const *paths, size_t path_count, st_walk *walk, st_notes *notes,
                st_error *e) {
  *walk = (st_walk){.arena = st_arena_open()};
  if (!walk->arena) return st_nomem(e);
  walker w = {.walk = walk, .notes = notes};
  for (size_t i = 0; i < path_count && !w.bad; i++) argument(&w, paths[i], false);
  while (w.count && !w.bad) {
    pending p = pop(&w);
    walk_folder(&w, &p);
  }
  for (size_t i = 0; i < path_count && !w.bad; i++) argument(&w, paths[i], true);
  st_buf_close(&w.path);
  st_ids_close(&w.seen);
  st_free(w.heap);
  return w.bad ? st_nomem(e) : st_walk_keep_one(walk, e);
}

void st_walk_close(st_walk *walk) {
  st_arena_close(walk->arena);
  st_free(walk->files);
  st_free(walk->folders);
  *walk = (st_walk){0};
}
