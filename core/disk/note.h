/* What could not be read, as it should have been: one line each for standard error. */
#ifndef ST_DISK_NOTE_H
#define ST_DISK_NOTE_H

#include "disk/load.h"

#include <stdint.h>

/* Reasons for what was there a moment ago. */
#define ST_MISSING "no such file or folder"
#define ST_NO_METADATA "; no metadata from it"
#define ST_VANISHED "vanished before it was read"

typedef struct st_note {
  char *file, *text; /* owned; the file as it is printed */
  uint32_t line;     /* from 1; 0 none */
  size_t order;      /* among those of one file and line */
  bool argument;
} st_note;

typedef struct st_notes {
  st_note *items;
  size_t count, room;
  bool bad;    /* memory ran out; some are missing */
  bool unsure; /* some of it may pass by itself: st_file_may_pass */
} st_notes;

void st_notes_close(st_notes *notes);
/* `format` is "reason; what was done". */
void st_notes_add(st_notes *notes, st_str file, uint32_t line, bool argument, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));
/* Appends all of `from`, which is empty afterwards. */
void st_notes_move(st_notes *notes, st_notes *from);
/* Sorts, makes one of equal ones, and folds what a file repeats without end. The array is owned by
 * the caller, st_notes_free_lines. ST_ENOMEM. */
int st_notes_lines(st_notes *notes, st_load_note **lines, size_t *count, st_error *e);
void st_notes_free_lines(st_load_note *lines, size_t count);

#endif
