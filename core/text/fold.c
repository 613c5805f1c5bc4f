#include "text/fold.h"

#include "base/alloc.h"
#include "text/abbreviations.h"
#include "text/ucd.h"
#include "text/utf8.h"

#include <utf8proc.h>

typedef const unsigned char *bytes;

static bool is_ascii(st_str s) {
  unsigned char all = 0;
  for (size_t i = 0; i < s.n; i++) all |= (unsigned char)s.p[i];
  return all < 0x80;
}

static bool is_letter_kind(enum st_kind k) { return k >= ST_KIND_UPPER && k <= ST_KIND_LETTER; }
static enum st_kind kind_of(uint32_t c) { return st_ucd_kind(st_ucd(c)); }

/* --- single folds of a code point --- */

static uint32_t fold_quote(uint32_t c) {
  switch (c) {
  case 0x2018:
  case 0x2019:
  case 0x201A:
  case 0x201B:
  case 0x2032:
  case 0x02BC:
  case 0x2039:
  case 0x203A:
  case 0x00B4:
  case 0xFF07: return '\'';
  case 0x201C:
  case 0x201D:
  case 0x201E:
  case 0x201F:
  case 0x2033:
  case 0x00AB:
  case 0x00BB:
  case 0xFF02: return '"';
  case 0x2010:
  case 0x2011:
  case 0x2012:
  case 0x2013:
  case 0x2014:
  case 0x2015:
  case 0x2212: return '-';
  default: return c;
  }
}

static utf8proc_option_t options_of(unsigned fold) {
  unsigned options = UTF8PROC_STABLE;
  if (fold & ST_FOLD_CASE) options |= UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE;
  if (fold & ST_FOLD_MARKS) {
    options |= UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
  }
  return (utf8proc_option_t)options;
}

/* --- stops --- */

/* The end of the word at `p`: letters with single stops between them. */
static bytes end_of_stopped(bytes p, bytes end) {
  bytes e = p;
  while (p < end) {
    bytes q = p;
    uint32_t c = st_utf8_next(&q);
    if (is_letter_kind(kind_of(c)))
      e = q;
    else if (c != '.' || e != p)
      break;
    p = q;
  }
  return e;
}

/* Single letters with stops between them: "U.S", with its last one or without. */
static bool is_dotted(bytes p, bytes e) {
  unsigned letters = 0;
  while (p < e) {
    if (!is_letter_kind(kind_of(st_utf8_next(&p)))) return false;
    letters++;
    if (p < e && *p++ != '.') return false;
  }
  return letters > 1;
}

/* Copies the text without the stops of its abbreviations. */
static void drop_stops(st_str s, st_buf *out) {
  bytes p = (bytes)s.p, end = p + s.n;
  while (p < end) {
    bytes q = p;
    if (!is_letter_kind(kind_of(st_utf8_next(&q)))) {
      st_buf_add(out, p, (size_t)(q - p));
      p = q;
      continue;
    }
    bytes e = end_of_stopped(p, end);
    bool dotted = is_dotted(p, e);
    bool known = st_abbreviation(st_str_of((const char *)p, (size_t)(e - p))) != ST_STOP_NONE;
    for (; p < e; p++)
      if (*p != '.' || !(dotted || known)) st_buf_addc(out, (char)*p);
    if (p < end && *p == '.' && (dotted || known)) p++;
  }
}

/* --- texts --- */

static void fold_ascii(st_str s, unsigned fold, st_buf *out) {
  if (!st_buf_reserve(out, s.n)) return;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (fold & ST_FOLD_CASE && c >= 'A' && c <= 'Z') c = (char)(c + 32);
    out->p[out->n++] = c;
  }
}

static void encode(const utf8proc_int32_t *points, utf8proc_ssize_t count, st_buf *out) {
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    utf8proc_uint8_t sequence[4];
    utf8proc_ssize_t n = utf8proc_encode_char(points[i], sequence);
    st_buf_add(out, sequence, (size_t)n);
  }
}

/* Code points with quotes folded, in a form that compares: composed, unless marks are dropped. */
static utf8proc_ssize_t decompose(st_str s, unsigned fold, utf8proc_int32_t *points,
                                  utf8proc_ssize_t room) {
  utf8proc_ssize_t count = 0;
  utf8proc_option_t options = options_of(fold);
  int boundary = 0;
  for (bytes p = (bytes)s.p, end = p + s.n; p < end;) {
    uint32_t c = st_utf8_next(&p);
    if (fold & ST_FOLD_QUOTES) c = fold_quote(c);
    utf8proc_ssize_t left = room > count ? room - count : 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, left ? points + count : NULL,
                                                 left, options, &boundary);
    count += n > 0 ? n : 0;
  }
  return count;
}

