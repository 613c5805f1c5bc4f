#include "line/line.h"

#include "base/alloc.h"
#include "line/history.h"
#include "line/keys.h"
#include "line/rows.h"
#include "line/wide.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <uv.h>

enum { LATE_MS = 40, ANSWER_MS = 300, CTRL_C = 3, CTRL_D = 4, MOST_FEED = 64 };

struct st_line {
  st_line_options options;
  EditLine *editor;
  HistoryW *past;
  FILE *in, *out;
  char *prompt, *history;
  uv_poll_t poll;
  uv_timer_t late;
  uv_signal_t winch;
  int open_handles;
  struct termios before;
  bool raw;
  st_typing keys;
  wchar_t feed[MOST_FEED]; /* a whole key, which libedit reads */
  size_t feed_at, feed_n;
  st_buf text, pasted;
  size_t columns, rows, indent;
  unsigned hidden;
  bool lent, ended;
  bool asked; /* Tab was pressed: keys wait for what comes of it, but not for long */
  st_error trouble;
};

/* --- what libedit asks --- */

static st_line *self(EditLine *editor) {
  void *data = NULL;
  el_wget(editor, EL_CLIENTDATA, &data);
  return data;
}

static wchar_t *give_prompt(EditLine *editor) {
  static wchar_t wide[256];
  size_t n = mbstowcs(wide, self(editor)->prompt, 255);
  wide[n == (size_t)-1 ? 0 : n] = L'\0';
  return wide;
}

/* Never waits: what is not there yet is no key. */
static int give_key(EditLine *editor, wchar_t *c) {
  st_line *l = self(editor);
  if (l->feed_at == l->feed_n) return 0;
  *c = l->feed[l->feed_at++];
  return 1;
}

/* --- text --- */

st_str st_line_text(st_line *l, size_t *cursor) {
  const LineInfoW *line = el_wline(l->editor);
  st_buf_clear(&l->text);
  st_wide_narrow(line->buffer, (size_t)(line->cursor - line->buffer), &l->text);
  if (cursor) *cursor = l->text.n;
  st_wide_narrow(line->cursor, (size_t)(line->lastchar - line->cursor), &l->text);
  return (st_str){l->text.n ? l->text.p : "", l->text.n};
}

static size_t prompt_columns(const st_line *l) {
  wchar_t wide[256];
  size_t n = mbstowcs(wide, l->prompt, 255);
  return n == (size_t)-1 ? 0 : st_wide_columns(wide, n);
}

/* --- the screen --- */

static void measure(st_line *l) {
  struct winsize size = {0};
  bool good = ioctl(l->options.out, TIOCGWINSZ, &size) == 0;
  l->columns = good && size.ws_col ? size.ws_col : 80;
  l->rows = good && size.ws_row ? size.ws_row : 24;
}

/* From the row it begins on. libedit draws the rest of it relative to that. */
static void wipe(st_line *l) {
  const LineInfoW *line = el_wline(l->editor);
  size_t n = (size_t)(line->cursor - line->buffer);
  size_t row = st_rows_before(line->buffer, n, prompt_columns(l), l->columns);
  if (row >= l->rows) row = l->rows - 1;
  fputc('\r', l->out);
  if (row) fprintf(l->out, "\x1b[%zuA", row);
  fputs("\x1b[J", l->out);
  fflush(l->out);
}

void st_line_hide(st_line *l) {
  if (l->hidden++ == 0 && !l->lent) wipe(l);
}

void st_line_show(st_line *l) {
  if (--l->hidden == 0 && !l->lent && !l->ended) el_wset(l->editor, EL_REFRESH);
}

void st_line_print(st_line *l, st_str text) {
  if (!text.n) return;
  st_line_hide(l);
  fwrite(text.p, 1, text.n, l->out);
  if (text.p[text.n - 1] != '\n') fputc('\n', l->out);
  fflush(l->out);
  st_line_show(l);
}

static bool in_sight(const st_line *l) { return !l->hidden && !l->lent && !l->ended; }

int st_line_prompt(st_line *l, const char *prompt, st_error *e) {
  char *own = st_strndup(prompt, strlen(prompt));
  if (!own) return st_nomem(e);
  if (in_sight(l)) wipe(l);
  st_free(l->prompt);
  l->prompt = own;
  if (in_sight(l)) el_wset(l->editor, EL_REFRESH);
  return ST_OK;
}

/* --- editing --- */

