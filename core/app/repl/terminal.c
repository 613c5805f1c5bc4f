/* The prompt: what is typed, and what is printed above it. */
#include "app/repl/asks.h"
#include "base/alloc.h"
#include "bind/eval/whole.h"
#include "engine/wire/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- what is printed --- */

static void put(st_repl *r, st_str text) {
  if (!text.n) return;
  if (r->lent)
    st_buf_adds(&r->held, text);
  else
    st_line_print(r->line, text);
}

void st_repl_say(st_repl *r, st_str text) {
  if (r->line)
    put(r, text);
  else
    fprintf(stderr, "%.*s\n", (int)text.n, text.p);
}

void st_repl_say_withheld(st_repl *r) {
  const char *end = r->withheld.p + r->withheld.n;
  for (const char *p = r->withheld.p; p < end; p += strlen(p) + 1) st_repl_say(r, st_cstr(p));
  st_buf_clear(&r->withheld);
  st_free(r->draft);
  r->draft = NULL;
}

/* Rows that are whole go out; one that is not waits for its end. */
void st_terminal_output(st_repl *r, st_str text) {
  const char *end = text.n ? memrchr(text.p, '\n', text.n) : NULL;
  size_t whole = end ? (size_t)(end - text.p) + 1 : 0;
  if (!r->line) return;
  st_buf_add(&r->printed, text.p, whole);
  if (whole) {
    put(r, st_str_of(r->printed.p, r->printed.n));
    st_buf_clear(&r->printed);
  }
  st_buf_add(&r->printed, text.p + whole, text.n - whole);
}

void st_terminal_output_end(st_repl *r) {
  if (r->line && r->printed.n) put(r, st_str_of(r->printed.p, r->printed.n));
  st_buf_clear(&r->printed);
}

/* --- the prompt --- */

static void add_waiting(const st_repl *r, st_buf *b) {
  if (r->interrupting)
    st_buf_addz(b, "Ctrl-C again starts the evaluator anew… ");
  else if (!r->ready)
    st_buf_addz(b, "reading… ");
  else if (r->asked && r->all) {
    st_count_add(r->done, b);
    st_buf_addz(b, " of ");
    st_count_add(r->all, b);
    st_buf_addz(b, " articles… ");
  } else
    st_buf_addz(b, "stemma… ");
}

/* Dim while something runs for longer than it takes to notice. */
void st_terminal_refresh(st_repl *r) {
  st_buf b = {0};
  st_error e;
  bool waits = r->busy && !uv_is_active((uv_handle_t *)&r->timer);
  if (!r->line || r->stop) return;
  if (r->s->term.color) st_buf_addz(&b, waits ? "\1\x1b[2m\1" : "\1\x1b[1m\1");
  if (waits)
    add_waiting(r, &b);
  else
    st_buf_addz(&b, "stemma> ");
  if (r->s->term.color) st_buf_addz(&b, "\1\x1b[0m\1");
  st_buf_addc(&b, '\0');
  if (!b.bad) st_line_prompt(r->line, b.p, &e);
  st_buf_close(&b);
}

/* --- what is typed --- */

static enum st_line_whole on_whole(void *context, st_str text) {
  (void)context;
  if (text.n == 0 || text.p[0] == ':' || st_chunk_is_whole(text)) return ST_LINE_WHOLE;
  return st_chunk_ends_in_text(text) ? ST_LINE_AS_IT_IS : ST_LINE_INDENTED;
}

static void on_entered(void *context, st_str text) {
  st_repl *r = context;
  const st_error *trouble = st_line_trouble(r->line);
  if (trouble->code && r->serial == 0)
    st_repl_say(r, st_cstr(trouble->message)); /* once: history is not kept */
  if (st_repl_input(r, "line", "=prompt", text, &r->trouble) != ST_OK) st_repl_end(r);
  st_repl_pump(r);
}

/* Ctrl-C ends what runs and nothing else; where nothing runs it drops what is typed. */
static void on_interrupted(void *context, bool typed) {
  st_repl *r = context;
  if (r->busy)
    st_repl_interrupt(r);
  else if (typed)
    st_line_drop(r->line);
  else
    put(r, st_cstr("Ctrl-D ends; :help tells more"));
}

static void on_ended(void *context) { st_repl_end(context); }

static void on_resized(void *context, size_t columns, size_t rows) {
  st_repl *r = context;
  r->columns = columns;
  r->rows = rows;
  r->s->term.width = columns;
}

/* --- Tab --- */

static bool on_complete(void *context, st_str text, size_t cursor) {
  st_repl *r = context;
  st_buf out = {0};
  st_error e;
  if (r->busy || !r->child) return false;
  st_talk_complete(&out, r->serial, text, cursor, r->columns, r->s->term.color);
  return st_child_send(r->child, &out, &e) == ST_OK;
}

/* The text it is about, what to put in, then rows to show. Too late where more was typed. */
static void complete(st_repl *r, const st_strings *m) {
  size_t cursor;
  if (m->number != r->serial || m->count < 2) return;
  st_str text = st_line_text(r->line, &cursor);
  if (!st_str_equal(m->items[0], st_str_of(text.p, cursor))) return;
  st_str insert = m->items[1];
  st_buf rows = {0};
  for (uint32_t i = 2; i < m->count; i++) {
    st_buf_adds(&rows, m->items[i]);
    st_buf_addc(&rows, '\n');
  }
  put(r, st_str_of(rows.p, rows.n));
  if (insert.n) st_line_insert(r->line, insert);
  st_buf_close(&rows);
}

void st_terminal_completed(st_repl *r, const st_strings *m) {
  complete(r, m);
  st_line_answered(r->line);
}

/* --- another program on the terminal --- */

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
  put(r, st_str_of(r->held.p, r->held.n));
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

/* --- open and close --- */

/* $XDG_STATE_HOME/stemma/history; empty where there is no home. */
static void history_path(st_buf *out) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (state && *state == '/')
    st_buf_addf(out, "%s/stemma/history", state);
  else if (home && *home)
    st_buf_addf(out, "%s/.local/state/stemma/history", home);
  if (out->n) st_buf_addc(out, '\0');
}

int st_terminal_open(st_repl *r, st_error *e) {
  st_buf path = {0};
  history_path(&path);
  r->columns = r->s->term.width;
  r->rows = 24;
  st_line_options o = {.loop = &r->s->loop,
                       .in = STDIN_FILENO,
                       .out = STDOUT_FILENO,
                       .history = path.n && !path.bad ? path.p : NULL,
                       .context = r,
                       .whole = on_whole,
                       .entered = on_entered,
                       .complete = on_complete,
                       .interrupted = on_interrupted,
                       .ended = on_ended,
                       .resized = on_resized};
  int rc = st_line_open(&o, "stemma> ", &r->line, e);
  st_buf_close(&path);
  if (rc != ST_OK) return rc;
  st_line_size(r->line, &r->columns, &r->rows);
  r->s->term.width = r->columns;
  st_terminal_refresh(r);
  return ST_OK;
}

void st_terminal_close(st_repl *r) {
  if (!r->line) return;
  st_line_close(r->line);
  r->line = NULL;
}
