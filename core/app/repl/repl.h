/* `stemma repl` and `stemma run`: what the files of this folder share. */
#ifndef ST_APP_REPL_REPL_H
#define ST_APP_REPL_REPL_H

#include "app/live.h"
#include "app/repl/child.h"
#include "app/watch/watch.h"
#include "base/arena.h"
#include "engine/wire/talk.h"
#include "line/line.h"

/* Something to be run, once the evaluator has time for it. */
typedef struct st_input {
  struct st_input *next;
  const char *mode; /* as in talk.h */
  char *name, *text;
} st_input;

/* Something that was asked for, and that has to wait. */
typedef struct st_asked {
  struct st_asked *next;
  st_arena *arena; /* holds what follows, and this */
  uint32_t number, count;
  st_str *strings; /* the name first */
} st_asked;

/* What changes have brought since it was said last. */
typedef struct st_news {
  st_kept_all kept; /* findings, by story */
  uint32_t added, changed, removed;
  uint64_t since; /* when the change was seen, ns */
  st_buf cause;   /* "herald.txt saved" */
} st_news;

typedef struct st_repl {
  st_session *s;
  st_live live;
  st_news news;
  st_line *line;    /* null: there is no terminal */
  st_child *child;
  bool child_answers; /* it has done something: when it dies, another is started */
  bool ready;         /* articles are there */
  bool defining;      /* a rule that was typed is taken up: what is said of it is the answer */
  char *draft;        /* … it runs: what is said of this file is asked for; owned, null: none */
  st_buf withheld;    /* that, each ended by a NUL */
  bool told;          /* … and it was said how many */
  int status;         /* without a terminal: the exit status */
  uint64_t version;   /* of what can be asked for */
  st_error trouble;   /* of what was done in a callback */

  st_names *layers; /* wanted so far */
  bool findings;

  st_input *inputs, **inputs_end;
  bool busy;                       /* the evaluator is at it */
  bool interrupting;               /* … and was asked to end that */
  uint32_t serial;                 /* of the last thing it was given */
  uint64_t done, all;              /* articles, while settling */
  st_asked *asked, **asked_end;    /* what waits for layers */
  bool measuring;                  /* the first of them is :profile, and rules run for it */
  st_buf printed;                  /* a row that is not whole yet */
  st_buf held;                     /* what is to be printed when the terminal is ours again */
  char *lost;                      /* names the evaluator holds, owned; null: none */
  size_t columns, rows;            /* of the terminal */
  uv_timer_t timer;                /* until it is said that one has to wait */
  uv_signal_t signals[3];
  bool handles_open;
  uv_process_t foreign; /* has the terminal; with the number of who asked for it */
  uint32_t foreign_ask;
  bool lent, foreign_open;
} st_repl;

/* --- inputs.c --- */
/* Takes copies. ST_ENOMEM. */
int st_repl_input(st_repl *r, const char *mode, const char *name, st_str text, st_error *e);
/* Gives the evaluator the next thing, if it has time. */
void st_repl_pump(st_repl *r);
int st_repl_start_child(st_repl *r, st_error *e);
/* Ctrl-C while it is busy: the first asks it to end, the second ends it. */
void st_repl_interrupt(st_repl *r);
void st_repl_forget_inputs(st_repl *r);

/* --- prompt/screen.c --- */
/* One or more rows for the user to read: above the line, or on standard error. */
void st_repl_say(st_repl *r, st_str text);
/* What was withheld and not asked for. */
void st_repl_say_withheld(st_repl *r);
/* Rows above the line; kept where the terminal is lent. */
void st_terminal_put(st_repl *r, st_str text);
/* What the evaluator printed; it need not end with a row. */
void st_terminal_output(st_repl *r, st_str text);
void st_terminal_output_end(st_repl *r);
/* The prompt, by what goes on. */
void st_terminal_refresh(st_repl *r);

/* --- prompt/tab.c --- */
/* Asks what fits; true: st_terminal_completed follows. */
bool st_terminal_complete(st_repl *r, st_str text, size_t cursor);
void st_terminal_completed(st_repl *r, const st_strings *m);

/* --- prompt/lend.c --- */
/* Runs a shell's command on the terminal and answers question `ask` when it has ended. ST_EUSE. */
int st_terminal_lend(st_repl *r, st_str command, uint32_t ask, st_error *e);

/* --- prompt/terminal.c --- */
int st_terminal_open(st_repl *r, st_error *e);
void st_terminal_close(st_repl *r);

/* --- script.c --- */
int st_script_inputs(st_repl *r, st_error *e);

/* --- news.c --- */
int st_news_open(st_repl *r, st_error *e);
void st_news_close(st_repl *r);
void st_news_changes(st_repl *r, const st_change *changes, size_t count);
void st_news_rules(st_repl *r, const st_rule_news *news, uint32_t count);
void st_news_story(st_repl *r, st_str place, const st_finding *findings, uint32_t count);
/* All is up to date: says what it brought, if anything. */
void st_news_settled(st_repl *r);

#endif
