/* `stemma watch`: hints come from the loop; what they lead to is done outside of its callbacks, as
 * reading and settling run the loop themselves. */
#include "app/watch.h"

#include "base/alloc.h"
#include "disk/path.h"
#include "disk/watch.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { LOOK_MS = 200, MOST_SAID = 1000 };

typedef struct live {
  st_session *s;
  st_teller teller;
  st_watch *watch;
  st_source *source;
  uv_signal_t signals[2];
  uv_timer_t timer;
  bool timer_open, stop, gone; /* gone: nobody reads */
  st_names *roots, *rules;     /* watched paths: of articles, of rules */
  st_names *hinted;            /* paths to look at; "/" behind a folder's */
  bool articles_hinted, rules_hinted;
  st_error trouble; /* of telling, while the engine is at work */
} live;

/* --- hints --- */

static bool is_in(const st_names *roots, const char *path) {
  for (uint32_t i = 0; i < st_names_count(roots); i++)
    if (st_watch_below(path, st_names_get(roots, i).p)) return true;
  return false;
}

/* A root's own parents may be hinted at as well: what is above a root holds it. */
static void on_changed(void *context, const st_hint *hints, uint32_t count) {
  live *l = context;
  if (!l->articles_hinted && !l->rules_hinted) l->teller.since = uv_hrtime();
  for (uint32_t i = 0; i < count; i++) {
    const char *path = hints[i].path.p;
    if (is_in(l->rules, path)) l->rules_hinted = true;
    if (!is_in(l->roots, path)) continue;
    l->articles_hinted = true;
    st_buf b = {0};
    st_buf_adds(&b, hints[i].path);
    if (hints[i].kind == ST_HINT_FOLDER) st_buf_addc(&b, '/');
    if (b.bad || st_names_add(l->hinted, st_str_of(b.p, b.n)) == ST_NO_NAME) l->stop = true;
    st_buf_close(&b);
  }
}

static void on_complaint(void *context, const char *line) {
  live *l = context;
  st_session_complain(l->s, line);
}

/* Owned by the caller; the paths are borrowed from `from`. */
static st_hint *list_hints(const st_names *from, uint32_t *count) {
  *count = st_names_count(from);
  st_hint *hints = st_grow(NULL, *count, sizeof *hints);
  for (uint32_t i = 0; hints && i < *count; i++) {
    st_str path = st_names_get(from, i);
    bool folder = st_str_ends(path, st_cstr("/")) && path.n > 1;
    hints[i] = (st_hint){folder ? ST_HINT_FOLDER : ST_HINT_FILE, path};
  }
  return hints;
}

/* --- articles --- */

static void tell_notes(live *l) {
  size_t count;
  const st_load_note *notes = st_source_notes(l->source, &count);
  for (size_t i = 0; i < count; i++) {
    st_ticker_clear(&l->s->ticker);
    fprintf(stderr, "%.*s\n", (int)notes[i].line.n, notes[i].line.p);
  }
}

/* The article events go out before any rule runs. */
static int take_changes(live *l, bool *any, st_error *e) {
  size_t count;
  int rc = ST_OK;
  const st_change *changes = st_source_changes(l->source, &count);
  for (size_t i = 0; i < count && st_out_poll(&l->s->out); i++)
    st_tell_article(&l->teller, &changes[i]);
  if (count && l->s->options->print == ST_PRINT_NDJSON && !st_out_flush(&l->s->out)) l->gone = true;
  for (size_t i = 0; rc == ST_OK && i < count; i++) {
    if (changes[i].kind == ST_REMOVED)
      rc = st_engine_remove(l->s->engine, changes[i].doc, e);
    else
      rc = st_engine_put(l->s->engine, changes[i].revision, changes[i].group, e);
  }
  *any = *any || count;
  return rc;
}

