#include "text/work.h"
#include "text/breaks.h"
#include "text/look.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Tokens that one step pushes, and to spare. */
enum { ROOM = 4 };

/* What the inside of a word holds beside letters and digits; a colon is as good as a stop. */
enum { INNER_STOP = 1, INNER_APOSTROPHE = 2 };

static inline void push(st_work *w, bytes b, bytes e, unsigned flags) {
  st_token *t = &w->out->tokens[w->out->token_count++];
  t->begin = (uint32_t)(b - w->text);
  t->end = (uint32_t)(e - w->text);
  t->flags = flags;
}

/* The token pushed last may end a sentence, or is a quotation mark. See make_room. */
static void note_stop(st_work *w, enum st_stop_sort sort) {
  w->stops[w->stop_count++] = (st_stop){w->out->token_count - 1, sort};
}

static void note_mark(st_work *w, int form) {
  w->marks[w->mark_count++] = (st_mark){w->out->token_count - 1, (uint32_t)form};
}

/* --- flags --- */

enum {
  UP = ST_BYTE_UPPER,
  LOW = ST_BYTE_LOWER,
  DIGIT = ST_BYTE_DIGIT,
  JOIN = ST_BYTE_JOINS,
  WORD = ST_TOKEN_WORD,
  NUM = ST_TOKEN_NUMBER | ST_TOKEN_DIGIT
};

/* By the classes of the bytes that a run of ASCII holds. */
static const uint16_t run_flags[16] = {[UP] = WORD | ST_TOKEN_UPPER,
                                       [LOW] = WORD | ST_TOKEN_LOWER,
                                       [UP | LOW] = WORD,
                                       [DIGIT] = NUM,
                                       [DIGIT | UP] = WORD | ST_TOKEN_DIGIT | ST_TOKEN_UPPER,
                                       [DIGIT | LOW] = WORD | ST_TOKEN_DIGIT | ST_TOKEN_LOWER,
                                       [DIGIT | UP | LOW] = WORD | ST_TOKEN_DIGIT,
                                       [JOIN] = ST_TOKEN_PUNCT,
                                       [JOIN | UP] = WORD | ST_TOKEN_UPPER,
                                       [JOIN | LOW] = WORD | ST_TOKEN_LOWER,
                                       [JOIN | UP | LOW] = WORD,
                                       [JOIN | DIGIT] = NUM,
                                       [JOIN | DIGIT | UP] = WORD | ST_TOKEN_DIGIT | ST_TOKEN_UPPER,
                                       [JOIN | DIGIT | LOW] =
                                           WORD | ST_TOKEN_DIGIT | ST_TOKEN_LOWER,
                                       [JOIN | DIGIT | UP | LOW] = WORD | ST_TOKEN_DIGIT};

/* The same by looking at every character. */
static unsigned flags_of(bytes b, bytes e) {
  unsigned letters = 0, upper = 0, lower = 0, digits = 0, flags = 0;
  for (bytes p = b; p < e;) {
    if (*p >= 0x80) flags |= ST_TOKEN_NONASCII;
    enum st_kind kind = st_ucd_kind(st_ucd(st_utf8_next(&p)));
    if (kind == ST_KIND_DIGIT || kind == ST_KIND_NUMBER) digits++;
    if (kind < ST_KIND_UPPER || kind > ST_KIND_LETTER) continue;
    if (letters++ == 0 && (kind == ST_KIND_UPPER || kind == ST_KIND_TITLE))
      flags |= ST_TOKEN_CAPITAL;
    upper += kind == ST_KIND_UPPER;
    lower += kind == ST_KIND_LOWER;
  }
  if (digits) flags |= ST_TOKEN_DIGIT;
  if (letters == 0) return flags | (digits ? ST_TOKEN_NUMBER : ST_TOKEN_PUNCT);
  return flags | ST_TOKEN_WORD | (upper == letters ? ST_TOKEN_UPPER : 0) |
         (lower == letters ? ST_TOKEN_LOWER : 0);
}

/* --- words --- */

