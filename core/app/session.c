#include "app/session.h"

#include "base/alloc.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void use_threads(uint32_t jobs) {
  char text[16];
  snprintf(text, sizeof text, "%u", jobs ? jobs : (uint32_t)uv_available_parallelism());
  setenv("UV_THREADPOOL_SIZE", text, 0);
}

static char *join(const char *folder, const char *name) {
  st_buf path = {0};
  st_buf_addf(&path, "%s/%s", folder, name);
  char *out = path.bad ? NULL : st_strndup(path.p, path.n);
  st_buf_close(&path);
  return out;
}

/* A folder as it is called from here, where it lies below: this stands before every complaint about
 * a rule. One that is reached by another name keeps it. */
static const char *shortened(const char *path) {
  char here[4096], *real = path[0] == '/' ? realpath(path, NULL) : NULL;
  size_t n = real && getcwd(here, sizeof here) ? strlen(here) : 0, all = strlen(path);
  while (all > 1 && path[all - 1] == '/') all--;
  bool below = n > 1 && !strncmp(real, here, n) && real[n] == '/';
  size_t rest = below ? strlen(real + n + 1) : 0;
  below = below && rest < all && !strncmp(path + all - rest, real + n + 1, rest);
  free(real);
  return below ? path + all - rest : path;
}

static int find_rules(st_session *s, st_error *e) {
  if (!(s->rules = join(s->data, "rules"))) return st_nomem(e);
  int rc = st_list_add(&s->rule_dirs, shortened(s->rules), e);
  for (uint32_t i = 0; !rc && i < s->options->rule_dirs.count; i++) {
    struct stat info;
    const char *dir = s->options->rule_dirs.items[i];
    if (stat(dir, &info) != 0 || !S_ISDIR(info.st_mode))
      return st_fail(e, ST_EUSE, "--rules: '%s' is no folder", dir);
    rc = st_list_add(&s->rule_dirs, shortened(dir), e);
  }
  return rc;
}

int st_session_open(st_session *s, const st_options *options, st_error *e) {
  *s = (st_session){.options = options, .out.fd = STDOUT_FILENO};
  s->term = st_term_of(options->color);
  signal(SIGPIPE, SIG_IGN); /* a reader or a worker that goes away is told by the write */
  use_threads(options->jobs);
  int rc = st_data_find(&s->program, &s->data, e);
  if (rc) return rc;
  if (!(s->lua = join(s->data, "lua"))) return st_nomem(e);
  if ((rc = find_rules(s, e))) return rc;
  if (uv_loop_init(&s->loop)) return st_fail(e, ST_EIO, "no event loop could be made");
  s->loop_open = true;
  return ST_OK;
}

void st_session_complain(st_session *s, const char *line) {
  if (!s->said) s->said = st_names_open();
  uint32_t before = s->said ? st_names_count(s->said) : 0;
  if (s->said && st_names_add(s->said, st_cstr(line)) < before) return;
  if (s->complained) {
    s->complained(s, line);
    return;
  }
  st_ticker_clear(&s->ticker);
  fprintf(stderr, "%s\n", line);
}

uint64_t st_stage_begin(void) { return uv_hrtime(); }

void st_stage_end(st_session *s, const char *name, uint64_t begin, uint64_t bytes) {
  if (s->stage_count == ST_STAGES) return;
  s->stages[s->stage_count++] = (st_stage){name, (double)(uv_hrtime() - begin) / 1e9, bytes};
}

uint64_t st_session_bytes(const st_session *s) {
  size_t count = 0;
  uint64_t bytes = 0;
  const st_loaded *loaded = s->load ? st_load_articles(s->load, &count) : NULL;
  for (size_t i = 0; i < count; i++) bytes += st_revision_text(loaded[i].revision).n;
  return bytes;
}

/* --- rules --- */

/* A tried pattern has no file. */
static void on_complaint(void *context, const char *line) {
  static const char shown[] = ST_TRIED_NAME ".lua:";
  if (((st_session *)context)->hushed) return;
  st_buf text = {0};
  bool tried = !strncmp(line, shown, strlen(shown));
  st_buf_addf(&text, "%s%s", tried ? "PATTERN:" : "", line + (tried ? strlen(shown) : 0));
  st_buf_addc(&text, '\0');
  st_session_complain(context, text.bad ? line : text.p);
  st_buf_close(&text);
}

