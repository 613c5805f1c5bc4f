/* Writing a layer: its rows are hashed, and their columns laid out in one run of bytes. */
#include "doc/builder_private.h"

#include "base/hash.h"

static void align(st_buf *out) {
  size_t more = -out->n % 8;
  if (!more || !st_buf_reserve(out, more)) return;
  memset(out->p + out->n, 0, more);
  out->n += more;
}

/* Where each row's items begin, and where the last one's end. */
static uint32_t add_starts(const st_layer_builder *b, const row *rows, uint32_t n, uint32_t field,
                           st_buf *out) {
  uint32_t total = 0;
  if (!st_buf_reserve(out, (n + (size_t)1) * sizeof total)) return 0;
  for (uint32_t i = 0; i <= n; i++, out->n += sizeof total) {
    memcpy(out->p + out->n, &total, sizeof total);
    for (uint32_t k = i < n ? rows[i].first : 0; i < n && k < rows[i].last; k++)
      total += b->cells[k].field == field;
  }
  return total;
}

static void add_items(const st_layer_builder *b, const row *rows, uint32_t n, uint32_t field,
                      uint32_t total, st_buf *out) {
  size_t size = st_layer_item_size(b->fields[field].type);
  if (!st_buf_reserve(out, total * size)) return;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = rows[i].first; k < rows[i].last; k++) {
      if (b->cells[k].field != field) continue;
      memcpy(out->p + out->n, &b->cells[k].v, size);
      out->n += size;
    }
}

static void add_column(const st_layer_builder *b, const row *rows, uint32_t n, uint32_t field,
                       st_layer_column *c, st_buf *out) {
  align(out);
  c->starts = out->n;
  uint32_t total = add_starts(b, rows, n, field, out);
  align(out);
  c->items = out->n;
  c->item_count = total;
  c->type = b->fields[field].type;
  c->name = st_names_find(b->strings, b->fields[field].name);
  add_items(b, rows, n, field, total, out);
}

static uint64_t hash_span(uint64_t h, const st_revision *r, uint32_t begin, uint32_t end) {
  return st_hash_fold(h, st_hash(st_revision_text(r).p + begin, end - begin));
}

static uint64_t hash_number(uint64_t h, double v) { return st_hash_fold(h, st_hash(&v, sizeof v)); }

/* What many rows share is hashed once. */
struct hashing {
  const st_layer_builder *builder;
  const st_revision *revision;
  st_roles roles;
  uint32_t block, role_block; /* of the row; the one whose role was hashed last */
  uint32_t field, rule;       /* those hashed last, or ST_NONE */
  uint64_t field_hash, rule_hash, role_hash;
};

static uint64_t hash_field(struct hashing *h, uint32_t field) {
  if (h->field != field) h->field_hash = st_hash_str(h->builder->fields[h->field = field].name);
  return h->field_hash;
}

static uint64_t hash_rule(struct hashing *h, uint32_t rule) {
  if (h->rule != rule)
    h->rule_hash = st_hash_str(st_names_get(h->builder->strings, h->rule = rule));
  return h->rule_hash;
}

/* The role of the block that holds the byte; rows come in the order of the text. */
static uint64_t hash_role(struct hashing *h, uint32_t byte) {
  uint32_t count;
  const st_block *all = st_revision_blocks(h->revision, &count);
  while (h->block < count && all[h->block].end <= byte) h->block++;
  uint32_t block = h->block < count && all[h->block].begin <= byte ? h->block : ST_NONE;
  if (block != h->role_block || block == ST_NONE)
    h->role_hash = st_hash_str(st_roles_next(&h->roles, h->role_block = block));
  return h->role_hash;
}

static uint64_t hash_cell(struct hashing *x, uint64_t h, const cell *c) {
  const st_layer_builder *b = x->builder;
  h = st_hash_fold(h, hash_field(x, c->field));
  switch (b->fields[c->field].type & ~ST_LIST) {
  case ST_SPAN: return hash_span(h, x->revision, c->v.span.begin, c->v.span.end);
  case ST_NUMBER: return hash_number(h, c->v.number);
  case ST_INTERVAL:
    h = hash_number(hash_number(hash_number(h, c->v.interval.value), c->v.interval.low),
                    c->v.interval.high);
    return c->v.interval.has_hedge
               ? st_hash_fold(h, st_hash_str(st_names_get(b->strings, c->v.interval.hedge)))
               : h;
  case ST_REF:
    return st_hash_fold(st_hash_fold(h, st_hash_str(st_names_get(b->strings, c->v.ref.layer))),
                       c->v.ref.index);
  default: return st_hash_fold(h, st_hash_str(st_names_get(b->strings, c->v.string)));
  }
}

