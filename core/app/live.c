#include "app/live.h"

#include "base/alloc.h"
#include "disk/walk/path.h"

/* --- hints --- */

static bool is_in(const st_names *roots, const char *path) {
  for (uint32_t i = 0; i < st_names_count(roots); i++)
    if (st_watch_below(path, st_names_get(roots, i).p)) return true;
  return false;
}

void st_live_stop(st_live *l) {
  l->stopped = true;
  if (l->s->engine) st_engine_stop(l->s->engine);
}

bool st_live_hinted(const st_live *l) { return l->articles_hinted || l->rules_hinted; }

/* A root's own parents may be hinted at as well: what is above a root holds it. */
static void on_changed(void *context, const st_hint *hints, uint32_t count) {
  st_live *l = context;
  if (!st_live_hinted(l)) l->since = uv_hrtime();
  for (uint32_t i = 0; i < count; i++) {
    const char *path = hints[i].path.p;
    if (is_in(l->rules, path)) l->rules_hinted = true;
    if (!is_in(l->roots, path)) continue;
    l->articles_hinted = true;
    st_buf b = {0};
    st_buf_adds(&b, hints[i].path);
    if (hints[i].kind == ST_HINT_FOLDER) st_buf_addc(&b, '/');
    if (b.bad || st_names_add(l->hinted, st_str_of(b.p, b.n)) == ST_NO_NAME)
      l->out_of_memory = true;
    st_buf_close(&b);
  }
}

static void on_complaint(void *context, const char *line) {
  st_live *l = context;
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

/* --- what could not be read, for a reason that may pass without a hint --- */

enum { RETRY_MS = 400, LOOKS = 2 }; /* once more when it went well: some may have seemed gone */

static void on_retry(uv_timer_t *timer) {
  st_live *l = timer->data;
  if (!st_live_hinted(l)) l->since = uv_hrtime();
  if (l->doubts) l->articles_hinted = l->whole = true;
  if (l->rule_doubts) l->rules_hinted = true;
}

/* Counts the looks that went well since one did not. */
static void count(st_live *l, unsigned *doubts, bool unsure) {
  *doubts = unsure ? LOOKS : *doubts ? *doubts - 1 : 0;
  if (l->doubts || l->rule_doubts) uv_timer_start(&l->retry, on_retry, RETRY_MS, 0);
}

/* --- articles --- */

enum { FEW = 64 }; /* edits, and no new corpus: they go before what else there is to do */
enum { SLICE = 256 }; /* so many are given to the engine, and then keys are looked at */

static int take_changes(st_live *l, bool *any, st_error *e) {
  size_t count;
  int rc = ST_OK;
  const st_change *changes = st_source_changes(l->source, &count);
  if (count) l->options.changes(l->options.context, changes, count);
  st_engine_hurry(l->s->engine, count <= FEW);
  for (size_t i = 0; rc == ST_OK && !l->stopped && i < count; i++) {
    if (l->s->aside && i % SLICE == SLICE - 1) uv_run(&l->s->loop, UV_RUN_NOWAIT);
    if (changes[i].kind == ST_REMOVED)
      rc = st_engine_remove(l->s->engine, changes[i].doc, e);
    else
      rc = st_engine_put(l->s->engine, changes[i].revision, changes[i].group, e);
  }
  st_engine_hurry(l->s->engine, false);
  *any = *any || count;
  return rc;
}

static int look(st_live *l, bool *any, st_error *e) {
  uint32_t given;
  st_names *hinted = l->hinted, *fresh = st_names_open();
  st_hint *hints = fresh ? list_hints(hinted, &given) : NULL;
  if (!hints) {
    st_names_close(fresh);
    return st_nomem(e);
  }
  bool whole = l->whole || !given;
  l->hinted = fresh;
  l->articles_hinted = l->whole = false;
  int rc = st_source_look(l->source, whole ? NULL : hints, given, e);
  st_free(hints);
  st_names_close(hinted);
  if (rc != ST_OK) return rc;
  if (whole || st_source_unsure(l->source)) count(l, &l->doubts, st_source_unsure(l->source));
  size_t notes;
  const st_load_note *list = st_source_notes(l->source, &notes);
  for (size_t i = 0; i < notes; i++) {
    l->options.note(l->options.context, list[i].line);
    l->s->failed |= list[i].argument; /* of one that waits for changes it is mended yet */
  }
  rc = take_changes(l, any, e);
  st_source_forget(l->source);
  return rc;
}

/* --- rules --- */

static void forget_said(st_live *l) {
  st_names_close(l->s->said);
  l->s->said = NULL;
}

void st_live_settled(st_live *l) {
  bool failed = l->failing;
  l->failing = st_engine_failures(l->s->engine) > 0;
  if (failed && !l->failing && !l->broken) forget_said(l);
}

/* Not at once, as editors and formatters save twice, and not for ever, as one who saves without end
 * is to see something. */
enum { ABANDON_AFTER = 250000000 /* ns */, MOST_ABANDONS = 8 };

void st_live_abandon(st_live *l) {
  if (!l->rules_hinted || l->abandoned || l->abandons == MOST_ABANDONS) return;
  if (uv_hrtime() - l->trying < ABANDON_AFTER) return;
  l->abandoned = true;
  l->abandons++;
  st_engine_abandon(l->s->engine);
}

static int reload(st_live *l, bool *any, st_error *e) {
  uint32_t n, broken;
  l->rules_hinted = l->abandoned = false;
  l->trying = uv_hrtime();
  int rc = st_engine_reload(l->s->engine, &broken, e);
  if (l->stopped) return ST_OK;
  if (rc == ST_EIO && l->abandoned) return ST_OK; /* they are hinted at still */
  l->abandons = 0;
  if (rc == ST_EIO || rc == ST_EINPUT ||
      rc == ST_EUSE) { /* a folder that cannot be read just now */
    st_session_complain(l->s, e->message);
    count(l, &l->rule_doubts, true);
    return ST_OK;
  }
  if (rc != ST_OK) return rc;
  count(l, &l->rule_doubts, false);
  l->broken = broken > 0;
  if (!broken) forget_said(l);
  const st_rule_news *news = st_engine_rule_news(l->s->engine, &n);
  if (n) l->options.news(l->options.context, news, n);
  *any = *any || n;
  return ST_OK;
}

int st_live_look_at_articles(st_live *l, bool *any, st_error *e) {
  int rc = l->out_of_memory ? st_nomem(e) : ST_OK;
  if (rc == ST_OK && l->articles_hinted && !l->stopped) rc = look(l, any, e);
  return rc;
}

int st_live_look(st_live *l, bool *any, st_error *e) {
  int rc = l->rules_hinted ? reload(l, any, e) : ST_OK;
  return rc == ST_OK ? st_live_look_at_articles(l, any, e) : rc;
}

/* --- beginning and end --- */

static int watch_path(st_live *l, st_names *roots, const char *path, st_error *e) {
  st_buf clean = {0};
  st_path_clean(st_cstr(path), &clean);
  st_buf_addc(&clean, '\0');
  int rc = clean.bad || st_names_add(roots, st_cstr(clean.p)) == ST_NO_NAME ? st_nomem(e) : ST_OK;
  if (rc == ST_OK) rc = st_watch_add(l->watch, clean.p, e);
  st_buf_close(&clean);
  return rc;
}

static int watch_again(st_live *l, const st_names *roots, st_error *e) {
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < st_names_count(roots); i++)
    rc = st_watch_add(l->watch, st_names_get(roots, i).p, e);
  return rc;
}

