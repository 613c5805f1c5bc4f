/* `stemma rules new`: a rule drafted from a place of an article, with that place as its example. */
#include "app/commands.h"
#include "app/rules/draft.h"
#include "app/why/explain.h"

#include "base/alloc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct request {
  st_str name;     /* without "extract/" */
  const char *dir; /* the folder of rules */
  char path[4096], rule[256];
  st_place place;
  uint32_t to; /* the last column */
} request;

/* --- what is asked --- */

static int read_name(request *q, const char *said, st_error *e) {
  if (!strncmp(said, "extract/", 8)) said += 8;
  q->name = st_cstr(said);
  bool good = isalpha((unsigned char)*said) && q->name.n < 100;
  for (const char *p = said; *p; p++) good = good && (isalnum((unsigned char)*p) || *p == '_');
  snprintf(q->rule, sizeof q->rule, "extract/%s", said);
  return good ? ST_OK
              : st_fail(e, ST_EUSE, "'%s' is no name for a rule: letters, digits and _", said);
}

/* FILE:LINE:COLUMN-COLUMN */
static int read_from(request *q, const char *said, char *room, size_t size, st_error *e) {
  const char *dash = said ? strrchr(said, '-') : NULL;
  char *end = NULL;
  if (!said)
    return st_fail(e, ST_EUSE, "--from is missing: the words that the rule is to find, as in "
                               "--from herald.txt:4:12-30");
  unsigned long to = dash && isdigit((unsigned char)dash[1]) ? strtoul(dash + 1, &end, 10) : 0;
  snprintf(room, size, "%.*s", (int)(dash ? dash - said : 0), said);
  st_error ignored = {0};
  if (!to || *end || to > UINT32_MAX || st_place_read(room, &q->place, &ignored) ||
      !q->place.column || to < q->place.column)
    return st_fail(e, ST_EUSE, "'%s' is no place; --from takes FILE:LINE:COLUMN-COLUMN, the columns "
                               "of the first and the last letter", said);
  q->to = (uint32_t)to;
  return ST_OK;
}

static int check_free(const st_session *s, request *q, st_error *e) {
  struct stat info;
  const st_list *dirs = &s->options->rule_dirs;
  q->dir = dirs->count ? dirs->items[0] : "rules";
  snprintf(q->path, sizeof q->path, "%s/%s.lua", q->dir, q->rule);
  if (lstat(q->path, &info) == 0)
    return st_fail(e, ST_EUSE, "%s is there already; nothing is overwritten", q->path);
  return ST_OK;
}

/* A rule of another folder would be overridden, a layer of that name written by two. */
static int check_name(const st_session *s, const request *q, st_error *e) {
  const st_rule *rule = st_rule_named(s->engine, st_cstr(q->rule));
  if (rule)
    return st_fail(e, ST_EUSE, "%.*s has a rule of that name, which the new one would override; "
                               "choose another", (int)rule->file.n, rule->file.p);
  if (st_session_writes(s, q->name))
    return st_fail(e, ST_EUSE, "there is a layer '%.*s' already; choose another name",
                   (int)q->name.n, q->name.p);
  return ST_OK;
}

/* --- the sentence --- */

static int find_revision(const st_session *s, const st_place *place, const st_revision **out,
                         st_error *e) {
  size_t count;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  *out = count == 1 ? loaded[0].revision : NULL;
  for (size_t i = 0; i < count; i++)
    if (st_str_equal(st_revision_doc(loaded[i].revision), place->doc)) *out = loaded[i].revision;
  if (!*out)
    return st_fail(e, ST_EUSE, "%.*s: no such article", (int)place->doc.n, place->doc.p);
  if (place->line > st_last_line(*out))
    return st_fail(e, ST_EUSE, "%.*s has no line %u; its last is %u", (int)place->doc.n,
                   place->doc.p, place->line, st_last_line(*out));
  return ST_OK;
}

/* A comma and the like: what was marked too much, at either end of the words. */
static bool is_stop(const st_revision *r, const st_token *t) {
  return t->flags & ST_TOKEN_PUNCT && t->end - t->begin == 1 &&
         strchr(",.;:!?", st_revision_text(r).p[t->begin]);
}

static void trim(const st_revision *r, const st_token *list, uint32_t *first, uint32_t *last) {
  while (*first + 1 < *last && is_stop(r, &list[*first])) ++*first;
  while (*first + 1 < *last && is_stop(r, &list[*last - 1])) --*last;
}

