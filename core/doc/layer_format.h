/* The run of bytes that a layer is; private to layer.c (reading) and builder.c (writing).
 *
 *   header | columns (one a field) | strings (at, length) | begin[] | end[] | rule[] |
 *   per column: starts[count + 1], items | the strings' bytes
 *
 * Every part begins at a multiple of 8. */
#ifndef ST_DOC_LAYER_FORMAT_H
#define ST_DOC_LAYER_FORMAT_H

#include "doc/layer.h"

typedef struct st_layer_head {
  uint64_t size;
  uint64_t content, positions;
  uint32_t name; /* index of a string, as wherever a string is meant */
  uint32_t count, field_count, string_count;
  uint64_t columns, strings, begins, ends, rules, bytes; /* where the parts begin */
  uint64_t byte_count;
} st_layer_head;

typedef struct st_layer_column {
  uint32_t name, type;
  uint64_t starts, items; /* where they begin */
  uint64_t item_count;
} st_layer_column;

typedef struct st_layer_string {
  uint32_t at, length;
} st_layer_string_;

/* An item of an interval column; other items are u32 (strings), st_span, double, st_layer_ref_. */
typedef struct st_layer_interval_ {
  double value, low, high;
  uint32_t hedge, has_hedge;
} st_layer_interval_;

typedef struct st_layer_ref_ {
  uint32_t layer, index;
} st_layer_ref_;

struct st_layer {
  _Atomic unsigned refs;
  _Alignas(16) unsigned char bytes[];
};

static inline size_t st_layer_item_size(uint32_t type) {
  switch (type & ~(uint32_t)ST_LIST) {
  case ST_SPAN: return sizeof(st_span);
  case ST_NUMBER: return sizeof(double);
  case ST_INTERVAL: return sizeof(st_layer_interval_);
  case ST_REF: return sizeof(st_layer_ref_);
  default: return sizeof(uint32_t);
  }
}

#endif
