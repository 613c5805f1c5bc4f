#include "support_watch.h"

#include "base/buf.h"

#include <stdio.h>

static void on_changed(void *context, const st_hint *hints, uint32_t count) {
  watched *w = context;
  w->batches++;
  w->hints += count;
  w->last = uv_hrtime();
  if (!w->first) w->first = w->last;
  for (uint32_t i = 0; i < count; i++) {
    char path[512];
    int n = snprintf(path, sizeof path, "%.*s%s", (int)hints[i].path.n, hints[i].path.p,
                     hints[i].kind == ST_HINT_FOLDER ? "/" : "");
    assert_int_equal(hints[i].path.p[hints[i].path.n], 0);
    uint32_t k = st_names_add(w->paths, st_str_of(path, (size_t)n));
    if (k < sizeof w->times / sizeof *w->times) w->times[k]++;
  }
}

static void on_complaint(void *context, const char *line) {
  watched *w = context;
  snprintf(w->said, sizeof w->said, "%s", line);
}

void watched_open(watched *w, const char *path) {
  *w = (watched){.paths = st_names_open()};
  st_watch_options options = {w, on_changed, on_complaint};
  assert_int_equal(uv_loop_init(&w->loop), 0);
  uv_timer_init(&w->loop, &w->limit);
  assert_int_equal(st_watch_open(&w->loop, &options, &w->watch, NULL), 0);
  if (path) assert_int_equal(st_watch_add(w->watch, path, NULL), 0);
}

void watched_close(watched *w) {
  st_watch_close(w->watch);
  uv_close((uv_handle_t *)&w->limit, NULL);
  uv_run(&w->loop, UV_RUN_DEFAULT);
  assert_int_equal(uv_loop_close(&w->loop), 0);
  st_names_close(w->paths);
}

static void on_limit(uv_timer_t *timer) { uv_stop(timer->loop); }

void watched_run(watched *w, unsigned ms) {
  uv_update_time(&w->loop);
  uv_timer_start(&w->limit, on_limit, ms, 0);
  uv_run(&w->loop, UV_RUN_DEFAULT);
}

void watched_settle(watched *w) {
  uint64_t end = uv_hrtime() + 5000000000u;
  do watched_run(w, 150);
  while (w->last && uv_hrtime() - w->last < 150000000u && uv_hrtime() < end);
}

void watched_clear(watched *w) {
  st_names_close(w->paths);
  w->paths = st_names_open();
  memset(w->times, 0, sizeof w->times);
  w->batches = w->hints = 0;
  w->first = w->last = 0;
}

unsigned watched_times(const watched *w, const char *path) {
  uint32_t k = st_names_find(w->paths, st_cstr(path));
  return k == ST_NO_NAME ? 0 : w->times[k];
}

bool watched_covers(const watched *w, const char *path) {
  if (watched_times(w, path)) return true;
  for (uint32_t i = 0; i < st_names_count(w->paths); i++) {
    st_str s = st_names_get(w->paths, i);
    if (st_str_ends(s, st_cstr("/")) && strncmp(path, s.p, s.n) == 0) return true;
    if (st_str_ends(s, st_cstr("/")) && strlen(path) == s.n - 1 && strncmp(path, s.p, s.n - 1) == 0)
      return true;
  }
  return false;
}
