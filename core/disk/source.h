/* Articles that go on: what the arguments hold now, and what became of it since the last look.
 *
 * A file that is known, or new in a folder that is known, is read by itself at once. All else (new
 * folders, metadata, files of many articles, links, what is gone with its folder) is read anew as a
 * whole, and what came out the same is left as it was. After each look what is here equals what
 * st_load_run would find. */
#ifndef ST_DISK_SOURCE_H
#define ST_DISK_SOURCE_H

#include "disk/load.h"
#include "disk/watch/watch.h"

typedef struct st_source st_source;

enum st_change_kind { ST_ADDED, ST_CHANGED, ST_REMOVED };

typedef struct st_change {
  enum st_change_kind kind;
  uint32_t number; /* the order they were found in */
  st_str doc;
  st_revision *revision; /* as it is now; of what was removed, as it was */
  st_str group;          /* as in st_loaded */
} st_change;

/* Owned by the caller. Reads nothing yet; the paths are borrowed, and the options' file name. The
 * loop is run by st_source_look, which therefore is not called from one of its callbacks.
 * ST_ENOMEM. */
int st_source_open(struct uv_loop_s *loop, const char *const *paths, size_t path_count,
                   const st_load_options *options, st_source **out, st_error *e);
void st_source_close(st_source *source);

/* Looks at what the hints name; at everything where there are none. ST_ENOMEM, ST_EIO: then all is
 * looked at the next time. */
int st_source_look(st_source *source, const st_hint *hints, size_t count, st_error *e);

/* Something could not be read for a reason that may pass without a hint, and everything has not been
 * read well since: look again soon. */
bool st_source_unsure(const st_source *source);

/* What the last look changed, sorted by doc, and the notes it gave rise to; borrowed until the next
 * one. A note that still holds is not given again. */
const st_change *st_source_changes(const st_source *source, size_t *count);
const st_load_note *st_source_notes(const st_source *source, size_t *count);
/* Lets go of these before the next look, and with them of what was read as a whole before. */
void st_source_forget(st_source *source);
/* All that is there now, sorted by doc; borrowed until the next look. */
const st_loaded *st_source_articles(const st_source *source, size_t *count);

#endif
