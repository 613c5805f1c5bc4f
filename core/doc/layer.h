/* A layer: all annotations of one name over one revision, as columns.
 *
 *   begin    3   17   40         one entry an annotation, sorted by begin, end, rule
 *   end      9   30   44
 *   rule     0    0    1         index into the names of the rules that wrote it
 *   field "speaker" (string)     starts  0  1  1  2     items  "White House"  "Kremlin"
 *   field "quoted" (span, list)  starts  0  1  3  3     items  [4,9) [18,20) [25,29)
 *
 * An annotation's values of a field are items[starts[i] .. starts[i+1]): none where it is unset,
 * one, or several in a list. Like a revision it is one relocatable run of bytes. What it says
 * (words, fields, order, roles) and where it stands are hashed apart. */
#ifndef ST_DOC_LAYER_H
#define ST_DOC_LAYER_H

#include "base/error.h"
#include "base/str.h"
#include "doc/revision.h"

typedef struct st_layer st_layer;

enum st_type {
  ST_STRING = 1,
  ST_SPAN,
  ST_NUMBER,
  ST_INTERVAL,
  ST_TIME,   /* a string: ISO 8601 as TimeML writes it */
  ST_ENTITY, /* a string: one for all mentions of the entity in the article */
  ST_REF,    /* an annotation of a layer of the same article */
  ST_TYPE_COUNT,
  ST_LIST = 0x80 /* added to a type: any number of values */
};

typedef struct st_field {
  st_str name;
  uint8_t type; /* enum st_type, with or without ST_LIST */
} st_field;

/* What becomes of annotations that overlap. */
enum st_overlap {
  ST_OVERLAP_LONGEST, /* of two that overlap the longer stays; of equals the first rule's by name */
  ST_OVERLAP_ALL      /* all stay, but for equal spans with equal fields */
};

typedef struct st_schema {
  st_str name;            /* the layer's */
  const st_field *fields; /* the order in which they are printed */
  uint32_t field_count;
  enum st_overlap overlap;
} st_schema;

typedef struct st_span {
  uint32_t begin, end;
} st_span;

typedef struct st_interval {
  double value, low, high; /* NaN where absent or open */
  st_str hedge;            /* n = 0: none */
} st_interval;

typedef struct st_ref {
  st_str layer;
  uint32_t index;
} st_ref;

/* --- building --- */
typedef struct st_layer_builder st_layer_builder;

/* Keeps a copy of the schema. Owned by the caller. Null when memory is out. */
st_layer_builder *st_layer_builder_open(const st_schema *schema);
void st_layer_builder_close(st_layer_builder *b);
/* Begins another layer in the room of the one before; false when memory is out. */
bool st_layer_builder_begin(st_layer_builder *b, const st_schema *schema);
/* About how many bytes it holds. */
size_t st_layer_builder_size(const st_layer_builder *b);
/* Begins an annotation; values follow in any order, lists by repeated calls. `field` is an index
 * into the schema's fields. Wrong types are ST_EUSE; out of memory is told by st_layer_build. */
void st_layer_add(st_layer_builder *b, uint32_t begin, uint32_t end, st_str rule);
int st_layer_add_string(st_layer_builder *b, uint32_t field,
                        st_str value); /* string, time, entity */
int st_layer_add_span(st_layer_builder *b, uint32_t field, st_span value);
int st_layer_add_number(st_layer_builder *b, uint32_t field, double value);
int st_layer_add_interval(st_layer_builder *b, uint32_t field, st_interval value);
int st_layer_add_ref(st_layer_builder *b, uint32_t field, st_ref value);
/* Drops the annotation begun last: its rule failed half-way. */
void st_layer_drop(st_layer_builder *b);
uint32_t st_layer_builder_count(const st_layer_builder *b);
/* Drops the annotations from number `count` on: a rule failed, its output is left out. */
void st_layer_rewind(st_layer_builder *b, uint32_t count);
/* Sorts, applies the overlap policy, hashes against the revision. `roles` is the block layer or
 * null. *out is owned by the caller (one reference). ST_ENOMEM. */
int st_layer_build(st_layer_builder *b, const st_revision *r, const st_layer *roles, st_layer **out,
                   st_error *e);

/* --- reading: all borrowed from the layer --- */
int st_layer_from_bytes(const void *p, size_t n, st_layer **out, st_error *e);
st_str st_layer_bytes(const st_layer *l);
st_layer *st_layer_share(st_layer *l);
void st_layer_close(st_layer *l);

st_str st_layer_name(const st_layer *l);
uint32_t st_layer_count(const st_layer *l);
st_span st_layer_span(const st_layer *l, uint32_t i);
st_str st_layer_rule(const st_layer *l, uint32_t i);
uint32_t st_layer_field_count(const st_layer *l);
st_field st_layer_field(const st_layer *l, uint32_t field);
uint32_t st_layer_find_field(const st_layer *l, st_str name); /* or ST_NONE */
/* How many values annotation `i` has in `field`; `k` below counts them from 0. */
uint32_t st_layer_values(const st_layer *l, uint32_t field, uint32_t i);
st_str st_layer_string(const st_layer *l, uint32_t field, uint32_t i, uint32_t k);
st_span st_layer_field_span(const st_layer *l, uint32_t field, uint32_t i, uint32_t k);
double st_layer_number(const st_layer *l, uint32_t field, uint32_t i, uint32_t k);
st_interval st_layer_interval(const st_layer *l, uint32_t field, uint32_t i, uint32_t k);
st_ref st_layer_ref(const st_layer *l, uint32_t field, uint32_t i, uint32_t k);

uint64_t st_layer_content(const st_layer *l);   /* hash of words, fields, order, roles */
uint64_t st_layer_positions(const st_layer *l); /* hash of where they stand */

/* The block of the revision's role in the block layer ("body" where there is none). */
st_str st_block_role(const st_layer *roles, const st_revision *r, uint32_t block);
/* The same of one block after the other, from the first on: `at` is how far it has come. */
typedef struct st_roles {
  const st_layer *layer; /* or null; borrowed */
  const st_revision *revision;
  uint32_t field, at;
} st_roles;
st_roles st_roles_of(const st_layer *layer, const st_revision *r);
/* No block may be before one that was asked for. */
st_str st_roles_next(st_roles *roles, uint32_t block);

#endif
