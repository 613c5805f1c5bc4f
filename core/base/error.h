/* Errors as values: a function that can fail returns 0 or a negative code, and
 * where it can say more it fills in the st_error that its caller owns. */
#ifndef ST_BASE_ERROR_H
#define ST_BASE_ERROR_H

#include <stdarg.h>

enum st_code {
  ST_OK = 0,
  ST_ENOMEM = -1, /* an allocation failed */
  ST_EIO = -2,    /* the system refused: reading, writing, spawning */
  ST_EINPUT = -3, /* what was read is not what it should be */
  ST_EUSE = -4,   /* the caller asked for what does not exist */
  ST_ELIMIT = -5, /* a counted limit was met */
  ST_ERULE = -6   /* a rule is at fault */
};

typedef struct st_error {
  int code;
  char message[496]; /* one line, names the thing, no full stop */
} st_error;

/* Fills `e` (which may be null) and returns `code`. Never allocates. What is too long loses the
 * middle of the path that it begins with, then its end; it is cut between characters. */
int st_fail(st_error *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int st_vfail(st_error *e, int code, const char *format, va_list args);

/* ST_ENOMEM with the one message for it. */
int st_nomem(st_error *e);

#endif
