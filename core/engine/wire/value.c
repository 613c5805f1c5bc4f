#include "engine/wire/value.h"

void st_value_nil(st_buf *out) { st_buf_u8(out, ST_VALUE_NIL); }
void st_value_bool(st_buf *out, bool value) {
  st_buf_u8(out, value ? ST_VALUE_TRUE : ST_VALUE_FALSE);
}

void st_value_integer(st_buf *out, int64_t value) {
  st_buf_u8(out, ST_VALUE_INTEGER);
  st_buf_u64(out, (uint64_t)value);
}

void st_value_number(st_buf *out, double value) {
  st_buf_u8(out, ST_VALUE_NUMBER);
  st_buf_f64(out, value);
}

void st_value_string(st_buf *out, st_str value) {
  st_buf_u8(out, ST_VALUE_STRING);
  st_buf_str(out, value);
}

static size_t begin(st_buf *out, enum st_value kind) {
  st_buf_u8(out, (uint8_t)kind);
  st_buf_u32(out, 0);
  return out->n;
}

size_t st_value_list(st_buf *out) { return begin(out, ST_VALUE_LIST); }
size_t st_value_table(st_buf *out) { return begin(out, ST_VALUE_TABLE); }

/* The count stands before what it counts. */
void st_value_end(st_buf *out, size_t begun, uint32_t count) {
  st_buf number = {0};
  st_buf_u32(&number, count);
  if (number.bad)
    out->bad = true;
  else if (!out->bad)
    memcpy(out->p + begun - number.n, number.p, number.n);
  st_buf_close(&number);
}

void st_value_name(st_buf *out, const char *name) { st_buf_str(out, st_cstr(name)); }

uint32_t st_value_add_string(st_buf *out, const char *name, st_str value) {
  if (!value.n) return 0;
  st_value_name(out, name);
  st_value_string(out, value);
  return 1;
}

uint32_t st_value_add_integer(st_buf *out, const char *name, int64_t value) {
  st_value_name(out, name);
  st_value_integer(out, value);
  return 1;
}