int st_live_watch(st_live *l, bool on, st_error *e) {
  st_watch_options options = {l, on_changed, on_complaint};
  if (on == (l->watch != NULL)) return ST_OK;
  if (!on) {
    st_watch_close(l->watch);
    l->watch = NULL;
    return ST_OK;
  }
  int rc = st_watch_open(&l->s->loop, &options, &l->watch, e);
  if (rc == ST_OK) rc = watch_again(l, l->roots, e);
  if (rc == ST_OK) rc = watch_again(l, l->rules, e);
  if (!st_live_hinted(l)) l->since = uv_hrtime();
  l->articles_hinted = l->rules_hinted = l->whole = true;
  return rc;
}

/* Watched first and read then, so that nothing comes in between. */
static int watch_paths(st_live *l, const char *const *paths, uint32_t path_count, st_error *e) {
  st_watch_options options = {l, on_changed, on_complaint};
  int rc = st_watch_open(&l->s->loop, &options, &l->watch, e);
  for (uint32_t i = 0; rc == ST_OK && i < path_count; i++)
    rc = watch_path(l, l->roots, paths[i], e);
  const char *meta = l->s->options->meta;
  if (rc == ST_OK && meta) rc = watch_path(l, l->roots, meta, e);
  for (uint32_t i = 0; rc == ST_OK && i < l->s->rule_dirs.count; i++)
    rc = watch_path(l, l->rules, l->s->rule_dirs.items[i], e);
  return rc;
}

int st_live_open(st_live *l, st_session *s, const char *const *paths, uint32_t count,
                 const st_live_options *options, st_error *e) {
  *l = (st_live){.s = s,
                 .options = *options,
                 .roots = st_names_open(),
                 .rules = st_names_open(),
                 .hinted = st_names_open(),
                 .articles_hinted = true,
                 .whole = true,
                 .stopped = l->stopped,
                 .broken = s->failed,
                 .since = uv_hrtime()};
  if (!l->roots || !l->rules || !l->hinted) return st_nomem(e);
  if (!options->still) st_alloc_share();
  uv_timer_init(&s->loop, &l->retry);
  l->retry.data = l;
  l->retry_open = true;
  int rc = options->still ? ST_OK : watch_paths(l, paths, count, e);
  st_load_options load = {.meta_file = s->options->meta,
                          .jobs = s->options->jobs,
                          .input = options->still,
                          .aside = s->aside};
  if (rc == ST_OK) rc = st_source_open(&s->loop, paths, count, &load, &l->source, e);
  return rc;
}

void st_live_close(st_live *l) {
  if (!l->s) return;
  st_watch_close(l->watch);
  if (l->retry_open) uv_close((uv_handle_t *)&l->retry, NULL);
  uv_run(&l->s->loop, UV_RUN_NOWAIT);
  st_source_close(l->source);
  st_names_close(l->roots);
  st_names_close(l->rules);
  st_names_close(l->hinted);
}
