/* What changes on disk, as it changes: hints, never the truth. Whoever gets a hint looks.
 *
 * Folders are watched, not files: a save that replaces a file is seen by its folder only. On Linux
 * this is inotify itself behind uv_poll, as libuv's own file events drop the kernel's mark that it
 * lost some and do not know when a writer closes. Elsewhere it is these; as they cannot be relied on,
 * everything is looked at every second too.
 *
 * Hints are given in batches. One that can be acted on at once (its writer closed the file, or it
 * was renamed into place) comes with the next turn of the loop; one about a file that is still
 * being written comes when the file is closed, or has been left alone for 50 ms; one about a file
 * that is gone waits a moment, as editors put it back. Between st_watch_hold and st_watch_go hints
 * are kept, each path once: what comes in meanwhile is one batch. */
#ifndef ST_DISK_WATCH_H
#define ST_DISK_WATCH_H

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>

struct uv_loop_s;

typedef struct st_watch st_watch;

enum st_hint_kind {
  ST_HINT_FILE,  /* a file is new, changed or gone */
  ST_HINT_FOLDER /* anything may have changed below this folder: look at all of it */
};

typedef struct st_hint {
  enum st_hint_kind kind;
  st_str path; /* the watched path with what is below it, a NUL after it; borrowed for the call */
} st_hint;

typedef struct st_watch_options {
  void *context;
  /* A batch, sorted by path; a folder's hint stands for all below it. */
  void (*changed)(void *context, const st_hint *hints, uint32_t count);
  /* One line on what cannot be watched, and the setting to change; said once. What cannot be
   * watched is looked at every second instead. May be null. */
  void (*complain)(void *context, const char *line);
} st_watch_options;

/* Owned by the caller. ST_ENOMEM. */
int st_watch_open(struct uv_loop_s *loop, const st_watch_options *options, st_watch **out,
                  st_error *e);
/* Stops at once; what it holds is freed when the loop has let go of its handles. */
void st_watch_close(st_watch *w);

/* Watches a folder with all below it, or one file through its folder. What is not there yet is
 * waited for. Watch first and read then: what changes in between is hinted at. ST_ENOMEM. */
int st_watch_add(st_watch *w, const char *path, st_error *e);

/* Hints are kept back until st_watch_go: the caller is at work and wants one batch afterwards. */
void st_watch_hold(st_watch *w);
void st_watch_go(st_watch *w);

/* Whether a path is a folder or below it; "." holds all that is relative. */
bool st_watch_below(const char *path, const char *folder);

typedef struct st_watch_counts {
  uint64_t events, hints, batches, overflows;
  uint32_t folders; /* watched now */
  bool polled;      /* all is looked at every second, as a limit of the system is reached */
} st_watch_counts;
st_watch_counts st_watch_count(const st_watch *w);

/* For tests: as on systems without inotify, for those that are opened from now on. */
void st_watch_portably(bool on);
/* For tests: as if the system let no more folders be watched; negative: as many as it lets. */
void st_watch_limit(long folders);

#endif