/* Canonical order and composition are utf8proc's, on code points that are decomposed. */
static utf8proc_ssize_t compose(utf8proc_int32_t *points, utf8proc_ssize_t count) {
  for (utf8proc_ssize_t i = 1; i < count; i++) { /* marks in their order: few, and nearly sorted */
    utf8proc_int32_t c = points[i];
    int class = utf8proc_get_property(c)->combining_class;
    utf8proc_ssize_t k = i;
    while (class > 0 && k > 0 && i - k < 64 &&
           utf8proc_get_property(points[k - 1])->combining_class > class) {
      points[k] = points[k - 1];
      k--;
    }
    points[k] = c;
  }
  return utf8proc_normalize_utf32(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static void fold_points(st_str s, unsigned fold, st_buf *out) {
  utf8proc_ssize_t count = decompose(s, fold, NULL, 0);
  utf8proc_int32_t *points = st_grow(NULL, (size_t)count, sizeof *points);
  if (!points) {
    out->bad = true;
    return;
  }
  decompose(s, fold, points, count);
  if (fold & (ST_FOLD_CASE | ST_FOLD_MARKS)) count = compose(points, count);
  encode(points, count, out);
  st_free(points);
}

/* In place, from byte `from` on. */
static void fold_spaces(st_buf *b, size_t from) {
  if (b->bad || b->n == from) return;
  bytes p = (bytes)b->p + from, end = (bytes)b->p + b->n;
  char *o = b->p + from, *start = o;
  bool gap = false;
  while (p < end) {
    bytes q = p;
    if (kind_of(st_utf8_next(&q)) == ST_KIND_SPACE) {
      gap = true;
    } else {
      if (gap && o > start) *o++ = ' ';
      gap = false;
      memmove(o, p, (size_t)(q - p));
      o += q - p;
    }
    p = q;
  }
  b->n = (size_t)(o - b->p);
}

void st_fold_text(st_str s, unsigned fold, st_buf *out) {
  if (s.n == 0) return;
  st_buf plain = {0};
  size_t from = out->n;
  if (fold & ST_FOLD_STOPS) {
    drop_stops(s, &plain);
    if (plain.bad) out->bad = true;
    s = plain.bad ? st_str_of("", 0) : st_str_of(plain.p, plain.n);
  }
  if (is_ascii(s))
    fold_ascii(s, fold, out);
  else if (fold & (ST_FOLD_CASE | ST_FOLD_MARKS | ST_FOLD_QUOTES))
    fold_points(s, fold, out);
  else
    st_buf_adds(out, s);
  if (fold & ST_FOLD_SPACE) fold_spaces(out, from);
  st_buf_close(&plain);
}

/* --- words --- */

typedef struct shape {
  bool ascii, keeps_case, drops_stops;
} shape;

static shape shape_of(st_str token) {
  bytes p = (bytes)token.p, end = p + token.n;
  unsigned letters = 0, upper = 0, others = 0, stops = 0;
  bool ascii = true;
  while (p < end) {
    ascii = ascii && *p < 0x80;
    uint32_t c = st_utf8_next(&p);
    enum st_kind kind = kind_of(c);
    letters += is_letter_kind(kind);
    upper += kind == ST_KIND_UPPER;
    stops += c == '.';
    others += !is_letter_kind(kind) && c != '.';
  }
  bool last = letters && token.p[token.n - 1] == '.';
  bool dotted = stops && is_dotted((bytes)token.p, end);
  return (shape){.ascii = ascii,
                 .drops_stops = last || dotted,
                 .keeps_case =
                     others == 0 && upper == letters && letters >= 2 && (letters <= 4 || dotted)};
}

static size_t fold_ascii_word(st_str token, shape s, char *out, size_t room) {
  size_t n = 0;
  for (size_t i = 0; i < token.n; i++) {
    char c = token.p[i];
    if (c == '.' && s.drops_stops) continue;
    if (!s.keeps_case && c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (n < room) out[n] = c;
    n++;
  }
  return n;
}

enum { POINTS = 256 };

/* Most words are small letters behind a capital or none. */
static bool is_plain_word(st_str token) {
  char first = token.p[0];
  if (!((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'))) return false;
  for (size_t i = 1; i < token.n; i++)
    if (token.p[i] < 'a' || token.p[i] > 'z') return false;
  return true;
}

static size_t fold_plain_word(st_str token, char *out, size_t room) {
  if (room) memcpy(out, token.p, token.n < room ? token.n : room);
  if (room && out[0] <= 'Z') out[0] = (char)(out[0] + 32);
  return token.n;
}

size_t st_fold_word(st_str token, char *out, size_t room) {
  if (token.n == 0) return 0;
  if (is_plain_word(token)) return fold_plain_word(token, out, room);
  shape s = shape_of(token);
  if (s.ascii) return fold_ascii_word(token, s, out, room);
  utf8proc_int32_t points[POINTS];
  unsigned fold = ST_FOLD_QUOTES | (s.keeps_case ? 0u : (unsigned)ST_FOLD_CASE);
  utf8proc_ssize_t count = decompose(token, fold, points, POINTS);
  if (count > POINTS) return token.n > room ? token.n : room + 1;
  if (!s.keeps_case) count = compose(points, count);
  size_t n = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    utf8proc_uint8_t sequence[4];
    if ((points[i] == '.' && s.drops_stops) || points[i] == 0xAD) continue;
    size_t length = (size_t)utf8proc_encode_char(points[i], sequence);
    if (n + length <= room) memcpy(out + n, sequence, length);
    n += length;
  }
  return n;
}

size_t st_text_width(st_str s) {
  if (s.n == 0) return 0;
  size_t columns = 0;
  for (bytes p = (bytes)s.p, end = p + s.n; p < end;) {
    uint32_t c = st_utf8_next(&p);
    columns += c < 0x7F ? c >= 0x20 : (size_t)utf8proc_charwidth((utf8proc_int32_t)c);
  }
  return columns;
}

const char *st_unicode_version(void) { return utf8proc_unicode_version(); }
