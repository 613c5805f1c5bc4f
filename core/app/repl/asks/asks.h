/* What the evaluator asks for. */
#ifndef ST_APP_REPL_ASKS_ASKS_H
#define ST_APP_REPL_ASKS_ASKS_H

#include "app/repl/repl.h"

/* A question came: answered at once where that needs no layer, else kept. From a callback. */
void st_asks_take(st_repl *r, const st_strings *question);
/* Answers what was kept, one after the other, running the engine where it must. Not from a
 * callback. */
int st_asks_serve(st_repl *r, st_error *e);
/* Articles have been read: answers what waited for that alone. */
void st_asks_go_on(st_repl *r);
void st_asks_forget(st_repl *r);
/* Sends the answer to question `number`. */
void st_asks_answer(st_repl *r, uint32_t number, bool good, st_str value);
void st_asks_refuse(st_repl *r, uint32_t number, const char *message);

/* --- answers.c, answers_rules.c: each appends one value. `a` holds the name and what follows it.
 * What waits for layers or findings was copied, so that its strings end with a NUL; the others' do
 * not. --- */
typedef int st_answer(st_repl *r, const st_strings *a, st_buf *out, st_error *e);
st_answer st_answer_corpus, st_answer_settled, st_answer_articles, st_answer_rules, st_answer_stories,
    st_answer_findings, st_answer_undecided, st_answer_why, st_answer_why_not, st_answer_define,
    st_answer_failures, st_answer_undefine, st_answer_profile,
    st_answer_watch, st_answer_command, st_answer_quit;

/* Adds a name and a list of strings. */
void st_answer_strings(const char *name, const st_str *items, uint32_t count, st_buf *out);

#endif