static void hash_rows(const st_layer_builder *b, const row *rows, uint32_t n, const st_revision *r,
                      const st_layer *roles, st_layer_head *h) {
  struct hashing x = {b, r, st_roles_of(roles, r), 0, ST_NONE, ST_NONE, ST_NONE, 0, 0, 0};
  h->content = st_hash_fold(n, st_hash_str(st_names_get(b->strings, b->name)));
  h->positions = n;
  for (uint32_t i = 0; i < n; i++) {
    h->content = st_hash_fold(hash_span(h->content, r, rows[i].begin, rows[i].end),
                             hash_role(&x, rows[i].begin));
    h->content = st_hash_fold(h->content, hash_rule(&x, rows[i].rule));
    h->positions = st_hash_fold(h->positions, (uint64_t)rows[i].begin << 32 | rows[i].end);
    for (uint32_t k = rows[i].first; k < rows[i].last; k++) {
      h->content = hash_cell(&x, h->content, &b->cells[k]);
      if ((b->fields[b->cells[k].field].type & ~ST_LIST) == ST_SPAN)
        h->positions = st_hash_fold(h->positions, (uint64_t)b->cells[k].v.span.begin << 32 |
                                                     b->cells[k].v.span.end);
    }
  }
}

static void add_strings(const st_layer_builder *b, st_layer_head *h, st_buf *out) {
  uint32_t n = st_names_count(b->strings), at = 0;
  align(out);
  h->strings = out->n;
  h->string_count = n;
  for (uint32_t i = 0; i < n; i++) {
    st_layer_string_ s = {at, (uint32_t)st_names_get(b->strings, i).n};
    st_buf_add(out, &s, sizeof s);
    at += s.length;
  }
  align(out);
  h->bytes = out->n;
  h->byte_count = at;
  for (uint32_t i = 0; i < n; i++) st_buf_adds(out, st_names_get(b->strings, i));
}

static uint64_t add_numbers(const row *rows, uint32_t n, size_t member, st_buf *out) {
  align(out);
  uint64_t begin = out->n;
  if (!st_buf_reserve(out, n * sizeof(uint32_t))) return begin;
  for (uint32_t i = 0; i < n; i++, out->n += sizeof(uint32_t))
    memcpy(out->p + out->n, (const char *)&rows[i] + member, sizeof(uint32_t));
  return begin;
}

static void lay_out(const st_layer_builder *b, const row *rows, uint32_t n, st_layer_head *h,
                    st_buf *out) {
  h->count = n;
  h->name = b->name;
  h->field_count = b->field_count;
  st_buf_add(out, h, sizeof *h);
  align(out);
  h->columns = out->n;
  for (uint32_t f = 0; f < b->field_count; f++)
    st_buf_add(out, &(st_layer_column){0}, sizeof(st_layer_column));
  h->begins = add_numbers(rows, n, offsetof(row, begin), out);
  h->ends = add_numbers(rows, n, offsetof(row, end), out);
  h->rules = add_numbers(rows, n, offsetof(row, rule), out);
  for (uint32_t f = 0; f < b->field_count; f++) {
    st_layer_column c = {0};
    add_column(b, rows, n, f, &c, out);
    if (!out->bad) memcpy(out->p + h->columns + f * sizeof c, &c, sizeof c);
  }
  add_strings(b, h, out);
  align(out);
  h->size = out->n;
  if (!out->bad) memcpy(out->p, h, sizeof *h);
}

void st_layer_write(st_layer_builder *b, const row *rows, uint32_t n, const st_revision *r,
                    const st_layer *roles) {
  st_layer_head h = {0};
  hash_rows(b, rows, n, r, roles, &h);
  st_buf_clear(&b->bytes);
  lay_out(b, rows, n, &h, &b->bytes);
}
