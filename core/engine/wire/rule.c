#include "engine/wire/rule.h"

#include "base/alloc.h"

static void add_strings(const st_str *s, uint32_t n, st_buf *out) {
  st_buf_u32(out, n);
  for (uint32_t i = 0; i < n; i++) st_buf_str(out, s[i]);
}

void st_rule_encode(const st_rule *rule, st_buf *out) {
  st_buf_str(out, rule->name);
  st_buf_str(out, rule->file);
  st_buf_str(out, rule->about);
  st_buf_u8(out, (uint8_t)rule->kind);
  st_buf_u32(out, rule->line);
  st_buf_str(out, rule->within);
  st_buf_str(out, rule->writes);
  add_strings(rule->reads, rule->read_count, out);
  st_buf_u32(out, rule->field_count);
  for (uint32_t i = 0; i < rule->field_count; i++) {
    st_buf_str(out, rule->fields[i].name);
    st_buf_u8(out, rule->fields[i].type);
    st_buf_str(out, st_rule_values(rule, i));
  }
  st_buf_u8(out, (uint8_t)rule->overlap);
  st_buf_u8(out, rule->has_schema);
  add_strings(rule->uses, rule->use_count, out);
  st_buf_u32(out, rule->ask_count);
  for (uint32_t i = 0; i < rule->ask_count; i++) {
    st_buf_str(out, rule->asks[i].layer);
    st_buf_str(out, rule->asks[i].field);
    st_buf_str(out, rule->asks[i].value);
    st_buf_str(out, rule->asks[i].place);
    st_buf_str(out, rule->asks[i].as);
    st_buf_u8(out, rule->asks[i].type);
  }
  st_buf_u32(out, rule->example_count);
  st_buf_str(out, rule->error);
}

/* A count that the bytes left cannot hold is a broken message, not a reason to allocate. */
static uint32_t read_count(st_reader *in) {
  uint32_t n = st_read_u32(in);
  if (n > (size_t)(in->end - in->p)) in->bad = true;
  return in->bad ? 0 : n;
}

static st_str *read_strings(st_reader *in, uint32_t *count) {
  *count = read_count(in);
  st_str *s = st_calloc(*count, sizeof *s);
  for (uint32_t i = 0; s && i < *count; i++) s[i] = st_read_str(in);
  return s;
}

static bool read_fields(st_reader *in, st_rule *rule) {
  uint32_t n = rule->field_count = read_count(in);
  rule->fields = st_calloc(n, sizeof *rule->fields);
  rule->values = st_calloc(n, sizeof *rule->values);
  if (!rule->fields || !rule->values) return false;
  for (uint32_t i = 0; i < n; i++) {
    rule->fields[i].name = st_read_str(in);
    rule->fields[i].type = st_read_u8(in);
    rule->values[i] = st_read_str(in);
  }
  return true;
}

static st_ask *read_asks(st_reader *in, uint32_t *count) {
  *count = read_count(in);
  st_ask *asks = st_calloc(*count, sizeof *asks);
  for (uint32_t i = 0; asks && i < *count; i++) {
    asks[i].layer = st_read_str(in);
    asks[i].field = st_read_str(in);
    asks[i].value = st_read_str(in);
    asks[i].place = st_read_str(in);
    asks[i].as = st_read_str(in);
    asks[i].type = st_read_u8(in);
  }
  return asks;
}

int st_rule_decode(st_reader *in, st_rule *rule, st_error *e) {
  *rule = (st_rule){0};
  rule->name = st_read_str(in);
  rule->file = st_read_str(in);
  rule->about = st_read_str(in);
  rule->kind = (enum st_rule_kind)st_read_u8(in);
  rule->line = st_read_u32(in);
  rule->within = st_read_str(in);
  rule->writes = st_read_str(in);
  rule->reads = read_strings(in, &rule->read_count);
  bool whole = read_fields(in, rule);
  rule->overlap = (enum st_overlap)st_read_u8(in);
  rule->has_schema = st_read_u8(in);
  rule->uses = read_strings(in, &rule->use_count);
  rule->asks = read_asks(in, &rule->ask_count);
  rule->example_count = st_read_u32(in);
  rule->error = st_read_str(in);
  whole = whole && rule->reads && rule->uses && rule->asks;
  int rc = whole ? ST_OK : st_nomem(e);
  if (whole && in->bad) rc = st_fail(e, ST_EINPUT, "a rule's description arrived in pieces");
  if (rc != ST_OK) st_rule_close(rule);
  return rc;
}

void st_rule_close(st_rule *rule) {
  st_free(rule->reads);
  st_free(rule->fields);
  st_free(rule->values);
  st_free(rule->uses);
  st_free(rule->asks);
  st_free(rule->fault);
  *rule = (st_rule){0};
}

st_str st_rule_values(const st_rule *rule, uint32_t field) {
  return rule->values ? rule->values[field] : (st_str){"", 0};
}

bool st_rule_next_value(st_str *values, st_str *value) {
  if (!values->n) return false;
  const char *end = memchr(values->p, '\n', values->n);
  *value = (st_str){values->p, end ? (size_t)(end - values->p) : values->n};
  size_t used = end ? value->n + 1 : value->n;
  *values = (st_str){values->p + used, values->n - used};
  return true;
}

st_str st_rule_trouble(const st_rule *rule) {
  return rule->error.n || !rule->fault ? rule->error : st_cstr(rule->fault);
}

const char *st_rule_state(const st_rule *rule) {
  return rule->error.n ? "does not load" : "is not in use";
}
