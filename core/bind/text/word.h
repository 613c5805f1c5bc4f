/* Lists of words as rules give them: strings, or tables with a string as `key`, and as `worth` what
 * the word counts, 1 where it is not said. */
#ifndef ST_BIND_WORD_H
#define ST_BIND_WORD_H

#include "bind/bind.h"

/* What a word counts lies between this and its negative, so that sums stay small. */
enum { ST_MOST_WORTH = 1000000 };

/* What a word counts, as the value at `at` says; false where that is no such number. */
bool st_lua_worth(lua_State *L, int at, int *worth);
/* The length of the list at `arg`, which is at most `room`. */
lua_Integer st_lua_words(lua_State *L, int arg, lua_Integer room);
/* Pushes the key of word i, from 1, of the list at `arg`, and gives what the word counts. */
int st_lua_push_key(lua_State *L, int arg, lua_Integer i);

#endif
