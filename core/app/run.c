/* From the command line to the exit status. */
#include "app/commands.h"

#include "app/print/suggest.h"
#include "app/watch/watch.h"

#include <stdio.h>
#include <unistd.h>

typedef int command(st_session *s, int *status, st_error *e);

static command *const commands[ST_CMD_COUNT] = {
    [ST_CMD_COMPARE] = st_cmd_compare,       [ST_CMD_EXTRACT] = st_cmd_extract,
    [ST_CMD_ARTICLES] = st_cmd_articles,     [ST_CMD_STORIES] = st_cmd_stories,
    [ST_CMD_WATCH] = st_cmd_watch,           [ST_CMD_REPL] = st_cmd_repl,
    [ST_CMD_RUN] = st_cmd_run,               [ST_CMD_TRY] = st_cmd_try,
    [ST_CMD_RULES] = st_cmd_rules,           [ST_CMD_RULES_SHOW] = st_cmd_rules_show,
    [ST_CMD_RULES_TEST] = st_cmd_rules_test, [ST_CMD_RULES_HELP] = st_cmd_rules_help,
    [ST_CMD_RULES_NEW] = st_cmd_rules_new,   [ST_CMD_RULES_DIFF] = st_cmd_rules_diff,
    [ST_CMD_WHY] = st_cmd_why,               [ST_CMD_WHY_NOT] = st_cmd_why_not,
    [ST_CMD_INIT] = st_cmd_init,
    [ST_CMD_DOCTOR] = st_cmd_doctor,         [ST_CMD_TOUR] = st_cmd_tour,
    [ST_CMD_COMPLETION] = st_cmd_completion,
};

/* Prints what a function writes into a buffer, on standard output. */
static int finish(st_buf *text, int rc, st_error *e) {
  st_out out = {.buf = *text, .fd = STDOUT_FILENO};
  if (!rc)
    rc = st_out_end(&out, e);
  else
    st_buf_close(text);
  if (rc) fprintf(stderr, "stemma: %s\n", e->message);
  return rc ? 2 : 0;
}

static int no_command(const char *name, st_error *e) {
  st_str known[ST_CMD_COUNT];
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) known[i] = st_cstr(st_commands[i].name);
  uint32_t near = st_suggest_nearest(st_cstr(name), known, ST_CMD_COUNT);
  if (near < ST_CMD_COUNT)
    return st_fail(e, ST_EUSE, "there is no command '%s'; did you mean '%s'?", name, known[near].p);
  if (strpbrk(name, ".:"))
    return st_fail(e, ST_EUSE, "there is no command '%s'; is it of rules: 'stemma rules help %s'?",
                   name, name);
  return st_fail(e, ST_EUSE, "there is no command '%s'; 'stemma --help' lists them", name);
}

/* The command named by the words after `help`; "rules show" is two. */
static int help_on(const st_options *o, st_buf *out, st_error *e) {
  char name[64] = "";
  for (uint32_t i = 0; i < o->arguments.count; i++)
    snprintf(name + strlen(name), sizeof name - strlen(name), "%s%s", i ? " " : "",
             o->arguments.items[i]);
  enum st_command_id id = st_command_find(st_cstr(name));
  if (id == ST_CMD_COUNT) return no_command(name, e);
  st_help_command(id, out);
  return ST_OK;
}

static int print_help(const st_options *o) {
  st_buf text = {0};
  st_error e = {0};
  int rc = ST_OK;
  if (o->command == ST_CMD_HELP && o->arguments.count)
    rc = help_on(o, &text, &e);
  else if (o->command_named && o->command != ST_CMD_HELP)
    st_help_command(o->command, &text);
  else
    st_help_general(&text);
  return finish(&text, rc, &e);
}

static int print_version(void) {
  st_buf text = {0};
  st_error e = {0};
  st_buf_addz(&text, "stemma " STEMMA_VERSION "\n");
  return finish(&text, ST_OK, &e);
}

/* Not for users: the build and the tests take the man page from here. */
static int print_man(void) {
  st_buf text = {0};
  st_error e = {0};
  st_help_man(&text);
  return finish(&text, ST_OK, &e);
}

static int print_usage(void) {
  st_buf text = {0};
  st_help_short(&text);
  if (!text.bad) fwrite(text.p, 1, text.n, stderr);
  st_buf_close(&text);
  return 2;
}

static int run(const st_options *o) {
  st_session s;
  st_error e = {0};
  int status = 0, rc = st_session_open(&s, o, &e);
  if (!rc) rc = commands[o->command](&s, &status, &e);
  return st_session_close(&s, rc, &e, status);
}

static int dispatch(const st_options *o) {
  if (o->version) return print_version();
  if (o->help || o->command == ST_CMD_HELP) return print_help(o);
  if (!o->command_named && o->arguments.count == 0) return print_usage();
  return run(o);
}

int st_app_run(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "--man")) return print_man();
  st_options options;
  st_error e = {0};
  int status = 2;
  bool guest = argc > 1 && !strcmp(argv[1], "--guest"); /* not for users either */
  if (guest) argv[1] = (char *)"repl";
  if (st_options_read(argc, argv, &options, &e)) {
    fprintf(stderr, "stemma: %s\n", e.message);
  } else {
    options.guest = guest;
    status = dispatch(&options);
  }
  st_options_close(&options);
  return status;
}
