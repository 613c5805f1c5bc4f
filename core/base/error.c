#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_inside(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* A message that was cut in the middle of a UTF-8 sequence loses the part. */
static size_t trim_partial(const char *s, size_t n) {
  size_t k = n;
  while (k > 0 && is_inside(s[k - 1])) k--;
  return k > 0 && ((unsigned char)s[k - 1] & 0xC0) == 0xC0 ? k - 1 : n;
}

/* What of a path is left at the least, on each side of what is cut. */
enum { SIDE = 80 };

/* Most messages begin with a path, and end with what is wrong there: where both are too long for
 * the room, the path loses its middle. Returns how long the message is then. */
static size_t shorten_path(char *s, size_t n, size_t room) {
  static const char mark[] = "…";
  const char *colon = memchr(s, ':', n);
  size_t path = colon ? (size_t)(colon - s) : 0, dots = sizeof mark - 1;
  if (path < 2 * SIDE + dots) return n;
  size_t most = path - 2 * SIDE, out = n - room + dots + 4; /* 4: of characters that are cut */
  if (out > most) out = most;
  size_t from = trim_partial(s, SIDE), to = SIDE + out;
  while (to < path && is_inside(s[to])) to++;
  memcpy(s + from, mark, dots);
  memmove(s + from + dots, s + to, n - to);
  return n - to + from + dots;
}

/* The message in full, as far as anybody wants it, and of that what there is room for. */
static void write_long(st_error *e, const char *format, va_list args) {
  char whole[8192];
  size_t room = sizeof e->message - 1;
  int written = vsnprintf(whole, sizeof whole, format, args);
  size_t n = written < (int)sizeof whole ? (size_t)written : sizeof whole - 1;
  n = shorten_path(whole, n, room);
  if (n > room) n = trim_partial(whole, room);
  memcpy(e->message, whole, n);
  e->message[n] = '\0';
}

int st_vfail(st_error *e, int code, const char *format, va_list args) {
  if (!e) return code;
  va_list again;
  va_copy(again, args);
  e->code = code;
  int n = vsnprintf(e->message, sizeof e->message, format, args);
  if (n >= (int)sizeof e->message) write_long(e, format, again);
  va_end(again);
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
