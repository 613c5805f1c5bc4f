/* Code points of text that is known to be well-formed UTF-8. */
#ifndef ST_TEXT_UTF8_H
#define ST_TEXT_UTF8_H

#include <stdint.h>

/* The code point at `p`, which moves behind it. */
static inline uint32_t st_utf8_next(const unsigned char **p) {
  const unsigned char *s = *p;
  uint32_t c = s[0];
  if (c < 0x80) {
    *p = s + 1;
    return c;
  }
  if (c < 0xE0) {
    *p = s + 2;
    return (c & 0x1F) << 6 | (s[1] & 0x3Fu);
  }
  if (c < 0xF0) {
    *p = s + 3;
    return (c & 0x0F) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
  }
  *p = s + 4;
  return (c & 0x07) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
}

static inline uint32_t st_utf8_at(const unsigned char *p) { return st_utf8_next(&p); }

/* The start of the code point that ends before `p`; there is one. */
static inline const unsigned char *st_utf8_back(const unsigned char *p) {
  do p--;
  while ((*p & 0xC0) == 0x80);
  return p;
}

#endif
