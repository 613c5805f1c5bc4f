/* A state: one rule in a lua_State of its own, fenced in.
 *
 *   memory        a capped allocator
 *   instructions  counted by a hook; what C functions do at length is charged to the same budget
 *   names         the rule's globals are an allow-list; stemma's own modules see more (sandbox.c)
 *   keeping       nothing that the rule's functions can reach can be changed (freeze.c)
 *
 * A limit that was met cannot be caught by the rule: pcall raises it again. */
#ifndef ST_BIND_STATE_H
#define ST_BIND_STATE_H

#include "bind/bind.h"
#include "bind/fence/pool.h"
#include "engine/rules/plan.h"
#include "engine/wire/rule.h"
#include "engine/wire/wire.h"

typedef struct st_state st_state;

/* The files of a pack and what is shared by its states; borrowed by them. */
typedef struct st_pack_view {
  const st_pack_file *files; /* sorted by path */
  uint32_t count;
  st_limits limits;
  st_shared *shared;
} st_pack_view;

/* Null where there is none. */
const st_pack_file *st_pack_view_find(const st_pack_view *pack, st_str path);

/* --- state.c --- */

/* Loads the rule in `file` ("rules/extract/quotation.lua") and describes it in `rule`, whose
 * strings are the state's and whose arrays are to be released by st_rule_close. A rule that does
 * not load has `rule->error` set, and that is ST_OK. Owned by the caller. ST_ENOMEM. */
int st_state_open(const st_pack_view *pack, const st_pack_file *file, enum st_rule_kind kind,
                  st_state **out, st_rule *rule, st_error *e);
void st_state_close(st_state *s);
/* What was left behind is collected where that has doubled the state: one that is given small jobs
 * would grow to four times its size before Lua began to. */
void st_state_tidy(st_state *s);
/* The same where it has grown by an eighth: true then. What is free is given back in any case. */
bool st_state_rest(st_state *s);
/* What it has in use. */
size_t st_state_bytes(const st_state *s);

/* Each runs the rule within its limits; where it fails, ST_ERULE with "FILE:LINE: text" in `e`. */

/* Whether the rule is a pattern and the article has nothing that it cannot do without: it would find
 * nothing. */
bool st_state_idle(st_state *s, st_match_article *a);
/* Writes into the builder; on failure what it wrote is left out again. */
int st_state_extract(st_state *s, st_match_article *a, st_layer_builder *b, const st_schema *schema,
                     st_error *e);
/* Appends what was found to `found`, with its strings in the arena and `rule` as its rule. */
typedef struct st_found_list {
  st_found *items; /* the list is owned by the caller (st_free) */
  uint32_t count, room;
} st_found_list;
int st_state_compare(st_state *s, st_match_article *const *articles, uint32_t count,
                     const st_str *outlets, uint32_t rule, st_arena *arena, st_found_list *found,
                     st_error *e);

/* --- explain.c --- */

/* Steps of an explanation (lua/stemma/why/steps.lua), all in the arena. */
typedef struct st_steps {
  st_arena *arena;
  st_step *items;
  uint32_t count;
} st_steps;
/* Why an annotation of the rule is at [begin, end), or why there is none: see st_question. `schema`
 * is of the layer it writes. */
int st_state_explain(st_state *s, const st_explain_message *question, st_match_article *a,
                     const st_schema *schema, st_steps *out, st_error *e);
/* What a comparison does with a story. */
int st_state_explain_story(st_state *s, st_match_article *const *articles, uint32_t count,
                           const st_str *outlets, st_steps *out, st_error *e);
/* Takes the list of steps at the top of the stack. Raises. */
void st_state_take_steps(lua_State *L, const st_state *s, st_steps *out);

/* For examples.c: what a run is made of. */
lua_State *st_state_lua(st_state *s);
st_str st_state_writes(const st_state *s);
st_str st_state_name(const st_state *s);
void st_state_push_call(lua_State *L,
                        const char *name); /* a function of stemma.engine, and the rule */
void st_state_push_output(lua_State *L);   /* the sink of the comparison run last */
/* Calls `function` with `argument` as light userdata, within the limits. */
int st_state_run(st_state *s, lua_CFunction function, void *argument, st_error *e);
/* The same, after a comparison and while its story is there. */
int st_state_compare_then(st_state *s, st_match_article *const *articles, uint32_t count,
                          const st_str *outlets, lua_CFunction then, void *argument, st_error *e);

/* --- examples.c --- */

/* An example's articles and its line; the revisions are references owned by the caller (the list
 * by the arena). */
