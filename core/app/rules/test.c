/* `stemma rules test`: examples, found against expected. */
#include "app/commands.h"
#include "app/why/explain.h"

#include "base/alloc.h"

#include "text/fold.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct tally {
  uint32_t rules, examples, failed;
} tally;

/* The line of the file that the example stands in. */
static void add_source(const st_session *s, const st_rule *rule, uint32_t line, st_buf *out) {
  st_buf text = {0};
  st_rule_source(s, rule, &text);
  st_str at = st_line_of(st_str_of(text.p, text.n), line);
  while (at.n && (*at.p == ' ' || *at.p == '\t')) at.p++, at.n--;
  size_t before = out->n;
  st_buf_addf(out, "  %.*s:%u: ", (int)rule->file.n, rule->file.p, line);
  size_t used = out->n - before;
  st_clip_add(at, s->term.width > used + 20 ? s->term.width - used : 20, out);
  st_buf_addc(out, '\n');
  out->bad |= text.bad;
  st_buf_close(&text);
}

static void add_message(st_str message, st_buf *out) {
  while (message.n) {
    const char *end = memchr(message.p, '\n', message.n);
    size_t n = end ? (size_t)(end - message.p) : message.n;
    st_buf_addz(out, "    ");
    st_clean_add(st_str_of(message.p, n), out);
    st_buf_addc(out, '\n');
    n += end != NULL;
    message = st_str_of(message.p + n, message.n - n);
  }
}

/* Nothing was run, and the same went wrong in both. */
static bool is_same(const st_checked *a, const st_checked *b) {
  return a->rule == b->rule && !a->step_count && !b->step_count && b->message.n &&
         st_str_equal(a->message, b->message);
}

/* An example that fails in full; what went wrong in several of a row stands once, below them. */
static void add_example(const st_session *s, const st_rule *rule, const st_checked *c, bool first,
                        bool last, st_buf *out) {
  st_explainer x = {.engine = s->engine, .term = &s->term, .out = out};
  if (out->n && first) st_buf_addc(out, '\n');
  add_source(s, rule, c->line, out);
  if (c->step_count)
    st_example_print(&x, c, 4);
  else if (last)
    add_message(c->message, out);
}

static void add_json(const st_rule *rule, const st_checked *c, st_buf *out) {
  st_buf_addz(out, "{\"v\":1,\"rule\":");
  st_buf_add_json(out, rule->name);
  st_buf_addz(out, ",\"file\":");
  st_buf_add_json(out, rule->file);
  st_buf_addf(out, ",\"line\":%u,\"example\":%u,\"ok\":%s", c->line, c->number,
              c->message.n ? "false" : "true");
  if (c->message.n) st_buf_addz(out, ",\"message\":"), st_buf_add_json(out, c->message);
  st_buf_addz(out, ",\"steps\":");
  st_steps_json(NULL, c->steps, c->step_count, out);
  st_buf_addz(out, "}\n");
}

static void add_error_json(const st_rule *rule, st_buf *out) {
  st_buf_addz(out, "{\"v\":1,\"rule\":");
  st_buf_add_json(out, rule->name);
  st_buf_addz(out, ",\"file\":");
  st_buf_add_json(out, rule->file);
  st_buf_addf(out, ",\"line\":%u,\"ok\":false,\"message\":", rule->line);
  st_buf_add_json(out, st_rule_trouble(rule));
  st_buf_addz(out, "}\n");
}

static void add_verdict(const st_session *s, const st_rule *rule, bool good, st_buf *out) {
  st_styled(&s->term, good ? ST_CYAN : ST_RED, st_cstr(good ? "ok" : "FAILS"), out);
  st_buf_addz(out, good ? "    " : " ");
  st_buf_adds(out, rule->name);
}

