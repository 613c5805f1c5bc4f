/* What changed, as events for programs and as lines for people. */
#include "app/commands.h"
#include "app/watch/watch.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <unistd.h>

int st_teller_open(st_teller *t, st_session *s, st_error *e) {
  *t = (st_teller){.s = s, .since = uv_hrtime(), .quiet_start = true};
  t->terminal = s->options->print == ST_PRINT_TEXT && isatty(STDOUT_FILENO);
  int rc = st_kept_open(&t->kept, e);
  return rc == ST_OK ? st_filter_open(&t->filter, s->options->accepted, e) : rc;
}

void st_teller_close(st_teller *t) {
  st_kept_close(&t->kept);
  st_filter_close(&t->filter);
  st_buf_close(&t->cause);
  st_buf_close(&t->lines);
}

static bool as_events(const st_teller *t) { return t->s->options->print == ST_PRINT_NDJSON; }

/* --- events --- */

static void begin_event(st_teller *t, const char *event, const char *change) {
  st_buf *out = &t->s->out.buf;
  st_buf_addf(out, "{\"seq\":%llu,\"event\":\"%s\"", (unsigned long long)++t->seq, event);
  if (change) st_buf_addf(out, ",\"change\":\"%s\"", change);
}

static const char *const changes[] = {"added", "changed", "removed"};

/* At the beginning all is new, and its articles are no cause of anything. */
static void add_cause(st_teller *t, st_str name, const char *what) {
  if (t->quiet_start) return;
  if (t->cause.n > 60) {
    if (!st_str_ends(st_str_of(t->cause.p, t->cause.n), st_cstr("…")))
      st_buf_addz(&t->cause, ", …");
    return;
  }
  if (t->cause.n) st_buf_addz(&t->cause, ", ");
  st_clean_add(name, &t->cause);
  st_buf_addf(&t->cause, " %s", what);
}

void st_tell_article(st_teller *t, const st_change *c) {
  static const char *const words[] = {"added", "saved", "gone"};
  t->told = true;
  if (!as_events(t)) {
    add_cause(t, c->doc, words[c->kind]);
    return;
  }
  st_buf *out = &t->s->out.buf;
  begin_event(t, "article", changes[c->kind]);
  st_buf_addz(out, ",\"doc\":");
  st_buf_add_json(out, c->doc);
  st_buf_addz(out, "}\n");
}

void st_tell_rule(st_teller *t, const st_rule_news *news) {
  static const char *const turns[] = {"added", "changed", "removed", "broken"};
  static const char *const words[] = {"added", "saved", "gone",
                                      "is broken, its last good version stays"};
  t->told = true;
  if (!as_events(t)) {
    t->rules = true;
    add_cause(t, st_cstr(news->name), words[news->turn]);
    return;
  }
  st_buf *out = &t->s->out.buf;
  begin_event(t, "rule", turns[news->turn]);
  st_buf_addz(out, ",\"rule\":");
  st_buf_add_json(out, st_cstr(news->name));
  if (news->message) {
    st_buf_addz(out, ",\"message\":");
    st_buf_add_json(out, st_cstr(news->message));
  }
  st_buf_addz(out, "}\n");
}

/* --- findings --- */

static void style_change(st_teller *t, char sign) {
  st_buf *out = &t->lines;
  enum st_style style = sign == '+' ? ST_BOLD : sign == '-' ? ST_DIM : ST_CYAN;
  st_styled(&t->s->term, style, st_str_of(&sign, 1), out);
  st_buf_addc(out, ' ');
}

/* The part of a line of NDJSON between "{" and "}\n". */
static st_str inside(const st_buf *line) { return st_str_of(line->p + 1, line->n - 3); }

static void tell_removed(st_teller *t, const st_kept *k) {
  if (as_events(t)) {
    begin_event(t, "finding", "removed");
    st_buf_addf(&t->s->out.buf, ",%s}\n", k->line);
  } else if (st_filter_shows(&t->filter, k)) {
    t->removed++;
    style_change(t, '-');
    st_clip_add(st_cstr(k->line), t->s->term.width - 2, &t->lines);
    st_buf_addc(&t->lines, '\n');
  }
}

static void tell_event(st_teller *t, const st_buf *line, bool isnew) {
  begin_event(t, "finding", isnew ? "added" : "changed");
  st_buf_addc(&t->s->out.buf, ',');
  st_buf_adds(&t->s->out.buf, inside(line));
  st_buf_addz(&t->s->out.buf, "}\n");
}

/* One that is accepted is news again when more than its place has changed. */
static void tell_text(st_teller *t, const st_kept *k, bool isnew) {
  if (t->quiet_start || !st_filter_shows(&t->filter, k)) return;
  *(isnew ? &t->added : &t->changed) += 1;
  style_change(t, isnew ? '+' : '~');
  st_buf_addz(&t->lines, k->text);
  memcpy(t->last, k->id, sizeof t->last);
}

