/* What program.c and places.c share. */
#ifndef ST_BIND_PROGRAM_PRIVATE_H
#define ST_BIND_PROGRAM_PRIVATE_H

#include "bind/bind.h"
#include "match/view.h"

/* What a test said of texts seen lately. A place holds a hash whose last bit is the answer; 0 is
 * free. Tests are pure, so that a remembered answer is the one that would be given. */
enum { MEMO_ROOM = 4096 };

struct program {
  st_program *program;
  uint64_t need;
  uint32_t asked[ST_BIT_ROOM]; /* by predicate: 1 + the place of its function in the uservalue */
  uint64_t *memo;              /* the userdata's, in the uservalue; MEMO_ROOM a test */
  uint32_t memo_of[ST_BIT_ROOM];
  uint32_t tests;
};

/* Arguments of what looks at an article through a program. */
enum { PROGRAM_ARG = 1, ARTICLE_ARG, ROLES_ARG, WITHIN_ARG, QUOTES_ARG };

struct program *st_lua_program_arg(lua_State *L, int arg);
enum st_within st_lua_within(lua_State *L, int arg); /* by its name */
/* Fills the request from the arguments, and asks; false where nothing is visible. */
bool st_lua_request(lua_State *L, struct program *p, st_match_article *a,
                    st_view_request *request, const uint8_t **answers);
/* Asks the functions of the program at `program` what only they can say of the article, whose handle
 * is at `article`; every answer stays on the stack. */
void st_lua_ask(lua_State *L, int program, st_match_article *a, int article,
                const st_layout *layout, const uint8_t **answers);
/* Pushes a view that is closed when it is collected. */
st_view **st_lua_new_view(lua_State *L);

#endif
