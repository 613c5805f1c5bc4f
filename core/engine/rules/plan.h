/* The plan: which rule runs after which, decided by what they read and write, and the schema of
 * each layer. The same from the same rules, in the main process and in every worker. */
#ifndef ST_ENGINE_PLAN_H
#define ST_ENGINE_PLAN_H

#include "base/arena.h"
#include "engine/wire/rule.h"

typedef struct st_plan_layer {
  st_str name;
  st_schema schema;
  uint32_t *writers; /* rules, by name */
  uint32_t writer_count;
  uint32_t *reads; /* layers, as indexes into the plan; the block layer first, but for itself */
  uint32_t read_count;
} st_plan_layer;

typedef struct st_plan_fault {
  uint32_t rule;
  st_str message; /* "FILE:LINE: what; hint" */
} st_plan_fault;

typedef struct st_plan {
  st_plan_layer *layers; /* in an order in which each comes after those it reads */
  uint32_t layer_count;
  uint32_t *comparisons; /* rules, by name */
  uint32_t comparison_count;
  st_plan_fault *faults; /* sorted by rule; these rules are not in the plan */
  uint32_t fault_count;
} st_plan;

/* `rules` are sorted by name. `used[i]` false leaves a rule out (null: all are used); rules with
 * an error of their own are left out. A rule that reads what nobody writes, a cycle, two schemas
 * for one layer: faults. All memory is the arena's, strings borrowed from the rules. ST_ENOMEM. */
int st_plan_make(const st_rule *rules, uint32_t count, const bool *used, st_arena *arena,
                 st_plan *plan, st_error *e);

/* Index of a layer in the plan, or ST_NONE. */
uint32_t st_plan_find(const st_plan *plan, st_str layer);

#endif
