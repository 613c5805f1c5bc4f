/* A watch on a loop of its own, and what it hinted at so far. */
#ifndef SUPPORT_WATCH_H
#define SUPPORT_WATCH_H

#include "base/names.h"
#include "disk/watch/watch.h"
#include "support_box.h"

#include <uv.h>

typedef struct watched {
  uv_loop_t loop;
  uv_timer_t limit;
  st_watch *watch;
  st_names *paths;         /* each path that was hinted at, "/" behind a folder's */
  unsigned times[1 << 15]; /* beside them: how often */
  unsigned batches, hints;
  uint64_t first, last; /* when hints came, ns */
  char said[256];       /* the last complaint */
} watched;

void watched_open(watched *w, const char *path);
void watched_close(watched *w);
/* Runs the loop for so long. */
void watched_run(watched *w, unsigned ms);
/* Runs until no hint has come for 150 ms; at most 5 s. */
void watched_settle(watched *w);
/* Forgets what was hinted at. */
void watched_clear(watched *w);
/* How often a path was hinted at, by itself. */
unsigned watched_times(const watched *w, const char *path);
/* Whether it was, or a folder it lies in. */
bool watched_covers(const watched *w, const char *path);

#endif
