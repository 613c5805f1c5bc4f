#include "disk/load.h"

#include "base/alloc.h"
#include "disk/article.h"
#include "disk/finish.h"
#include "disk/large.h"
#include "disk/read/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

/* Files a job: enough that handing it to a thread and back costs little beside reading them. */
enum { BATCH = 32 };
/* Each keeps a descriptor, and its pieces are many jobs. */
enum { LARGE_AT_ONCE = 4 };

struct st_load {
  uv_loop_t *loop;
  const char **paths; /* owned */
  size_t path_count;
  bool input; /* "-" was among them */
  st_load_options options;

  st_walk walk;
  st_metas *metas;         /* --meta */
  st_metas **folder_metas; /* owned; borrowed by the walk's folders */
  size_t folder_metas_count;

  uv_mutex_t lock; /* of the sinks that no job uses just now */
  st_sink *spare[64];
  size_t spare_count;

  size_t running;
  atomic_bool bad; /* memory ran out: nothing more is begun */
  st_load_progress progress;

  const st_file **large; /* owned: large files not begun yet */
  size_t large_count, large_room, large_open;

  st_finish finish; /* what the jobs made, then the result */
};

typedef struct job {
  uv_work_t work; /* its data is the job */
  st_load *load;
  void (*run)(struct job *);  /* on a thread */
  void (*done)(struct job *); /* on the loop's */
  size_t first, count;        /* files of the walk, or the piece */
  st_large *large;
  st_sink out; /* what it made: only notes, articles and badness */
  const st_file *found_large[BATCH];
  size_t large_count;
  uint64_t bytes;
} job;

static st_sink *take_sink(st_load *load) {
  uv_mutex_lock(&load->lock);
  st_sink *sink = load->spare_count ? load->spare[--load->spare_count] : NULL;
  uv_mutex_unlock(&load->lock);
  if (!sink && (sink = st_calloc(1, sizeof *sink))) {
    sink->metas = load->metas;
    sink->before = load->options.before;
    sink->before_count = load->options.before_count;
    sink->read_only = load->options.read_only;
  }
  return sink;
}

static void close_sink(st_sink *sink) {
  st_sink_close(sink);
  st_free(sink);
}

static void close_spare(st_load *load) {
  while (load->spare_count) close_sink(load->spare[--load->spare_count]);
}

/* Its buffers stay for the next job, unless a giant went through them. */
static void give_sink(st_load *load, st_sink *sink) {
  bool keep = !sink->bad && sink->bytes.room + sink->decoded.room + sink->text.room <= 4 * ST_PIECE;
  uv_mutex_lock(&load->lock);
  keep = keep && load->spare_count < sizeof load->spare / sizeof *load->spare;
  if (keep) load->spare[load->spare_count++] = sink;
  uv_mutex_unlock(&load->lock);
  if (!keep) close_sink(sink);
}

static void empty_sink(job *j, st_sink *sink) {
  j->out.made = sink->made;
  j->out.count = sink->count;
  j->out.notes = sink->notes;
  j->out.bad = sink->bad || sink->bytes.bad || sink->notes.bad;
  sink->made = NULL;
  sink->count = sink->room = 0;
  sink->notes = (st_notes){0};
}

enum { NICER = 10 };

/* Of a thread of its own on Linux, where each has its priority. */
static void make_way(void) {
  static _Thread_local bool done;
  int was;
  if (!done && uv_os_getpriority(0, &was) == 0) uv_os_setpriority(0, was + NICER);
  done = true;
}

static void on_thread(uv_work_t *work) {
  job *j = work->data;
  if (j->load->options.aside) make_way();
  if (!j->load->bad) j->run(j);
}

static void on_loop(uv_work_t *work, int status) {
  job *j = work->data;
  st_load *load = j->load;
  (void)status;
  load->running--;
  load->progress.bytes_done += j->bytes;
  if (j->out.bad || !st_finish_take(&load->finish, &j->out)) load->bad = true;
  j->done(j);
  if (load->options.progress && !load->bad)
    load->options.progress(load->options.data, &load->progress);
  st_sink_close(&j->out);
  st_free(j);
}

/* Null, and the load is bad, when memory is out. */
static job *new_job(st_load *load, void (*run)(job *), void (*done)(job *)) {
  job *j = load->bad ? NULL : st_calloc(1, sizeof *j);
  if (!j) {
    load->bad = true;
    return NULL;
  }
  j->work.data = j;
  j->load = load;
  j->run = run;
  j->done = done;
  return j;
}

static void queue(job *j) {
  j->load->running++;
  uv_queue_work(j->load->loop, &j->work, on_thread, on_loop);
}

