/* `stemma watch`: what is there, then what each change brings, until the end. */
#include "app/watch/watch.h"

#include "app/live.h"
#include "disk/note.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { LOOK_MS = 200, TOGETHER_MS = 1 };

typedef struct watching {
  st_session *s;
  st_teller teller;
  st_live live;
  st_screen screen;
  uv_async_t signal;
  uv_timer_t timer, flush;
  uint64_t flushed; /* when, ms */
  bool timer_open, gone; /* gone: nobody reads */
  st_error trouble;      /* of telling, while the engine is at work */
} watching;

/* --- what a look brings --- */

static void flush_events(watching *w) {
  if (w->s->options->print == ST_PRINT_NDJSON && !st_out_flush(&w->s->out)) w->gone = true;
}

static void flush_stream(watching *w) {
  w->flushed = uv_now(&w->s->loop);
  flush_events(w);
}

static void on_flush(uv_timer_t *timer) { flush_stream(timer->data); }

/* At once, but for what comes in a stream: whoever reads it would be woken for each line, and take
 * from the workers what it needs for that. */
static void flush_soon(watching *w) {
  if (!w->s->out.buf.n) return;
  if (uv_now(&w->s->loop) - w->flushed >= TOGETHER_MS)
    flush_stream(w);
  else if (!uv_is_active((uv_handle_t *)&w->flush))
    uv_timer_start(&w->flush, on_flush, TOGETHER_MS, 0);
}

/* What is not there yet is watched for. */
static void on_note(void *context, st_str line) {
  watching *w = context;
  st_str left_out = st_cstr("; left out");
  bool missing = st_str_ends(line, st_cstr(ST_MISSING "; left out"));
  if (missing) line.n -= left_out.n;
  st_ticker_clear(&w->s->ticker);
  fprintf(stderr, "%.*s%s\n", (int)line.n, line.p, missing ? "; taken in when it is there" : "");
}

/* The article events go out before any rule runs. */
static void on_changes(void *context, const st_change *changes, size_t count) {
  watching *w = context;
  for (size_t i = 0; i < count && st_out_poll(&w->s->out); i++)
    st_tell_article(&w->teller, &changes[i]);
  flush_events(w);
}

static void on_news(void *context, const st_rule_news *news, uint32_t count) {
  watching *w = context;
  for (uint32_t i = 0; i < count; i++) st_tell_rule(&w->teller, &news[i]);
  flush_events(w);
}

/* --- settling --- */

/* What is known of a story, but for the rules that take long. */
static void on_part(void *context, st_str place, const st_finding *findings, uint32_t count,
                    const st_str *open, uint32_t open_count) {
  st_session *s = context;
  watching *w = s->live;
  if (w->trouble.code != ST_OK || w->gone) return;
  st_report part = {place, findings, count, open, open_count};
  st_tell_findings(&w->teller, &part, &w->trouble);
}

/* As soon as a story is settled, while others are still at work. */
static void on_story(void *context, st_str place, const st_finding *findings, uint32_t count) {
  on_part(context, place, findings, count, NULL, 0);
}

/* What was hinted at in the meantime goes first. */
static bool on_pause(void *context) {
  watching *w = ((st_session *)context)->live;
  flush_soon(w);
  return st_live_hinted(&w->live) || st_screen_waits(&w->screen) || w->gone;
}

/* While rules are tried: edits are answered with those that are in use. */
static void on_between(void *context) {
  st_session *s = context;
  watching *w = s->live;
  bool any = false;
  int rc = w->trouble.code;
  st_live_abandon(&w->live);
  if (rc == ST_OK && w->live.articles_hinted) rc = st_live_look_at_articles(&w->live, &any, &w->trouble);
  if (rc == ST_OK && !w->live.stopped) rc = st_engine_go_on(s->engine, &w->trouble);
  flush_soon(w);
  if (rc == ST_OK && st_screen_waits(&w->screen)) st_screen_act(&w->screen, &w->trouble);
}

/* --stats: what one settling had to do; what it did not is where time was saved. */
static void tell_work(watching *w) {
  st_engine_stats done = st_engine_statistics(w->s->engine);
  st_ticker_clear(&w->s->ticker);
  fprintf(stderr, "%llu layers run, %llu kept; %llu comparisons run, %llu kept; %.1f ms\n",
          (unsigned long long)done.layers_run, (unsigned long long)done.layers_kept,
          (unsigned long long)done.stories_run, (unsigned long long)done.stories_kept,
          done.seconds * 1000);
}

static int settle(watching *w, st_error *e) {
  int rc = st_engine_settle(w->s->engine, e);
  if (rc == ST_OK && w->s->options->stats && st_engine_settled(w->s->engine)) tell_work(w);
  if (rc == ST_OK && w->trouble.code != ST_OK) {
    rc = w->trouble.code;
    if (e) *e = w->trouble;
  }
  if (rc != ST_OK) return w->live.stopped ? ST_OK : rc;
  if (!st_engine_settled(w->s->engine)) return ST_OK;
  st_live_settled(&w->live);
  if (!st_tell_settled(&w->teller)) w->gone = true;
  return ST_OK;
}

