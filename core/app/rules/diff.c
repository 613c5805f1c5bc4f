/* `stemma rules diff`: what a changed rule finds that the version before did not, and the other way
 * round. */
#include "app/commands.h"
#include "app/rules/git.h"
#include "app/rules/snapshot.h"

#include "base/alloc.h"

#include <stdio.h>
#include <sys/stat.h>

/* --- the version before --- */

typedef struct version {
  st_buf text;
  char name[4200]; /* in words */
} version;

static bool read_file(const char *path, st_buf *out) {
  char piece[8192];
  struct stat info;
  FILE *f = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "r") : NULL;
  if (!f) return false;
  for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) st_buf_add(out, piece, n);
  bool good = !ferror(f);
  fclose(f);
  return good;
}

/* The file of the same name in a folder of rules that comes before the one it is in. */
static bool overridden(const st_session *s, const st_rule *rule, const char *path, version *v) {
  bool below = false;
  for (uint32_t i = s->rule_dirs.count; i-- > 0;) {
    char other[4096];
    snprintf(other, sizeof other, "%s/%.*s.lua", s->rule_dirs.items[i], (int)rule->name.n,
             rule->name.p);
    if (below && read_file(other, &v->text)) {
      snprintf(v->name, sizeof v->name, "%s, which it overrides", other);
      return true;
    }
    below = below || !strcmp(other, path);
  }
  return false;
}

/* Of --against, else what is committed, else the rule that it overrides. */
static int find_before(const st_session *s, const st_rule *rule, const char *path, version *v,
                       st_error *e) {
  const char *against = s->options->against;
  if (against) {
    snprintf(v->name, sizeof v->name, "%s", against);
    return read_file(against, &v->text)
               ? ST_OK
               : st_fail(e, ST_EUSE, "--against: %s cannot be read", against);
  }
  if (st_git_committed(path, &v->text)) {
    snprintf(v->name, sizeof v->name, "its committed version (git HEAD)");
    return ST_OK;
  }
  if (overridden(s, rule, path, v)) return ST_OK;
  return st_fail(e, ST_EUSE, "%s is not committed and overrides no rule: there is nothing to "
                             "compare it with; name a version with --against FILE", path);
}

/* --- the two runs --- */

static int settle(st_session *s, const st_rule *rule, st_snapshot *out, st_error *e) {
  char *layer = st_strndup(rule->writes.p ? rule->writes.p : "", rule->writes.n);
  const char *const layers[] = {layer, NULL};
  int rc = layer ? st_session_settle(s, rule->writes.n ? layers : NULL, true, e) : st_nomem(e);
  st_free(layer);
  return rc ? rc : st_snapshot_take(s, rule->name, out, e);
}

/* The same articles with the version before in the rule's place. */
static int run_before(st_session *s, st_str name, const version *v, st_snapshot *out,
                      st_error *e) {
  char file[1024];
  const st_rule *rule = NULL;
  snprintf(file, sizeof file, "%.*s.lua", (int)name.n, name.p);
  st_engine_close(s->engine);
  s->engine = NULL;
  int rc = st_session_rules(s, false, file, st_str_of(v->text.p ? v->text.p : "", v->text.n), e);
  file[name.n] = '\0';
  if (!rc) rc = st_rule_find(s, file, &rule, e);
  st_str trouble = rc ? (st_str){0} : st_rule_trouble(rule);
  if (trouble.n)
    rc = st_fail(e, ST_ERULE, "%s %s: %.*s", v->name, st_rule_state(rule), (int)trouble.n,
                 trouble.p);
  if (!rc) rc = st_session_give(s, e);
  return rc ? rc : settle(s, rule, out, e);
}

/* --- side by side --- */

typedef struct tally {
  uint32_t more, less, other;
} tally;

static void add_row(char sign, const char *what, const st_entry *now, const st_entry *was,
                    st_buf *out) {
  const st_entry *one = now ? now : was;
  st_buf_addf(out, "{\"v\":1,\"diff\":\"%c\",\"%s\":", sign, what);
  st_buf_adds(out, one->row);
  if (now && was) st_buf_addz(out, ",\"was\":"), st_buf_adds(out, was->row);
  st_buf_addz(out, "}\n");
}

static void add_sign(const st_term *term, char sign, st_buf *out) {
  enum st_style style = sign == '+' ? ST_CYAN : sign == '-' ? ST_RED : ST_YELLOW;
  st_styled(term, style, st_str_of(&sign, 1), out);
  st_buf_addc(out, ' ');
}

static void add_fields(const char *label, st_str text, const st_term *term, st_buf *out) {
  if (!text.n && !*label) return;
  st_buf_addf(out, "    %s", label);
  st_clip_add(text, term->width > 20 ? term->width - 12 : 10, out);
  st_buf_addc(out, '\n');
}

static void add_annotation(const st_session *s, char sign, const st_entry *now,
                           const st_entry *was, st_buf *out) {
  const st_entry *one = now ? now : was;
  enum st_style style = sign == '+' ? ST_CYAN : sign == '-' ? ST_RED : ST_YELLOW;
  uint32_t line, column;
  st_revision_place(one->revision, one->span.begin, &line, &column);
  add_sign(&s->term, sign, out);
  st_buf_adds(out, st_revision_doc(one->revision));
  st_buf_addf(out, ":%u:%u  %.*s\n", line, column, (int)one->layer.n, one->layer.p);
  st_mark_under(&s->term, style, st_revision_text(one->revision), one->span.begin, one->span.end,
                4, out);
  if (now && was) {
    add_fields("was  ", was->text, &s->term, out);
    add_fields("now  ", now->text, &s->term, out);
  } else
    add_fields("", one->text, &s->term, out);
}

