#include "disk/source.h"

#include "base/alloc.h"
#include "base/names.h"
#include "disk/article.h"
#include "disk/read/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

/* More files than this, and than a part of all, are read on all threads with everything else. */
enum { MOST_ALONE = 256, PART_ALONE = 4 };

struct st_source {
  struct uv_loop_s *loop;
  const char *const *paths;
  size_t path_count;
  st_load_options options;

  st_load *load;   /* the last whole reading; owns folders and metadata */
  st_arena *arena; /* files that came since */
  st_names *known; /* paths of files */
  st_file *files;  /* beside `known` */
  size_t file_room;
  st_names *folders; /* their paths, with a slash at the end */
  st_folder **folder_list;
  bool stale;  /* the next look is at everything */
  bool unsure; /* what could not be read may be read the next time */
  st_sink sink;

  st_loaded *items; /* sorted by doc; revisions are owned */
  size_t count, room;

  st_change *changes; /* each with a reference to its revision */
  size_t change_count, change_room;
  st_load_note *notes;
  size_t note_count;
  st_names *told;  /* notes that hold still, for all one knows */
  st_names *looked_at; /* docs of files that were looked at by themselves; null where none are told of */
  st_load *before; /* what `changes` may borrow from */
};

enum look { LOOK_DONE, LOOK_WHOLE, LOOK_NOMEM };

int st_source_open(struct uv_loop_s *loop, const char *const *paths, size_t path_count,
                   const st_load_options *options, st_source **out, st_error *e) {
  st_source *s = st_calloc(1, sizeof *s);
  if (!s) return st_nomem(e);
  s->loop = loop;
  s->paths = paths;
  s->path_count = path_count;
  if (options) s->options = *options;
  s->stale = true;
  s->told = st_names_open();
  if (!s->told) {
    st_free(s);
    return st_nomem(e);
  }
  *out = s;
  return ST_OK;
}

void st_source_forget(st_source *s) {
  for (size_t i = 0; i < s->change_count; i++) st_revision_close(s->changes[i].revision);
  s->change_count = 0;
  st_notes_free_lines(s->notes, s->note_count);
  s->notes = NULL;
  s->note_count = 0;
  st_load_close(s->before);
  s->before = NULL;
}

static void forget_files(st_source *s) {
  st_arena_close(s->arena);
  st_names_close(s->known);
  st_names_close(s->folders);
  st_free(s->files);
  st_free(s->folder_list);
  s->arena = NULL;
  s->known = s->folders = NULL;
  s->files = NULL;
  s->folder_list = NULL;
  s->file_room = 0;
}

static void free_items(st_loaded *items, size_t count) {
  for (size_t i = 0; i < count; i++) st_revision_close(items[i].revision);
  st_free(items);
}

void st_source_close(st_source *s) {
  if (!s) return;
  st_source_forget(s);
  forget_files(s);
  free_items(s->items, s->count);
  st_sink_close(&s->sink);
  st_names_close(s->told);
  st_load_close(s->load);
  st_free(s->changes);
  st_free(s);
}

/* --- changes and notes --- */

static bool change(st_source *s, enum st_change_kind kind, const st_loaded *item) {
  if (s->change_count == s->change_room) {
    size_t room = s->change_room ? s->change_room * 2 : 16;
    st_change *changes = st_grow(s->changes, room, sizeof *changes);
    if (!changes) return false;
    s->changes = changes;
    s->change_room = room;
  }
  s->changes[s->change_count++] = (st_change){kind, 0, st_revision_doc(item->revision),
                                              st_revision_share(item->revision), item->group};
  return true;
}

static bool same(const st_loaded *a, const st_loaded *b) {
  return st_revision_hash(a->revision) == st_revision_hash(b->revision) &&
         st_revision_decoded(a->revision) == st_revision_decoded(b->revision) &&
         st_str_equal(a->group, b->group);
}

