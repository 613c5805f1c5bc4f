/* The engine: articles and rules in, layers and findings out, nothing computed twice.
 *
 * What depends on what (DESIGN.md, invariant 4): a layer on its article's revision, on the rules
 * that write it (their files and all they require) and on the layers those read; a finding on its
 * rule, the content of the layers it reads and the articles' metadata. Rules run in workers. */
#ifndef ST_ENGINE_ENGINE_H
#define ST_ENGINE_ENGINE_H

#include "doc/layer.h"
#include "doc/revision.h"
#include "engine/wire/rule.h"
#include "engine/wire/wire.h"
#include "event/story.h"
#include "find/finding.h"

#include <uv.h>

typedef struct st_engine st_engine;

typedef struct st_engine_options {
  uv_loop_t *loop;              /* borrowed */
  const char *program;          /* path of this executable, started again as "--worker" */
  const char *lua_dir;          /* the folder that holds stemma/init.lua */
  const char *const *rule_dirs; /* later ones add to or override earlier ones, null-terminated */
  uint32_t jobs;                /* worker processes; 0: one a core */
  bool aside;                   /* they make way for who types meanwhile, and so does settling */
  st_limits limits;             /* zeros: the defaults */
  /* For looking at rules: checked examples come with what was found in each, those that hold too,
   * and where a rule is not fit for use, the one it overrides is not taken in its place. */
  bool examples_in_full;
  uint32_t timeout_ms; /* for one rule on one article, where nothing can be counted; 0: 10,000 */
  /* Called for each complaint about a rule, sorted and free of repeats at the end of a settle.
   * A rule that fails on many articles is one line with their number. */
  void (*complain)(void *context, const char *line);
  /* Called now and then while settling. */
  void (*progress)(void *context, uint64_t done, uint64_t all);
  /* Where it is set, each story's findings are told as soon as they are known, those of a story
   * that is gone as none, and there is no list of all stories and findings. */
  void (*story)(void *context, st_str place, const st_finding *findings, uint32_t count);
  /* Where it is set, a rule that takes long does not hold up what others find in a story: this is
   * told first. Of the rules in `open`, what was told before stands until `story` is called. */
  void (*partly)(void *context, st_str place, const st_finding *findings, uint32_t count,
                 const st_str *open, uint32_t open_count);
  /* Asked now and then where `story` is set: true ends settling, with the rest left to the next. */
  bool (*pause)(void *context);
  /* Called now and then while rules are read anew, outside of the loop's callbacks: articles may be
   * put and removed then, and st_engine_go_on be called. */
  void (*between)(void *context);
  void *context;
} st_engine_options;

/* Owned by the caller. Starts nothing yet. ST_ENOMEM, ST_EUSE. */
int st_engine_open(const st_engine_options *options, st_engine **out, st_error *e);
void st_engine_close(st_engine *engine); /* ends the workers */

/* Text of a rule that is not in a folder (`try`): taken up as rules/PATH. Before st_engine_rules.
 */
int st_engine_add_file(st_engine *engine, st_str path, st_str bytes, st_error *e);

/* Such a text is taken out again; nothing where there is none. Before st_engine_reload. */
int st_engine_drop_file(st_engine *engine, st_str path, st_error *e);

/* Reads the rules' folders, starts workers, has the rules described, ordered and their examples
 * checked. A rule that does not load or whose examples fail is left out, with those that need what
 * it writes, and complained about; the number of such rules is `*broken`. `check`: run examples. */
int st_engine_rules(st_engine *engine, bool check, uint32_t *broken, st_error *e);

/* The same again, after files have changed. A rule that was good and now is broken, or is broken by
 * what changed beside it, does not replace the last good one: that stays, as it is complained
 * about, and with it what it requires; all stays as it was where that does not mend it. */
int st_engine_reload(st_engine *engine, uint32_t *broken, st_error *e);

enum st_rule_turn { ST_RULE_ADDED, ST_RULE_CHANGED, ST_RULE_REMOVED, ST_RULE_BROKEN };
typedef struct st_rule_news {
  char *name; /* "compare/day" */
  enum st_rule_turn turn;
  char *message; /* of a broken one: "FILE:LINE: what", or null where another rule is to blame */
} st_rule_news;
/* What the last reload did, sorted by name; of a broken one the last good version is in use, if
 * there was one. Borrowed until the next. */
const st_rule_news *st_engine_rule_news(const st_engine *engine, uint32_t *count);

/* Ends what is under way: settling and loading rules fail with ST_EIO, now and from now on. */
void st_engine_stop(st_engine *engine);
/* Within a reload: what is tried is given up, and the reload ends with ST_EIO as if it had not
 * begun. */
void st_engine_abandon(st_engine *engine);

