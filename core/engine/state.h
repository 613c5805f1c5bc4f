/* What the engine's files share; private to engine. */
#ifndef ST_ENGINE_STATE_H
#define ST_ENGINE_STATE_H

#include "base/arena.h"
#include "base/names.h"
#include "engine/engine.h"
#include "engine/rules/pack.h"
#include "engine/rules/plan.h"
#include "engine/workers/pool.h"

/* One layer of one article: what came out, and of what. */
typedef struct slot {
  st_layer *layer;  /* null: never computed */
  uint64_t base;    /* the article's and the layer's revision it was computed for */
  uint64_t key;     /* base, and what was read */
  char **failures;  /* owned lines: rules that failed on this article, each "FILE:LINE: what" */
  uint32_t *failed; /* beside them: the rule */
  uint32_t failure_count;
} slot;

typedef struct article {
  st_revision *revision;
  char *place;
  slot *slots;            /* beside plan.layers */
  bool dirty;             /* its slots have to be looked at */
  uint32_t failure_count; /* in all slots, those of layers that are not needed too */
  uint32_t layers_run;    /* since it was dirty */
  struct tale *tale;      /* the story it is in */
  struct task *task;      /* what it waits for, or null; */
  uint32_t errand;        /* … and its place in there */
} article;

/* What one comparison found in one story. */
typedef struct outcome {
  st_str rule; /* borrowed from its arena */
  uint64_t key;
  st_arena *arena; /* holds what follows */
  st_found *found;
  st_str *docs; /* of the story's articles: handles count these */
  uint32_t doc_count;
  uint32_t found_count;
  st_str *failures;
  uint32_t failure_count;
} outcome;

/* A story, with all that hangs on its articles alone. What is dirty has to be looked at; the others
 * cost nothing. */
typedef struct tale {
  char *place;
  article **members; /* sorted by doc */
  uint32_t member_count, member_room;
  bool dirty;
  struct task *task; /* its comparisons that are under way: the first, or null */
  uint32_t waiting;  /* tasks that it or its articles wait for */
  bool urgent;       /* an edit is to be answered */
  bool again;        /* it was touched while it waited */
  bool partly;       /* one of its comparisons takes long: what the others find is told before */
  st_arena *arena;   /* of the story */
  st_story *story;   /* its articles are numbers of members; null where there are none */
  bool counted;      /* its id is among those of the engine */
  uint64_t hash;     /* the one it is counted under */
  struct tale *next; /* counted, with an id that begins with the same four digits */
  outcome *outcomes; /* beside plan.comparisons of the time it was computed */
  uint32_t outcome_count, failure_count;
  st_arena *finding_arena;
  st_finding *findings, *undecided;
  uint32_t finding_count, undecided_count;
} tale;

/* One article in a task: which layers are computed. */
typedef struct errand {
  article *article;      /* null: nobody waits for it any more */
  st_revision *revision; /* as it was sent */
  uint32_t *layers;
  uint32_t layer_count;
} errand;

/* A job at the workers: errands, or the comparisons of a story. */
typedef struct task {
  uint32_t number;
  errand *errands;
  uint32_t count, room;
  uint64_t bytes;
  tale *tale;      /* null: nobody waits for it any more */
  struct task *other; /* of the same tale */
  uint32_t *rules; /* as indexes into plan.comparisons */
  uint32_t rule_count;
  uint32_t deaths; /* of workers that had it, for which no rule is to blame */
  bool urgent;
} task;
#define ST_TASK ((uint64_t)1 << 32) /* tags of the pool from here on are tasks */

struct st_engine {
  st_engine_options options;
  char *program, *lua_dir;
  st_pack *pack, *extra; /* extra: files that are in no folder */
  st_pool *pool;
  uint64_t lua_hash;
  uint32_t left_out; /* files of the rules' folders that could not be read */
  bool strict;       /* rules that cannot be read just now are no rules that are gone */
  bool reload;       /* a rule's file was replaced, as loading it killed a worker */
  st_buf lines;      /* complaints of loading and checking, one after the other */
  size_t said_before_check; /* of these: what was said before the examples were tried */

  st_buf rules_bytes; /* the workers' description, which `rules` borrows from */
  st_rule *rules;
  uint32_t rule_count;
  uint64_t *rule_revisions;
  bool *used;
  uint32_t *kills; /* beside rules: workers it killed in this settle */
  st_rule_cost *costs; /* beside rules: what they took */
  uint32_t banned; /* rules left out for that */
  st_arena *plan_arena, *check_arena;
  st_plan plan;
  uint64_t *layer_revisions; /* beside plan.layers */
  bool *needed;              /* beside plan.layers */
  st_str *layer_names;       /* sorted */
  st_checked *checked;
  uint32_t checked_count, checked_room;

