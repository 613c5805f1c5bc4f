#include "app/print/suggest.h"

enum { LONGEST = 63, FAR = 1000, LISTED = 12 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

unsigned st_suggest_distance(st_str a, st_str b) {
  if (a.n > LONGEST || b.n > LONGEST) return FAR;
  unsigned rows[3][LONGEST + 1];
  for (unsigned j = 0; j <= b.n; j++) rows[0][j] = j;
  for (unsigned i = 1; i <= a.n; i++) {
    unsigned *row = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
    row[0] = i;
    for (unsigned j = 1; j <= b.n; j++) {
      unsigned other = lower(a.p[i - 1]) != lower(b.p[j - 1]);
      row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + other);
      if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
          lower(a.p[i - 2]) == lower(b.p[j - 1]))
        row[j] = least(row[j], before[j - 2] + 1);
    }
  }
  return rows[a.n % 3][b.n];
}

uint32_t st_suggest_nearest(st_str name, const st_str *known, uint32_t count) {
  uint32_t best = count;
  unsigned bound = name.n / 3 > 1 ? (unsigned)(name.n / 3) + 1 : 2;
  for (uint32_t i = 0; i < count; i++) {
    unsigned d = st_suggest_distance(name, known[i]);
    if (d < bound) {
      best = i;
      bound = d;
    }
  }
  return best;
}

void st_suggest_add(st_str name, const st_str *known, uint32_t count, st_buf *out) {
  uint32_t near = st_suggest_nearest(name, known, count);
  if (near < count) {
    st_buf_addf(out, "; did you mean '%.*s'?", (int)known[near].n, known[near].p);
    return;
  }
  if (count == 0 || count > LISTED) return;
  st_buf_addz(out, count > 1 ? "; there are " : "; there is ");
  for (uint32_t i = 0; i < count; i++) {
    if (i) st_buf_addz(out, ", ");
    st_buf_adds(out, known[i]);
  }
}
