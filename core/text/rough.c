#include "text/rough.h"

#include <string.h>

/* By byte: 0 for what is no part of a word, a vowel as 'a', else what the letter counts as. A byte
 * beyond ASCII counts as itself. */
static const char code_of[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 's', ['D'] = 't',
    ['E'] = 'a', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'a', ['J'] = 'j', ['K'] = 's',
    ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'a', ['P'] = 'p', ['Q'] = 's', ['R'] = 'r',
    ['S'] = 's', ['T'] = 't', ['U'] = 'a', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'a',
    ['Z'] = 's', ['a'] = 'a', ['b'] = 'b', ['c'] = 's', ['d'] = 't', ['e'] = 'a', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'a', ['j'] = 'j', ['k'] = 's', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'a', ['p'] = 'p', ['q'] = 's', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'a', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'a', ['z'] = 's'};

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The last byte of a mark of U+2000 to U+203F at a place, or 0. */
static unsigned char mark_at(st_str s, size_t i) {
  if (i + 3 > s.n || memcmp(s.p + i, "\xE2\x80", 2) != 0) return 0;
  unsigned char last = (unsigned char)s.p[i + 2];
  return (last & 0xC0) == 0x80 ? last : 0;
}

/* The bytes of a sign beyond ASCII at a place: marks, a blank that does not break, guillemets. */
static size_t wide_sign(st_str s, size_t i) {
  if (mark_at(s, i)) return 3;
  bool narrow = s.p[i] == '\xC2' && i + 1 < s.n;
  return narrow && (s.p[i + 1] == '\xA0' || s.p[i + 1] == '\xAB' || s.p[i + 1] == '\xBB') ? 2 : 0;
}

/* The bytes of a sign at a place, at least one; 0 for a letter or a digit. */
static size_t sign_at(st_str s, size_t i) {
  unsigned char c = (unsigned char)s.p[i];
  return c < 0x80 ? !code_of[c] : wide_sign(s, i);
}

static bool is_word_at(st_str s, size_t i) { return i < s.n && !sign_at(s, i); }

/* A stop behind a letter that stands alone, with another such letter behind: "U.S". */
static bool is_inner_stop(st_str s, size_t i) {
  return s.p[i] == '.' && i + 1 < s.n && is_letter(s.p[i - 1]) && is_letter(s.p[i + 1]) &&
         (i < 2 || !is_letter(s.p[i - 2])) && (i + 2 == s.n || !is_letter(s.p[i + 2]));
}

/* The bytes of what joins two parts of a word, behind the first; 0 where it ends there. */
static size_t joint_at(st_str s, size_t i) {
  size_t n = 0;
  if (s.p[i] == '-' || s.p[i] == '[' || s.p[i] == ']' || is_inner_stop(s, i)) n = 1;
  if (mark_at(s, i) == 0x90 || mark_at(s, i) == 0x91) n = 3; /* hyphens */
  return n && is_word_at(s, i + n) ? n : 0;
}

static inline void add(st_rough_word *w, char c, char code) {
  bool first = w->letter_count == 0;
  if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
  if (w->letter_count < ST_ROUGH_ROOM) w->letters[w->letter_count++] = c;
  if (w->code_count == ST_ROUGH_ROOM || (code == 'a' && !first)) return;
  if (!first && w->code[w->code_count - 1] == code && is_letter(code)) return;
  w->code[w->code_count++] = code;
}

/* What a letter or digit at a place counts as, 0 for a sign. */
static inline char code_at(st_str s, size_t i) {
  unsigned char c = (unsigned char)s.p[i];
  if (c < 0x80) return code_of[c];
  return wide_sign(s, i) ? 0 : s.p[i];
}

bool st_rough_next(st_str *text, st_rough_word *out) {
  st_str s = *text;
  size_t i = 0;
  for (size_t n; i < s.n && (n = sign_at(s, i));) i += n;
  out->letter_count = out->code_count = 0;
  while (i < s.n) {
    char code = code_at(s, i);
    if (!code) {
      size_t joint = joint_at(s, i);
      if (!joint) break;
      i += joint;
      code = code_at(s, i);
    }
    add(out, s.p[i++], code);
  }
  *text = (st_str){s.p + i, s.n - i};
  return out->letter_count > 0;
}
