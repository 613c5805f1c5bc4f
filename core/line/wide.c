#include "line/wide.h"

#include "base/alloc.h"

void st_wide_narrow(const wchar_t *wide, size_t n, st_buf *out) {
  char bytes[8]; /* more than MB_CUR_MAX of UTF-8 */
  mbstate_t state = {0};
  for (size_t i = 0; i < n; i++) {
    size_t k = wcrtomb(bytes, wide[i], &state);
    if (k != (size_t)-1) st_buf_add(out, bytes, k);
  }
}

wchar_t *st_wide_widen(st_str text) {
  wchar_t *wide = st_grow(NULL, text.n + 1, sizeof *wide);
  mbstate_t state = {0};
  size_t n = 0;
  for (size_t i = 0; wide && i < text.n;) {
    size_t k = mbrtowc(&wide[n], text.p + i, text.n - i, &state);
    if (k == (size_t)-1 || k == (size_t)-2) state = (mbstate_t){0};
    bool good = k != 0 && k < (size_t)-2 && k <= text.n - i;
    n += good;
    i += good ? k : 1;
  }
  if (wide) wide[n] = L'\0';
  return wide;
}

size_t st_wide_columns(const wchar_t *wide, size_t n) {
  size_t columns = 0;
  bool escape = false;
  for (size_t i = 0; i < n; i++) {
    if (wide[i] == 1) escape = !escape;
    int w = escape ? 0 : wcwidth(wide[i]);
    columns += w > 0 ? (size_t)w : 0;
  }
  return columns;
}
