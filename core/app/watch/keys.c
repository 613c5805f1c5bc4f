/* Keys as they are pressed. The terminal is raw while stemma has it: in the background, while it is
 * stopped, and however it ends, it is as it was found. */
#include "app/watch/watch.h"

#include "text/utf8.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void restore(void) { uv_tty_reset_mode(); }

/* What comes next on the terminal is not ours. */
static void leave_line(void) {
  static const char clear[] = "\r\x1b[K";
  ssize_t n = write(STDOUT_FILENO, clear, sizeof clear - 1);
  (void)n;
}

static void on_fatal(int number) {
  uv_tty_reset_mode();
  leave_line();
  signal(number, SIG_DFL);
  raise(number);
}

/* Sanitizers have handlers of their own, which are left to them. */
static void guard(void) {
  static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGQUIT, SIGHUP};
  struct sigaction now, was;
  atexit(restore);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (sigaction(numbers[i], NULL, &was) != 0 || was.sa_handler != SIG_DFL) continue;
    now = (struct sigaction){.sa_handler = on_fatal};
    sigemptyset(&now.sa_mask);
    sigaction(numbers[i], &now, NULL);
  }
}

/* One that is in the background would be stopped for reading. */
static bool is_ours(void) { return tcgetpgrp(STDIN_FILENO) == getpgrp(); }

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  st_keys *k = handle->data;
  (void)size;
  *buf = uv_buf_init(k->bytes + k->count, (unsigned)(sizeof k->bytes - k->count));
}

static void on_typed(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  st_keys *k = stream->data;
  (void)buf;
  if (n > 0) k->count += (size_t)n;
  if (n < 0 && n != UV_ENOBUFS) uv_read_stop(stream);
}

static void take_terminal(st_keys *k) {
  k->redraw = true;
  if (k->raw || !is_ours()) return;
  k->raw = uv_tty_set_mode(&k->tty, UV_TTY_MODE_RAW) == 0;
  if (k->raw) uv_read_start((uv_stream_t *)&k->tty, give_room, on_typed);
}

static void give_back(st_keys *k) {
  if (!k->raw) return;
  leave_line();
  uv_read_stop((uv_stream_t *)&k->tty);
  uv_tty_set_mode(&k->tty, UV_TTY_MODE_NORMAL);
  k->raw = false;
}

/* Stopped as any program is, when the terminal is as it was. */
static void on_signal(uv_signal_t *signal, int number) {
  st_keys *k = signal->data;
  if (number == SIGTSTP) {
    give_back(k);
    kill(getpid(), SIGSTOP);
  } else if (number == SIGCONT) {
    take_terminal(k);
  } else {
    k->redraw = true;
  }
}

void st_keys_open(st_keys *k, uv_loop_t *loop) {
  static const int numbers[] = {SIGTSTP, SIGCONT, SIGWINCH};
  *k = (st_keys){0};
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return;
  if (uv_tty_init(loop, &k->tty, STDIN_FILENO, 0) != 0) return;
  k->open = true;
  k->tty.data = k;
  guard();
  for (int i = 0; i < 3; i++) {
    uv_signal_init(loop, &k->signals[i]);
    k->signals[i].data = k;
    uv_signal_start(&k->signals[i], on_signal, numbers[i]);
  }
  take_terminal(k);
}

void st_keys_close(st_keys *k) {
  if (!k->open) return;
  give_back(k);
  k->open = false;
  uv_close((uv_handle_t *)&k->tty, NULL);
  for (int i = 0; i < 3; i++) uv_close((uv_handle_t *)&k->signals[i], NULL);
}

/* --- from bytes to keys --- */

static void drop(st_keys *k, size_t n) {
  k->count -= n;
  memmove(k->bytes, k->bytes + n, k->count);
  if (k->raw) uv_read_start((uv_stream_t *)&k->tty, give_room, on_typed);
}

/* "ESC [ A" and its like, as one; one that is not known is nothing. */
static uint32_t take_sequence(st_keys *k) {
  size_t n = 2;
  while (n < k->count && (k->bytes[n] < '@' || k->bytes[n] > '~')) n++;
  char last = n < k->count ? k->bytes[n] : 0;
  drop(k, n < k->count ? n + 1 : n);
  return last == 'A' ? ST_KEY_UP : last == 'B' ? ST_KEY_DOWN : 0;
}

/* Bytes of the first key; 0: its end has still to come. What is no UTF-8 is a key of its own. */
static size_t length_of(const st_keys *k) {
  static const unsigned char lengths[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
  size_t n = k->count ? lengths[(unsigned char)k->bytes[0] >> 4] : 0;
  for (size_t i = 1; i < n; i++) {
    if (i == k->count) return 0;
    if ((k->bytes[i] & 0xC0) != 0x80) return 1;
  }
  return n;
}

bool st_keys_wait(const st_keys *k) { return length_of(k) > 0; }

bool st_keys_next(st_keys *k, uint32_t *key) {
  size_t n = length_of(k);
  if (!n) return false;
  const unsigned char *at = (const unsigned char *)k->bytes, *next = at;
  if (*at == 0x1B && k->count > 2 && (at[1] == '[' || at[1] == 'O')) {
    *key = take_sequence(k);
    return true;
  }
  *key = *at == 0x1B ? ST_KEY_ESCAPE : *at < 0x80 ? *at : 0;
  if (n > 1) *key = st_utf8_next(&next);
  drop(k, n);
  if (*key == 3) *key = ST_KEY_END; /* Ctrl-C */
  if (*key == 26) kill(0, SIGTSTP); /* Ctrl-Z, as the terminal itself would do */
  return true;
}
