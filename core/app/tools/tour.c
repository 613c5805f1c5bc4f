/* `stemma tour`: commands on the bundled stories, each run for real, with a word on what it shows.
 *
 * They run in the data folder, so that they read as they would be typed there. */
#include "app/commands.h"

#include "text/fold.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORDS = 12 };

typedef struct step {
  const char *title, *text;
  const char *words[MOST_WORDS]; /* what follows "stemma" */
} step;

static const step steps[] = {
    {"What was read",
     "Five outlets report one telephone call: a folder of text, Markdown and HTML. What is known "
     "of each article, and from where:",
     {"articles", "corpus/call"}},
    {"Where they differ",
     "Set side by side, worst first. One has another day; between ‹ and › or in bold stand the "
     "words that show it. Whoever is silent is named, and so is what cannot be decided.",
     {"corpus/call"}},
    {"What was found in one",
     "Behind findings stand annotations: quotations with their speakers, numbers with their "
     "hedges, times, names. Rules find them, a layer each.",
     {"extract", "corpus/call/herald.txt", "--layer", "quotation,time"}},
    {"For programs",
     "The same as lines of JSON, with offsets in bytes; offsets and words always agree.",
     {"extract", "corpus/call/wire.md", "--layer", "time", "--format", "ndjson"}},
    {"The rules",
     "Nothing of this is built in: the rules are Lua files, meant to be edited.",
     {"rules"}},
    {"A pattern on the spot",
     "A pattern is a Lua expression over words: * is then, + is or, ^n repeats. Try one on the "
     "articles before it becomes a rule.",
     {"try", "t.capital:as \"who\" * t.word { \"said\", \"says\" }", "corpus/call/herald.txt"}},
    {"Why?",
     "How the conflict came about: the rule, its line, and in each article what it stands on.",
     {"why", "corpus/call/herald.txt:4:125"}},
    {"Why not?",
     "Where a rule finds nothing, it can be asked how far it got.",
     {"why-not", "extract/quotation", "corpus/call/wire.md:8"}},
    {"All that rules are given",
     "Each function is explained from one source: here, in the manual, in your editor.",
     {"rules", "help", "t.layer"}},
};
enum { STEPS = sizeof steps / sizeof *steps };

typedef struct tour {
  st_session *session;
  bool asks; /* a person is there, who presses Enter */
  size_t rows;
  bool ended;
} tour;

static void flush(tour *t) { t->ended |= !st_out_flush(&t->session->out); }