static void feed(st_line *l, st_str key) {
  wchar_t *wide = st_wide_widen(key);
  size_t n = wide ? wcslen(wide) : 0;
  int count;
  if (n && n <= MOST_FEED) {
    wmemcpy(l->feed, wide, n);
    l->feed_at = 0;
    l->feed_n = n;
    while (l->feed_at < l->feed_n) {
      size_t at = l->feed_at;
      el_wgets(l->editor, &count);
      if (l->feed_at == at) break; /* nothing that takes it */
    }
    l->feed_at = l->feed_n = 0;
  }
  st_free(wide);
}

/* An empty line, with its prompt; the cursor stands where it is to be drawn. */
static void begin(st_line *l) {
  el_wset(l->editor, EL_UNBUFFERED, 0);
  el_wset(l->editor, EL_UNBUFFERED, 1);
}

/* To the row behind the line. */
static void leave(st_line *l, const char *with) {
  feed(l, st_cstr("\x05"));
  fputs(with, l->out);
  fputc('\n', l->out);
  fflush(l->out);
}

void st_line_insert(st_line *l, st_str text) {
  wchar_t *wide = st_wide_widen(text);
  if (!wide) return;
  el_winsertstr(l->editor, wide);
  if (in_sight(l)) {
    /* What a paste brings may have rows of its own. */
    const LineInfoW *line = el_wline(l->editor);
    size_t before = (size_t)(line->cursor - line->buffer), n = wcslen(wide);
    size_t row = st_rows_before(line->buffer, before >= n ? before - n : 0, prompt_columns(l),
                                l->columns);
    fputc('\r', l->out);
    if (row) fprintf(l->out, "\x1b[%zuA", row);
    fputs("\x1b[J", l->out);
    el_wset(l->editor, EL_REFRESH);
  }
  st_free(wide);
}

void st_line_drop(st_line *l) {
  if (in_sight(l)) wipe(l);
  begin(l);
}

static void remember(st_line *l, st_str text) {
  HistEventW event;
  wchar_t *wide = st_wide_widen(text);
  if (wide && *wide) history_w(l->past, &event, H_ENTER, wide);
  if (l->history && text.n) st_history_add(l->history, text, &l->trouble);
  st_free(wide);
}

/* The blanks that the last row begins with; of the first, as many as the prompt was wide. */
static size_t indent_of(const st_line *l, st_str text) {
  const char *row = text.n ? memrchr(text.p, '\n', text.n) : NULL;
  size_t n = 0, at = row ? (size_t)(row - text.p) + 1 : 0;
  if (!row) return l->indent;
  while (at + n < text.n && text.p[at + n] == ' ') n++;
  return n;
}

static void go_on(st_line *l, size_t indent) {
  st_buf row = {0};
  st_buf_addc(&row, '\n');
  while (indent--) st_buf_addc(&row, ' ');
  feed(l, st_cstr("\x05"));
  if (!row.bad) st_line_insert(l, (st_str){row.p, row.n});
  st_buf_close(&row);
}

static void enter(st_line *l) {
  st_str text = st_line_text(l, NULL);
  st_buf own = {0};
  enum st_line_whole whole = l->options.whole(l->options.context, text);
  if (whole != ST_LINE_WHOLE) {
    go_on(l, whole == ST_LINE_INDENTED ? indent_of(l, text) : 0);
    return;
  }
  st_buf_adds(&own, text);
  leave(l, "");
  remember(l, (st_str){own.p, own.n});
  begin(l);
  if (!own.bad) l->options.entered(l->options.context, (st_str){own.n ? own.p : "", own.n});
  st_buf_close(&own);
}

static void interrupt(st_line *l) {
  bool typed = st_line_text(l, NULL).n > 0;
  l->options.interrupted(l->options.context, typed);
}

static void end(st_line *l) {
  if (l->ended) return;
  l->ended = true;
  l->options.ended(l->options.context);
}

static void control(st_line *l, char c, st_str key) {
  size_t cursor;
  st_str text = st_line_text(l, &cursor);
  if (c == CTRL_C)
    interrupt(l);
  else if (c == CTRL_D && text.n == 0)
    end(l);
  else if (c == '\t')
    l->asked = l->options.complete(l->options.context, text, cursor);
  else if (c == '\r' || c == '\n')
    enter(l);
  else
    feed(l, key);
}

static void paste(st_line *l, st_str key) {
  st_buf_clear(&l->pasted);
  st_key_pasted(key, &l->pasted);
  st_line_insert(l, (st_str){l->pasted.p, l->pasted.n});
}

