/* Lists of words as rules give them: strings, or tables with a string as `key`, and as `worth` what
 * the word counts, 1 where it is not said. */
#ifndef ST_BIND_WORD_H
#define ST_BIND_WORD_H

#include "bind/bind.h"

/* The length of the list at `arg`, which is at most `room`. */
lua_Integer st_lua_words(lua_State *L, int arg, lua_Integer room);
/* Pushes the key of word i, from 1, of the list at `arg`, and gives what the word counts. */
int st_lua_push_key(lua_State *L, int arg, lua_Integer i);

#endif
