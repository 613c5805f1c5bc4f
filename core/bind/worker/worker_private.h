/* What the files of the worker share. */
#ifndef ST_BIND_WORKER_PRIVATE_H
#define ST_BIND_WORKER_PRIVATE_H

#include "bind/state/state.h"

typedef struct worker {
  int out;
  st_progress *progress;
  st_progress own_progress; /* where there is no shared page */
  st_buf pack_bytes;        /* the pack's strings are borrowed from here */
  st_arena *pack_arena, *plan_arena;
  st_pack_view pack;
  st_state **states; /* by rule; null where it did not open */
  st_rule *rules;
  uint32_t rule_count;
  bool *used;
  st_rule_cost *costs; /* by rule: of the job */
  st_plan plan;
  st_layer_builder *builder; /* of the next layer, or null: most are small, and its room will do */
} worker;

/* Failures and layers of one article, in an arena. */
typedef struct outcome {
  st_arena *arena;
  st_layers_article *out;
} outcome;

/* --- pack.c --- */
/* Takes rules from a message, whose bytes it keeps, and tells what they say of themselves. */
int st_worker_take_pack(worker *w, st_buf *body, st_error *e);
/* Which of them are used. */
int st_worker_take_use(worker *w, st_reader *in, st_arena *arena, st_error *e);
void st_worker_forget_pack(worker *w);

/* --- run.c --- */
/* Says on the shared page what the worker is at. */
void st_worker_at(worker *w, uint32_t job, uint32_t article, uint32_t rule);
/* An article with layers, owned by the caller; null when memory is out. */
st_match_article *st_worker_open_article(worker *w, st_revision *r, st_layer *const *layers,
                                         uint32_t count, st_error *e);
void st_worker_close_articles(st_match_article **list, uint32_t count);
int st_worker_open_outcome(outcome *o, uint32_t rules, st_error *e);
/* Runs the rules at rules[0 .. count), which all write the layer, and shows it to what follows. */
int st_worker_run_layer(worker *w, const st_plan_layer *layer, st_match_article *a,
                        const uint32_t *rules, uint32_t count, uint32_t job, uint32_t article,
                        outcome *o, st_error *e);
/* The articles of a story, all in an arena but for the `opened` articles: st_worker_close_articles,
 * also where it fails. */
typedef struct st_worker_story {
  st_match_article **articles;
  st_str *outlets;
  uint32_t opened;
} st_worker_story;
int st_worker_open_story(worker *w, const st_compare_message *m, st_arena *arena,
                         st_worker_story *out, st_error *e);
/* Runs a comparison, and counts what it took. */
int st_worker_compare(worker *w, uint32_t rule, const st_compare_message *m,
                      st_match_article *const *articles, const st_str *outlets, st_arena *arena,
                      st_found_list *found, st_error *why);
/* Takes the costs out of the worker: of those rules that ran. */
int st_worker_take_costs(worker *w, st_arena *arena, st_rule_cost **costs, uint32_t *count,
                         st_error *e);
/* Sends an answer: what it was asked is done. */
int st_worker_answer(worker *w, const st_buf *message, st_error *e);

/* --- answers.c, checks.c --- */
int st_worker_answer_explain(worker *w, st_reader *in, st_arena *arena, st_error *e);
int st_worker_answer_explain_story(worker *w, st_reader *in, st_arena *arena, st_error *e);
int st_worker_answer_examples(worker *w, st_reader *in, st_arena *arena, st_error *e);

#endif
