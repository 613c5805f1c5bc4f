/* Stories: which articles report one event. For now a story is a place: the articles of one
 * folder, of one NDJSON file, or all files given by name; finding them by content comes later. */
#ifndef ST_EVENT_STORY_H
#define ST_EVENT_STORY_H

#include "base/arena.h"
#include "base/error.h"
#include "doc/revision.h"

typedef struct st_member {
  const st_revision *revision; /* borrowed */
  st_str place;                /* equal places, one story */
  st_str date;                 /* metadata's, or found in the text; n = 0 where unknown */
} st_member;

typedef struct st_story {
  uint64_t hash;      /* of that first article's doc */
  char id[24];        /* "s-5f02": a hash of its first article by date, then doc; more digits
                         where two stories of a run collide */
  st_str title;       /* of that first article; may be empty */
  uint32_t *articles; /* indexes of members, sorted by doc */
  uint32_t article_count;
  st_str *outlets; /* beside `articles`: the name to show, the outlet or, without one, the
                      shortest file name that no other article of the story has */
} st_story;

/* Groups members (sorted by doc) into stories, sorted by id. All memory is the arena's. ST_ENOMEM.
 */
int st_stories_find(const st_member *members, uint32_t count, st_arena *arena, st_story **out,
                    uint32_t *story_count, st_error *e);

#endif