static void add_finding(const st_session *s, char sign, const st_entry *now, const st_entry *was,
                        st_buf *out) {
  add_sign(&s->term, sign, out);
  st_buf_adds(out, (now ? now : was)->text);
  st_buf_addc(out, '\n');
  if (!now || !was) return;
  st_buf_addz(out, "  was: ");
  st_buf_adds(out, was->text);
  st_buf_addc(out, '\n');
}

static void add_one(st_session *s, const st_entry *now, const st_entry *was, tally *t) {
  bool finding = !(now ? now : was)->revision;
  char sign = now && was ? '~' : now ? '+' : '-';
  *(sign == '+' ? &t->more : sign == '-' ? &t->less : &t->other) += 1;
  if (s->options->quiet) return;
  if (s->options->print == ST_PRINT_NDJSON)
    add_row(sign, finding ? "finding" : "annotation", now, was, &s->out.buf);
  else if (finding)
    add_finding(s, sign, now, was, &s->out.buf);
  else
    add_annotation(s, sign, now, was, &s->out.buf);
}

static tally set_beside(st_session *s, const st_entry *now, uint32_t n, const st_entry *was,
                        uint32_t m) {
  tally t = {0};
  for (uint32_t i = 0, k = 0; (i < n || k < m) && st_out_poll(&s->out);) {
    int c = i == n ? 1 : k == m ? -1 : st_str_compare(now[i].key, was[k].key);
    if (c || !st_str_equal(now[i].row, was[k].row))
      add_one(s, c <= 0 ? &now[i] : NULL, c >= 0 ? &was[k] : NULL, &t);
    i += c <= 0;
    k += c >= 0;
  }
  return t;
}

static void add_tally(const char *what, uint32_t all, tally t, st_buf *out) {
  st_buf_addf(out, "%s: %u gained, %u lost, %u changed, of ", what, t.more, t.less, t.other);
  st_count_add(all, out);
  st_buf_addz(out, " now\n");
}

static void print(st_session *s, const st_rule *rule, const char *path, const version *v,
                  const st_snapshot *now, const st_snapshot *was) {
  st_buf *out = &s->out.buf;
  bool text = s->options->print != ST_PRINT_NDJSON && !s->options->quiet;
  (void)rule;
  if (text) st_buf_addf(out, "%s against %s; all else as it is now\n\n", path, v->name);
  tally a = set_beside(s, now->annotations, now->annotation_count, was->annotations,
                       was->annotation_count);
  if (text && a.more + a.less + a.other) st_buf_addc(out, '\n');
  tally f = set_beside(s, now->findings, now->finding_count, was->findings, was->finding_count);
  if (text && f.more + f.less + f.other) st_buf_addc(out, '\n');
  if (!text) return;
  add_tally("annotations", now->annotation_count, a, out);
  add_tally("findings", now->finding_count, f, out);
}

static int compare_versions(st_session *s, const st_rule *rule, const char *path, const version *v,
                            st_error *e) {
  const st_list *said = &s->options->arguments;
  st_snapshot now = {0}, was = {0};
  char *name = st_strndup(rule->name.p, rule->name.n);
  st_str own = st_cstr(name);
  int rc = name ? st_session_read(s, said->items + 1, said->count - 1, e) : st_nomem(e);
  if (!rc) rc = settle(s, rule, &now, e);
  if (!rc) rc = run_before(s, own, v, &was, e);
  if (!rc) print(s, rule, path, v, &now, &was);
  st_snapshot_close(&now);
  st_snapshot_close(&was);
  st_free(name);
  return rc;
}

int st_cmd_rules_diff(st_session *s, int *status, st_error *e) {
  const st_rule *rule = NULL;
  char path[4096];
  version v = {0};
  st_buf text = {0};
  (void)status;
  s->examples_in_full = true; /* no other version in the place of one that does not load */
  int rc = st_session_rules(s, false, NULL, (st_str){0}, e);
  if (!rc) rc = st_rule_find(s, s->options->arguments.items[0], &rule, e);
  if (!rc && st_rule_trouble(rule).n)
    rc = st_fail(e, ST_ERULE, "%.*s %s, see above", (int)rule->name.n, rule->name.p,
                 st_rule_state(rule));
  if (!rc && !st_rule_path(s, rule, path, sizeof path))
    rc = st_fail(e, ST_EUSE, "the file of %.*s is gone", (int)rule->name.n, rule->name.p);
  if (!rc) rc = find_before(s, rule, path, &v, e);
  if (!rc) st_rule_source(s, rule, &text);
  bool same = !rc && st_str_equal(st_str_of(text.p, text.n), st_str_of(v.text.p, v.text.n));
  if (same && s->options->print != ST_PRINT_NDJSON)
    st_buf_addf(&s->out.buf, "%s is the same as %s\n", path, v.name);
  if (!rc && !same) rc = compare_versions(s, rule, path, &v, e);
  st_buf_close(&text);
  st_buf_close(&v.text);
  return rc;
}
