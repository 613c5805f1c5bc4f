/* "Did you mean": the known name nearest to one that is unknown. */
#ifndef ST_APP_SUGGEST_H
#define ST_APP_SUGGEST_H

#include "base/buf.h"

#include <stdint.h>

/* The index of the nearest name that is near enough to be meant, or `count`. */
uint32_t st_suggest_nearest(st_str name, const st_str *known, uint32_t count);

/* Appends "; did you mean 'x'?", or the list of what there is where nothing is near. */
void st_suggest_add(st_str name, const st_str *known, uint32_t count, st_buf *out);

#endif
