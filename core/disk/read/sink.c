#include "disk/read/sink.h"

#include "base/alloc.h"
#include "disk/meta/fields.h"
#include "disk/read/file.h"

static const char TOO_LARGE[] = "more than 64 MiB, too much for an article";

void st_sink_close(st_sink *sink) {
  st_buf_close(&sink->bytes);
  st_buf_close(&sink->decoded);
  st_buf_close(&sink->text);
  st_buf_close(&sink->mask);
  st_buf_close(&sink->doc);
  st_notes_close(&sink->notes);
  for (size_t i = 0; i < sink->count; i++) st_revision_close(sink->made[i].revision);
  st_free(sink->made);
  *sink = (st_sink){0};
}

void st_sink_drop(st_sink *sink, const st_file *file, uint32_t line, bool unreadable,
                     const char *reason) {
  st_notes_add(&sink->notes, file->doc, line, unreadable && file->argument, "%s; left out", reason);
}

/* The path below `folder`, which the file's own lies in or is. */
static void below(st_buf *out, const st_folder *folder, const st_file *file) {
  st_str own = file->folder->path;
  st_buf_clear(out);
  st_buf_add(out, own.p + folder->path.n, own.n - folder->path.n);
  st_buf_adds(out, file->name);
}

static bool find(st_sink *sink, const st_metas *metas, st_str id, st_meta meta[ST_META_COUNT]) {
  return !sink->doc.bad && st_metas_find(metas, st_str_of(sink->doc.p, sink->doc.n), id, meta);
}

static const st_folder *outermost(const st_folder *folder) {
  while (folder->outer) folder = folder->outer;
  return folder;
}

/* --meta names an article by its path below the argument, or as it is printed. */
static bool find_given(st_sink *sink, const st_file *file, st_str id, st_meta meta[ST_META_COUNT]) {
  if (!sink->metas) return true;
  if (file->folder) {
    below(&sink->doc, outermost(file->folder), file);
    if (!find(sink, sink->metas, id, meta)) return false;
  } else if (!st_metas_find(sink->metas, file->name, id, meta)) {
    return false;
  }
  return st_metas_find(sink->metas, file->doc, id, meta);
}

/* The argument's own metadata hold before those of folders in it. */
static bool find_in_folders(st_sink *sink, const st_folder *folder, const st_file *file, st_str id,
                            st_meta meta[ST_META_COUNT]) {
  if (!folder) return true;
  if (!find_in_folders(sink, folder->outer, file, id, meta)) return false;
  if (!folder->metas) return true;
  below(&sink->doc, folder, file);
  return find(sink, folder->metas, id, meta);
}

static bool find_meta(st_sink *sink, const st_file *file, st_str id, st_meta meta[ST_META_COUNT]) {
  return find_given(sink, file, id, meta) && find_in_folders(sink, file->folder, file, id, meta) &&
         st_metas_find(file->beside, file->name, id, meta);
}

static st_made *new_made(st_sink *sink) {
  if (sink->count == sink->room) {
    size_t room = sink->room ? sink->room * 2 : 32;
    st_made *made = st_grow(sink->made, room, sizeof *made);
    if (!made) return NULL;
    sink->made = made;
    sink->room = room;
  }
  return &sink->made[sink->count];
}

static st_str group_of(const st_file *file, const st_article *article) {
  if (article->many) return file->doc;
  return file->folder ? file->folder->group : st_cstr("");
}

static st_str doc_of(st_sink *sink, const st_file *file, st_str id) {
  if (!id.n) return file->doc;
  st_buf_clear(&sink->doc);
  st_buf_adds(&sink->doc, file->doc);
  st_buf_addc(&sink->doc, '#');
  st_path_show(id, &sink->doc);
  return st_str_of(sink->doc.p, sink->doc.n);
}

static st_revision *find_before(const st_sink *sink, st_str doc) {
  bool there;
  size_t at = st_loaded_find(sink->before, sink->before_count, doc, &there);
  return there ? sink->before[at].revision : NULL;
}

void st_sink_add(st_sink *sink, const st_file *file, const st_article *article,
                    st_revision_source *source) {
  if (source->text.n > ST_ARTICLE_MAX) {
    st_sink_drop(sink, file, article->number, true, TOO_LARGE);
    return;
  }
  st_meta meta[ST_META_COUNT] = {0};
  bool good = find_meta(sink, file, article->id, meta);
  st_meta_fill(meta, source->meta);
  memcpy(source->meta, meta, sizeof meta);
  source->doc = doc_of(sink, file, article->id);
  source->before = find_before(sink, source->doc);
  st_made *to = good && !sink->doc.bad ? new_made(sink) : NULL;
  st_revision *r;
  if (!to || st_revision_make(source, &r, NULL)) {
    sink->bad = true;
    return;
  }
  *to = (st_made){r, group_of(file, article), article->number};
  sink->count++;
}
