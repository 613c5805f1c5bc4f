/* What the command line can say. Each command and each option is defined once, in table.c: the
 * parser, the help and the man page are made from there. */
#ifndef ST_APP_OPTIONS_H
#define ST_APP_OPTIONS_H

#include "base/buf.h"
#include "base/error.h"
#include "find/finding.h"

enum st_command_id {
  ST_CMD_COMPARE,
  ST_CMD_EXTRACT,
  ST_CMD_ARTICLES,
  ST_CMD_STORIES,
  ST_CMD_WATCH,
  ST_CMD_REPL,
  ST_CMD_RUN,
  ST_CMD_TRY,
  ST_CMD_RULES,
  ST_CMD_RULES_SHOW,
  ST_CMD_RULES_TEST,
  ST_CMD_RULES_NEW,
  ST_CMD_RULES_DIFF,
  ST_CMD_RULES_HELP,
  ST_CMD_WHY,
  ST_CMD_WHY_NOT,
  ST_CMD_INIT,
  ST_CMD_DOCTOR,
  ST_CMD_TOUR,
  ST_CMD_COMPLETION,
  ST_CMD_HELP,
  ST_CMD_COUNT
};

enum st_print { ST_PRINT_TEXT, ST_PRINT_NDJSON, ST_PRINT_CSV };
enum st_color { ST_COLOR_AUTO, ST_COLOR_ALWAYS, ST_COLOR_NEVER };

/* A list of borrowed strings, null-terminated for those who want that. */
typedef struct st_list {
  const char **items;
  uint32_t count;
} st_list;

typedef struct st_options {
  enum st_command_id command;
  bool command_named; /* false: compare, because nothing was said */
  enum st_print print;
  enum st_level fail_on;
  enum st_color color;
  st_list arguments; /* what follows the command: paths, rules, a pattern */
  st_list rule_dirs, layers;
  st_list codes;            /* -e */
  st_list script_arguments; /* of `run`, behind "--" */
  uint32_t guard;           /* how many arguments stand before "--" */
  const char *meta, *accepted;
  const char *against, *from; /* of rules diff, of rules new */
  uint32_t jobs, timeout_ms;
  uint64_t instructions, memory;
  uint64_t limit; /* of try: how many matches are printed; 0: the default */
  bool quiet, stats, names, yes, help, version;
  bool guest; /* `--guest`: a repl that another process has started and asks (bind/eval/guest.c) */
} st_options;

typedef struct st_command {
  const char *name, *arguments, *about;
  const char *text;        /* paragraphs, for the command's own help */
  const char *formats;     /* "text|ndjson"; null: text alone */
  const char *examples[8]; /* command line, what it does, …, null */
  uint32_t least, most;    /* arguments; most 0: any number */
} st_command;

typedef struct st_option {
  char letter;              /* 0: none */
  const char *name, *value; /* value: what stands for it in the help; null: a switch */
  const char *about;
  const char *choices; /* "a|b|c", or null: anything */
  unsigned commands;   /* bits of enum st_command_id; 0: all */
  int (*set)(st_options *options, const char *value, st_error *e);
} st_option;

extern const st_command st_commands[ST_CMD_COUNT];
extern const st_option st_option_table[];
extern const uint32_t st_option_count;
extern const char st_exit_text[], st_program_about[];

/* Reads the arguments; options may stand anywhere before `--`. `options` is owned by the caller:
 * st_options_close; strings in it are borrowed from argv. ST_EUSE with what is wrong and what may
 * have been meant, ST_ENOMEM. */
int st_options_read(int argc, char **argv, st_options *options, st_error *e);
void st_options_close(st_options *options);
int st_list_add(st_list *list, const char *item, st_error *e);

/* The number of the choice in "a|b|c"; ST_EUSE names what there is. */
int st_choice(const char *what, const char *choices, st_str value, st_error *e);

/* --- help.c --- */
void st_help_short(st_buf *out);
/* Appends the text broken at a width, and a line's end. */
void st_help_wrap(st_buf *out, const char *text, size_t width);
void st_help_general(st_buf *out);
void st_help_command(enum st_command_id id, st_buf *out);
void st_help_man(st_buf *out); /* roff */
/* The command of that name ("rules show"), or ST_CMD_COUNT. */
enum st_command_id st_command_find(st_str name);

#endif
