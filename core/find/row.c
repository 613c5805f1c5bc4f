#include "find/row.h"

#include "base/alloc.h"
#include "find/number.h"

#include <math.h>
#include <stdlib.h>

static st_str text_of(const st_row_source *source, st_span s) {
  return st_str_of(st_revision_text(source->revision).p + s.begin, s.end - s.begin);
}

st_str st_row_layer(st_row row) {
  return row.layer ? st_layer_name(row.layer) : st_cstr("sentence");
}

st_str st_row_rule(st_row row) {
  return row.layer ? st_layer_rule(row.layer, row.index) : st_cstr("core");
}

uint32_t st_row_count(const st_row_source *source, const st_layer *layer) {
  uint32_t count;
  if (layer) return st_layer_count(layer);
  st_revision_sentences(source->revision, &count);
  return count;
}

st_span st_row_span(const st_row_source *source, st_row row) {
  if (row.layer) return st_layer_span(row.layer, row.index);
  uint32_t count;
  st_sentence s = st_revision_sentences(source->revision, &count)[row.index];
  const st_token *tokens = st_revision_tokens(source->revision, &count);
  return (st_span){tokens[s.first].begin, tokens[s.last - 1].end};
}

/* --- fields --- */

static void key(st_buf *out, st_str name) {
  st_buf_addc(out, ',');
  st_buf_add_json(out, name);
  st_buf_addc(out, ':');
}

static void add_span(const st_row_source *source, st_span s, st_buf *out) {
  st_buf_addf(out, "{\"begin\":%u,\"end\":%u,\"text\":", s.begin, s.end);
  st_buf_add_json(out, text_of(source, s));
  st_buf_addc(out, '}');
}

static void add_ref(const st_row_source *source, st_ref ref, st_buf *out) {
  const st_layer *layer = source->layer ? source->layer(source->context, ref.layer) : NULL;
  st_buf_addz(out, "{\"layer\":");
  st_buf_add_json(out, ref.layer);
  if (layer && ref.index < st_layer_count(layer)) {
    st_span s = st_layer_span(layer, ref.index);
    st_buf_addf(out, ",\"begin\":%u,\"end\":%u,\"text\":", s.begin, s.end);
    st_buf_add_json(out, text_of(source, s));
  }
  st_buf_addc(out, '}');
}

static void add_number(double value, st_buf *out) {
  if (isfinite(value))
    st_number_add(value, out);
  else
    st_buf_addz(out, "null");
}

/* Beside the number's own key there are `low`, `high` and `hedge`; in a list they are inside. */
static void add_bounds(st_interval v, st_buf *out) {
  if (isfinite(v.low)) key(out, st_cstr("low")), st_number_add(v.low, out);
  if (isfinite(v.high)) key(out, st_cstr("high")), st_number_add(v.high, out);
  if (v.hedge.n) key(out, st_cstr("hedge")), st_buf_add_json(out, v.hedge);
}

static void add_interval_item(st_interval v, st_buf *out) {
  st_buf_addz(out, "{\"value\":");
  add_number(v.value, out);
  add_bounds(v, out);
  st_buf_addc(out, '}');
}

static void add_value(const st_row_source *source, st_row row, uint32_t field, uint32_t k,
                      st_buf *out) {
  const st_layer *l = row.layer;
  switch (st_layer_field(l, field).type & ~ST_LIST) {
  case ST_SPAN: add_span(source, st_layer_field_span(l, field, row.index, k), out); break;
  case ST_NUMBER: add_number(st_layer_number(l, field, row.index, k), out); break;
  case ST_INTERVAL: add_interval_item(st_layer_interval(l, field, row.index, k), out); break;
  case ST_REF: add_ref(source, st_layer_ref(l, field, row.index, k), out); break;
  default: st_buf_add_json(out, st_layer_string(l, field, row.index, k));
  }
}

static void add_interval(st_row row, uint32_t field, st_str name, st_buf *out) {
  st_interval v = st_layer_interval(row.layer, field, row.index, 0);
  if (isfinite(v.value)) key(out, name), st_number_add(v.value, out);
  add_bounds(v, out);
}

static void add_field(const st_row_source *source, st_row row, uint32_t field, st_buf *out) {
  st_field f = st_layer_field(row.layer, field);
  uint32_t count = st_layer_values(row.layer, field, row.index);
  if (count == 0) return;
  if (f.type == ST_INTERVAL) {
    add_interval(row, field, f.name, out);
    return;
  }
  key(out, f.name);
  if (f.type & ST_LIST) st_buf_addc(out, '[');
  for (uint32_t k = 0; k < count; k++) {
    if (k) st_buf_addc(out, ',');
    add_value(source, row, field, k, out);
  }
  if (f.type & ST_LIST) st_buf_addc(out, ']');
}

static void add_fields(const st_row_source *source, st_row row, st_buf *out) {
  uint32_t count = row.layer ? st_layer_field_count(row.layer) : 0;
  for (uint32_t f = 0; f < count; f++) add_field(source, row, f, out);
}

