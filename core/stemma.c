/* The public interface, on the engine. */
#include "stemma.h"

#include "base/alloc.h"
#include "disk/load.h"
#include "engine/engine.h"
#include "find/row.h"

#include <stdio.h>
#include <uv.h>

struct stemma {
  uv_loop_t loop;
  bool loop_open;
  st_engine *engine;
  st_buf lines;
  char *meta;
  unsigned jobs;
  void (*complain)(void *context, const char *line);
  void *context;
};

static int give(int rc, const st_error *e, char *why) {
  if (rc != ST_OK && why) snprintf(why, STEMMA_WHY, "%s", e->message);
  return rc;
}

const char *stemma_version(void) { return STEMMA_VERSION; }

/* All rule folders, the shipped one first, as the engine takes them. */
static const char **rule_dirs(const stemma_options *options, const char *shipped) {
  size_t n = 0;
  while (options->rules && options->rules[n]) n++;
  const char **dirs = st_calloc(n + 2, sizeof *dirs);
  if (!dirs) return NULL;
  dirs[0] = shipped;
  for (size_t i = 0; i < n; i++) dirs[i + 1] = options->rules[i];
  return dirs;
}

static int start(stemma *s, const stemma_options *options, st_error *e) {
  st_buf lua = {0}, rules = {0};
  st_buf_addf(&lua, "%s/lua%c", options->data, '\0');
  st_buf_addf(&rules, "%s/rules%c", options->data, '\0');
  const char **dirs = rules.bad ? NULL : rule_dirs(options, rules.p);
  st_engine_options o = {.loop = &s->loop,
                         .program = options->program,
                         .lua_dir = lua.p,
                         .rule_dirs = dirs,
                         .jobs = options->jobs,
                         .complain = options->complain,
                         .context = options->context};
  uint32_t broken;
  int rc = lua.bad || !dirs ? st_nomem(e) : st_engine_open(&o, &s->engine, e);
  if (rc == ST_OK) rc = st_engine_rules(s->engine, true, &broken, e);
  if (rc == ST_OK) rc = st_engine_want(s->engine, (const char *const[]){"*", NULL}, true, e);
  st_free(dirs);
  st_buf_close(&lua);
  st_buf_close(&rules);
  return rc;
}

int stemma_open(const stemma_options *options, stemma **out, char *why) {
  st_error e = {0};
  stemma *s = st_calloc(1, sizeof *s);
  if (!s) return give(st_nomem(&e), &e, why);
  s->jobs = options->jobs;
  s->complain = options->complain;
  s->context = options->context;
  s->meta = options->meta ? st_strndup(options->meta, strlen(options->meta)) : NULL;
  s->loop_open = uv_loop_init(&s->loop) == 0;
  int rc = !s->loop_open || (options->meta && !s->meta) ? st_nomem(&e) : start(s, options, &e);
  if (rc == ST_OK)
    *out = s;
  else
    stemma_close(s);
  return give(rc, &e, why);
}

void stemma_close(stemma *s) {
  if (!s) return;
  st_engine_close(s->engine);
  if (s->loop_open) {
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
  }
  st_buf_close(&s->lines);
  st_free(s->meta);
  st_free(s);
}

static void complain(const stemma *s, const st_load *load) {
  size_t n;
  const st_load_note *notes = st_load_notes(load, &n);
  st_buf line = {0};
  for (size_t i = 0; s->complain && i < n; i++) {
    st_buf_clear(&line);
    st_buf_adds(&line, notes[i].line);
    st_buf_addc(&line, '\0');
    if (!line.bad) s->complain(s->context, line.p);
  }
  st_buf_close(&line);
}

int stemma_read(stemma *s, const char *const *paths, char *why) {
  st_error e = {0};
  st_load *load = NULL;
  size_t n = 0;
  while (paths[n]) n++;
  st_load_options o = {.meta_file = s->meta, .jobs = s->jobs};
  int rc = st_load_run(&s->loop, paths, n, &o, &load, &e);
  const st_loaded *articles = rc == ST_OK ? st_load_articles(load, &n) : NULL;
  for (size_t i = 0; rc == ST_OK && i < n; i++)
    rc = st_engine_put(s->engine, articles[i].revision, articles[i].group, &e);
  if (rc == ST_OK) complain(s, load);
  st_load_close(load);
  return give(rc, &e, why);
}

int stemma_forget(stemma *s, const char *doc, char *why) {
  st_error e = {0};
  return give(st_engine_remove(s->engine, st_cstr(doc), &e), &e, why);
}

int stemma_settle(stemma *s, char *why) {
  st_error e = {0};
  return give(st_engine_settle(s->engine, &e), &e, why);
}

static const char *lines(stemma *s) {
  st_buf_addc(&s->lines, '\0');
  return s->lines.bad ? NULL : s->lines.p;
}

const char *stemma_findings(stemma *s) {
  uint32_t n;
  const st_finding *findings = st_engine_findings(s->engine, &n);
  st_buf_close(&s->lines);
  for (uint32_t i = 0; i < n; i++) st_finding_write(&findings[i], &s->lines);
  return lines(s);
}

/* --- annotations --- */

typedef struct where {
  const st_engine *engine;
  uint32_t article;
} where;

static const st_layer *find_layer(const void *context, st_str name) {
  const where *w = context;
  return st_engine_layer(w->engine, w->article, name);
}

static int add_article(stemma *s, uint32_t article, const char *only, st_error *e) {
  uint32_t n;
  const st_str *names = st_engine_layers(s->engine, &n);
  where w = {s->engine, article};
  st_row_source source = {st_engine_revision(s->engine, article), find_layer, &w};
  int rc = ST_OK;
  for (uint32_t i = 0; rc == ST_OK && i < n; i++) {
    const st_layer *layer = st_engine_layer(s->engine, article, names[i]);
    if (layer && (!only || st_str_equal(names[i], st_cstr(only))))
      rc = st_rows_add(&source, layer, st_row_ndjson, &s->lines, e);
  }
  return rc;
}

const char *stemma_annotations(stemma *s, const char *layer) {
  st_error e = {0};
  st_buf_close(&s->lines);
  for (uint32_t i = 0; i < st_engine_articles(s->engine); i++)
    if (add_article(s, i, layer, &e) != ST_OK) return NULL;
  return lines(s);
}
