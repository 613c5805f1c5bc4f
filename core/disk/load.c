#include "base/alloc.h"
#include "disk/article.h"
#include "disk/load_own.h"
#include "disk/read/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <unistd.h>

/* Each keeps a descriptor, and its pieces are many jobs. */
enum { LARGE_AT_ONCE = 4 };

/* Large files: counted, then read in pieces; few at once. */

static void begin_large(st_load *load);

static void end_large(st_load *load, st_large *large) {
  st_large_close(large);
  st_free(large);
  load->large_open--;
  load->progress.files_done++;
  begin_large(load);
}

static void run_piece(st_job *j) {
  st_sink *sink = st_job_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  st_large_piece(j->large, (uint32_t)j->first, sink);
  uint64_t from = (uint64_t)j->first * ST_PIECE, left = j->large->size - from;
  j->bytes = j->large->whole || left < ST_PIECE ? left : ST_PIECE;
  st_job_take(j, sink);
  st_job_sink_back(j->load, sink);
}

static void done_piece(st_job *j) {
  if (--j->large->left == 0) end_large(j->load, j->large);
}

static void run_open(st_job *j) {
  st_sink *sink = st_job_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  st_large_open(j->large, sink);
  st_job_take(j, sink);
  st_job_sink_back(j->load, sink);
}

static void done_open(st_job *j) {
  st_large *large = j->large;
  for (uint32_t i = 0; i < large->pieces; i++) {
    st_job *piece = st_job_new(j->load, run_piece, done_piece);
    if (!piece) break;
    piece->large = large;
    piece->first = i;
    large->left++;
    st_job_queue(piece);
  }
  if (large->left == 0) end_large(j->load, large);
}

static void begin_large(st_load *load) {
  while (!load->bad && load->large_count && load->large_open < LARGE_AT_ONCE) {
    st_job *j = st_job_new(load, run_open, done_open);
    st_large *large = j ? st_calloc(1, sizeof *large) : NULL;
    if (!large) {
      st_free(j);
      load->bad = true;
      return;
    }
    *large = (st_large){.file = load->large[--load->large_count], .fd = -1};
    load->large_open++;
    j->large = large;
    st_job_queue(j);
  }
}

static void add_large(st_load *load, const st_file *file) {
  if (load->large_count == load->large_room) {
    size_t room = load->large_room ? load->large_room * 2 : 16;
    const st_file **large = st_grow(load->large, room, sizeof *large);
    if (!large) {
      load->bad = true;
      return;
    }
    load->large = large;
    load->large_room = room;
  }
  load->large[load->large_count++] = file;
}

/* Batches of files. */

static size_t limit_of(const st_file *file) {
  if (file->format == ST_FORMAT_NDJSON) return ST_PIECE;
  return file->format == ST_FORMAT_JSON ? ST_FILE_MAX : ST_ARTICLE_MAX;
}

static const char *reason_of(int result) {
  if (result == ST_FILE_LARGE) return "more than 64 MiB, too much for an article";
  /* It was there a moment ago. */
  if (result == ST_FILE_ERRNO + ENOENT) return ST_VANISHED;
  return st_file_reason(result);
}

/* The folder that a batch's files lie in is opened once: paths are looked up in it faster. */
typedef struct opened {
  const st_folder *folder;
  int fd; /* AT_FDCWD where it could not be opened */
} opened;

static void close_folder(opened *o) {
  if (o->fd != AT_FDCWD) close(o->fd);
  *o = (opened){NULL, AT_FDCWD};
}

/* Where the file's path begins, and *path the rest of it. */
static int folder_of(opened *o, const st_file *file, const char **path) {
  *path = file->path.p;
  bool in = file->folder && file->folder->path.n &&
            file->name.p == file->path.p + file->path.n - file->name.n;
  if (!in) return AT_FDCWD;
  if (o->folder != file->folder) {
    close_folder(o);
    int fd = open(file->folder->path.p, O_PATH | O_DIRECTORY | O_CLOEXEC);
    *o = (opened){file->folder, fd < 0 ? AT_FDCWD : fd};
  }
  if (o->fd != AT_FDCWD) *path = file->name.p;
  return o->fd;
}

