/* Explanations as text for people, or as one JSON object each for programs. The commands print
 * them, and so may anything else that has an engine with what is asked about settled in it. */
#ifndef ST_APP_WHY_EXPLAIN_H
#define ST_APP_WHY_EXPLAIN_H

#include "app/print/term.h"
#include "engine/engine.h"

typedef struct st_explainer {
  st_engine *engine;
  const st_term *term;
  bool ndjson;
  st_buf *out;
} st_explainer;

/* A place as it is said: DOC:LINE or DOC:LINE:COLUMN; column 0: the whole line. `doc` is borrowed
 * from `said`. ST_EUSE. */
typedef struct st_place {
  st_str doc;
  uint32_t line, column;
} st_place;
int st_place_read(const char *said, st_place *out, st_error *e);
/* The file of an article: what stands before `#id`. Owned by the caller; null when memory is out. */
char *st_place_file(st_str doc);
/* As an editor counts: what ends a line begins none. */
uint32_t st_last_line(const st_revision *r);
/* The article's number; ST_EUSE where it is not there or has no such line. */
int st_place_find(const st_engine *engine, const st_place *place, uint32_t *article, st_error *e);

/* All findings and annotations at a place, each with the rule and how it came about, down to the
 * text. Layers and findings are told as far as they are settled. */
int st_why_place(const st_explainer *x, const st_place *place, st_error *e);
/* One finding. */
int st_why_finding(const st_explainer *x, const st_finding *finding, st_error *e);
/* The finding whose id begins so; ST_EUSE where there is none or more than one. */
int st_finding_named(const st_engine *engine, const char *id, const st_finding **out, st_error *e);
/* Why a rule that extracts found nothing at a place. */
int st_why_not_place(const st_explainer *x, const st_rule *rule, const st_place *place,
                     st_error *e);
/* What a rule that compares read of each story, and what it returned. */
int st_why_not_stories(const st_explainer *x, const st_rule *rule, st_error *e);

/* An example: its text with what was found marked under it, beside what is expected. */
void st_example_print(const st_explainer *x, const st_checked *example, size_t indent);

/* --- for the files here --- */

/* The bytes of a place: its line, or its column's character. */
st_span st_place_bytes(const st_revision *r, const st_place *place);

/* What has been told of already; zero to begin with, the arena is the caller's. */
typedef struct st_told {
  st_arena *arena;
  const st_layer **layers;
  uint32_t *indexes;
  uint32_t count, room;
} st_told;
/* An annotation: what it is, the rule, its parts, and what it stands on, down to the text. */
int st_why_annotation(const st_explainer *x, st_told *told, uint32_t article, const st_layer *layer,
                      uint32_t index, uint32_t depth, size_t indent, st_error *e);
/* "by extract/day  rules/extract/day.lua:12  Names of days." */
void st_by_rule_add(const st_explainer *x, st_str name, size_t indent);
/* A layer that only says where words stand, as every word stands in one: block or sentence. */
bool st_is_frame(st_str layer);
/* Null where there is none of the name. */
const st_rule *st_rule_named(const st_engine *engine, st_str name);

/* Where steps stand: an article (null: none), the file of the rule, how far they are indented. */
typedef struct st_step_place {
  const st_revision *revision;
  st_str rule_file;
  size_t indent;
} st_step_place;

/* Step `number`, or where that is ST_NONE all of them: one line each, or three where words are
 * marked. Columns are as wide as all of the steps together want them. */
void st_steps_print(const st_explainer *x, const st_step_place *place, const st_explained *steps,
                    uint32_t number);
/* "[{…},…]" */
void st_steps_json(const st_revision *revision, const st_step *steps, uint32_t count, st_buf *out);
/* "rules/extract/day.lua:12  local friday = …", the file only where it is another than `but`. */
void st_source_add(const st_term *term, st_str file, uint32_t line, st_str source, st_str but,
                   size_t room, st_buf *out);

#endif
