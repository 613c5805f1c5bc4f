/* A line cut around the words that matter. */
#include "app/print/term.h"
#include "text/utf8.h"

enum { WORD = 14 }; /* a cut moves back to a blank that is at most so far */

/* How far left of `begin`, in bytes, at most `columns` of the line go; `*all`: to its start. */
static size_t back(st_str text, size_t begin, size_t columns, bool *all) {
  size_t at = begin, used = 0, blank_at = begin;
  *all = false;
  while (at > 0 && text.p[at - 1] != '\n') {
    const unsigned char *p = st_utf8_back((const unsigned char *)text.p + at);
    size_t start = (size_t)((const char *)p - text.p);
    st_glyph g = st_glyph_at(text, start);
    if (used + g.columns > columns) break;
    used += g.columns;
    if (g.blank) blank_at = at;
    at = start;
  }
  if (at == 0 || text.p[at - 1] == '\n') {
    *all = true;
    return at;
  }
  if (text.p[at - 1] == ' ') return at;
  return blank_at - at <= WORD && blank_at < begin ? blank_at : at;
}

static size_t forth(st_str text, size_t end, size_t columns, bool *all) {
  size_t at = end, used = 0, blank_at = end;
  *all = false;
  while (at < text.n && text.p[at] != '\n') {
    st_glyph g = st_glyph_at(text, at);
    if (used + g.columns > columns) break;
    used += g.columns;
    if (g.blank) blank_at = at;
    at += g.n;
  }
  if (at == text.n || text.p[at] == '\n') {
    *all = true;
    return at;
  }
  if (text.p[at] == ' ') return at;
  return at - blank_at <= WORD && blank_at > end ? blank_at : at;
}

static size_t columns_between(st_str text, size_t begin, size_t end, size_t limit) {
  size_t used = 0;
  while (begin < end && used <= limit) {
    st_glyph g = st_glyph_at(text, begin);
    used += g.columns;
    begin += g.n;
  }
  return used;
}

/* Where to start so that byte `focus` is in sight: at the start where it is anyway. */
static size_t start_for(st_str words, size_t focus, size_t columns) {
  if (columns_between(words, 0, focus, columns) + columns / 4 < columns) return 0;
  size_t before = columns / 2, at = focus < words.n ? focus : words.n, blank = 0;
  if (columns_between(words, at, words.n, columns) < columns / 2)
    before = columns - 1 - columns_between(words, at, words.n, columns);
  size_t used = 0;
  while (at > 0 && used < before) {
    at = (size_t)((const char *)st_utf8_back((const unsigned char *)words.p + at) - words.p);
    used += st_glyph_at(words, at).columns;
    if (st_glyph_at(words, at).blank) blank = at + 1;
  }
  return blank && blank <= focus ? blank : at;
}

static void add_mark(const st_term *term, enum st_style style, st_str words, size_t focus,
                     size_t columns, st_buf *out) {
  size_t from = 0;
  if (focus && columns_between(words, 0, words.n, columns) > columns)
    from = start_for(words, focus, columns);
  if (term->color)
    st_style_begin(term, style, out);
  else
    st_buf_addz(out, "‹");
  if (from) st_buf_addz(out, "…");
  st_clip_add(st_str_of(words.p + from, words.n - from), columns - (from > 0), out);
  if (term->color)
    st_style_end(term, style, out);
  else
    st_buf_addz(out, "›");
}

/* The columns left of the marked words, given how many both sides have and want. */
static size_t share(size_t left, size_t right, size_t room) {
  if (left + right <= room || left <= room / 2) return left;
  return right < room / 2 ? room - right : room / 2;
}

void st_clip_marked(const st_term *term, enum st_style style, st_str text, size_t begin, size_t end,
                    size_t focus, size_t columns, st_buf *out) {
  size_t marks = term->color ? 0 : 2, inside = columns > marks ? columns - marks : 1;
  size_t own = columns_between(text, begin, end, inside);
  size_t room = own < inside ? inside - own : 0;
  bool left_all, right_all;
  size_t line = back(text, begin, room, &left_all), stop = forth(text, end, room, &right_all);
  size_t left = columns_between(text, line, begin, room) + !left_all;
  size_t right = columns_between(text, end, stop, room) + !right_all;
  size_t left_room = share(left, right, room), right_room = room - left_room;
  size_t from = back(text, begin, left_room, &left_all);
  if (!left_all) from = left_room ? back(text, begin, left_room - 1, &left_all) : begin;
  right_room = room - columns_between(text, from, begin, room) - (!left_all && left_room > 0);
  size_t to = forth(text, end, right_room, &right_all);
  if (!right_all) to = right_room ? forth(text, end, right_room - 1, &right_all) : end;
  while (from < begin && st_glyph_at(text, from).blank) from += st_glyph_at(text, from).n;
  if (!left_all && left_room) st_buf_addz(out, "…");
  st_clean_add(st_str_of(text.p + from, begin - from), out);
  add_mark(term, style, st_str_of(text.p + begin, end - begin), focus, inside, out);
  while (to > end && (text.p[to - 1] == ' ' || text.p[to - 1] == '\r')) to--;
  st_clean_add(st_str_of(text.p + end, to - end), out);
  if (!right_all && right_room) st_buf_addz(out, "…");
}