static void on_settling(void *context, uint64_t done, uint64_t all) {
  st_session *s = context;
  st_ticker_tell(&s->ticker, "working through", done, all, "articles");
  if (s->settling) s->settling(s, done, all);
}

static st_engine_options engine_options(st_session *s) {
  const st_options *o = s->options;
  return (st_engine_options){
      .loop = &s->loop,
      .program = s->program,
      .lua_dir = s->lua,
      .rule_dirs = s->rule_dirs.items,
      .jobs = o->jobs,
      .aside = s->aside,
      .limits = {.instructions = o->instructions, .memory = o->memory},
      .timeout_ms = o->timeout_ms,
      .examples_in_full = s->examples_in_full,
      .complain = on_complaint,
      .progress = on_settling,
      .story = s->story,
      .partly = s->partly,
      .pause = s->pause,
      .between = s->between,
      .context = s,
  };
}

int st_session_rules(st_session *s, bool check, const char *extra, st_str text, st_error *e) {
  uint64_t begin = st_stage_begin();
  st_engine_options options = engine_options(s);
  uint32_t broken = 0;
  int rc = st_engine_open(&options, &s->engine, e);
  if (!rc && extra) rc = st_engine_add_file(s->engine, st_cstr(extra), text, e);
  if (!rc) rc = st_engine_rules(s->engine, check, &broken, e);
  if (!rc && broken) s->failed = true;
  st_stage_end(s, "load rules", begin, 0);
  return rc;
}

bool st_session_writes(const st_session *s, st_str layer) {
  uint32_t count;
  const st_str *names = st_engine_layers(s->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(names[i], layer)) return true;
  return false;
}

/* --- articles --- */

static void on_reading(void *data, const st_load_progress *progress) {
  st_session *s = data;
  st_ticker_tell(&s->ticker, "reading", progress->files_done, progress->files, "files");
}

static void tell_notes(st_session *s) {
  size_t count;
  const st_load_note *notes = st_load_notes(s->load, &count);
  for (size_t i = 0; i < count; i++) {
    st_buf line = {0};
    st_buf_adds(&line, notes[i].line);
    st_buf_addc(&line, '\0');
    if (!line.bad) st_session_complain(s, line.p);
    st_buf_close(&line);
    s->failed |= notes[i].argument;
  }
}

int st_session_give(st_session *s, st_error *e) {
  size_t count;
  int rc = ST_OK;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  for (size_t i = 0; !rc && i < count; i++)
    rc = st_engine_put(s->engine, loaded[i].revision, loaded[i].group, e);
  return rc;
}

int st_session_read(st_session *s, const char *const *paths, uint32_t count, st_error *e) {
  uint64_t begin = st_stage_begin();
  st_ticker_start(&s->ticker, !s->options->quiet);
  st_load_options options = {.meta_file = s->options->meta,
                             .jobs = s->options->jobs,
                             .input = true,
                             .progress = on_reading,
                             .data = s};
  int rc = st_load_run(&s->loop, paths, count, &options, &s->load, e);
  st_ticker_clear(&s->ticker);
  if (rc) return rc;
  tell_notes(s);
  st_stage_end(s, "load", begin, st_session_bytes(s));
  return s->engine ? st_session_give(s, e) : ST_OK;
}

int st_session_settle(st_session *s, const char *const *layers, bool findings, st_error *e) {
  st_ticker_start(&s->ticker, !s->options->quiet);
  int rc = st_engine_want(s->engine, layers, findings, e);
  if (!rc) rc = st_engine_settle(s->engine, e);
  st_ticker_clear(&s->ticker);
  if (!rc && st_engine_failures(s->engine)) s->failed = true;
  return rc;
}

int st_session_close(st_session *s, int rc, st_error *e, int status) {
  st_ticker_clear(&s->ticker);
  if (!rc)
    rc = st_out_end(&s->out, e);
  else
    st_buf_close(&s->out.buf);
  if (rc)
    fprintf(stderr, "stemma: %s\n", e->message);
  else if (s->options->stats)
    st_stats_print(s);
  if (s->engine) st_engine_close(s->engine);
  if (s->load) st_load_close(s->load);
  if (s->loop_open) {
    uv_run(&s->loop, UV_RUN_DEFAULT); /* closing handles are let go there */
    uv_loop_close(&s->loop);
  }
  st_names_close(s->said);
  st_names_close(s->folders);
  st_free(s->rule_dirs.items);
  st_free(s->program);
  st_free(s->data);
  st_free(s->lua);
  st_free(s->rules);
  return rc || s->failed ? 2 : status;
}
