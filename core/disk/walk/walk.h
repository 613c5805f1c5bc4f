/* From arguments to the files that are read, each once. */
#ifndef ST_DISK_WALK_WALK_H
#define ST_DISK_WALK_WALK_H

#include "base/arena.h"
#include "disk/note.h"
#include "disk/walk/ids.h"
#include "disk/walk/path.h"

struct st_metas;

typedef struct st_folder {
  const struct st_folder *outer; /* the one it was found in; null for an argument */
  st_str path;            /* as it is opened, with a slash at its end; "" is the current one */
  st_str group;           /* as it is printed, "./" for the current one */
  bool has_meta;          /* meta.ndjson lies in it */
  struct st_metas *metas; /* what that says; set by the reader, null before */
} st_folder;

typedef struct st_file {
  st_str path;       /* as it is opened, with a NUL after it */
  st_str doc;        /* as it is printed */
  st_folder *folder; /* where it was found; null if it is only an argument */
  st_str name;       /* its name in that folder, or as an argument without the folders */
  const struct st_metas *beside; /* of a meta.ndjson named as an argument too; or null */
  st_id id;
  bool argument;
  bool exact;     /* `id` is what stat says, and not pieced together from the folder's entry */
  uint8_t format; /* enum st_format */
} st_file;

typedef struct st_walk {
  st_arena *arena; /* owns all that is borrowed here */
  st_file *files;
  st_folder **folders; /* those walked, then those of which only meta.ndjson was an argument */
  size_t file_count, file_room, folder_count, folder_room, named_folders;
  bool twice; /* a file or folder was reached in two ways, or a link may yet lead to one */
} st_walk;

/* Finds the files; `walk` is owned by the caller, st_walk_close, also after an error. ST_ENOMEM. */
int st_walk_run(const char *const *paths, size_t path_count, st_walk *walk, st_notes *notes,
                st_error *e);
void st_walk_close(st_walk *walk);

#endif