/* Files that come and go are no fault here: what became of them is hinted at. */
static bool is_passing(const st_load_note *note) {
  return !note->argument && (st_str_ends(note->line, st_cstr(ST_VANISHED "; left out")) ||
                             st_str_ends(note->line, st_cstr(ST_MISSING "; left out")) ||
                             st_str_ends(note->line, st_cstr(ST_MISSING ST_NO_METADATA)));
}

/* Keeps those lines that were not told before. */
static bool keep_new_notes(st_source *s, st_names *told) {
  size_t kept = 0;
  bool good = true;
  for (size_t i = 0; i < s->note_count; i++) {
    bool before = st_names_find(s->told, s->notes[i].line) != ST_NO_NAME;
    good = good && st_names_add(told, s->notes[i].line) != ST_NO_NAME;
    if (before || is_passing(&s->notes[i]))
      st_free((char *)s->notes[i].line.p);
    else
      s->notes[kept++] = s->notes[i];
  }
  s->note_count = kept;
  return good;
}

/* --- one file --- */

static void note_looked_at(st_source *s, st_str doc) {
  if (st_names_count(s->told) && !s->looked_at) s->looked_at = st_names_open();
  if (s->looked_at) st_names_add(s->looked_at, doc);
}

static enum look remove_item(st_source *s, st_str doc) {
  bool there;
  note_looked_at(s, doc);
  size_t at = st_loaded_find(s->items, s->count, doc, &there);
  if (!there) return LOOK_DONE;
  if (!change(s, ST_REMOVED, &s->items[at])) return LOOK_NOMEM;
  st_revision_close(s->items[at].revision);
  memmove(s->items + at, s->items + at + 1, (--s->count - at) * sizeof *s->items);
  return LOOK_DONE;
}

static enum look put_item(st_source *s, const st_made *made) {
  bool there;
  st_loaded item = {made->revision, made->group};
  size_t at = st_loaded_find(s->items, s->count, st_revision_doc(made->revision), &there);
  if (there && same(&s->items[at], &item)) return LOOK_DONE;
  if (!there && s->count == s->room) {
    size_t room = s->room ? s->room * 2 : 64;
    st_loaded *items = st_grow(s->items, room, sizeof *items);
    if (!items) return LOOK_NOMEM;
    s->items = items;
    s->room = room;
  }
  if (!change(s, there ? ST_CHANGED : ST_ADDED, &item)) return LOOK_NOMEM;
  st_revision_share(item.revision);
  if (there)
    st_revision_close(s->items[at].revision);
  else
    memmove(s->items + at + 1, s->items + at, (s->count++ - at) * sizeof *s->items);
  s->items[at] = item;
  return LOOK_DONE;
}

static void empty_sink(st_source *s) {
  for (size_t i = 0; i < s->sink.count; i++) st_revision_close(s->sink.made[i].revision);
  s->sink.count = 0;
}

static enum look read_file(st_source *s, const st_file *file) {
  st_sink *sink = &s->sink;
  note_looked_at(s, file->doc);
  sink->metas = st_load_metas(s->load);
  sink->before = s->items;
  sink->before_count = s->count;
  sink->bad = false;
  int r = st_file_read(AT_FDCWD, file->path.p, ST_ARTICLE_MAX, &sink->bytes);
  if (r == ST_FILE_NOMEM || sink->bytes.bad) return LOOK_NOMEM;
  if (r == ST_FILE_LARGE) return LOOK_WHOLE;
  if (r == ST_FILE_ERRNO + ENOENT) return remove_item(s, file->doc);
  if (r == ST_FILE_READ)
    st_article_file(sink, file, st_str_of(sink->bytes.p, sink->bytes.n));
  else
    st_sink_drop(sink, file, 0, true, st_file_reason(r));
  s->unsure = s->unsure || st_file_may_pass(r);
  enum look look = sink->bad || sink->notes.bad ? LOOK_NOMEM
                   : sink->count > 1            ? LOOK_WHOLE
                   : sink->count                ? put_item(s, &sink->made[0])
                                                : remove_item(s, file->doc);
  empty_sink(s);
  return look;
}