static void add_summary(const st_session *s, const st_rule *rule, uint32_t failed, st_buf *out) {
  bool bad = st_rule_trouble(rule).n > 0;
  add_verdict(s, rule, !failed && !bad, out);
  if (bad)
    st_buf_addf(out, ": %s\n", st_rule_state(rule));
  else if (failed)
    st_buf_addf(out, ": %u of %u examples fail\n", failed, rule->example_count);
  else
    st_buf_addf(out, ": %u example%s\n", rule->example_count, rule->example_count == 1 ? "" : "s");
}

static void test_rule(st_session *s, const st_rule *rule, uint32_t index, tally *t) {
  uint32_t count, run = 0, failed = 0;
  st_str trouble = st_rule_trouble(rule);
  const st_checked *checked = st_engine_checked(s->engine, &count);
  bool rows = s->options->print == ST_PRINT_NDJSON;
  st_buf details = {0}, *out = &s->out.buf;
  for (uint32_t i = 0; i < count; i++) {
    if (checked[i].rule != index) continue;
    run++;
    failed += checked[i].message.n > 0;
    if (rows)
      add_json(rule, &checked[i], out);
    else if (checked[i].message.n)
      add_example(s, rule, &checked[i], i == 0 || !is_same(&checked[i], &checked[i - 1]),
                  i + 1 == count || !is_same(&checked[i], &checked[i + 1]), &details);
  }
  if (trouble.n && rows) add_error_json(rule, out);
  if (trouble.n && !rows) add_message(trouble, &details);
  if (!rows) add_summary(s, rule, failed, out);
  st_buf_adds(out, st_str_of(details.p, details.n));
  t->rules++;
  t->examples += trouble.n ? run : rule->example_count;
  t->failed += failed + (trouble.n > 0);
  out->bad |= details.bad;
  st_buf_close(&details);
}

/* "mine/extract/number.lua" -> "mine", the rules' folder it stands in; n = 0 where it is in none.
 */
static st_str folder_of(const char *file) {
  static const char *const kinds[] = {"extract/", "compare/", "layer/"};
  st_str best = {0};
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    for (const char *at = file; (at = strstr(at, kinds[k])); at++) {
      size_t n = (size_t)(at - file);
      if (n && at[-1] != '/') continue;
      if (!n)
        best = best.n ? best : st_cstr(".");
      else if (n >= best.n)
        best = st_str_of(file, n > 1 ? n - 1 : n);
    }
  return best;
}

static bool is_there(const st_session *s, const char *folder) {
  char *real = realpath(folder, NULL);
  bool there = false;
  for (uint32_t i = 0; real && i < s->rule_dirs.count; i++) {
    char *other = realpath(s->rule_dirs.items[i], NULL);
    there = there || (other && !strcmp(real, other));
    free(other);
  }
  free(real);
  return there;
}

/* A file that is named brings its folder with it, as --rules does. */
static int add_folder(st_session *s, const char *file, st_error *e) {
  struct stat info;
  if (stat(file, &info) != 0 || !S_ISREG(info.st_mode)) return ST_OK;
  char *real = realpath(file, NULL);
  st_str folder = folder_of(file);
  if (!folder.n && real) folder = folder_of(real);
  if (folder.n && !s->folders) s->folders = st_names_open();
  uint32_t number = folder.n && s->folders ? st_names_add(s->folders, folder) : ST_NO_NAME;
  free(real);
  if (!folder.n)
    return st_fail(e, ST_EUSE, "%s: a rule stands in extract/, compare/ or layer/ of a folder",
                   file);
  if (number == ST_NO_NAME) return st_nomem(e);
  const char *name = st_names_get(s->folders, number).p;
  return is_there(s, name) ? ST_OK : st_list_add(&s->rule_dirs, name, e);
}

