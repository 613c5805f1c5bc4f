#include "app/print/annotation_text.h"

#include "base/alloc.h"
#include "find/number.h"
#include "text/fold.h"

#include <math.h>
#include <stdlib.h>

typedef struct line {
  st_row row;
  st_span span;
} line;

static int by_place(const void *pa, const void *pb) {
  const line *a = pa, *b = pb;
  if (a->span.begin != b->span.begin) return a->span.begin < b->span.begin ? -1 : 1;
  if (a->span.end != b->span.end) return a->span.end > b->span.end ? -1 : 1;
  int c = st_str_compare(st_row_layer(a->row), st_row_layer(b->row));
  return c ? c : (a->row.index > b->row.index) - (a->row.index < b->row.index);
}

static line *collect(const st_row_source *source, const st_str *layers, uint32_t count,
                     uint32_t *total) {
  line *out = NULL;
  *total = 0;
  for (uint32_t i = 0; i < count; i++) {
    const st_layer *layer = source->layer ? source->layer(source->context, layers[i]) : NULL;
    if (!layer && !st_str_equal(layers[i], st_cstr("sentence"))) continue;
    uint32_t n = st_row_count(source, layer);
    line *grown = st_grow(out, (size_t)*total + n + 1, sizeof *out);
    if (!grown) {
      st_free(out);
      return NULL;
    }
    out = grown;
    for (uint32_t k = 0; k < n; k++) {
      st_row row = {layer, k};
      out[(*total)++] = (line){row, st_row_span(source, row)};
    }
  }
  return out ? out : st_malloc(1);
}

/* --- fields --- */

/* Bounds are computed: for people without the last digits. */
static void add_bound(double value, st_buf *out) { st_buf_addf(out, "%.10g", value); }

static void add_interval(st_interval v, st_buf *out) {
  if (isfinite(v.value)) st_number_add(v.value, out);
  bool low = isfinite(v.low), high = isfinite(v.high);
  if (low && high && v.low == v.high) low = high = false;
  if (low || high) {
    st_buf_addz(out, " (");
    if (low)
      add_bound(v.low, out);
    else
      st_buf_addz(out, "any");
    st_buf_addz(out, " to ");
    if (high)
      add_bound(v.high, out);
    else
      st_buf_addz(out, "any");
    st_buf_addc(out, ')');
  }
  if (v.hedge.n) st_buf_addf(out, ", hedge %.*s", (int)v.hedge.n, v.hedge.p);
}

/* Its words; where they are not known, which it is of its layer. */
static void add_ref(const st_row_source *source, st_ref ref, st_buf *out) {
  const st_layer *layer = source->layer ? source->layer(source->context, ref.layer) : NULL;
  if (!layer || ref.index >= st_layer_count(layer)) {
    st_buf_addf(out, "%.*s %u", (int)ref.layer.n, ref.layer.p, ref.index + 1);
    return;
  }
  st_span s = st_layer_span(layer, ref.index);
  st_buf_add(out, st_revision_text(source->revision).p + s.begin, s.end - s.begin);
}

static void add_value(const st_row_source *source, st_row row, uint32_t field, uint32_t k,
                      st_buf *out) {
  const st_layer *l = row.layer;
  st_str text = st_revision_text(source->revision);
  st_span s;
  switch (st_layer_field(l, field).type & ~ST_LIST) {
  case ST_SPAN:
    s = st_layer_field_span(l, field, row.index, k);
    st_buf_add(out, text.p + s.begin, s.end - s.begin);
    break;
  case ST_NUMBER: st_number_add(st_layer_number(l, field, row.index, k), out); break;
  case ST_INTERVAL: add_interval(st_layer_interval(l, field, row.index, k), out); break;
  case ST_REF: add_ref(source, st_layer_ref(l, field, row.index, k), out); break;
  default: st_buf_adds(out, st_layer_string(l, field, row.index, k));
  }
}

