/* A growing run of bytes. A buffer that could not grow turns bad and stays bad: callers append
 * as much as they like and look once at the end. */
#ifndef ST_BASE_BUF_H
#define ST_BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>

typedef struct st_buf {
  char *p;
  size_t n, room;
  bool bad; /* an allocation failed; what is here is not whole */
} st_buf;

/* Zero-initialise to begin with: `st_buf b = {0};`. Closing releases what it holds. */
void st_buf_close(st_buf *b);
void st_buf_clear(st_buf *b); /* keeps the room and the badness */
bool st_buf_reserve(st_buf *b, size_t more);
void st_buf_add(st_buf *b, const void *p, size_t n);
void st_buf_adds(st_buf *b, st_str s);
void st_buf_addz(st_buf *b, const char *s);
void st_buf_addc(st_buf *b, char c);
void st_buf_addf(st_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void st_buf_addv(st_buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* Appends a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void st_buf_add_json(st_buf *b, st_str s);
/* Fixed-width little-endian numbers and counted strings, for what goes to workers. */
void st_buf_u8(st_buf *b, uint8_t v);
void st_buf_u32(st_buf *b, uint32_t v);
void st_buf_u64(st_buf *b, uint64_t v);
void st_buf_f64(st_buf *b, double v);
void st_buf_str(st_buf *b, st_str s);

/* Reads back what st_buf_* wrote. A read past the end turns the reader bad and gives zeros. */
typedef struct st_reader {
  const char *p, *end;
  bool bad;
} st_reader;

uint8_t st_read_u8(st_reader *r);
uint32_t st_read_u32(st_reader *r);
uint64_t st_read_u64(st_reader *r);
double st_read_f64(st_reader *r);
st_str st_read_str(st_reader *r); /* borrowed from the bytes being read */
/* `count` items of `size` bytes, borrowed; null where they are not all there. */
const void *st_read_items(st_reader *r, size_t count, size_t size);

#endif