typedef struct st_example {
  st_revision **revisions;
  st_str *outlets;
  uint32_t count, line;
} st_example;
int st_state_example(st_state *s, uint32_t number, st_arena *arena, st_example *example,
                     st_error *e);
/* Whether example out->number (from 1) holds: message.n = 0. The annotations are those that the
 * rule itself wrote in its layer. `in_full`: what was found comes as steps. */
int st_state_check_extract(st_state *s, const st_match_article *a, bool in_full, st_arena *arena,
                           st_checked *out, st_error *e);
int st_state_check_compare(st_state *s, st_match_article *const *articles, uint32_t count,
                           const st_str *outlets, bool in_full, st_arena *arena, st_checked *out,
                           st_error *e);

/* --- limits.c: the meter of a lua_State --- */
typedef struct st_meter {
  lua_State *L;
  size_t used, room; /* bytes */
  int64_t left;      /* instructions */
  uint64_t budget;
  uint64_t at;       /* where the last step of LPeg was that was counted */
  st_block_pool pool;
  int ticks;     /* of a free run: how many are left */
  bool free;     /* instructions are not counted: see st_meter_start_free */
  bool unproven; /* a free run took long enough to be near its limit, and was broken off */
  bool over;     /* a limit was met: nothing can be caught from here on */
} st_meter;

/* A state whose allocator and hook are the meter's; null when memory is out. */
lua_State *st_meter_open(st_meter *m, size_t room);
void st_meter_close(st_meter *m); /* closes the state with it */
st_meter *st_meter_of(lua_State *L);
/* Begins a run that may take so many instructions. */
void st_meter_start(st_meter *m, uint64_t instructions);
/* The same without counting, where a run is so short that it cannot have taken half as many: that
 * is faster by a seventh. One that takes longer is broken off, `unproven`; the caller undoes it and
 * begins again, counted, so that a limit is met where it would have been. Counts where the process
 * has not called st_meter_tick, or the limit is a small one. */
void st_meter_start_free(st_meter *m, uint64_t instructions);
/* The run is over: no tick concerns it. */
void st_meter_stop(st_meter *m);
/* Has this process, which runs one state at a time, told how much of its time has passed. */
void st_meter_tick(void);
/* For a part of a run that has a limit of its own: counts it in a free run too. Gives what
 * st_meter_leave puts back. */
typedef struct st_meter_before {
  int64_t left;
  uint64_t budget;
  bool free;
} st_meter_before;
st_meter_before st_meter_enter(st_meter *m, uint64_t instructions);
void st_meter_leave(st_meter *m, st_meter_before before);
/* Takes the cost of work that no hook sees; raises where nothing is left. */
void st_meter_charge(lua_State *L, uint64_t instructions);
/* Raises where nothing is left and the run is free: whether the limit is met is not known. */
void st_meter_unproven(lua_State *L);
/* Counts bytes that the state has brought about elsewhere and that stay. */
void st_meter_take(lua_State *L, size_t bytes);
int st_lua_pcall(lua_State *L); /* pcall and xpcall for Lua: what is over is raised again */
int st_lua_xpcall(lua_State *L);

/* --- sandbox.c, library.c --- */

/* Fills the globals with what stemma's own modules see, and pushes the rule's globals. */
void st_sandbox_open(lua_State *L, const st_pack_view *pack);
/* Guarded functions take the place of the library's: in the globals and in string and table. */
void st_library_guard(lua_State *L);
/* What only rules get, set in the table at the top. */
void st_library_for_rules(lua_State *L);
/* Calls the function that a guard stands before (its upvalue) with all arguments. */
int st_lua_call_original(lua_State *L);

/* --- order.c: the same in every run --- */
int st_lua_pairs(lua_State *L);
int st_lua_next(lua_State *L);
/* Pushes the value's text. Addresses differ between runs: a table without a name of its own is just
 * "table". */
const char *st_lua_push_text(lua_State *L, int at);
int st_lua_tostring(lua_State *L);
int st_lua_format(lua_State *L); /* a guard */
int st_lua_sort(lua_State *L);   /* table.sort, but stable */

/* --- freeze.c --- */

/* Freezes what the author's functions that are reachable from the value at the top can change,
 * and remembers their upvalues. */
void st_freeze(lua_State *L);
/* The same for a module of stemma's at the top that is loaded later: rules may hold it. */
void st_freeze_module(lua_State *L);
/* Puts assigned upvalues back; raises where there is one. */
void st_freeze_check(lua_State *L);
/* The table behind a frozen one is pushed in place of it at `at`; false where it is not frozen. */
bool st_freeze_behind(lua_State *L, int at);
bool st_lua_is_own(const char *source);

#endif