/* A file of its own, by a name of its own: what is said of it says nothing of others. */
static bool is_alone(const struct stat *st) { return S_ISREG(st->st_mode) && st->st_nlink == 1; }

static bool holds_one(enum st_format format) {
  return format == ST_FORMAT_TEXT || format == ST_FORMAT_MARKDOWN || format == ST_FORMAT_HTML;
}

static enum look look_at_known(st_source *s, const st_file *file, int missing,
                               const struct stat *st) {
  if (!st_path_plain(file->path) || !holds_one((enum st_format)file->format)) return LOOK_WHOLE;
  if (missing == ENOENT && !file->argument) return remove_item(s, file->doc);
  if (missing || !is_alone(st)) return LOOK_WHOLE;
  return read_file(s, file);
}

/* Takes the file up; null where memory is out. */
static st_file *take_up(st_source *s, const st_file *file) {
  uint32_t k = st_names_add(s->known, file->path);
  if (k == ST_NO_NAME) return NULL;
  if (k >= s->file_room) {
    size_t room = s->file_room ? s->file_room * 2 : 64;
    while (room <= k) room *= 2;
    st_file *files = st_grow(s->files, room, sizeof *files);
    if (!files) return NULL;
    memset(files + s->file_room, 0, (room - s->file_room) * sizeof *files);
    s->files = files;
    s->file_room = room;
  }
  s->files[k] = *file;
  return &s->files[k];
}

static enum look look_at_new(st_source *s, st_str path, const struct stat *st) {
  st_str name = st_path_name(path), in = st_str_of(path.p, path.n - name.n);
  enum st_format format = st_path_format(name);
  if (!S_ISREG(st->st_mode)) return LOOK_WHOLE;
  if (st_path_never_article(name) || st_path_is_readme(name) || format == ST_FORMAT_OTHER)
    return LOOK_DONE;
  uint32_t folder = st_names_find(s->folders, in);
  if (folder == ST_NO_NAME || !is_alone(st) || !holds_one(format) || !st_path_plain(path))
    return LOOK_WHOLE;
  st_str own = st_arena_str(s->arena, path);
  if (!own.p) return LOOK_NOMEM;
  const st_file *file = take_up(s, &(st_file){.path = own,
                                              .doc = own,
                                              .folder = s->folder_list[folder],
                                              .name = st_path_name(own),
                                              .format = (uint8_t)format});
  return file ? read_file(s, file) : LOOK_NOMEM;
}

static bool is_meta_file(const st_source *s, st_str path) {
  return st_path_is_meta(st_path_name(path)) ||
         (s->options.meta_file && st_str_equal(path, st_cstr(s->options.meta_file)));
}

static enum look look_at_file(st_source *s, st_str path) {
  struct stat st = {0};
  if (is_meta_file(s, path)) return LOOK_WHOLE;
  uint32_t k = st_names_find(s->known, path);
  int missing = lstat(path.p, &st) < 0 ? errno : 0;
  if (k != ST_NO_NAME) return look_at_known(s, &s->files[k], missing, &st);
  return missing == ENOENT || missing == ENOTDIR ? LOOK_DONE
         : missing                               ? LOOK_WHOLE
                                                 : look_at_new(s, path, &st);
}

/* --- everything --- */

static bool know_files(st_source *s) {
  const st_walk *walk = st_load_walk(s->load);
  s->arena = st_arena_open();
  s->known = st_names_open();
  s->folders = st_names_open();
  s->folder_list = st_calloc(walk->folder_count, sizeof *s->folder_list);
  if (!s->arena || !s->known || !s->folders || !s->folder_list) return false;
  for (size_t i = 0; i < walk->file_count; i++)
    if (!take_up(s, &walk->files[i])) return false;
  for (size_t i = 0; i < walk->folder_count - walk->named_folders; i++) {
    uint32_t k = st_names_add(s->folders, walk->folders[i]->path);
    if (k == ST_NO_NAME) return false;
    s->folder_list[k] = walk->folders[i];
  }
  return true;
}

