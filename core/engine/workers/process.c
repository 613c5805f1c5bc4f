#include "engine/workers/process.h"

#include "base/alloc.h"
#include "engine/wire/wire.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct st_process {
  st_process_options options;
  uv_process_t process;
  uv_pipe_t to, from;
  st_progress *page; /* shared with the process */
  int page_fd;
  st_buf in;
  st_death at;    /* progress as last seen */
  uint64_t since; /* when that was first seen, ms */
  bool running, ended, exited, hung;
  bool still; /* it was at the same the last two times */
  int open_handles;
};

/* --- what it is at --- */

static st_death progress_of(const st_process *w) {
  st_death d = {.job = atomic_load(&w->page->job), .article = atomic_load(&w->page->article)};
  d.rule = atomic_load(&w->page->rule);
  return d;
}

void st_process_touch(st_process *w) {
  w->since = uv_now(w->options.loop);
  w->still = false;
}

void st_process_watch(st_process *w, bool busy, uint32_t timeout_ms) {
  if (!w->running || w->hung) return;
  st_death d = progress_of(w);
  bool moved = d.job != w->at.job || d.article != w->at.article || d.rule != w->at.rule;
  if (moved || !busy) {
    w->at = d;
    st_process_touch(w);
  }
  w->still = busy && !moved && d.job; /* what it has answered waits for us */
  /* Between rules a worker unpacks, sorts and sends: give that more time. */
  uint64_t allowed = (uint64_t)timeout_ms * (d.rule == ST_NONE ? 6 : 1);
  if (uv_now(w->options.loop) - w->since <= allowed) return;
  w->hung = true;
  st_process_kill(w);
}

/* --- reading --- */

/* Hands on the messages that are whole, keeps the rest. */
static void read_messages(st_process *w) {
  size_t at = 0;
  while (w->in.n - at >= 5) {
    uint32_t length;
    memcpy(&length, w->in.p + at, sizeof length);
    if (w->in.n - at - 4 < length) {
      st_buf_reserve(&w->in, length);
      break;
    }
    st_reader body = {w->in.p + at + 5, w->in.p + at + 4 + length, false};
    w->options.message(w->options.context, w, (uint8_t)w->in.p[at + 4], body);
    at += 4 + (size_t)length;
  }
  if (at) memmove(w->in.p, w->in.p + at, w->in.n - at);
  w->in.n -= at;
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  st_process *w = handle->data;
  (void)size;
  bool good = st_buf_reserve(&w->in, 1 << 16);
  *buf = good ? uv_buf_init(w->in.p + w->in.n, (unsigned)(w->in.room - w->in.n))
              : uv_buf_init(NULL, 0);
}

static void bury(st_process *w);

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  st_process *w = stream->data;
  (void)buf;
  if (n > 0) {
    w->in.n += (size_t)n;
    read_messages(w);
  } else if (n < 0) {
    uv_read_stop(stream);
    w->ended = true;
    if (n != UV_EOF) st_process_kill(w);
    bury(w);
  }
}

/* --- life and death --- */

static void on_closed(uv_handle_t *handle) {
  st_process *w = handle->data;
  if (--w->open_handles > 0) return;
  w->running = false;
  w->options.closed(w->options.context, w);
}

static void close_handles(st_process *w) {
  uv_close((uv_handle_t *)&w->process, on_closed);
  uv_close((uv_handle_t *)&w->to, on_closed);
  uv_close((uv_handle_t *)&w->from, on_closed);
}

static void bury(st_process *w) {
  if (!w->ended || !w->exited) return;
  st_death death = progress_of(w);
  death.hung = w->hung;
  death.status = w->at.status;
  death.signal = w->at.signal;
  w->options.gone(w->options.context, w, &death);
  close_handles(w);
}

static void on_exited(uv_process_t *process, int64_t status, int signal) {
  st_process *w = process->data;
  w->exited = true;
  w->at.status = (int)status;
  w->at.signal = signal;
  bury(w);
}

enum { NICER = 10 };

/* So that a key is echoed at once though all cores are at work. Where the kernel shares its time
 * between sessions first, it is the session of its own that does it, else the lower priority. */
static void make_way(const uv_process_t *process) {
  int was;
  if (uv_os_getpriority(process->pid, &was) == 0) uv_os_setpriority(process->pid, was + NICER);
}

/* --- large pages --- */

#define TUNABLES "GLIBC_TUNABLES="
#define LARGE_PAGES "glibc.malloc.hugetlb"

/* Null where it is to be as it is: one who has set this is left alone. The strings are borrowed but
 * for the last; close_environment. */
static char **make_environment(void) {
  const char *set = getenv("GLIBC_TUNABLES");
  size_t n = 0, kept = 0;
  while (environ[n]) n++;
  st_buf b = {0};
  st_buf_addf(&b, TUNABLES "%s%s" LARGE_PAGES "=1", set ? set : "", set && *set ? ":" : "");
  st_buf_addc(&b, '\0');
  char **own = set && strstr(set, LARGE_PAGES) ? NULL : st_calloc(n + 2, sizeof *own);
  if (!own || b.bad) {
    st_free(own);
    st_buf_close(&b);
    return NULL;
  }
  for (size_t i = 0; i < n; i++)
    if (strncmp(environ[i], TUNABLES, strlen(TUNABLES)) != 0) own[kept++] = environ[i];
  own[kept] = b.p;
  return own;
}

static void close_environment(char **own) {
  size_t n = 0;
  while (own && own[n]) n++;
  if (n) st_free(own[n - 1]);
  st_free(own);
}

