/* What load.c shares with jobs.c: one load, and its jobs on libuv's threads. */
#ifndef ST_DISK_LOAD_OWN_H
#define ST_DISK_LOAD_OWN_H

#include "disk/finish.h"
#include "disk/large.h"
#include "disk/load.h"

#include <stdatomic.h>
#include <uv.h>

/* Files a job: enough that handing it to a thread and back costs little beside reading them. */
enum { ST_BATCH = 32 };
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

typedef struct st_job {
  uv_work_t work; /* its data is the job */
  st_load *load;
  void (*run)(struct st_job *);  /* on a thread */
  void (*done)(struct st_job *); /* on the loop's */
  size_t first, count;        /* files of the walk, or the piece */
  st_large *large;
  st_sink out; /* what it made: only notes, articles and badness */
  const st_file *found_large[ST_BATCH];
  size_t large_count;
  uint64_t bytes;
} st_job;

/* --- jobs.c --- */
/* Null, and the load is bad, when memory is out. `run` is called on a thread, then `done` on the
 * loop's; the job frees itself behind that. */
st_job *st_job_new(st_load *load, void (*run)(st_job *), void (*done)(st_job *));
void st_job_queue(st_job *j);
/* One job, and all that it leads to; runs the loop. */
void st_jobs_run(st_load *load, void (*run)(st_job *), void (*done)(st_job *));
/* How many threads libuv is to start; 0: one a core. It is too late after the first job. */
void st_jobs_threads(unsigned jobs);

/* A sink for a while, by any thread; null when memory is out. */
st_sink *st_job_sink(st_load *load);
/* Moves what is in the sink to the job. */
void st_job_take(st_job *j, st_sink *sink);
void st_job_sink_back(st_load *load, st_sink *sink);
void st_jobs_close_spare(st_load *load);

#endif