  char **wanted;
  uint32_t wanted_count;
  bool want_findings;

  article **articles; /* sorted by doc */
  uint32_t article_count, article_room;

  st_names *places;
  tale **tales; /* beside `places` */
  uint32_t tale_room;
  tale **dirty; /* a ring of as many */
  uint32_t dirty_first, dirty_count;
  bool refit;     /* the plan has changed: outcomes have to find their rules again */
  bool cut_short; /* work that could be given out was left for the next time, as keys wait */
  tale **by_head; /* by the first four digits of their ids */
  uint32_t story_total, finding_total; /* of all tales */

  task **tasks;
  uint32_t task_count, task_room;
  uint32_t waiting; /* of all tales */
  task *filling;    /* errands that have not been sent yet */
  uint64_t job_bytes;
  unsigned char *states; /* beside plan.layers, for a moment */
  bool begun;            /* settling has begun and not come to its end */
  uint32_t edits;        /* since memory was given back */
  bool hurry;            /* what is touched now is urgent */
  bool replan;           /* a rule was left out: the plan has to be made anew */
  st_error trouble;      /* of taking in an answer */

  st_arena *story_arena; /* all stories and findings together, where nobody is told of each */
  st_story *stories;
  uint32_t story_count;

  st_arena *finding_arena;
  st_finding *findings, *undecided;
  uint32_t finding_count, undecided_count, failures;

  st_rule_news *news; /* of the last reload */
  uint32_t news_count;
  struct st_engine *trial; /* while rules are read anew */
  bool stopped;

  enum { AT_NOTHING, AT_RULES, AT_CHECK, AT_EXPLAIN } at;
  void *running; /* what that has under way */
  st_engine_stats stats;
  uint64_t done, all; /* for progress */
};

/* engine.c: the plan anew, of the rules that are in use. */
int st_engine_plan(st_engine *engine, st_error *e);
/* Rules that are not in use, and files that could not be taken up. */
uint32_t st_engine_broken(const st_engine *engine);

/* dates.c: `from` and `evidence` may be null. */
st_str st_article_date(const st_revision *revision, const st_layer *published,
                       enum st_meta_from *from, st_span *evidence);

/* slots.c */
void st_slots_close(slot *slots, uint32_t count);
void st_slot_fail(slot *s, uint32_t rule, st_str line, st_error *e);
uint32_t st_engine_find_article(const st_engine *engine, st_str doc, bool *there);
int st_engine_fit_slots(st_engine *engine, const st_plan *old, st_error *e);
void st_engine_choose_layers(st_engine *engine);

/* tales.c: which stories have to be looked at. */
/* Takes the article into the story of its place, or out of the one it is in. ST_ENOMEM. */
int st_tale_add(st_engine *engine, article *a, st_error *e);
void st_tale_remove(st_engine *engine, article *a);
void st_tale_touch(st_engine *engine, tale *t);
/* The same, and it is the next to be looked at. */
void st_tale_touch_first(st_engine *engine, tale *t);
void st_tales_touch_all(st_engine *engine);
void st_tales_close(st_engine *engine);
/* The next dirty one, which is no longer dirty; null where there is none. */
tale *st_tale_take(st_engine *engine);
/* The nth dirty one. */
const tale *st_tale_dirty(const st_engine *engine, uint32_t n);
/* Its story is made anew, with an id as it is among all. Others whose ids change by that are dirty
 * too. */
int st_tale_renew(st_engine *engine, tale *t, st_error *e);
/* When all is settled: forgets places that no article is in, where most are such. ST_ENOMEM. */
int st_tales_tidy(st_engine *engine, st_error *e);
/* All stories and findings, as in one list. */
int st_tales_list(st_engine *engine, st_error *e);

/* tasks.c */
task *st_task_open(st_engine *engine); /* null: out of memory */
task *st_task_find(const st_engine *engine, uint64_t tag);
int st_task_send(st_engine *engine, task *t, st_buf *message, st_error *e);
/* No rule is to blame for this death, as none was at work or someone killed the worker: the task is
 * to go again. False where that has happened too often. */
bool st_task_is_spared(task *t, const st_death *death);
/* Nobody waits for it any more. */
void st_task_release(st_engine *engine, task *t);
/* The same, and it is freed. */
void st_task_close(st_engine *engine, task *t);
/* The errand's article waits for the task from now on; the story does. */
void st_errand_attach(st_engine *engine, task *t, uint32_t nth);
void st_tale_attach(st_engine *engine, task *t, tale *of);
/* Neither the article nor any comparison of its story waits for what is under way. */
void st_article_changed(st_engine *engine, article *a);
/* Nobody waits for anything; `ended`: no answers will come. */
void st_tasks_forget(st_engine *engine, bool ended);
void st_tasks_close(st_engine *engine);