static void run_file(st_job *j, st_sink *sink, const st_file *file, opened *o) {
  const char *path;
  int folder = folder_of(o, file, &path);
  int r = st_file_read(folder, path, limit_of(file), &sink->bytes);
  if (r == ST_FILE_READ) j->bytes += sink->bytes.n;
  if (r == ST_FILE_READ)
    st_article_file(sink, file, st_str_of(sink->bytes.p, sink->bytes.n));
  else if (r == ST_FILE_NOMEM)
    sink->bad = true;
  else if (r == ST_FILE_LARGE && file->format == ST_FORMAT_NDJSON)
    j->found_large[j->large_count++] = file;
  else
    st_sink_drop(sink, file, 0, true, reason_of(r));
  sink->notes.unsure |= st_file_may_pass(r);
}

static void run_batch(st_job *j) {
  st_sink *sink = st_job_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  opened o = {NULL, AT_FDCWD};
  const st_file *file = j->load->walk.files + j->first;
  for (size_t i = 0; i < j->count && !sink->bad; i++) run_file(j, sink, file + i, &o);
  close_folder(&o);
  st_job_take(j, sink);
  st_job_sink_back(j->load, sink);
}

static void done_batch(st_job *j) {
  j->load->progress.files_done += j->count - j->large_count;
  for (size_t i = 0; i < j->large_count; i++) add_large(j->load, j->found_large[i]);
  begin_large(j->load);
}

/* The walk, and the metadata that must be there before the first article is made. */

static bool read_meta(st_load *load, st_notes *notes) {
  const char *path = load->options.meta_file;
  if (path && st_metas_read(st_cstr(path), true, &load->metas, notes, NULL)) return false;
  load->folder_metas = st_calloc(load->walk.folder_count, sizeof *load->folder_metas);
  if (!load->folder_metas) return false;
  for (size_t i = 0; i < load->walk.folder_count; i++) {
    st_folder *f = load->walk.folders[i];
    if (!f->has_meta || load->options.read_only) continue;
    st_buf b = {0};
    st_buf_adds(&b, f->path);
    st_buf_add(&b, "meta.ndjson", sizeof "meta.ndjson");
    int r =
        b.bad ? ST_ENOMEM : st_metas_read(st_str_of(b.p, b.n - 1), false, &f->metas, notes, NULL);
    st_buf_close(&b);
    if (r) return false;
    load->folder_metas[load->folder_metas_count++] = f->metas;
  }
  return true;
}

/* Files named as arguments know those of the folder that they were named beside. */
static void set_beside(st_walk *walk) {
  for (size_t n = 0; n < walk->named_folders; n++) {
    const st_folder *f = walk->folders[walk->folder_count - walk->named_folders + n];
    for (size_t i = 0; i < walk->file_count; i++) {
      st_file *file = &walk->files[i];
      st_str folder = st_str_of(file->path.p, file->path.n - file->name.n);
      if (!file->folder && st_str_equal(folder, f->path)) file->beside = f->metas;
    }
  }
}

static void run_walk(st_job *j) {
  st_load *load = j->load;
  int r = st_walk_run(load->paths, load->path_count, &load->walk, &j->out.notes, NULL);
  j->out.bad = r || !read_meta(load, &j->out.notes) || j->out.notes.bad;
  if (!j->out.bad) set_beside(&load->walk);
}

/* Standard input, looked into as a file whose ending says nothing. */
static void run_input(st_job *j) {
  static const st_file input = {
      .path = {"-", 1}, .doc = {"-", 1}, .name = {"-", 1}, .argument = true};
  st_sink *sink = st_job_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  int r = st_file_read_stream(STDIN_FILENO, ST_ARTICLE_MAX, &sink->bytes);
  j->bytes = sink->bytes.n;
  if (r == ST_FILE_READ)
    st_article_file(sink, &input, st_str_of(sink->bytes.p, sink->bytes.n));
  else if (r == ST_FILE_NOMEM)
    sink->bad = true;
  else
    st_sink_drop(sink, &input, 0, true, reason_of(r));
  st_job_take(j, sink);
  st_job_sink_back(j->load, sink);
}