/* The tokens that have bytes in common with the words, and their sentence. */
static int find_words(const request *q, const st_revision *r, uint32_t *first, uint32_t *last,
                      st_sentence *sentence, st_error *e) {
  uint32_t tokens, sentences;
  const st_token *list = st_revision_tokens(r, &tokens);
  const st_sentence *all = st_revision_sentences(r, &sentences);
  st_place end = {.line = q->place.line, .column = q->to};
  st_span from = st_place_bytes(r, &q->place), to = st_place_bytes(r, &end);
  *first = st_revision_token_at(r, from.begin);
  *last = *first;
  while (*last < tokens && list[*last].begin < to.end) ++*last;
  if (*first == *last)
    return st_fail(e, ST_EUSE, "there are no words at these columns of line %u", q->place.line);
  trim(r, list, first, last);
  for (uint32_t i = 0; i < sentences; i++) {
    if (*first < all[i].first || *first >= all[i].last) continue;
    *sentence = all[i];
    if (*last <= all[i].last) return ST_OK;
  }
  return st_fail(e, ST_EUSE, "these words are in several sentences; a pattern sees one at a time");
}

/* The sentence as an article, its white space as blanks; `*first` and `*last` become its tokens. */
static int make_article(const st_revision *r, st_sentence s, uint32_t *first, uint32_t *last,
                        st_revision **out, st_error *e) {
  uint32_t n;
  const st_token *tokens = st_revision_tokens(r, &n);
  st_buf text = {0};
  st_clean_add(st_str_of(st_revision_text(r).p + tokens[s.first].begin,
                         tokens[s.last - 1].end - tokens[s.first].begin), &text);
  st_revision_source source = {.doc = st_cstr("001"), .text = st_str_of(text.p, text.n)};
  source.meta[ST_META_DATE] = st_revision_meta(r, ST_META_DATE);
  int rc = text.bad ? st_nomem(e) : st_revision_make(&source, out, e);
  st_buf_close(&text);
  *first -= s.first;
  *last -= s.first;
  if (rc) return rc;
  st_revision_tokens(*out, &n);
  return *last <= n ? ST_OK
                    : st_fail(e, ST_EUSE, "the sentence reads otherwise when it stands alone; mark "
                                          "words of another one");
}

/* --- drafting --- */

/* Loads the draft and runs its example: the list is the engine's. Null where it does not load. */
static int try_draft(st_session *s, const request *q, const st_buf *text, const st_checked **out,
                     st_error *e) {
  char file[300];
  uint32_t count, rules;
  snprintf(file, sizeof file, "%s.lua", q->rule);
  if (s->engine) st_engine_close(s->engine);
  s->engine = NULL;
  *out = NULL;
  int rc = st_session_rules(s, true, file, st_str_of(text->p, text->n), e);
  if (rc) return rc;
  const st_checked *checked = st_engine_checked(s->engine, &count);
  const st_rule *list = st_engine_rule_list(s->engine, &rules);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(list[checked[i].rule].name, st_cstr(q->rule))) *out = &checked[i];
  return ST_OK;
}

/* Settled again: a draft is written with the layers of the sentence. */
static int settle(st_session *s, st_revision *sentence, st_error *e) {
  static const char *const all[] = {"*", NULL};
  int rc = st_engine_put(s->engine, sentence, st_cstr(""), e);
  return rc ? rc : st_session_settle(s, all, false, e);
}

static bool holds(const st_checked *c) { return c && !c->message.n; }

/* With layers first, then with words alone; each once more with all that it turns out to find. */
static int draft(st_session *s, const request *q, st_revision *sentence, st_draft *d, st_buf *out,
                 st_buf *cut, st_error *e) {
  const st_checked *found = NULL;
  s->hushed = true; /* what is wrong with a draft that is not written is nobody's business */
  for (int turn = 0; turn < 4 && !holds(found); turn++) {
    d->plain = turn >= 2;
    d->found = turn % 2 ? found : NULL;
    int rc = settle(s, sentence, e);
    d->engine = s->engine;
    d->article = rc ? 0 : st_engine_find(s->engine, st_revision_doc(sentence));
    st_buf_clear(out);
    if (!rc && turn == 0) st_draft_cut(d, cut);
    if (!rc) st_draft_write(d, out);
    if (!rc && !out->n) rc = st_fail(e, ST_EUSE, "there are only quotation marks at that place");
    if (!rc && out->bad) rc = st_nomem(e);
    if (!rc) rc = try_draft(s, q, out, &found, e);
    if (rc) return rc;
  }
  s->hushed = false;
  return holds(found) ? ST_OK
                      : st_fail(e, ST_ERULE, "no draft from these words passes its own example%s%.*s",
                                found ? ": " : "", found ? (int)found->message.n : 0,
                                found ? found->message.p : "");
}

