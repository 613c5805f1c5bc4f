/* A borrowed stretch of bytes. Never NUL-terminated by promise, never owned. */
#ifndef ST_BASE_STR_H
#define ST_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct st_str {
  const char *p;
  size_t n;
} st_str;

static inline st_str st_str_of(const char *p, size_t n) { return (st_str){p, n}; }
static inline st_str st_cstr(const char *s) { return (st_str){s, s ? strlen(s) : 0}; }

static inline bool st_str_equal(st_str a, st_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* By byte, a prefix first: the order of every list that stemma prints. */
static inline int st_str_compare(st_str a, st_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  return c ? c : (a.n > b.n) - (a.n < b.n);
}

static inline bool st_str_starts(st_str s, st_str head) {
  return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

static inline bool st_str_ends(st_str s, st_str tail) {
  return s.n >= tail.n && (tail.n == 0 || memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0);
}

/* Line `line` (from 1) of a text, without its end; empty behind the last. Borrowed. */
st_str st_line_of(st_str text, uint32_t line);
/* Without the blanks and line ends around it. Borrowed. */
st_str st_str_trim(st_str s);
/* How many letters have to change to make one name of the other, whatever their case; two that are
 * swapped are one change. A name of more than 63 bytes is far from all. */
uint32_t st_str_distance(st_str a, st_str b);

#endif
