/* Building a layer: annotations come in any order, one rule after the other; they are sorted, and what
 * overlaps is settled. */
#include "doc/builder_private.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

void st_layer_builder_close(st_layer_builder *b) {
  if (!b) return;
  st_names_close(b->strings);
  st_free(b->fields);
  st_free(b->rows);
  st_free(b->cells);
  st_free(b->sorted);
  st_buf_close(&b->bytes);
  st_free(b);
}

static bool copy_schema(st_layer_builder *b, const st_schema *schema) {
  b->name = st_names_add(b->strings, schema->name);
  if (b->name == ST_NO_NAME) return false;
  for (uint32_t f = 0; f < schema->field_count; f++) {
    uint32_t name = st_names_add(b->strings, schema->fields[f].name);
    if (name == ST_NO_NAME) return false;
    b->fields[f] = (st_field){st_names_get(b->strings, name), schema->fields[f].type};
  }
  return true;
}

bool st_layer_builder_begin(st_layer_builder *b, const st_schema *schema) {
  if (schema->field_count > b->field_room || !b->fields) {
    st_field *fields = st_grow(b->fields, schema->field_count, sizeof *fields);
    if (!fields) return false;
    b->fields = fields;
    b->field_room = schema->field_count;
  }
  st_names_clear(b->strings);
  b->field_count = schema->field_count;
  b->overlap = schema->overlap;
  b->row_count = b->cell_count = 0;
  b->rule = ST_NO_NAME;
  b->bad = false;
  return copy_schema(b, schema);
}

st_layer_builder *st_layer_builder_open(const st_schema *schema) {
  st_layer_builder *b = st_calloc(1, sizeof *b);
  if (!b) return NULL;
  b->strings = st_names_open();
  if (b->strings && st_layer_builder_begin(b, schema)) return b;
  st_layer_builder_close(b);
  return NULL;
}

size_t st_layer_builder_size(const st_layer_builder *b) {
  return ((size_t)b->row_room + b->sorted_room) * sizeof *b->rows + b->cell_room * sizeof *b->cells +
         b->bytes.room;
}

static bool grow(void **items, uint32_t count, uint32_t *room, size_t size) {
  if (count < *room) return true;
  uint32_t more = *room ? *room * 2 : 16;
  void *p = st_grow(*items, more, size);
  if (!p) return false;
  *items = p;
  *room = more;
  return true;
}

/* Most often the one that was told last. */
static uint32_t number_of_rule(st_layer_builder *b, st_str rule) {
  if (b->rule == ST_NO_NAME || !st_str_equal(st_names_get(b->strings, b->rule), rule))
    b->rule = st_names_add(b->strings, rule);
  return b->rule;
}

void st_layer_add(st_layer_builder *b, uint32_t begin, uint32_t end, st_str rule) {
  void *rows = b->rows;
  uint32_t name = number_of_rule(b, rule);
  if (name == ST_NO_NAME || !grow(&rows, b->row_count, &b->row_room, sizeof *b->rows)) {
    b->bad = true;
    return;
  }
  b->rows = rows;
  b->rows[b->row_count] = (row){begin, end, name, b->row_count, b->cell_count, b->cell_count};
  b->row_count++;
}

/* The next cell of the annotation begun last; null where there is no room or none was begun. */
static cell *new_cell(st_layer_builder *b, uint32_t field) {
  void *cells = b->cells;
  if (b->bad || !b->row_count || !grow(&cells, b->cell_count, &b->cell_room, sizeof *b->cells)) {
    b->bad = true;
    return NULL;
  }
  b->cells = cells;
  b->rows[b->row_count - 1].last++;
  cell *c = &b->cells[b->cell_count++];
  *c = (cell){.field = field};
  return c;
}

static bool accepts(const st_layer_builder *b, uint32_t field, uint32_t type) {
  return field < b->field_count && (b->fields[field].type & ~ST_LIST) == type;
}

int st_layer_add_string(st_layer_builder *b, uint32_t field, st_str value) {
  if (!accepts(b, field, ST_STRING) && !accepts(b, field, ST_TIME) && !accepts(b, field, ST_ENTITY))
    return ST_EUSE;
  uint32_t name = st_names_add(b->strings, value);
  cell *c = new_cell(b, field);
  if (c) c->v.string = name;
  if (name == ST_NO_NAME) b->bad = true;
  return ST_OK;
}

int st_layer_add_span(st_layer_builder *b, uint32_t field, st_span value) {
  if (!accepts(b, field, ST_SPAN)) return ST_EUSE;
  cell *c = new_cell(b, field);
  if (c) c->v.span = value;
  return ST_OK;
}

int st_layer_add_number(st_layer_builder *b, uint32_t field, double value) {
  if (!accepts(b, field, ST_NUMBER)) return ST_EUSE;
  cell *c = new_cell(b, field);
  if (c) c->v.number = value;
  return ST_OK;
}

/* One NaN for all, and no padding left as it was: equal intervals are equal bytes. */
static double plain(double v) { return isnan(v) ? (double)NAN : v + 0.0; }

