#include "app/repl/child.h"

#include "base/alloc.h"
#include "engine/wire/talk.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum { BEHIND_KEYS = 5 };

struct st_child {
  st_child_options options;
  uv_process_t process;
  uv_pipe_t to, from, printed;
  st_buf in;
  char room[1 << 16]; /* for what is printed */
  int printed_fd;     /* -1 where it prints by itself */
  int open_handles;
  bool started, exited, closing;
  int signal, status;
};

/* --- what it says --- */

static void read_messages(st_child *c) {
  size_t at = 0;
  while (!c->closing && c->in.n - at >= 5) {
    uint32_t length;
    memcpy(&length, c->in.p + at, sizeof length);
    if (c->in.n - at - 4 < length) {
      st_buf_reserve(&c->in, length);
      break;
    }
    st_reader body = {c->in.p + at + 5, c->in.p + at + 4 + length, false};
    c->options.message(c->options.context, (uint8_t)c->in.p[at + 4], body);
    at += 4 + (size_t)length;
  }
  if (at) memmove(c->in.p, c->in.p + at, c->in.n - at);
  c->in.n -= at;
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  st_child *c = handle->data;
  (void)size;
  bool good = st_buf_reserve(&c->in, 1 << 16);
  *buf = good ? uv_buf_init(c->in.p + c->in.n, (unsigned)(c->in.room - c->in.n))
              : uv_buf_init(NULL, 0);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  st_child *c = stream->data;
  (void)buf;
  if (n < 0) {
    uv_read_stop(stream);
    if (c->options.guest && !c->closing) c->options.gone(c->options.context, 0, 0);
    return;
  }
  c->in.n += (size_t)n;
  read_messages(c);
}

static void give_print_room(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  st_child *c = handle->data;
  (void)size;
  *buf = uv_buf_init(c->room, sizeof c->room);
}

static void on_printed(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  st_child *c = stream->data;
  if (n < 0)
    uv_read_stop(stream);
  else if (n > 0 && !c->closing)
    c->options.output(c->options.context, st_str_of(buf->base, (size_t)n));
}

void st_child_drain(st_child *c) {
  char bytes[1 << 14];
  ssize_t n;
  if (c->printed_fd < 0) return;
  while ((n = read(c->printed_fd, bytes, sizeof bytes)) > 0)
    c->options.output(c->options.context, st_str_of(bytes, (size_t)n));
}

/* --- its end --- */

static void on_closed(uv_handle_t *handle) {
  st_child *c = handle->data;
  if (--c->open_handles > 0) return;
  st_buf_close(&c->in);
  st_free(c);
}

static void close_handles(st_child *c) {
  uv_close((uv_handle_t *)&c->to, on_closed);
  uv_close((uv_handle_t *)&c->from, on_closed);
  if (c->printed_fd >= 0) uv_close((uv_handle_t *)&c->printed, on_closed);
  if (!c->options.guest) uv_close((uv_handle_t *)&c->process, on_closed);
}

static void on_exited(uv_process_t *process, int64_t status, int number) {
  st_child *c = process->data;
  c->exited = true;
  c->status = (int)status;
  c->signal = number;
  if (c->closing)
    close_handles(c);
  else
    c->options.gone(c->options.context, number, (int)status);
}

void st_child_close(st_child *c) {
  if (!c || c->closing) return;
  c->closing = true;
  if (c->exited || !c->started || c->options.guest) {
    close_handles(c);
    return;
  }
  uv_read_stop((uv_stream_t *)&c->from);
  st_child_kill(c);
}

void st_child_interrupt(st_child *c) {
  if (!c->exited && !c->options.guest) uv_process_kill(&c->process, SIGINT);
}

void st_child_kill(st_child *c) {
  if (!c->exited && !c->options.guest) uv_process_kill(&c->process, SIGKILL);
}

/* --- its beginning --- */

