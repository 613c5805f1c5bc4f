/* `stemma why` and `stemma why-not`: what is asked, read and brought up to date. */
#include "app/commands.h"
#include "app/why/explain.h"

#include "base/alloc.h"

#include <stdio.h>

static const char *const all_layers[] = {"*", NULL};

static st_explainer explainer(st_session *s) {
  return (st_explainer){.engine = s->engine,
                        .term = &s->term,
                        .ndjson = s->options->print == ST_PRINT_NDJSON,
                        .out = &s->out.buf};
}

static bool is_file(const char *path) {
  FILE *f = fopen(path, "r");
  if (f) fclose(f);
  return f != NULL;
}

/* The article's file is what stands before `#id`. Owned by the caller; null when memory is out. */
char *st_place_file(st_str doc) {
  const char *hash = memrchr(doc.p, '#', doc.n);
  char *whole = st_strndup(doc.p, doc.n);
  if (hash && whole && !is_file(whole)) whole[hash - doc.p] = '\0';
  return whole;
}

/* What the article's story lies in: the folder of its file, or the file where that holds several.
 */
static char *story_path(st_str doc) {
  char *file = st_place_file(doc);
  if (!file || strlen(file) < doc.n) return file;
  char *slash = strrchr(file, '/');
  if (slash && slash > file)
    *slash = '\0';
  else if (!slash) {
    st_free(file);
    file = st_strndup(".", 1);
  }
  return file;
}

static int read_path(st_session *s, char *path, st_error *e) {
  if (!path) return st_nomem(e);
  const char *const paths[] = {path, NULL};
  int rc = st_session_read(s, paths, 1, e);
  st_free(path);
  return rc;
}

/* Leaves the engine only the article and those of its story. */
static int keep_story(st_session *s, st_str doc, st_error *e) {
  size_t count;
  st_str group = {0};
  bool there = false;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  for (size_t i = 0; i < count; i++) {
    if (!st_str_equal(st_revision_doc(loaded[i].revision), doc)) continue;
    group = loaded[i].group;
    there = true;
  }
  for (size_t i = 0; there && i < count; i++) {
    if (st_str_equal(loaded[i].group, group)) continue;
    int rc = st_engine_remove(s->engine, st_revision_doc(loaded[i].revision), e);
    if (rc) return rc;
  }
  return ST_OK;
}

/* A story's findings want the whole story: the paths that are named, else the article's folder. */
static int read_for(st_session *s, const st_place *place, const char *const *paths, uint32_t count,
                    st_error *e) {
  char *file = st_place_file(place->doc);
  bool alone = file && is_file(file);
  st_free(file);
  if (!count && !alone)
    return st_fail(e, ST_EUSE, "%.*s: no such file; an article inside a file is FILE#ID",
                   (int)place->doc.n, place->doc.p);
  int rc = count ? st_session_read(s, paths, count, e)
                 : read_path(s, story_path(place->doc), e);
  return rc ? rc : keep_story(s, place->doc, e);
}

/* An id as `compare` prints it, whole or its first digits: no name of an article is one. */
static bool is_id(const char *said) {
  size_t n = strspn(said, "0123456789abcdef");
  return n && n <= 16 && !said[n];
}

static int why_finding(st_session *s, const st_list *said, st_error *e) {
  const st_finding *finding = NULL;
  st_explainer x = explainer(s);
  if (said->count < 2)
    return st_fail(e, ST_EUSE, "'%s' is a finding's id; say too what was compared: stemma why %s "
                               "PATH…", said->items[0], said->items[0]);
  int rc = st_session_read(s, said->items + 1, said->count - 1, e);
  if (!rc) rc = st_session_settle(s, NULL, true, e);
  if (!rc) rc = st_finding_named(s->engine, said->items[0], &finding, e);
  return rc ? rc : st_why_finding(&x, finding, e);
}

static int why_place(st_session *s, const st_list *said, st_error *e) {
  st_place place;
  st_explainer x = explainer(s);
  int rc = st_place_read(said->items[0], &place, e);
  if (!rc) rc = read_for(s, &place, said->items + 1, said->count - 1, e);
  if (!rc) rc = st_session_settle(s, all_layers, true, e);
  return rc ? rc : st_why_place(&x, &place, e);
}