/* Pushes a word, with its stop if one belongs to it. Returns where the next token begins. */
static bytes push_word(st_work *w, bytes b, bytes e, bytes end, unsigned flags, unsigned inner) {
  enum st_stop_sort sort = e < end && *e == '.' && flags & ST_TOKEN_WORD
                               ? st_stop_behind(w, b, e, end, inner & INNER_STOP)
                               : ST_STOP_NONE;
  if (sort == ST_STOP_NONE) {
    push(w, b, e, flags);
    return e;
  }
  push(w, b, e + 1, flags | ST_TOKEN_STOP);
  if (sort != ST_STOP_TITLE && sort != ST_STOP_NUMBER && sort != ST_STOP_INNER) note_stop(w, sort);
  return e + 1;
}

/* --- words with something inside --- */

/* Where the possessive of [b,e) begins; null where it has none, or is a contraction ("it's"). */
static bytes possessive_in(bytes b, bytes e) {
  if (e - b < 3 || (e[-1] != 's' && e[-1] != 'S')) return NULL;
  bytes p = st_utf8_back(e - 1);
  if (p == b || !apostrophe_at(p, e)) return NULL;
  return st_contracts(st_str_of((const char *)b, (size_t)(p - b))) ? NULL : p;
}

static bytes finish_word(st_work *w, bytes b, bytes e, bytes end, unsigned space, unsigned inner) {
  if (inner & INNER_APOSTROPHE) {
    bytes p = possessive_in(b, e);
    if (p) {
      push(w, b, p, flags_of(b, p) | space);
      push(w, p, e, flags_of(p, e) | ST_TOKEN_POSSESSIVE);
      return e;
    }
  }
  return push_word(w, b, e, end, flags_of(b, e) | space, inner);
}

/* A stop or colon between a lower-case letter and a capital, "border.The": a blank was lost. But
 * "Ph.D." has lost none. */
static bool is_lost_blank(bytes b, bytes p, bytes e) {
  if ((*p != '.' && *p != ':') || p == b || p + 1 == e) return false;
  if (kind_at(st_utf8_back(p), e) != ST_KIND_LOWER || kind_at(p + 1, e) != ST_KIND_UPPER)
    return false;
  return st_abbreviation(st_str_of((const char *)b, (size_t)(p + 2 - b))) == ST_STOP_NONE;
}

/* A narrow no-break space, which joins words for UAX #29. Only between digits is it no blank. */
static bool is_narrow_blank(bytes p, bytes b, bytes e) {
  if (e - p < 3 || p[0] != 0xE2 || p[1] != 0x80 || p[2] != 0xAF) return false;
  return p == b || p + 3 == e || !(class_of(p[-1]) & class_of(p[3]) & ST_BYTE_DIGIT);
}

/* A word of UAX #29 that the fast way does not see through, up to where news parts it. What is left
 * of it is not looked for again, or a long one in many parts would take the square of its length.
 */
static bytes take_any_word(st_work *w, bytes b, bytes end, unsigned space) {
  if (b >= w->word_end) {
    st_str text = st_str_of((const char *)w->text, (size_t)(end - w->text));
    w->word_end = w->text + st_word_next(text, (size_t)(b - w->text));
  }
  unsigned inner = 0;
  bytes e = w->word_end, p = b;
  for (; p < e && !is_narrow_blank(p, b, e) && !is_lost_blank(b, p, e); p++) {
    if (*p == '.') inner |= INNER_STOP;
    if (apostrophe_at(p, e)) inner |= INNER_APOSTROPHE;
  }
  return finish_word(w, b, p, end, space, inner);
}

/* U+2010 to U+2023, dashes and quotation marks, or an ellipsis: ignored by no rule, and of them
 * only the apostrophes stand inside words. */
static inline bool is_plain_punctuation(bytes p, bytes end) {
  return end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 &&
         ((p[2] >= 0x90 && p[2] <= 0xA3) || p[2] == 0xA6);
}

enum { ENDS = 0, UNCLEAR = -1 };