/* --- lines --- */

void st_row_ndjson(const st_row_source *source, st_row row, st_cursor *cursor, st_buf *out) {
  st_span s = st_row_span(source, row);
  st_revision_walk(source->revision, cursor, s.begin);
  st_buf_addz(out, "{\"v\":1,\"doc\":");
  st_buf_add_json(out, st_revision_doc(source->revision));
  key(out, st_cstr("layer"));
  st_buf_add_json(out, st_row_layer(row));
  st_buf_addf(out, ",\"begin\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"text\":", s.begin, s.end,
              cursor->line, cursor->column);
  st_buf_add_json(out, text_of(source, s));
  if (st_revision_decoded(source->revision)) st_buf_addz(out, ",\"decoded\":true");
  add_fields(source, row, out);
  st_buf_addz(out, ",\"rule\":");
  st_buf_add_json(out, st_row_rule(row));
  st_buf_addz(out, "}\n");
}

void st_csv_add(st_str text, st_buf *out) {
  bool plain = true;
  for (size_t i = 0; i < text.n && plain; i++) plain = !memchr(",\"\r\n", text.p[i], 4);
  if (plain) {
    st_buf_adds(out, text);
    return;
  }
  st_buf_addc(out, '"');
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == '"') st_buf_addc(out, '"');
    st_buf_addc(out, text.p[i]);
  }
  st_buf_addc(out, '"');
}

void st_row_csv_head(st_buf *out) {
  st_buf_addz(out, "doc,layer,begin,end,line,column,text,fields,rule\r\n");
}

void st_row_csv(const st_row_source *source, st_row row, st_cursor *cursor, st_buf *out) {
  st_span s = st_row_span(source, row);
  st_revision_walk(source->revision, cursor, s.begin);
  st_csv_add(st_revision_doc(source->revision), out);
  st_buf_addc(out, ',');
  st_csv_add(st_row_layer(row), out);
  st_buf_addf(out, ",%u,%u,%u,%u,", s.begin, s.end, cursor->line, cursor->column);
  st_csv_add(text_of(source, s), out);
  st_buf_addc(out, ',');
  st_buf fields = {0};
  add_fields(source, row, &fields);
  if (fields.n) { /* as one JSON object: its first comma becomes the brace */
    fields.p[0] = '{';
    st_buf_addc(&fields, '}');
    st_csv_add(st_str_of(fields.p, fields.n), out);
  }
  out->bad |= fields.bad;
  st_buf_close(&fields);
  st_buf_addc(out, ',');
  st_csv_add(st_row_rule(row), out);
  st_buf_addz(out, "\r\n");
}

/* --- order --- */

static bool same_place(const st_row_source *source, st_row a, st_row b) {
  st_span x = st_row_span(source, a), y = st_row_span(source, b);
  return x.begin == y.begin && x.end == y.end && st_str_equal(st_row_rule(a), st_row_rule(b));
}

static int by_bytes(const void *a, const void *b) {
  return st_str_compare(*(const st_str *)a, *(const st_str *)b);
}

/* Rows [first, last) stand at one place, by one rule: their lines decide. */
static int add_ties(const st_row_source *source, const st_layer *layer, uint32_t first,
                    uint32_t last, st_row_writer *write, st_cursor *cursor, st_buf *out,
                    st_error *e) {
  uint32_t count = last - first;
  size_t *ends = st_grow(NULL, count, sizeof *ends);
  st_str *lines = st_grow(NULL, count, sizeof *lines);
  st_buf all = {0};
  for (uint32_t i = 0; ends && i < count; i++) {
    write(source, (st_row){layer, first + i}, cursor, &all);
    ends[i] = all.n;
  }
  bool bad = !ends || !lines || all.bad;
  for (uint32_t i = 0; !bad && i < count; i++) {
    size_t start = i ? ends[i - 1] : 0;
    lines[i] = st_str_of(all.p + start, ends[i] - start);
  }
  if (!bad) qsort(lines, count, sizeof *lines, by_bytes);
  for (uint32_t i = 0; !bad && i < count; i++) st_buf_adds(out, lines[i]);
  st_buf_close(&all);
  st_free(lines);
  st_free(ends);
  return bad ? st_nomem(e) : ST_OK;
}

int st_rows_add(const st_row_source *source, const st_layer *layer, st_row_writer *write,
                st_buf *out, st_error *e) {
  uint32_t count = st_row_count(source, layer);
  st_cursor cursor = {0};
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count; next++)
      if (!same_place(source, (st_row){layer, i}, (st_row){layer, next})) break;
    if (next == i + 1)
      write(source, (st_row){layer, i}, &cursor, out);
    else {
      int rc = add_ties(source, layer, i, next, write, &cursor, out, e);
      if (rc) return rc;
    }
  }
  return out->bad ? st_nomem(e) : ST_OK;
}
