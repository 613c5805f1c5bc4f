/* Strings numbered from 0 in the order they came: layer names, field names, words of rules. */
#ifndef ST_BASE_NAMES_H
#define ST_BASE_NAMES_H

#include "base/str.h"

#include <stdint.h>

enum { ST_NO_NAME = UINT32_MAX };

typedef struct st_names st_names;

st_names *st_names_open(void); /* owned by the caller; null when memory is out */
void st_names_close(st_names *names);
/* Forgets them all, and keeps room for some. */
void st_names_clear(st_names *names);
/* The number of `s`, taken up if new; ST_NO_NAME when memory is out. The bytes are copied. */
uint32_t st_names_add(st_names *names, st_str s);
/* The number of `s`, or ST_NO_NAME. */
uint32_t st_names_find(const st_names *names, st_str s);
/* Borrowed, with a NUL after it, until the names are closed. */
st_str st_names_get(const st_names *names, uint32_t number);
uint32_t st_names_count(const st_names *names);

#endif
