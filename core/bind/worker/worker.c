#include "bind/worker/worker.h"

#include "base/alloc.h"
#include "bind/worker/worker_private.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

enum { PROGRESS_FD = 3, REST_MS = 100 };

/* --- extraction --- */

static const st_plan_layer *layer_of(const worker *w, uint32_t rule, st_error *e) {
  if (rule >= w->rule_count) {
    st_fail(e, ST_EINPUT, "there is no rule %u", rule);
    return NULL;
  }
  uint32_t i = st_plan_find(&w->plan, w->rules[rule].writes);
  if (i != ST_NONE) return &w->plan.layers[i];
  st_fail(e, ST_EINPUT, "rule %u is not in the plan", rule);
  return NULL;
}

static int extract_article(worker *w, const st_extract_article *in, uint32_t job, uint32_t number,
                           outcome *o, st_error *e) {
  int status = st_worker_open_outcome(o, in->rule_count, e);
  if (status) return status;
  st_match_article *a = st_worker_open_article(w, in->revision, in->layers, in->layer_count, e);
  if (!a) return ST_ENOMEM;
  for (uint32_t i = 0, next; !status && i < in->rule_count; i = next) {
    const st_plan_layer *layer = layer_of(w, in->rules[i], e);
    next = i + 1;
    if (!layer) {
      status = ST_EINPUT;
      break;
    }
    while (next < in->rule_count && layer_of(w, in->rules[next], e) == layer) next++;
    status = st_worker_run_layer(w, layer, a, &in->rules[i], next - i, job, number, o, e);
  }
  st_match_article_close(a);
  return status;
}

static int answer_extract(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_extract_message m = {0};
  int status = st_wire_read_extract(in, arena, &m, e);
  if (status) return status;
  st_layers_message answer = {.job = m.job};
  memset(w->costs, 0, w->rule_count * sizeof *w->costs); /* examples ran too */
  answer.articles = st_arena_get(arena, (m.article_count + 1) * sizeof *answer.articles);
  if (!answer.articles) status = st_nomem(e);
  for (uint32_t i = 0; !status && i < m.article_count; i++) {
    outcome o = {arena, &answer.articles[i]};
    answer.article_count = i + 1;
    status = extract_article(w, &m.articles[i], m.job, i, &o, e);
  }
  if (!status) status = st_worker_take_costs(w, arena, &answer.costs, &answer.cost_count, e);
  st_buf out = {0};
  if (!status) {
    st_wire_layers(&out, &answer);
    status = st_worker_answer(w, &out, e);
  }
  st_buf_close(&out);
  st_wire_close_layers(&answer);
  st_wire_close_extract(&m);
  return status;
}

/* --- comparison --- */

static int compare_all(worker *w, const st_compare_message *m, st_match_article *const *articles,
                       const st_str *outlets, st_arena *arena, st_findings_message *answer,
                       st_found_list *found, st_error *e) {
  for (uint32_t i = 0; i < m->rule_count && w->progress->enough != m->job; i++) {
    st_error why = {0};
    uint32_t rule = m->rules[i];
    if (rule >= w->rule_count) return st_fail(e, ST_EINPUT, "there is no rule %u", rule);
    st_worker_at(w, m->job, 0, rule);
    if (!st_worker_compare(w, rule, m, articles, outlets, arena, found, &why)) continue;
    st_str message = st_arena_str(arena, st_cstr(why.message));
    if (!message.p) return st_nomem(e);
    answer->failures[answer->failure_count++] = (st_failure){rule, message};
  }
  return ST_OK;
}

