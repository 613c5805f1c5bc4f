/* Why and why not: asked of a worker, which runs the rule again and watches it. */
#include "base/alloc.h"
#include "engine/state.h"

#include <string.h>

typedef struct question {
  st_arena *arena;
  st_explained *out;
  st_error trouble;
} question;

/* --- answers --- */

static st_str keep(st_arena *arena, st_str s, bool *bad) {
  st_str own = st_arena_str(arena, s);
  if (!own.p) *bad = true;
  return own;
}

st_step *st_steps_keep(st_arena *arena, const st_step *from, uint32_t count, bool *bad) {
  st_step *steps = st_arena_get(arena, ((size_t)count + 1) * sizeof *steps);
  for (uint32_t i = 0; steps && i < count; i++) {
    steps[i] = from[i];
    steps[i].step = keep(arena, from[i].step, bad);
    steps[i].text = keep(arena, from[i].text, bad);
    steps[i].file = keep(arena, from[i].file, bad);
    steps[i].source = keep(arena, from[i].source, bad);
    steps[i].layer = keep(arena, from[i].layer, bad);
  }
  if (!steps) *bad = true;
  return steps;
}

/* The message's strings live as long as the answer; the asker's are kept. */
static void take(question *q, const st_explained_message *m) {
  bool bad = false;
  st_step *steps = st_steps_keep(q->arena, m->steps, m->step_count, &bad);
  if (bad)
    st_nomem(&q->trouble);
  else
    *q->out = (st_explained){steps, m->step_count};
}

void st_explain_answer(st_engine *engine, uint8_t kind, st_reader body) {
  question *q = engine->running;
  st_explained_message m = {0};
  st_arena *arena = st_arena_open();
  if (!arena)
    st_nomem(&q->trouble);
  else if (kind != ST_MSG_EXPLAINED || st_wire_read_explained(&body, arena, &m, &q->trouble))
    st_fail(&q->trouble, ST_EINPUT, "a worker's answer makes no sense");
  else
    take(q, &m);
  st_arena_close(arena);
}

void st_explain_died(st_engine *engine, const st_death *death) {
  question *q = engine->running;
  char how[160];
  st_death_words(engine, death, how, sizeof how);
  st_fail(&q->trouble, ST_ERULE, "the rule %s", how);
}

/* --- questions --- */

static int ask(st_engine *engine, st_buf *message, st_arena *arena, st_explained *out,
               st_error *e) {
  question q = {.arena = arena, .out = out};
  *out = (st_explained){0};
  engine->at = AT_EXPLAIN;
  engine->running = &q;
  int rc = st_pool_send(engine->pool, 0, message, e);
  int drained = st_pool_drain(engine->pool, rc == ST_OK ? e : NULL);
  if (rc == ST_OK) rc = drained;
  if (rc == ST_OK && q.trouble.code != ST_OK) {
    rc = q.trouble.code;
    if (e) *e = q.trouble;
  }
  engine->running = NULL;
  engine->at = AT_NOTHING;
  return rc;
}

static int find_rule(const st_engine *engine, st_str name, uint32_t *out, st_error *e) {
  for (uint32_t i = 0; i < engine->rule_count; i++) {
    if (!st_str_equal(engine->rules[i].name, name)) continue;
    *out = i;
    if (engine->used[i]) return ST_OK;
    return st_fail(e, ST_ERULE, "rule '%.*s' is not in use, see above", (int)name.n, name.p);
  }
  return st_fail(e, ST_EUSE, "no rule is named '%.*s'; see `stemma rules`", (int)name.n, name.p);
}

/* All layers that are there and that the rule may read, roles of blocks among them. */
static uint32_t collect(const st_engine *engine, const st_rule *rule, const article *a,
                        st_layer **out) {
  uint32_t n = 0;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    st_str name = engine->plan.layers[l].name;
    bool read = st_str_equal(name, st_cstr("block"));
    for (uint32_t i = 0; i < rule->read_count; i++)
      read = read || st_str_equal(rule->reads[i], name);
    if (read && !st_str_equal(rule->writes, name) && a->slots[l].layer)
      out[n++] = a->slots[l].layer;
  }
  return n;
}

