#include "engine/pool.h"

#include "base/alloc.h"
#include "engine/process.h"

#include <signal.h>

enum { UNDER_WAY = 2, MOST_TOLD = 4, TICK_MS = 50, MOST_DEATHS_IN_A_ROW = 8 };

typedef struct job {
  struct job *next;
  uint64_t tag;
  bool told;     /* a set-up message: not counted, sent to every worker */
  bool answered; /* an answer will come */
  st_buf message;
} job;

typedef struct worker {
  st_pool *pool;
  st_process *process;
  job *under_way; /* first is the one it is at */
  uint32_t count; /* of jobs under way */
} worker;

typedef struct told {
  st_buf message;
  bool answered;
} told;

struct st_pool {
  st_pool_options options;
  worker *workers;
  job *queue, **queue_end;
  told told[MOST_TOLD];
  uint32_t told_count;
  uint64_t waiting; /* jobs sent and neither answered nor died */
  uv_timer_t timer;
  uint32_t deaths; /* in a row, of workers that were at no job */
  bool closing, timer_open;
  st_error trouble;
};

/* --- jobs --- */

static void free_job(job *j) {
  st_buf_close(&j->message);
  st_free(j);
}

static void free_jobs(job *j) {
  while (j) {
    job *next = j->next;
    free_job(j);
    j = next;
  }
}

static job *new_job(uint64_t tag, st_buf *message) {
  job *j = st_calloc(1, sizeof *j);
  if (!j) return NULL;
  j->tag = tag;
  j->answered = true;
  j->message = *message;
  *message = (st_buf){0};
  return j;
}

static void add_last(st_pool *p, job *j) {
  j->next = NULL;
  *p->queue_end = j;
  p->queue_end = &j->next;
}

static void add_first(st_pool *p, job *j) {
  j->next = p->queue;
  p->queue = j;
  if (p->queue_end == &p->queue) p->queue_end = &j->next;
}

static job *take(st_pool *p) {
  job *j = p->queue;
  p->queue = j->next;
  if (!p->queue) p->queue_end = &p->queue;
  j->next = NULL;
  return j;
}

/* --- giving work --- */

static void give(worker *w, job *j) {
  if (!w->under_way) st_process_touch(w->process);
  if (st_process_write(w->process, st_str_of(j->message.p, j->message.n)) != ST_OK)
    st_process_kill(w->process);
  if (!j->answered) {
    free_job(j);
    return;
  }
  job **end = &w->under_way;
  while (*end) end = &(*end)->next;
  *end = j;
  w->count++;
}

/* Each worker has one job before any has two. */
static void feed(st_pool *p) {
  for (uint32_t most = 1; most <= UNDER_WAY; most++)
    for (uint32_t i = 0; i < p->options.workers; i++) {
      worker *w = &p->workers[i];
      while (p->queue && st_process_is_up(w->process) && w->count < most) give(w, take(p));
    }
}

static int tell(worker *w, const told *t, st_error *e) {
  st_buf copy = {0};
  st_buf_add(&copy, t->message.p, t->message.n);
  job *j = copy.bad ? NULL : new_job(ST_TOLD, &copy);
  if (!j) {
    st_buf_close(&copy);
    return st_nomem(e);
  }
  j->told = true;
  j->answered = t->answered;
  give(w, j);
  return ST_OK;
}

static int start(worker *w, st_error *e) {
  st_pool *p = w->pool;
  int rc = st_process_start(w->process, e);
  if (rc != ST_OK) p->deaths = MOST_DEATHS_IN_A_ROW; /* trying again will not help */
  for (uint32_t i = 0; rc == ST_OK && i < p->told_count; i++) rc = tell(w, &p->told[i], e);
  return rc;
}

/* --- what workers do --- */

static void on_message(void *context, st_process *process, uint8_t kind, st_reader body) {
  worker *w = context;
  st_pool *p = w->pool;
  job *j = w->under_way;
  if (!j) return;
  w->under_way = j->next;
  w->count--;
  st_process_touch(process);
  if (!j->told) {
    p->waiting--;
    p->deaths = 0;
  }
  if (!p->closing) p->options.answer(p->options.context, j->tag, kind, body);
  free_job(j);
  feed(p);
}

static void on_gone(void *context, st_process *process, const st_death *death) {
  worker *w = context;
  st_pool *p = w->pool;
  job *first = w->under_way, *rest = first ? first->next : NULL;
  (void)process;
  w->under_way = NULL;
  w->count = 0;
  while (rest) { /* at most one real job: the order of the queue is no promise */
    job *next = rest->next;
    if (rest->told)
      free_job(rest);
    else
      add_first(p, rest);
    rest = next;
  }
  if (!first) return;
  if (!first->told) {
    p->deaths = 0; /* the job is to blame, not the program */
    p->waiting--;
  }
  if (!p->closing) p->options.died(p->options.context, first->tag, death);
  free_job(first);
}

static void on_closed(void *context, st_process *process) {
  worker *w = context;
  st_pool *p = w->pool;
  (void)process;
  if (p->closing) return;
  if (++p->deaths > MOST_DEATHS_IN_A_ROW) {
    if (p->trouble.code == ST_OK)
      st_fail(&p->trouble, ST_EIO, "workers die one after the other, before they are at any job");
    return;
  }
  if (start(w, &p->trouble) == ST_OK) feed(p);
}

