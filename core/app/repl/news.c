/* The line above the prompt that says what a change brought. */
#include "app/repl/repl.h"
#include "base/alloc.h"
#include "base/hash.h"

enum { LONGEST_CAUSE = 60 };

int st_news_open(st_repl *r, st_error *e) {
  r->news.since = uv_hrtime();
  return st_kept_open(&r->news.kept, e);
}

void st_news_close(st_repl *r) {
  st_kept_close(&r->news.kept);
  st_buf_close(&r->news.cause);
}

/* --- what came --- */

/* At the beginning all is new, and its articles are no cause of anything. */
static void add_cause(st_repl *r, st_str name, const char *what) {
  st_buf *cause = &r->news.cause;
  if (!r->told) return;
  if (cause->n > LONGEST_CAUSE) {
    if (!st_str_ends(st_str_of(cause->p, cause->n), st_cstr("…"))) st_buf_addz(cause, ", …");
    return;
  }
  if (cause->n) st_buf_addz(cause, ", ");
  st_clean_add(name, cause);
  st_buf_addf(cause, " %s", what);
}

void st_news_changes(st_repl *r, const st_change *changes, size_t count) {
  static const char *const words[] = {"added", "saved", "gone"};
  r->version++;
  for (size_t i = 0; i < count; i++) add_cause(r, changes[i].doc, words[changes[i].kind]);
}

void st_news_rules(st_repl *r, const st_rule_news *news, uint32_t count) {
  static const char *const words[] = {"added", "saved", "gone",
                                      "is broken, its last good version stays"};
  r->version++;
  for (uint32_t i = 0; i < count; i++) add_cause(r, st_cstr(news[i].name), words[news[i].turn]);
}

static uint64_t hash_of(const st_finding *f) {
  st_buf line = {0};
  st_finding_write(f, &line);
  uint64_t hash = st_hash(line.p, line.n);
  st_buf_close(&line);
  return hash;
}

static void count_finding(st_news *n, st_kept_list *old, const st_finding *f, st_kept *now) {
  memcpy(now->id, f->id, sizeof now->id);
  now->hash = hash_of(f);
  st_kept *was = st_kept_find(old, f->id);
  if (was) was->seen = true;
  n->added += !was;
  n->changed += was && was->hash != now->hash;
}

static int count_story(st_news *n, st_str place, const st_finding *findings, uint32_t count,
                       st_error *e) {
  st_kept_list *old = st_kept_of(&n->kept, place);
  st_kept_list now = {st_calloc(count, sizeof *now.items), count};
  if (!old || !now.items) {
    st_free(now.items);
    return st_nomem(e);
  }
  for (uint32_t i = 0; i < count; i++) count_finding(n, old, &findings[i], &now.items[i]);
  for (uint32_t i = 0; i < old->count; i++) n->removed += !old->items[i].seen;
  st_kept_forget(old);
  st_kept_sort(&now);
  *old = now;
  return ST_OK;
}

void st_news_story(st_repl *r, st_str place, const st_finding *findings, uint32_t count) {
  if (r->line && r->trouble.code == ST_OK)
    count_story(&r->news, place, findings, count, &r->trouble);
}

/* --- what is said --- */

/* "1 finding gone, 2 new": the noun stands once. */
static void add_part(uint32_t n, const char *what, bool *any, st_buf *out) {
  if (!n) return;
  st_buf_addz(out, *any ? ", " : "");
  if (*any)
    st_count_add(n, out);
  else
    st_many_add(n, "finding", "findings", out);
  st_buf_addf(out, " %s", what);
  *any = true;
}

static void add_counts(const st_news *n, st_buf *out) {
  bool any = false;
  add_part(n->removed, "gone", &any, out);
  add_part(n->added, "new", &any, out);
  add_part(n->changed, "changed", &any, out);
  if (!any) st_buf_addz(out, "no finding changed");
}

static void add_first(const st_repl *r, st_buf *out) {
  uint32_t stories, findings;
  st_engine_totals(r->s->engine, &stories, &findings);
  st_many_add(st_engine_articles(r->s->engine), "article in ", "articles in ", out);
  st_many_add(stories, "story; ", "stories; ", out);
  st_many_add(findings, "finding", "findings", out);
}

static void add_change(const st_news *n, st_buf *out) {
  st_buf_adds(out, st_str_of(n->cause.p, n->cause.n));
  st_buf_addz(out, ": ");
  add_counts(n, out);
  st_buf_addf(out, " (%.0f ms)", (double)(uv_hrtime() - n->since) / 1e6);
}

void st_news_settled(st_repl *r) {
  st_buf line = {0};
  bool any = !r->told || r->news.cause.n;
  if (!r->line) return;
  st_style_begin(&r->s->term, ST_DIM, &line);
  if (!r->told)
    add_first(r, &line);
  else
    add_change(&r->news, &line);
  st_style_end(&r->s->term, ST_DIM, &line);
  if (any && !line.bad) st_repl_say(r, st_str_of(line.p, line.n));
  st_buf_close(&line);
  r->told = true;
  r->news.added = r->news.changed = r->news.removed = 0;
  st_buf_clear(&r->news.cause);
}