/* Both lists are sorted: what is in one alone came or went. */
static bool merge(st_source *s, const st_loaded *now, size_t count, st_loaded *items) {
  size_t i = 0, k = 0;
  bool good = true;
  while (good && (i < s->count || k < count)) {
    const st_loaded *old = i < s->count ? &s->items[i] : NULL, *new = k < count ? &now[k] : NULL;
    int c = !old   ? 1
            : !new ? -1
                   : st_str_compare(st_revision_doc(old->revision), st_revision_doc(new->revision));
    if (c < 0) good = change(s, ST_REMOVED, old);
    if (c > 0) good = change(s, ST_ADDED, new);
    bool kept = c == 0 && same(old, new);
    if (c == 0 && !kept) good = change(s, ST_CHANGED, new);
    if (c >= 0) {
      items[k] = (st_loaded){st_revision_share(kept ? old->revision : new->revision), new->group};
      k++;
    }
    i += c <= 0;
  }
  if (!good) /* as if nothing had been looked at */
    while (k) st_revision_close(items[--k].revision);
  return good;
}

static bool copy_notes(st_source *s, const st_load_note *notes, size_t count) {
  st_names *told = st_names_open();
  s->notes = st_calloc(count, sizeof *s->notes);
  bool good = told && s->notes;
  for (size_t i = 0; good && i < count; i++) {
    char *line = st_strndup(notes[i].line.p, notes[i].line.n);
    good = line != NULL;
    if (line)
      s->notes[s->note_count++] = (st_load_note){{line, notes[i].line.n}, notes[i].argument};
  }
  good = good && keep_new_notes(s, told);
  if (good) {
    st_names *old = s->told;
    s->told = told;
    told = old;
  }
  st_names_close(told);
  return good;
}

/* `s->load` is taken over only when everything else is done, so that a failure leaves what was. */
static int look_at_all(st_source *s, st_error *e) {
  st_load *load;
  s->options.before = s->items;
  s->options.before_count = s->count;
  int rc = st_load_run(s->loop, s->paths, s->path_count, &s->options, &load, e);
  if (rc) return rc;
  size_t count, notes, before = s->change_count;
  const st_loaded *now = st_load_articles(load, &count);
  const st_load_note *lines = st_load_notes(load, &notes);
  st_loaded *items = st_calloc(count, sizeof *items);
  bool merged = items && merge(s, now, count, items);
  if (!merged || !copy_notes(s, lines, notes)) {
    for (size_t i = 0; merged && i < count; i++) st_revision_close(items[i].revision);
    while (s->change_count > before) st_revision_close(s->changes[--s->change_count].revision);
    st_load_close(load);
    st_free(items);
    return st_nomem(e);
  }
  free_items(s->items, s->count);
  s->items = items;
  s->count = s->room = count;
  s->before = s->load;
  s->load = load;
  st_load_drop_articles(load); /* or each that stayed the same would be there twice */
  forget_files(s);
  s->stale = false;
  s->unsure = st_load_unsure(load);
  return know_files(s) ? ST_OK : st_nomem(e);
}

/* --- a look --- */

static int by_doc(const void *pa, const void *pb) {
  const st_change *a = pa, *b = pb;
  int c = st_str_compare(a->doc, b->doc);
  return c ? c : (a->number > b->number) - (a->number < b->number);
}

/* What two changes of one article, one after the other, come to; false: to nothing. */
static bool fold_two(st_change *first, const st_change *second) {
  if (first->kind == ST_ADDED && second->kind == ST_REMOVED) return false;
  enum st_change_kind kind = first->kind == ST_REMOVED ? ST_CHANGED : first->kind;
  if (second->kind == ST_REMOVED) kind = ST_REMOVED;
  uint32_t number = first->number;
  *first = *second;
  first->kind = kind;
  first->number = number;
  return true;
}

