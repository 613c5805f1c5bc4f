#include "base/error.h"

#include <stdio.h>

/* A message that was cut in the middle of a UTF-8 sequence loses the part. */
static void trim_partial(char *s, int n) {
  int k = n;
  while (k > 0 && ((unsigned char)s[k - 1] & 0xC0) == 0x80) k--;
  if (k > 0 && ((unsigned char)s[k - 1] & 0xC0) == 0xC0) s[k - 1] = '\0';
}

int st_vfail(st_error *e, int code, const char *format, va_list args) {
  if (!e) return code;
  e->code = code;
  int n = vsnprintf(e->message, sizeof e->message, format, args);
  if (n >= (int)sizeof e->message) trim_partial(e->message, (int)sizeof e->message - 1);
  return code;
}

int st_fail(st_error *e, int code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  st_vfail(e, code, format, args);
  va_end(args);
  return code;
}

int st_nomem(st_error *e) { return st_fail(e, ST_ENOMEM, "out of memory"); }