/* The bytes at `p`, no letter or digit, on which the word goes on; or ENDS, or UNCLEAR. */
static int bytes_inside(bytes b, bytes p, bytes end, unsigned *inner) {
  unsigned n = 1;
  unsigned char c = *p;
  if (c >= 0x80) {
    n = apostrophe_at(p, end);
    if (n == 0) return is_plain_punctuation(p, end) || is_space_at(p, end) ? ENDS : UNCLEAR;
    c = '\'';
  }
  if (p + n >= end) return ENDS;
  unsigned before = class_of(p[-1]), after = class_of(p[n]);
  if (after & ST_BYTE_HIGH) return is_plain_punctuation(p + n, end) ? ENDS : UNCLEAR;
  bool letters = before & ST_BYTE_LETTER && after & ST_BYTE_LETTER;
  bool digits = before & after & ST_BYTE_DIGIT;
  if (digits ? c == ':' : !letters || c == ',' || c == ';') return ENDS;
  if (letters && c != '\'') {
    if (is_lost_blank(b, p, end)) return ENDS;
    *inner |= INNER_STOP;
  }
  if (c == '\'') *inner |= INNER_APOSTROPHE;
  return (int)n;
}

#ifdef __SSE2__
/* A run of word bytes in the 16 at `p`, looked at all at once: how long words are is what a loop
 * over their bytes mispredicts. Adds to *seen, but for digits and "_", which it only tells of. */