static int ask_article(st_engine *engine, uint32_t number, st_explain_message *m, st_arena *arena,
                       st_explained *out, st_error *e) {
  const article *a = engine->articles[number];
  st_buf message = {0};
  st_layer **layers = st_arena_get(arena, (engine->plan.layer_count + 1) * sizeof *layers);
  if (!layers) return st_nomem(e);
  m->job = 1;
  m->article = (st_extract_article){.revision = a->revision, .layers = layers};
  m->article.layer_count = collect(engine, &engine->rules[m->rule], a, layers);
  st_wire_explain(&message, m);
  return ask(engine, &message, arena, out, e);
}

st_str st_engine_source(const st_engine *engine, st_str file, uint32_t line) {
  uint32_t n;
  const st_pack_file *files = st_pack_files(engine->pack, &n);
  for (uint32_t i = 0; i < n; i++)
    if (st_str_equal(files[i].shown, file)) return st_str_trim(st_line_of(files[i].bytes, line));
  return st_cstr("");
}

uint32_t st_engine_find(const st_engine *engine, st_str doc) {
  bool there;
  uint32_t at = st_engine_find_article(engine, doc, &there);
  return there ? at : ST_NONE;
}

int st_engine_why(st_engine *engine, uint32_t number, const st_layer *layer, uint32_t index,
                  st_arena *arena, st_explained *out, st_error *e) {
  st_span span = st_layer_span(layer, index);
  st_explain_message m = {.question = ST_ASK_WHY, .begin = span.begin, .end = span.end};
  m.at = ST_NONE;
  int rc = find_rule(engine, st_layer_rule(layer, index), &m.rule, e);
  return rc ? rc : ask_article(engine, number, &m, arena, out, e);
}

/* The byte of a column of the line [begin, end). */
static uint32_t byte_at(const st_revision *r, uint32_t begin, uint32_t end, uint32_t column) {
  const char *text = st_revision_text(r).p;
  uint32_t at = begin;
  for (; column > 1 && at < end; column--)
    do at++;
    while (at < end && ((unsigned char)text[at] & 0xC0) == 0x80);
  return at;
}

int st_engine_why_not(st_engine *engine, st_str rule, uint32_t number, uint32_t line,
                      uint32_t column, st_arena *arena, st_explained *out, st_error *e) {
  const st_revision *r = engine->articles[number]->revision;
  st_explain_message m = {.question = ST_ASK_WHY_NOT, .at = ST_NONE};
  m.begin = st_revision_line(r, line);
  m.end = st_revision_line(r, line + 1);
  if (column) m.at = byte_at(r, m.begin, m.end, column);
  int rc = find_rule(engine, rule, &m.rule, e);
  if (!rc && engine->rules[m.rule].kind != ST_RULE_EXTRACT)
    rc = st_fail(e, ST_EUSE, "%.*s does not look at lines", (int)rule.n, rule.p);
  return rc ? rc : ask_article(engine, number, &m, arena, out, e);
}

static tale *find_tale(const st_engine *engine, st_str story) {
  uint32_t count = engine->places ? st_names_count(engine->places) : 0;
  for (uint32_t i = 0; i < count; i++) {
    tale *t = engine->tales[i];
    if (t && t->story && st_str_equal(st_cstr(t->story->id), story)) return t;
  }
  return NULL;
}

int st_engine_why_story(st_engine *engine, st_str rule, st_str story, st_arena *arena,
                        st_explained *out, st_error *e) {
  uint32_t number, k = 0;
  st_buf message = {0};
  st_compare_message m = {.job = 1};
  tale *t = find_tale(engine, story);
  int rc = find_rule(engine, rule, &number, e);
  if (!rc && !t) rc = st_fail(e, ST_EUSE, "there is no story %.*s", (int)story.n, story.p);
  while (!rc && k < engine->plan.comparison_count && engine->plan.comparisons[k] != number) k++;
  if (!rc && k == engine->plan.comparison_count)
    rc = st_fail(e, ST_EUSE, "%.*s does not compare stories", (int)rule.n, rule.p);
  if (!rc) rc = st_compare_ask(engine, t, k, arena, &m, e);
  if (rc) return rc;
  st_wire_explain_story(&message, &m);
  return ask(engine, &message, arena, out, e);
}
