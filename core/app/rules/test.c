/* `stemma rules test`: examples, found against expected. */
#include "app/commands.h"

#include "base/alloc.h"

#include "text/fold.h"
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
  st_buf_addf(out, "  %.*s:%u: ", (int)rule->file.n, rule->file.p, line);
  st_clip_add(at, s->term.width, out);
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

static void add_verdict(const st_session *s, const st_rule *rule, bool good, st_buf *out) {
  st_styled(&s->term, good ? ST_CYAN : ST_RED, st_cstr(good ? "ok" : "FAILS"), out);
  st_buf_addz(out, good ? "    " : " ");
  st_buf_adds(out, rule->name);
}

static void test_rule(st_session *s, const st_rule *rule, uint32_t index, tally *t) {
  uint32_t count, held = 0, failed = 0;
  const st_checked *checked = st_engine_checked(s->engine, &count);
  st_buf details = {0}, *out = &s->out.buf;
  for (uint32_t i = 0; i < count; i++) {
    if (checked[i].rule != index) continue;
    if (checked[i].message.n == 0) {
      held++;
      continue;
    }
    failed++;
    add_source(s, rule, checked[i].line, &details);
    add_message(checked[i].message, &details);
  }
  if (held + failed == 0 && rule->error.n == 0) held = rule->example_count;
  if (rule->error.n) add_message(rule->error, &details);
  add_verdict(s, rule, !failed && !rule->error.n, out);
  if (rule->error.n)
    st_buf_addz(out, ": does not load\n");
  else if (failed)
    st_buf_addf(out, ": %u of %u examples fail\n", failed, rule->example_count);
  else
    st_buf_addf(out, ": %u example%s\n", rule->example_count, rule->example_count == 1 ? "" : "s");
  st_buf_adds(out, st_str_of(details.p, details.n));
  t->rules++;
  t->examples += rule->example_count;
  t->failed += failed + (rule->error.n > 0);
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

static int choose(st_session *s, bool *chosen, const st_rule *rules, uint32_t count, st_error *e) {
  const st_list *said = &s->options->arguments;
  for (uint32_t i = 0; i < count; i++)
    chosen[i] = said->count == 0 && rules[i].kind != ST_RULE_LAYER;
  for (uint32_t i = 0; i < said->count; i++) {
    const st_rule *rule = NULL;
    int rc = st_rule_find(s, said->items[i], &rule, e);
    if (rc) return rc;
    chosen[rule - rules] = true;
  }
  return ST_OK;
}

int st_cmd_rules_test(st_session *s, int *status, st_error *e) {
  const st_list *said = &s->options->arguments;
  uint32_t count;
  tally t = {0};
  int rc = ST_OK;
  for (uint32_t i = 0; !rc && i < said->count; i++) rc = add_folder(s, said->items[i], e);
  if (!rc) rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (rc) return rc;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  bool *chosen = st_calloc((size_t)count + 1, sizeof *chosen);
  if (!chosen) return st_nomem(e);
  rc = choose(s, chosen, rules, count, e);
  for (uint32_t i = 0; !rc && i < count && st_out_poll(&s->out); i++)
    if (chosen[i]) test_rule(s, &rules[i], i, &t);
  st_free(chosen);
  if (rc) return rc;
  st_many_add(t.rules, "rule, ", "rules, ", &s->out.buf);
  st_many_add(t.examples, "example, ", "examples, ", &s->out.buf);
  st_buf_addf(&s->out.buf, t.failed ? "%u failed\n" : "all hold\n", t.failed);
  if (said->count) s->failed = false; /* of the rules that were asked about */
  if (t.failed) *status = 2;
  if (s->options->quiet) st_buf_clear(&s->out.buf);
  return ST_OK;
}
