#include "event/names.h"

#include "base/alloc.h"

#include <stdlib.h>

typedef struct entry {
  st_str base;
  uint32_t doc;
} entry;

/* "a/b/004_4e4a.txt" -> "004_4e4a"; "a/b.ndjson#17" -> "17". */
static st_str base_name(st_str doc) {
  const char *hash = memchr(doc.p, '#', doc.n), *end = doc.p + doc.n, *begin = end;
  if (hash && hash + 1 < end) return st_str_of(hash + 1, (size_t)(end - hash - 1));
  while (begin > doc.p && begin[-1] != '/') begin--;
  const char *dot = end;
  while (dot > begin && dot[-1] != '.') dot--;
  if (dot > begin + 1) end = dot - 1;
  return begin < end ? st_str_of(begin, (size_t)(end - begin)) : doc;
}

static int by_base(const void *pa, const void *pb) {
  const entry *a = pa, *b = pb;
  int c = st_str_compare(a->base, b->base);
  return c ? c : (a->doc > b->doc) - (a->doc < b->doc);
}

static size_t shared(st_str a, st_str b) {
  size_t n = a.n < b.n ? a.n : b.n, i = 0;
  while (i < n && a.p[i] == b.p[i]) i++;
  return i;
}

static bool parts_here(char c) { return c == '_' || c == '-' || c == '.' || c == ' '; }

/* The shortest run of whole parts that is longer than what a neighbour shares. */
static st_str cut(st_str base, size_t common) {
  for (size_t n = common + 1; n < base.n; n++)
    if (parts_here(base.p[n])) return st_str_of(base.p, n);
  return base;
}

int st_short_names(const st_str *docs, uint32_t count, st_str *out, st_error *e) {
  entry *sorted = st_grow(NULL, count, sizeof *sorted);
  if (!sorted) return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) sorted[i] = (entry){base_name(docs[i]), i};
  if (count) qsort(sorted, count, sizeof *sorted, by_base);
  for (uint32_t i = 0; i < count; i++) {
    st_str base = sorted[i].base;
    size_t before = i ? shared(base, sorted[i - 1].base) : 0;
    size_t after = i + 1 < count ? shared(base, sorted[i + 1].base) : 0;
    bool twin = (i && st_str_equal(base, sorted[i - 1].base)) ||
                (i + 1 < count && st_str_equal(base, sorted[i + 1].base));
    out[sorted[i].doc] = twin ? docs[sorted[i].doc] : cut(base, before > after ? before : after);
  }
  st_free(sorted);
  return ST_OK;
}
