/* Tab: the evaluator is asked what fits. */
#include "app/repl/repl.h"

bool st_terminal_complete(st_repl *r, st_str text, size_t cursor) {
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
  st_terminal_put(r, st_str_of(rows.p, rows.n));
  if (insert.n) st_line_insert(r->line, insert);
  st_buf_close(&rows);
}

void st_terminal_completed(st_repl *r, const st_strings *m) {
  complete(r, m);
  st_line_answered(r->line);
}
