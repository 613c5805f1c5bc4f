/* What load.c and state.c share. */
#ifndef ST_BIND_STATE_PRIVATE_H
#define ST_BIND_STATE_PRIVATE_H

#include "bind/match/runner.h"
#include "bind/state/state.h"

struct st_state {
  lua_State *L;
  st_meter meter;
  size_t rested; /* bytes in use when it was collected last */
  const st_pack_view *pack;
  const st_pack_file *file;
  enum st_rule_kind kind;
  st_arena *strings; /* of the description */
  st_str name, writes;
  st_str *reads;
  uint32_t read_count, line;
  st_runner *runner; /* of a rule that is a pattern; the rule's */
  st_str *used;      /* paths of files that loading has read */
  uint32_t used_count, used_room;
};

/* Loading and comparisons do more than one article's extraction does. */
enum { ST_STATE_MORE = 5 };

/* Runs `function` with `argument` as light userdata, within the limits. What it anchors in the
 * registry stays until the next run. */
int st_state_call(st_state *s, lua_CFunction function, void *argument, uint64_t instructions,
                  st_error *e);
/* The same `times` over, and as often again for each 64 KiB of `bytes`: what a long text may take. */
int st_state_call_for(st_state *s, lua_CFunction function, void *argument, uint64_t times,
                      uint64_t bytes, st_error *e);
/* What a rule that failed left assigned is put back, or the next article would find it. */
void st_state_put_back(st_state *s);
/* The value at the top stays alive until the next run. */
void st_state_keep_article(lua_State *L);
void st_state_keep_output(lua_State *L);
/* A file of the pack as the user knows it; any other as it is. */
st_str st_state_shown(const st_state *s, st_str file);
/* The value at the top is stemma.engine, or the rule that it loaded. */
void st_state_set_engine(lua_State *L);
void st_state_set_rule(lua_State *L);
/* The name by which the user knows the file at the head of "FILE:LINE…", which is cut from it; n = 0
 * where it is none of the pack's. */
st_str st_state_shown_head(const st_state *s, st_str *message);
/* Push handles that show the layers that the rule reads and no others. */
st_lua_article_handle *st_state_push_article(lua_State *L, const st_state *s, st_match_article *a);
st_lua_story_handle *st_state_push_story(lua_State *L, const st_state *s,
                                         st_match_article *const *articles, uint32_t count,
                                         const st_str *outlets);
/* Pushes the rule's runner, or nil. */
void st_state_push_runner(lua_State *L);

#endif
