#include "engine/wire/talk.h"

#include "base/alloc.h"
#include "base/error.h"
#include "engine/wire/wire.h"

void st_talk_evaluate(st_buf *out, const st_evaluate *m) {
  st_wire_begin(out, ST_TALK_EVALUATE);
  st_buf_u32(out, m->serial);
  st_buf_u64(out, m->version);
  st_buf_u32(out, m->columns);
  st_buf_u32(out, m->rows);
  st_buf_u8(out, m->color);
  st_buf_str(out, m->mode);
  st_buf_str(out, m->name);
  st_buf_str(out, m->text);
  st_buf_u32(out, m->argument_count);
  for (uint32_t i = 0; i < m->argument_count; i++) st_buf_str(out, m->arguments[i]);
  st_wire_end(out);
}

void st_talk_complete(st_buf *out, uint32_t serial, st_str text, size_t cursor, size_t columns,
                      bool color) {
  st_wire_begin(out, ST_TALK_COMPLETE);
  st_buf_u32(out, serial);
  st_buf_u32(out, (uint32_t)columns);
  st_buf_u8(out, color);
  st_buf_u32(out, (uint32_t)cursor);
  st_buf_str(out, text);
  st_wire_end(out);
}

void st_talk_answer(st_buf *out, uint32_t number, bool good, st_str value) {
  st_wire_begin(out, ST_TALK_ANSWER);
  st_buf_u32(out, number);
  st_buf_u8(out, good);
  st_buf_adds(out, value);
  st_wire_end(out);
}

void st_talk_strings(st_buf *out, enum st_talk kind, uint32_t number, uint8_t outcome,
                     const st_str *strings, uint32_t count) {
  st_wire_begin(out, (uint8_t)kind);
  st_buf_u32(out, number);
  st_buf_u8(out, outcome);
  st_buf_u32(out, count);
  for (uint32_t i = 0; i < count; i++) st_buf_str(out, strings[i]);
  st_wire_end(out);
}

int st_talk_read(st_reader *in, st_strings *out) {
  out->number = st_read_u32(in);
  out->outcome = st_read_u8(in);
  out->count = st_read_u32(in);
  out->items = NULL;
  if (in->bad || out->count > (size_t)(in->end - in->p)) return ST_EINPUT;
  out->items = st_grow(NULL, out->count, sizeof *out->items);
  if (!out->items) return ST_ENOMEM;
  for (uint32_t i = 0; i < out->count; i++) out->items[i] = st_read_str(in);
  if (!in->bad) return ST_OK;
  st_free(out->items);
  out->items = NULL;
  return ST_EINPUT;
}
