/* The prompt, and what is printed above it. */
#include "app/repl/repl.h"
#include "base/alloc.h"

#include <stdio.h>

/* --- what is printed --- */

void st_terminal_put(st_repl *r, st_str text) {
  if (!text.n) return;
  if (r->lent)
    st_buf_adds(&r->held, text);
  else
    st_line_print(r->line, text);
}

void st_repl_say(st_repl *r, st_str text) {
  if (r->line)
    st_terminal_put(r, text);
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
    st_terminal_put(r, st_str_of(r->printed.p, r->printed.n));
    st_buf_clear(&r->printed);
  }
  st_buf_add(&r->printed, text.p + whole, text.n - whole);
}

void st_terminal_output_end(st_repl *r) {
  if (r->line && r->printed.n) st_terminal_put(r, st_str_of(r->printed.p, r->printed.n));
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
  if (!r->line || r->live.stopped) return;
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
