/* What an author's functions hold when a rule is loaded: freeze.c finds it. What is found wrong
 * after a run is raised by st_freeze_check (state.h). */
#ifndef ST_BIND_FENCE_KEPT_H
#define ST_BIND_FENCE_KEPT_H

#include <lua.h>
#include <stdbool.h>

/* Forgets what was kept; what is kept from here on lives in the registry. */
void st_kept_begin(lua_State *L);
/* Whether anything is kept in this state. */
bool st_kept_any(lua_State *L);
/* Keeps the value at the index `value` as that of a function's upvalue. */
void st_kept_upvalue(lua_State *L, int function, int upvalue, int value);
/* Keeps what the table at an index has, all by itself. */
void st_kept_class(lua_State *L, int table);
/* All upvalues are there: makes what a look at them after each run needs. */
void st_kept_end(lua_State *L);
/* Copies what one table has into another; both by absolute indexes. */
void st_kept_copy(lua_State *L, int from, int to);

#endif
