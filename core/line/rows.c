#include "line/rows.h"

#include <wctype.h>

enum { TAB = 8 };

static size_t width_of(wchar_t c, size_t column) {
  if (c == L'\t') return TAB - column % TAB;
  if (iswcntrl((wint_t)c)) return 2; /* ^A */
  int w = wcwidth(c);
  return w < 0 ? 1 : (size_t)w;
}

size_t st_rows_before(const wchar_t *text, size_t n, size_t indent, size_t columns) {
  if (columns == 0) return 0;
  size_t row = indent / columns, column = indent % columns;
  for (size_t i = 0; i < n; i++) {
    if (text[i] == L'\n') {
      row++;
      column = 0;
      continue;
    }
    size_t w = width_of(text[i], column);
    if (w == 2 && column + w > columns && !iswcntrl((wint_t)text[i])) {
      row++;
      column = 0;
    }
    column += w;
    row += column / columns;
    column %= columns;
  }
  return row;
}
