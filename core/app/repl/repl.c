#include "app/repl/repl.h"

#include "app/commands.h"
#include "app/repl/asks/asks.h"
#include "base/alloc.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { REFRESH_MS = 100 };

/* --- what the engine and the watcher tell --- */

static st_repl *of(void *session) { return ((st_session *)session)->live; }

static void on_story(void *session, st_str place, const st_finding *findings, uint32_t count) {
  st_news_story(of(session), place, findings, count);
}

/* What was hinted at goes first. */
static bool on_pause(void *session) {
  const st_repl *r = of(session);
  return r->live.stopped || st_live_hinted(&r->live);
}

static void on_complained(void *session, const char *line) {
  st_repl *r = of(session);
  if (r->defining) return;
  if (r->draft && st_str_starts(st_cstr(line), st_cstr(r->draft)))
    st_buf_add(&r->withheld, line, strlen(line) + 1);
  else
    st_repl_say(r, st_cstr(line));
}

/* The prompt says how far it is, where one waits for it. */
static void on_settling(void *session, uint64_t done, uint64_t all) {
  st_repl *r = of(session);
  static uint64_t last;
  r->done = done < all ? done : all;
  r->all = all;
  uint64_t now = uv_hrtime();
  if (!r->line || !r->asked || now - last < (uint64_t)REFRESH_MS * 1000000) return;
  last = now;
  st_terminal_refresh(r);
}

/* While rules are read anew: articles that are saved meanwhile are taken up, and rules in use run on
 * them. At the beginning there are none yet. */
static void on_between(void *session) {
  st_repl *r = of(session);
  bool any = false;
  int rc = r->trouble.code;
  if (r->live.stopped || !r->ready) return;
  st_live_abandon(&r->live);
  if (rc == ST_OK && r->live.articles_hinted) {
    r->news.since = r->live.since;
    rc = st_live_look_at_articles(&r->live, &any, &r->trouble);
  }
  if (rc == ST_OK && !r->live.stopped && r->line) rc = st_engine_go_on(r->s->engine, &r->trouble);
  if (rc == ST_OK && !r->live.stopped && st_engine_settled(r->s->engine)) st_news_settled(r);
  if (rc != ST_OK) st_live_stop(&r->live);
}

static void on_changes(void *context, const st_change *changes, size_t count) {
  st_news_changes(context, changes, count);
}

static void on_news(void *context, const st_rule_news *news, uint32_t count) {
  st_news_rules(context, news, count);
}

static void on_note(void *context, st_str line) { st_repl_say(context, line); }

/* --- signals --- */

/* At a terminal Ctrl-C is a key, unless another program has it: then it is that program's. */
static void on_signal(uv_signal_t *signal, int number) {
  st_repl *r = signal->data;
  if (number != SIGINT)
    st_live_stop(&r->live);
  else if (!r->line && r->busy) {
    r->interrupting = false; /* the evaluator had the signal too, or has it now */
    st_child_interrupt(r->child);
  } else if (!r->line) {
    r->status = 128 + SIGINT;
    st_live_stop(&r->live);
  }
}

static void open_handles(st_repl *r) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  uv_timer_init(&r->s->loop, &r->timer);
  r->timer.data = r;
  for (int i = 0; i < 3; i++) {
    uv_signal_init(&r->s->loop, &r->signals[i]);
    r->signals[i].data = r;
    uv_signal_start(&r->signals[i], on_signal, numbers[i]);
  }
  r->handles_open = true;
}

/* --- one run --- */

static int settle(st_repl *r, st_error *e) {
  int rc = st_engine_settle(r->s->engine, e);
  if (rc != ST_OK) return r->live.stopped ? ST_OK : rc;
  r->version++;
  if (st_engine_settled(r->s->engine)) st_news_settled(r);
  return ST_OK;
}

static int step(st_repl *r, st_error *e) {
  bool any = false;
  if (r->live.articles_hinted || r->live.rules_hinted) {
    r->news.since = r->live.since;
    int rc = st_live_look(&r->live, &any, e);
    r->ready = true;
    if (rc == ST_OK) st_asks_go_on(r);
    if (rc == ST_OK) st_repl_pump(r);
    return rc;
  }
  bool wanted = r->line || r->asked;
  if (wanted && !st_engine_settled(r->s->engine)) return settle(r, e);
  if (r->asked) return st_asks_serve(r, e);
  uv_run(&r->s->loop, UV_RUN_ONCE);
  return ST_OK;
}

/* The prompt comes first; rules and articles are read while one may type already. */
static int prepare(st_repl *r, st_error *e) {
  const st_options *o = r->s->options;
  uint32_t skip = o->command == ST_CMD_RUN;
  st_live_options live = {r, r->line == NULL, on_changes, on_news, on_note};
  int rc = st_session_rules(r->s, true, NULL, (st_str){0}, e);
  if (rc == ST_OK) rc = st_engine_want(r->s->engine, NULL, r->findings, e);
  if (rc == ST_OK)
    rc = st_live_open(&r->live, r->s, o->arguments.items + skip, o->arguments.count - skip, &live,
                      e);
  return r->live.stopped ? ST_OK : rc;
}

static int open_repl(st_repl *r, st_error *e) {
  const st_options *o = r->s->options;
  bool terminal = o->command == ST_CMD_REPL && !o->codes.count && !o->guest &&
                  isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  r->inputs_end = &r->inputs;
  r->asked_end = &r->asked;
  if (!(r->layers = st_names_open())) return st_nomem(e);
  int rc = st_news_open(r, e);
  open_handles(r);
  if (rc == ST_OK && terminal) rc = st_terminal_open(r, e);
  if (rc == ST_OK && !terminal && !o->guest) rc = st_script_inputs(r, e);
  r->findings = r->s->aside = terminal;
  if (rc == ST_OK) rc = st_repl_start_child(r, e);
  if (rc == ST_OK) st_repl_pump(r);
  return rc;
}

static void close_repl(st_repl *r) {
  st_child_close(r->child);
  st_terminal_close(r);
  for (int i = 0; r->handles_open && i < 3; i++) uv_close((uv_handle_t *)&r->signals[i], NULL);
  if (r->handles_open) uv_close((uv_handle_t *)&r->timer, NULL);
  st_live_close(&r->live);
  st_repl_forget_inputs(r);
  st_asks_forget(r);
  st_news_close(r);
  st_names_close(r->layers);
  st_buf_close(&r->printed);
  st_buf_close(&r->held);
  st_buf_close(&r->withheld);
  st_free(r->draft);
  st_free(r->lost);
  uv_run(&r->s->loop, UV_RUN_NOWAIT);
}

static int run(st_session *s, int *status, st_error *e) {
  st_repl r = {.s = s, .live.s = s};
  s->live = &r;
  s->story = on_story;
  s->pause = on_pause;
  s->between = on_between;
  s->complained = on_complained;
  s->settling = on_settling;
  int rc = open_repl(&r, e);
  if (rc == ST_OK && !r.live.stopped) rc = prepare(&r, e);
  while (rc == ST_OK && !r.live.stopped) rc = step(&r, e);
  if (rc == ST_OK && r.trouble.code != ST_OK) {
    rc = r.trouble.code;
    *e = r.trouble;
  }
  if (r.line) s->failed = false;
  *status = r.status;
  close_repl(&r);
  s->complained = NULL;
  s->settling = NULL;
  while (r.foreign_open) uv_run(&s->loop, UV_RUN_ONCE);
  return rc;
}

int st_cmd_repl(st_session *s, int *status, st_error *e) { return run(s, status, e); }
int st_cmd_run(st_session *s, int *status, st_error *e) { return run(s, status, e); }
