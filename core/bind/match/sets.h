/* What lists.c needs of sets. */
#ifndef ST_BIND_SETS_H
#define ST_BIND_SETS_H

#include "bind/state/state.h"

enum { ST_SET_ROOM = 60 };

typedef struct st_lua_sets {
  uint32_t table;  /* the vocabulary's */
  uint32_t count;  /* words beyond it are in none */
  uint64_t *bits;  /* by word; owned */
} st_lua_sets;

const st_lua_sets *st_lua_sets_arg(lua_State *L, int arg);

#endif
