#include "text/decode.h"

#include <stdint.h>

typedef const unsigned char *bytes;

static const unsigned char bom8[] = {0xEF, 0xBB, 0xBF};

/* --- UTF-8 --- */

/* Skips ASCII, 32 bytes at a time: most of what is read is nothing else. */
static bytes skip_ascii(bytes p, bytes end) {
  while (end - p >= 32) {
    uint64_t w[4];
    memcpy(w, p, sizeof w);
    if ((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080)) break;
    p += 32;
  }
  while (end - p >= 8) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    if (w & UINT64_C(0x8080808080808080)) break;
    p += 8;
  }
  while (p < end && *p < 0x80) p++;
  return p;
}

static bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

/* Bytes of the well-formed sequence at `p`, whose first byte is not ASCII; 0 where there is none.
 */
static unsigned sequence_at(bytes p, bytes end) {
  unsigned char c = *p;
  ptrdiff_t n = end - p;
  if (c < 0xC2) return 0;
  if (c < 0xE0) return n >= 2 && continues(p[1]) ? 2 : 0;
  if (c < 0xF0) {
    if (n < 3 || !continues(p[1]) || !continues(p[2])) return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
    return 3;
  }
  if (c > 0xF4 || n < 4 || !continues(p[1]) || !continues(p[2]) || !continues(p[3])) return 0;
  if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
  return 4;
}

size_t st_utf8_valid(const char *s, size_t n) {
  if (n == 0) return 0; /* the pointer may be null */
  bytes start = (bytes)s, p = start, end = start + n;
  while ((p = skip_ascii(p, end)) < end) {
    do {
      unsigned length = sequence_at(p, end);
      if (length == 0) return (size_t)(p - start);
      p += length;
    } while (p < end && *p >= 0x80);
  }
  return n;
}

enum st_encoding st_encoding_of(st_str s) {
  bytes p = (bytes)s.p;
  if (s.n >= 3 && memcmp(p, bom8, 3) == 0) return ST_UTF8_BOM;
  if (s.n >= 2 && p[0] == 0xFF && p[1] == 0xFE) return ST_UTF16_LE;
  if (s.n >= 2 && p[0] == 0xFE && p[1] == 0xFF) return ST_UTF16_BE;
  return st_utf8_valid(s.p, s.n) == s.n ? ST_UTF8 : ST_CP1252;
}

const char *st_encoding_name(enum st_encoding encoding) {
  switch (encoding) {
  case ST_UTF16_LE: return "UTF-16LE";
  case ST_UTF16_BE: return "UTF-16BE";
  case ST_CP1252: return "Windows-1252";
  default: return "UTF-8";
  }
}

static char *put(char *o, uint32_t c) {
  if (c < 0x80) {
    *o++ = (char)c;
    return o;
  }
  if (c < 0x800) {
    *o++ = (char)(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    *o++ = (char)(0xE0 | c >> 12);
    *o++ = (char)(0x80 | (c >> 6 & 63));
  } else {
    *o++ = (char)(0xF0 | c >> 18);
    *o++ = (char)(0x80 | (c >> 12 & 63));
    *o++ = (char)(0x80 | (c >> 6 & 63));
  }
  *o++ = (char)(0x80 | (c & 63));
  return o;
}

/* What a BOM called UTF-8 need not be. */
static void copy_utf8(st_str s, st_buf *out) {
  while (s.n) {
    size_t good = st_utf8_valid(s.p, s.n);
    st_buf_add(out, s.p, good);
    if (good == s.n) return;
    st_buf_addz(out, "\xEF\xBF\xBD");
    s = st_str_of(s.p + good + 1, s.n - good - 1);
  }
}

/* --- Windows-1252 --- */

static const uint16_t high_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static void decode_1252(st_str s, st_buf *out) {
  bytes p = (bytes)s.p, end = p + s.n;
  while (p < end) {
    bytes q = skip_ascii(p, end);
    st_buf_add(out, p, (size_t)(q - p));
    for (p = q; p < end && *p >= 0x80; p++) {
      char sequence[4], *e = put(sequence, *p < 0xA0 ? high_1252[*p - 0x80] : *p);
      st_buf_add(out, sequence, (size_t)(e - sequence));
    }
  }
}

/* --- UTF-16 --- */

static uint32_t unit_at(bytes p, bool big) {
  return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* The BOM is left out: it said what it had to say. An odd byte at the end is U+FFFD. */
static void decode_utf16(st_str s, bool big, st_buf *out) {
  bytes p = (bytes)s.p + 2, end = (bytes)s.p + s.n;
  while (p < end) {
    uint32_t c = end - p >= 2 ? unit_at(p, big) : 0xDC00;
    p += end - p >= 2 ? 2 : 1;
    if (c >= 0xD800 && c < 0xDC00 && end - p >= 2) {
      uint32_t low = unit_at(p, big);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        p += 2;
      }
    }
    if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
    char sequence[4], *e = put(sequence, c);
    st_buf_add(out, sequence, (size_t)(e - sequence));
  }
}

int st_decode(st_str source, enum st_encoding encoding, st_buf *out, st_error *e) {
  if (source.n == 0) return out->bad ? st_nomem(e) : ST_OK;
  switch (encoding) {
  case ST_UTF8: st_buf_adds(out, source); break;
  case ST_UTF8_BOM: copy_utf8(source, out); break;
  case ST_UTF16_LE:
  case ST_UTF16_BE: decode_utf16(source, encoding == ST_UTF16_BE, out); break;
  case ST_CP1252: decode_1252(source, out); break;
  }
  return out->bad ? st_nomem(e) : ST_OK;
}
