/* `stemma rules`, `rules show`, `rules test`. */
#include "app/commands.h"

#include "app/print/suggest.h"
#include "base/alloc.h"
#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- finding a rule --- */

/* "number" for "extract/number". */
static st_str last_part(st_str name) {
  const char *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;
  return slash ? st_str_of(slash + 1, (size_t)(name.p + name.n - slash - 1)) : name;
}

/* The file below one of the folders, last one first. */
bool st_rule_path(const st_session *s, const st_rule *rule, char *out, size_t room) {
  for (uint32_t i = s->rule_dirs.count; i-- > 0;) {
    snprintf(out, room, "%s/%.*s.lua", s->rule_dirs.items[i], (int)rule->name.n, rule->name.p);
    FILE *f = fopen(out, "r");
    if (!f) continue;
    fclose(f);
    return true;
  }
  return false;
}

static bool is_file_of(const st_session *s, const st_rule *rule, const char *said) {
  char path[4096];
  if (!st_rule_path(s, rule, path, sizeof path)) return false;
  char *a = realpath(path, NULL), *b = realpath(said, NULL);
  bool same = a && b && !strcmp(a, b);
  free(a);
  free(b);
  return same;
}

static bool names_file(const char *said) {
  size_t n = strlen(said);
  return n > 4 && strcmp(said + n - 4, ".lua") == 0;
}

static int no_rule(const st_rule *rules, uint32_t count, const char *said, st_error *e) {
  if (names_file(said) && access(said, F_OK) != 0)
    return st_fail(e, ST_EUSE, "%s: no such file", said);
  st_str *known = st_grow(NULL, 2 * (size_t)count + 1, sizeof *known);
  if (!known) return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) {
    known[i] = rules[i].name;
    known[count + i] = last_part(rules[i].name);
  }
  st_str name = st_cstr(said);
  uint32_t near = st_suggest_nearest(name, known, 2 * count);
  if (near < 2 * count)
    st_fail(e, ST_EUSE, "no rule is called '%s'; did you mean '%.*s'?", said,
            (int)rules[near % count].name.n, rules[near % count].name.p);
  else
    st_fail(e, ST_EUSE, "no rule is called '%s'; 'stemma rules' lists them", said);
  st_free(known);
  return ST_EUSE;
}

const st_rule *st_rule_of_kind(const st_session *s, const char *said, enum st_rule_kind kind) {
  uint32_t count, matches = 0;
  const st_rule *rules = st_engine_rule_list(s->engine, &count), *found = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (rules[i].kind != kind || !st_str_equal(last_part(rules[i].name), st_cstr(said))) continue;
    found = &rules[i];
    matches++;
  }
  return matches == 1 ? found : NULL;
}

int st_rule_find(const st_session *s, const char *said, const st_rule **out, st_error *e) {
  uint32_t count, matches = 0;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  st_str name = st_cstr(said);
  for (uint32_t i = 0; i < count; i++) {
    if (st_str_equal(rules[i].name, name) || is_file_of(s, &rules[i], said)) {
      *out = &rules[i];
      return ST_OK;
    }
    if (!st_str_equal(last_part(rules[i].name), name)) continue;
    bool layer = rules[i].kind == ST_RULE_LAYER; /* says only what others write */
    if (matches == 0 || !layer) *out = &rules[i];
    matches += !layer;
  }
  if (matches > 1)
    return st_fail(e, ST_EUSE, "several rules are called '%s'; write extract/%s or compare/%s",
                   said, said, said);
  return *out ? ST_OK : no_rule(rules, count, said, e);
}

void st_rule_source(const st_session *s, const st_rule *rule, st_buf *out) {
  char path[4096], piece[8192];
  FILE *f = st_rule_path(s, rule, path, sizeof path) ? fopen(path, "r") : NULL;
  if (!f) return;
  for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) st_buf_add(out, piece, n);
  fclose(f);
}

/* --- the list --- */

static const char *kind_name(enum st_rule_kind kind) {
  return kind == ST_RULE_COMPARE ? "compare" : kind == ST_RULE_LAYER ? "layer" : "extract";
}

static void add_list(const st_str *items, uint32_t count, const char *between, st_buf *out) {
  for (uint32_t i = 0; i < count; i++) {
    if (i) st_buf_addz(out, between);
    st_buf_adds(out, items[i]);
  }
}

static void add_rule_json(const st_rule *r, st_buf *out) {
  st_buf_addz(out, "{\"v\":1,\"rule\":");
  st_buf_add_json(out, r->name);
  st_buf_addf(out, ",\"kind\":\"%s\",\"file\":", kind_name(r->kind));
  st_buf_add_json(out, r->file);
  st_buf_addz(out, ",\"about\":");
  st_buf_add_json(out, r->about);
  st_buf_addz(out, ",\"reads\":[");
  for (uint32_t i = 0; i < r->read_count; i++) {
    if (i) st_buf_addc(out, ',');
    st_buf_add_json(out, r->reads[i]);
  }
  st_buf_addc(out, ']');
  if (r->writes.n) st_buf_addz(out, ",\"writes\":"), st_buf_add_json(out, r->writes);
  st_buf_addf(out, ",\"examples\":%u", r->example_count);
  st_str trouble = st_rule_trouble(r);
  if (trouble.n) st_buf_addz(out, ",\"error\":"), st_buf_add_json(out, trouble);
  st_buf_addz(out, "}\n");
}

static void add_rule_line(const st_rule *r, size_t width, const st_term *term, st_buf *out) {
  st_str trouble = st_rule_trouble(r);
  st_style_begin(term, trouble.n ? ST_RED : ST_BOLD, out);
  st_pad(st_clip_add(r->name, width, out), width + 2, out);
  st_style_end(term, trouble.n ? ST_RED : ST_BOLD, out);
  if (trouble.n) {
    st_buf_addf(out, "%s: ", st_rule_state(r));
    st_clean_add(trouble, out);
  } else
    st_clip_add(r->about, term->width > width + 22 ? term->width - width - 2 : 20, out);
  st_buf_addc(out, '\n');
  if (trouble.n || r->kind == ST_RULE_LAYER) return;
  st_pad(0, width + 2, out);
  st_buf line = {0};
  if (r->read_count) st_buf_addz(&line, "reads "), add_list(r->reads, r->read_count, ", ", &line);
  if (r->writes.n)
    st_buf_addf(&line, "%swrites %.*s", line.n ? "; " : "", (int)r->writes.n, r->writes.p);
  st_buf_addf(&line, "%s%u example%s", line.n ? "; " : "", r->example_count,
              r->example_count == 1 ? "" : "s");
  st_styled(term, ST_DIM, st_str_of(line.p, line.n), out);
  st_buf_addc(out, '\n');
  out->bad |= line.bad;
  st_buf_close(&line);
}

int st_cmd_rules(st_session *s, int *status, st_error *e) {
  uint32_t count;
  size_t width = 0;
  (void)status;
  int rc = st_session_rules(s, false, NULL, (st_str){0}, e);
  if (rc || s->options->quiet) return rc;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (st_text_width(rules[i].name) > width) width = st_text_width(rules[i].name);
  for (uint32_t i = 0; i < count && st_out_poll(&s->out); i++) {
    if (s->options->names)
      st_buf_addf(&s->out.buf, "%.*s\n", (int)rules[i].name.n, rules[i].name.p);
    else if (s->options->print == ST_PRINT_NDJSON)
      add_rule_json(&rules[i], &s->out.buf);
    else
      add_rule_line(&rules[i], width, &s->term, &s->out.buf);
  }
  return ST_OK;
}
