/* Another program on the terminal. */
#include "app/repl/asks/asks.h"
#include "base/alloc.h"
#include "engine/wire/value.h"

#include <unistd.h>

static void on_foreign_closed(uv_handle_t *handle) {
  st_repl *r = handle->data;
  r->foreign_open = false;
}

static void on_foreign_exit(uv_process_t *process, int64_t status, int signal) {
  st_repl *r = process->data;
  st_buf value = {0};
  uv_close((uv_handle_t *)process, on_foreign_closed);
  r->lent = false;
  st_line_take_back(r->line);
  st_terminal_put(r, st_str_of(r->held.p, r->held.n));
  st_buf_clear(&r->held);
  st_value_integer(&value, signal ? 128 + signal : status);
  if (r->child && !value.bad)
    st_asks_answer(r, r->foreign_ask, true, st_str_of(value.p, value.n));
  st_buf_close(&value);
}

static int spawn_shell(st_repl *r, char *command) {
  char *args[] = {(char *)"/bin/sh", (char *)"-c", command, NULL};
  uv_stdio_container_t stdio[3];
  for (int i = 0; i < 3; i++)
    stdio[i] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = i};
  uv_process_options_t o = {
      .exit_cb = on_foreign_exit, .file = args[0], .args = args, .stdio_count = 3, .stdio = stdio};
  return uv_spawn(&r->s->loop, &r->foreign, &o);
}

/* The command is a stretch of a message, so the shell is given a copy that ends where it does. */
int st_terminal_lend(st_repl *r, st_str command, uint32_t ask, st_error *e) {
  if (!r->line || r->foreign_open) return st_fail(e, ST_EUSE, "there is no terminal to give away");
  char *ended = st_strndup(command.p, command.n);
  if (!ended) return st_nomem(e);
  r->foreign.data = r;
  r->foreign_ask = ask;
  st_line_lend(r->line);
  r->lent = r->foreign_open = true;
  int rc = spawn_shell(r, ended);
  st_free(ended);
  if (rc == 0) return ST_OK;
  r->lent = false;
  st_line_take_back(r->line);
  uv_close((uv_handle_t *)&r->foreign, on_foreign_closed);
  return st_fail(e, ST_EIO, "/bin/sh: %s", uv_strerror(rc));
}
