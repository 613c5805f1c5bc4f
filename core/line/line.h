/* The line that is typed at a prompt, on a libuv loop.
 *
 *   keys -> whole keys -> libedit -> the line on the screen, the text that was entered
 *
 * All callbacks come from the loop; none is called from within another function here, but for
 * `entered` and `ended`. Text of others is printed above the line, whatever is typed in it. */
#ifndef ST_LINE_LINE_H
#define ST_LINE_LINE_H

#include "base/error.h"
#include "base/str.h"

struct uv_loop_s;

typedef struct st_line st_line;

enum st_line_whole { ST_LINE_WHOLE, ST_LINE_INDENTED, ST_LINE_AS_IT_IS };

typedef struct st_line_options {
  struct uv_loop_s *loop; /* borrowed */
  int in, out;            /* a terminal's */
  const char *history;    /* file, or null; borrowed until st_line_open returns */
  void *context;
  /* Whether Enter takes this text; else it goes on in a new row, which with ST_LINE_INDENTED begins
   * below the text of the first, or of the row before it. */
  enum st_line_whole (*whole)(void *context, st_str text);
  void (*entered)(void *context, st_str text); /* borrowed for the call */
  /* Tab; `cursor`: bytes before it. True: st_line_answered follows, and keys wait for it. */
  bool (*complete)(void *context, st_str text, size_t cursor);
  void (*interrupted)(void *context, bool typed); /* Ctrl-C; `typed`: there was something */
  void (*ended)(void *context);                   /* Ctrl-D, or the terminal is gone */
  void (*resized)(void *context, size_t columns, size_t rows);
} st_line_options;

/* Takes the terminal and draws the prompt. Owned by the caller. ST_EIO where it is no terminal,
 * ST_ENOMEM. */
int st_line_open(const st_line_options *options, const char *prompt, st_line **out, st_error *e);
/* Wipes the line and gives the terminal back; what it holds is freed when the loop has let go. */
void st_line_close(st_line *l);

/* Colour sequences in it stand between two bytes of 1. Drawn at once. ST_ENOMEM. */
int st_line_prompt(st_line *l, const char *prompt, st_error *e);

/* Prints above the line; text that does not end its row is followed by a new one. */
void st_line_print(st_line *l, st_str text);
/* Between the two the line is wiped, and st_line_print only prints. */
void st_line_hide(st_line *l);
void st_line_show(st_line *l);

/* The terminal is another program's between the two; keys are not read. */
void st_line_lend(st_line *l);
void st_line_take_back(st_line *l);

/* What `complete` was asked for has come, and was put in. */
void st_line_answered(st_line *l);

/* Puts text in at the cursor. */
void st_line_insert(st_line *l, st_str text);
/* Wipes what is typed. */
void st_line_drop(st_line *l);
/* What is typed, and the byte of the cursor; borrowed until the next key. */
st_str st_line_text(st_line *l, size_t *cursor);
void st_line_size(const st_line *l, size_t *columns, size_t *rows);
/* The last line that could not be added to the history, for a word about it; code 0: none. */
const st_error *st_line_trouble(const st_line *l);

#endif