/* A name that a rule that extracts and one that compares share means both. */
static int choose_named(const st_session *s, const char *said, const st_rule *rules, bool *chosen,
                        st_error *e) {
  const st_rule *rule = st_rule_of_kind(s, said, ST_RULE_EXTRACT);
  const st_rule *other = st_rule_of_kind(s, said, ST_RULE_COMPARE);
  int rc = rule && other ? ST_OK : st_rule_find(s, said, &rule, e);
  if (!rc) chosen[rule - rules] = true;
  if (!rc && other) chosen[other - rules] = true;
  return rc;
}

static int choose(st_session *s, bool *chosen, const st_rule *rules, uint32_t count, st_error *e) {
  const st_list *said = &s->options->arguments;
  for (uint32_t i = 0; i < count; i++)
    chosen[i] = said->count == 0 &&
                (rules[i].kind != ST_RULE_LAYER || st_rule_trouble(&rules[i]).n > 0);
  int rc = ST_OK;
  for (uint32_t i = 0; !rc && i < said->count; i++)
    rc = choose_named(s, said->items[i], rules, chosen, e);
  return rc;
}

/* --- complaints: those about what is tested are told with it --- */

static void keep_complaint(void *session, const char *line) {
  st_buf *kept = ((st_session *)session)->live;
  st_buf_addz(kept, line);
  st_buf_addc(kept, '\0');
}

static bool is_about(const st_rule *rule, st_str line) {
  return st_str_equal(line, st_rule_trouble(rule)) ||
         (st_str_starts(line, rule->file) && line.n > rule->file.n && line.p[rule->file.n] == ':');
}

/* `chosen` may be null: all are told. */
static void tell_complaints(st_session *s, st_buf *kept, const bool *chosen) {
  uint32_t count = 0;
  const st_rule *rules = s->engine ? st_engine_rule_list(s->engine, &count) : NULL;
  s->complained = NULL;
  s->live = NULL;
  for (const char *p = kept->p, *end = p + kept->n; p < end; p += strlen(p) + 1) {
    bool told = false;
    for (uint32_t i = 0; chosen && i < count && !s->options->quiet; i++)
      told = told || (chosen[i] && is_about(&rules[i], st_cstr(p)));
    if (!told) fprintf(stderr, "%s\n", p);
  }
  st_buf_close(kept);
}

static void add_total(const st_term *term, const tally *t, st_buf *out) {
  enum st_style style = t->failed ? ST_RED : ST_PLAIN;
  st_many_add(t->rules, "rule, ", "rules, ", out);
  st_many_add(t->examples, "example, ", "examples, ", out);
  st_style_begin(term, style, out);
  st_buf_addf(out, t->failed ? "%u failed" : "all hold", t->failed);
  st_style_end(term, style, out);
  st_buf_addc(out, '\n');
}

int st_cmd_rules_test(st_session *s, int *status, st_error *e) {
  const st_list *said = &s->options->arguments;
  uint32_t count = 0;
  tally t = {0};
  st_buf kept = {0};
  int rc = ST_OK;
  s->examples_in_full = true;
  for (uint32_t i = 0; !rc && i < said->count; i++) rc = add_folder(s, said->items[i], e);
  s->complained = keep_complaint;
  s->live = &kept;
  if (!rc) rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  const st_rule *rules = rc ? NULL : st_engine_rule_list(s->engine, &count);
  bool *chosen = rc ? NULL : st_calloc((size_t)count + 1, sizeof *chosen);
  if (!rc) rc = chosen ? choose(s, chosen, rules, count, e) : st_nomem(e);
  tell_complaints(s, &kept, rc ? NULL : chosen);
  for (uint32_t i = 0; !rc && i < count && st_out_poll(&s->out); i++)
    if (chosen[i]) test_rule(s, &rules[i], i, &t);
  st_free(chosen);
  if (rc) return rc;
  if (s->options->print != ST_PRINT_NDJSON) add_total(&s->term, &t, &s->out.buf);
  if (said->count) s->failed = false; /* of the rules that were asked about */
  if (t.failed) *status = 2;
  if (s->options->quiet) st_buf_clear(&s->out.buf);
  return ST_OK;
}
