/* `stemma watch`: what is there, then what changes, until it is told to stop. Text output has
 * filters, findings that are accepted, and keys where there is a terminal. */
#ifndef ST_APP_WATCH_WATCH_H
#define ST_APP_WATCH_WATCH_H

#include "app/session.h"
#include "base/names.h"
#include "disk/source.h"

int st_cmd_watch(st_session *s, int *status, st_error *e);

/* --- keys.c: keys, where input and output are a terminal --- */

/* Code points as they are typed; these come as several bytes. */
enum { ST_KEY_UP = 0x110000, ST_KEY_DOWN, ST_KEY_ESCAPE, ST_KEY_END };
enum { ST_KEY_ENTER = 13, ST_KEY_DELETE = 127 };

typedef struct st_keys {
  uv_tty_t tty;
  uv_signal_t signals[3]; /* SIGTSTP, SIGCONT, SIGWINCH */
  bool open, raw;
  char bytes[64]; /* typed, and not yet taken */
  size_t count;
  bool redraw; /* the terminal is another one, or as wide as another */
} st_keys;

/* Nothing where there is no terminal. It is left as it was found however the program ends. */
void st_keys_open(st_keys *k, uv_loop_t *loop);
void st_keys_close(st_keys *k);
/* Whether a whole key is there to be taken. */
bool st_keys_wait(const st_keys *k);
/* The next key; false where there is none. */
bool st_keys_next(st_keys *k, uint32_t *key);

/* --- kept.c: findings as they were told last --- */

typedef struct st_kept {
  char id[17];
  bool seen;     /* while a story's are gone through */
  uint64_t hash; /* of its line */
  char *line;    /* owned; events: its keys in NDJSON without the braces; text: its headline */
  char *rule;    /* owned */
  /* Text only; owned. */
  char *outlets; /* each with a newline behind it, those that are silent too */
  char *text;    /* as printed */
  enum st_level level;
  uint64_t content; /* all but its place */
} st_kept;

/* Those of one story, sorted by id. */
typedef struct st_kept_list {
  st_kept *items;
  uint32_t count;
} st_kept_list;

typedef struct st_kept_all {
  st_names *groups;
  st_kept_list *lists; /* beside `groups` */
  uint32_t room;
  uint32_t tidy_at; /* so many groups */
} st_kept_all;

int st_kept_open(st_kept_all *all, st_error *e);
void st_kept_close(st_kept_all *all);
/* Null where memory is out. */
st_kept_list *st_kept_of(st_kept_all *all, st_str group);
/* Forgets groups that have no findings, where most are such. */
void st_kept_tidy(st_kept_all *all);
st_kept *st_kept_find(st_kept_list *list, const char *id);
void st_kept_sort(st_kept_list *list);
void st_kept_forget(st_kept_list *list);
void st_kept_drop(st_kept *k);
/* What text output has to know of a finding; `term` is what its text is made for. */
bool st_kept_fill(st_kept *k, const st_finding *f, const st_term *term, st_error *e);

/* --- filter.c: what of it is shown --- */

typedef struct st_accepted {
  char id[17];
  uint64_t content;
} st_accepted;

typedef struct st_filter {
  st_buf outlet, rule; /* shown is what has them in its names; empty: all */
  enum st_level level; /* the least */
  st_accepted *accepted; /* in the order they were */
  uint32_t accepted_count;
  const char *file; /* that keeps what was accepted, or null */
} st_filter;

/* Reads the file, if one is named and there. ST_EIO, ST_EINPUT, ST_ENOMEM. */
int st_filter_open(st_filter *f, const char *file, st_error *e);
void st_filter_close(st_filter *f);
bool st_filter_shows(const st_filter *f, const st_kept *k);
bool st_filter_is_accepted(const st_filter *f, const st_kept *k);
bool st_filter_is_set(const st_filter *f);
/* ST_EIO where the file cannot be written; then it holds for this run. */
int st_filter_accept(st_filter *f, const st_kept *k, st_error *e);
/* The last one accepted is shown again; null where there is none. */
int st_filter_take_back(st_filter *f, char id[17], st_error *e);
/* "only herald, rule day, warning" */
void st_filter_name(const st_filter *f, st_buf *out);

/* --- tell.c: events, as text or NDJSON --- */

typedef struct st_teller {
  st_session *s;
  uint64_t seq; /* of the last event */
  st_kept_all kept;
  st_filter filter;
  uint32_t added, changed, removed; /* findings shown since the last `settled` */
  uint64_t since;                   /* when the change was seen, ns */
  st_buf cause;                     /* "herald.txt saved" */
  st_buf lines;                     /* of text output, until it is known how many there are */
  char last[17];                    /* the finding that was printed last */
  bool told;                        /* something since the last `settled` */
  bool rules;                       /* a rule is among the causes */
  bool quiet_start;                 /* text: what is there at the beginning is not listed */
  bool terminal;                    /* there is a line that stays */
} st_teller;

int st_teller_open(st_teller *t, st_session *s, st_error *e);
void st_teller_close(st_teller *t);
void st_tell_article(st_teller *t, const st_change *change);
void st_tell_rule(st_teller *t, const st_rule_news *news);
/* What a group's findings are now, but for those of the rules in `open`: there, what was told
 * before stands. */
typedef struct st_report {
  st_str group;
  const st_finding *findings;
  uint32_t count;
  const st_str *open;
  uint32_t open_count;
} st_report;

/* Prints how that differs from before. ST_ENOMEM. */
int st_tell_findings(st_teller *t, const st_report *now, st_error *e);
/* "watching 5 articles in 1 story; 4 findings" */
void st_tell_totals(const st_teller *t, st_buf *out);
/* All is up to date: ends what belongs together, and is flushed. False: nobody reads any more. */
bool st_tell_settled(st_teller *t);

/* --- screen.c: what keys do, and the line that stays --- */

typedef struct st_screen {
  st_teller *teller;
  st_keys keys;
  enum { ST_ASK_NOTHING, ST_ASK_OUTLET, ST_ASK_RULE } ask;
  st_buf typed;
  char chosen[17]; /* a finding, or empty */
  bool quit;
} st_screen;

void st_screen_open(st_screen *c, st_teller *t); /* closed in any case */
void st_screen_close(st_screen *c);
bool st_screen_waits(const st_screen *c); /* a key was pressed */
/* Does what the keys say; outside of the loop's callbacks. */
int st_screen_act(st_screen *c, st_error *e);
/* Puts the line that stays back where something else took its place. */
void st_screen_status(st_screen *c);

#endif