int st_layer_add_interval(st_layer_builder *b, uint32_t field, st_interval value) {
  if (!accepts(b, field, ST_INTERVAL)) return ST_EUSE;
  uint32_t hedge = value.hedge.n ? st_names_add(b->strings, value.hedge) : 0;
  cell *c = new_cell(b, field);
  if (hedge == ST_NO_NAME) b->bad = true;
  if (c)
    c->v.interval = (st_layer_interval_){plain(value.value), plain(value.low), plain(value.high),
                                         hedge, value.hedge.n > 0};
  return ST_OK;
}

int st_layer_add_ref(st_layer_builder *b, uint32_t field, st_ref value) {
  if (!accepts(b, field, ST_REF)) return ST_EUSE;
  uint32_t layer = st_names_add(b->strings, value.layer);
  cell *c = new_cell(b, field);
  if (layer == ST_NO_NAME) b->bad = true;
  if (c) c->v.ref = (st_layer_ref_){layer, value.index};
  return ST_OK;
}

void st_layer_drop(st_layer_builder *b) {
  if (b->row_count) st_layer_rewind(b, b->row_count - 1);
}

uint32_t st_layer_builder_count(const st_layer_builder *b) { return b->row_count; }

void st_layer_rewind(st_layer_builder *b, uint32_t count) {
  if (count >= b->row_count) return;
  b->cell_count = b->rows[count].first;
  b->row_count = count;
}

/* --- order and overlap --- */

static int by_number(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

/* The rules' names are compared through a rank, as qsort takes no context. */
static int by_place(const void *pa, const void *pb) {
  const row *a = pa, *b = pb;
  int c = by_number(a->begin, b->begin);
  if (!c) c = by_number(a->end, b->end);
  if (!c) c = by_number(a->rule, b->rule);
  return c ? c : by_number(a->seq, b->seq);
}

static int by_length(const void *pa, const void *pb) {
  const row *a = pa, *b = pb;
  int c = by_number(b->end - b->begin, a->end - a->begin);
  if (!c) c = by_number(a->rule, b->rule);
  if (!c) c = by_number(a->begin, b->begin);
  return c ? c : by_number(a->seq, b->seq);
}

static int by_string(const void *pa, const void *pb) {
  return st_str_compare(*(const st_str *)pa, *(const st_str *)pb);
}

static bool have_one_rule(const st_layer_builder *b) {
  for (uint32_t i = 1; i < b->row_count; i++)
    if (b->rows[i].rule != b->rows[0].rule) return false;
  return true;
}

/* Swaps each row's rule for its rank by name (and, with `back`, the rank for the rule): an order
 * that does not depend on which rule ran first. */
static bool rank_rules(st_layer_builder *b, row *rows, bool back) {
  uint32_t n = st_names_count(b->strings);
  st_str *sorted = st_grow(NULL, n + 1, sizeof *sorted);
  uint32_t *rank = st_grow(NULL, n + 1, sizeof *rank);
  bool good = sorted && rank;
  if (good) {
    for (uint32_t i = 0; i < n; i++) sorted[i] = st_names_get(b->strings, i);
    qsort(sorted, n, sizeof *sorted, by_string);
    for (uint32_t i = 0; i < n; i++) {
      uint32_t name = st_names_find(b->strings, sorted[i]);
      rank[back ? i : name] = back ? name : i;
    }
    for (uint32_t i = 0; i < b->row_count; i++) rows[i].rule = rank[rows[i].rule];
  }
  st_free(sorted);
  st_free(rank);
  return good;
}

/* Most rules put out what they find from left to right. */
static void sort_rows(row *rows, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    if (by_place(&rows[i - 1], &rows[i]) > 0) {
      qsort(rows, n, sizeof *rows, by_place);
      return;
    }
}

static bool overlaps(const row *a, const row *b) { return a->begin < b->end && b->begin < a->end; }

/* What few rows are looked through for, many are looked up for. */
enum { FEW = 16 };

static uint32_t settle_few(row *rows, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    bool free = true;
    for (uint32_t k = 0; free && k < kept; k++) free = !overlaps(&rows[k], &rows[i]);
    if (free) rows[kept++] = rows[i];
  }
  return kept;
}

static bool is_taken(const uint8_t *taken, uint32_t at) { return taken[at / 8] >> at % 8 & 1; }

/* `taken`: a bit for each byte of the text from `from` on. One that is as long or longer, and
 * overlaps, has the first byte or the last. */
static uint32_t settle_many(row *rows, uint32_t n, uint32_t from, uint8_t *taken) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t first = rows[i].begin - from, last = rows[i].end - from - 1;
    if (is_taken(taken, first) || is_taken(taken, last)) continue;
    for (uint32_t at = first; at <= last; at++) taken[at / 8] |= (uint8_t)(1 << at % 8);
    rows[kept++] = rows[i];
  }
  return kept;
}

static bool has_empty(const row *rows, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (rows[i].begin == rows[i].end) return true;
  return false;
}

/* Of a run of rows that hang together, up to the byte `reach`, the longest stay. Returns how many;
 * they come first. */