static int answer_compare(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_compare_message m = {0};
  int status = st_wire_read_compare(in, arena, &m, e);
  if (status) return status;
  st_findings_message answer = {.job = m.job};
  st_found_list found = {0};
  st_worker_story story;
  memset(w->costs, 0, w->rule_count * sizeof *w->costs); /* examples ran too */
  answer.failures = st_arena_get(arena, (m.rule_count + 1) * sizeof *answer.failures);
  status = st_worker_open_story(w, &m, arena, &story, e);
  if (!status && !answer.failures) status = st_nomem(e);
  if (!status)
    status = compare_all(w, &m, story.articles, story.outlets, arena, &answer, &found, e);
  st_worker_at(w, m.job, 0, ST_NONE);
  if (!status) status = st_worker_take_costs(w, arena, &answer.costs, &answer.cost_count, e);
  st_buf out = {0};
  if (!status) {
    answer.found = found.items;
    answer.found_count = found.count;
    st_wire_findings(&out, &answer);
    status = st_worker_answer(w, &out, e);
  }
  st_buf_close(&out);
  st_free(found.items);
  st_worker_close_articles(story.articles, story.opened);
  st_wire_close_compare(&m);
  return status;
}

/* --- the loop --- */

static int serve(worker *w, uint8_t kind, st_buf *body, st_error *e) {
  if (kind == ST_MSG_PACK) return st_worker_take_pack(w, body, e);
  st_reader in = {body->p, body->p + body->n, false};
  st_arena *arena = st_arena_open();
  if (!arena) return st_nomem(e);
  int status;
  switch (kind) {
  case ST_MSG_USE: status = st_worker_take_use(w, &in, arena, e); break;
  case ST_MSG_EXAMPLES: status = st_worker_answer_examples(w, &in, arena, e); break;
  case ST_MSG_EXTRACT: status = answer_extract(w, &in, arena, e); break;
  case ST_MSG_COMPARE: status = answer_compare(w, &in, arena, e); break;
  case ST_MSG_EXPLAIN: status = st_worker_answer_explain(w, &in, arena, e); break;
  case ST_MSG_EXPLAIN_STORY: status = st_worker_answer_explain_story(w, &in, arena, e); break;
  default: status = st_fail(e, ST_EINPUT, "a message of unknown kind %u", kind);
  }
  st_arena_close(arena);
  return status;
}

static void open_progress(worker *w) {
  void *page = mmap(NULL, sizeof *w->progress, PROT_READ | PROT_WRITE, MAP_SHARED, PROGRESS_FD, 0);
  w->progress = page == MAP_FAILED ? &w->own_progress : page;
  st_worker_at(w, 0, 0, ST_NONE);
}

static bool has_next(int in, int ms) {
  struct pollfd p = {.fd = in, .events = POLLIN};
  return poll(&p, 1, ms) != 0;
}

/* When nothing has come for a while, what the busy time took is given back. */
static void rest(worker *w, int in, st_buf *body) {
  for (uint32_t i = 0; i < w->rule_count && !has_next(in, 0); i++) st_state_rest(w->states[i]);
  st_buf_close(body);
  st_layer_builder_close(w->builder);
  w->builder = NULL;
  st_alloc_trim();
}

/* Not where the next job is there already: over many stories that took longer than the rules did, and
 * Lua's own pace is enough then. */
static void tidy(worker *w, int in, st_buf *body) {
  if (has_next(in, 0)) return;
  for (uint32_t i = 0; i < w->rule_count; i++) st_state_tidy(w->states[i]);
  if (!has_next(in, REST_MS)) rest(w, in, body);
}

int st_worker_main(int in, int out) {
  worker w = {.out = out};
  st_buf body = {0};
  st_error e = {0};
  uint8_t kind;
  int status;
  signal(SIGINT, SIG_IGN); /* the main process says when it is over */
  signal(SIGPIPE, SIG_IGN);
  open_progress(&w);
  st_meter_tick();
  while ((status = st_wire_receive(in, &kind, &body, &e)) > 0) {
    w.progress->enough = 0;
    st_worker_at(&w, ST_NONE, 0, ST_NONE);
    status = serve(&w, kind, &body, &e);
    if (status) break;
    tidy(&w, in, &body);
  }
  st_worker_forget_pack(&w);
  st_layer_builder_close(w.builder);
  st_buf_close(&body);
  if (status >= 0) return 0;
  if (status != ST_EIO) fprintf(stderr, "stemma: worker: %s\n", e.message);
  return 2;
}