/* All that loaded or not, sorted by name; borrowed until the next st_engine_rules. */
const st_rule *st_engine_rule_list(const st_engine *engine, uint32_t *count);
/* What each example gave in the last check, sorted by rule and number. */
const st_checked *st_engine_checked(const st_engine *engine, uint32_t *count);

/* What settling has to bring up to date: layers by name (null: none; their sources come with
 * them) and whether findings. `all` layers: names = {"*"}. */
int st_engine_want(st_engine *engine, const char *const *layers, bool findings, st_error *e);

/* A new or changed article; `place` groups stories. The engine takes its own reference. */
int st_engine_put(st_engine *engine, st_revision *revision, st_str place, st_error *e);
int st_engine_remove(st_engine *engine, st_str doc, st_error *e);

/* Computes what is not up to date, on all cores, running the loop until all is. ST_EIO where no
 * worker can be started. Rule failures are complaints, not errors; see st_engine_failures. */
int st_engine_settle(st_engine *engine, st_error *e);
/* The same without waiting: gives out work that workers are free for. */
int st_engine_go_on(st_engine *engine, st_error *e);
/* What is put and removed while it is on goes before everything else. */
void st_engine_hurry(st_engine *engine, bool on);
/* Where `story` is set, so that settling makes no list: the list of all stories and findings as they
 * are now. ST_ENOMEM. */
int st_engine_list(st_engine *engine, st_error *e);
/* Nothing is left to do. */
bool st_engine_settled(const st_engine *engine);
/* How many (rule, article or story) outcomes were failures in what is now there. */
uint32_t st_engine_failures(const st_engine *engine);

/* --- what is there: borrowed until the next put, remove or settle --- */
uint32_t st_engine_articles(const st_engine *engine); /* sorted by doc */
const st_revision *st_engine_revision(const st_engine *engine, uint32_t article);
/* Null where nothing writes it or it was not wanted. */
const st_layer *st_engine_layer(const st_engine *engine, uint32_t article, st_str name);
/* Names of the layers the rules write, sorted. */
const st_str *st_engine_layers(const st_engine *engine, uint32_t *count);
/* The article's date and where it is known from: metadata or the layer `published`. */
st_str st_engine_date(const st_engine *engine, uint32_t article, enum st_meta_from *from,
                      st_span *evidence);
const st_story *st_engine_stories(const st_engine *engine, uint32_t *count);
const st_finding *st_engine_findings(const st_engine *engine, uint32_t *count);
void st_engine_totals(const st_engine *engine, uint32_t *stories, uint32_t *findings);
const st_finding *st_engine_undecided(const st_engine *engine, uint32_t *count);

/* --- explanations: steps (lua/stemma/why/steps.lua) in the caller's arena. What they are about has to
 * be wanted and settled. ST_EUSE names what is not there, ST_ERULE says how the rule ended its
 * worker. --- */
typedef struct st_explained {
  st_step *steps;
  uint32_t count;
} st_explained;
/* A line of a rule's file, named as it is shown, without the blanks around it; n = 0 where there is
 * none. */
st_str st_engine_source(const st_engine *engine, st_str file, uint32_t line);
/* The article's number, or ST_NONE. */
uint32_t st_engine_find(const st_engine *engine, st_str doc);
/* How an annotation came about. */
int st_engine_why(st_engine *engine, uint32_t article, const st_layer *layer, uint32_t index,
                  st_arena *arena, st_explained *out, st_error *e);
/* Why a rule found nothing on a line; `column` 0: on all of it. */
int st_engine_why_not(st_engine *engine, st_str rule, uint32_t article, uint32_t line,
                      uint32_t column, st_arena *arena, st_explained *out, st_error *e);
/* What a comparison reads of a story, named by its id, and what it returns. */
int st_engine_why_story(st_engine *engine, st_str rule, st_str story, st_arena *arena,
                        st_explained *out, st_error *e);

typedef struct st_engine_stats {
  uint64_t layers_run, layers_kept; /* outcomes computed and reused in the last settle */
  uint64_t stories_run, stories_kept;
  uint64_t bytes; /* of the articles' texts */
  uint64_t tokens, sentences, annotations;
  double seconds; /* of the last settle */
} st_engine_stats;
st_engine_stats st_engine_statistics(const st_engine *engine);
/* All that a rule found, or where `rule` is empty all rules, counts as out of date, so that the next
 * settle finds it again and tells what that takes. */
void st_engine_forget(st_engine *engine, st_str rule);
/* What each rule took since it was loaded, or since st_engine_forget; by rule, borrowed until rules
 * are loaded anew. */
const struct st_rule_cost *st_engine_costs(const st_engine *engine, uint32_t *count);

#endif
