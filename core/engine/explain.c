/* Why a rule found nothing: asked of a worker, which runs the rule again and watches it. */
#include "base/alloc.h"
#include "engine/state.h"

typedef struct question {
  st_buf *out;
  st_error trouble;
} question;

void st_explain_answer(st_engine *engine, uint8_t kind, st_reader body) {
  question *q = engine->running;
  st_explained_message m = {0};
  if (kind != ST_MSG_EXPLAINED || st_wire_read_explained(&body, NULL, &m, &q->trouble) != ST_OK)
    st_fail(&q->trouble, ST_EINPUT, "a worker's answer makes no sense");
  else
    st_buf_adds(q->out, m.text);
}

void st_explain_died(st_engine *engine, const st_death *death) {
  question *q = engine->running;
  char how[160];
  st_death_words(engine, death, how, sizeof how);
  st_fail(&q->trouble, ST_ERULE, "the rule %s", how);
}

static uint32_t find_rule(const st_engine *engine, st_str name) {
  for (uint32_t i = 0; i < engine->rule_count; i++)
    if (st_str_equal(engine->rules[i].name, name)) return i;
  return ST_NONE;
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
    if (read && a->slots[l].layer) out[n++] = a->slots[l].layer;
  }
  return n;
}

static int ask(st_engine *engine, st_explain_message *m, st_buf *out, st_error *e) {
  question q = {.out = out};
  st_buf message = {0};
  engine->at = AT_EXPLAIN;
  engine->running = &q;
  st_wire_explain(&message, m);
  int rc = st_pool_send(engine->pool, 0, &message, e);
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

int st_engine_explain(st_engine *engine, st_str rule, st_str doc, uint32_t line, uint32_t column,
                      st_buf *out, st_error *e) {
  bool there;
  uint32_t r = find_rule(engine, rule), at = st_engine_find_article(engine, doc, &there);
  if (r == ST_NONE)
    return st_fail(e, ST_EUSE, "no rule is named '%.*s'; see `stemma rules`", (int)rule.n, rule.p);
  if (!there) return st_fail(e, ST_EUSE, "%.*s: no such article", (int)doc.n, doc.p);
  if (!engine->used[r])
    return st_fail(e, ST_ERULE, "rule '%.*s' is not in use, see above", (int)rule.n, rule.p);
  const article *a = engine->articles[at];
  st_layer **layers = st_grow(NULL, engine->plan.layer_count, sizeof(st_layer *));
  if (!layers) return st_nomem(e);
  st_explain_message m = {.job = 1, .rule = r, .line = line, .column = column};
  m.article = (st_extract_article){.revision = a->revision, .layers = layers};
  m.article.layer_count = collect(engine, &engine->rules[r], a, layers);
  int rc = ask(engine, &m, out, e);
  st_free(layers);
  return rc;
}
