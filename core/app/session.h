/* One run of the command: articles read, rules loaded, what is wanted brought up to date. */
#ifndef ST_APP_SESSION_H
#define ST_APP_SESSION_H

#include "app/options/options.h"
#include "app/print/out.h"
#include "app/print/term.h"
#include "base/names.h"
#include "disk/load.h"
#include "engine/engine.h"

#include <uv.h>

enum { ST_STAGES = 8 };
#define ST_TRIED_NAME "extract/PATTERN" /* the rule that `stemma try` makes */

typedef struct st_stage {
  const char *name;
  double seconds;
  uint64_t bytes; /* gone through; 0: not told */
} st_stage;

/* A line on a terminal's standard error, after a second, that goes away again. One that `watch`
 * shows on standard output makes way for others in the same manner. */
typedef struct st_ticker {
  bool on, shown;
  bool on_output; /* the one that is shown */
  uint64_t start, last; /* ns */
} st_ticker;

typedef struct st_session {
  const st_options *options;
  char *program, *data, *lua, *rules; /* owned; the last is the shipped ones' folder */
  st_list rule_dirs;
  st_names *folders; /* owns the names of those that an argument brought with it; may be null */
  uv_loop_t loop;
  bool loop_open;
  bool failed;       /* the exit status is 2 */
  st_engine *engine; /* null where no rule is needed */
  st_load *load;
  st_term term;
  st_out out;
  st_ticker ticker;
  bool hushed; /* nothing is said about rules */
  bool aside; /* what is done makes way for who types meanwhile; set before rules are loaded */
  bool examples_in_full; /* set before rules are loaded: st_engine_options has the same */
  st_names *said; /* complaints, each printed once however often things are brought up to date */
  st_stage stages[ST_STAGES];
  uint32_t stage_count;
  /* For who wants each story's findings as they come; set before rules are loaded. */
  void (*story)(void *session, st_str place, const st_finding *findings, uint32_t count);
  void (*partly)(void *session, st_str place, const st_finding *findings, uint32_t count,
                 const st_str *open, uint32_t open_count);
  bool (*pause)(void *session); /* true: settle the rest later */
  void (*between)(void *session); /* while rules are read anew */
  /* For who has the terminal: a complaint, instead of a line on standard error; how far settling
   * is. */
  void (*complained)(void *session, const char *line);
  void (*settling)(void *session, uint64_t done, uint64_t all);
  void *live; /* theirs */
} st_session;

/* Finds the data folder and prepares output. The session is owned by the caller in any case:
 * st_session_close. ST_EUSE, ST_EIO, ST_ENOMEM. */
int st_session_open(st_session *s, const st_options *options, st_error *e);

/* Loads the rules, with `extra` as rules/EXTRA where it is not null. */
int st_session_rules(st_session *s, bool check, const char *extra, st_str text, st_error *e);
/* Reads the paths, complaining about what cannot be read, and gives the articles to the engine if
 * there is one. */
int st_session_read(st_session *s, const char *const *paths, uint32_t count, st_error *e);
/* Gives what was read to the engine: to another one than then. */
int st_session_give(st_session *s, st_error *e);
/* Brings up to date; `layers` is null-terminated or null. */
int st_session_settle(st_session *s, const char *const *layers, bool findings, st_error *e);
/* True if some rule writes the layer, so that it can be wanted. */
bool st_session_writes(const st_session *s, st_str layer);

/* Writes what is left, prints the statistics if asked for. The exit status, given what went well;
 * an error `rc` is printed. */
int st_session_close(st_session *s, int rc, st_error *e, int status);

/* A line on standard error, the ticker's out of the way. */
void st_session_complain(st_session *s, const char *line);

/* Times what stands between the two. */
uint64_t st_stage_begin(void);
void st_stage_end(st_session *s, const char *name, uint64_t begin, uint64_t bytes);
uint64_t st_session_bytes(const st_session *s);

/* --- ticker.c --- */
void st_ticker_start(st_ticker *t, bool wanted);
void st_ticker_tell(st_ticker *t, const char *verb, uint64_t done, uint64_t all, const char *what);
void st_ticker_clear(st_ticker *t);

/* --- data.c --- */
/* The folder that holds lua/ and rules/: STEMMA_DATA, or beside the program, or the source folder
 * of a build. `*data` and `*program` are owned by the caller. ST_EUSE where there is none. */
int st_data_find(char **program, char **data, st_error *e);

/* --- stats.c --- */
void st_stats_print(const st_session *s);

#endif
