/* most_runs: how many runs of words a text can share at most with others whose words are known. For
 * a text that shares few, which are most, this is all that need be known of it: nothing is made of
 * its words.
 *
 *   He’s in “the old harbor,” I think        known: the, old, harbor
 *   ----     +++ +++ ++++++      -           - may be anything, + known: the run "the old harbor"
 *
 * It must never say too few. What is more than ASCII letters and digits with signs around them
 * counts as known words, as many as it may be, and as words that are worth most. */
#include "bind/state/state.h"

#include "bind/text/word.h"

/* Words of a run at most; bytes of a word that is looked up. */
enum { MOST_SIZE = 32, WORD_BYTES = 48 };
/* What a piece costs in instructions, and the bytes that go into one. */
enum { PIECE_COST = 2, BYTES = 16 };

enum { TEXT = 1, KNOWN }; /* on the stack */

/* The known words in a row before a place. */
struct row {
  lua_Integer size, least, known, runs;
  int64_t sum; /* what the last `size` of them are worth */
  int worth[MOST_SIZE];
};

static void add_known(struct row *r, int worth) {
  int *slot = &r->worth[r->known % r->size];
  r->sum += worth - (r->known >= r->size ? *slot : 0);
  *slot = worth;
  r->known++;
  if (r->known >= r->size && r->sum >= r->least) r->runs++;
}

static void add_unknown(struct row *r) { r->known = r->sum = 0; }

static bool is_plain(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The last byte of a mark of U+2000 to U+203F at the beginning, or 0. */
static unsigned char general_mark(st_str s) {
  unsigned char mark = s.n >= 3 && memcmp(s.p, "\xE2\x80", 2) == 0 ? (unsigned char)s.p[2] : 0;
  return (mark & 0xC0) == 0x80 ? mark : 0;
}

/* A hyphen or an apostrophe that is no ASCII. */
static bool is_wide_joint(st_str s) {
  unsigned char mark = general_mark(s);
  return mark == 0x90 || mark == 0x91 || mark == 0x98 || mark == 0x99;
}

/* The bytes of what parts two pieces, at the beginning; 0: nothing does. */
static inline size_t space_at(st_str s) {
  unsigned char c = (unsigned char)s.p[0];
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  if (c == 0xC2 && s.n >= 2 && strchr("\xA0\xAB\xBB", s.p[1]) && s.p[1]) return 2;
  return general_mark(s) && !is_wide_joint(s) ? 3 : 0;
}

/* The bytes of a sign that is part of no word, at the beginning; 0 for a letter or a digit. */
static size_t sign_at(st_str s) {
  if ((unsigned char)s.p[0] < 0x80) return !is_plain((unsigned char)s.p[0]);
  return is_wide_joint(s) ? 3 : 0;
}

static st_str from(st_str s, size_t at) { return (st_str){s.p + at, s.n - at}; }

static st_str without_signs(st_str s) {
  for (size_t n; s.n && (n = sign_at(s));) s = from(s, n);
  return s;
}

static size_t length_of_plain(st_str s) {
  size_t n = 0;
  while (n < s.n && is_plain((unsigned char)s.p[n])) n++;
  return n;
}

static bool ends_in_apostrophe(st_str s) {
  unsigned char mark = s.n < 3 ? 0 : general_mark(from(s, s.n - 3));
  return s.p[s.n - 1] == '\'' || mark == 0x98 || mark == 0x99;
}

/* A sign that may be a part of the word before it: "farmers'", "d***". */
static bool may_join(st_str s) {
  return s.p[0] == '\'' || s.p[0] == '-' || s.p[0] == '*' || is_wide_joint(s);
}

/* What may be any words: as many as there are letters or digits in a row. */
static void add_any(struct row *r, st_str s) {
  while ((s = without_signs(s)).n) {
    while (s.n && !sign_at(s)) s = from(s, 1);
    add_known(r, ST_MOST_WORTH);
  }
}

/* A word of letters and digits, as the table has it in lower case. */
static void look_up(lua_State *L, struct row *r, st_str word) {
  char lower[WORD_BYTES];
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
  }
  lua_pushlstring(L, lower, word.n);
  int worth;
  if (lua_rawget(L, KNOWN) == LUA_TNIL)
    add_unknown(r);
  else if (st_lua_worth(L, -1, &worth))
    add_known(r, worth);
  else
    st_lua_fail(L, "what a known word is worth is no whole number up to a million");
  lua_pop(L, 1);
}

/* A piece between white space. `joined`: it may be a part of the word before it, as in "it' s". */
static void add_piece(lua_State *L, struct row *r, st_str piece, bool joined) {
  st_str word = without_signs(piece);
  size_t n = length_of_plain(word);
  st_str behind = from(word, n);
  joined = joined || (behind.n && may_join(behind)) || without_signs(behind).n;
  if (n && n <= WORD_BYTES && !joined)
    look_up(L, r, (st_str){word.p, n});
  else
    add_any(r, word);
}

/* Takes the next piece off a text: empty where there is none. */
static st_str next_piece(st_str *s) {
  for (size_t n; s->n && (n = space_at(*s));) *s = from(*s, n);
  st_str piece = *s;
  while (s->n && !space_at(*s)) *s = from(*s, 1);
  return (st_str){piece.p, piece.n - s->n};
}

/* core.most_runs(text, known, size, least) -> the most runs that the text may have */
int st_lua_most_runs(lua_State *L) {
  st_str s = st_lua_str(L, TEXT);
  luaL_checktype(L, KNOWN, LUA_TTABLE);
  struct row row = {.size = luaL_checkinteger(L, 3), .least = luaL_optinteger(L, 4, INT64_MIN)};
  if (row.size < 1 || row.size > MOST_SIZE)
    st_lua_fail(L, "a run has from 1 to %d words, not %lld", MOST_SIZE, (long long)row.size);
  size_t pieces = 0, n = s.n;
  bool joined = false;
  for (st_str piece; (piece = next_piece(&s)).n; pieces++) {
    add_piece(L, &row, piece, joined);
    joined = ends_in_apostrophe(piece);
  }
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, pieces * PIECE_COST + n / BYTES);
  lua_pushinteger(L, row.runs);
  return 1;
}
