/* What the main process and its workers say to each other.
 *
 * A message is its length (u32, of what follows), its kind (u8) and a body. Main asks, the worker
 * answers in order; both are the same program, so numbers are in the host's order.
 *
 *   main                          worker
 *   PACK   files, limits      ->
 *                             <-  RULES     one st_rule each, in the order of their names
 *   USE    which rules        ->            (no answer)
 *   EXAMPLES job, rules       ->
 *                             <-  CHECKED   what each example gave
 *   EXTRACT  job, articles    ->
 *                             <-  LAYERS    a layer for each that was asked for, failures
 *   COMPARE  job, story       ->
 *                             <-  FINDINGS  by handle, failures
 *   EXPLAIN  job, rule, place ->
 *                             <-  EXPLAINED steps
 *   EXPLAIN_STORY job, story  ->
 *                             <-  EXPLAINED steps
 */
#ifndef ST_ENGINE_WIRE_H
#define ST_ENGINE_WIRE_H

#include "base/arena.h"
#include "base/buf.h"
#include "doc/layer.h"
#include "doc/revision.h"

enum st_message {
  ST_MSG_PACK = 1,
  ST_MSG_USE,
  ST_MSG_EXAMPLES,
  ST_MSG_EXTRACT,
  ST_MSG_COMPARE,
  ST_MSG_EXPLAIN,
  ST_MSG_EXPLAIN_STORY,
  ST_MSG_RULES = 65,
  ST_MSG_CHECKED,
  ST_MSG_LAYERS,
  ST_MSG_FINDINGS,
  ST_MSG_EXPLAINED
};

/* Starts a message in `out`; st_wire_end writes the length. One message at a time a buffer. */
void st_wire_begin(st_buf *out, uint8_t kind);
void st_wire_end(st_buf *out);

/* --- PACK: st_pack_file items --- */
typedef struct st_limits {
  uint64_t instructions; /* of Lua's VM, a rule and article (a comparison: five times as many) */
  uint64_t memory;       /* bytes, a rule */
  uint32_t annotations;  /* a rule and article */
} st_limits;

typedef struct st_pack_file {
  st_str path;  /* the key: "lua/stemma/init.lua", "rules/extract/quotation.lua" */
  st_str shown; /* as messages name it: the path of the file the user knows */
  st_str bytes;
} st_pack_file;

typedef struct st_pack_message {
  st_limits limits;
  uint32_t file_count;
  st_pack_file *files; /* sorted by path, by byte */
} st_pack_message;

void st_wire_pack(st_buf *out, const st_pack_message *pack);

/* --- EXTRACT --- */
typedef struct st_extract_article {
  st_revision *revision;
  uint32_t layer_count; /* layers already there that the rules below may read */
  st_layer **layers;
  uint32_t rule_count; /* which rules to run, in this order: indexes into RULES' list. All that */
  uint32_t *rules;     /* write one layer stand together, block roles before all others */
} st_extract_article;

typedef struct st_extract_message {
  uint32_t job, article_count;
  st_extract_article *articles;
} st_extract_message;

void st_wire_extract(st_buf *out, const st_extract_message *message);

/* A rule that failed on an article (extraction) or on the story (comparison). */
typedef struct st_failure {
  uint32_t rule;
  st_str message; /* "FILE:LINE: text" */
} st_failure;

typedef struct st_layers_article {
  uint32_t layer_count; /* one for each layer the asked-for rules write, in their order */
  st_layer **layers;
  uint32_t failure_count;
  st_failure *failures;
} st_layers_article;

/* What a rule took on the articles or the story of a job. */
typedef struct st_rule_cost {
  uint32_t rule;
  uint32_t tried;       /* articles it ran on; a pattern passes over those it cannot match in. Or
                         * stories that it compared */
  uint64_t matched;     /* annotations it wrote, before what overlaps was settled. Or what it found
                         * or could not decide */
  uint64_t nanoseconds; /* of the clock: for people, never for what is printed of articles */
} st_rule_cost;

typedef struct st_layers_message {
  uint32_t job, article_count;
  st_layers_article *articles; /* as many, in the same order, as were sent */
  uint32_t cost_count;
  st_rule_cost *costs;
} st_layers_message;

void st_wire_layers(st_buf *out, const st_layers_message *message);

/* --- COMPARE --- */
typedef struct st_compare_article {
  st_revision *revision;
  st_str outlet; /* the name to show: the outlet, or the shortest unique file name */
  uint32_t layer_count;
  st_layer **layers;
} st_compare_article;

typedef struct st_compare_message {
  uint32_t job, article_count, rule_count;
  st_compare_article *articles; /* sorted by doc */
  uint32_t *rules;
} st_compare_message;

void st_wire_compare(st_buf *out, const st_compare_message *message);
/* The same, of one rule, to be explained: EXPLAIN_STORY. */
void st_wire_explain_story(st_buf *out, const st_compare_message *message);

/* A place by handle: the annotation's span; or the k-th value of its span field; or, with `to`
 * above `from`, the bytes [from, to) of that span's text. */
