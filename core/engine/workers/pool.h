/* Worker processes and the queue before them.
 *
 * Jobs are messages; each has one answer. A worker has at most two under way, answers them in
 * order, and is replaced when it dies: the job it was at is handed back, the other one is put
 * first in the queue again. So is that which waits behind one that takes long. Where all workers
 * are at such and something urgent waits, one more is started, to be let go when it is idle. Which
 * worker does what changes nothing but the time it takes. */
#ifndef ST_ENGINE_POOL_H
#define ST_ENGINE_POOL_H

#include "base/buf.h"
#include "base/error.h"

#include <uv.h>

typedef struct st_pool st_pool;

/* The tag of what st_pool_tell sends. */
#define ST_TOLD UINT64_MAX

/* Where a worker was when it died or was killed. */
typedef struct st_death {
  uint32_t job, article, rule; /* rule: ST_NONE where it was between rules */
  bool hung;                   /* killed, as it made no progress for the time allowed */
  int signal, status;          /* how it ended */
} st_death;

typedef struct st_pool_options {
  uv_loop_t *loop;     /* borrowed */
  const char *program; /* borrowed; started as "PROGRAM --worker" */
  uint32_t workers, timeout_ms;
  bool aside; /* somebody types meanwhile: workers make way for the process that started them */
  void *context;
  /* An answer to job `tag`; the body is borrowed for the call. */
  void (*answer)(void *context, uint64_t tag, uint8_t kind, st_reader body);
  /* Job `tag` was under way when its worker died. */
  void (*died)(void *context, uint64_t tag, const st_death *death);
  /* Job `tag` is held up by one rule. True: others do the rest, and no further rule of it is wanted.
   * Null: nobody asks. */
  bool (*slow)(void *context, uint64_t tag, const st_death *at);
  /* Their memory lies in large pages where the system has such: less time goes into finding them, a
   * twentieth and more. Not for workers that live on: what they give back comes back with time. */
  bool large_pages;
} st_pool_options;

/* Owned by the caller. Starts the workers. ST_EIO, ST_ENOMEM. */
int st_pool_open(const st_pool_options *options, st_pool **out, st_error *e);
/* Ends the workers and waits for them, running the loop. Jobs not answered are forgotten. */
void st_pool_close(st_pool *pool);

/* Puts a job last in the queue; the message's bytes are taken over and `message` is left empty. */
int st_pool_send(st_pool *pool, uint64_t tag, st_buf *message, st_error *e);
/* The same, and what is not urgent goes behind it. */
int st_pool_hurry(st_pool *pool, uint64_t tag, st_buf *message, st_error *e);
/* What every worker gets before any job, now and when it is replaced. `answered`: each worker
 * answers it, under the tag ST_TOLD. Taken over. */
int st_pool_tell(st_pool *pool, st_buf *message, bool answered, st_error *e);
/* Runs the loop until all jobs are answered or died. ST_EIO where no worker can be kept alive. */
int st_pool_drain(st_pool *pool, st_error *e);
/* Takes a job back that no worker has yet; false where one has it, or nobody ever had. */
bool st_pool_cancel(st_pool *pool, uint64_t tag);
/* Runs the loop for one round of events. */
int st_pool_step(st_pool *pool, st_error *e);
/* Called between rounds of the loop, outside of its callbacks, while this pool is waited for. */
void st_pool_between(st_pool *pool, void (*between)(void *context), void *context);
/* Whose callbacks are called from now on. */
void st_pool_serve(st_pool *pool, void *context);
/* What is waited for is given up: draining and stepping fail from now on. */
void st_pool_stop(st_pool *pool);
uint32_t st_pool_workers(const st_pool *pool);

#endif
