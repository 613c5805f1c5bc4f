/* The evaluator's process, as the front sees it. */
#ifndef ST_APP_REPL_CHILD_H
#define ST_APP_REPL_CHILD_H

#include "base/buf.h"
#include "base/error.h"

#include <uv.h>

typedef struct st_child st_child;

typedef struct st_child_options {
  uv_loop_t *loop;
  const char *program, *lua; /* borrowed; started as "PROGRAM --evaluator LUA" */
  bool apart;                /* its output is handed on, and it has no input */
  bool guest;                /* it has started us, and is at ST_TALK_IN and ST_TALK_OUT */
  void *context;
  void (*message)(void *context, uint8_t kind, st_reader body); /* borrowed for the call */
  void (*output)(void *context, st_str text);
  void (*gone)(void *context, int signal, int status); /* it has ended by itself, or was killed */
} st_child_options;

/* Starts it. Owned by the caller. ST_EIO, ST_ENOMEM. */
int st_child_open(const st_child_options *options, st_child **out, st_error *e);
/* Ends it; what it holds is freed when the loop has let go. Nothing is called any more. */
void st_child_close(st_child *c);

/* Sends a message, which is taken over. */
int st_child_send(st_child *c, st_buf *message, st_error *e);
void st_child_interrupt(st_child *c);
void st_child_kill(st_child *c);
/* Hands on what it has printed by now. */
void st_child_drain(st_child *c);

#endif
