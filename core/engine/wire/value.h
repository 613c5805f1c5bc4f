/* Plain values as bytes, for what one process tells another's Lua: nothing, yes and no, numbers,
 * strings, lists, and tables by name. */
#ifndef ST_ENGINE_VALUE_H
#define ST_ENGINE_VALUE_H

#include "base/buf.h"

enum st_value {
  ST_VALUE_NIL,
  ST_VALUE_FALSE,
  ST_VALUE_TRUE,
  ST_VALUE_INTEGER, /* u64 */
  ST_VALUE_NUMBER,  /* f64 */
  ST_VALUE_STRING,  /* counted */
  ST_VALUE_LIST,    /* how many, then so many values */
  ST_VALUE_TABLE    /* how many, then so many counted names, each with its value */
};

void st_value_nil(st_buf *out);
void st_value_bool(st_buf *out, bool value);
void st_value_integer(st_buf *out, int64_t value);
void st_value_number(st_buf *out, double value);
void st_value_string(st_buf *out, st_str value);

/* Begins a list or a table, whose values (or names and values) follow; what is returned goes to
 * st_value_end, with how many there were. */
size_t st_value_list(st_buf *out);
size_t st_value_table(st_buf *out);
void st_value_end(st_buf *out, size_t begun, uint32_t count);

/* Of a table: a name, and the value to follow; or both. An empty string is left out and not
 * counted: these return how many were added. */
void st_value_name(st_buf *out, const char *name);
uint32_t st_value_add_string(st_buf *out, const char *name, st_str value);
uint32_t st_value_add_integer(st_buf *out, const char *name, int64_t value);

#endif
