/* What builder.c and builder_write.c share. */
#ifndef ST_DOC_BUILDER_PRIVATE_H
#define ST_DOC_BUILDER_PRIVATE_H

#include "doc/layer_format.h"

#include "base/buf.h"
#include "base/names.h"

typedef struct cell {
  uint32_t field;
  union {
    uint32_t string;
    st_span span;
    double number;
    st_layer_interval_ interval;
    st_layer_ref_ ref;
  } v;
} cell;

typedef struct row {
  uint32_t begin, end, rule, seq;
  uint32_t first, last; /* its cells */
} row;

struct st_layer_builder {
  st_names *strings;
  st_field *fields;
  uint32_t name, field_count;
  enum st_overlap overlap;
  row *rows;
  cell *cells;
  uint32_t row_count, row_room, cell_count, cell_room, field_room;
  uint32_t rule; /* the name of the rule that was told last */
  row *sorted;   /* while a layer is built, as is the next */
  uint32_t sorted_room;
  st_buf bytes;
  bool bad;
};

/* Lays the rows out in the builder's bytes, which turn bad when memory is out. `roles` as for
 * st_layer_build. */
void st_layer_write(st_layer_builder *b, const row *rows, uint32_t n, const st_revision *r,
                    const st_layer *roles);

#endif
