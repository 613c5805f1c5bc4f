/* Texts for an index of runs that takes words by their consonants (text/rough.h). */
#ifndef ST_BIND_ROUGH_H
#define ST_BIND_ROUGH_H

#include "bind/bind.h"

/* Words that count as others. */
typedef struct st_lua_same st_lua_same;

/* Pushes them, made of the table at `arg`, { gaol = "jail", percent = "per cent" }; Lua owns them. */
st_lua_same *st_lua_push_same(lua_State *L, int arg);

/* A list of numbers, in memory of Lua's that stays as long as its value does on the stack. */
typedef struct st_lua_numbers {
  uint32_t *p, count, room;
} st_lua_numbers;

/* Adds a number for every word of the text, none of them 0: words that are equal have the same.
 * `same` may be null. */
void st_lua_rough_words(lua_State *L, st_str text, const st_lua_same *same, st_lua_numbers *out);

#endif
