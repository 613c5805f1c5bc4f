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
