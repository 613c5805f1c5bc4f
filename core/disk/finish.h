/* What all jobs made, put in order. */
#ifndef ST_DISK_FINISH_H
#define ST_DISK_FINISH_H

#include "disk/article.h"

typedef struct st_finish {
  st_made *made; /* revisions owned until they are in `articles` */
  size_t made_count, made_room;
  st_notes notes;
  st_loaded *articles; /* owned, with their revisions */
  st_load_note *lines; /* owned */
  size_t article_count, line_count;
} st_finish;

/* Takes articles and notes out of the sink. False when memory is out. */
bool st_finish_take(st_finish *finish, st_sink *sink);
/* Sorts, and gives articles of one doc different ones. ST_ENOMEM. */
int st_finish_run(st_finish *finish, st_error *e);
void st_finish_close(st_finish *finish);

#endif
