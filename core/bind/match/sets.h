/* What lists.c needs of sets. */
#ifndef ST_BIND_SETS_H
#define ST_BIND_SETS_H

#include "bind/state/state.h"

enum { ST_SET_ROOM = 60 };

/* A set of all tokens that have all of some flags and none of others. */
typedef struct st_lua_shape {
  uint32_t all, none;
  uint64_t bit;
} st_lua_shape;

typedef struct st_lua_sets {
  uint32_t table; /* the vocabulary's */
  uint32_t count; /* words beyond it are in none */
  uint64_t *bits; /* by word; owned */
  uint32_t shape_count, kind_count;
  uint64_t *of_kind; /* by combination of flags; owned */
  st_lua_shape shapes[ST_SET_ROOM];
} st_lua_sets;

/* What the sets of an article's tokens are told by. */
typedef struct st_lua_set_view {
  const st_lua_sets *sets;
  const uint32_t *words, *kinds; /* by token; no kinds where no set is a shape */
} st_lua_set_view;

st_lua_sets *st_lua_sets_arg(lua_State *L, int arg);
/* Borrows all from the sets and the article. Raises when memory is out. */
st_lua_set_view st_lua_view_sets(lua_State *L, st_lua_sets *s, st_match_article *a);

/* The sets that a token is in, a bit each. */
static inline lua_Integer st_lua_sets_of(const st_lua_set_view *v, uint32_t token) {
  const st_lua_sets *s = v->sets;
  uint64_t shapes = s->shape_count ? s->of_kind[v->kinds[token]] : 0;
  return (lua_Integer)(shapes | (v->words[token] < s->count ? s->bits[v->words[token]] : 0));
}

#endif
