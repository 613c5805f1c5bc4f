/* `stemma doctor`: what this machine gives, and where something is off, how to mend it. */
#include "app/commands.h"

#include "bind/doc.h"
#include "text/fold.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <unistd.h>

/* WORSE: works, with less comfort. OFF: something will fail. */
enum state { FINE, WORSE, OFF };

typedef struct doctor {
  st_session *session;
  uint32_t worse, off;
} doctor;

static void as_json(enum state state, const char *check, const char *what, const char *fix,
                    st_buf *out) {
  static const char *const names[] = {"ok", "note", "error"};
  st_buf_addf(out, "{\"v\":1,\"check\":\"%s\",\"status\":\"%s\",\"message\":", check, names[state]);
  st_buf_add_json(out, st_cstr(what));
  if (fix) st_buf_addz(out, ",\"fix\":"), st_buf_add_json(out, st_cstr(fix));
  st_buf_addz(out, "}\n");
}

static void as_text(const doctor *d, enum state state, const char *check, const char *what,
                    const char *fix, st_buf *out) {
  static const char *const names[] = {"ok", "note", "error"};
  static const enum st_style styles[] = {ST_DIM, ST_YELLOW, ST_RED};
  st_style_begin(&d->session->term, styles[state], out);
  st_buf_addf(out, "%-7s", names[state]);
  st_style_end(&d->session->term, styles[state], out);
  st_buf_addf(out, "%-11s", check);
  st_clean_add(st_cstr(what), out);
  st_buf_addc(out, '\n');
  if (!fix) return;
  st_pad(0, 18, out);
  st_buf_addf(out, "fix: %s\n", fix);
}

/* One line; `fix` is null where nothing is off. */
static void tell(doctor *d, enum state state, const char *check, const char *what,
                 const char *fix) {
  st_session *s = d->session;
  d->worse += state == WORSE;
  d->off += state == OFF;
  if (s->options->quiet) return;
  if (s->options->print == ST_PRINT_NDJSON)
    as_json(state, check, what, fix, &s->out.buf);
  else
    as_text(d, state, check, what, fix, &s->out.buf);
}

static void tell_buf(doctor *d, enum state state, const char *check, st_buf *what,
                     const char *fix) {
  st_buf_addc(what, '\0');
  if (!what->bad) tell(d, state, check, what->p, fix);
  st_buf_close(what);
}

static void check_versions(doctor *d) {
  st_buf what = {0};
  st_buf_addf(&what, "stemma " STEMMA_VERSION ", ");
  st_doc_versions(&what);
  st_buf_addf(&what, ", libuv %s, Unicode %s", uv_version_string(), st_unicode_version());
  tell_buf(d, FINE, "versions", &what, NULL);
}

static void check_data(doctor *d) {
  st_session *s = d->session;
  st_buf what = {0}, path = {0};
  st_buf_addf(&what, "%s%s", s->data, getenv("STEMMA_DATA") ? " (STEMMA_DATA)" : "");
  tell_buf(d, FINE, "data", &what, NULL);
  st_buf_addf(&path, "%s/corpus/call", s->data);
  st_buf_addc(&path, '\0');
  if (!path.bad && access(path.p, R_OK) != 0)
    tell(d, WORSE, "corpus", "the bundled stories are not there, and stemma tour needs them",
         "install stemma whole (cmake --install)");
  st_buf_close(&path);
}

/* --- rules and workers --- */

static void tell_broken(doctor *d, const st_rule *r) {
  st_buf what = {0};
  st_str trouble = st_rule_trouble(r);
  st_buf_addf(&what, "%.*s %s: %.*s", (int)r->name.n, r->name.p, st_rule_state(r),
              (int)trouble.n, trouble.p);
  tell_buf(d, OFF, "rules", &what, "mend the line that is named, or move the file away");
}

static void tell_rules(doctor *d) {
  st_session *s = d->session;
  uint32_t count, broken = 0;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  for (uint32_t i = 0; i < count; i++) broken += st_rule_trouble(&rules[i]).n > 0;
  st_buf what = {0};
  st_buf_addf(&what, "%u of ", count - broken);
  st_many_add(count, "rule", "rules", &what);
  st_buf_addz(&what, " are in use, from ");
  for (uint32_t i = 0; i < s->rule_dirs.count; i++)
    st_buf_addf(&what, "%s%s", i ? ", " : "", s->rule_dirs.items[i]);
  tell_buf(d, FINE, "rules", &what, NULL);
  for (uint32_t i = 0; i < count; i++)
    if (st_rule_trouble(&rules[i]).n) tell_broken(d, &rules[i]);
}

/* A worker is started to load the rules, as for any run. */
static int check_rules(doctor *d, st_error *e) {
  st_session *s = d->session;
  st_error why = {0};
  uint64_t begin = st_stage_begin();
  int rc = st_session_rules(s, false, NULL, (st_str){0}, &why);
  if (rc == ST_ENOMEM) return st_nomem(e);
  st_buf what = {0};
  if (rc) {
    st_buf_addf(&what, "%s", why.message);
    tell_buf(d, OFF, "workers", &what, "see that stemma can be executed and processes started");
    return ST_OK;
  }
  st_buf_addf(&what, "started, rules loaded in %.0f ms; %u cores",
              (double)(st_stage_begin() - begin) / 1e6, uv_available_parallelism());
  tell_buf(d, FINE, "workers", &what, NULL);
  tell_rules(d);
  return ST_OK;
}

