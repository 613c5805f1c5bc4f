/* What the fence needs of runs.c. */
#ifndef ST_BIND_RUNS_H
#define ST_BIND_RUNS_H

#include "bind/bind.h"

/* Where the value at `at` is an index of runs, it takes no more texts: whoever made it while a file
 * was loaded could keep something in it from one article to the next. */
void st_lua_close_runs(lua_State *L, int at);

#endif