/* A span that is the annotation again says nothing new. */
static bool repeats(st_row row, uint32_t field) {
  st_span own = st_layer_span(row.layer, row.index);
  if ((st_layer_field(row.layer, field).type & ~ST_LIST) != ST_SPAN) return false;
  if (st_layer_values(row.layer, field, row.index) != 1) return false;
  st_span s = st_layer_field_span(row.layer, field, row.index, 0);
  return s.begin == own.begin && s.end == own.end;
}

void st_fields_text(const st_row_source *source, st_row row, st_buf *out) {
  uint32_t fields = row.layer ? st_layer_field_count(row.layer) : 0, shown = 0;
  for (uint32_t f = 0; f < fields; f++) {
    uint32_t count = st_layer_values(row.layer, f, row.index);
    if (count == 0 || repeats(row, f)) continue;
    st_str name = st_layer_field(row.layer, f).name;
    st_buf_addf(out, "%s%.*s ", shown++ ? ", " : "", (int)name.n, name.p);
    for (uint32_t k = 0; k < count; k++) {
      if (k) st_buf_addz(out, " | ");
      add_value(source, row, f, k, out);
    }
  }
}

/* --- lines --- */

enum { PLACE = 8, GAP = 2 };

static size_t widest_layer(const st_str *layers, uint32_t count) {
  size_t widest = 0;
  for (uint32_t i = 0; i < count; i++) {
    size_t n = st_text_width(layers[i]);
    widest = n > widest ? n : widest;
  }
  return widest;
}

static void add_line(const st_row_source *source, const line *l, size_t layer_width,
                     st_cursor *cursor, const st_term *term, st_buf *out) {
  st_buf place = {0}, fields = {0};
  st_revision_walk(source->revision, cursor, l->span.begin);
  st_buf_addf(&place, "%u:%u", cursor->line, cursor->column);
  st_fields_text(source, l->row, &fields);
  st_buf_addz(out, "  ");
  st_buf_adds(out, st_str_of(place.p, place.n));
  st_pad(place.n, PLACE, out);
  st_style_begin(term, ST_CYAN, out);
  st_pad(st_clip_add(st_row_layer(l->row), layer_width, out), layer_width + GAP, out);
  st_style_end(term, ST_CYAN, out);
  size_t at = 2 + PLACE + layer_width + GAP, room = term->width > at + 30 ? term->width - at : 30;
  size_t own = st_text_width(st_str_of(fields.p, fields.n)), most = room / 2;
  if (own < most) most = own;
  size_t left = most ? room - most - GAP : room;
  st_style_begin(term, ST_BOLD, out);
  st_str text = st_revision_text(source->revision);
  size_t used =
      st_clip_add(st_str_of(text.p + l->span.begin, l->span.end - l->span.begin), left, out);
  st_style_end(term, ST_BOLD, out);
  if (own) {
    st_buf_addz(out, "  ");
    st_clip_add(st_str_of(fields.p, fields.n), room - used - GAP, out);
  }
  st_buf_addc(out, '\n');
  out->bad |= place.bad || fields.bad;
  st_buf_close(&place);
  st_buf_close(&fields);
}

int st_annotations_print(const st_row_source *source, const st_str *layers, uint32_t count,
                         const st_term *term, st_buf *out, st_error *e) {
  uint32_t total;
  line *lines = collect(source, layers, count, &total);
  if (!lines) return st_nomem(e);
  if (total) {
    qsort(lines, total, sizeof *lines, by_place);
    st_styled(term, ST_BOLD, st_revision_doc(source->revision), out);
    st_buf_addc(out, '\n');
  }
  size_t width = widest_layer(layers, count);
  st_cursor cursor = {0};
  for (uint32_t i = 0; i < total; i++) add_line(source, &lines[i], width, &cursor, term, out);
  st_free(lines);
  return out->bad ? st_nomem(e) : ST_OK;
}
