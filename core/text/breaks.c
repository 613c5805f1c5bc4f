#include "text/breaks.h"

#include "text/ucd.h"
#include "text/utf8.h"

typedef const unsigned char *bytes;

/* --- words --- */

static bool is_ignored(enum st_wb w) {
  return w == ST_WB_EXTEND || w == ST_WB_FORMAT || w == ST_WB_ZWJ;
}
static bool is_newline(enum st_wb w) {
  return w == ST_WB_CR || w == ST_WB_LF || w == ST_WB_NEWLINE;
}
static bool is_letter(enum st_wb w) { return w == ST_WB_ALETTER || w == ST_WB_HEBREW_LETTER; }

static bool is_middle_of_letters(enum st_wb w) {
  return w == ST_WB_MIDLETTER || w == ST_WB_MIDNUMLET || w == ST_WB_SINGLE_QUOTE;
}

static bool is_middle_of_digits(enum st_wb w) {
  return w == ST_WB_MIDNUM || w == ST_WB_MIDNUMLET || w == ST_WB_SINGLE_QUOTE;
}

/* WB4: what is ignored behind a character. */
static bytes skip_ignored(bytes p, bytes end) {
  while (p < end) {
    bytes q = p;
    if (!is_ignored(st_ucd_wb(st_ucd(st_utf8_next(&q))))) break;
    p = q;
  }
  return p;
}

/* The property of the next character that counts; *behind is set behind it. */
static enum st_wb look_ahead(bytes p, bytes end, bytes *behind) {
  p = skip_ignored(p, end);
  if (p == end) return ST_WB_OTHER;
  enum st_wb w = st_ucd_wb(st_ucd(st_utf8_next(&p)));
  *behind = p;
  return w;
}

/* WB5, WB8 to WB10, WB13 to WB13b: no break between two that stand side by side. */
static bool joins(enum st_wb a, enum st_wb b) {
  bool word_a = is_letter(a) || a == ST_WB_NUMERIC, word_b = is_letter(b) || b == ST_WB_NUMERIC;
  if (word_a && word_b) return true;
  if (a == ST_WB_KATAKANA && b == ST_WB_KATAKANA) return true;
  if (b == ST_WB_EXTENDNUMLET) return word_a || a == ST_WB_KATAKANA || a == ST_WB_EXTENDNUMLET;
  if (a == ST_WB_EXTENDNUMLET) return word_b || b == ST_WB_KATAKANA;
  return false;
}

/* WB6, WB7, WB7b, WB7c, WB11, WB12: `mid` between two of a sort. Then moves *p behind the second,
 * whose property goes to *after. */
static bool joins_over(enum st_wb before, enum st_wb mid, bytes *p, bytes end, enum st_wb *after) {
  bool letters = is_letter(before) && is_middle_of_letters(mid);
  bool hebrew = before == ST_WB_HEBREW_LETTER && mid == ST_WB_DOUBLE_QUOTE;
  bool digits = before == ST_WB_NUMERIC && is_middle_of_digits(mid);
  if (!letters && !hebrew && !digits) return false;
  bytes behind = *p;
  enum st_wb next = look_ahead(*p, end, &behind);
  bool same = letters  ? is_letter(next)
              : hebrew ? next == ST_WB_HEBREW_LETTER
                       : next == ST_WB_NUMERIC;
  if (!same) return false;
  *after = next;
  *p = behind;
  return true;
}

size_t st_word_next(st_str text, size_t at) {
  bytes start = (bytes)text.p, end = start + text.n, p = start + at;
  if (p >= end) return text.n;
  enum st_wb before = st_ucd_wb(st_ucd(st_utf8_next(&p))), adjacent = before;
  if (before == ST_WB_CR && p < end && *p == '\n') return (size_t)(p + 1 - start);
  if (is_newline(before)) return (size_t)(p - start);
  bool paired = false; /* of regional indicators, two make a flag */
  while (p < end) {
    bytes q = p;
    unsigned value = st_ucd(st_utf8_next(&q));
    enum st_wb w = st_ucd_wb(value), after = w;
    if (is_newline(w)) break;
    if (is_ignored(w)) {
      adjacent = w;
      p = q;
      continue;
    }
    bool flag = before == ST_WB_REGIONAL_INDICATOR && w == before && !paired;
    bool join = (adjacent == ST_WB_ZWJ && st_ucd_pictographic(value)) ||
                (adjacent == ST_WB_WSEGSPACE && w == ST_WB_WSEGSPACE) || joins(before, w) || flag ||
                joins_over(before, w, &q, end, &after) ||
                (before == ST_WB_HEBREW_LETTER && w == ST_WB_SINGLE_QUOTE);
    if (!join) break;
    if (flag) paired = true;
    before = adjacent = after;
    p = q;
  }
  return (size_t)(p - start);
}