static void on_tick(uv_timer_t *timer) {
  st_pool *p = timer->data;
  for (uint32_t i = 0; i < p->options.workers; i++)
    st_process_watch(p->workers[i].process, p->workers[i].under_way, p->options.timeout_ms);
}

/* --- open and close --- */

static int open_worker(st_pool *p, worker *w, st_error *e) {
  st_process_options o = {p->options.loop, p->options.program, w, on_message, on_gone, on_closed};
  w->pool = p;
  int rc = st_process_open(&o, &w->process, e);
  return rc == ST_OK ? start(w, e) : rc;
}

int st_pool_open(const st_pool_options *options, st_pool **out, st_error *e) {
  st_pool *p = st_calloc(1, sizeof *p);
  if (!p) return st_nomem(e);
  p->options = *options;
  p->queue_end = &p->queue;
  p->workers = st_calloc(options->workers, sizeof *p->workers);
  int rc = p->workers ? ST_OK : st_nomem(e);
  signal(SIGPIPE, SIG_IGN); /* a worker that died while it was written to is seen by its reader */
  uv_timer_init(options->loop, &p->timer);
  p->timer.data = p;
  p->timer_open = true;
  for (uint32_t i = 0; rc == ST_OK && i < options->workers; i++)
    rc = open_worker(p, &p->workers[i], e);
  uv_timer_start(&p->timer, on_tick, TICK_MS, TICK_MS);
  uv_unref((uv_handle_t *)&p->timer);
  if (rc == ST_OK)
    *out = p;
  else
    st_pool_close(p);
  return rc;
}

static bool any_open(const st_pool *p) {
  for (uint32_t i = 0; p->workers && i < p->options.workers; i++)
    if (p->workers[i].process && st_process_is_open(p->workers[i].process)) return true;
  return p->timer_open;
}

static void on_timer_closed(uv_handle_t *handle) { ((st_pool *)handle->data)->timer_open = false; }

/* Workers end by themselves at the end of their input; one that is at a job is not waited for. */
static void dismiss(worker *w) {
  if (!w->process || !st_process_is_up(w->process)) return;
  if (w->under_way)
    st_process_kill(w->process);
  else
    st_process_dismiss(w->process);
}

void st_pool_close(st_pool *p) {
  if (!p) return;
  p->closing = true;
  for (uint32_t i = 0; p->workers && i < p->options.workers; i++) dismiss(&p->workers[i]);
  if (p->timer_open) uv_close((uv_handle_t *)&p->timer, on_timer_closed);
  while (any_open(p) && uv_run(p->options.loop, UV_RUN_ONCE)) {
  }
  for (uint32_t i = 0; p->workers && i < p->options.workers; i++) {
    st_process_close(p->workers[i].process);
    free_jobs(p->workers[i].under_way);
  }
  free_jobs(p->queue);
  for (uint32_t i = 0; i < p->told_count; i++) st_buf_close(&p->told[i].message);
  st_free(p->workers);
  st_free(p);
}

/* --- the interface --- */

int st_pool_send(st_pool *p, uint64_t tag, st_buf *message, st_error *e) {
  job *j = message->bad ? NULL : new_job(tag, message);
  if (!j) {
    st_buf_close(message);
    return st_nomem(e);
  }
  p->waiting++;
  add_last(p, j);
  feed(p);
  return ST_OK;
}

int st_pool_tell(st_pool *p, st_buf *message, bool answered, st_error *e) {
  /* What asks for no answer is the state of things: the latest stands for those before it. */
  if (!answered && p->told_count && !p->told[p->told_count - 1].answered)
    st_buf_close(&p->told[--p->told_count].message);
  if (message->bad || p->told_count == MOST_TOLD) {
    st_buf_close(message);
    return st_nomem(e);
  }
  told *t = &p->told[p->told_count++];
  *t = (told){*message, answered};
  *message = (st_buf){0};
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < p->options.workers; i++)
    if (st_process_is_up(p->workers[i].process)) rc = tell(&p->workers[i], t, e);
  return rc;
}

static int trouble_of(const st_pool *p, st_error *e) {
  if (p->trouble.code != ST_OK && e) *e = p->trouble;
  return p->trouble.code;
}

int st_pool_drain(st_pool *p, st_error *e) {
  while (p->waiting && p->trouble.code == ST_OK) {
    feed(p);
    uv_run(p->options.loop, UV_RUN_ONCE);
  }
  return trouble_of(p, e);
}

bool st_pool_cancel(st_pool *p, uint64_t tag) {
  job **at = &p->queue;
  while (*at && (*at)->tag != tag) at = &(*at)->next;
  job *j = *at;
  if (!j) return false;
  *at = j->next;
  if (!j->next) p->queue_end = at;
  p->waiting--;
  free_job(j);
  return true;
}

int st_pool_step(st_pool *p, st_error *e) {
  if (p->trouble.code == ST_OK) uv_run(p->options.loop, UV_RUN_ONCE);
  return trouble_of(p, e);
}

void st_pool_serve(st_pool *p, void *context) { p->options.context = context; }

void st_pool_stop(st_pool *p) {
  if (p->trouble.code == ST_OK) st_fail(&p->trouble, ST_EIO, "stopped");
}

uint32_t st_pool_workers(const st_pool *p) { return p->options.workers; }
