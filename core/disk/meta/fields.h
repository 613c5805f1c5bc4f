/* The fields of an article that are metadata, as JSON gives them. */
#ifndef ST_DISK_META_FIELDS_H
#define ST_DISK_META_FIELDS_H

#include "disk/note.h"

#include <jansson.h>

/* Where a note on a field is to point. */
typedef struct st_place {
  st_notes *notes;
  st_str file;
  uint32_t line;     /* 0: none */
  const char *which; /* "article 3: ", or "" */
  bool argument;     /* the file is an argument of which nothing else is read */
} st_place;

/* A date as ISO 8601 writes it: a year, a month, a day, or a day with a time of day. */
bool st_date_valid(st_str s);

/* A string without white space at its ends; unset, with a note, where it is something else. */
st_str st_field_string(json_t *object, const char *key, const st_place *place);
/* outlet, title, date, url and author, borrowed from the object; others are not looked at. */
void st_fields_read(json_t *object, enum st_meta_from from, st_meta meta[ST_META_COUNT],
                    const st_place *place);
/* Fills in what is unset in `meta`. */
void st_meta_fill(st_meta meta[ST_META_COUNT], const st_meta more[ST_META_COUNT]);
/* "outlet", "title", …: what the field is called in every format; static. */
const char *st_meta_key_name(enum st_meta_key key);
/* The key of that name, or -1. */
int st_meta_key_of(st_str name);
/* Without white space at either end. */
st_str st_trim(st_str s);

#endif