/* --- sentences --- */

static enum st_sb sb_at(bytes *p) { return st_ucd_sb(st_ucd(st_utf8_next(p))); }
static bool is_terminator(enum st_sb s) { return s == ST_SB_ATERM || s == ST_SB_STERM; }
static bool is_separator(enum st_sb s) { return s == ST_SB_CR || s == ST_SB_LF || s == ST_SB_SEP; }

/* SB5 */
static bytes skip_extenders(bytes p, bytes end) {
  while (p < end) {
    bytes q = p;
    enum st_sb s = sb_at(&q);
    if (s != ST_SB_EXTEND && s != ST_SB_FORMAT) break;
    p = q;
  }
  return p;
}

static bytes skip_all(bytes p, bytes end, enum st_sb which) {
  for (;;) {
    p = skip_extenders(p, end);
    bytes q = p;
    if (p == end || sb_at(&q) != which) return p;
    p = q;
  }
}

/* SB8: a lower-case letter comes before any other letter or end. */
static bool lower_follows(bytes p, bytes end) {
  while (p < end) {
    enum st_sb s = sb_at(&p);
    if (s == ST_SB_LOWER) return true;
    if (s == ST_SB_OLETTER || s == ST_SB_UPPER || is_separator(s) || is_terminator(s)) return false;
  }
  return false;
}

static bytes behind_separator(bytes p, bytes end) {
  enum st_sb s = sb_at(&p);
  return s == ST_SB_CR && p < end && *p == '\n' ? p + 1 : p;
}

/* `before` is the property of what stands before the terminator, extenders left out. */
static bytes break_after(bytes p, bytes end, enum st_sb before) {
  enum st_sb term = sb_at(&p);
  p = skip_extenders(p, end);
  if (p < end && term == ST_SB_ATERM) {
    bytes q = p;
    enum st_sb next = sb_at(&q);
    bool cased = before == ST_SB_UPPER || before == ST_SB_LOWER;
    if (next == ST_SB_NUMERIC || (cased && next == ST_SB_UPPER)) return NULL;
  }
  p = skip_all(skip_all(p, end, ST_SB_CLOSE), end, ST_SB_SP);
  if (p == end) return p;
  bytes q = p;
  enum st_sb next = sb_at(&q);
  if (is_separator(next)) return behind_separator(p, end);
  if (next == ST_SB_SCONTINUE || is_terminator(next)) return NULL;
  return term == ST_SB_ATERM && lower_follows(p, end) ? NULL : p;
}

size_t st_sentence_break(st_str text, size_t at) {
  bytes start = (bytes)text.p, p = start + at;
  enum st_sb before = ST_SB_OTHER;
  for (bytes q = p; q > start;) {
    q = st_utf8_back(q);
    bytes r = q;
    before = sb_at(&r);
    if (before != ST_SB_EXTEND && before != ST_SB_FORMAT) break;
  }
  bytes found = break_after(p, start + text.n, before);
  return found ? (size_t)(found - start) : 0;
}

size_t st_sentence_next(st_str text, size_t at) {
  bytes start = (bytes)text.p, end = start + text.n, p = start + at;
  enum st_sb before = ST_SB_OTHER;
  while (p < end) {
    bytes q = p;
    enum st_sb s = sb_at(&q);
    if (is_separator(s)) return (size_t)(behind_separator(p, end) - start);
    bytes found = is_terminator(s) ? break_after(p, end, before) : NULL;
    if (found) return (size_t)(found - start);
    if (s != ST_SB_EXTEND && s != ST_SB_FORMAT) before = s;
    p = q;
  }
  return text.n;
}