static void take_keys(st_line *l, bool late) {
  st_str key;
  enum st_key kind;
  while (!l->lent && !l->ended && !l->asked && (kind = st_typing_next(&l->keys, late, &key)) != ST_KEY_NONE) {
    if (kind == ST_KEY_CONTROL)
      control(l, key.p[0], key);
    else if (kind == ST_KEY_TEXT || (kind == ST_KEY_ESCAPE && st_key_is_bound(key)))
      feed(l, key);
    else if (kind == ST_KEY_PASTE)
      paste(l, key);
  }
}

static void on_late(uv_timer_t *timer) {
  st_line *l = timer->data;
  bool late = !l->asked;
  l->asked = false;
  take_keys(l, late);
}

static void wait_for_more(st_line *l) {
  uv_timer_stop(&l->late);
  if (l->asked)
    uv_timer_start(&l->late, on_late, ANSWER_MS, 0);
  else if (st_typing_waiting(&l->keys))
    uv_timer_start(&l->late, on_late, LATE_MS, 0);
}

void st_line_answered(st_line *l) {
  if (!l->asked) return;
  l->asked = false;
  take_keys(l, false);
  wait_for_more(l);
}

/* The loop tells of bytes before it tells of time: what had been waited for long enough is whole,
 * though more comes now. */
static void end_wait(st_line *l) {
  uv_update_time(l->late.loop);
  if (!uv_is_active((uv_handle_t *)&l->late) || uv_timer_get_due_in(&l->late)) return;
  uv_timer_stop(&l->late);
  on_late(&l->late);
}

static void on_keys(uv_poll_t *poll, int status, int events) {
  st_line *l = poll->data;
  char bytes[4096];
  (void)events;
  ssize_t n = status == 0 ? read(l->options.in, bytes, sizeof bytes) : 0;
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    uv_poll_stop(poll);
    end(l);
    return;
  }
  end_wait(l);
  st_typing_add(&l->keys, bytes, (size_t)n);
  take_keys(l, false);
  wait_for_more(l);
}

/* Terminals wrap what is there anew, so that its rows are counted by the new width. */
static void on_winch(uv_signal_t *signal, int number) {
  st_line *l = signal->data;
  (void)number;
  measure(l);
  if (in_sight(l)) wipe(l);
  el_resize(l->editor);
  if (in_sight(l)) el_wset(l->editor, EL_REFRESH);
  l->options.resized(l->options.context, l->columns, l->rows);
}

/* --- the terminal, ours and others' --- */

static const char marks_on[] = "\x1b[?2004h", marks_off[] = "\x1b[?2004l"; /* around what is pasted */

static void set_raw(st_line *l, bool on) {
  if (l->raw == on) return;
  l->raw = on;
  fputs(on ? marks_on : marks_off, l->out);
  fflush(l->out);
  if (!on) tcsetattr(l->options.in, TCSADRAIN, &l->before);
}

void st_line_lend(st_line *l) {
  if (l->lent) return;
  if (!l->hidden) wipe(l);
  uv_poll_stop(&l->poll);
  set_raw(l, false);
  l->lent = true;
}

void st_line_take_back(st_line *l) {
  if (!l->lent) return;
  l->lent = false;
  set_raw(l, true);
  el_wset(l->editor, EL_PREP_TERM, 0);
  el_wset(l->editor, EL_PREP_TERM, 1);
  uv_poll_start(&l->poll, UV_READABLE, on_keys);
  measure(l);
  el_resize(l->editor);
  if (!l->hidden) el_wset(l->editor, EL_REFRESH);
  take_keys(l, false);
}

/* --- open and close --- */

