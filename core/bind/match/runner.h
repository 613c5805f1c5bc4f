/* A rule that is a pattern, as state.c and extract.lua run it: see runner.c. */
#ifndef ST_BIND_RUNNER_H
#define ST_BIND_RUNNER_H

#include "bind/emit/emit_private.h"
#include "bind/match/program_private.h"
#include "bind/state/state.h"

typedef struct st_runner st_runner;

/* Null where the value is none; it lives as long as the value. */
st_runner *st_lua_to_runner(lua_State *L, int arg);
/* Whether the article has nothing that the pattern cannot do without, so that it need not run. */
bool st_runner_idle(st_runner *r, st_match_article *a);
/* Whether it asks layers, or tests of the author's: then its runs need the article's handle. */
bool st_runner_asks(const st_runner *r);
/* Runs the runner at `at` on the article, whose handle is at `handle`, or nil where none is needed. */
void st_runner_run(lua_State *L, int at, st_match_article *a, int handle, st_lua_emit_handle *m);

#endif