/* --- writing --- */

static int make_folder(const char *path, st_error *e) {
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return ST_OK;
  return st_fail(e, ST_EIO, "%s: the folder cannot be made: %s", path, strerror(errno));
}

static int write_file(const request *q, const st_buf *text, st_error *e) {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s/extract", q->dir);
  int rc = make_folder(q->dir, e);
  if (!rc) rc = make_folder(folder, e);
  if (rc) return rc;
  int fd = open(q->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return st_fail(e, ST_EIO, "%s: %s; nothing was written", q->path, strerror(errno));
  size_t done = 0;
  while (done < text->n) {
    ssize_t n = write(fd, text->p + done, text->n - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) rc = st_fail(e, ST_EIO, "%s: %s", q->path, strerror(errno));
    if (n < 0) break;
    done += (size_t)n;
  }
  if (close(fd) && !rc) rc = st_fail(e, ST_EIO, "%s: %s", q->path, strerror(errno));
  if (rc) unlink(q->path);
  return rc;
}

static void print(st_session *s, const request *q, const st_draft *d, const st_buf *text,
                  const st_buf *cut) {
  st_buf *out = &s->out.buf;
  st_styled(&s->term, ST_BOLD, st_cstr(q->path), out);
  st_buf_addz(out, "  written; it loads and passes its example\n\n");
  st_buf_adds(out, st_str_of(text->p, text->n));
  if (d->plain)
    st_buf_addz(out, "\nof plain words: with the layers there it did not find them again\n");
  if (cut->n) st_buf_addf(out, "\n%.*s\n", (int)cut->n, cut->p);
  out->bad |= cut->bad;
  st_buf_addf(out, "\nnext: say in `about` what it finds, name its fields, make words into sets, "
                   "t.word { \"…\", \"…\" },\nand add an example that finds nothing; then\n"
                   "  stemma rules test %s\n"
                   "  stemma extract PATH… --rules %s --layer %.*s\n"
                   "  stemma why-not %.*s DOC:LINE --rules %s\n",
              q->path, q->dir, (int)q->name.n, q->name.p, (int)q->name.n, q->name.p, q->dir);
}

static int make(st_session *s, request *q, const st_revision *r, st_error *e) {
  st_draft d = {.name = q->name};
  st_sentence sentence = {0};
  st_revision *article = NULL;
  st_buf text = {0}, cut = {0};
  int rc = find_words(q, r, &d.first, &d.last, &sentence, e);
  if (!rc) rc = make_article(r, sentence, &d.first, &d.last, &article, e);
  if (!rc) rc = st_session_rules(s, false, NULL, (st_str){0}, e);
  if (!rc) rc = check_name(s, q, e);
  bool failed = s->failed;
  if (!rc) rc = draft(s, q, article, &d, &text, &cut, e);
  s->failed = failed;
  if (!rc) rc = write_file(q, &text, e);
  if (!rc && !s->options->quiet) print(s, q, &d, &text, &cut);
  st_revision_close(article);
  st_buf_close(&text);
  st_buf_close(&cut);
  return rc;
}

int st_cmd_rules_new(st_session *s, int *status, st_error *e) {
  request q = {0};
  char room[4096];
  const st_revision *r = NULL;
  (void)status;
  int rc = read_name(&q, s->options->arguments.items[0], e);
  if (!rc) rc = read_from(&q, s->options->from, room, sizeof room, e);
  if (!rc) rc = check_free(s, &q, e);
  if (rc) return rc;
  s->examples_in_full = true;
  char *file = st_place_file(q.place.doc);
  if (!file) return st_nomem(e);
  const char *const paths[] = {file, NULL};
  rc = st_session_read(s, paths, 1, e);
  st_free(file);
  if (!rc) rc = find_revision(s, &q.place, &r, e);
  return rc ? rc : make(s, &q, r, e);
}
