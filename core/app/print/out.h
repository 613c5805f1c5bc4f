/* Standard output in large pieces. A write that fails is remembered and told once, at the end; a
 * reader that has gone away (a closed pipe) is no failure. */
#ifndef ST_APP_OUT_H
#define ST_APP_OUT_H

#include "base/buf.h"
#include "base/error.h"

typedef struct st_out {
  st_buf buf; /* append here, then st_out_poll */
  int fd;
  int failed; /* errno of the first write that failed */
  /* For who has to end although a reader does not read on; null: it is waited for. True: it is as if
   * nobody read any more. Asked when a signal has come, and now and then. */
  bool (*given_up)(void);
} st_out;

/* Writes when enough has come together. False: nobody reads any more, stop. */
bool st_out_poll(st_out *out);
/* Writes what there is, for a reader who waits for it. False as above. */
bool st_out_flush(st_out *out);
/* Writes the rest and releases the buffer. ST_EIO, ST_ENOMEM. */
int st_out_end(st_out *out, st_error *e);

#endif