/* Waits for a line: what it begins with, or 'q' at the end of input. */
static char answer(void) {
  char first = 0, c;
  for (;;) {
    ssize_t n = read(STDIN_FILENO, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 'q';
    if (!first) first = c;
    if (c == '\n') return first;
  }
}

static void pause_here(tour *t, const char *what) {
  if (!t->asks || t->ended) return;
  st_styled(&t->session->term, ST_DIM, st_cstr(what), &t->session->out.buf);
  st_buf_addc(&t->session->out.buf, ' ');
  flush(t);
  if (answer() == 'q') t->ended = true;
}

/* --- running a command --- */

static bool needs_quotes(const char *word) { return word[strcspn(word, " \"'*{}^+")] != '\0'; }

static void add_command(const tour *t, const step *s, st_buf *out) {
  st_style_begin(&t->session->term, ST_BOLD, out);
  st_buf_addz(out, "$ stemma");
  for (uint32_t i = 0; s->words[i]; i++)
    st_buf_addf(out, needs_quotes(s->words[i]) ? " '%s'" : " %s", s->words[i]);
  st_style_end(&t->session->term, ST_BOLD, out);
  st_buf_addc(out, '\n');
}

/* Reads all that the command writes; its complaints too, in their place. */
static int collect(int fd, st_buf *out) {
  for (;;) {
    if (!st_buf_reserve(out, 4096)) return ENOMEM;
    ssize_t n = read(fd, out->p + out->n, 4096);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : 0;
    out->n += (size_t)n;
  }
}

static int spawn(const tour *t, const step *s, int to, pid_t *child) {
  const char *argv[MOST_WORDS + 4] = {"stemma"};
  uint32_t n = 1;
  for (uint32_t i = 0; s->words[i]; i++) argv[n++] = s->words[i];
  argv[n++] = "--color";
  argv[n] = t->session->term.color ? "always" : "never";
  posix_spawn_file_actions_t actions;
  int rc = posix_spawn_file_actions_init(&actions);
  if (rc) return rc;
  rc = posix_spawn_file_actions_addchdir_np(&actions, t->session->data);
  if (!rc) rc = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (!rc) rc = posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
  if (!rc) rc = posix_spawn_file_actions_adddup2(&actions, to, STDERR_FILENO);
  if (!rc)
    rc = posix_spawn(child, t->session->program, &actions, NULL, (char *const *)argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return rc;
}

/* Runs the command and appends what it wrote. */
static int run(const tour *t, const step *s, st_buf *out, st_error *e) {
  int ends[2], status = 0;
  pid_t child;
  if (pipe2(ends, O_CLOEXEC)) return st_fail(e, ST_EIO, "no pipe: %s", strerror(errno));
  int rc = spawn(t, s, ends[1], &child);
  close(ends[1]);
  if (!rc) {
    rc = collect(ends[0], out);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  }
  close(ends[0]);
  if (rc) return st_fail(e, ST_EIO, "%s: %s", t->session->program, strerror(rc));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ST_OK;
  return st_fail(e, ST_EIO, "the tour's command 'stemma %s' failed, see above", s->words[0]);
}

/* How many lines of the terminal a line takes; what colours it takes no room. */
static size_t lines_of(const tour *t, st_str line) {
  st_buf bare = {0};
  for (size_t i = 0; i < line.n; i++) {
    if (line.p[i] == '\x1b')
      while (i < line.n && line.p[i] != 'm') i++;
    else
      st_buf_addc(&bare, line.p[i]);
  }
  size_t width = bare.bad ? 0 : st_text_width(st_str_of(bare.p, bare.n));
  size_t room = t->session->term.width;
  st_buf_close(&bare);
  return width > room ? (width + room - 1) / room : 1;
}

/* Lines, a screen at a time where somebody is there to read them. */
static void show(tour *t, st_str text, size_t used) {
  st_buf *out = &t->session->out.buf;
  while (text.n && !t->ended) {
    const char *stop = memchr(text.p, '\n', text.n);
    size_t n = stop ? (size_t)(stop - text.p) + 1 : text.n;
    size_t takes = lines_of(t, st_str_of(text.p, stop ? n - 1 : n));
    if (t->asks && used + takes + 1 > t->rows) {
      pause_here(t, "-- more: Enter, or q to end --");
      used = 1; /* what Enter left behind */
    }
    st_buf_add(out, text.p, n);
    text = (st_str){text.p + n, text.n - n};
    used += takes;
  }
}

static int take(tour *t, uint32_t i, st_error *e) {
  st_session *s = t->session;
  st_buf *out = &s->out.buf, written = {0};
  size_t before = out->n, lines = 1;
  char number[32];
  snprintf(number, sizeof number, "%u/%d  ", i + 1, (int)STEPS);
  st_styled(&s->term, ST_CYAN, st_cstr(number), out);
  st_styled(&s->term, ST_BOLD, st_cstr(steps[i].title), out);
  st_buf_addc(out, '\n');
  st_help_wrap(out, steps[i].text, s->term.width < 80 ? s->term.width : 80);
  st_buf_addc(out, '\n');
  add_command(t, &steps[i], out);
  for (size_t at = before; at < out->n; at++) lines += out->p[at] == '\n';
  flush(t);
  int rc = run(t, &steps[i], &written, e);
  show(t, st_str_of(written.p, written.n), lines);
  if (written.bad && !rc) rc = st_nomem(e);
  st_buf_close(&written);
  st_buf_addc(out, '\n');
  return rc;
}

static int find_corpus(const st_session *s, st_error *e) {
  char path[4096];
  snprintf(path, sizeof path, "%s/corpus/call", s->data);
  if (access(path, R_OK) == 0) return ST_OK;
  return st_fail(e, ST_EIO, "the bundled stories are not at %s/corpus; install stemma whole",
                 s->data);
}

static void use_terminal(tour *t) {
  struct winsize size;
  char width[16];
  t->rows = 24;
  t->asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !t->session->options->yes;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 5) t->rows = size.ws_row;
  snprintf(width, sizeof width, "%zu", t->session->term.width);
  setenv("COLUMNS", width, 1);
}

int st_cmd_tour(st_session *s, int *status, st_error *e) {
  tour t = {.session = s};
  (void)status;
  int rc = find_corpus(s, e);
  use_terminal(&t);
  for (uint32_t i = 0; !rc && !t.ended && i < STEPS; i++) {
    rc = take(&t, i, e);
    if (i + 1 < STEPS && !rc) pause_here(&t, "-- Enter goes on, q ends --");
  }
  if (!rc && !t.ended)
    st_buf_addf(&s->out.buf,
                "Next: a project of your own, whose rules you edit, and the prompt\n"
                "  stemma init mine\n"
                "  stemma repl mine/news --rules mine/rules\n"
                "and what the manual says: stemma help, stemma rules help, and rules/README.md\n"
                "in %s\n",
                s->data);
  return rc;
}
