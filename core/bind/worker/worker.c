#include "bind/worker/worker.h"

#include "base/alloc.h"
#include "bind/worker/worker_private.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { PROGRESS_FD = 3, REST_MS = 100 };

void st_worker_at(worker *w, uint32_t job, uint32_t article, uint32_t rule) {
  w->progress->job = job;
  w->progress->article = article;
  w->progress->rule = rule;
}

/* --- the pack --- */

static void forget_pack(worker *w) {
  for (uint32_t i = 0; i < w->rule_count; i++) {
    st_state_close(w->states[i]);
    st_rule_close(&w->rules[i]);
  }
  st_free(w->states);
  st_free(w->rules);
  st_free(w->used);
  st_free(w->costs);
  w->costs = NULL;
  w->states = NULL;
  w->rules = NULL;
  w->used = NULL;
  w->rule_count = 0;
  w->plan = (st_plan){0};
  st_shared_close(w->pack.shared);
  w->pack = (st_pack_view){0};
  st_arena_close(w->pack_arena);
  st_arena_close(w->plan_arena);
  w->pack_arena = w->plan_arena = NULL;
  st_buf_close(&w->pack_bytes);
}

static bool kind_of(st_str path, enum st_rule_kind *kind) {
  static const char *const folders[] = {"rules/extract/", "rules/compare/", "rules/layer/"};
  if (!st_str_ends(path, st_cstr(".lua"))) return false;
  for (int i = 0; i < 3; i++)
    if (st_str_starts(path, st_cstr(folders[i])) && path.n > strlen(folders[i]) + 4) {
      *kind = (enum st_rule_kind)i;
      return true;
    }
  return false;
}

/* By name, which is the path without its ending. */
static int by_name(const void *a, const void *b) {
  st_str x = (*(const st_pack_file *const *)a)->path, y = (*(const st_pack_file *const *)b)->path;
  x.n -= 4;
  y.n -= 4;
  return st_str_compare(x, y);
}

static const st_pack_file **rule_files(worker *w, uint32_t *count) {
  const st_pack_file **files = st_calloc(w->pack.count, sizeof *files);
  enum st_rule_kind kind;
  *count = 0;
  for (uint32_t i = 0; files && i < w->pack.count; i++)
    if (kind_of(w->pack.files[i].path, &kind)) files[(*count)++] = &w->pack.files[i];
  if (files) qsort(files, *count, sizeof *files, by_name);
  return files;
}

static int make_plan(worker *w, st_error *e) {
  st_arena_close(w->plan_arena);
  w->plan_arena = st_arena_open();
  if (!w->plan_arena) return st_nomem(e);
  return st_plan_make(w->rules, w->rule_count, w->used, w->plan_arena, &w->plan, e);
}

static int load_rules(worker *w, st_error *e) {
  uint32_t count;
  const st_pack_file **files = rule_files(w, &count);
  w->states = st_calloc(count, sizeof *w->states);
  w->rules = st_calloc(count, sizeof *w->rules);
  w->used = st_calloc(count, sizeof *w->used);
  w->costs = st_calloc(count, sizeof *w->costs);
  int status = files && w->states && w->rules && w->used && w->costs ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) {
    enum st_rule_kind kind = ST_RULE_EXTRACT;
    kind_of(files[i]->path, &kind);
    st_worker_at(w, 0, 0, i);
    status = st_state_open(&w->pack, files[i], kind, &w->states[i], &w->rules[i], e);
    if (status) break;
    w->used[i] = true;
    w->rule_count++;
  }
  st_worker_at(w, 0, 0, ST_NONE);
  st_free(files);
  return status ? status : make_plan(w, e);
}

static void default_limits(st_limits *limits) {
  if (!limits->instructions) limits->instructions = 20000000;
  if (!limits->memory) limits->memory = 64u << 20;
}

static int send_rules(worker *w, st_error *e) {
  st_buf out = {0};
  st_wire_begin(&out, ST_MSG_RULES);
  st_buf_u32(&out, w->rule_count);
  for (uint32_t i = 0; i < w->rule_count; i++) st_rule_encode(&w->rules[i], &out);
  st_wire_end(&out);
  int status = st_wire_send(w->out, &out, e);
  st_buf_close(&out);
  return status;
}

