/* From arguments to articles: files and folders are walked, read in batches on libuv's threads, and
 * come back as revisions.
 *
 *   arguments --walk--> files, each once --read--> bytes --format--> text, blocks, metadata
 *             --analyse--> revisions, sorted by doc, and notes on what could not be read
 *
 * What comes back is the same for any number of threads and any order of the arguments. */
#ifndef ST_DISK_LOAD_H
#define ST_DISK_LOAD_H

#include "base/error.h"
#include "disk/loaded.h"

struct uv_loop_s;

typedef struct st_load st_load;

typedef struct st_load_progress {
  size_t files, files_done; /* a large NDJSON file counts once, when it is done */
  uint64_t bytes_done;
} st_load_progress;

typedef struct st_load_options {
  const char *meta_file; /* --meta, or null */
  unsigned jobs;         /* threads; 0: one a core */
  bool read_only;        /* read, but make no articles: for measuring */
  bool input;            /* "-" is no file but standard input, its doc "-" */
  bool aside;            /* threads make way for the loop's, on which somebody types */
  /* Called on the loop's thread after each batch; may be null. */
  void (*progress)(void *data, const st_load_progress *progress);
  void *data;
  /* What was read before, sorted by doc, or null; borrowed: an article that is as it was is not
   * analysed again, but shared. */
  const st_loaded *before;
  size_t before_count;
} st_load_options;

typedef struct st_load_note {
  st_str line;   /* "FILE[:LINE]: reason; what was done", without a newline */
  bool argument; /* an argument that cannot be read */
} st_load_note;

/* Runs the loop until all is read; what else waits on the loop is served meanwhile. Bad input is no
 * failure but a note. `*out` is owned by the caller, st_load_close. ST_ENOMEM, ST_EIO. */
int st_load_run(struct uv_loop_s *loop, const char *const *paths, size_t path_count,
                const st_load_options *options, st_load **out, st_error *e);
void st_load_close(st_load *load);

/* Sorted by doc, no two with one doc; borrowed until the load is closed. To keep a revision longer,
 * st_revision_share it. */
const st_loaded *st_load_articles(const st_load *load, size_t *count);
/* Sorted by file and line; borrowed. */
const st_load_note *st_load_notes(const st_load *load, size_t *count);
/* Something could not be read for a reason that may pass without anyone being told. */
bool st_load_unsure(const st_load *load);
st_load_progress st_load_done(const st_load *load);

/* For those in this folder who go on from what was read: the files and folders that were found,
 * with their metadata, and those of --meta (or null). Borrowed until the load is closed. */
struct st_walk;
struct st_metas;
const struct st_walk *st_load_walk(const st_load *load);
const struct st_metas *st_load_metas(const st_load *load);
/* Lets go of the articles; what else was read stays. */
void st_load_drop_articles(st_load *load);

#endif
