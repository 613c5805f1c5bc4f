/* A revision: one immutable version of an article, its text with its units and metadata.
 *
 * It is one relocatable run of bytes (a header, arrays, strings), so that it goes through a pipe
 * to a worker as it is and is looked at there without being unpacked. */
#ifndef ST_DOC_REVISION_H
#define ST_DOC_REVISION_H

#include "base/error.h"
#include "base/str.h"
#include "text/token.h"

typedef struct st_revision st_revision;

enum st_meta_key {
  ST_META_OUTLET,
  ST_META_TITLE,
  ST_META_DATE,
  ST_META_URL,
  ST_META_AUTHOR,
  ST_META_COUNT
};

/* Where a value is known from. Values found in the text are rules' business (layer `published`). */
enum st_meta_from {
  ST_FROM_NOWHERE,
  ST_FROM_META_FILE, /* meta.ndjson or --meta */
  ST_FROM_FRONT,     /* front matter */
  ST_FROM_FIELD,     /* a key of a JSON article */
  ST_FROM_HTML,      /* <meta>, <title>, <time>, JSON-LD */
  ST_FROM_NAME       /* the file's name */
};

typedef struct st_meta {
  st_str value; /* n is 0 where unset */
  enum st_meta_from from;
} st_meta;

typedef struct st_revision_source {
  st_str doc;             /* the article's name */
  st_str text;            /* well-formed UTF-8, less than 4 GiB */
  st_str mask;            /* as long as text, or n = 0: the text itself */
  const st_block *blocks; /* or null: found by st_text_blocks */
  uint32_t block_count;
  bool decoded; /* offsets are not those of the bytes on disk */
  st_meta meta[ST_META_COUNT];
  st_revision *before; /* or null: where it is of the same, it is shared and nothing is analysed */
} st_revision_source;

/* Copies what it needs and analyses the text. The caller owns one reference to *out. ST_ENOMEM. */
int st_revision_make(const st_revision_source *source, st_revision **out, st_error *e);

/* A revision sent as bytes, copied. ST_EINPUT where they are not whole, ST_ENOMEM. */
int st_revision_from_bytes(const void *p, size_t n, st_revision **out, st_error *e);
/* Borrowed until the revision is let go. */
st_str st_revision_bytes(const st_revision *r);

/* References are counted atomically; the last st_revision_close frees. Null is fine. */
st_revision *st_revision_share(st_revision *r);
void st_revision_close(st_revision *r);

/* All borrowed from the revision. */
st_str st_revision_doc(const st_revision *r);
st_str st_revision_text(const st_revision *r);
bool st_revision_decoded(const st_revision *r);
st_meta st_revision_meta(const st_revision *r, enum st_meta_key key);
const st_block *st_revision_blocks(const st_revision *r, uint32_t *count);
const st_token *st_revision_tokens(const st_revision *r, uint32_t *count);
const st_sentence *st_revision_sentences(const st_revision *r, uint32_t *count);
const st_quote *st_revision_quotes(const st_revision *r, uint32_t *count);

/* Of text, blocks' tags, metadata and doc: equal hashes, equal layers. */
uint64_t st_revision_hash(const st_revision *r);
/* Of the metadata alone. */
uint64_t st_revision_meta_hash(const st_revision *r);

/* First token that ends after `offset`; the count where none does. */
uint32_t st_revision_token_at(const st_revision *r, uint32_t offset);
/* The same among the tokens from `start` on: quick where it lies near, whatever their number. */
uint32_t st_revision_token_from(const st_revision *r, uint32_t start, uint32_t offset);
/* The first sentence that ends behind a token; their number where none does. */
uint32_t st_revision_sentence_from(const st_revision *r, uint32_t token);
/* The block that holds `offset`, or ST_NONE. */
uint32_t st_revision_block_at(const st_revision *r, uint32_t offset);
/* Line and column (code points), both from 1, of a byte offset. */
void st_revision_place(const st_revision *r, uint32_t offset, uint32_t *line, uint32_t *column);
/* The same for offsets that mostly grow: zero-initialise the cursor, keep it between calls, and a
 * line of any length is counted once. */
typedef struct st_cursor {
  uint32_t offset, line, column;
} st_cursor;
void st_revision_walk(const st_revision *r, st_cursor *cursor, uint32_t offset);
/* How many lines the text has; at least 1. */
uint32_t st_revision_lines(const st_revision *r);
/* The offset of a line's start; of the text's end where there are fewer lines. Lines from 1. */
uint32_t st_revision_line(const st_revision *r, uint32_t line);

const char *st_meta_from_name(enum st_meta_from from); /* "meta.ndjson", "front matter", … */

#endif
