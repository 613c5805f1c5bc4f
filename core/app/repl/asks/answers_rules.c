/* Answers about rules: what they say of themselves, rules that were typed, what rules take, and how
 * something came about. */
#include "app/repl/asks/asks.h"
#include "app/why/explain.h"
#include "base/alloc.h"
#include "engine/wire/value.h"

/* --- rules --- */

static const char *type_name(uint8_t type) {
  static const char *const names[ST_TYPE_COUNT] = {"",         "string", "span",   "number",
                                                   "interval", "time",   "entity", "ref"};
  return names[(type & ~ST_LIST) % ST_TYPE_COUNT];
}

static void add_fields(const st_rule *rule, st_buf *out) {
  st_value_name(out, "fields");
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < rule->field_count; i++) {
    size_t field = st_value_table(out);
    uint32_t n = st_value_add_string(out, "name", rule->fields[i].name);
    n += st_value_add_string(out, "type", st_cstr(type_name(rule->fields[i].type)));
    st_value_name(out, "list");
    st_value_bool(out, rule->fields[i].type & ST_LIST);
    st_value_end(out, field, n + 1);
  }
  st_value_end(out, list, rule->field_count);
}

static void add_rule(const st_rule *rule, st_buf *out) {
  static const char *const kinds[] = {"extract", "compare", "layer"};
  size_t table = st_value_table(out);
  uint32_t n = st_value_add_string(out, "name", rule->name);
  n += st_value_add_string(out, "file", rule->file);
  n += st_value_add_string(out, "about", rule->about);
  n += st_value_add_string(out, "kind", st_cstr(kinds[rule->kind]));
  n += st_value_add_string(out, "within", rule->within);
  n += st_value_add_string(out, "writes", rule->writes);
  n += st_value_add_string(out, "error", st_rule_trouble(rule));
  n += st_value_add_integer(out, "line", rule->line);
  n += st_value_add_integer(out, "examples", rule->example_count);
  st_answer_strings("reads", rule->reads, rule->read_count, out);
  add_fields(rule, out);
  st_value_end(out, table, n + 2);
}

int st_answer_rules(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(r->s->engine, &count);
  size_t list = st_value_list(out);
  (void)a, (void)e;
  for (uint32_t i = 0; i < count; i++) add_rule(&rules[i], out);
  st_value_end(out, list, count);
  return ST_OK;
}

/* What is said of rules meanwhile is in the answer. */
static int reload(st_repl *r, st_error *e) {
  uint32_t broken;
  r->defining = true;
  int rc = st_engine_reload(r->s->engine, &broken, e);
  r->defining = false;
  r->version++;
  return rc;
}

static void rule_path(st_str name, st_buf *out) {
  st_buf_adds(out, name);
  st_buf_addz(out, ".lua");
}

static void add_broken(const st_repl *r, st_buf *out) {
  uint32_t count, n = 0;
  const st_rule_news *news = st_engine_rule_news(r->s->engine, &count);
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < count; i++) {
    if (news[i].turn != ST_RULE_BROKEN) continue;
    st_value_string(out, st_cstr(news[i].message ? news[i].message : news[i].name));
    n++;
  }
  st_value_end(out, list, n);
}

/* What was said of the rule before it was typed anew is said again where it is still so. */
static int expect_failures(st_repl *r, st_str path, st_error *e) {
  st_names *kept = st_names_open();
  char *draft = st_strndup(path.p, path.n);
  bool bad = !kept || !draft;
  for (uint32_t i = 0; !bad && r->s->said && i < st_names_count(r->s->said); i++) {
    st_str line = st_names_get(r->s->said, i);
    if (!st_str_starts(line, path)) bad = st_names_add(kept, line) == ST_NO_NAME;
  }
  if (bad) {
    st_names_close(kept);
    st_free(draft);
    return st_nomem(e);
  }
  st_names_close(r->s->said);
  r->s->said = kept;
  st_free(r->draft);
  r->draft = draft;
  return ST_OK;
}