static void done_input(st_job *j) { j->load->progress.files_done++; }

static void done_walk(st_job *j) {
  st_load *load = j->load;
  load->progress.files = load->walk.file_count + load->input;
  st_job *input = load->input ? st_job_new(load, run_input, done_input) : NULL;
  if (input) st_job_queue(input);
  for (size_t i = 0; i < load->walk.file_count; i += ST_BATCH) {
    st_job *batch = st_job_new(load, run_batch, done_batch);
    if (!batch) return;
    batch->first = i;
    batch->count = load->walk.file_count - i < ST_BATCH ? load->walk.file_count - i : ST_BATCH;
    st_job_queue(batch);
  }
}

/* The order of what came back, off the loop as well. */

static void run_finish(st_job *j) { j->out.bad = st_finish_run(&j->load->finish, NULL) != 0; }

static void done_finish(st_job *j) { (void)j; }

/* Without "-", where that is standard input. */
static bool take_paths(st_load *load, const char *const *paths, size_t count) {
  load->paths = st_calloc(count + 1, sizeof *load->paths);
  for (size_t i = 0; load->paths && i < count; i++)
    if (load->options.input && !strcmp(paths[i], "-"))
      load->input = true;
    else
      load->paths[load->path_count++] = paths[i];
  return load->paths != NULL;
}

int st_load_run(uv_loop_t *loop, const char *const *paths, size_t path_count,
                const st_load_options *options, st_load **out, st_error *e) {
  *out = NULL;
  st_load *load = st_calloc(1, sizeof *load);
  if (!load) return st_nomem(e);
  if (uv_mutex_init(&load->lock)) {
    st_free(load);
    return st_fail(e, ST_EIO, "no mutex to be had");
  }
  load->loop = loop;
  if (options) load->options = *options;
  load->bad = !take_paths(load, paths, path_count);
  st_jobs_threads(load->options.jobs);
  xmlInitParser(); /* not safe on two threads at once */
  st_jobs_run(load, run_walk, done_walk);
  st_jobs_run(load, run_finish, done_finish);
  st_jobs_close_spare(load); /* who watches keeps the load */
  if (!load->bad) {
    *out = load;
    return 0;
  }
  st_load_close(load);
  return st_nomem(e);
}

void st_load_close(st_load *load) {
  if (!load) return;
  st_finish_close(&load->finish);
  st_jobs_close_spare(load);
  for (size_t i = 0; i < load->folder_metas_count; i++) st_metas_close(load->folder_metas[i]);
  st_free(load->folder_metas);
  st_metas_close(load->metas);
  st_walk_close(&load->walk);
  st_free(load->large);
  st_free(load->paths);
  uv_mutex_destroy(&load->lock);
  st_free(load);
}

const st_loaded *st_load_articles(const st_load *load, size_t *count) {
  *count = load->finish.article_count;
  return load->finish.articles;
}

const st_load_note *st_load_notes(const st_load *load, size_t *count) {
  *count = load->finish.line_count;
  return load->finish.lines;
}

bool st_load_unsure(const st_load *load) { return load->finish.notes.unsure; }

st_load_progress st_load_done(const st_load *load) { return load->progress; }

const st_walk *st_load_walk(const st_load *load) { return &load->walk; }

const st_metas *st_load_metas(const st_load *load) { return load->metas; }

void st_load_drop_articles(st_load *load) {
  for (size_t i = 0; i < load->finish.article_count; i++)
    st_revision_close(load->finish.articles[i].revision);
  st_free(load->finish.articles);
  load->finish.articles = NULL;
  load->finish.article_count = 0;
}
