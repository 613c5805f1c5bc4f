#include "disk/walk/walk_own.h"

#include <sys/stat.h>

/* Entries of a folder give inode numbers for nothing, but some file systems give another one there
 * than stat does. So these only raise suspicion, and stat decides. */
static void make_exact(st_file *f) {
  struct stat st;
  if (f->exact || stat(f->path.p, &st) < 0) return;
  f->id = (st_id){(uint64_t)st.st_dev, (uint64_t)st.st_ino};
  f->exact = true;
}

static bool all_alike(const st_walk *walk) {
  for (size_t i = 1; i < walk->file_count; i++)
    if (walk->files[i].exact != walk->files[0].exact) return false;
  return true;
}

static bool same_file(st_file *a, st_file *b) {
  make_exact(a);
  make_exact(b);
  return a->exact && b->exact && a->id.dev == b->id.dev && a->id.ino == b->id.ino;
}

/* The folder stays with the file whichever name is kept: it says to which story it belongs. */
static void merge(st_file *kept, const st_file *f) {
  bool better = st_str_compare(f->doc, kept->doc) < 0;
  if (f->folder && (!kept->folder || better)) {
    kept->folder = f->folder;
    kept->name = f->name;
  }
  kept->argument |= f->argument;
  if (!better) return;
  kept->path = f->path;
  kept->doc = f->doc;
  kept->format = f->format;
}

int st_walk_keep_one(st_walk *walk, st_error *e) {
  if (!all_alike(walk))
    for (size_t i = 0; i < walk->file_count; i++) make_exact(&walk->files[i]);
  st_ids ids = {0};
  size_t kept = 0;
  int r = st_ids_reserve(&ids, walk->file_count) ? 0 : -1;
  for (size_t i = 0; r >= 0 && i < walk->file_count; i++) {
    uint32_t found = 0;
    r = st_ids_add(&ids, walk->files[i].id, (uint32_t)kept, &found);
    if (r == 0 && same_file(&walk->files[found], &walk->files[i]))
      merge(&walk->files[found], &walk->files[i]), walk->twice = true;
    else
      walk->files[kept++] = walk->files[i];
  }
  st_ids_close(&ids);
  if (r < 0) return st_nomem(e);
  walk->file_count = kept;
  return 0;
}
