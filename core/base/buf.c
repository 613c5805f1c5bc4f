#include "base/buf.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

void st_buf_close(st_buf *b) {
  st_free(b->p);
  *b = (st_buf){0};
}

void st_buf_clear(st_buf *b) { b->n = 0; }

bool st_buf_reserve(st_buf *b, size_t more) {
  if (b->bad) return false;
  if (more <= b->room - b->n) return true;
  size_t need = b->n + more;
  size_t room = b->room < 64 ? 64 : b->room;
  while (room < need && room <= SIZE_MAX / 2) room *= 2;
  char *p = need < b->n || room < need ? NULL : st_realloc(b->p, room);
  if (!p) {
    b->bad = true;
    return false;
  }
  b->p = p;
  b->room = room;
  return true;
}

void st_buf_add(st_buf *b, const void *p, size_t n) {
  if (n == 0 || !st_buf_reserve(b, n)) return;
  memcpy(b->p + b->n, p, n);
  b->n += n;
}

void st_buf_adds(st_buf *b, st_str s) { st_buf_add(b, s.p, s.n); }
void st_buf_addz(st_buf *b, const char *s) { st_buf_add(b, s, strlen(s)); }
void st_buf_addc(st_buf *b, char c) { st_buf_add(b, &c, 1); }

void st_buf_addv(st_buf *b, const char *format, va_list args) {
  char small[256];
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(small, sizeof small, format, args);
  if (n < 0) {
    b->bad = true;
  } else if ((size_t)n < sizeof small) {
    st_buf_add(b, small, (size_t)n);
  } else if (st_buf_reserve(b, (size_t)n + 1)) {
    vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
    b->n += (size_t)n;
  }
  va_end(again);
}

void st_buf_addf(st_buf *b, const char *format, ...) {
  va_list args;
  va_start(args, format);
  st_buf_addv(b, format, args);
  va_end(args);
}

/* How many bytes of well-formed UTF-8 begin here: 0 where none do. */
static size_t utf8_length(const unsigned char *p, size_t n) {
  unsigned char c = p[0];
  size_t need = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
  if (need == 0 || need > n) return 0;
  for (size_t i = 1; i < need; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
  if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
  return need;
}

static void add_json_escape(st_buf *b, unsigned char c) {
  switch (c) {
  case '"': st_buf_addz(b, "\\\""); break;
  case '\\': st_buf_addz(b, "\\\\"); break;
  case '\n': st_buf_addz(b, "\\n"); break;
  case '\r': st_buf_addz(b, "\\r"); break;
  case '\t': st_buf_addz(b, "\\t"); break;
  default: st_buf_addf(b, "\\u%04x", c);
  }
}

void st_buf_add_json(st_buf *b, st_str s) {
  const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n, *plain = p;
  st_buf_addc(b, '"');
  while (p < end) {
    size_t n =
        *p >= 0x20 && *p != '"' && *p != '\\' && *p < 0x7F ? 1 : utf8_length(p, (size_t)(end - p));
    bool escape = n == 1 && (*p < 0x20 || *p == '"' || *p == '\\' || *p == 0x7F);
    if (n && !escape) {
      p += n;
      continue;
    }
    st_buf_add(b, plain, (size_t)(p - plain));
    if (n)
      add_json_escape(b, *p);
    else
      st_buf_addz(b, "\xEF\xBF\xBD");
    plain = ++p;
  }
  st_buf_add(b, plain, (size_t)(p - plain));
  st_buf_addc(b, '"');
}

void st_buf_u8(st_buf *b, uint8_t v) { st_buf_add(b, &v, 1); }

/* Both ends are the same program on the same machine: the host's byte order will do. */
void st_buf_u32(st_buf *b, uint32_t v) { st_buf_add(b, &v, sizeof v); }
void st_buf_u64(st_buf *b, uint64_t v) { st_buf_add(b, &v, sizeof v); }
void st_buf_f64(st_buf *b, double v) { st_buf_add(b, &v, sizeof v); }

void st_buf_str(st_buf *b, st_str s) {
  st_buf_u32(b, (uint32_t)s.n);
  st_buf_add(b, s.p, s.n);
}

const void *st_read_items(st_reader *r, size_t count, size_t size) {
  if (r->bad || (size && count > (size_t)(r->end - r->p) / size)) {
    r->bad = true;
    return NULL;
  }
  const void *at = r->p;
  r->p += count * size;
  return at;
}

static void read_into(st_reader *r, void *v, size_t size) {
  const void *at = st_read_items(r, 1, size);
  if (at) memcpy(v, at, size);
}

uint8_t st_read_u8(st_reader *r) {
  uint8_t v = 0;
  read_into(r, &v, sizeof v);
  return v;
}

uint32_t st_read_u32(st_reader *r) {
  uint32_t v = 0;
  read_into(r, &v, sizeof v);
  return v;
}

uint64_t st_read_u64(st_reader *r) {
  uint64_t v = 0;
  read_into(r, &v, sizeof v);
  return v;
}

double st_read_f64(st_reader *r) {
  double v = 0;
  read_into(r, &v, sizeof v);
  return v;
}

st_str st_read_str(st_reader *r) {
  size_t n = st_read_u32(r);
  const char *p = st_read_items(r, n, 1);
  return p ? st_str_of(p, n) : st_str_of("", 0);
}