static bool any_broken(const st_repl *r) {
  uint32_t count;
  const st_rule_news *news = st_engine_rule_news(r->s->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (news[i].turn == ST_RULE_BROKEN) return true;
  return false;
}

/* NAME TEXT: a rule that is in no file takes part as rules/NAME.lua; a list of what is wrong. */
int st_answer_define(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  if (a->count < 3) return st_fail(e, ST_EUSE, "which rule?");
  st_buf path = {0};
  rule_path(a->items[1], &path);
  st_str at = {path.p, path.n};
  int rc = path.bad ? st_nomem(e) : st_engine_add_file(r->s->engine, at, a->items[2], e);
  if (rc == ST_OK) rc = reload(r, e);
  if (rc == ST_OK) add_broken(r, out);
  if (rc == ST_OK && !any_broken(r)) rc = expect_failures(r, at, e);
  if (rc == ST_OK) st_engine_forget(r->s->engine, a->items[1]); /* the same again runs again */
  st_buf_close(&path);
  return rc;
}

int st_answer_failures(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  const char *end = r->withheld.p + r->withheld.n;
  size_t list = st_value_list(out);
  uint32_t n = 0;
  (void)a, (void)e;
  for (const char *p = r->withheld.p; p < end; p += strlen(p) + 1, n++)
    st_value_string(out, st_cstr(p));
  st_value_end(out, list, n);
  st_buf_clear(&r->withheld);
  st_free(r->draft);
  r->draft = NULL;
  return ST_OK;
}

static void add_cost(const st_rule *rule, const st_rule_cost *cost, st_buf *out) {
  size_t table = st_value_table(out);
  uint32_t n = st_value_add_string(out, "rule", rule->name);
  n += st_value_add_integer(out, "tried", cost->tried);
  n += st_value_add_integer(out, "matched", (int64_t)cost->matched);
  n += st_value_add_integer(out, "microseconds", (int64_t)(cost->nanoseconds / 1000));
  st_value_end(out, table, n);
}

/* [RULE]: of the rules that ran since they were told to (asks.c). */
int st_answer_profile(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  uint32_t count, rule_count, n = 0;
  const st_rule_cost *costs = st_engine_costs(r->s->engine, &count);
  const st_rule *rules = st_engine_rule_list(r->s->engine, &rule_count);
  st_str wanted = a->count > 1 ? a->items[1] : (st_str){0};
  size_t list = st_value_list(out);
  (void)e;
  for (uint32_t i = 0; i < count; i++) {
    if (!costs[i].nanoseconds || (wanted.n && !st_str_equal(rules[i].name, wanted))) continue;
    add_cost(&rules[i], &costs[i], out);
    n++;
  }
  st_value_end(out, list, n);
  return ST_OK;
}

/* NAME */
int st_answer_undefine(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  if (a->count < 2) return st_fail(e, ST_EUSE, "which rule?");
  st_buf path = {0};
  rule_path(a->items[1], &path);
  int rc = path.bad ? st_nomem(e)
                    : st_engine_drop_file(r->s->engine, st_str_of(path.p, path.n), e);
  if (rc == ST_OK) rc = reload(r, e);
  if (rc == ST_OK) st_value_nil(out);
  st_buf_close(&path);
  return rc;
}

/* --- why, and why not --- */

static st_explainer explainer(const st_repl *r, st_buf *out) {
  return (st_explainer){.engine = r->s->engine, .term = &r->s->term, .out = out};
}

static int give(int rc, st_buf *text, st_buf *out) {
  if (rc == ST_OK) st_value_string(out, st_str_of(text->p, text->n));
  out->bad |= text->bad;
  st_buf_close(text);
  return rc;
}

/* DOC:LINE[:COLUMN], or a finding's id. */
int st_answer_why(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  if (a->count < 2) return st_fail(e, ST_EUSE, "why what?");
  st_buf text = {0};
  st_place place;
  const st_finding *finding = NULL;
  st_explainer x = explainer(r, &text);
  int rc = st_engine_list(r->s->engine, e); /* an earlier list ended with what settled since */
  if (rc == ST_OK && memchr(a->items[1].p, ':', a->items[1].n)) {
    rc = st_place_read(a->items[1].p, &place, e);
    if (rc == ST_OK) rc = st_why_place(&x, &place, e);
  } else if (rc == ST_OK) {
    rc = st_finding_named(r->s->engine, a->items[1].p, &finding, e);
    if (rc == ST_OK) rc = st_why_finding(&x, finding, e);
  }
  return give(rc, &text, out);
}

static const st_rule *rule_named(const st_repl *r, st_str name) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(r->s->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(rules[i].name, name)) return &rules[i];
  return NULL;
}

/* RULE [DOC:LINE[:COLUMN]]: of a comparison, in every story. */
int st_answer_why_not(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  st_buf text = {0};
  st_place place;
  st_explainer x = explainer(r, &text);
  const st_rule *rule = a->count > 1 ? rule_named(r, a->items[1]) : NULL;
  if (!rule) return st_fail(e, ST_EUSE, "which rule?");
  bool whole = a->count < 3 || !a->items[2].n;
  if (whole && rule->kind == ST_RULE_EXTRACT)
    return st_fail(e, ST_EUSE, "%.*s extracts: name a place, as herald:6", (int)rule->name.n,
                   rule->name.p);
  int rc = whole ? st_engine_list(r->s->engine, e) : st_place_read(a->items[2].p, &place, e);
  if (rc == ST_OK)
    rc = whole ? st_why_not_stories(&x, rule, e) : st_why_not_place(&x, rule, &place, e);
  return give(rc, &text, out);
}
