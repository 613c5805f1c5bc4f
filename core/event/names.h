/* The shortest names that tell files apart; private to event. */
#ifndef ST_EVENT_NAMES_H
#define ST_EVENT_NAMES_H

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>

/* For each doc the shortest run of whole parts ("004" of "seeds/004_4e4a.txt") that no other doc's
 * file name begins with; the doc itself where two files have one name. Borrowed from the docs.
 * ST_ENOMEM. */
int st_short_names(const st_str *docs, uint32_t count, st_str *out, st_error *e);

#endif
