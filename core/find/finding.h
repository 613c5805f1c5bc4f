/* Findings: what comparison rules report, with evidence at its present place in the texts. */
#ifndef ST_FIND_FINDING_H
#define ST_FIND_FINDING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "doc/revision.h"

typedef struct st_evidence {
  st_str role, doc;
  st_str outlet; /* the name to show */
  uint32_t begin, end, line, column;
  st_str text;                 /* exactly [begin, end) of the article's text */
  st_str layer, field; /* the annotation it stands on, and its field where it is one's value */
  uint32_t index;
  const st_revision *revision; /* borrowed */
} st_evidence;

typedef struct st_finding {
  char id[17]; /* 16 hex digits and NUL; empty for what is undecided */
  st_str rule, kind, level, story, message;
  st_str file; /* the rule's file that says so, n = 0 where that is not known, and its line */
  uint32_t line;
  st_str *silent; /* names to show, sorted */
  uint32_t silent_count;
  st_evidence *evidence; /* sorted by doc, begin, role */
  uint32_t evidence_count;
} st_finding;

enum st_level { ST_LEVEL_NONE, ST_LEVEL_NOTE, ST_LEVEL_WARNING, ST_LEVEL_ERROR };
enum st_level st_level_of(st_str level);

/* Sorts evidence and silent names, then sets the ids of all findings of a run: of rule, kind, and
 * the doc, role and folded text of each evidence, with a count where these are equal. Sorts the
 * findings by story, rule, id. ST_ENOMEM. */
int st_findings_finish(st_finding *findings, uint32_t count, st_error *e);

/* The line of NDJSON, with its newline. */
void st_finding_write(const st_finding *finding, st_buf *out);

#endif