static bool keep(st_teller *t, const st_finding *f, const st_buf *line, bool isnew, st_kept *now,
                 st_error *e) {
  if (as_events(t)) {
    now->line = st_strndup(inside(line).p, inside(line).n);
    now->rule = st_strndup(f->rule.p, f->rule.n);
    tell_event(t, line, isnew);
    return now->line && now->rule;
  }
  st_term term = t->s->term;
  term.width -= 2;
  if (!st_kept_fill(now, f, &term, e)) return false;
  tell_text(t, now, isnew);
  return true;
}

/* Takes over what was kept where it is the same, so that what stays costs a look. */
static bool take_finding(st_teller *t, st_kept_list *old, const st_finding *f, st_kept *now,
                         st_error *e) {
  st_buf line = {0};
  st_finding_write(f, &line);
  if (line.bad) return st_buf_close(&line), false;
  uint64_t hash = st_hash(line.p, line.n);
  st_kept *was = st_kept_find(old, f->id);
  bool good = true;
  if (was && was->hash == hash && was->line) {
    *now = *was;
    was->line = was->rule = was->outlets = was->text = NULL;
  } else {
    memcpy(now->id, f->id, sizeof now->id);
    now->hash = hash;
    good = keep(t, f, &line, !was, now, e);
  }
  if (was) was->seen = true;
  now->seen = false;
  st_buf_close(&line);
  return good;
}

static bool is_open(const st_report *now, const char *rule) {
  for (uint32_t i = 0; i < now->open_count; i++)
    if (st_str_equal(now->open[i], st_cstr(rule))) return true;
  return false;
}

/* What is told no more is gone, unless that is not known yet. */
static void take_rest(st_teller *t, const st_report *told, st_kept_list *old, st_kept_list *now) {
  for (uint32_t i = 0; i < old->count; i++) {
    st_kept *k = &old->items[i];
    if (k->seen) continue;
    if (!k->rule || !is_open(told, k->rule)) {
      tell_removed(t, k);
      continue;
    }
    now->items[now->count++] = *k;
    *k = (st_kept){0};
  }
}

int st_tell_findings(st_teller *t, const st_report *told, st_error *e) {
  st_kept_list *old = st_kept_of(&t->kept, told->group);
  uint32_t room = told->count + (told->open_count && old ? old->count : 0);
  st_kept_list now = {st_calloc(room, sizeof *now.items), 0};
  bool good = old && now.items;
  for (uint32_t i = 0; good && i < told->count; i++)
    good = take_finding(t, old, &told->findings[i], &now.items[now.count++], e);
  if (good) take_rest(t, told, old, &now);
  st_kept_sort(&now);
  if (old) st_kept_forget(old);
  if (old)
    *old = now;
  else
    st_kept_forget(&now);
  return good ? ST_OK : st_nomem(e);
}

/* --- settled --- */

static void add_counts(const st_teller *t, st_buf *out) {
  static const char *const words[] = {"new", "changed", "gone"};
  uint32_t counts[] = {t->added, t->changed, t->removed};
  bool any = false;
  for (int i = 0; i < 3; i++) {
    if (!counts[i]) continue;
    st_buf_addz(out, any ? ", " : "");
    st_count_add(counts[i], out);
    st_buf_addf(out, " %s", words[i]);
    any = true;
  }
}

static void print_text(st_teller *t) {
  st_buf *out = &t->s->out.buf;
  bool any = t->added || t->changed || t->removed;
  if (t->quiet_start || (!any && !t->rules)) return; /* nothing of substance */
  st_style_begin(&t->s->term, ST_DIM, out);
  st_buf_adds(out, st_str_of(t->cause.p, t->cause.n));
  st_buf_addz(out, any ? ": " : ": no finding changed");
  add_counts(t, out);
  st_buf_addf(out, " (%.1f ms)", (double)(uv_hrtime() - t->since) / 1e6);
  st_style_end(&t->s->term, ST_DIM, out);
  st_buf_addc(out, '\n');
  st_buf_adds(out, st_str_of(t->lines.p, t->lines.n));
}

void st_tell_totals(const st_teller *t, st_buf *out) {
  uint32_t findings, stories;
  st_engine_totals(t->s->engine, &stories, &findings);
  st_buf_addz(out, "watching ");
  st_many_add(st_engine_articles(t->s->engine), "article in ", "articles in ", out);
  st_many_add(stories, "story; ", "stories; ", out);
  st_many_add(findings, "finding", "findings", out);
}

bool st_tell_settled(st_teller *t) {
  st_buf *out = &t->s->out.buf;
  if (as_events(t)) {
    begin_event(t, "settled", NULL);
    st_buf_addz(out, "}\n");
  } else {
    st_ticker_clear(&t->s->ticker);
    print_text(t);
    if (t->quiet_start && !t->terminal) {
      st_tell_totals(t, out);
      st_buf_addc(out, '\n');
    }
  }
  st_kept_tidy(&t->kept);
  t->added = t->changed = t->removed = 0;
  st_buf_clear(&t->cause);
  st_buf_clear(&t->lines);
  t->quiet_start = t->rules = t->told = false;
  return st_out_flush(&t->s->out);
}