static int spawn(st_process *w, st_error *e) {
  char *args[] = {(char *)w->options.program, (char *)"--worker", NULL};
  uv_stdio_container_t stdio[4] = {
      {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&w->to},
      {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&w->from},
      {.flags = UV_INHERIT_FD, .data.fd = 2},
      {.flags = UV_INHERIT_FD, .data.fd = w->page_fd}};
  bool aside = w->options.aside;
  char **environment = w->options.large_pages ? make_environment() : NULL;
  uv_process_options_t o = {.exit_cb = on_exited,
                            .file = args[0],
                            .args = args,
                            .env = environment,
                            .stdio_count = 4,
                            .stdio = stdio,
                            .flags = aside ? UV_PROCESS_DETACHED : 0};
  int rc = uv_spawn(w->options.loop, &w->process, &o);
  close_environment(environment);
  if (rc == 0 && aside) make_way(&w->process);
  if (rc == 0) return ST_OK;
  return st_fail(e, ST_EIO, "%s: cannot be started as a worker: %s", args[0], uv_strerror(rc));
}

int st_process_start(st_process *w, st_error *e) {
  w->process.data = w->to.data = w->from.data = w;
  w->ended = w->exited = w->hung = false;
  st_buf_clear(&w->in);
  w->in.bad = false;
  atomic_store(&w->page->job, 0);
  atomic_store(&w->page->article, 0);
  atomic_store(&w->page->rule, ST_NONE);
  atomic_store(&w->page->enough, 0);
  uv_pipe_init(w->options.loop, &w->to, 0);
  uv_pipe_init(w->options.loop, &w->from, 0);
  w->open_handles = 3;
  int rc = spawn(w, e);
  if (rc != ST_OK) {
    w->exited = w->ended = true;
    close_handles(w);
    return rc;
  }
  w->running = true;
  st_process_touch(w);
  uv_read_start((uv_stream_t *)&w->from, give_room, on_read);
  return ST_OK;
}

st_death st_process_at(const st_process *w) { return w->at; }
void st_process_enough(st_process *w) { atomic_store(&w->page->enough, w->at.job); }
bool st_process_is_still(const st_process *w) { return w->still; }
bool st_process_is_up(const st_process *w) { return w->running && !w->exited && !w->ended; }
bool st_process_is_open(const st_process *w) { return w->open_handles > 0; }
void st_process_kill(st_process *w) { uv_process_kill(&w->process, SIGKILL); }

/* --- writing --- */

typedef struct sending {
  uv_write_t request;
  char *bytes; /* go with the write: the job may be given to another before it is done */
} sending;

static void on_written(uv_write_t *request, int status) {
  (void)status; /* a closed pipe is seen by the reader */
  sending *s = (sending *)request;
  st_free(s->bytes);
  st_free(s);
}

/* What the pipe takes at once needs no copy. */
static st_str write_at_once(st_process *w, st_str bytes) {
  uv_buf_t buf = uv_buf_init((char *)bytes.p, (unsigned)bytes.n);
  int n = uv_try_write((uv_stream_t *)&w->to, &buf, 1);
  return n > 0 ? st_str_of(bytes.p + n, bytes.n - (size_t)n) : bytes;
}

int st_process_write(st_process *w, st_str bytes) {
  bytes = write_at_once(w, bytes);
  if (!bytes.n) return ST_OK;
  sending *s = st_calloc(1, sizeof *s);
  if (!s) return ST_ENOMEM;
  s->bytes = st_strndup(bytes.p, bytes.n);
  uv_buf_t buf = uv_buf_init(s->bytes, (unsigned)bytes.n);
  if (s->bytes && uv_write(&s->request, (uv_stream_t *)&w->to, &buf, 1, on_written) == 0)
    return ST_OK;
  int rc = s->bytes ? ST_EIO : ST_ENOMEM;
  st_free(s->bytes);
  st_free(s);
  return rc;
}

static void on_shut(uv_shutdown_t *request, int status) {
  (void)status;
  st_free(request);
}

void st_process_dismiss(st_process *w) {
  uv_shutdown_t *request = st_calloc(1, sizeof *request);
  if (request && uv_shutdown(request, (uv_stream_t *)&w->to, on_shut) == 0) return;
  st_free(request);
  st_process_kill(w);
}

/* --- open and close --- */

static int open_page(st_process *w, st_error *e) {
  w->page_fd = memfd_create("stemma-progress", MFD_CLOEXEC);
  if (w->page_fd < 0 || ftruncate(w->page_fd, sizeof *w->page) != 0)
    return st_fail(e, ST_EIO, "no shared page for a worker");
  void *page = mmap(NULL, sizeof *w->page, PROT_READ | PROT_WRITE, MAP_SHARED, w->page_fd, 0);
  if (page == MAP_FAILED) return st_fail(e, ST_EIO, "no shared page for a worker");
  w->page = page;
  return ST_OK;
}

int st_process_open(const st_process_options *options, st_process **out, st_error *e) {
  st_process *w = st_calloc(1, sizeof *w);
  if (!w) return st_nomem(e);
  w->options = *options;
  int rc = open_page(w, e);
  if (rc == ST_OK)
    *out = w;
  else
    st_process_close(w);
  return rc;
}

void st_process_close(st_process *w) {
  if (!w) return;
  if (w->page) munmap(w->page, sizeof *w->page);
  if (w->page_fd >= 0) close(w->page_fd);
  st_buf_close(&w->in);
  st_free(w);
}
