/* What a rule found, kept as text so that two runs can be set side by side. */
#ifndef ST_APP_RULES_SNAPSHOT_H
#define ST_APP_RULES_SNAPSHOT_H

#include "app/session.h"

typedef struct st_entry {
  st_str key;  /* the same thing has the same in two runs; entries are sorted by it */
  st_str row;  /* the line of NDJSON, without its end */
  st_str text; /* for people: an annotation's fields; a finding in one line or two */
  const st_revision *revision; /* null: a finding */
  st_str layer;
  st_span span;
} st_entry;

typedef struct st_snapshot {
  st_arena *arena;
  st_entry *annotations, *findings;
  uint32_t annotation_count, finding_count;
} st_snapshot;

/* Of the session's engine, settled: the annotations of one rule, and all findings. Owned by the
 * caller, st_snapshot_close; revisions are borrowed from what was read. ST_ENOMEM. */
int st_snapshot_take(const st_session *s, st_str rule, st_snapshot *out, st_error *e);
void st_snapshot_close(st_snapshot *snapshot);

#endif
