/* What is live about a run: articles and rules that are watched, hints kept until they are looked
 * at. Hints come from the loop; what they lead to is done outside of its callbacks, as reading and
 * settling run the loop themselves. */
#ifndef ST_APP_LIVE_H
#define ST_APP_LIVE_H

#include "app/session.h"
#include "disk/source.h"
#include "disk/watch/watch.h"

typedef struct st_live_options {
  void *context;
  bool still; /* nothing is watched: all is looked at once */
  /* What a look found, before any rule runs; borrowed for the call. */
  void (*changes)(void *context, const st_change *changes, size_t count);
  /* What a reload did; borrowed for the call. */
  void (*news)(void *context, const st_rule_news *news, uint32_t count);
  /* A line about an article that cannot be read. */
  void (*note)(void *context, st_str line);
} st_live_options;

typedef struct st_live {
  st_session *s;
  st_live_options options;
  st_watch *watch; /* null: nothing is watched, all is looked at once */
  st_source *source;
  st_names *roots, *rules; /* watched paths: of articles, of rules */
  st_names *hinted;        /* paths to look at; "/" behind a folder's */
  bool articles_hinted, rules_hinted;
  bool whole;              /* all articles are looked at, whatever is hinted */
  uv_timer_t retry;        /* what could not be read is tried again */
  bool retry_open;
  unsigned doubts, rule_doubts; /* looks that have still to go well */
  uint64_t trying;              /* when rules began to be tried, ns */
  bool broken, failing;         /* some rules do not load, or fail on some articles or stories */
  bool abandoned;               /* what is tried is not what is on disk any more */
  unsigned abandons;            /* in a row */
  bool out_of_memory; /* a hint was lost */
  bool stopped;       /* st_live_stop */
  uint64_t since;     /* when the first hint came that was not looked at, ns */
} st_live;

/* `l` is zero but for the session, which st_live_stop needs before; the session's rules are loaded.
 * Watches `paths` and the folders of rules, and then reads nothing yet: all of it is hinted at. The
 * paths are borrowed. To be closed in any case. ST_ENOMEM. */
int st_live_open(st_live *l, st_session *s, const char *const *paths, uint32_t count,
                 const st_live_options *options, st_error *e);
/* Frees when the loop has let go of the watcher; runs it for that. */
void st_live_close(st_live *l);

/* Ends all soon: the engine too, where there is one. For callbacks and signals. */
void st_live_stop(st_live *l);
/* Hints stop coming, or come again; what changed meanwhile is looked at then. */
int st_live_watch(st_live *l, bool on, st_error *e);
bool st_live_hinted(const st_live *l);
/* Brings articles and rules up to date with what was hinted at; hints that come meanwhile are kept
 * for the next time. `*any`: something is new (left alone where not). */
int st_live_look(st_live *l, bool *any, st_error *e);
/* While rules are tried: they are not tried to the end where one was saved again. */
void st_live_abandon(st_live *l);
/* When all is settled: where all is well again, what goes wrong the next time is told as new. */
void st_live_settled(st_live *l);
/* Only articles: what can be done while rules are looked at. */
int st_live_look_at_articles(st_live *l, bool *any, st_error *e);

#endif
