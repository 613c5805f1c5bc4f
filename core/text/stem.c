#include "text/stem.h"

#include "text/fold.h"

#include <libstemmer.h>

/* The opaque name is ours, the object the library's. */
static struct sb_stemmer *inside(st_stemmer *s) { return (struct sb_stemmer *)(void *)s; }

st_stemmer *st_stemmer_open(void) {
  return (st_stemmer *)(void *)sb_stemmer_new("english", "UTF_8");
}

void st_stemmer_close(st_stemmer *s) { sb_stemmer_delete(inside(s)); }

static bool has_upper(const char *word, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (word[i] >= 'A' && word[i] <= 'Z') return true;
  return false;
}

size_t st_stem_word(st_stemmer *s, st_str token, char *out, size_t room) {
  size_t n = st_fold_word(token, out, room);
  if (n > room || has_upper(out, n)) return n;
  const sb_symbol *stem = sb_stemmer_stem(inside(s), (const sb_symbol *)out, (int)n);
  if (!stem) return 0;
  n = (size_t)sb_stemmer_length(inside(s));
  if (n <= room) memcpy(out, stem, n);
  return n;
}
