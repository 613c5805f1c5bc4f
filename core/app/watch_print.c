/* What changed, as events for programs and as lines for people. */
#include "app/commands.h"
#include "app/watch.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <stdlib.h>
#include <unistd.h>

int st_teller_open(st_teller *t, st_session *s, st_error *e) {
  *t = (st_teller){.s = s, .groups = st_names_open(), .since = uv_hrtime(), .quiet_start = true};
  return t->groups ? ST_OK : st_nomem(e);
}

static void forget(st_kept_list *l) {
  for (uint32_t i = 0; i < l->count; i++) st_free(l->items[i].line);
  st_free(l->items);
  *l = (st_kept_list){0};
}

void st_teller_close(st_teller *t) {
  uint32_t groups = t->groups ? st_names_count(t->groups) : 0;
  for (uint32_t i = 0; i < groups && i < t->kept_room; i++) forget(&t->kept[i]);
  st_free(t->kept);
  st_names_close(t->groups);
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
  t->removed++;
  if (as_events(t)) {
    begin_event(t, "finding", "removed");
    st_buf_addf(&t->s->out.buf, ",%s}\n", k->line);
  } else {
    style_change(t, '-');
    st_clip_add(st_cstr(k->line), t->s->term.width - 2, &t->lines);
    st_buf_addc(&t->lines, '\n');
  }
}

static void tell_present(st_teller *t, const st_finding *f, const st_buf *line, bool isnew,
                         st_error *e) {
  *(isnew ? &t->added : &t->changed) += 1;
  if (as_events(t)) {
    begin_event(t, "finding", isnew ? "added" : "changed");
    st_buf_addc(&t->s->out.buf, ',');
    st_buf_adds(&t->s->out.buf, inside(line));
    st_buf_addz(&t->s->out.buf, "}\n");
  } else if (!t->quiet_start) {
    st_term term = t->s->term;
    term.width -= 2;
    style_change(t, isnew ? '+' : '~');
    st_finding_full(f, &term, &t->lines, e);
  }
}

static int by_id(const void *a, const void *b) {
  return strcmp(((const st_kept *)a)->id, ((const st_kept *)b)->id);
}

static st_kept_list *list_of(st_teller *t, st_str group) {
  uint32_t k = st_names_add(t->groups, group);
  if (k == ST_NO_NAME) return NULL;
  if (k >= t->kept_room) {
    uint32_t room = t->kept_room ? t->kept_room * 2 : 16;
    st_kept_list *kept = st_grow(t->kept, room, sizeof *kept);
    if (!kept) return NULL;
    memset(kept + t->kept_room, 0, (room - t->kept_room) * sizeof *kept);
    t->kept = kept;
    t->kept_room = room;
  }
  return &t->kept[k];
}

/* What has to be known of a finding when it is gone. */
static char *keep_line(const st_teller *t, const st_finding *f, const st_buf *line) {
  if (as_events(t)) return st_strndup(inside(line).p, inside(line).n);
  st_buf b = {0};
  st_buf_adds(&b, f->level);
  st_buf_addc(&b, ' ');
  st_buf_adds(&b, f->kind);
  st_buf_addz(&b, ": ");
  st_buf_adds(&b, f->message);
  char *own = b.bad ? NULL : st_strndup(b.p, b.n);
  st_buf_close(&b);
  return own;
}

/* Takes the line over from `old` where it is the same, so that what stays costs a look. */
static bool take_finding(st_teller *t, st_kept_list *old, const st_finding *f, st_kept *now,
                         st_error *e) {
  st_buf line = {0};
  st_finding_write(f, &line);
  if (line.bad) return st_buf_close(&line), false;
  memcpy(now->id, f->id, sizeof now->id);
  now->hash = st_hash(line.p, line.n);
  st_kept *was = old->count ? bsearch(now, old->items, old->count, sizeof *now, by_id) : NULL;
  bool same = was && was->line && was->hash == now->hash;
  if (same) {
    now->line = was->line;
  } else {
    now->line = keep_line(t, f, &line);
    tell_present(t, f, &line, !was, e);
    if (was) st_free(was->line);
  }
  if (was) was->line = NULL; /* what still has one was not seen again */
  bool good = now->line != NULL;
  st_buf_close(&line);
  return good;
}

int st_tell_findings(st_teller *t, st_str group, const st_finding *findings, uint32_t count,
                     st_error *e) {
  st_kept_list *old = list_of(t, group);
  st_kept_list now = {st_calloc(count, sizeof *now.items), 0};
  bool good = old && now.items;
  for (uint32_t i = 0; good && i < count; i++)
    good = take_finding(t, old, &findings[i], &now.items[now.count++], e);
  for (uint32_t i = 0; good && i < old->count; i++)
    if (old->items[i].line) tell_removed(t, &old->items[i]);
  if (good && now.count) qsort(now.items, now.count, sizeof *now.items, by_id);
  if (old) forget(old);
  if (old)
    *old = now;
  else
    forget(&now);
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

/* The line that stays: what is watched, and what is found in it. */
static void print_status(st_teller *t) {
  uint32_t findings, stories;
  st_buf *out = &t->s->out.buf;
  st_engine_totals(t->s->engine, &stories, &findings);
  if (!t->quiet_start && !isatty(STDOUT_FILENO)) return;
  st_buf_addz(out, "watching ");
  st_many_add(st_engine_articles(t->s->engine), "article in ", "articles in ", out);
  st_many_add(stories, "story; ", "stories; ", out);
  st_many_add(findings, "finding", "findings", out);
  st_buf_addz(out, isatty(STDOUT_FILENO) ? "; Ctrl-C ends" : "\n");
  t->s->ticker.shown = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO); /* it makes way for others */
}

bool st_tell_settled(st_teller *t) {
  if (as_events(t)) {
    begin_event(t, "settled", NULL);
    st_buf_addz(&t->s->out.buf, "}\n");
  } else {
    if (!t->quiet_start && isatty(STDOUT_FILENO)) st_buf_addz(&t->s->out.buf, "\r\x1b[K");
    print_text(t);
    print_status(t);
  }
  t->added = t->changed = t->removed = 0;
  st_buf_clear(&t->cause);
  st_buf_clear(&t->lines);
  t->quiet_start = t->rules = false;
  return st_out_flush(&t->s->out);
}

void st_tell_status(st_teller *t) {
  if (as_events(t) || t->s->ticker.shown || !isatty(STDOUT_FILENO) || !isatty(STDERR_FILENO))
    return;
  print_status(t);
  st_out_flush(&t->s->out);
}
