/* Which day an article is of: its metadata say so, or its text. */
#include "engine/state.h"

st_str st_article_date(const st_revision *revision, const st_layer *published,
                       enum st_meta_from *from, st_span *evidence) {
  st_meta date = st_revision_meta(revision, ST_META_DATE);
  const st_layer *found = date.value.n ? NULL : published;
  uint32_t field = found ? st_layer_find_field(found, st_cstr("date")) : ST_NONE;
  if (from) *from = date.from;
  if (evidence) *evidence = (st_span){0};
  if (field == ST_NONE || !st_layer_count(found) || !st_layer_values(found, field, 0))
    return date.value;
  if (evidence) *evidence = st_layer_span(found, 0);
  return st_layer_string(found, field, 0, 0);
}
