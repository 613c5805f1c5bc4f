#include "doc/layer_format.h"

#include "base/alloc.h"

#include <stdatomic.h>

static const st_layer_head *head(const st_layer *l) {
  return (const st_layer_head *)(const void *)l->bytes;
}
static const void *at(const st_layer *l, uint64_t offset) { return l->bytes + offset; }

static st_str string(const st_layer *l, uint32_t k) {
  const st_layer_string_ *s = (const st_layer_string_ *)at(l, head(l)->strings) + k;
  return st_str_of((const char *)at(l, head(l)->bytes) + s->at, s->length);
}

static const st_layer_column *column(const st_layer *l, uint32_t field) {
  return (const st_layer_column *)at(l, head(l)->columns) + field;
}

/* Item `k` of annotation `i`. */
static const void *item(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  const st_layer_column *c = column(l, field);
  const uint32_t *starts = at(l, c->starts);
  return (const unsigned char *)at(l, c->items) + (starts[i] + k) * st_layer_item_size(c->type);
}

static bool fits(uint64_t begin, uint64_t count, size_t size, uint64_t end) {
  return begin % 8 == 0 && begin <= end && count <= (end - begin) / size;
}

static bool column_whole(const st_layer_column *c, const st_layer_head *h) {
  uint32_t type = c->type & ~(uint32_t)ST_LIST;
  return type > 0 && type < ST_TYPE_COUNT && fits(c->starts, (uint64_t)h->count + 1, 4, h->size) &&
         fits(c->items, c->item_count, st_layer_item_size(c->type), h->size);
}

/* Sent bytes come from the same program, but a worker may die in the middle of a message. */
static bool whole(const void *p, size_t n) {
  st_layer_head h;
  if (n < sizeof h) return false;
  memcpy(&h, p, sizeof h);
  bool good = h.size == n && h.name < h.string_count &&
              fits(h.columns, h.field_count, sizeof(st_layer_column), n) &&
              fits(h.strings, h.string_count, sizeof(st_layer_string_), n) &&
              fits(h.begins, h.count, 4, n) && fits(h.ends, h.count, 4, n) &&
              fits(h.rules, h.count, 4, n) && fits(h.bytes, h.byte_count, 1, n);
  for (uint32_t f = 0; good && f < h.field_count; f++) {
    st_layer_column c;
    memcpy(&c, (const char *)p + h.columns + f * sizeof c, sizeof c);
    good = column_whole(&c, &h);
  }
  return good;
}

int st_layer_from_bytes(const void *p, size_t n, st_layer **out, st_error *e) {
  if (!whole(p, n)) return st_fail(e, ST_EINPUT, "a layer arrived in pieces");
  st_layer *l = st_malloc(sizeof *l + n);
  if (!l) return st_nomem(e);
  atomic_init(&l->refs, 1);
  memcpy(l->bytes, p, n);
  *out = l;
  return ST_OK;
}

st_str st_layer_bytes(const st_layer *l) {
  return st_str_of((const char *)l->bytes, head(l)->size);
}

st_layer *st_layer_share(st_layer *l) {
  if (l) atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
  return l;
}

void st_layer_close(st_layer *l) {
  if (l && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1) st_free(l);
}

st_str st_layer_name(const st_layer *l) { return string(l, head(l)->name); }
uint32_t st_layer_count(const st_layer *l) { return head(l)->count; }

st_span st_layer_span(const st_layer *l, uint32_t i) {
  const uint32_t *begins = at(l, head(l)->begins), *ends = at(l, head(l)->ends);
  return (st_span){begins[i], ends[i]};
}

st_str st_layer_rule(const st_layer *l, uint32_t i) {
  return string(l, ((const uint32_t *)at(l, head(l)->rules))[i]);
}

uint32_t st_layer_field_count(const st_layer *l) { return head(l)->field_count; }

st_field st_layer_field(const st_layer *l, uint32_t field) {
  const st_layer_column *c = column(l, field);
  return (st_field){string(l, c->name), (uint8_t)c->type};
}

uint32_t st_layer_find_field(const st_layer *l, st_str name) {
  for (uint32_t f = 0; f < head(l)->field_count; f++)
    if (st_str_equal(string(l, column(l, f)->name), name)) return f;
  return ST_NONE;
}

uint32_t st_layer_values(const st_layer *l, uint32_t field, uint32_t i) {
  const uint32_t *starts = at(l, column(l, field)->starts);
  return starts[i + 1] - starts[i];
}

st_str st_layer_string(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  return string(l, *(const uint32_t *)item(l, field, i, k));
}

st_span st_layer_field_span(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  return *(const st_span *)item(l, field, i, k);
}

double st_layer_number(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  return *(const double *)item(l, field, i, k);
}

st_interval st_layer_interval(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  const st_layer_interval_ *v = item(l, field, i, k);
  return (st_interval){v->value, v->low, v->high, v->has_hedge ? string(l, v->hedge) : (st_str){0}};
}

st_ref st_layer_ref(const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  const st_layer_ref_ *v = item(l, field, i, k);
  return (st_ref){string(l, v->layer), v->index};
}

uint64_t st_layer_content(const st_layer *l) { return head(l)->content; }
uint64_t st_layer_positions(const st_layer *l) { return head(l)->positions; }

st_roles st_roles_of(const st_layer *layer, const st_revision *r) {
  st_roles roles = {layer, r, ST_NONE, 0};
  if (layer) roles.field = st_layer_find_field(layer, st_cstr("role"));
  return roles;
}

/* The block rule writes one annotation a block, over the whole of it. */
static st_str role_at(const st_roles *roles, const st_block *block) {
  const st_layer *l = roles->layer;
  bool there = roles->at < st_layer_count(l) && st_layer_span(l, roles->at).begin < block->end &&
               st_layer_values(l, roles->field, roles->at) > 0;
  return there ? st_layer_string(l, roles->field, roles->at, 0) : st_cstr("body");
}

st_str st_roles_next(st_roles *roles, uint32_t block) {
  uint32_t n;
  const st_block *blocks = st_revision_blocks(roles->revision, &n);
  if (block >= n || roles->field == ST_NONE) return st_cstr("body");
  uint32_t count = st_layer_count(roles->layer);
  while (roles->at < count && st_layer_span(roles->layer, roles->at).end <= blocks[block].begin)
    roles->at++;
  return role_at(roles, &blocks[block]);
}

st_str st_block_role(const st_layer *layer, const st_revision *r, uint32_t block) {
  uint32_t n;
  const st_block *blocks = st_revision_blocks(r, &n);
  st_roles roles = st_roles_of(layer, r);
  if (block >= n || roles.field == ST_NONE) return st_cstr("body");
  uint32_t high = st_layer_count(layer);
  while (roles.at < high) {
    uint32_t mid = roles.at + (high - roles.at) / 2;
    if (st_layer_span(layer, mid).end > blocks[block].begin)
      high = mid;
    else
      roles.at = mid + 1;
  }
  return role_at(&roles, &blocks[block]);
}