/* Hints that come while files are read are kept for the next look. */
static int look(live *l, bool *any, st_error *e) {
  uint32_t count;
  st_names *hinted = l->hinted, *fresh = st_names_open();
  st_hint *hints = fresh ? list_hints(hinted, &count) : NULL;
  if (!hints) {
    st_names_close(fresh);
    return st_nomem(e);
  }
  l->hinted = fresh;
  l->articles_hinted = false;
  int rc = st_source_look(l->source, count ? hints : NULL, count, e);
  st_free(hints);
  st_names_close(hinted);
  if (rc != ST_OK) return rc;
  tell_notes(l);
  return take_changes(l, any, e);
}

/* --- rules --- */

static int reload(live *l, bool *any, st_error *e) {
  uint32_t count, broken;
  l->rules_hinted = false;
  int rc = st_engine_reload(l->s->engine, &broken, e);
  if (l->stop) return ST_OK;
  if (rc == ST_EIO || rc == ST_EINPUT ||
      rc == ST_EUSE) { /* a folder that cannot be read just now */
    st_session_complain(l->s, e->message);
    return ST_OK;
  }
  if (rc != ST_OK) return rc;
  if (!broken && l->s->said) { /* what is wrong the next time is news again */
    st_names_close(l->s->said);
    l->s->said = NULL;
  }
  const st_rule_news *news = st_engine_rule_news(l->s->engine, &count);
  for (uint32_t i = 0; i < count; i++) st_tell_rule(&l->teller, &news[i]);
  if (count && l->s->options->print == ST_PRINT_NDJSON && !st_out_flush(&l->s->out)) l->gone = true;
  *any = *any || count;
  return ST_OK;
}

/* --- settling --- */

/* As soon as a story is settled, while others are still at work. */
static void on_story(void *context, st_str place, const st_finding *findings, uint32_t count) {
  st_session *s = context;
  live *l = s->live;
  if (l->trouble.code != ST_OK || l->gone) return;
  st_tell_findings(&l->teller, place, findings, count, &l->trouble);
  if (l->s->options->print == ST_PRINT_NDJSON && !st_out_flush(&l->s->out)) l->gone = true;
}

/* What was hinted at in the meantime goes first. */
static bool on_pause(void *context) {
  const live *l = ((st_session *)context)->live;
  return l->articles_hinted || l->rules_hinted || l->gone;
}

/* --stats: what one settling had to do; what it did not is where time was saved. */
static void tell_work(const live *l) {
  st_engine_stats w = st_engine_statistics(l->s->engine);
  fprintf(stderr, "%llu layers run; %llu comparisons run, %llu kept; %.1f ms\n",
          (unsigned long long)w.layers_run, (unsigned long long)w.stories_run,
          (unsigned long long)w.stories_kept, w.seconds * 1000);
}

static int settle(live *l, st_error *e) {
  int rc = st_engine_settle(l->s->engine, e);
  if (rc == ST_OK && l->s->options->stats) tell_work(l);
  if (rc == ST_OK && l->trouble.code != ST_OK) {
    rc = l->trouble.code;
    if (e) *e = l->trouble;
  }
  if (rc != ST_OK) return l->stop ? ST_OK : rc;
  if (st_engine_settled(l->s->engine) && !st_tell_settled(&l->teller)) l->gone = true;
  return ST_OK;
}

static int answer(live *l, st_error *e) {
  bool any = !st_engine_settled(l->s->engine);
  int rc = ST_OK;
  if (l->rules_hinted) rc = reload(l, &any, e);
  if (rc == ST_OK && l->articles_hinted && !l->stop) rc = look(l, &any, e);
  if (rc == ST_OK && any && !l->stop && !l->gone) rc = settle(l, e);
  return rc;
}

/* --- the end --- */

static void on_signal(uv_signal_t *signal, int number) {
  live *l = signal->data;
  (void)number;
  l->stop = true;
  st_engine_stop(l->s->engine);
}

/* A pipe that nobody reads any more is an end too, also where there is nothing to write. */
static void on_look(uv_timer_t *timer) {
  live *l = timer->data;
  struct pollfd p = {.fd = STDOUT_FILENO};
  if (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP)) l->gone = true;
  if (l->gone && !l->stop) {
    l->stop = true;
    st_engine_stop(l->s->engine);
  }
}

