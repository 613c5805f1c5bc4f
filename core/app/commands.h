/* What each command does: `*status` is set where it is not 0. Errors are printed by the caller. */
#ifndef ST_APP_COMMANDS_H
#define ST_APP_COMMANDS_H

#include "app/session.h"

int st_cmd_compare(st_session *s, int *status, st_error *e);
int st_cmd_extract(st_session *s, int *status, st_error *e);
int st_cmd_articles(st_session *s, int *status, st_error *e);
int st_cmd_stories(st_session *s, int *status, st_error *e);
int st_cmd_repl(st_session *s, int *status, st_error *e);
int st_cmd_run(st_session *s, int *status, st_error *e);
int st_cmd_try(st_session *s, int *status, st_error *e);
int st_cmd_rules(st_session *s, int *status, st_error *e);
int st_cmd_rules_show(st_session *s, int *status, st_error *e);
int st_cmd_rules_test(st_session *s, int *status, st_error *e);
int st_cmd_rules_new(st_session *s, int *status, st_error *e);
int st_cmd_rules_diff(st_session *s, int *status, st_error *e);
int st_cmd_rules_help(st_session *s, int *status, st_error *e);
int st_cmd_why(st_session *s, int *status, st_error *e);
int st_cmd_why_not(st_session *s, int *status, st_error *e);
int st_cmd_init(st_session *s, int *status, st_error *e);
int st_cmd_doctor(st_session *s, int *status, st_error *e);
int st_cmd_tour(st_session *s, int *status, st_error *e);
int st_cmd_completion(st_session *s, int *status, st_error *e);

/* All of the command line: the exit status. */
int st_app_run(int argc, char **argv);

/* Brings dates up to date and, where wanted, the roles of blocks. */
int st_settle_known(st_session *s, bool roles, st_error *e);

/* The rule of that name, path or last part; ST_EUSE says what may have been meant. */
int st_rule_find(const st_session *s, const char *said, const st_rule **out, st_error *e);
/* Of rules that share a last part the one of the kind; null where it has none or several. */
const st_rule *st_rule_of_kind(const st_session *s, const char *said, enum st_rule_kind kind);
/* The rule's file, below the last folder that has it; false where none has. */
bool st_rule_path(const st_session *s, const st_rule *rule, char *out, size_t room);
/* Text of the rule's file, as it is on disk; empty where it is not there. `out` is owned by the
 * caller. */
void st_rule_source(const st_session *s, const st_rule *rule, st_buf *out);

/* --- story_text.c --- */
/* How many bytes of two docs are the folder, or the file of several articles, that both lie in,
 * with its "/" or "#". */
size_t st_common_folder(st_str a, st_str b);
/* A story as a fact-checker reads it first. */
typedef struct st_story_text {
  const st_engine *engine;
  const st_term *term;
  const st_story *story;
  const st_finding *const *findings; /* of this story, worst first */
  uint32_t finding_count;
  const st_finding *const *undecided;
  uint32_t undecided_count;
  uint32_t lines; /* room: notes are unfolded where there is some, others folded where not */
  bool named;     /* one of several: say which */
} st_story_text;

int st_story_print(const st_story_text *text, st_buf *out, st_error *e);
/* "5 findings: 1 error, 4 notes; 1 undecided" */
void st_story_counts(const st_story_text *text, st_buf *out);

/* --- finding_text.c --- */
/* How bad the worst is that a version of a statement does: 0 a word replaced, or anything else. */
unsigned st_finding_rank(const st_finding *finding);
/* How many articles have evidence in it. */
uint32_t st_finding_docs(const st_finding *finding);
/* Headline and one line an outlet, camps together; silent outlets. Returns the lines. */
uint32_t st_finding_full(const st_finding *finding, const st_term *term, st_buf *out, st_error *e);
/* The message in one line, or `whole` in as many as it takes, with its places where they fit
 * behind it. Returns the lines. */
uint32_t st_finding_folded(const st_finding *finding, bool whole, const st_term *term, st_buf *out);

#endif