static int take_pack(worker *w, st_buf *body, st_error *e) {
  forget_pack(w);
  w->pack_bytes = *body;
  *body = (st_buf){0};
  st_reader in = {w->pack_bytes.p, w->pack_bytes.p + w->pack_bytes.n, false};
  st_pack_message message = {0};
  w->pack_arena = st_arena_open();
  if (!w->pack_arena) return st_nomem(e);
  int status = st_wire_read_pack(&in, w->pack_arena, &message, e);
  if (status) return status;
  w->pack = (st_pack_view){message.files, message.file_count, message.limits, st_shared_open()};
  if (!w->pack.shared) return st_nomem(e);
  st_shared_set_metered(w->pack.shared);
  default_limits(&w->pack.limits);
  status = load_rules(w, e);
  return status ? status : send_rules(w, e);
}

static int take_use(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_rules_message m = {0};
  int status = st_wire_read_rules(in, arena, &m, e);
  if (status) return status;
  for (uint32_t i = 0; i < w->rule_count; i++) w->used[i] = false;
  for (uint32_t i = 0; i < m.rule_count; i++)
    if (m.rules[i] < w->rule_count) w->used[m.rules[i]] = true;
  return make_plan(w, e);
}

/* How long it takes until that is read is not the worker's business. */
static int answer_with(worker *w, const st_buf *message, st_error *e) {
  st_worker_at(w, 0, 0, ST_NONE);
  return st_wire_send(w->out, message, e);
}

/* --- extraction --- */

st_match_article *st_worker_open_article(worker *w, st_revision *r, st_layer *const *layers,
                                         uint32_t count, st_error *e) {
  st_match_article *a = st_match_article_open(st_shared_vocab(w->pack.shared), r);
  int status = a ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) status = st_match_article_add(a, layers[i], e);
  if (!status) return a;
  st_match_article_close(a);
  return NULL;
}

static int add_failure(outcome *o, uint32_t rule, const st_error *why, st_error *e) {
  st_str message = st_arena_str(o->arena, st_cstr(why->message));
  if (!message.p) return st_nomem(e);
  o->out->failures[o->out->failure_count++] = (st_failure){rule, message};
  return ST_OK;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Runs a rule, and counts what it took. */
static int run_rule(worker *w, uint32_t rule, st_match_article *a, st_layer_builder *b,
                    const st_plan_layer *layer, st_error *why) {
  st_rule_cost *cost = &w->costs[rule];
  uint64_t start = now();
  uint32_t before = st_layer_builder_count(b);
  bool idle = st_state_idle(w->states[rule], a);
  int status = idle ? ST_OK : st_state_extract(w->states[rule], a, b, &layer->schema, why);
  cost->tried += !idle;
  cost->matched += st_layer_builder_count(b) - before;
  cost->nanoseconds += now() - start;
  return status;
}

/* Takes the costs out of the worker: of those rules that ran. */
static int take_costs(worker *w, st_arena *arena, st_rule_cost **costs, uint32_t *count,
                      st_error *e) {
  *costs = st_arena_get(arena, (w->rule_count + 1) * sizeof **costs);
  if (!*costs) return st_nomem(e);
  for (uint32_t i = 0; i < w->rule_count; i++) {
    if (!w->costs[i].nanoseconds) continue;
    w->costs[i].rule = i;
    (*costs)[(*count)++] = w->costs[i];
    w->costs[i] = (st_rule_cost){0};
  }
  return ST_OK;
}

/* Runs the rules at rules[0 .. count), which all write the layer, and shows it to what follows. */
int st_worker_run_layer(worker *w, const st_plan_layer *layer, st_match_article *a,
                        const uint32_t *rules, uint32_t count, uint32_t job, uint32_t article,
                        outcome *o, st_error *e) {
  st_layer_builder *b = st_layer_builder_open(&layer->schema);
  st_layer *built = NULL;
  int status = b ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) {
    st_error why = {0};
    st_worker_at(w, job, article, rules[i]);
    if (run_rule(w, rules[i], a, b, layer, &why))
      status = add_failure(o, rules[i], &why, e);
  }
  st_worker_at(w, job, article, ST_NONE);
  if (!status)
    status = st_layer_build(b, st_match_article_revision(a), st_match_article_roles(a), &built, e);
  if (!status) status = st_match_article_add(a, built, e);
  if (!status)
    o->out->layers[o->out->layer_count++] = built;
  else
    st_layer_close(built);
  st_layer_builder_close(b);
  return status;
}

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

