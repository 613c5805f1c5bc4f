#include "engine/state.h"

void st_engine_add_costs(st_engine *engine, const st_rule_cost *costs, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const st_rule_cost *c = &costs[i];
    if (c->rule >= engine->rule_count) continue;
    st_rule_cost *sum = &engine->costs[c->rule];
    sum->tried += c->tried;
    sum->matched += c->matched;
    sum->nanoseconds += c->nanoseconds;
  }
}

uint64_t st_engine_cost_of(const st_engine *engine, uint32_t comparison) {
  const st_rule_cost *c = &engine->costs[engine->plan.comparisons[comparison]];
  return c->tried ? c->nanoseconds / c->tried : 0;
}
