/* What the system tells of folders. Linux' inotify is one way; libuv's file events, which all systems
 * have, the other. Both are built on Linux, so that tests try both. */
#ifndef ST_DISK_WATCH_SYSTEM_H
#define ST_DISK_WATCH_SYSTEM_H

#include <stdbool.h>

struct uv_loop_s;

/* Bits of one event. */
enum st_told {
  ST_TOLD_CREATED = 1,
  ST_TOLD_GONE = 2,
  ST_TOLD_WRITTEN = 4,  /* whole: its writer closed it, or it was moved into place */
  ST_TOLD_MODIFIED = 8, /* more may follow */
  ST_TOLD_TOUCHED = 16, /* who may read it, or when it was written */
  ST_TOLD_FOLDER = 32   /* what is named is a folder */
};

typedef struct st_system_calls {
  void *context;
  /* `name` is in the folder of that number, or null: the folder itself. */
  void (*event)(void *context, int number, const char *name, unsigned told);
  void (*forgotten)(void *context, int number); /* the system watches it no more */
  void (*lost)(void *context);                  /* some events did not come */
  void (*done)(void *context);                  /* those at hand have all come */
} st_system_calls;

typedef struct st_system st_system;

typedef struct st_system_kind {
  bool tells_loss; /* else what is lost is never told: look at all now and then */
  bool knows_folders; /* whether what went was a folder */
  /* Owned by the caller. Null where the system watches nothing more for this user. */
  st_system *(*open)(struct uv_loop_s *loop, const st_system_calls *calls);
  /* The folder's number, the same for all its paths; -1 with errno: ENOSPC, a limit. */
  int (*watch)(st_system *system, const char *folder);
  void (*forget)(st_system *system, int number);
  /* `closed` is called when the loop has let go of it. */
  void (*close)(st_system *system, void (*closed)(void *context));
} st_system_kind;

#ifdef __linux__
extern const st_system_kind st_system_inotify;
#endif
extern const st_system_kind st_system_portable;

#endif
