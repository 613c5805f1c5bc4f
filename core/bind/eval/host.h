/* What the files of this folder share. Functions that may raise a Lua error take the lua_State
 * first. */
#ifndef ST_BIND_EVAL_HOST_H
#define ST_BIND_EVAL_HOST_H

#include "bind/bind.h"
#include "engine/wire/talk.h"

typedef struct st_evaluator {
  int in, out;    /* the pipes to the front */
  bool guest;     /* in a process that is not stemma's: it started the front, and is never ended */
  st_buf message; /* the last that came */
  uint32_t asked; /* number of the last ASK */
  st_evaluate now; /* what is being run; its strings are gone */
} st_evaluator;

/* --- interrupt.c --- */
/* SIGINT is kept from here on. */
void st_interrupt_open(void);
/* What is run from here on is looked at: once SIGINT comes it raises. */
void st_interrupt_begin(lua_State *L);
/* Whether the front wants what is running to end. */
bool st_evaluator_interrupted(void);
/* The next message: 1; 0 when the front is gone; ST_ELIMIT where it is interrupted while it waits
 * and `may_stop`. */
int st_evaluator_receive(st_evaluator *self, bool may_stop, uint8_t *kind, st_error *e);

/* --- host.c --- */
/* The module stemma.host; `self` is borrowed. */
void st_host_open(lua_State *L, st_evaluator *self);
/* guest.c: the module for an interpreter that is not stemma's: stemma.host, and `connect`. */
int luaopen_stemma_host(lua_State *L);
/* value.c: pushes what value.h wrote; raises where it makes no sense. */
void st_host_push_value(lua_State *L, st_reader *in);

#endif
