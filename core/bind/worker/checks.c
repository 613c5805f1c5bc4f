/* A worker's answer to EXAMPLES: each example run on the layers that the rule reads. */
#include "bind/worker/worker_private.h"

/* Marks what a layer is made of, and itself. */
static void mark_needed(const st_plan *plan, uint32_t layer, bool *needed) {
  needed[layer] = true;
  for (uint32_t i = layer + 1; i-- > 0;)
    for (uint32_t k = 0; needed[i] && k < plan->layers[i].read_count; k++)
      needed[plan->layers[i].reads[k]] = true;
}

static bool *needed_layers(worker *w, const st_rule *rule, st_arena *arena) {
  bool *needed = st_arena_get(arena, w->plan.layer_count + 1);
  if (!needed) return NULL;
  memset(needed, 0, w->plan.layer_count + 1);
  uint32_t own = rule->kind == ST_RULE_EXTRACT ? st_plan_find(&w->plan, rule->writes) : ST_NONE;
  if (own != ST_NONE) mark_needed(&w->plan, own, needed);
  for (uint32_t i = 0; i < rule->read_count; i++) {
    uint32_t layer = st_plan_find(&w->plan, rule->reads[i]);
    if (layer != ST_NONE) mark_needed(&w->plan, layer, needed);
  }
  return needed;
}

/* Makes all needed layers of an example's article. The first failure, if any, is in `failed`. */
static int run_needed(worker *w, const bool *needed, st_match_article *a, uint32_t job,
                      st_arena *arena, st_str *failed, st_error *e) {
  int status = ST_OK;
  for (uint32_t i = 0; !status && i < w->plan.layer_count; i++) {
    const st_plan_layer *layer = &w->plan.layers[i];
    if (!needed[i]) continue;
    st_layers_article out;
    outcome o = {arena, &out};
    status = st_worker_open_outcome(&o, layer->writer_count, e);
    if (!status)
      status = st_worker_run_layer(w, layer, a, layer->writers, layer->writer_count, job, 0, &o, e);
    for (uint32_t k = 0; !status && k < out.layer_count; k++) st_layer_close(out.layers[k]);
    if (!status && out.failure_count && !failed->n) *failed = out.failures[0].message;
  }
  return status;
}

static int run_example(worker *w, uint32_t rule, const st_example *x, const st_rules_message *m,
                       st_arena *arena, st_checked *out, st_error *e) {
  uint32_t job = m->job;
  const st_rule *r = &w->rules[rule];
  st_str failed = {"", 0};
  st_error why = {0};
  const bool *needed = needed_layers(w, r, arena);
  st_match_article **articles = st_arena_get(arena, (x->count + 1) * sizeof *articles);
  if (!needed || !articles) return st_nomem(e);
  int status = ST_OK;
  uint32_t opened = 0;
  for (; !status && opened < x->count; opened++) {
    articles[opened] = st_worker_open_article(w, x->revisions[opened], NULL, 0, e);
    status = articles[opened] ? run_needed(w, needed, articles[opened], job, arena, &failed, e)
                              : ST_ENOMEM;
  }
  if (!status && failed.n) {
    out->message = failed;
  } else if (!status) {
    st_worker_at(w, job, 0, rule);
    int held = r->kind == ST_RULE_COMPARE
                   ? st_state_check_compare(w->states[rule], articles, x->count, x->outlets,
                                            m->in_full, arena, out, &why)
                   : st_state_check_extract(w->states[rule], articles[0], m->in_full, arena, out,
                                            &why);
    if (held) out->message = st_arena_str(arena, st_cstr(why.message));
    st_worker_at(w, job, 0, ST_NONE);
  }
  st_worker_close_articles(articles, opened);
  return status;
}

static int check_one(worker *w, uint32_t rule, uint32_t number, const st_rules_message *m,
                     st_arena *arena, st_checked *out, st_error *e) {
  st_example x;
  st_error why = {0};
  *out =
      (st_checked){.rule = rule, .number = number, .line = w->rules[rule].line, .message = {"", 0}};
  st_worker_at(w, m->job, 0, rule);
  int status = st_state_example(w->states[rule], number, arena, &x, &why);
  st_worker_at(w, m->job, 0, ST_NONE);
  if (status) {
    out->message = st_arena_str(arena, st_cstr(why.message));
    return ST_OK;
  }
  out->line = x.line;
  if (w->rules[rule].kind == ST_RULE_EXTRACT &&
      st_plan_find(&w->plan, w->rules[rule].writes) == ST_NONE)
    out->message = st_cstr("not run, as the rule is left out");
  else if (x.count)
    status = run_example(w, rule, &x, m, arena, out, e);
  for (uint32_t i = 0; i < x.count; i++) st_revision_close(x.revisions[i]);
  return status;
}

int st_worker_answer_examples(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_rules_message m = {0};
  int status = st_wire_read_rules(in, arena, &m, e);
  uint32_t count = 0;
  for (uint32_t i = 0; !status && i < m.rule_count; i++)
    if (m.rules[i] < w->rule_count) count += w->rules[m.rules[i]].example_count;
  st_checked_message answer = {.job = m.job};
  answer.checked = st_arena_get(arena, (count + 1) * sizeof *answer.checked);
  if (!status && !answer.checked) status = st_nomem(e);
  for (uint32_t i = 0; !status && i < m.rule_count; i++) {
    uint32_t rule = m.rules[i];
    for (uint32_t n = 1; !status && rule < w->rule_count && n <= w->rules[rule].example_count; n++)
      status = check_one(w, rule, n, &m, arena, &answer.checked[answer.checked_count++], e);
  }
  st_buf out = {0};
  if (!status) {
    st_wire_checked(&out, &answer);
    status = st_wire_send(w->out, &out, e);
  }
  st_buf_close(&out);
  return status;
}
