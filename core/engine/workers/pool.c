#include "engine/workers/pool.h"

#include "base/alloc.h"
#include "engine/workers/process.h"

#include <signal.h>

enum { UNDER_WAY = 2, MOST_TOLD = 4, TICK_MS = 50, MOST_DEATHS_IN_A_ROW = 8 };
enum { RELIEF = 2, IDLE_TICKS = 40 }; /* workers more than there are by rights, and until they go */

typedef struct job {
  struct job *next;
  uint64_t tag;
  bool told;     /* a set-up message: not counted, sent to every worker */
  bool answered; /* an answer will come */
  bool urgent;
  bool moved;   /* another worker does it: this answer is nobody's */
  bool waited; /* it was moved: no worker is to have it behind another job again */
  st_buf message;
} job;

typedef struct worker {
  st_pool *pool;
  st_process *process;
  job *under_way; /* first is the one it is at */
  uint32_t count; /* of jobs under way */
  uint32_t idle;  /* ticks */
  bool leaving;
} worker;

typedef struct told {
  st_buf message;
  bool answered;
} told;

struct st_pool {
  st_pool_options options;
  worker *workers; /* with room for RELIEF more than wanted */
  uint32_t worker_count;
  job *queue, **queue_end;
  told told[MOST_TOLD];
  uint32_t told_count;
  uint64_t waiting; /* jobs sent and neither answered nor died */
  uv_timer_t timer;
  uint32_t deaths; /* in a row, of workers that were at no job */
  uint64_t tick; /* when it was, ms */
  bool closing, timer_open;
  void (*between)(void *context);
  void *between_context;
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

/* Behind those that are urgent as well. */
static void add_urgent(st_pool *p, job *j) {
  job **at = &p->queue;
  while (*at && (*at)->urgent) at = &(*at)->next;
  j->next = *at;
  *at = j;
  if (!j->next) p->queue_end = &j->next;
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

static bool can_take(const worker *w) { return st_process_is_up(w->process) && !w->leaving; }

/* Behind another job only where that does not seem to take long. */
static bool suits(const worker *w, const job *j) {
  return can_take(w) && (!w->count || !(j->waited || st_process_is_still(w->process)));
}

/* Each worker has one job before any has two. */
static void feed(st_pool *p) {
  for (uint32_t most = 1; most <= UNDER_WAY; most++)
    for (uint32_t i = 0; i < p->worker_count; i++) {
      worker *w = &p->workers[i];
      while (p->queue && w->count < most && suits(w, p->queue)) give(w, take(p));
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
  bool nobodys = j->moved;
  if (!j->told && !nobodys) {
    p->waiting--;
    p->deaths = 0;
  }
  if (!p->closing && !nobodys) p->options.answer(p->options.context, j->tag, kind, body);
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
    if (rest->told || rest->moved)
      free_job(rest);
    else
      add_first(p, rest);
    rest = next;
  }
  if (!first) return;
  bool nobodys = first->moved;
  if (!first->told) p->deaths = 0; /* the job is to blame, not the program */
  if (!first->told && !nobodys) p->waiting--;
  if (!p->closing && !nobodys) p->options.died(p->options.context, first->tag, death);
  free_job(first);
}

static void on_closed(void *context, st_process *process) {
  worker *w = context;
  st_pool *p = w->pool;
  (void)process;
  if (p->closing || w->leaving) return;
  if (++p->deaths > MOST_DEATHS_IN_A_ROW) {
    if (p->trouble.code == ST_OK)
      st_fail(&p->trouble, ST_EIO, "workers die one after the other, before they are at any job");
    return;
  }
  if (start(w, &p->trouble) == ST_OK) feed(p);
}

/* --- rules that take long --- */

static bool may_open_one(const st_pool *p) {
  return p->worker_count < p->options.workers + RELIEF;
}

/* Whether another worker gets to the job sooner; if not, this one would only do it twice. */
static bool suits_another(const worker *w, const job *j) {
  const st_pool *p = w->pool;
  for (uint32_t i = 0; i < p->worker_count; i++) {
    const worker *other = &p->workers[i];
    if (other != w && can_take(other) && !st_process_is_still(other->process)) return true;
  }
  return j->urgent && may_open_one(p);
}

/* What waits behind one that takes long goes to another worker; its answer here is nobody's. */
static void move_second(worker *w) {
  job *second = w->under_way ? w->under_way->next : NULL;
  if (!second || second->told || second->moved || !suits_another(w, second)) return;
  job *stand_in = st_calloc(1, sizeof *stand_in);
  if (!stand_in) return;
  *stand_in = (job){.answered = true, .moved = true, .next = second->next};
  w->under_way->next = stand_in;
  second->waited = true;
  add_first(w->pool, second);
}

/* What it is held up by goes on; the rest of its job may go elsewhere. */
static void ease_first(worker *w) {
  st_pool *p = w->pool;
  const job *first = w->under_way;
  if (!p->options.slow || !first || first->told || first->moved) return;
  st_death at = st_process_at(w->process);
  if (p->options.slow(p->options.context, first->tag, &at)) st_process_enough(w->process);
}

static int open_worker(st_pool *p, st_error *e);

static bool any_urgent(const st_pool *p) { return p->queue && p->queue->urgent; }

static void relieve(st_pool *p) {
  uint32_t still = 0;
  for (uint32_t i = 0; i < p->worker_count; i++) {
    worker *w = &p->workers[i];
    if (st_process_is_still(w->process) || !can_take(w)) still++;
    if (!st_process_is_still(w->process)) continue;
    move_second(w);
    ease_first(w);
  }
  if (still == p->worker_count && may_open_one(p) && any_urgent(p)) open_worker(p, &p->trouble);
  feed(p);
}

/* The last one that was added, when it has had nothing to do for a while. */
static void let_go(st_pool *p) {
  if (p->worker_count <= p->options.workers) return;
  worker *w = &p->workers[p->worker_count - 1];
  w->idle = w->under_way ? 0 : w->idle + 1;
  if (w->leaving && !st_process_is_open(w->process)) {
    st_process_close(w->process);
    *w = (worker){0};
    p->worker_count--;
  } else if (!w->leaving && w->idle > IDLE_TICKS && st_process_is_up(w->process)) {
    w->leaving = true;
    st_process_dismiss(w->process);
  }
}

/* A tick that comes much too late was not the workers' fault: all of us were stopped. */
static void on_tick(uv_timer_t *timer) {
  st_pool *p = timer->data;
  uint64_t now = uv_now(p->options.loop);
  bool late = now - p->tick > 20 * TICK_MS;
  p->tick = now;
  for (uint32_t i = 0; i < p->worker_count; i++) {
    worker *w = &p->workers[i];
    if (late) st_process_touch(w->process);
    st_process_watch(w->process, w->under_way, p->options.timeout_ms);
  }
  if (p->closing) return;
  relieve(p);
  let_go(p);
}

/* --- open and close --- */

static int open_worker(st_pool *p, st_error *e) {
  worker *w = &p->workers[p->worker_count];
  st_process_options o = {.loop = p->options.loop,
                          .program = p->options.program,
                          .aside = p->options.aside,
                          .large_pages = p->options.large_pages,
                          .context = w,
                          .message = on_message,
                          .gone = on_gone,
                          .closed = on_closed};
  w->pool = p;
  int rc = st_process_open(&o, &w->process, e);
  if (rc != ST_OK) return rc;
  p->worker_count++;
  return start(w, e);
}

int st_pool_open(const st_pool_options *options, st_pool **out, st_error *e) {
  st_pool *p = st_calloc(1, sizeof *p);
  if (!p) return st_nomem(e);
  p->options = *options;
  p->queue_end = &p->queue;
  p->workers = st_calloc((size_t)options->workers + RELIEF, sizeof *p->workers);
  p->tick = uv_now(options->loop);
  int rc = p->workers ? ST_OK : st_nomem(e);
  signal(SIGPIPE, SIG_IGN); /* a worker that died while it was written to is seen by its reader */
  uv_timer_init(options->loop, &p->timer);
  p->timer.data = p;
  p->timer_open = true;
  for (uint32_t i = 0; rc == ST_OK && i < options->workers; i++) rc = open_worker(p, e);
  uv_timer_start(&p->timer, on_tick, TICK_MS, TICK_MS);
  uv_unref((uv_handle_t *)&p->timer);
  if (rc == ST_OK)
    *out = p;
  else
    st_pool_close(p);
  return rc;
}

static bool any_open(const st_pool *p) {
  for (uint32_t i = 0; p->workers && i < p->worker_count; i++)
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
  for (uint32_t i = 0; p->workers && i < p->worker_count; i++) dismiss(&p->workers[i]);
  if (p->timer_open) uv_close((uv_handle_t *)&p->timer, on_timer_closed);
  while (any_open(p) && uv_run(p->options.loop, UV_RUN_ONCE)) {
  }
  for (uint32_t i = 0; p->workers && i < p->worker_count; i++) {
    st_process_close(p->workers[i].process);
    free_jobs(p->workers[i].under_way);
  }
  free_jobs(p->queue);
  for (uint32_t i = 0; i < p->told_count; i++) st_buf_close(&p->told[i].message);
  st_free(p->workers);
  st_free(p);
}

/* --- the interface --- */

static int queue_job(st_pool *p, uint64_t tag, st_buf *message, bool urgent, st_error *e) {
  job *j = message->bad ? NULL : new_job(tag, message);
  if (!j) {
    st_buf_close(message);
    return st_nomem(e);
  }
  p->waiting++;
  j->urgent = urgent;
  if (urgent)
    add_urgent(p, j);
  else
    add_last(p, j);
  feed(p);
  return ST_OK;
}

int st_pool_send(st_pool *p, uint64_t tag, st_buf *message, st_error *e) {
  return queue_job(p, tag, message, false, e);
}

int st_pool_hurry(st_pool *p, uint64_t tag, st_buf *message, st_error *e) {
  return queue_job(p, tag, message, true, e);
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
  for (uint32_t i = 0; rc == ST_OK && i < p->worker_count; i++)
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
    if (p->between) p->between(p->between_context);
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
  if (p->between) p->between(p->between_context);
  return trouble_of(p, e);
}

void st_pool_between(st_pool *p, void (*between)(void *context), void *context) {
  p->between = between;
  p->between_context = context;
}

void st_pool_serve(st_pool *p, void *context) { p->options.context = context; }

void st_pool_stop(st_pool *p) {
  if (p->trouble.code == ST_OK) st_fail(&p->trouble, ST_EIO, "stopped");
}

uint32_t st_pool_workers(const st_pool *p) { return p->options.workers; }
