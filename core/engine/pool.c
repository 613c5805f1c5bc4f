#include "engine/pool.h"

#include "base/alloc.h"
#include "engine/wire.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { UNDER_WAY = 2, MOST_TOLD = 4, TICK_MS = 50, MOST_DEATHS_IN_A_ROW = 8 };

typedef struct job {
  struct job *next;
  uint64_t tag;
  bool told;     /* a set-up message: not counted, its answer left out */
  bool answered; /* an answer will come */
  st_buf message;
} job;

typedef struct worker {
  st_pool *pool;
  uv_process_t process;
  uv_pipe_t to, from;
  st_progress *page; /* shared with the process */
  int page_fd;
  st_buf in;
  job *under_way; /* first is the one it is at */
  uint32_t count; /* of jobs under way */
  st_death at;    /* progress as last seen */
  uint64_t since; /* when that was first seen, ms */
  bool running, ended, exited, hung;
  int open_handles;
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

static int start(worker *w, st_error *e);
static void feed(st_pool *p);

/* --- jobs --- */

static void free_job(job *j) {
  st_buf_close(&j->message);
  st_free(j);
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

/* --- watching for workers that are stuck --- */

static st_death progress_of(const worker *w) {
  st_death d = {.job = atomic_load(&w->page->job), .article = atomic_load(&w->page->article)};
  d.rule = atomic_load(&w->page->rule);
  return d;
}

static void look_at(worker *w, uint64_t now) {
  st_death d = progress_of(w);
  bool moved = d.job != w->at.job || d.article != w->at.article || d.rule != w->at.rule;
  if (moved || !w->under_way) {
    w->at = d;
    w->since = now;
  }
  /* Between rules a worker unpacks, sorts and sends: give that more time. */
  uint64_t allowed = (uint64_t)w->pool->options.timeout_ms * (d.rule == ST_NONE ? 6 : 1);
  if (w->running && now - w->since > allowed) {
    w->hung = true;
    uv_process_kill(&w->process, SIGKILL);
  }
}

static void on_tick(uv_timer_t *timer) {
  st_pool *p = timer->data;
  for (uint32_t i = 0; i < p->options.workers; i++)
    if (p->workers[i].running && !p->workers[i].hung)
      look_at(&p->workers[i], uv_now(p->options.loop));
}

/* --- answers --- */

static void take_answer(worker *w, uint8_t kind, st_reader body) {
  st_pool *p = w->pool;
  job *j = w->under_way;
  if (!j) return;
  w->under_way = j->next;
  w->count--;
  w->since = uv_now(p->options.loop);
  if (!j->told) {
    p->waiting--;
    p->deaths = 0;
  }
  if (!p->closing) p->options.answer(p->options.context, j->tag, kind, body);
  free_job(j);
}

/* Hands on the messages that are whole, keeps the rest. */
static void read_messages(worker *w) {
  size_t at = 0;
  while (w->in.n - at >= 5) {
    uint32_t length;
    memcpy(&length, w->in.p + at, sizeof length);
    if (w->in.n - at - 4 < length) {
      st_buf_reserve(&w->in, length);
      break;
    }
    st_reader body = {w->in.p + at + 5, w->in.p + at + 4 + length, false};
    take_answer(w, (uint8_t)w->in.p[at + 4], body);
    at += 4 + (size_t)length;
  }
  if (at) memmove(w->in.p, w->in.p + at, w->in.n - at);
  w->in.n -= at;
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  worker *w = handle->data;
  (void)size;
  bool good = st_buf_reserve(&w->in, 1 << 16);
  *buf = good ? uv_buf_init(w->in.p + w->in.n, (unsigned)(w->in.room - w->in.n))
              : uv_buf_init(NULL, 0);
}

static void bury(worker *w);

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  worker *w = stream->data;
  (void)buf;
  if (n > 0) {
    w->in.n += (size_t)n;
    read_messages(w);
    feed(w->pool);
  } else if (n < 0) {
    uv_read_stop(stream);
    w->ended = true;
    if (n != UV_EOF) uv_process_kill(&w->process, SIGKILL);
    bury(w);
  }
}

/* --- life and death --- */

static void on_exit_(uv_process_t *process, int64_t status, int signal) {
  worker *w = process->data;
  w->exited = true;
  w->at.status = (int)status;
  w->at.signal = signal;
  bury(w);
}

static void give_back(worker *w) {
  st_pool *p = w->pool;
  st_death death = progress_of(w);
  death.hung = w->hung;
  death.status = w->at.status;
  death.signal = w->at.signal;
  job *first = w->under_way, *rest = first ? first->next : NULL;
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
  if (first && !first->told) p->deaths = 0; /* the job is to blame, not the program */
  if (!first) return;
  if (!first->told) p->waiting--;
  if (!p->closing) p->options.died(p->options.context, first->tag, &death);
  free_job(first);
}

static void on_closed(uv_handle_t *handle) {
  worker *w = handle->data;
  st_pool *p = w->pool;
  if (--w->open_handles > 0) return;
  w->running = false;
  if (p->closing) return;
  if (++p->deaths > MOST_DEATHS_IN_A_ROW) {
    st_fail(&p->trouble, ST_EIO, "workers die one after the other; the last one ended with %s %d",
            w->at.signal ? "signal" : "status", w->at.signal ? w->at.signal : w->at.status);
    return;
  }
  if (start(w, &p->trouble) == ST_OK) feed(p);
}

/* When the process has ended and all it had written was read. */
static void bury(worker *w) {
  if (!w->ended || !w->exited) return;
  give_back(w);
  uv_close((uv_handle_t *)&w->process, on_closed);
  uv_close((uv_handle_t *)&w->to, on_closed);
  uv_close((uv_handle_t *)&w->from, on_closed);
}

typedef struct sending {
  uv_write_t request;
  char *bytes; /* owned where a worker may outlive the job's message; null otherwise */
} sending;

static void on_written(uv_write_t *request, int status) {
  (void)status; /* a closed pipe is seen by the reader */
  sending *s = (sending *)request;
  st_free(s->bytes);
  st_free(s);
}

/* The bytes go with the write: the job may be given back and sent again before it is done. */
static int write_job(worker *w, job *j) {
  sending *s = st_calloc(1, sizeof *s);
  if (!s) return ST_ENOMEM;
  s->bytes = st_strndup(j->message.p, j->message.n);
  uv_buf_t buf = uv_buf_init(s->bytes, (unsigned)j->message.n);
  if (s->bytes && uv_write(&s->request, (uv_stream_t *)&w->to, &buf, 1, on_written) == 0)
    return ST_OK;
  st_free(s->bytes);
  st_free(s);
  return ST_EIO;
}

static void give(worker *w, job *j) {
  if (!w->under_way) w->since = uv_now(w->pool->options.loop);
  if (write_job(w, j) != ST_OK) uv_process_kill(&w->process, SIGKILL);
  if (!j->answered) {
    free_job(j);
    return;
  }
  job **end = &w->under_way;
  while (*end) end = &(*end)->next;
  *end = j;
  w->count++;
}

static void feed(st_pool *p) {
  for (uint32_t most = 1; most <= UNDER_WAY; most++)
    for (uint32_t i = 0; i < p->options.workers; i++) {
      worker *w = &p->workers[i];
      while (p->queue && w->running && !w->exited && !w->ended && w->count < most) give(w, take(p));
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

static int spawn(worker *w, st_error *e) {
  st_pool *p = w->pool;
  char *args[] = {(char *)p->options.program, (char *)"--worker", NULL};
  uv_stdio_container_t stdio[4] = {
      {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&w->to},
      {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&w->from},
      {.flags = UV_INHERIT_FD, .data.fd = 2},
      {.flags = UV_INHERIT_FD, .data.fd = w->page_fd}};
  uv_process_options_t o = {
      .exit_cb = on_exit_, .file = args[0], .args = args, .stdio_count = 4, .stdio = stdio};
  int rc = uv_spawn(p->options.loop, &w->process, &o);
  return rc ? st_fail(e, ST_EIO, "%s: cannot be started as a worker: %s", args[0], uv_strerror(rc))
            : ST_OK;
}

static int start(worker *w, st_error *e) {
  st_pool *p = w->pool;
  w->process.data = w->to.data = w->from.data = w;
  w->ended = w->exited = w->hung = false;
  st_buf_clear(&w->in);
  w->in.bad = false;
  atomic_store(&w->page->job, 0);
  atomic_store(&w->page->article, 0);
  atomic_store(&w->page->rule, ST_NONE);
  uv_pipe_init(p->options.loop, &w->to, 0);
  uv_pipe_init(p->options.loop, &w->from, 0);
  w->open_handles = 3;
  int rc = spawn(w, e);
  if (rc != ST_OK) {
    w->exited = w->ended = true;
    uv_close((uv_handle_t *)&w->process, on_closed);
    uv_close((uv_handle_t *)&w->to, on_closed);
    uv_close((uv_handle_t *)&w->from, on_closed);
    p->deaths = MOST_DEATHS_IN_A_ROW;
    return rc;
  }
  w->running = true;
  w->since = uv_now(p->options.loop);
  uv_read_start((uv_stream_t *)&w->from, give_room, on_read);
  for (uint32_t i = 0; rc == ST_OK && i < p->told_count; i++) rc = tell(w, &p->told[i], e);
  return rc;
}

static int open_page(worker *w, st_error *e) {
  w->page_fd = memfd_create("stemma-progress", MFD_CLOEXEC);
  if (w->page_fd < 0 || ftruncate(w->page_fd, sizeof *w->page) != 0)
    return st_fail(e, ST_EIO, "no shared page for a worker");
  void *page = mmap(NULL, sizeof *w->page, PROT_READ | PROT_WRITE, MAP_SHARED, w->page_fd, 0);
  if (page == MAP_FAILED) return st_fail(e, ST_EIO, "no shared page for a worker");
  w->page = page;
  return ST_OK;
}

int st_pool_open(const st_pool_options *options, st_pool **out, st_error *e) {
  st_pool *p = st_calloc(1, sizeof *p);
  if (!p) return st_nomem(e);
  p->options = *options;
  p->queue_end = &p->queue;
  p->workers = st_calloc(options->workers, sizeof *p->workers);
  int rc = p->workers ? ST_OK : st_nomem(e);
  signal(SIGPIPE, SIG_IGN); /* a worker that died while it was written to is seen by its reader */
  for (uint32_t i = 0; p->workers && i < options->workers; i++) {
    p->workers[i].pool = p;
    p->workers[i].page_fd = -1;
  }
  for (uint32_t i = 0; rc == ST_OK && i < options->workers; i++) {
    rc = open_page(&p->workers[i], e);
    if (rc == ST_OK) rc = start(&p->workers[i], e);
  }
  uv_timer_init(options->loop, &p->timer);
  p->timer.data = p;
  p->timer_open = true;
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
    if (p->workers[i].open_handles > 0) return true;
  return p->timer_open;
}

static void on_timer_closed(uv_handle_t *handle) { ((st_pool *)handle->data)->timer_open = false; }

static void on_shut(uv_shutdown_t *request, int status) {
  (void)status;
  st_free(request);
}

/* Workers end by themselves at the end of their input; one that is at a job is not waited for. */
static void dismiss(worker *w) {
  if (!w->running || w->exited) return;
  uv_shutdown_t *request = w->under_way ? NULL : st_calloc(1, sizeof *request);
  if (request && uv_shutdown(request, (uv_stream_t *)&w->to, on_shut) == 0) return;
  st_free(request);
  uv_process_kill(&w->process, SIGKILL);
}

static void free_jobs(job *j) {
  while (j) {
    job *next = j->next;
    free_job(j);
    j = next;
  }
}

void st_pool_close(st_pool *p) {
  if (!p) return;
  p->closing = true;
  for (uint32_t i = 0; p->workers && i < p->options.workers; i++) dismiss(&p->workers[i]);
  if (p->timer_open) uv_close((uv_handle_t *)&p->timer, on_timer_closed);
  while (any_open(p) && uv_run(p->options.loop, UV_RUN_ONCE)) {
  }
  for (uint32_t i = 0; p->workers && i < p->options.workers; i++) {
    worker *w = &p->workers[i];
    if (w->page) munmap(w->page, sizeof *w->page);
    if (w->page_fd >= 0) close(w->page_fd);
    st_buf_close(&w->in);
    free_jobs(w->under_way);
  }
  free_jobs(p->queue);
  for (uint32_t i = 0; i < p->told_count; i++) st_buf_close(&p->told[i].message);
  st_free(p->workers);
  st_free(p);
}

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
    if (p->workers[i].running && !p->workers[i].exited) rc = tell(&p->workers[i], t, e);
  return rc;
}

int st_pool_drain(st_pool *p, st_error *e) {
  while (p->waiting && p->trouble.code == ST_OK) {
    feed(p);
    uv_run(p->options.loop, UV_RUN_ONCE);
  }
  if (p->trouble.code != ST_OK && e) *e = p->trouble;
  return p->trouble.code;
}

void st_pool_forget(st_pool *p) {
  while (p->queue) {
    p->waiting--;
    free_job(take(p));
  }
}

int st_pool_step(st_pool *p, st_error *e) {
  if (p->trouble.code == ST_OK) uv_run(p->options.loop, UV_RUN_ONCE);
  if (p->trouble.code != ST_OK && e) *e = p->trouble;
  return p->trouble.code;
}

uint32_t st_pool_workers(const st_pool *p) { return p->options.workers; }