/* A file that was read by itself may have changed again until everything was read. */
static void fold_changes(st_source *s) {
  for (size_t i = 0; i < s->change_count; i++) s->changes[i].number = (uint32_t)i;
  if (s->change_count) qsort(s->changes, s->change_count, sizeof *s->changes, by_doc);
  size_t kept = 0;
  for (size_t i = 0; i < s->change_count; i++) {
    st_change *last = kept ? &s->changes[kept - 1] : NULL, now = s->changes[i];
    if (!last || !st_str_equal(last->doc, now.doc)) {
      s->changes[kept++] = now;
      continue;
    }
    st_revision *was = last->revision;
    if (!fold_two(last, &now)) {
      st_revision_close(now.revision);
      kept--;
    }
    st_revision_close(was);
  }
  s->change_count = kept;
}

static bool is_about(st_str line, const st_names *docs) {
  for (size_t i = 0; i < line.n; i++)
    if (line.p[i] == ':' && st_names_find(docs, st_str_of(line.p, i)) != ST_NO_NAME) return true;
  return false;
}

/* What was told of files that were looked at now holds no more, where it is not told again. */
static st_names *still_told(const st_source *s) {
  st_names *still = st_names_open();
  for (uint32_t i = 0; still && i < st_names_count(s->told); i++) {
    st_str line = st_names_get(s->told, i);
    if (!is_about(line, s->looked_at)) st_names_add(still, line);
  }
  return still;
}

static bool is_any_told_of(const st_source *s) {
  for (uint32_t i = 0; s->looked_at && i < st_names_count(s->told); i++)
    if (is_about(st_names_get(s->told, i), s->looked_at)) return true;
  return false;
}

static int take_notes(st_source *s, st_error *e) {
  int rc = st_notes_lines(&s->sink.notes, &s->notes, &s->note_count, e);
  st_notes_close(&s->sink.notes);
  st_names *still = is_any_told_of(s) ? still_told(s) : NULL;
  if (rc == ST_OK && !keep_new_notes(s, still ? still : s->told)) rc = st_nomem(e);
  if (!still) return rc;
  st_names_close(s->told);
  s->told = still;
  return rc;
}

/* Each in turn; what one of them asks for everything, everything is read, and their own changes
 * with it: what is in `items` already is not told twice. */
static enum look look_at_each(st_source *s, const st_hint *hints, size_t count) {
  if (s->stale || !hints || st_load_walk(s->load)->twice) return LOOK_WHOLE;
  if (count > MOST_ALONE && count > s->count / PART_ALONE) return LOOK_WHOLE;
  if (st_names_count(s->known) > 2 * s->count + 4096) return LOOK_WHOLE; /* most are long gone */
  enum look look = LOOK_DONE;
  for (size_t i = 0; i < count; i++)
    if (hints[i].kind == ST_HINT_FOLDER) return LOOK_WHOLE;
  for (size_t i = 0; look == LOOK_DONE && i < count; i++) look = look_at_file(s, hints[i].path);
  return look;
}

int st_source_look(st_source *s, const st_hint *hints, size_t count, st_error *e) {
  st_source_forget(s);
  enum look look = look_at_each(s, hints, count);
  int rc = look == LOOK_NOMEM ? st_nomem(e) : ST_OK;
  if (look == LOOK_WHOLE) {
    empty_sink(s);
    st_notes_close(&s->sink.notes);
    rc = look_at_all(s, e);
  } else if (rc == ST_OK) {
    rc = take_notes(s, e);
  }
  if (rc != ST_OK) s->stale = true;
  st_names_close(s->looked_at);
  s->looked_at = NULL;
  fold_changes(s);
  return rc;
}

bool st_source_unsure(const st_source *s) { return s->unsure; }

const st_change *st_source_changes(const st_source *s, size_t *count) {
  *count = s->change_count;
  return s->changes;
}

const st_load_note *st_source_notes(const st_source *s, size_t *count) {
  *count = s->note_count;
  return s->notes;
}

const st_loaded *st_source_articles(const st_source *s, size_t *count) {
  *count = s->count;
  return s->items;
}
