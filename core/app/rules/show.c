/* `stemma rules show`: what a rule is, from the rule itself; `rules help`: what rules are given. */
#include "app/commands.h"

#include "base/alloc.h"
#include "bind/doc.h"

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

static void add_fields(const st_rule *schema, bool own, st_buf *out) {
  for (uint32_t i = 0; i < schema->field_count; i++) {
    add_term(i ? "" : "fields", out);
    st_buf_adds(out, schema->fields[i].name);
    st_buf_addf(out, ": %s%s", schema->fields[i].type & ST_LIST ? "list of " : "",
                type_name(schema->fields[i].type));
    if (i == 0 && !own) st_buf_addf(out, "   (%.*s)", (int)schema->file.n, schema->file.p);
    st_buf_addc(out, '\n');
  }
}

/* The lines of the file from where the examples begin: they are the rule's documentation. */
static void add_examples(const st_session *s, const st_rule *rule, st_buf *out) {
  st_buf text = {0};
  st_rule_source(s, rule, &text);
  const char *key = text.n ? memmem(text.p, text.n, "examples", 8) : NULL;
  uint32_t first = 1;
  for (const char *p = text.p; key && p < key; p++) first += *p == '\n';
  if (key) st_buf_addc(out, '\n');
  for (uint32_t line = first; key; line++) {
    st_str s_line = st_line_of(st_str_of(text.p, text.n), line);
    if (s_line.n == 0 && s_line.p >= text.p + text.n) break;
    if (st_str_equal(s_line, st_cstr("}"))) break;
    st_buf_adds(out, s_line);
    st_buf_addc(out, '\n');
  }
  out->bad |= text.bad;
  st_buf_close(&text);
}

static void print(const st_session *s, const st_rule *r, st_buf *out) {
  const st_rule *schema = schema_of(s, r);
  st_styled(&s->term, ST_BOLD, r->name, out);
  st_buf_addf(out, "   %.*s:%u\n", (int)r->file.n, r->file.p, r->line);
  st_clean_add(r->about, out);
  st_buf_addc(out, '\n');
  if (r->error.n) st_buf_addf(out, "does not load: %.*s\n", (int)r->error.n, r->error.p);
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
  add_examples(s, r, out);
}

int st_cmd_rules_show(st_session *s, int *status, st_error *e) {
  const st_rule *rule = NULL;
  (void)status;
  int rc = st_session_rules(s, false, NULL, (st_str){0}, e);
  if (!rc) rc = st_rule_find(s, s->options->arguments.items[0], &rule, e);
  if (!rc && !s->options->quiet) print(s, rule, &s->out.buf);
  return rc;
}

int st_cmd_rules_help(st_session *s, int *status, st_error *e) {
  const st_list *arguments = &s->options->arguments;
  uint32_t width = s->term.width < 100 ? (uint32_t)s->term.width : 100;
  (void)status;
  return st_doc_help(s->lua, arguments->count ? arguments->items[0] : NULL, width, &s->out.buf, e);
}
