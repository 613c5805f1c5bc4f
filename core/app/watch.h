/* `stemma watch`: what is there, then what changes, until it is told to stop. */
#ifndef ST_APP_WATCH_H
#define ST_APP_WATCH_H

#include "app/session.h"
#include "base/names.h"
#include "disk/source.h"

int st_cmd_watch(st_session *s, int *status, st_error *e);

/* --- watch_print.c: events, as text or NDJSON --- */

/* A finding as it was printed last. */
typedef struct st_kept {
  char id[17];
  uint64_t hash; /* of its line */
  char *line;    /* owned: its keys in NDJSON without the braces, or its headline */
} st_kept;

/* Those of one story, or of whatever findings are told together; sorted by id. */
typedef struct st_kept_list {
  st_kept *items;
  uint32_t count;
} st_kept_list;

typedef struct st_teller {
  st_session *s;
  uint64_t seq; /* of the last event */
  st_names *groups;
  st_kept_list *kept; /* beside `groups` */
  uint32_t kept_room;
  uint32_t added, changed, removed; /* findings since the last `settled` */
  uint64_t since;                   /* when the change was seen, ns */
  st_buf cause;                     /* "herald.txt saved" */
  st_buf lines;                     /* of text output, until it is known how many there are */
  bool rules;                       /* a rule is among the causes */
  bool quiet_start;                 /* text: what is there at the beginning is not listed */
} st_teller;

int st_teller_open(st_teller *t, st_session *s, st_error *e);
void st_teller_close(st_teller *t);
void st_tell_article(st_teller *t, const st_change *change);
void st_tell_rule(st_teller *t, const st_rule_news *news);
/* What a group's findings are now: prints how that differs from before. ST_ENOMEM. */
int st_tell_findings(st_teller *t, st_str group, const st_finding *findings, uint32_t count,
                     st_error *e);
/* All is up to date: ends what belongs together, and is flushed. False: nobody reads any more. */
bool st_tell_settled(st_teller *t);
/* Puts the line that stays back where something else took its place. */
void st_tell_status(st_teller *t);

#endif