/* --- watching --- */

static long limit_of(const char *name) {
  char path[96];
  long value = -1;
  snprintf(path, sizeof path, "/proc/sys/fs/inotify/%s", name);
  FILE *f = fopen(path, "r");
  if (f && fscanf(f, "%ld", &value) != 1) value = -1;
  if (f) fclose(f);
  return value;
}

static void check_limit(doctor *d, const char *name, long least, const char *means) {
  long value = limit_of(name);
  char fix[128];
  st_buf what = {0};
  if (value < 0) {
    st_buf_addf(&what, "%s is not known here", name);
    tell_buf(d, WORSE, "watching", &what, NULL);
    return;
  }
  st_count_add((uint64_t)value, &what);
  st_buf_addf(&what, " %s", means);
  snprintf(fix, sizeof fix, "sudo sysctl fs.inotify.%s=%ld", name, least);
  tell_buf(d, value < least ? WORSE : FINE, "watching", &what, value < least ? fix : NULL);
}

static void check_watching(doctor *d) {
  int fd = inotify_init1(IN_CLOEXEC);
  if (fd < 0) {
    st_buf what = {0};
    st_buf_addf(&what, "nothing can be watched: %s", strerror(errno));
    tell_buf(d, OFF, "watching", &what,
             errno == EMFILE ? "end other programs that watch, or raise "
                               "fs.inotify.max_user_instances with sysctl"
                             : "run where inotify is allowed; all but stemma watch works");
  } else {
    close(fd);
  }
  check_limit(d, "max_user_watches", 8192, "folders can be watched");
  check_limit(d, "max_user_instances", 128, "programs can watch at a time");
  check_limit(d, "max_queued_events", 16384,
              "events wait their turn; beyond that all is looked at");
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= 256) return;
  st_buf what = {0};
  st_buf_addf(&what, "only %llu files can be open", (unsigned long long)files.rlim_cur);
  tell_buf(d, WORSE, "files", &what, "ulimit -n 1024");
}

/* --- where it is read --- */

static const char *locale_name(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int i = 0; i < 3; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return value;
  }
  return "none";
}

static void check_locale(doctor *d) {
  st_buf what = {0};
  const char *set = setlocale(LC_CTYPE, "");
  bool utf8 = set && !strcmp(nl_langinfo(CODESET), "UTF-8");
  setlocale(LC_CTYPE, "C");
  st_buf_addf(&what, "%s%s", locale_name(),
              utf8  ? ""
              : set ? " is not UTF-8, which is what stemma prints"
                    : " is not installed here");
  tell_buf(d, utf8 ? FINE : WORSE, "locale", &what, utf8 ? NULL : "export LC_ALL=C.UTF-8");
}

static void check_terminal(doctor *d) {
  const st_term *term = &d->session->term;
  const char *name = getenv("TERM");
  st_buf what = {0};
  if (!isatty(STDOUT_FILENO)) {
    st_buf_addf(&what, "output is no terminal: no colours, %zu columns", term->width);
    tell_buf(d, FINE, "terminal", &what, NULL);
    return;
  }
  bool dumb = !name || !*name || !strcmp(name, "dumb");
  st_buf_addf(&what, "%s, %zu columns, %s", name && *name ? name : "TERM is not set", term->width,
              term->color ? "colours" : "no colours");
  if (getenv("NO_COLOR")) st_buf_addz(&what, " (NO_COLOR)");
  if (dumb)
    tell_buf(d, WORSE, "terminal", &what, "export TERM=xterm-256color");
  else
    tell_buf(d, term->width < 60 ? WORSE : FINE, "terminal", &what,
             term->width < 60 ? "make the window 80 columns wide" : NULL);
}

static void tell_end(doctor *d) {
  st_buf *out = &d->session->out.buf;
  if (d->session->options->quiet || d->session->options->print == ST_PRINT_NDJSON) return;
  if (!d->off && !d->worse) {
    st_buf_addz(out, "\nall is well\n");
    return;
  }
  st_buf_addc(out, '\n');
  st_many_add(d->off, "error", "errors", out);
  st_buf_addz(out, ", ");
  st_many_add(d->worse, "note", "notes", out);
  st_buf_addc(out, '\n');
}

int st_cmd_doctor(st_session *s, int *status, st_error *e) {
  doctor d = {.session = s};
  check_versions(&d);
  check_data(&d);
  int rc = check_rules(&d, e);
  if (rc) return rc;
  s->failed = false; /* a rule that does not load is told of here */
  check_watching(&d);
  check_locale(&d);
  check_terminal(&d);
  tell_end(&d);
  *status = d.off ? 2 : 0;
  return ST_OK;
}
