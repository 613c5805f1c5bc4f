/* A worker's answers to EXPLAIN and EXPLAIN_STORY. */
#include "bind/worker/worker_private.h"

static int send(worker *w, uint32_t job, const st_steps *steps, st_error *e) {
  st_buf out = {0};
  st_wire_explained(&out, &(st_explained_message){job, steps->count, steps->items});
  int status = st_wire_send(w->out, &out, e);
  st_buf_close(&out);
  return status;
}

/* A rule that cannot be asked says why. */
static int only_failure(st_steps *out, const st_error *why, st_error *e) {
  out->items = st_arena_get(out->arena, sizeof *out->items);
  st_str text = st_arena_str(out->arena, st_cstr(why->message));
  if (!out->items || !text.p) return st_nomem(e);
  *out->items = (st_step){.step = st_cstr("failed"), .text = text, .begin = ST_NONE};
  out->count = 1;
  return ST_OK;
}

static const st_schema *schema_of(const worker *w, uint32_t rule) {
  uint32_t layer = st_plan_find(&w->plan, w->rules[rule].writes);
  return layer == ST_NONE ? NULL : &w->plan.layers[layer].schema;
}

int st_worker_answer_explain(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_explain_message m = {0};
  st_steps steps = {.arena = arena};
  st_error why = {0};
  int status = st_wire_read_explain(in, arena, &m, e);
  if (status) return status;
  const st_schema *schema = m.rule < w->rule_count ? schema_of(w, m.rule) : NULL;
  if (!schema) status = st_fail(e, ST_EINPUT, "there is no rule %u", m.rule);
  st_match_article *a = status ? NULL
                               : st_worker_open_article(w, m.article.revision, m.article.layers,
                                                        m.article.layer_count, e);
  if (!status && !a) status = ST_ENOMEM;
  st_worker_at(w, m.job, 0, m.rule);
  if (!status && st_state_explain(w->states[m.rule], &m, a, schema, &steps, &why))
    status = only_failure(&steps, &why, e);
  st_worker_at(w, m.job, 0, ST_NONE);
  if (!status) status = send(w, m.job, &steps, e);
  st_match_article_close(a);
  st_wire_close_explain(&m);
  return status;
}

int st_worker_answer_explain_story(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_compare_message m = {0};
  st_worker_story story;
  st_steps steps = {.arena = arena};
  st_error why = {0};
  int status = st_wire_read_compare(in, arena, &m, e);
  if (status) return status;
  status = st_worker_open_story(w, &m, arena, &story, e);
  if (!status && (m.rule_count != 1 || m.rules[0] >= w->rule_count))
    status = st_fail(e, ST_EINPUT, "one rule at a time is explained");
  if (!status) {
    st_worker_at(w, m.job, 0, m.rules[0]);
    if (st_state_explain_story(w->states[m.rules[0]], story.articles, m.article_count,
                               story.outlets, &steps, &why))
      status = only_failure(&steps, &why, e);
    st_worker_at(w, m.job, 0, ST_NONE);
  }
  if (!status) status = send(w, m.job, &steps, e);
  st_worker_close_articles(story.articles, story.opened);
  st_wire_close_compare(&m);
  return status;
}