int st_worker_open_outcome(outcome *o, uint32_t rules, st_error *e) {
  *o->out = (st_layers_article){0};
  o->out->layers = st_arena_get(o->arena, (rules + 1) * sizeof(st_layer *));
  o->out->failures = st_arena_get(o->arena, (rules + 1) * sizeof(st_failure));
  return o->out->layers && o->out->failures ? ST_OK : st_nomem(e);
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
  if (!status) status = take_costs(w, arena, &answer.costs, &answer.cost_count, e);
  st_buf out = {0};
  if (!status) {
    st_wire_layers(&out, &answer);
    status = answer_with(w, &out, e);
  }
  st_buf_close(&out);
  st_wire_close_layers(&answer);
  st_wire_close_extract(&m);
  return status;
}

/* --- comparison --- */

void st_worker_close_articles(st_match_article **list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) st_match_article_close(list[i]);
}

/* Runs a comparison, and counts what it took. */
static int compare_one(worker *w, uint32_t rule, const st_compare_message *m,
                       st_match_article *const *articles, const st_str *outlets, st_arena *arena,
                       st_found_list *found, st_error *why) {
  st_rule_cost *cost = &w->costs[rule];
  uint64_t start = now();
  uint32_t before = found->count;
  int status = st_state_compare(w->states[rule], articles, m->article_count, outlets, rule, arena,
                                found, why);
  cost->tried++;
  cost->matched += found->count - before;
  cost->nanoseconds += now() - start;
  return status;
}

static int compare_all(worker *w, const st_compare_message *m, st_match_article *const *articles,
                       const st_str *outlets, st_arena *arena, st_findings_message *answer,
                       st_found_list *found, st_error *e) {
  for (uint32_t i = 0; i < m->rule_count && w->progress->enough != m->job; i++) {
    st_error why = {0};
    uint32_t rule = m->rules[i];
    if (rule >= w->rule_count) return st_fail(e, ST_EINPUT, "there is no rule %u", rule);
    st_worker_at(w, m->job, 0, rule);
    if (!compare_one(w, rule, m, articles, outlets, arena, found, &why)) continue;
    st_str message = st_arena_str(arena, st_cstr(why.message));
    if (!message.p) return st_nomem(e);
    answer->failures[answer->failure_count++] = (st_failure){rule, message};
  }
  return ST_OK;
}

int st_worker_open_story(worker *w, const st_compare_message *m, st_arena *arena,
                         st_worker_story *out, st_error *e) {
  *out = (st_worker_story){0};
  out->articles = st_arena_get(arena, (m->article_count + 1) * sizeof *out->articles);
  out->outlets = st_arena_get(arena, (m->article_count + 1) * sizeof *out->outlets);
  if (!out->articles || !out->outlets) return st_nomem(e);
  for (uint32_t i = 0; i < m->article_count; i++) {
    const st_compare_article *c = &m->articles[i];
    out->outlets[i] = c->outlet;
    out->articles[i] = st_worker_open_article(w, c->revision, c->layers, c->layer_count, e);
    if (!out->articles[i]) return ST_ENOMEM;
    out->opened++;
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
  if (!status) status = take_costs(w, arena, &answer.costs, &answer.cost_count, e);
  st_buf out = {0};
  if (!status) {
    answer.found = found.items;
    answer.found_count = found.count;
    st_wire_findings(&out, &answer);
    status = answer_with(w, &out, e);
  }
  st_buf_close(&out);
  st_free(found.items);
  st_worker_close_articles(story.articles, story.opened);
  st_wire_close_compare(&m);
  return status;
}

/* --- the loop --- */

static int serve(worker *w, uint8_t kind, st_buf *body, st_error *e) {
  if (kind == ST_MSG_PACK) return take_pack(w, body, e);
  st_reader in = {body->p, body->p + body->n, false};
  st_arena *arena = st_arena_open();
  if (!arena) return st_nomem(e);
  int status;
  switch (kind) {
  case ST_MSG_USE: status = take_use(w, &in, arena, e); break;
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
  bool any = false;
  for (uint32_t i = 0; i < w->rule_count && !has_next(in, 0); i++)
    any = st_state_rest(w->states[i]) || any;
  if (!any) return;
  st_buf_close(body);
  st_alloc_trim();
}

/* Not where the next job is there already: over many stories that took longer than the rules did,
 * and Lua's own pace is enough then. */
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
  forget_pack(&w);
  st_buf_close(&body);
  if (status >= 0) return 0;
  if (status != ST_EIO) fprintf(stderr, "stemma: worker: %s\n", e.message);
  return 2;
}
