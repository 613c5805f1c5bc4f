/* What text output may use: how wide, whether coloured; and text made safe and cut to fit. */
#ifndef ST_APP_TERM_H
#define ST_APP_TERM_H

#include "app/options/options.h"

typedef struct st_term {
  size_t width;
  bool color;
} st_term;

enum st_style { ST_PLAIN, ST_BOLD, ST_DIM, ST_RED, ST_YELLOW, ST_CYAN };

/* For standard output: its width as a terminal, else COLUMNS, else 100. */
st_term st_term_of(enum st_color color);
/* The columns that the terminal has, however few: for a line that must not reach the next row. */
size_t st_term_columns(void);

void st_style_begin(const st_term *term, enum st_style style, st_buf *out);
void st_style_end(const st_term *term, enum st_style style, st_buf *out);
void st_styled(const st_term *term, enum st_style style, st_str text, st_buf *out);
enum st_style st_style_of(enum st_level level);

/* A code point's bytes, and its columns as printed: control characters and those that turn the
 * direction of what follows become a blank, so that no article can command a terminal. */
typedef struct st_glyph {
  size_t n, columns;
  bool blank;
} st_glyph;
st_glyph st_glyph_at(st_str text, size_t offset);

/* Appends the text, unsafe characters as blanks, runs of blanks as one. Returns its columns. */
size_t st_clean_add(st_str text, st_buf *out);
/* The same for at most `columns` of it; where it is cut, the last is "…". */
size_t st_clip_add(st_str text, size_t columns, st_buf *out);
/* What is left of a row behind column `at`; 0 where that is too little to say anything. */
size_t st_room(const st_term *term, size_t at);
/* Blanks up to a column. */
void st_pad(size_t at, size_t column, st_buf *out);

/* Appends the line of `text` around [begin, end), cut to `columns`, with these bytes between ‹ ›,
 * or in the style where there is colour. Where they are too long themselves, the part around their
 * byte number `focus` is shown. */
void st_clip_marked(const st_term *term, enum st_style style, st_str text, size_t begin, size_t end,
                    size_t focus, size_t columns, st_buf *out);

/* The line of `text` around [begin, end) on a line of its own, `indent` blanks before it, and below
 * it a marker under these bytes; under the place where there are none. */
void st_mark_under(const st_term *term, enum st_style style, st_str text, size_t begin, size_t end,
                   size_t indent, st_buf *out);

/* "12,340" */
void st_count_add(uint64_t n, st_buf *out);
/* "1 article", "12,340 articles" */
void st_many_add(uint64_t n, const char *one, const char *many, st_buf *out);

#endif
