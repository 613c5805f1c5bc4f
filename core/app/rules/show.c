/* `stemma rules show`: what a rule is, from the rule itself. */
#include "app/commands.h"
#include "app/why/explain.h"

#include "base/alloc.h"

static const char *type_name(uint8_t type) {
  static const char *const names[] = {"?",        "string", "span",   "number",
                                      "interval", "time",   "entity", "ref"};
  unsigned base = type & ~ST_LIST;
  return base < sizeof names / sizeof *names ? names[base] : "?";
}

static void add_term(const char *name, st_buf *out) { st_buf_addf(out, "%-10s", name); }

static void add_names(const char *name, const st_str *items, uint32_t count, st_buf *out) {
  if (!count) return;
  add_term(name, out);
  for (uint32_t i = 0; i < count; i++) {
    if (i) st_buf_addz(out, ", ");
    st_buf_adds(out, items[i]);
  }
  st_buf_addc(out, '\n');
}

/* Of the rule that says them: itself, or rules/layer/NAME. */
static const st_rule *schema_of(const st_session *s, const st_rule *rule) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  if (rule->field_count || !rule->writes.n) return rule;
  for (uint32_t i = 0; i < count; i++)
    if (rules[i].kind == ST_RULE_LAYER && st_str_ends(rules[i].name, rule->writes) &&
        rules[i].name.n == rule->writes.n + strlen("layer/"))
      return &rules[i];
  return rule;
}

/* ": person | organisation | place" */
static void add_values(st_str values, st_buf *out) {
  const char *between = ": ";
  for (st_str each; st_rule_next_value(&values, &each); between = " | ") {
    st_buf_addz(out, between);
    st_buf_adds(out, each);
  }
}

static void add_fields(const st_rule *schema, bool own, st_buf *out) {
  for (uint32_t i = 0; i < schema->field_count; i++) {
    add_term(i ? "" : "fields", out);
    st_buf_adds(out, schema->fields[i].name);
    if (st_rule_values(schema, i).n)
      add_values(st_rule_values(schema, i), out);
    else
      st_buf_addf(out, ": %s%s", schema->fields[i].type & ST_LIST ? "list of " : "",
                  type_name(schema->fields[i].type));
    if (i == 0 && !own) st_buf_addf(out, "   (%.*s)", (int)schema->file.n, schema->file.p);
    st_buf_addc(out, '\n');
  }
}

/* Rules that read what it writes. */
static void add_readers(const st_session *s, const st_rule *rule, st_buf *out) {
  uint32_t count, n = 0;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  for (uint32_t i = 0; rule->writes.n && i < count; i++)
    for (uint32_t k = 0; k < rules[i].read_count; k++) {
      if (!st_str_equal(rules[i].reads[k], rule->writes)) continue;
      if (n++)
        st_buf_addz(out, ", ");
      else
        add_term("read by", out);
      st_buf_adds(out, rules[i].name);
    }
  if (n) st_buf_addc(out, '\n');
}

/* --- examples: each with its line, its text, and what is found in it marked --- */

static void add_example(const st_session *s, const st_rule *rule, const st_checked *c,
                        st_buf *out) {
  st_explainer x = {.engine = s->engine, .term = &s->term, .out = out};
  st_buf head = {0};
  st_buf_addf(&head, "example %u   %.*s:%u", c->number, (int)rule->file.n, rule->file.p, c->line);
  st_buf_addc(out, '\n');
  st_styled(&s->term, ST_DIM, st_str_of(head.p ? head.p : "", head.n), out);
  if (c->message.n) {
    st_buf_addz(out, "  ");
    st_styled(&s->term, ST_RED, st_cstr("FAILS"), out);
  }
  st_buf_addc(out, '\n');
  if (c->step_count)
    st_example_print(&x, c, 2);
  else
    st_buf_addf(out, "  %.*s\n", (int)c->message.n, c->message.p);
  st_buf_close(&head);
}

static void add_examples(const st_session *s, const st_rule *rule, st_buf *out) {
  uint32_t count, all;
  const st_checked *checked = st_engine_checked(s->engine, &count);
  const st_rule *rules = st_engine_rule_list(s->engine, &all);
  for (uint32_t i = 0; i < count; i++)
    if (&rules[checked[i].rule] == rule) add_example(s, rule, &checked[i], out);
}