/* Large files: counted, then read in pieces; few at once. */

static void begin_large(st_load *load);

static void end_large(st_load *load, st_large *large) {
  st_large_close(large);
  st_free(large);
  load->large_open--;
  load->progress.files_done++;
  begin_large(load);
}

static void run_piece(job *j) {
  st_sink *sink = take_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  st_large_piece(j->large, (uint32_t)j->first, sink);
  uint64_t from = (uint64_t)j->first * ST_PIECE, left = j->large->size - from;
  j->bytes = j->large->whole || left < ST_PIECE ? left : ST_PIECE;
  empty_sink(j, sink);
  give_sink(j->load, sink);
}

static void done_piece(job *j) {
  if (--j->large->left == 0) end_large(j->load, j->large);
}

static void run_open(job *j) {
  st_sink *sink = take_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  st_large_open(j->large, sink);
  empty_sink(j, sink);
  give_sink(j->load, sink);
}

static void done_open(job *j) {
  st_large *large = j->large;
  for (uint32_t i = 0; i < large->pieces; i++) {
    job *piece = new_job(j->load, run_piece, done_piece);
    if (!piece) break;
    piece->large = large;
    piece->first = i;
    large->left++;
    queue(piece);
  }
  if (large->left == 0) end_large(j->load, large);
}

static void begin_large(st_load *load) {
  while (!load->bad && load->large_count && load->large_open < LARGE_AT_ONCE) {
    job *j = new_job(load, run_open, done_open);
    st_large *large = j ? st_calloc(1, sizeof *large) : NULL;
    if (!large) {
      st_free(j);
      load->bad = true;
      return;
    }
    *large = (st_large){.file = load->large[--load->large_count], .fd = -1};
    load->large_open++;
    j->large = large;
    queue(j);
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

static void run_file(job *j, st_sink *sink, const st_file *file, opened *o) {
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

static void run_batch(job *j) {
  st_sink *sink = take_sink(j->load);
  if (!sink) {
    j->out.bad = true;
    return;
  }
  opened o = {NULL, AT_FDCWD};
  const st_file *file = j->load->walk.files + j->first;
  for (size_t i = 0; i < j->count && !sink->bad; i++) run_file(j, sink, file + i, &o);
  close_folder(&o);
  empty_sink(j, sink);
  give_sink(j->load, sink);
}

static void done_batch(job *j) {
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

static void run_walk(job *j) {
  st_load *load = j->load;
  int r = st_walk_run(load->paths, load->path_count, &load->walk, &j->out.notes, NULL);
  j->out.bad = r || !read_meta(load, &j->out.notes) || j->out.notes.bad;
  if (!j->out.bad) set_beside(&load->walk);
}

/* Standard input, looked into as a file whose ending says nothing. */
static void run_input(job *j) {
  static const st_file input = {
      .path = {"-", 1}, .doc = {"-", 1}, .name = {"-", 1}, .argument = true};
  st_sink *sink = take_sink(j->load);
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
  empty_sink(j, sink);
  give_sink(j->load, sink);
}

static void done_input(job *j) { j->load->progress.files_done++; }

static void done_walk(job *j) {
  st_load *load = j->load;
  load->progress.files = load->walk.file_count + load->input;
  job *input = load->input ? new_job(load, run_input, done_input) : NULL;
  if (input) queue(input);
  for (size_t i = 0; i < load->walk.file_count; i += BATCH) {
    job *batch = new_job(load, run_batch, done_batch);
    if (!batch) return;
    batch->first = i;
    batch->count = load->walk.file_count - i < BATCH ? load->walk.file_count - i : BATCH;
    queue(batch);
  }
}

/* The order of what came back, off the loop as well. */

static void run_finish(job *j) { j->out.bad = st_finish_run(&j->load->finish, NULL) != 0; }

static void done_finish(job *j) { (void)j; }

static void run_loop(st_load *load, void (*run)(job *), void (*done)(job *)) {
  job *j = new_job(load, run, done);
  if (!j) return;
  queue(j);
  while (load->running) uv_run(load->loop, UV_RUN_ONCE);
}

/* libuv reads this once, when its first job is queued. */
static void set_threads(unsigned jobs) {
  char n[16];
  snprintf(n, sizeof n, "%u", jobs ? jobs : uv_available_parallelism());
  setenv("UV_THREADPOOL_SIZE", n, 1);
}

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
  set_threads(load->options.jobs);
  xmlInitParser(); /* not safe on two threads at once */
  run_loop(load, run_walk, done_walk);
  run_loop(load, run_finish, done_finish);
  close_spare(load); /* who watches keeps the load */
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
  close_spare(load);
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
