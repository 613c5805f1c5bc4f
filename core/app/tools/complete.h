/* Completion scripts for shells, from the table of commands and options. */
#ifndef ST_APP_TOOLS_COMPLETE_H
#define ST_APP_TOOLS_COMPLETE_H

#include "app/options/options.h"

/* What may stand in a place; the first four are known to the shell. */
enum st_complete { ST_COMPLETE_NOTHING, ST_COMPLETE_FILES, ST_COMPLETE_DIRS, ST_COMPLETE_WORDS,
                   ST_COMPLETE_COMMANDS, ST_COMPLETE_RULES, ST_COMPLETE_LAYERS, ST_COMPLETE_NAMES };

/* Of a command's argument number `at`, from 0; `words` is set for ST_COMPLETE_WORDS: "a b c". */
enum st_complete st_complete_argument(const st_command *c, uint32_t at, const char **words);
/* How many arguments are told apart; the last may come again. */
uint32_t st_complete_arguments(const st_command *c);
/* Of an option's value; `words` is owned by the table: "a|b|c". */
enum st_complete st_complete_value(const st_option *o);
/* The choices of an option for a command: "a|b|c", or null. */
const char *st_complete_choices(const st_option *o, enum st_command_id id);
bool st_complete_applies(const st_option *o, enum st_command_id id);

void st_complete_bash(st_buf *out);
void st_complete_zsh(st_buf *out);
void st_complete_fish(st_buf *out);

/* " show test …": what follows "rules". */
void st_complete_add_seconds(st_buf *out);
/* "a|b|c" as "a b c". */
void st_complete_add_words(const char *choices, st_buf *out);

/* "-f|--format" */
void st_complete_add_option(const st_option *o, st_buf *out);
/* The same of all options that take a value but --rules, which is looked at apart. */
void st_complete_add_taking(st_buf *out);
typedef void st_complete_offer(enum st_complete what, const char *words, st_buf *out);
/* A branch of `case COMMAND/NUMBER` for each argument of each command; `open` stands before it. */
void st_complete_add_arguments(const char *open, st_complete_offer *add, st_buf *out);

#endif