int st_cmd_why(st_session *s, int *status, st_error *e) {
  const st_list *said = &s->options->arguments;
  st_place place;
  (void)status;
  int rc = is_id(said->items[0]) ? ST_OK : st_place_read(said->items[0], &place, e);
  if (!rc) rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (rc) return rc;
  return is_id(said->items[0]) ? why_finding(s, said, e) : why_place(s, said, e);
}

/* --- why not --- */

static int why_not_place(st_session *s, const st_rule *rule, const st_list *said, st_error *e) {
  st_place place;
  st_explainer x = explainer(s);
  if (said->count > 2)
    return st_fail(e, ST_EUSE, "%.*s extracts: name one place, as herald.txt:12",
                   (int)rule->name.n, rule->name.p);
  int rc = st_place_read(said->items[1], &place, e);
  if (!rc) rc = read_path(s, st_place_file(place.doc), e);
  if (!rc) rc = st_session_settle(s, all_layers, false, e);
  return rc ? rc : st_why_not_place(&x, rule, &place, e);
}

/* A line of one article is no story. */
static int check_no_line(const st_rule *rule, const char *said, st_error *e) {
  st_place place;
  st_error ignored = {0};
  if (st_place_read(said, &place, &ignored) != ST_OK || is_file(said)) return ST_OK;
  size_t n = place.doc.n;
  while (n > 0 && place.doc.p[n - 1] != '/') n--;
  st_str folder = n > 1 ? (st_str){place.doc.p, n - 1} : st_cstr(n ? "/" : ".");
  return st_fail(e, ST_EUSE, "%.*s compares the articles of a story: name their folder and no line, "
                             "as in stemma why-not %.*s %.*s",
                 (int)rule->name.n, rule->name.p, (int)rule->name.n, rule->name.p, (int)folder.n,
                 folder.p);
}

static int why_not_stories(st_session *s, const st_rule *rule, const st_list *said, st_error *e) {
  st_explainer x = explainer(s);
  for (uint32_t i = 1; i < said->count; i++) {
    int status = check_no_line(rule, said->items[i], e);
    if (status) return status;
  }
  int rc = st_session_read(s, said->items + 1, said->count - 1, e);
  if (!rc) rc = st_session_settle(s, NULL, true, e);
  return rc ? rc : st_why_not_stories(&x, rule, e);
}

/* Only a rule that extracts is asked about a place, only one that compares about a folder. */
static int find_asked(const st_session *s, const st_list *said, const st_rule **rule,
                      st_error *e) {
  st_place place;
  st_error ignored = {0};
  bool line = said->count == 2 && st_place_read(said->items[1], &place, &ignored) == ST_OK;
  const st_rule *extract = st_rule_of_kind(s, said->items[0], ST_RULE_EXTRACT);
  const st_rule *compare = st_rule_of_kind(s, said->items[0], ST_RULE_COMPARE);
  *rule = line ? extract : compare;
  return extract && compare ? ST_OK : st_rule_find(s, said->items[0], rule, e);
}

static bool fails_an_example(const st_session *s, const st_rule *rule) {
  uint32_t count, rules;
  const st_checked *checked = st_engine_checked(s->engine, &count);
  const st_rule *list = st_engine_rule_list(s->engine, &rules);
  for (uint32_t i = 0; i < count; i++)
    if (&list[checked[i].rule] == rule && checked[i].message.n) return true;
  return false;
}

/* A rule that fails its examples, which has been said, is what one wants to ask about. */
static int use_all_the_same(st_session *s, const st_list *said, const st_rule **rule, st_error *e) {
  st_engine_close(s->engine);
  s->engine = NULL;
  s->hushed = true;
  int rc = st_session_rules(s, false, NULL, (st_str){0}, e);
  s->hushed = false;
  return rc ? rc : find_asked(s, said, rule, e);
}

int st_cmd_why_not(st_session *s, int *status, st_error *e) {
  const st_list *said = &s->options->arguments;
  const st_rule *rule = NULL;
  (void)status;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = find_asked(s, said, &rule, e);
  if (!rc && fails_an_example(s, rule)) rc = use_all_the_same(s, said, &rule, e);
  if (!rc && rule->kind == ST_RULE_LAYER)
    rc = st_fail(e, ST_EUSE, "%.*s only says a layer's fields; why-not is for rules that extract "
                             "or compare", (int)rule->name.n, rule->name.p);
  if (rc) return rc;
  return rule->kind == ST_RULE_COMPARE ? why_not_stories(s, rule, said, e)
                                       : why_not_place(s, rule, said, e);
}