/* extract.c: needed layers of a tale's articles that have to be computed now go into the task that
 * is being filled, and that goes to the workers when it is full. */
int st_extract_add(st_engine *engine, tale *t, st_error *e);
int st_extract_send(st_engine *engine, st_error *e);
/* Sets how much goes into a task. */
void st_extract_measure(st_engine *engine);
void st_extract_answer(st_engine *engine, task *j, uint8_t kind, st_reader body);
void st_extract_died(st_engine *engine, task *j, const st_death *death);
/* A layer counts as out of date. */
void st_extract_forget(st_engine *engine, uint32_t layer);

/* compare.c: sends what is not up to date of a tale's comparisons; its findings, where nothing is
 * sent, or when the answer has come. */
int st_compare_send(st_engine *engine, tale *t, st_error *e);
/* What a comparison found in stories is forgotten. */
void st_compare_forget(st_engine *engine, st_str rule);
/* What a worker is told of a story for one of plan.comparisons, all in the arena. */
int st_compare_ask(const st_engine *engine, tale *t, uint32_t comparison, st_arena *arena,
                   st_compare_message *m, st_error *e);
/* The others of the task's rules get a task of their own. False where there are none, or nobody is
 * told of findings in part. */
bool st_compare_part(st_engine *engine, task *j, uint32_t rule);
void st_compare_answer(st_engine *engine, task *j, uint8_t kind, st_reader body);
void st_compare_died(st_engine *engine, task *j, const st_death *death);

/* outcomes.c */
void st_outcome_forget(outcome *o);
void st_outcomes_close(outcome *outcomes, uint32_t count);
/* As many as the plan has comparisons, each with what its rule found before. ST_ENOMEM. */
int st_outcomes_fit(st_engine *engine, tale *t, st_error *e);
int st_outcomes_fit_all(st_engine *engine, st_error *e);

/* costs.c */
/* Adds what rules took. */
void st_engine_add_costs(st_engine *engine, const st_rule_cost *costs, uint32_t count);
/* What a comparison, by its number in the plan, took of a story so far: ns, 0 where it never ran. */
uint64_t st_engine_cost_of(const st_engine *engine, uint32_t comparison);

/* resolve.c: findings at their present places, from outcomes. */
int st_tale_resolve(st_engine *engine, tale *t, st_error *e);

/* rules.c: has workers load and describe the rules; checks examples. */
/* Reads the folders into the pack. */
int st_engine_read(st_engine *engine, st_error *e);
/* `anew`: the folders are read, else the pack is taken as it is. */
int st_engine_describe(st_engine *engine, bool anew, st_error *e);
/* Puts files of earlier folders back for rules that are not fit for use. True: describe again. */
bool st_engine_restore(st_engine *engine);
int st_engine_check(st_engine *engine, st_error *e);
/* blame.c: puts the earlier file back for one that breaks an example of another rule. True: describe
 * again. */
bool st_engine_blame(st_engine *engine);
void st_rules_answer(st_engine *engine, uint64_t tag, uint8_t kind, st_reader body);
/* Closes what is known of the rules: none are loaded from here on. */
void st_rules_forget(st_engine *engine);
void st_rules_died(st_engine *engine, uint64_t tag, const st_death *death);

/* explain.c */
/* A copy of steps in the arena; `*bad` where memory is out. */
st_step *st_steps_keep(st_arena *arena, const st_step *from, uint32_t count, bool *bad);
void st_explain_answer(st_engine *engine, uint8_t kind, st_reader body);
void st_explain_died(st_engine *engine, const st_death *death);

/* complain.c */
/* One more complaint, kept until st_engine_complain hands them on, sorted, each once. */
void st_engine_say(st_engine *engine, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds what rules failed at in the present state of articles and stories. */
void st_engine_gather(st_engine *engine);
void st_engine_complain(st_engine *engine);
/* What was told of rules that changed. */
void st_engine_forget_news(st_engine *engine);
/* How a worker ended, in words: "made no progress for 10 s and was stopped". */
void st_death_words(const st_engine *engine, const st_death *death, char *out, size_t room);
/* Adds "FILE:LINE: how"; where memory is out the engine is in trouble. */
void st_death_line(st_engine *engine, uint32_t rule, const char *how, st_buf *out);

#endif
