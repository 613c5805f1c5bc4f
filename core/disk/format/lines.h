/* The lines of an NDJSON file, counted. */
#ifndef ST_DISK_LINES_H
#define ST_DISK_LINES_H

#include "base/str.h"

#include <stdint.h>

typedef struct st_lines {
  st_str rest;
  uint32_t number; /* of the line last given, from 1 */
} st_lines;

/* The next line that is not blank, without its end and with no BOM before the first. */
static inline bool st_lines_next(st_lines *lines, st_str *line) {
  while (lines->rest.n) {
    const char *p = lines->rest.p, *end = memchr(p, '\n', lines->rest.n);
    size_t n = end ? (size_t)(end - p) : lines->rest.n, used = end ? n + 1 : n;
    lines->rest = st_str_of(p + used, lines->rest.n - used);
    if (++lines->number == 1 && n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3, n -= 3;
    while (n && (p[n - 1] == '\r' || p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
    while (n && (*p == ' ' || *p == '\t')) p++, n--;
    *line = st_str_of(p, n);
    if (n) return true;
  }
  return false;
}

#endif
