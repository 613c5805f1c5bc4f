/* What the passes over one text share. A text is worked through block by block: tokens first, which
 * note the quotation marks and the stops they meet; then the marks are paired; then the stops are
 * looked at for ends of sentences. The last two only see what was noted, so that a text costs about
 * as much as its tokens. */
#ifndef ST_TEXT_WORK_H
#define ST_TEXT_WORK_H

#include "text/abbreviations.h"
#include "text/token.h"

typedef enum st_mark_form {
  ST_MARK_DOUBLE,       /* " and '' */
  ST_MARK_DOUBLE_LEFT,  /* “ and `` */
  ST_MARK_DOUBLE_RIGHT, /* ” */
  ST_MARK_DOUBLE_LOW,   /* „ */
  ST_MARK_SINGLE,       /* ' */
  ST_MARK_SINGLE_LEFT,  /* ‘ */
  ST_MARK_SINGLE_RIGHT, /* ’ */
  ST_MARK_SINGLE_LOW,   /* ‚ */
  ST_MARK_ANGLE_LEFT,   /* « */
  ST_MARK_ANGLE_RIGHT   /* » */
} st_mark_form;

typedef struct st_mark {
  uint32_t token;
  uint32_t form; /* st_mark_form */
} st_mark;

typedef struct st_stop {
  uint32_t token;
  uint32_t sort; /* enum st_stop_sort */
} st_stop;

typedef struct st_work {
  const unsigned char *text, *end;
  const unsigned char *word_end; /* of the word last looked for in breaks.c */
  st_units *out;
  uint32_t token_room, sentence_room, quote_room;
  st_mark *marks; /* of the block */
  st_stop *stops;
  uint32_t mark_count, mark_room, stop_count, stop_room;
  void *scratch; /* for quotes.c */
  size_t scratch_size;
} st_work;

/* Makes room for `more` items behind `count`; false when memory is out. */
bool st_work_room(void **items, uint32_t *room, uint32_t count, uint32_t more, size_t size);

/* Each looks at one block, whose tokens, once found, are [block->first, block->last). ST_ENOMEM. */
int st_find_tokens(st_work *w, st_block *block);
int st_find_quotes(st_work *w, const st_block *block, const st_block *next);
int st_find_sentences(st_work *w, const st_block *block, uint32_t number, uint32_t first_quote);

/* How the stop at `e` belongs to the word [b,e) before it; `has_stops`: there are others inside. */
enum st_stop_sort st_stop_behind(const st_work *w, const unsigned char *b, const unsigned char *e,
                                 const unsigned char *end, bool has_stops);

/* The form of the mark that the text begins with, or -1. */
int st_mark_at(const unsigned char *p, const unsigned char *end);

static inline st_str st_token_text(const st_work *w, uint32_t token) {
  const st_token *t = &w->out->tokens[token];
  return st_str_of((const char *)w->text + t->begin, t->end - t->begin);
}

#endif
