/* A line with a marker under the words that matter. */
#include "app/print/term.h"
#include "text/fold.h"

static const char escape[] = "\x1b[";

/* Where the marks of st_clip_marked begin and end: with colour these are escape sequences, and no
 * text of an article has one left. */
typedef struct marked {
  st_str before, words, after;
} marked;

/* Cuts the text before the next escape sequence off `rest`, and the sequence. */
static st_str cut(st_str *rest) {
  const char *at = memmem(rest->p, rest->n, escape, strlen(escape));
  st_str piece = st_str_of(rest->p, at ? (size_t)(at - rest->p) : rest->n);
  const char *end = rest->p + rest->n, *stop = at ? memchr(at, 'm', (size_t)(end - at)) : NULL;
  *rest = stop ? st_str_of(stop + 1, (size_t)(end - stop - 1)) : st_str_of(end, 0);
  return piece;
}

static marked cut_marked(st_str line) {
  marked m = {.before = cut(&line)};
  m.words = cut(&line);
  m.after = line;
  return m;
}

void st_mark_under(const st_term *term, enum st_style style, st_str text, size_t begin, size_t end,
                   size_t indent, st_buf *out) {
  st_term coloured = {term->width, true};
  st_buf line = {0};
  size_t room = term->width > indent + 20 ? term->width - indent : 20;
  st_clip_marked(&coloured, ST_BOLD, text, begin, end, 0, room, &line);
  marked m = cut_marked(st_str_of(line.p ? line.p : "", line.n));
  st_pad(0, indent, out);
  st_buf_adds(out, m.before);
  st_style_begin(term, style, out);
  st_buf_adds(out, m.words);
  st_style_end(term, style, out);
  st_buf_adds(out, m.after);
  st_buf_addc(out, '\n');
  st_pad(0, indent + st_text_width(m.before), out);
  st_style_begin(term, style, out);
  size_t width = st_text_width(m.words);
  for (size_t i = 0; i < (width ? width : 1); i++) st_buf_addc(out, '^');
  st_style_end(term, style, out);
  st_buf_addc(out, '\n');
  out->bad |= line.bad;
  st_buf_close(&line);
}
