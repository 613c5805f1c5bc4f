/* The usual line of meta.ndjson, read without building anything. */
#ifndef ST_DISK_META_FLAT_H
#define ST_DISK_META_FLAT_H

#include "base/str.h"

typedef struct st_flat {
  st_str rest;
  bool begun;
} st_flat;

enum st_flat_result {
  ST_FLAT_PAIR,   /* a key with a string */
  ST_FLAT_OTHER,  /* a key with null, true, false or a number, which is in `value` as written */
  ST_FLAT_END,    /* the object was whole */
  ST_FLAT_UNUSUAL /* escapes, something nested, or no JSON: for a real parser to say */
};

/* Takes the next pair off the line, which must be UTF-8. */
enum st_flat_result st_flat_next(st_flat *flat, st_str *key, st_str *value);

#endif
