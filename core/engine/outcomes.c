/* What comparisons found, by story; after a change of the plan they go by their rules' names. */
#include "base/alloc.h"
#include "engine/state.h"

void st_outcome_forget(outcome *o) {
  st_arena_close(o->arena);
  *o = (outcome){0};
}

void st_outcomes_close(outcome *outcomes, uint32_t count) {
  for (uint32_t i = 0; outcomes && i < count; i++) st_outcome_forget(&outcomes[i]);
  st_free(outcomes);
}

static void move_outcome(outcome *to, tale *t, st_str rule) {
  for (uint32_t i = 0; i < t->outcome_count; i++)
    if (t->outcomes[i].arena && st_str_equal(t->outcomes[i].rule, rule)) {
      *to = t->outcomes[i];
      t->outcomes[i] = (outcome){0};
      return;
    }
}

int st_outcomes_fit(st_engine *engine, tale *t, st_error *e) {
  uint32_t rules = engine->plan.comparison_count;
  outcome *outcomes = st_calloc(rules, sizeof *outcomes);
  if (!outcomes) return st_nomem(e);
  for (uint32_t k = 0; k < rules; k++)
    move_outcome(&outcomes[k], t, engine->rules[engine->plan.comparisons[k]].name);
  st_outcomes_close(t->outcomes, t->outcome_count);
  t->outcomes = outcomes;
  t->outcome_count = rules;
  return ST_OK;
}

int st_outcomes_fit_all(st_engine *engine, st_error *e) {
  uint32_t all = engine->places ? st_names_count(engine->places) : 0;
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < all; i++)
    if (engine->tales[i]) rc = st_outcomes_fit(engine, engine->tales[i], e);
  if (rc == ST_OK) engine->refit = false;
  return rc;
}