static void print(const st_session *s, const st_rule *r, st_buf *out) {
  const st_rule *schema = schema_of(s, r);
  st_styled(&s->term, ST_BOLD, r->name, out);
  st_buf_addf(out, "   %.*s:%u\n", (int)r->file.n, r->file.p, r->line);
  st_clean_add(r->about, out);
  st_buf_addc(out, '\n');
  st_str trouble = st_rule_trouble(r);
  if (trouble.n)
    st_buf_addf(out, "%s: %.*s\n", st_rule_state(r), (int)trouble.n, trouble.p);
  st_buf_addc(out, '\n');
  if (r->within.n && r->kind == ST_RULE_EXTRACT) add_names("within", &r->within, 1, out);
  add_names("reads", r->reads, r->read_count, out);
  if (r->writes.n) add_names("writes", &r->writes, 1, out);
  add_fields(schema, schema == r, out);
  if (schema->field_count) {
    add_term("overlap", out);
    st_buf_addz(out, schema->overlap == ST_OVERLAP_ALL ? "all stay\n" : "the longest stays\n");
  }
  add_names("uses", r->uses, r->use_count, out);
  add_readers(s, r, out);
  add_examples(s, r, out);
}

/* --- for programs --- */

static void add_list_json(const char *key, const st_str *items, uint32_t count, st_buf *out) {
  st_buf_addf(out, ",\"%s\":[", key);
  for (uint32_t i = 0; i < count; i++) {
    if (i) st_buf_addc(out, ',');
    st_buf_add_json(out, items[i]);
  }
  st_buf_addc(out, ']');
}

static void add_text_json(const char *key, st_str value, st_buf *out) {
  if (!value.n) return;
  st_buf_addf(out, ",\"%s\":", key);
  st_buf_add_json(out, value);
}

static void add_examples_json(const st_session *s, const st_rule *r, st_buf *out) {
  uint32_t count, all, n = 0;
  const st_checked *checked = st_engine_checked(s->engine, &count);
  const st_rule *rules = st_engine_rule_list(s->engine, &all);
  st_buf_addz(out, ",\"examples\":[");
  for (uint32_t i = 0; i < count; i++) {
    const st_checked *c = &checked[i];
    if (&rules[c->rule] != r) continue;
    st_buf_addf(out, "%s{\"line\":%u,\"ok\":%s", n++ ? "," : "", c->line,
                c->message.n ? "false" : "true");
    add_text_json("message", c->message, out);
    st_buf_addz(out, ",\"steps\":");
    st_steps_json(NULL, c->steps, c->step_count, out);
    st_buf_addc(out, '}');
  }
  st_buf_addc(out, ']');
}

/* Of fields that may be only some texts. */
static void add_values_json(const st_rule *schema, st_buf *out) {
  const char *between = ",\"values\":{";
  for (uint32_t i = 0; i < schema->field_count; i++) {
    st_str values = st_rule_values(schema, i);
    if (!values.n) continue;
    st_buf_addz(out, between);
    st_buf_add_json(out, schema->fields[i].name);
    st_buf_addz(out, ":[");
    const char *comma = "";
    for (st_str each; st_rule_next_value(&values, &each); comma = ",") {
      st_buf_addz(out, comma);
      st_buf_add_json(out, each);
    }
    st_buf_addc(out, ']');
    between = ",";
  }
  if (*between == ',' && !between[1]) st_buf_addc(out, '}');
}

static void add_json(const st_session *s, const st_rule *r, st_buf *out) {
  const st_rule *schema = schema_of(s, r);
  st_buf_addz(out, "{\"v\":1,\"rule\":");
  st_buf_add_json(out, r->name);
  add_text_json("file", r->file, out);
  st_buf_addf(out, ",\"line\":%u", r->line);
  add_text_json("about", r->about, out);
  add_text_json("within", r->within, out);
  add_list_json("reads", r->reads, r->read_count, out);
  add_text_json("writes", r->writes, out);
  st_buf_addz(out, ",\"fields\":{");
  for (uint32_t i = 0; i < schema->field_count; i++) {
    if (i) st_buf_addc(out, ',');
    st_buf_add_json(out, schema->fields[i].name);
    st_buf_addf(out, ":\"%s%s\"", type_name(schema->fields[i].type),
                schema->fields[i].type & ST_LIST ? "s" : "");
  }
  st_buf_addc(out, '}');
  add_values_json(schema, out);
  add_list_json("uses", r->uses, r->use_count, out);
  add_text_json("error", st_rule_trouble(r), out);
  add_examples_json(s, r, out);
  st_buf_addz(out, "}\n");
}

int st_cmd_rules_show(st_session *s, int *status, st_error *e) {
  const st_rule *rule = NULL;
  (void)status;
  s->examples_in_full = true;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_rule_find(s, s->options->arguments.items[0], &rule, e);
  if (rc || s->options->quiet) return rc;
  if (s->options->print == ST_PRINT_NDJSON)
    add_json(s, rule, &s->out.buf);
  else
    print(s, rule, &s->out.buf);
  return ST_OK;
}
