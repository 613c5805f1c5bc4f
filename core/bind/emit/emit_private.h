/* What emit.c, value.c and writer.c share. */
#ifndef ST_BIND_EMIT_PRIVATE_H
#define ST_BIND_EMIT_PRIVATE_H

#include "bind/bind.h"

enum { ST_EMIT_NAMES = 64, ST_EMIT_KNOWN = 16 };
enum { ST_EMIT_SHORT = 40 }; /* bytes: of equal strings that are no longer Lua has one */

/* A text that a field may be. */
typedef struct st_emit_known {
  const char *text;
  uint32_t field;
} st_emit_known;

struct st_lua_emit_handle {
  st_match_article *article; /* shared; null: its job is over */
  st_layer_builder *builder;
  bool own;  /* the builder is closed with it */
  bool open; /* an annotation is begun and not yet whole */
  uint32_t most, count;
  st_span last; /* of the annotation begun last */
  size_t bytes;
  st_str rule, layer;
  st_field *fields;
  uint32_t field_count;
  int name_count; /* of what a table may have, where the strings are: see writer.c */
  const char *names[ST_EMIT_NAMES];
  st_emit_known known[ST_EMIT_KNOWN];
  uint64_t closed; /* fields that may be only some texts, a bit each: see writer.c */
  enum st_overlap overlap;
};

/* The emit at `arg`; raises where its article is gone, as st_lua_emit_check does. */
st_lua_emit_handle *st_lua_emit_arg(lua_State *L, int arg);
void st_lua_emit_check(lua_State *L, const st_lua_emit_handle *m);
/* Raises where these bytes are no stretch of the article's characters. */
st_span st_lua_emit_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer begin,
                         lua_Integer stop);
/* An emit that no Lua sees, for one run: it borrows all it is given. */
void st_lua_emit_begin(st_lua_emit_handle *m, st_match_article *a, st_layer_builder *b,
                       const st_schema *schema, st_str rule, uint32_t most);
/* Begins an annotation; the values of its fields go to the builder. */
void st_lua_emit_open(lua_State *L, st_lua_emit_handle *m, st_span span);
void st_lua_emit_drop(st_lua_emit_handle *m);
/* Counts the bytes of a value; raises where there are too many. */
void st_lua_emit_charge(lua_State *L, st_lua_emit_handle *m, size_t bytes);

/* --- value.c: in a writer, whose upvalues are these and the names of what a table may have --- */

enum { ST_EMIT_HANDLE = 1, ST_EMIT_MISTAKES, ST_EMIT_RULE };

/* Calls the function of this name with the rule and the `n` values at the top; it raises. */
_Noreturn void st_emit_mistake(lua_State *L, const char *name, int n);
bool st_emit_is_span(lua_State *L, int at);
/* Pushes value.a and value.b, and says whether both are integers. */
bool st_emit_get_pair(lua_State *L, int at, const char *a, const char *b);
bool st_emit_no_pair(lua_State *L);
/* From tokens `first` to `last`, counted from 1, to bytes; raises where there are none such. */
st_span st_emit_token_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer first,
                           lua_Integer last);
/* From bytes; raises where they are no stretch of the article's characters. */
st_span st_emit_byte_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer begin,
                          lua_Integer stop);
/* Of a value that is a span, or says `begin` and `stop`, or `first` and `last`; false where it is
 * none of these. */
bool st_emit_get_span(lua_State *L, const st_lua_emit_handle *m, int at, st_span *span);
/* Writes the value at `at`, the top, into the i-th field; nil writes nothing. */
void st_emit_write_field(lua_State *L, st_lua_emit_handle *m, uint32_t i, int at);

#endif