typedef struct st_handle {
  uint32_t article; /* index into the story's articles */
  st_str layer;
  uint32_t index;
  st_str role;  /* "minority", "majority", "camp", … may be empty */
  st_str field; /* n = 0: the annotation itself */
  uint32_t k, from, to;
} st_handle;

typedef struct st_found {
  uint32_t rule;
  st_str kind, level, message; /* kind "undecided": no finding; level is empty */
  st_str file;                 /* where the rule said so: the file as shown, and */
  uint32_t line;               /* its line; 0 where that is not known */
  uint32_t silent_count, evidence_count;
  uint32_t *silent; /* articles */
  st_handle *evidence;
} st_found;

typedef struct st_findings_message {
  uint32_t job, found_count, failure_count;
  st_found *found;
  st_failure *failures;
  uint32_t cost_count;
  st_rule_cost *costs;
} st_findings_message;

void st_wire_findings(st_buf *out, const st_findings_message *message);

/* One step of an explanation; what each kind says is told in lua/stemma/why/steps.lua. */
typedef struct st_step {
  st_str step; /* its kind: "took", "stopped", "wants", … */
  st_str text;
  st_str file, source;  /* a place in the rule's files, as shown, and the text of that line */
  uint32_t line;        /* 0: none */
  uint32_t begin, end;  /* bytes of the article; begin ST_NONE: none */
  st_str layer;         /* an annotation, or n = 0 */
  uint32_t index, depth;
} st_step;

/* --- USE and EXAMPLES: lists of rules; CHECKED: failures, one an example that did not hold --- */
typedef struct st_rules_message {
  uint32_t job, rule_count; /* USE has job 0 */
  uint32_t *rules;
  bool in_full; /* EXAMPLES: with what was found in each, as steps */
} st_rules_message;

void st_wire_rules(st_buf *out, enum st_message kind, const st_rules_message *message);

typedef struct st_checked {
  uint32_t rule, number, line; /* the example's number from 1, its line in the file */
  st_str message;              /* n = 0: it held; else found against expected, several lines */
  st_step *steps;              /* where they were asked for (lua/stemma/why/outcome.lua) */
  uint32_t step_count;
} st_checked;

typedef struct st_checked_message {
  uint32_t job, checked_count;
  st_checked *checked;
} st_checked_message;

void st_wire_checked(st_buf *out, const st_checked_message *message);

/* --- EXPLAIN: why, why-not --- */

enum st_question { ST_ASK_WHY, ST_ASK_WHY_NOT };

typedef struct st_explain_message {
  uint32_t job, question, rule;
  uint32_t begin, end;        /* an annotation's bytes, or the line's */
  uint32_t at;                /* the byte of the line that is meant; ST_NONE: all of it */
  st_extract_article article; /* its rules are empty */
} st_explain_message;

typedef struct st_explained_message {
  uint32_t job, step_count;
  st_step *steps;
} st_explained_message;

void st_wire_explain(st_buf *out, const st_explain_message *message);
void st_wire_explained(st_buf *out, const st_explained_message *message);

/* --- reading bodies: arrays and strings come from the arena or the body and live as long; layers
 * and revisions are references owned by the caller (st_wire_close_* lets them go). A body that is
 * not whole is ST_EINPUT with nothing to release. --- */
int st_wire_read_pack(st_reader *in, st_arena *arena, st_pack_message *out, st_error *e);
int st_wire_read_rules(st_reader *in, st_arena *arena, st_rules_message *out, st_error *e);
int st_wire_read_extract(st_reader *in, st_arena *arena, st_extract_message *out, st_error *e);
int st_wire_read_layers(st_reader *in, st_arena *arena, st_layers_message *out, st_error *e);
int st_wire_read_compare(st_reader *in, st_arena *arena, st_compare_message *out, st_error *e);
int st_wire_read_findings(st_reader *in, st_arena *arena, st_findings_message *out, st_error *e);
int st_wire_read_checked(st_reader *in, st_arena *arena, st_checked_message *out, st_error *e);
int st_wire_read_explain(st_reader *in, st_arena *arena, st_explain_message *out, st_error *e);
int st_wire_read_explained(st_reader *in, st_arena *arena, st_explained_message *out, st_error *e);

void st_wire_close_extract(st_extract_message *message);
void st_wire_close_layers(st_layers_message *message);
void st_wire_close_compare(st_compare_message *message);
void st_wire_close_explain(st_explain_message *message);

/* --- the worker's side of the pipe: blocking. 1 a message, 0 the end, ST_EIO. `body` is reused.
 * --- */
int st_wire_receive(int fd, uint8_t *kind, st_buf *body, st_error *e);
int st_wire_send(int fd, const st_buf *message, st_error *e);

/* What a worker is at, on a page shared with the main process (file descriptor 3 of a worker): the
 * job, 0 where it has none any more and ST_NONE where it is yet to be unpacked; the index of the
 * rule, ST_NONE between rules. `enough` is said to it: of the comparison with that number no further
 * rule is wanted. */
typedef struct st_progress {
  _Atomic uint32_t job, article, rule, enough;
} st_progress;

#endif
