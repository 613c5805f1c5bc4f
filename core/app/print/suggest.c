#include "app/print/suggest.h"

enum { LISTED = 12 };

uint32_t st_suggest_nearest(st_str name, const st_str *known, uint32_t count) {
  uint32_t best = count;
  uint32_t bound = name.n / 3 > 1 ? (uint32_t)(name.n / 3) + 1 : 2;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t d = st_str_distance(name, known[i]);
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
