/* The units of a text: blocks are given, tokens, quotation marks and sentences are found.
 *
 * Tokens are the words of UAX #29 (Unicode 15.0) with what news needs on top: abbreviations and
 * initials keep their stop ("U.S.", "Mr.", "J."), a possessive 's is a token of its own, "’90s" is
 * one, runs of stops or hyphens are one, white space and what is invisible are none. All offsets
 * are bytes, half-open; all indexes count from 0. */
#ifndef ST_TEXT_TOKEN_H
#define ST_TEXT_TOKEN_H

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>

enum st_token_flag {
  ST_TOKEN_WORD = 1u << 0,       /* has a letter */
  ST_TOKEN_NUMBER = 1u << 1,     /* digits with their separators: "14,000", "3.5", "2021" */
  ST_TOKEN_DIGIT = 1u << 2,      /* has a digit: also "7th", "1990s", "G7" */
  ST_TOKEN_PUNCT = 1u << 3,      /* punctuation or a symbol, quotation marks too */
  ST_TOKEN_CAPITAL = 1u << 4,    /* its first letter is upper or title case */
  ST_TOKEN_UPPER = 1u << 5,      /* all its letters are upper case: "NATO", "U.S.", "A" */
  ST_TOKEN_LOWER = 1u << 6,      /* all its letters are lower case */
  ST_TOKEN_POSSESSIVE = 1u << 7, /* "'s", "’s", or the apostrophe after a plural */
  ST_TOKEN_STOP = 1u << 8,       /* ends in a full stop that belongs to it: "U.S.", "Mr." */
  ST_TOKEN_QUOTE = 1u << 9,      /* a quotation mark, single or double, that is no apostrophe */
  ST_TOKEN_OPEN = 1u << 10,      /* ... that opens */
  ST_TOKEN_CLOSE = 1u << 11,     /* ... that closes */
  ST_TOKEN_QUOTED = 1u << 12,    /* stands between the marks of a pair (of any depth), or in a
                                  * quotation that goes on in the next block */
  ST_TOKEN_SPACE = 1u << 13,     /* white space, or the start of its block, stands before it */
  ST_TOKEN_FIRST = 1u << 14,     /* first of its sentence */
  ST_TOKEN_LAST = 1u << 15,      /* last of its sentence */
  ST_TOKEN_NONASCII = 1u << 16   /* has a byte above 0x7F */
};

typedef struct st_token {
  uint32_t begin, end;
  uint32_t flags;
} st_token;

typedef struct st_sentence {
  uint32_t first, last; /* tokens, half-open */
  uint32_t block;
} st_sentence;

enum { ST_NONE = UINT32_MAX };

/* A pair of marks, in the order of their opening. A quotation that runs over paragraphs is one
 * st_quote a paragraph: all but the last have no closing mark. An opening mark that nothing closes
 * and no block goes on with is one too, but nothing behind it counts as quoted. */
typedef struct st_quote {
  uint32_t open, close; /* tokens that are the marks; close is ST_NONE where the block ends first */
  uint32_t depth;       /* 0 outermost */
  uint32_t continues;   /* 1: the next block that opens with a mark goes on with it */
} st_quote;

/* What the format said about a block. The role is a rule's business. */
enum st_tag {
  ST_TAG_LINE,  /* plain text */
  ST_TAG_TITLE, /* <title>, front matter's title is no block */
  ST_TAG_H1,
  ST_TAG_H2,
  ST_TAG_H3, /* h3 and deeper */
  ST_TAG_P,
  ST_TAG_ITEM,    /* list item */
  ST_TAG_QUOTE,   /* blockquote */
  ST_TAG_CAPTION, /* figcaption, caption, alt text */
  ST_TAG_LINK,    /* a block that is nothing but links */
  ST_TAG_NAV,     /* nav, header, footer, aside, form, button */
  ST_TAG_TIME,    /* <time>, or a block marked as date */
  ST_TAG_BYLINE,  /* rel=author, class or itemprop author */
  ST_TAG_EMBED,   /* a blockquote or iframe of a social network */
  ST_TAG_CODE,
  ST_TAG_TABLE,
  ST_TAG_FRONT, /* front matter: no tokens are looked for in it */
  ST_TAG_COUNT
};

typedef struct st_block {
  uint32_t begin, end;  /* no white space at either end */
  uint32_t tag;         /* enum st_tag */
  uint32_t first, last; /* tokens, half-open; set by st_text_analyse */
} st_block;

typedef struct st_units {
  st_token *tokens;
  st_sentence *sentences;
  st_quote *quotes;
  uint32_t token_count, sentence_count, quote_count;
} st_units;

/* Lower-case name of a tag, "line" for ST_TAG_LINE; static. */
const char *st_tag_name(uint32_t tag);

/* Lines and paragraphs of plain text. `*blocks` is owned by the caller (st_free), null where there
 * are none. Consecutive lines are one paragraph only where they are hard-wrapped; otherwise each
 * line is a block. ST_ENOMEM. */
int st_text_blocks(st_str text, st_block **blocks, uint32_t *count, st_error *e);

/* Finds tokens, marks and sentences of the blocks (sorted, not overlapping) in well-formed UTF-8
 * of less than 4 GiB, and sets the blocks' `first` and `last`. `text` may be a mask: the article's
 * text with what is no prose (Markdown's markup) replaced by as many blanks. `out` is owned by the
 * caller, st_units_close. No sentence crosses a block. ST_ENOMEM. */
int st_text_analyse(st_str text, st_block *blocks, uint32_t block_count, st_units *out,
                    st_error *e);
void st_units_close(st_units *units);

#endif
