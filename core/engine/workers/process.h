/* One worker process: started, spoken to, watched, buried. Private to the pool, which decides what
 * it is told and whether another takes its place. */
#ifndef ST_ENGINE_PROCESS_H
#define ST_ENGINE_PROCESS_H

#include "engine/workers/pool.h"

#include <uv.h>

typedef struct st_process st_process;

typedef struct st_process_options {
  uv_loop_t *loop;
  const char *program; /* started as "PROGRAM --worker" */
  bool aside;          /* as in st_pool_options */
  bool large_pages;    /* the same */
  void *context;
  /* A message it sent; the body is borrowed for the call. */
  void (*message)(void *context, st_process *process, uint8_t kind, st_reader body);
  /* It has ended, and all it had written was read. It may be started again from `closed` on. */
  void (*gone)(void *context, st_process *process, const st_death *death);
  void (*closed)(void *context, st_process *process);
} st_process_options;

/* Owned by the caller; not started. ST_EIO, ST_ENOMEM. */
int st_process_open(const st_process_options *options, st_process **out, st_error *e);
/* Only when the loop has let go of it (st_process_is_open). Null is fine. */
void st_process_close(st_process *process);

/* ST_EIO: the program cannot be started; `closed` comes all the same. */
int st_process_start(st_process *process, st_error *e);
/* Sends a copy of the bytes. ST_EIO, ST_ENOMEM. */
int st_process_write(st_process *process, st_str bytes);
/* Ends its input, so that it ends by itself. */
void st_process_dismiss(st_process *process);
void st_process_kill(st_process *process);

/* Whether it can be given something to do. */
/* It is busy, and was at the same article and rule the last two times that it was watched. */
bool st_process_is_still(const st_process *process);
bool st_process_is_up(const st_process *process);
bool st_process_is_open(const st_process *process);
/* Kills it if it says that it has been at one thing for longer than allowed. `busy`: it has
 * something to do; the clock starts with it. */
void st_process_watch(st_process *process, bool busy, uint32_t timeout_ms);
/* Where it was when it was watched last. */
st_death st_process_at(const st_process *process);
/* Of the job that it was at then, no further rule is wanted. */
void st_process_enough(st_process *process);
/* The clock starts anew: it was given a job, or answered one. */
void st_process_touch(st_process *process);

#endif