static int answer(watching *w, st_error *e) {
  bool any = !st_engine_settled(w->s->engine);
  if (st_live_hinted(&w->live)) w->teller.since = w->live.since;
  int rc = st_live_look(&w->live, &any, e);
  any = any || !st_engine_settled(w->s->engine) || w->teller.told;
  if (rc == ST_OK && any && !w->live.stopped && !w->gone) rc = settle(w, e);
  return rc;
}

/* --- the end --- */

static volatile sig_atomic_t signalled;
static uv_async_t *wakes;

/* A signal of libuv's would be told by the loop alone, which waits while a reader does not read. */
static void on_signal(int number) {
  int was = errno;
  signalled = number;
  uv_async_send(wakes);
  errno = was;
}

static bool is_signalled(void) { return signalled != 0; }

static void on_woken(uv_async_t *signal) {
  watching *w = signal->data;
  if (signalled) st_live_stop(&w->live);
}

static void take_signals(void (*handler)(int number)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

static int open_signals(watching *w, st_error *e) {
  int rc = uv_async_init(&w->s->loop, &w->signal, on_woken);
  if (rc < 0) return st_fail(e, ST_EIO, "watch: signals: %s", uv_strerror(rc));
  w->signal.data = w;
  wakes = &w->signal;
  w->s->out.given_up = is_signalled;
  take_signals(on_signal);
  return ST_OK;
}

static void close_signals(watching *w) {
  if (!wakes) return;
  take_signals(SIG_DFL);
  wakes = NULL;
  uv_close((uv_handle_t *)&w->signal, NULL);
}

/* A pipe that nobody reads any more is an end too, also where there is nothing to write. */
static void on_look(uv_timer_t *timer) {
  watching *w = timer->data;
  struct pollfd p = {.fd = STDOUT_FILENO};
  if (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP)) w->gone = true;
  if (w->gone && !w->live.stopped) st_live_stop(&w->live);
}

static void close_watching(watching *w) {
  close_signals(w);
  if (w->timer_open) uv_close((uv_handle_t *)&w->timer, NULL);
  if (w->timer_open) uv_close((uv_handle_t *)&w->flush, NULL);
  st_screen_close(&w->screen);
  st_live_close(&w->live);
  uv_run(&w->s->loop, UV_RUN_NOWAIT);
  st_teller_close(&w->teller);
}

/* --- the beginning --- */

static int open_watching(watching *w, st_error *e) {
  const st_options *o = w->s->options;
  int rc = st_teller_open(&w->teller, w->s, e);
  if (rc != ST_OK) return rc;
  if (w->teller.terminal) st_screen_open(&w->screen, &w->teller);
  if ((rc = open_signals(w, e)) != ST_OK) return rc;
  uv_timer_init(&w->s->loop, &w->timer);
  uv_timer_init(&w->s->loop, &w->flush);
  w->timer.data = w->flush.data = w;
  w->timer_open = true;
  uv_timer_start(&w->timer, on_look, LOOK_MS, LOOK_MS);
  st_live_options options = {w, false, on_changes, on_news, on_note};
  return st_live_open(&w->live, w->s, o->arguments.items, o->arguments.count, &options, e);
}

static bool is_over(const watching *w) { return w->live.stopped || w->gone || w->screen.quit; }

/* What keys say goes first, then what changed, then what is left to do. */
static int turn(watching *w, st_error *e) {
  if (st_screen_waits(&w->screen)) return st_screen_act(&w->screen, e);
  if (st_live_hinted(&w->live) || !st_engine_settled(w->s->engine)) return answer(w, e);
  st_screen_status(&w->screen);
  uv_run(&w->s->loop, UV_RUN_ONCE);
  return ST_OK;
}

int st_cmd_watch(st_session *s, int *status, st_error *e) {
  watching w = {.s = s, .live.s = s};
  (void)status;
  for (uint32_t i = 0; i < s->options->arguments.count; i++)
    if (strcmp(s->options->arguments.items[i], "-") == 0)
      return st_fail(e, ST_EUSE, "watch: standard input cannot be watched; name a file or folder");
  s->aside = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  s->live = &w;
  s->story = on_story;
  s->partly = on_part;
  s->pause = on_pause;
  s->between = on_between;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (rc == ST_OK) rc = st_engine_want(s->engine, NULL, true, e);
  if (rc == ST_OK) rc = open_watching(&w, e);
  bool any = true;
  if (rc == ST_OK) rc = st_live_look(&w.live, &any, e);
  if (rc == ST_OK && !w.live.stopped) rc = settle(&w, e);
  while (rc == ST_OK && !is_over(&w)) rc = turn(&w, e);
  if (is_over(&w)) s->failed = false;
  close_watching(&w);
  return rc;
}
