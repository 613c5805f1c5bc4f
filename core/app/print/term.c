#include "app/print/term.h"

#include "text/fold.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL = 100, NARROWEST = 40, WIDEST = 1000 };

size_t st_term_columns(void) {
  struct winsize size;
  long columns = 0;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  const char *said = getenv("COLUMNS");
  if (columns <= 0 && said) columns = strtol(said, NULL, 10);
  if (columns <= 0) columns = USUAL;
  return columns > WIDEST ? WIDEST : (size_t)columns;
}

static bool may_color(enum st_color color) {
  if (color != ST_COLOR_AUTO) return color == ST_COLOR_ALWAYS;
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  return isatty(STDOUT_FILENO) && !(no && *no) && !(term && !strcmp(term, "dumb"));
}

st_term st_term_of(enum st_color color) {
  size_t columns = st_term_columns();
  return (st_term){columns < NARROWEST ? NARROWEST : columns, may_color(color)};
}

static const char *const codes[] = {
    [ST_PLAIN] = "",         [ST_BOLD] = "\x1b[1m",      [ST_DIM] = "\x1b[2m",
    [ST_RED] = "\x1b[1;31m", [ST_YELLOW] = "\x1b[1;33m", [ST_CYAN] = "\x1b[1;36m",
};

void st_style_begin(const st_term *term, enum st_style style, st_buf *out) {
  if (term->color) st_buf_addz(out, codes[style]);
}

void st_style_end(const st_term *term, enum st_style style, st_buf *out) {
  if (term->color && style != ST_PLAIN) st_buf_addz(out, "\x1b[0m");
}

void st_styled(const st_term *term, enum st_style style, st_str text, st_buf *out) {
  st_style_begin(term, style, out);
  st_clean_add(text, out);
  st_style_end(term, style, out);
}

enum st_style st_style_of(enum st_level level) {
  return level == ST_LEVEL_ERROR ? ST_RED : level == ST_LEVEL_WARNING ? ST_YELLOW : ST_CYAN;
}

static bool turns_direction(uint32_t c) {
  return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

st_glyph st_glyph_at(st_str text, size_t offset) {
  const unsigned char *at = (const unsigned char *)text.p + offset, *next = at;
  if (*at < 0x80) {
    bool blank = *at <= 0x20 || *at == 0x7F;
    return (st_glyph){1, 1, blank};
  }
  uint32_t c = st_utf8_next(&next);
  size_t n = (size_t)(next - at);
  if (c < 0xA1 || c == 0x2028 || c == 0x2029 || turns_direction(c)) return (st_glyph){n, 1, true};
  return (st_glyph){n, st_text_width(st_str_of((const char *)at, n)), false};
}

/* Appends from `*offset` on while there is room, and moves it; `*was_blank` goes along. */
static size_t add_some(st_str text, size_t *offset, size_t columns, bool *was_blank, st_buf *out) {
  size_t used = 0;
  while (*offset < text.n) {
    st_glyph g = st_glyph_at(text, *offset);
    bool skip = g.blank && *was_blank;
    if (!skip && used + g.columns > columns) break;
    if (g.blank && !skip) st_buf_addc(out, ' ');
    if (!g.blank) st_buf_add(out, text.p + *offset, g.n);
    if (!skip) used += g.columns;
    *was_blank = g.blank;
    *offset += g.n;
  }
  return used;
}

size_t st_clean_add(st_str text, st_buf *out) {
  size_t offset = 0;
  bool was_blank = false;
  return add_some(text, &offset, SIZE_MAX, &was_blank, out);
}

/* As printed; stops counting above `limit`. */
static size_t columns_of(st_str text, size_t limit) {
  size_t used = 0;
  bool was_blank = false;
  for (size_t i = 0; i < text.n && used <= limit;) {
    st_glyph g = st_glyph_at(text, i);
    if (!(g.blank && was_blank)) used += g.columns;
    was_blank = g.blank;
    i += g.n;
  }
  return used;
}

size_t st_clip_add(st_str text, size_t columns, st_buf *out) {
  size_t offset = 0;
  bool was_blank = false;
  if (columns == 0) return 0;
  if (columns_of(text, columns) <= columns)
    return add_some(text, &offset, columns, &was_blank, out);
  size_t used = add_some(text, &offset, columns - 1, &was_blank, out);
  while (out->n > 0 && out->p[out->n - 1] == ' ' && used > 0) out->n--, used--;
  st_buf_addz(out, "…");
  return used + 1;
}

size_t st_room(const st_term *term, size_t at) {
  enum { LEAST = 8 };
  return term->width >= at + LEAST ? term->width - at : 0;
}

void st_pad(size_t at, size_t column, st_buf *out) {
  for (; at < column; at++) st_buf_addc(out, ' ');
}

void st_count_add(uint64_t n, st_buf *out) {
  char digits[24];
  int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
  for (int i = 0; i < count; i++) {
    if (i > 0 && (count - i) % 3 == 0) st_buf_addc(out, ',');
    st_buf_addc(out, digits[i]);
  }
}

void st_many_add(uint64_t n, const char *one, const char *many, st_buf *out) {
  st_count_add(n, out);
  st_buf_addf(out, " %s", n == 1 ? one : many);
}
