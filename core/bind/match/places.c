/* places: the tokens at which a pattern can begin, so that a rule in plain Lua runs where something
 * is, and not at every token. */
#include "bind/match/program_private.h"

#include <stdlib.h>

enum { CLAUSES_ARG = QUOTES_ARG + 1, RUNS_ARG };

/* A token is a place where it has all of the one and none of the other bits of some clause. */
struct clause {
  uint64_t all, none;
};

/* The clauses are a list { all, none, all, none, … }; what is returned is a userdata's. */
static struct clause *clauses_arg(lua_State *L, uint32_t *count) {
  luaL_checktype(L, CLAUSES_ARG, LUA_TTABLE);
  *count = (uint32_t)(lua_rawlen(L, CLAUSES_ARG) / 2);
  struct clause *list = lua_newuserdatauv(L, (*count + 1) * sizeof *list, 0);
  for (uint32_t i = 0; i < *count; i++) {
    lua_rawgeti(L, CLAUSES_ARG, i * 2 + 1);
    lua_rawgeti(L, CLAUSES_ARG, i * 2 + 2);
    list[i] = (struct clause){(uint64_t)lua_tointeger(L, -2), (uint64_t)lua_tointeger(L, -1)};
    lua_pop(L, 2);
  }
  return list;
}

static bool holds(const struct clause *list, uint32_t count, uint64_t bits) {
  for (uint32_t i = 0; i < count; i++)
    if ((bits & list[i].all) == list[i].all && !(bits & list[i].none)) return true;
  return false;
}

/* What is looked through. */
struct scan {
  const st_program *program;
  const st_view *view;
  const uint64_t *bits;
  uint32_t slots;
  uint64_t runs; /* first bits of predicates that take several tokens */
};

/* The predicate of several tokens that starts with these bits, or null. */
static const st_predicate *run_at(const struct scan *s, uint64_t bits, uint32_t *predicate) {
  for (uint32_t i = 0; i < st_program_count(s->program); i++) {
    const st_predicate *d = st_program_get(s->program, i);
    if ((s->runs & bits) >> d->bit & 1) {
      *predicate = i;
      return d;
    }
  }
  return NULL;
}

/* The last token of what starts at the slot, and its number in its layer or lexicon (from 1). */
static void push_run(lua_State *L, const struct scan *s, uint32_t slot) {
  uint32_t predicate, last = slot;
  const st_predicate *d = run_at(s, s->bits[slot], &predicate);
  if (!d) {
    lua_pushinteger(L, (lua_Integer)st_view_token(s->view, slot) + 1);
    lua_pushboolean(L, false);
    return;
  }
  for (uint32_t i = slot + 1; i < s->slots; i++) {
    if (st_view_token(s->view, i) == ST_NONE) continue;
    if (!(s->bits[i] >> (d->bit + 1) & 1)) break;
    last = i;
  }
  lua_pushinteger(L, (lua_Integer)st_view_token(s->view, last) + 1);
  lua_pushinteger(L, (lua_Integer)st_view_starts(s->view, slot, predicate) + 1);
}

/* core.places(program, article, roles, within, quotes, clauses, runs)
 *   -> tokens [, last tokens, numbers]: lists, the latter two where `runs` has a bit */
int st_lua_places(lua_State *L) {
  struct program *p = st_lua_program_arg(L, PROGRAM_ARG);
  st_match_article *a = st_lua_article(L, ARTICLE_ARG);
  lua_settop(L, RUNS_ARG);
  const uint8_t *answers[ST_BIT_ROOM];
  st_view_request request;
  bool visible = st_lua_request(L, p, a, &request, answers);
  struct scan s = {.program = p->program, .runs = (uint64_t)luaL_checkinteger(L, RUNS_ARG)};
  uint32_t count;
  const struct clause *clauses = clauses_arg(L, &count);
  st_view **v = st_lua_new_view(L);
  st_error e = {0};
  if (visible && st_view_recode(p->program, a, &request, &s.bits, v, &e)) st_lua_raise(L, &e);
  int lists = lua_gettop(L) + 1;
  lua_newtable(L);
  if (s.runs) lua_newtable(L);
  if (s.runs) lua_newtable(L);
  if (!*v) return s.runs ? 3 : 1;
  s.view = *v;
  s.slots = st_view_slots(s.view);
  lua_Integer n = 0;
  for (uint32_t i = 0; i < s.slots; i++) {
    if (!holds(clauses, count, s.bits[i]) || st_view_token(s.view, i) == ST_NONE) continue;
    lua_pushinteger(L, (lua_Integer)st_view_token(s.view, i) + 1);
    lua_rawseti(L, lists, ++n);
    if (!s.runs) continue;
    push_run(L, &s, i);
    lua_rawseti(L, lists + 2, n);
    lua_rawseti(L, lists + 1, n);
  }
  return s.runs ? 3 : 1;
}
