/* What watch.c, folders.c, links.c and hints.c share. */
#ifndef ST_DISK_WATCH_OWN_H
#define ST_DISK_WATCH_OWN_H

#include "base/names.h"
#include "disk/watch/watch.h"
#include "disk/watch/system.h"

#include <sys/stat.h>
#include <uv.h>

/* --- links.c: links, and what they led to --- */

typedef struct st_link {
  char *path;
  uint64_t dev, ino; /* of what it led to */
  bool there;
  uint32_t round; /* when it was last found */
} st_link;

typedef struct st_links {
  st_link *items; /* sorted by path */
  uint32_t count, room;
} st_links;

void st_links_close(st_links *l);
/* Found in this round, and looked at. False when memory is out. */
bool st_links_add(st_links *l, const char *path, uint32_t round);
bool st_link_is_as_before(const st_link *link);
/* It is to be looked at anew: what was watched for it may be elsewhere now. */
void st_links_lose(st_links *l, const char *path);
void st_links_remove(st_links *l, uint32_t nth);
/* Forgets all at or below a path; those that this round has not found. */
void st_links_drop(st_links *l, const char *path);
void st_links_drop_old(st_links *l, uint32_t round);

/* --- folders.c: what is watched, under which names --- */

/* One way in which a watched folder is seen: as itself, or only for one name in it (a file that was
 * given by name, or the target of a link). */
typedef struct st_view {
  char *path;     /* as hints name the folder, or the file where `name` is set */
  char *name;     /* null: all that is in the folder */
  uint32_t round; /* when it was last found */
} st_view;

typedef struct st_watched {
  int number; /* the system's for it */
  st_view *views;
  uint32_t view_count;
} st_watched;

typedef struct st_folders {
  const st_system_kind *kind;
  st_system *system; /* null: nothing is watched */
  st_watched *items; /* sorted by number, which the system counts up */
  uint32_t count, room;
  uint32_t round; /* counts the searches of a tree: what one found already it leaves */
  st_links links;
  bool anew;      /* this round looks at everything, as some events were lost */
  bool full;      /* the system watches no more */
  bool bad;       /* memory ran out: something is not watched */
  bool doubt;     /* the system failed in a way that may pass: the same */
} st_folders;

void st_folders_close(st_folders *f);
/* Watches a folder and those in it, found anew in this round. False where it is not there. */
bool st_folders_add(st_folders *f, const char *path);
/* Watches the folder that a file lies in, and that its target lies in where it is a link. */
void st_folders_add_file(st_folders *f, const char *path);
/* Forgets all views at or below a path; what nobody sees any more is not watched any more. */
void st_folders_drop(st_folders *f, const char *path);
/* Forgets the views that this round has not found. */
void st_folders_drop_old(st_folders *f);
/* Null where there is none. */
st_watched *st_folders_find(const st_folders *f, int number);
/* Whether a folder is watched under this path. */
bool st_folders_has(const st_folders *f, const char *path);
/* The system has let go of it. */
void st_folders_forget(st_folders *f, int number);

/* Owned by the caller; null when memory is out. */
char *st_watch_join(const char *folder, const char *name);

/* --- hints.c: what is kept back, and for how long --- */

typedef struct st_waiting {
  uint64_t due;   /* ms; 0: as soon as possible */
  uint64_t since; /* the first hint */
  bool folder, waiting;
} st_waiting;

typedef struct st_hints {
  st_names *paths;
  st_waiting *state; /* by number of path */
  uint32_t room, waiting;
} st_hints;

int st_hints_open(st_hints *h);
void st_hints_close(st_hints *h);
/* `delay` in ms from `now`; 0: as soon as possible, and then nothing delays it any more. False when
 * memory is out. */
bool st_hints_add(st_hints *h, st_str path, bool folder, uint64_t now, uint64_t delay);
bool st_hints_waits(const st_hints *h, st_str path);
/* Takes out what is due (of files that were begun and are empty so far, only when they have been that
 * for long), sorted and without what a folder's hint covers; `*next` is when the next
 * will be, or UINT64_MAX. `out` has room for h->waiting; paths stay until st_hints_tidy. */
uint32_t st_hints_take(st_hints *h, uint64_t now, st_hint *out, uint64_t *next);
/* Lets go of the paths that wait no more. */
void st_hints_tidy(st_hints *h);

#endif