static uint32_t settle_run(row *rows, uint32_t n, uint32_t reach) {
  if (n == 1) return 1;
  uint32_t from = rows[0].begin;
  bool many = n > FEW && !has_empty(rows, n);
  uint8_t *taken = many ? st_calloc((reach - from) / 8 + 1, 1) : NULL;
  qsort(rows, n, sizeof *rows, by_length);
  uint32_t kept = taken ? settle_many(rows, n, from, taken) : settle_few(rows, n);
  st_free(taken);
  qsort(rows, kept, sizeof *rows, by_place);
  return kept;
}

static uint32_t keep_longest(row *rows, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0, next; i < n; i = next) {
    uint32_t reach = rows[i].end;
    for (next = i + 1; next < n && rows[next].begin < reach; next++)
      if (rows[next].end > reach) reach = rows[next].end;
    uint32_t stay = settle_run(rows + i, next - i, reach);
    memmove(rows + kept, rows + i, stay * sizeof *rows);
    kept += stay;
  }
  return kept;
}

static bool same_value(const st_layer_builder *b, const cell *x, const cell *y) {
  if (x->field != y->field) return false;
  return memcmp(&x->v, &y->v, st_layer_item_size(b->fields[x->field].type)) == 0;
}

static bool same_fields(const st_layer_builder *b, const row *x, const row *y) {
  uint32_t n = x->last - x->first;
  if (x->begin != y->begin || x->end != y->end || n != y->last - y->first) return false;
  for (uint32_t k = 0; k < n; k++)
    if (!same_value(b, &b->cells[x->first + k], &b->cells[y->first + k])) return false;
  return true;
}

static uint64_t hash_fields(const st_layer_builder *b, const row *r) {
  uint64_t h = 0;
  for (uint32_t k = r->first; k < r->last; k++) {
    const cell *c = &b->cells[k];
    h = st_hash_mix(h, st_hash(&c->v, st_layer_item_size(b->fields[c->field].type)) + c->field);
  }
  return h;
}

static uint32_t drop_equal_few(const st_layer_builder *b, row *rows, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    bool equal = false;
    for (uint32_t k = 0; !equal && k < kept; k++) equal = same_fields(b, &rows[k], &rows[i]);
    if (!equal) rows[kept++] = rows[i];
  }
  return kept;
}

/* `seen` has `room` places, a power of two, for the numbers of rows from 1. */
static uint32_t drop_equal_many(const st_layer_builder *b, row *rows, uint32_t n, uint32_t *seen,
                                size_t room) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    size_t at = hash_fields(b, &rows[i]) & (room - 1);
    while (seen[at] && !same_fields(b, &rows[seen[at] - 1], &rows[i])) at = (at + 1) & (room - 1);
    if (seen[at]) continue;
    rows[kept++] = rows[i];
    seen[at] = kept;
  }
  return kept;
}

/* Of rows with the same place. */
static uint32_t drop_equal_there(const st_layer_builder *b, row *rows, uint32_t n) {
  size_t room = 2 * FEW;
  while (room < (size_t)n * 2) room *= 2;
  uint32_t *seen = n > FEW ? st_calloc(room, sizeof *seen) : NULL;
  uint32_t kept = seen ? drop_equal_many(b, rows, n, seen, room) : drop_equal_few(b, rows, n);
  st_free(seen);
  return kept;
}

static uint32_t drop_equal(const st_layer_builder *b, row *rows, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && rows[next].begin == rows[i].begin; next++)
      if (rows[next].end != rows[i].end) break;
    uint32_t stay = next == i + 1 ? 1 : drop_equal_there(b, rows + i, next - i);
    memmove(rows + kept, rows + i, stay * sizeof *rows);
    kept += stay;
  }
  return kept;
}

/* The rows that stay, in order; NULL when memory is out. */
static row *settle(st_layer_builder *b, uint32_t *count) {
  uint32_t n = b->row_count, all = n;
  if (n > b->sorted_room || !b->sorted) {
    row *sorted = st_grow(b->sorted, n, sizeof *sorted);
    if (!sorted) return NULL;
    b->sorted = sorted;
    b->sorted_room = n;
  }
  row *rows = b->sorted;
  if (n) memcpy(rows, b->rows, n * sizeof *rows);
  bool ranked = !have_one_rule(b);
  if (ranked && !rank_rules(b, rows, false)) return NULL;
  sort_rows(rows, n);
  *count = n = b->overlap == ST_OVERLAP_LONGEST ? keep_longest(rows, n) : drop_equal(b, rows, n);
  b->row_count = n; /* the ranks of those that stay go back to rules */
  bool good = !ranked || rank_rules(b, rows, true);
  b->row_count = all;
  return good ? rows : NULL;
}

int st_layer_build(st_layer_builder *b, const st_revision *r, const st_layer *roles, st_layer **out,
                   st_error *e) {
  uint32_t n = 0;
  const row *rows = b->bad ? NULL : settle(b, &n);
  if (!rows) return st_nomem(e);
  st_layer_write(b, rows, n, r, roles);
  if (!b->bytes.bad) return st_layer_from_bytes(b->bytes.p, b->bytes.n, out, e);
  st_buf_close(&b->bytes);
  return st_nomem(e);
}
