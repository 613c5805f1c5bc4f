/* Looking at what stands at a place of a text, well-formed UTF-8 that ends at `end`. For the
 * sources that find tokens. */
#ifndef ST_TEXT_LOOK_H
#define ST_TEXT_LOOK_H

#include "base/str.h"
#include "text/ucd.h"
#include "text/utf8.h"

typedef const unsigned char *bytes;

static inline unsigned class_of(unsigned char c) { return st_byte_class[c]; }

static inline bool is_space_at(bytes p, bytes end) {
  if (class_of(*p) & ST_BYTE_SPACE) return true;
  return end - p >= 2 && p[0] == 0xC2 && p[1] == 0xA0;
}

static inline bytes skip_spaces(bytes p, bytes end) {
  while (p < end && is_space_at(p, end)) p += *p == 0xC2 ? 2 : 1;
  return p;
}

/* The run of ASCII letters at `p`. */
static inline st_str letters_at(bytes p, bytes end) {
  bytes e = p;
  while (e < end && class_of(*e) & ST_BYTE_LETTER) e++;
  return st_str_of((const char *)p, (size_t)(e - p));
}

static inline enum st_kind kind_at(bytes p, bytes end) {
  return p < end ? st_ucd_kind(st_ucd(st_utf8_at(p))) : ST_KIND_SPACE;
}

static inline bool is_word_at(bytes p, bytes end) {
  enum st_kind k = kind_at(p, end);
  return k >= ST_KIND_UPPER && k <= ST_KIND_NUMBER;
}

/* Bytes of the apostrophe at `p`, 0 where there is none. */
static inline unsigned apostrophe_at(bytes p, bytes end) {
  if (p < end && *p == '\'') return 1;
  return end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0x98 || p[2] == 0x99) ? 3 : 0;
}

#endif