static int open_printed(st_child *c, int *theirs) {
  int ends[2];
  *theirs = -1;
  if (!c->options.apart) return 0;
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  uv_pipe_init(c->options.loop, &c->printed, 0);
  c->printed.data = c;
  c->open_handles++;
  c->printed_fd = ends[0];
  *theirs = ends[1];
  return uv_pipe_open(&c->printed, ends[0]);
}

static int spawn(st_child *c, int printed) {
  char *args[] = {(char *)(uintptr_t)c->options.program, (char *)"--evaluator",
                  (char *)(uintptr_t)c->options.lua, NULL};
  bool apart = c->options.apart;
  uv_stdio_container_t stdio[5] = {
      {.flags = apart ? UV_IGNORE : UV_INHERIT_FD, .data.fd = 0},
      {.flags = UV_INHERIT_FD, .data.fd = apart ? printed : 1},
      {.flags = UV_INHERIT_FD, .data.fd = apart ? printed : 2},
      [ST_TALK_IN] = {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
                      .data.stream = (uv_stream_t *)&c->to},
      [ST_TALK_OUT] = {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
                       .data.stream = (uv_stream_t *)&c->from}};
  /* In a session of its own no key reaches it but through us. */
  uv_process_options_t o = {.exit_cb = on_exited,
                            .file = args[0],
                            .args = args,
                            .stdio_count = 5,
                            .stdio = stdio,
                            .flags = apart ? UV_PROCESS_DETACHED : 0};
  int was, rc = uv_spawn(c->options.loop, &c->process, &o);
  if (rc == 0 && apart && uv_os_getpriority(c->process.pid, &was) == 0)
    uv_os_setpriority(c->process.pid, was + BEHIND_KEYS); /* and before what rules do */
  return rc;
}

/* The pipes that a guest has given us. */
static int join(st_child *c) {
  int rc = uv_pipe_open(&c->from, ST_TALK_IN);
  return rc ? rc : uv_pipe_open(&c->to, ST_TALK_OUT);
}

int st_child_open(const st_child_options *options, st_child **out, st_error *e) {
  st_child *c = st_calloc(1, sizeof *c);
  int printed;
  if (!c) return st_nomem(e);
  c->options = *options;
  c->printed_fd = -1;
  uv_pipe_init(options->loop, &c->to, 0);
  uv_pipe_init(options->loop, &c->from, 0);
  c->to.data = c->from.data = c->process.data = c;
  c->open_handles = options->guest ? 2 : 3;
  int rc = open_printed(c, &printed);
  if (rc == 0) rc = options->guest ? join(c) : spawn(c, printed);
  if (printed >= 0) close(printed);
  c->started = rc == 0;
  if (rc != 0) {
    st_child_close(c);
    return st_fail(e, ST_EIO, "the evaluator cannot be started: %s", uv_strerror(rc));
  }
  uv_read_start((uv_stream_t *)&c->from, give_room, on_read);
  if (c->printed_fd >= 0) uv_read_start((uv_stream_t *)&c->printed, give_print_room, on_printed);
  *out = c;
  return ST_OK;
}

/* --- what it is told --- */

typedef struct sending {
  uv_write_t request;
  st_buf message;
} sending;

static void on_written(uv_write_t *request, int status) {
  (void)status; /* its end is told by the process */
  sending *s = (sending *)request;
  st_buf_close(&s->message);
  st_free(s);
}

int st_child_send(st_child *c, st_buf *message, st_error *e) {
  sending *s = message->bad ? NULL : st_calloc(1, sizeof *s);
  if (!s) {
    st_buf_close(message);
    return st_nomem(e);
  }
  s->message = *message;
  *message = (st_buf){0};
  uv_buf_t buf = uv_buf_init(s->message.p, (unsigned)s->message.n);
  if (!c->exited && uv_write(&s->request, (uv_stream_t *)&c->to, &buf, 1, on_written) == 0)
    return ST_OK;
  st_buf_close(&s->message);
  st_free(s);
  return ST_OK;
}
