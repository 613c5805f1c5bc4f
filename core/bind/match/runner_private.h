/* What runner.c and runner_take.c share. */
#ifndef ST_BIND_RUNNER_PRIVATE_H
#define ST_BIND_RUNNER_PRIVATE_H

#include "bind/match/runner.h"
#include "match/ahead.h"

enum event_kind { EVENT_AS, EVENT_FOCUS, EVENT_IS, EVENT_GET, EVENT_RUN };

struct event {
  enum event_kind kind;
  uint8_t type;       /* as: of the field, without ST_LIST */
  uint32_t field;     /* as: of the layer's schema, set for each run */
  uint32_t predicate; /* run */
  bool named;         /* run: a lexicon with a name */
  bool closed;        /* as: a text that is one of those in the event's table under CLOSED */
  st_str text;        /* as, get: a name; is: the value as text. The strings are kept in STRINGS */
  double number;      /* is: NaN where it is none */
};

enum { PROGRAM = 1, PATTERN, MATCH, STRINGS, MISTAKE, COUNTED, CLOSED, USER_VALUES = CLOSED };
enum { KEY_ROOM = 8, SHAPE_ROOM = 32 };

/* An event of a match, at so many slots behind its first; negative where it closes. */
struct mark {
  int32_t event;
  uint32_t offset;
};

struct st_runner {
  struct program *program;
  st_sieve *sieve;
  uint32_t keys[KEY_ROOM], key_count;
  uint64_t layers; /* predicates of layers, by number, an annotation of which has to be there */
  uint64_t roles;
  enum st_within within;
  bool quotes, metered, asks;
  struct event *events; /* st_free */
  uint32_t event_count;
  double price, degree; /* what a slot costs, see lua/stemma/match/bound.lua; 0: nothing is counted */
  double most;          /* what costs more is counted while it runs */
  st_ahead *ahead;       /* where it can match, or null */
  bool fixed;            /* all its matches have one shape, and each start is one's */
  struct mark shape[SHAPE_ROOM];
  uint32_t shape_count, width; /* in slots; 0 until a match has been seen */
  st_layout *layout; /* of the run; closed by the next */
  st_view *view;
};

/* What a run works on. */
struct run {
  lua_State *L;
  st_runner *runner;
  int at; /* the runner's place on the stack */
  st_match_article *article;
  st_lua_emit_handle *emit;
  const st_token *tokens;
  const char *text;
};

/* Writes the annotations of the match whose values are on the stack from `base` on; the slot from
 * which on the next is looked for. */
uint32_t st_runner_take(const struct run *r, int base);
/* The same of a match that starts at a slot and has the runner's shape. */
uint32_t st_runner_take_shape(const struct run *r, uint32_t slot);

#endif
