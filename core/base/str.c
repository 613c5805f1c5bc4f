#include "base/str.h"

st_str st_line_of(st_str text, uint32_t line) {
  const char *p = text.p, *end = text.p + text.n;
  for (; line > 1 && p < end; line--) {
    const char *next = memchr(p, '\n', (size_t)(end - p));
    p = next ? next + 1 : end;
  }
  const char *stop = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
  size_t n = (size_t)((stop ? stop : end) - p);
  return st_str_of(p, n > 0 && p[n - 1] == '\r' ? n - 1 : n);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

st_str st_str_trim(st_str s) {
  while (s.n && is_blank(*s.p)) s = st_str_of(s.p + 1, s.n - 1);
  while (s.n && is_blank(s.p[s.n - 1])) s.n--;
  return s;
}

/* --- names that are near --- */

enum { LONGEST = 63, FAR = 1000 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

uint32_t st_str_distance(st_str a, st_str b) {
  if (a.n > LONGEST || b.n > LONGEST) return FAR;
  uint32_t rows[3][LONGEST + 1];
  for (uint32_t j = 0; j <= b.n; j++) rows[0][j] = j;
  for (uint32_t i = 1; i <= a.n; i++) {
    uint32_t *row = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
    row[0] = i;
    for (uint32_t j = 1; j <= b.n; j++) {
      uint32_t other = lower(a.p[i - 1]) != lower(b.p[j - 1]);
      row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + other);
      if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
          lower(a.p[i - 2]) == lower(b.p[j - 1]))
        row[j] = least(row[j], before[j - 2] + 1);
    }
  }
  return rows[a.n % 3][b.n];
}
