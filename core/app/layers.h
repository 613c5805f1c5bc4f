/* Which layers are printed: those named by --layer, or all. */
#ifndef ST_APP_LAYERS_H
#define ST_APP_LAYERS_H

#include "app/session.h"
#include "base/names.h"

typedef struct st_wanted {
  st_names *names; /* owned */
  st_list list;    /* the same, null-terminated, for the engine */
  bool all;        /* nothing was named */
} st_wanted;

/* Splits "a,b". ST_EUSE where a name is empty, ST_ENOMEM. Closed by the caller in any case. */
int st_wanted_read(const st_list *said, st_wanted *out, st_error *e);
/* Once rules are there: each name is one that a rule writes, or `sentence`. ST_EUSE. */
int st_wanted_check(const st_session *s, st_wanted *wanted, st_error *e);
bool st_wanted_has(const st_wanted *wanted, st_str layer);
void st_wanted_close(st_wanted *wanted);

#endif
