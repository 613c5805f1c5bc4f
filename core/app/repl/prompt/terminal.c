/* The prompt: what is typed. */
#include "app/repl/repl.h"
#include "bind/eval/whole.h"

#include <stdlib.h>
#include <unistd.h>

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
  if (st_repl_input(r, "line", "=prompt", text, &r->trouble) != ST_OK) st_live_stop(&r->live);
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
    st_terminal_put(r, st_cstr("Ctrl-D ends; :help tells more"));
}

static void on_ended(void *context) { st_live_stop(&((st_repl *)context)->live); }

static void on_resized(void *context, size_t columns, size_t rows) {
  st_repl *r = context;
  r->columns = columns;
  r->rows = rows;
  r->s->term.width = columns;
}

static bool on_complete(void *context, st_str text, size_t cursor) {
  return st_terminal_complete(context, text, cursor);
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
