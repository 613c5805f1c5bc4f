#include "line/keys.h"

static const char paste_end[] = "\x1b[201~", paste_begin[] = "\x1b[200~";

void st_typing_close(st_typing *k) { st_buf_close(&k->bytes); }

void st_typing_add(st_typing *k, const char *p, size_t n) {
  if (k->at == k->bytes.n) {
    st_buf_clear(&k->bytes);
    k->at = 0;
  }
  st_buf_add(&k->bytes, p, n);
}

bool st_typing_waiting(const st_typing *k) { return k->at < k->bytes.n; }

static size_t character_length(unsigned char lead) {
  return lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3
         : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/* The length of the character at `s`: 0 where more has to come, SIZE_MAX where it is none. */
static size_t whole_character(st_str s) {
  size_t n = character_length((unsigned char)s.p[0]);
  if (!n) return SIZE_MAX;
  for (size_t i = 1; i < n; i++) {
    if (i == s.n) return 0;
    if (((unsigned char)s.p[i] & 0xc0) != 0x80) return SIZE_MAX;
  }
  return n;
}

/* "\x1b[1;5C": parameters up to a final byte. "\x1bOA": one more. Else Alt and a character. */
static size_t whole_escape(st_str s) {
  if (s.n < 2) return 0;
  if (s.p[1] == 'O') return s.n < 3 ? 0 : 3;
  if (s.p[1] != '[') {
    size_t n = whole_character((st_str){s.p + 1, s.n - 1});
    return n == 0 || n == SIZE_MAX ? n : n + 1;
  }
  for (size_t i = 2; i < s.n; i++)
    if (s.p[i] >= 0x40 && s.p[i] <= 0x7e) return i + 1;
  return s.n > 32 ? SIZE_MAX : 0;
}

static enum st_key take(st_typing *k, size_t n, enum st_key kind, st_str *key) {
  *key = (st_str){k->bytes.p + k->at, n};
  k->at += n;
  return kind;
}

/* How much of the end of `s` may be the beginning of the mark. */
static size_t may_begin(st_str s, st_str mark) {
  for (size_t n = s.n < mark.n ? s.n : mark.n - 1; n > 0; n--)
    if (memcmp(s.p + s.n - n, mark.p, n) == 0) return n;
  return 0;
}

static enum st_key take_paste(st_typing *k, st_str rest, bool late, st_str *key) {
  st_str mark = st_cstr(paste_end);
  const char *end = memmem(rest.p, rest.n, mark.p, mark.n);
  size_t n = end ? (size_t)(end - rest.p) : rest.n - (late ? 0 : may_begin(rest, mark));
  if (!n && !end) return ST_KEY_NONE;
  enum st_key kind = take(k, n, ST_KEY_PASTE, key);
  if (!end) return kind;
  k->at += mark.n;
  k->pasting = false;
  return kind;
}

static enum st_key take_escape(st_typing *k, st_str rest, bool late, st_str *key) {
  size_t n = whole_escape(rest);
  if (n == SIZE_MAX) return take(k, 1, ST_KEY_LONE, key);
  if (n == 0) return late ? take(k, rest.n, ST_KEY_LONE, key) : ST_KEY_NONE;
  enum st_key kind = take(k, n, ST_KEY_ESCAPE, key);
  if (!st_str_equal(*key, st_cstr(paste_begin))) return kind;
  k->pasting = true;
  return st_typing_next(k, late, key);
}

enum st_key st_typing_next(st_typing *k, bool late, st_str *key) {
  st_str rest = {k->bytes.p + k->at, k->bytes.n - k->at};
  *key = (st_str){0};
  if (rest.n == 0) return ST_KEY_NONE;
  if (k->pasting) return take_paste(k, rest, late, key);
  unsigned char first = (unsigned char)rest.p[0];
  if (first == 0x1b) return take_escape(k, rest, late, key);
  if (first < 0x20 || first == 0x7f) return take(k, 1, ST_KEY_CONTROL, key);
  size_t n = whole_character(rest);
  if (n == SIZE_MAX) return take(k, 1, ST_KEY_LONE, key);
  if (n == 0) return late ? take(k, rest.n, ST_KEY_LONE, key) : ST_KEY_NONE;
  return take(k, n, ST_KEY_TEXT, key);
}

bool st_key_is_bound(st_str key) {
  static const char *const known[] = {"[A",  "[B",    "[C",    "[D",    "[H",    "[F",   "OA", "OB",
                                      "OC",  "OD",    "OH",    "OF",    "[1~",   "[3~",  "[4~", "[7~",
                                      "[8~", "[1;5C", "[1;5D", "[1;3C", "[1;3D", "b",    "f",  "d",
                                      "\x7f", "B",    "F",     "D"};
  st_str rest = {key.p + 1, key.n - 1};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (st_str_equal(rest, st_cstr(known[i]))) return true;
  return false;
}

void st_key_pasted(st_str key, st_buf *out) {
  for (size_t i = 0; i < key.n; i++) {
    char c = key.p[i];
    if (c == '\r')
      st_buf_addc(out, '\n');
    else if (c == '\t')
      st_buf_addz(out, "  ");
    else if ((unsigned char)c >= 0x20 || c == '\n')
      st_buf_addc(out, c);
  }
}