static void bind_keys(EditLine *editor) {
  static const char *const keys[][2] = {
      {"\\e[1~", "ed-move-to-beg"},    {"\\e[7~", "ed-move-to-beg"},
      {"\\e[4~", "ed-move-to-end"},    {"\\e[8~", "ed-move-to-end"},
      {"\\e[3~", "ed-delete-next-char"}, {"\\e[1;5C", "em-next-word"},
      {"\\e[1;5D", "ed-prev-word"},    {"\\e[1;3C", "em-next-word"},
      {"\\e[1;3D", "ed-prev-word"},    {"^R", "ed-search-prev-history"},
      {"^S", "ed-search-next-history"}, {"^W", "ed-delete-prev-word"},
      {"^V", "ed-unassigned"},         {"^Z", "ed-unassigned"},
      {"^O", "ed-unassigned"},         {"^Q", "ed-unassigned"}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    el_set(editor, EL_BIND, keys[i][0], keys[i][1], NULL);
}

static void on_entry(void *context, st_str entry) {
  st_line *l = context;
  HistEventW event;
  wchar_t *wide = st_wide_widen(entry);
  if (wide && *wide) history_w(l->past, &event, H_ENTER, wide);
  st_free(wide);
}

static int open_history(st_line *l, const char *path, st_error *e) {
  HistEventW event;
  l->past = history_winit();
  if (!l->past) return st_nomem(e);
  history_w(l->past, &event, H_SETSIZE, ST_HISTORY_MOST);
  history_w(l->past, &event, H_SETUNIQUE, 1);
  if (!path) return ST_OK;
  if (!(l->history = st_strndup(path, strlen(path)))) return st_nomem(e);
  if (st_history_folder(path, &l->trouble) == ST_OK)
    st_history_read(path, on_entry, l, &l->trouble);
  return ST_OK;
}

static int open_editor(st_line *l, st_error *e) {
  l->in = fdopen(dup(l->options.in), "r");
  l->out = fdopen(dup(l->options.out), "w");
  l->editor = l->in && l->out ? el_init("stemma", l->in, l->out, l->out) : NULL;
  if (!l->editor) return st_nomem(e);
  el_wset(l->editor, EL_CLIENTDATA, l);
  el_wset(l->editor, EL_PROMPT_ESC, give_prompt, L'\1');
  el_set(l->editor, EL_EDITOR, "emacs");
  el_wset(l->editor, EL_SIGNAL, 0);
  el_wset(l->editor, EL_HIST, history_w, l->past);
  el_wset(l->editor, EL_GETCFN, give_key);
  bind_keys(l->editor);
  /* Ctrl-C and Ctrl-Z are keys; libedit is told what else its raw mode would leave on. */
  el_set(l->editor, EL_SETTY, "-d", "-isig", "-ixon", NULL);
  return ST_OK;
}

static void on_closed(uv_handle_t *handle) {
  st_line *l = handle->data;
  if (--l->open_handles > 0) return;
  st_free(l);
}

static void free_parts(st_line *l) {
  if (l->editor) el_end(l->editor);
  if (l->past) history_wend(l->past);
  if (l->in) fclose(l->in);
  if (l->out) fclose(l->out);
  st_typing_close(&l->keys);
  st_buf_close(&l->text);
  st_buf_close(&l->pasted);
  st_free(l->prompt);
  st_free(l->history);
}

static void open_handles(st_line *l) {
  uv_poll_init(l->options.loop, &l->poll, l->options.in);
  uv_timer_init(l->options.loop, &l->late);
  uv_signal_init(l->options.loop, &l->winch);
  l->poll.data = l->late.data = l->winch.data = l;
  l->open_handles = 3;
  uv_poll_start(&l->poll, UV_READABLE, on_keys);
  uv_signal_start(&l->winch, on_winch, SIGWINCH);
}

int st_line_open(const st_line_options *options, const char *prompt, st_line **out, st_error *e) {
  st_line *l = st_calloc(1, sizeof *l);
  if (!l) return st_nomem(e);
  l->options = *options;
  /* What is typed is UTF-8, as all text is here. */
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "");
  measure(l);
  int rc = tcgetattr(options->in, &l->before) == 0
               ? ST_OK
               : st_fail(e, ST_EIO, "standard input is no terminal");
  if (rc == ST_OK && !(l->prompt = st_strndup(prompt, strlen(prompt)))) rc = st_nomem(e);
  if (rc == ST_OK) l->indent = prompt_columns(l);
  if (rc == ST_OK) rc = open_history(l, options->history, e);
  if (rc == ST_OK) rc = open_editor(l, e);
  if (rc != ST_OK) {
    free_parts(l);
    st_free(l);
    return rc;
  }
  open_handles(l);
  set_raw(l, true);
  begin(l);
  *out = l;
  return ST_OK;
}

void st_line_close(st_line *l) {
  if (!l) return;
  if (!l->hidden && !l->lent) wipe(l);
  l->ended = true;
  el_wset(l->editor, EL_UNBUFFERED, 0);
  set_raw(l, false);
  free_parts(l);
  uv_close((uv_handle_t *)&l->poll, on_closed);
  uv_close((uv_handle_t *)&l->late, on_closed);
  uv_close((uv_handle_t *)&l->winch, on_closed);
}

const st_error *st_line_trouble(const st_line *l) { return &l->trouble; }

void st_line_size(const st_line *l, size_t *columns, size_t *rows) {
  *columns = l->columns;
  *rows = l->rows;
}
