/* Whether a text is a whole chunk of Lua, or more has to be typed. */
#ifndef ST_BIND_EVAL_WHOLE_H
#define ST_BIND_EVAL_WHOLE_H

#include "base/str.h"

/* True also for what will never be one: whoever runs it says why. */
bool st_chunk_is_whole(st_str text);
/* Of one that is not: it ends in a long string or comment, in which every blank counts. */
bool st_chunk_ends_in_text(st_str text);

#endif
