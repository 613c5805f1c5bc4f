/* Annotations as lines: NDJSON and CSV. */
#ifndef ST_FIND_ROW_H
#define ST_FIND_ROW_H

#include "base/buf.h"
#include "doc/layer.h"
#include "doc/revision.h"

/* Whence rows come: an article, and how its other layers are found, for references. */
typedef struct st_row_source {
  const st_revision *revision;
  const st_layer *(*layer)(const void *context, st_str name);
  const void *context;
} st_row_source;

/* One annotation of a layer, or a sentence (layer null). */
typedef struct st_row {
  const st_layer *layer;
  uint32_t index;
} st_row;

/* Appends the line with its newline. The cursor goes from row to row of one article and layer. */
void st_row_ndjson(const st_row_source *source, st_row row, st_cursor *cursor, st_buf *out);
void st_row_csv_head(st_buf *out);
void st_row_csv(const st_row_source *source, st_row row, st_cursor *cursor, st_buf *out);
void st_csv_add(st_str text, st_buf *out); /* a cell, quoted where it must be */

st_str st_row_layer(st_row row);
st_str st_row_rule(st_row row);
st_span st_row_span(const st_row_source *source, st_row row);
uint32_t st_row_count(const st_row_source *source, const st_layer *layer);

/* Appends all rows of a layer in their order: begin, end, rule, then the line's bytes. */
typedef void st_row_writer(const st_row_source *source, st_row row, st_cursor *cursor, st_buf *out);
int st_rows_add(const st_row_source *source, const st_layer *layer, st_row_writer *write,
                st_buf *out, st_error *e);

#endif