static void close_live(live *l) {
  st_watch_close(l->watch);
  for (int i = 0; i < 2; i++)
    if (l->timer_open) uv_close((uv_handle_t *)&l->signals[i], NULL);
  if (l->timer_open) uv_close((uv_handle_t *)&l->timer, NULL);
  uv_run(&l->s->loop, UV_RUN_NOWAIT);
  st_source_close(l->source);
  st_teller_close(&l->teller);
  st_names_close(l->roots);
  st_names_close(l->rules);
  st_names_close(l->hinted);
}

/* --- the beginning --- */

static int watch_path(live *l, st_names *roots, const char *path, st_error *e) {
  st_buf clean = {0};
  st_path_clean(st_cstr(path), &clean);
  st_buf_addc(&clean, '\0');
  int rc = clean.bad || st_names_add(roots, st_cstr(clean.p)) == ST_NO_NAME ? st_nomem(e) : ST_OK;
  if (rc == ST_OK) rc = st_watch_add(l->watch, clean.p, e);
  st_buf_close(&clean);
  return rc;
}

/* Watched first and read then, so that nothing comes in between. */
static int watch_paths(live *l, st_error *e) {
  const st_options *o = l->s->options;
  st_watch_options options = {l, on_changed, on_complaint};
  int rc = st_watch_open(&l->s->loop, &options, &l->watch, e);
  for (uint32_t i = 0; rc == ST_OK && i < o->arguments.count; i++)
    rc = watch_path(l, l->roots, o->arguments.items[i], e);
  if (rc == ST_OK && o->meta) rc = watch_path(l, l->roots, o->meta, e);
  for (uint32_t i = 0; rc == ST_OK && i < l->s->rule_dirs.count; i++)
    rc = watch_path(l, l->rules, l->s->rule_dirs.items[i], e);
  return rc;
}

static int open_live(live *l, st_error *e) {
  static const int numbers[] = {SIGINT, SIGTERM};
  const st_options *o = l->s->options;
  l->roots = st_names_open();
  l->rules = st_names_open();
  l->hinted = st_names_open();
  if (!l->roots || !l->rules || !l->hinted) return st_nomem(e);
  int rc = st_teller_open(&l->teller, l->s, e);
  if (rc != ST_OK) return rc;
  for (int i = 0; i < 2; i++) {
    uv_signal_init(&l->s->loop, &l->signals[i]);
    l->signals[i].data = l;
    uv_signal_start(&l->signals[i], on_signal, numbers[i]);
  }
  uv_timer_init(&l->s->loop, &l->timer);
  l->timer.data = l;
  l->timer_open = true;
  uv_timer_start(&l->timer, on_look, LOOK_MS, LOOK_MS);
  rc = watch_paths(l, e);
  st_load_options options = {.meta_file = o->meta, .jobs = o->jobs};
  if (rc == ST_OK)
    rc = st_source_open(&l->s->loop, o->arguments.items, o->arguments.count, &options, &l->source,
                        e);
  return rc;
}

int st_cmd_watch(st_session *s, int *status, st_error *e) {
  live l = {.s = s};
  (void)status;
  for (uint32_t i = 0; i < s->options->arguments.count; i++)
    if (strcmp(s->options->arguments.items[i], "-") == 0)
      return st_fail(e, ST_EUSE, "watch: standard input cannot be watched; name a file or folder");
  s->live = &l;
  s->story = on_story;
  s->pause = on_pause;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (rc == ST_OK) rc = st_engine_want(s->engine, NULL, true, e);
  if (rc == ST_OK) rc = open_live(&l, e);
  l.articles_hinted = true;
  bool any = true;
  if (rc == ST_OK) rc = look(&l, &any, e);
  if (rc == ST_OK && !l.stop) rc = settle(&l, e);
  while (rc == ST_OK && !l.stop && !l.gone) {
    if (l.articles_hinted || l.rules_hinted || !st_engine_settled(s->engine))
      rc = answer(&l, e);
    else {
      st_tell_status(&l.teller);
      uv_run(&s->loop, UV_RUN_ONCE);
    }
  }
  if (l.stop || l.gone) s->failed = false;
  close_live(&l);
  return rc;
}