static inline unsigned run_of_16(bytes p, unsigned *seen, bool *others) {
  __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
  __m128i letter = _mm_sub_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
  __m128i digit = _mm_sub_epi8(v, _mm_set1_epi8('0'));
  letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
  digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
  digit = _mm_or_si128(digit, _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
  unsigned letters = (unsigned)_mm_movemask_epi8(letter),
           digits = (unsigned)_mm_movemask_epi8(digit);
  unsigned small =
      (unsigned)_mm_movemask_epi8(_mm_slli_epi16(v, 2)); /* the bit 0x20 of each byte */
  unsigned length = (unsigned)__builtin_ctz(~(letters | digits)), run = (1u << length) - 1;
  *seen |=
      (letters & ~small & run ? ST_BYTE_UPPER : 0u) | (letters & small & run ? ST_BYTE_LOWER : 0u);
  *others = digits & run;
  return length;
}
#endif

static inline bytes skip_run(const st_work *w, bytes p, bytes end, unsigned *seen) {
#ifdef __SSE2__
  if (w->end - p >= 16) {
    bool others;
    unsigned length = run_of_16(p, seen, &others);
    if (length < 16 && !others) return p + length;
  }
#else
  (void)w;
#endif
  for (unsigned k; p < end && (k = class_of(*p)) & ST_BYTE_RUN; p++) *seen |= k;
  return p;
}

static inline bytes take_word(st_work *w, bytes b, bytes end, unsigned space) {
  unsigned seen = 0, inner = 0, k = 0;
  bytes p = b;
  for (;;) {
    p = skip_run(w, p, end, &seen);
    k = p < end ? class_of(*p) : 0;
    if (!(k & (ST_BYTE_MIDDLE | ST_BYTE_HIGH))) break;
    int n = bytes_inside(b, p, end, &inner);
    if (n == ENDS) break;
    if (n < 0) return take_any_word(w, b, end, space);
    p += n;
  }
  if (inner) return finish_word(w, b, p, end, space, inner);
  unsigned flags = run_flags[seen & 15] | space;
  if (class_of(*b) & ST_BYTE_UPPER)
    flags |= ST_TOKEN_CAPITAL;
  else if (seen & (DIGIT | JOIN) && seen & ST_BYTE_LETTER)
    flags = flags_of(b, p) | space;
  if (k == ST_BYTE_MIDDLE && *p == '.') return push_word(w, b, p, end, flags, 0);
  push(w, b, p, flags);
  return p;
}

/* --- punctuation --- */

/* Two apostrophes are a double mark of wires that have no better one, and of three one is single:
 * the inner one. */
static int form_of_apostrophes(bytes p, bytes end) {
  ptrdiff_t n = 1;
  while (n < 4 && n < end - p && p[n] == '\'') n++;
  return n == 1 || (n == 3 && !is_word_at(p + 3, end)) ? ST_MARK_SINGLE : ST_MARK_DOUBLE;
}

int st_mark_at(bytes p, bytes end) {
  if (p >= end) return -1;
  if (*p == '"') return ST_MARK_DOUBLE;
  if (*p == '\'') return form_of_apostrophes(p, end);
  if (*p == '`') return end - p >= 2 && p[1] == '`' ? ST_MARK_DOUBLE_LEFT : -1;
  if (*p == 0xC2 && end - p >= 2) {
    return p[1] == 0xAB ? ST_MARK_ANGLE_LEFT : p[1] == 0xBB ? ST_MARK_ANGLE_RIGHT : -1;
  }
  if (*p != 0xE2 || end - p < 3 || p[1] != 0x80) return -1;
  switch (p[2]) {
  case 0x98: return ST_MARK_SINGLE_LEFT;
  case 0x99: return ST_MARK_SINGLE_RIGHT;
  case 0x9A:
  case 0x9B: return ST_MARK_SINGLE_LOW;
  case 0x9C: return ST_MARK_DOUBLE_LEFT;
  case 0x9D: return ST_MARK_DOUBLE_RIGHT;
  case 0x9E:
  case 0x9F: return ST_MARK_DOUBLE_LOW;
  default: return -1;
  }
}

/* Words that drop their beginning. The last ones only behind a curly apostrophe: behind a straight
 * mark they may as well begin a quotation. */
static bool is_clipped(st_str word, bool curly) {
  static const char *const words[] = {"n",     "em",   "til", "tis",  "twas",
                                      "cause", "bout", "cos", "round"};
  for (size_t i = 0; i < (curly ? 9 : 5); i++) {
    size_t n = strlen(words[i]);
    if (word.n == n && (word.p[0] | 32) == words[i][0] &&
        memcmp(word.p + 1, words[i] + 1, n - 1) == 0) {
      return true;
    }
  }
  return false;
}

/* The end of a word that begins with the apostrophe [b,p): "’90s", "’n’", "’em"; else null. */
static bytes clipped_word(bytes b, bytes p, bytes end) {
  bool curly = p - b == 3 && b[2] == 0x99;
  st_str word = letters_at(p, end);
  bytes e = p + word.n;
  if (word.n) {
    if (is_word_at(e, end) || !is_clipped(word, curly)) return NULL;
    unsigned n = word.n == 1 ? apostrophe_at(e, end) : 0;
    return n && !is_word_at(e + n, end) ? e + n : e;
  }
  if (end - p < 2 || !(class_of(p[0]) & class_of(p[1]) & ST_BYTE_DIGIT)) return NULL;
  e = p + 2;
  bool decade = e < end && *e == 's';
  if (decade) e++;
  return (decade || curly) && !is_word_at(e, end) ? e : NULL;
}

/* "’s" behind what is no word: “Post”’s, U.S.'s. */
static bytes lone_possessive(bytes p, bytes end) {
  if (p == end || (*p | 32) != 's') return NULL;
  return is_word_at(p + 1, end) ? NULL : p + 1;
}

static bytes take_single(st_work *w, bytes b, bytes end, unsigned space, int form) {
  bytes p = b + (*b == '\'' ? 1 : 3);
  bytes e = space ? NULL : lone_possessive(p, end);
  if (e) {
    push(w, b, e, flags_of(b, e) | ST_TOKEN_POSSESSIVE);
    return e;
  }
  e = clipped_word(b, p, end);
  if (e) {
    push(w, b, e, flags_of(b, e) | space);
    return e;
  }
  push(w, b, p, ST_TOKEN_PUNCT | space | (p - b > 1 ? ST_TOKEN_NONASCII : 0));
  note_mark(w, form);
  return p;
}

/* The end of what begins with a character of one byte, with what is ignored behind it. */
static bytes end_of_punctuation(const st_work *w, bytes b, bytes e, bytes end) {
  if (e >= end || *e < 0x80 || is_plain_punctuation(e, end)) return e;
  size_t n = st_word_next(st_str_of((const char *)w->text, (size_t)(end - w->text)),
                          (size_t)(b - w->text));
  return w->text + n > e ? w->text + n : e;
}

static bytes take_run(st_work *w, bytes b, bytes end, unsigned space) {
  bytes e = b;
  while (e < end && *e == *b) e++;
  push(w, b, e, ST_TOKEN_PUNCT | space);
  if (*b == '.') note_stop(w, e - b > 1 ? ST_STOP_DOTS : ST_STOP_FULL);
  return e;
}

static bytes take_ascii(st_work *w, bytes b, bytes end, unsigned space) {
  unsigned flags = ST_TOKEN_PUNCT | space;
  if (*b == '.' || *b == '-') return take_run(w, b, end, space);
  int form = st_mark_at(b, end);
  if (form == ST_MARK_SINGLE) return take_single(w, b, end, space, form);
  if (form >= 0) {
    bytes e = b + (*b == '"' ? 1 : 2);
    push(w, b, e, flags);
    note_mark(w, form);
    return e;
  }
  bytes e = end_of_punctuation(w, b, b + 1, end);
  push(w, b, e, flags | (e - b > 1 ? ST_TOKEN_NONASCII : 0));
  if (*b == '!' || *b == '?') note_stop(w, ST_STOP_STRONG);
  return e;
}

/* A character that is not ASCII. White space and what is invisible give no token. */
static bytes take_high(st_work *w, bytes b, bytes end, unsigned *space) {
  int form = st_mark_at(b, end);
  unsigned flags = ST_TOKEN_PUNCT | ST_TOKEN_NONASCII | *space;
  if (form == ST_MARK_SINGLE_LEFT || form == ST_MARK_SINGLE_RIGHT) {
    b = take_single(w, b, end, *space, form);
    *space = 0;
    return b;
  }
  bytes e = b;
  unsigned value = st_ucd(st_utf8_next(&e));
  enum st_kind kind = st_ucd_kind(value);
  if (kind == ST_KIND_SPACE || kind == ST_KIND_CONTROL) {
    if (kind == ST_KIND_SPACE) *space = ST_TOKEN_SPACE;
    return e;
  }
  if (kind >= ST_KIND_UPPER && kind <= ST_KIND_NUMBER) {
    e = take_any_word(w, b, end, *space);
  } else {
    e = end_of_punctuation(w, b, e, end);
    push(w, b, e, flags);
    enum st_sb sb = st_ucd_sb(value);
    if (form >= 0)
      note_mark(w, form);
    else if (e - b == 3 && memcmp(b, "\xE2\x80\xA6", 3) == 0)
      note_stop(w, ST_STOP_DOTS);
    else if (sb == ST_SB_STERM || sb == ST_SB_ATERM)
      note_stop(w, ST_STOP_STRONG);
  }
  *space = 0;
  return e;
}

/* A step of the loop below pushes two tokens at most, and notes one mark and one stop. */
static inline bool has_room(const st_work *w) {
  return w->token_room - w->out->token_count >= ROOM && w->mark_count < w->mark_room &&
         w->stop_count < w->stop_room;
}

static bool make_room(st_work *w) {
  return st_work_room((void **)&w->out->tokens, &w->token_room, w->out->token_count, ROOM,
                      sizeof(st_token)) &&
         st_work_room((void **)&w->marks, &w->mark_room, w->mark_count, 1, sizeof(st_mark)) &&
         st_work_room((void **)&w->stops, &w->stop_room, w->stop_count, 1, sizeof(st_stop));
}

int st_find_tokens(st_work *w, st_block *block) {
  bytes p = w->text + block->begin, end = w->text + block->end;
  unsigned space = ST_TOKEN_SPACE;
  block->first = w->out->token_count;
  w->word_end = p;
  w->mark_count = w->stop_count = 0;
  while (p < end) {
    unsigned k = class_of(*p);
    if (k & ST_BYTE_SPACE) {
      space = ST_TOKEN_SPACE;
      p++;
      continue;
    }
    if (!has_room(w) && !make_room(w)) return ST_ENOMEM;
    if (k & ST_BYTE_HIGH) {
      p = take_high(w, p, end, &space);
      continue;
    }
    p = k & ST_BYTE_RUN ? take_word(w, p, end, space) : take_ascii(w, p, end, space);
    space = 0;
  }
  block->last = w->out->token_count;
  return ST_OK;
}
