/* What the process with the terminal (the front) and the evaluator, in which an analyst's Lua runs,
 * say to each other: messages as wire.h has them, of these kinds.
 *
 *   front                              evaluator
 *   EVALUATE serial, what to run   ->
 *                                  <-  ASK   number, name, strings       any number of times
 *   ANSWER   number, good, value   ->
 *                                  <-  DONE  serial, outcome, names that would be lost
 *   COMPLETE serial, text, cursor  ->
 *                                  <-  COMPLETED serial, strings
 *
 * The front gives it one thing at a time. An answer may come when nobody waits for it any more, as
 * the evaluation was interrupted: its number says so. What is printed goes through the evaluator's
 * standard output, and is there when DONE is. */
#ifndef ST_ENGINE_TALK_H
#define ST_ENGINE_TALK_H

#include "base/buf.h"

enum st_talk {
  ST_TALK_EVALUATE = 129,
  ST_TALK_ANSWER,
  ST_TALK_COMPLETE,
  ST_TALK_ASK = 193,
  ST_TALK_DONE,
  ST_TALK_COMPLETED
};

/* The descriptors that the evaluator listens and talks on. */
enum { ST_TALK_IN = 3, ST_TALK_OUT = 4 };

enum st_outcome { ST_DONE_WELL, ST_DONE_BADLY, ST_DONE_INTERRUPTED };

typedef struct st_evaluate {
  uint32_t serial;
  st_str mode;      /* "line", as typed: its value is printed; "script" */
  st_str name;      /* of the chunk, for messages */
  st_str text;
  uint64_t version; /* of all that can be asked for: what was answered before another is old */
  uint32_t columns, rows; /* of the terminal; rows 0: none, and nothing is paged */
  bool color;
  st_str *arguments; /* of a script */
  uint32_t argument_count;
} st_evaluate;

void st_talk_evaluate(st_buf *out, const st_evaluate *m);
/* `columns`: of the terminal, for what is shown. */
void st_talk_complete(st_buf *out, uint32_t serial, st_str text, size_t cursor, size_t columns,
                      bool color);
/* `value`: one that value.h wrote; where not `good`, a string that says why. */
void st_talk_answer(st_buf *out, uint32_t number, bool good, st_str value);

/* From the evaluator: a number, an outcome (else 0) and strings. */
void st_talk_strings(st_buf *out, enum st_talk kind, uint32_t number, uint8_t outcome,
                     const st_str *strings, uint32_t count);
/* Borrowed from the message; the list is owned by the caller (st_free). ST_EINPUT, ST_ENOMEM. */
typedef struct st_strings {
  uint32_t number, count;
  uint8_t outcome;
  st_str *items;
} st_strings;

int st_talk_read(st_reader *in, st_strings *out);

#endif
