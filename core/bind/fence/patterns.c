/* string.find, match, gmatch and gsub with every step counted, so that a pattern that tries all ways
 * to share out a text meets the limit of instructions, and not the clock. What they match is said in
 * Lua's manual, 6.4.1; a test holds them to the library's own. */
#include "bind/fence/patterns.h"

#include "bind/state/state.h"

#include <ctype.h>

/* Steps that one instruction of the budget pays for. */
enum { STEPS = 4, BYTES = 64 };
enum { CAPTURES = 32, DEPTH = 200, OPEN = -1, PLACE = -2 };

typedef struct capture {
  const char *at;
  ptrdiff_t n; /* or OPEN, or PLACE */
} capture;

typedef struct matching {
  lua_State *L;
  const char *text, *end, *pattern_end;
  uint64_t steps, most;
  int depth, count;
  capture captures[CAPTURES];
} matching;

/* --- counting --- */

static void allow(matching *m) {
  int64_t left = st_meter_of(m->L)->left;
  m->steps = 0;
  m->most = left > 0 ? (uint64_t)left * STEPS : 0;
}

/* Pays for the steps made so far; raises when there were too many. */
static void settle(matching *m) {
  st_meter_charge(m->L, m->steps / STEPS);
  allow(m);
}

static void step(matching *m) {
  if (++m->steps > m->most) st_meter_charge(m->L, m->steps / STEPS + 1);
}

/* --- one character --- */

/* Behind the class, set or character at `p`. Texts of Lua end in a zero byte, so that looking at
 * the pattern's end is safe. */
static const char *item_end(const matching *m, const char *p) {
  char c = *p++;
  if (c == '%') {
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
    return p + 1;
  }
  if (c != '[') return p;
  if (*p == '^') p++;
  do { /* a bracket in the first place is a member */
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    if (*p++ == '%' && p < m->pattern_end) p++;
  } while (*p != ']');
  return p + 1;
}

static bool in_class(int c, int class) {
  bool is;
  switch (tolower(class)) {
  case 'a': is = isalpha(c); break;
  case 'c': is = iscntrl(c); break;
  case 'd': is = isdigit(c); break;
  case 'g': is = isgraph(c); break;
  case 'l': is = islower(c); break;
  case 'p': is = ispunct(c); break;
  case 's': is = isspace(c); break;
  case 'u': is = isupper(c); break;
  case 'w': is = isalnum(c); break;
  case 'x': is = isxdigit(c); break;
  case 'z': is = c == 0; break; /* not in the manual any more, but in the library */
  default: return class == c;
  }
  return isupper(class) ? !is : is;
}

static int byte_at(const char *p) { return (unsigned char)*p; }

/* `p` is at the opening bracket, `last` at the closing one. */
static bool in_set(int c, const char *p, const char *last) {
  bool in = p[1] != '^';
  for (p += in ? 1 : 2; p < last; p++) {
    if (*p == '%') {
      if (in_class(c, byte_at(++p))) return in;
    } else if (p[1] == '-' && p + 2 < last) {
      if (byte_at(p) <= c && c <= byte_at(p + 2)) return in;
      p += 2;
    } else if (byte_at(p) == c) {
      return in;
    }
  }
  return !in;
}

/* Whether the item from `p` to `after` takes the character at `s`. */
static bool takes(matching *m, const char *s, const char *p, const char *after) {
  step(m);
  if (s >= m->end) return false;
  switch (*p) {
  case '.': return true;
  case '%': return in_class(byte_at(s), byte_at(p + 1));
  case '[': return in_set(byte_at(s), p, after - 1);
  default: return *p == *s;
  }
}

/* --- a pattern: where the match that begins at `s` ends, or null --- */

static const char *match_at(matching *m, const char *s, const char *p);

static const char *balanced(matching *m, const char *s, const char *p) {
  if (p >= m->pattern_end - 1) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
  if (s >= m->end || *s != p[0]) return NULL;
  for (int open = 1; ++s < m->end;) {
    step(m);
    if (*s == p[1]) {
      if (--open == 0) return s + 1;
    } else if (*s == p[0]) {
      open++;
    }
  }
  return NULL;
}

/* `p` is behind "%f"; whether the set begins to hold between the two characters around `s`. */
static bool at_frontier(matching *m, const char *s, const char *p, const char **after) {
  if (*p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
  *after = item_end(m, p);
  int before = s == m->text ? 0 : byte_at(s - 1), here = s == m->end ? 0 : byte_at(s);
  return !in_set(before, p, *after - 1) && in_set(here, p, *after - 1);
}

static const char *same_again(matching *m, const char *s, int digit) {
  int i = digit - '1';
  if (i < 0 || i >= m->count || m->captures[i].n == OPEN)
    luaL_error(m->L, "invalid capture index %%%d", i + 1);
  if (m->captures[i].n == PLACE) return NULL;
  size_t n = (size_t)m->captures[i].n;
  m->steps += n / BYTES;
  if ((size_t)(m->end - s) < n || memcmp(m->captures[i].at, s, n) != 0) return NULL;
  return s + n;
}

static const char *open_capture(matching *m, const char *s, const char *p, ptrdiff_t how) {
  if (m->count >= CAPTURES) luaL_error(m->L, "too many captures");
  m->captures[m->count++] = (capture){s, how};
  const char *end = match_at(m, s, p);
  if (!end) m->count--;
  return end;
}

static const char *close_capture(matching *m, const char *s, const char *p) {
  int i = m->count - 1;
  while (i >= 0 && m->captures[i].n != OPEN) i--;
  if (i < 0) luaL_error(m->L, "invalid pattern capture");
  m->captures[i].n = s - m->captures[i].at;
  const char *end = match_at(m, s, p);
  if (!end) m->captures[i].n = OPEN;
  return end;
}

/* As many as there are, then fewer: `p` to `after` is the item, behind `after` goes on the rest. */
static const char *most_first(matching *m, const char *s, const char *p, const char *after) {
  const char *last = s;
  while (takes(m, last, p, after)) last++;
  for (;; last--) {
    const char *end = match_at(m, last, after + 1);
    if (end || last == s) return end;
  }
}

static const char *fewest_first(matching *m, const char *s, const char *p, const char *after) {
  for (;; s++) {
    const char *end = match_at(m, s, after + 1);
    if (end) return end;
    if (!takes(m, s, p, after)) return NULL;
  }
}

/* What stands at `p` and is no item that could be repeated. True where it decides the match; else
 * `s` and `p` are behind it, or as they were. */
static bool match_special(matching *m, const char **s, const char **p, const char **end) {
  const char *at = *p, *after;
  *end = NULL;
  if (*at == '(') {
    bool place = at[1] == ')';
    *end = open_capture(m, *s, at + (place ? 2 : 1), place ? PLACE : OPEN);
    return true;
  }
  if (*at == ')') {
    *end = close_capture(m, *s, at + 1);
    return true;
  }
  if (*at == '$' && at + 1 == m->pattern_end) {
    if (*s == m->end) *end = *s;
    return true;
  }
  if (*at != '%') return false;
  if (at[1] == 'f') {
    if (!at_frontier(m, *s, at + 2, &after)) return true;
    *p = after;
  } else if (at[1] == 'b' || isdigit(byte_at(at + 1))) {
    *s = at[1] == 'b' ? balanced(m, *s, at + 2) : same_again(m, *s, byte_at(at + 1));
    if (!*s) return true;
    *p = at + (at[1] == 'b' ? 4 : 2);
  }
  return false;
}

/* An item with what repeats it. True where it decides the match; else `s` and `p` are behind it. */
static bool match_item(matching *m, const char **s, const char **p, const char **end) {
  const char *at = *p, *after = item_end(m, at);
  bool one = takes(m, *s, at, after);
  *end = NULL;
  switch (*after) {
  case '?':
    if (one && (*end = match_at(m, *s + 1, after + 1))) return true;
    *p = after + 1;
    return false;
  case '+':
    if (one) *end = most_first(m, *s + 1, at, after);
    return true;
  case '*':
  case '-':
    if (one) {
      *end = (*after == '*' ? most_first : fewest_first)(m, *s, at, after);
      return true;
    }
    *p = after + 1;
    return false;
  default:
    *s += one;
    *p = after;
    return !one;
  }
}

static const char *match_at(matching *m, const char *s, const char *p) {
  if (m->depth-- == 0) luaL_error(m->L, "pattern too complex");
  const char *end = NULL;
  for (;;) {
    if (p == m->pattern_end) {
      end = s;
      break;
    }
    const char *before = p;
    if (match_special(m, &s, &p, &end)) break;
    if (p == before && match_item(m, &s, &p, &end)) break;
  }
  m->depth++;
  return end;
}

static const char *match_from(matching *m, const char *s, const char *p) {
  m->depth = DEPTH;
  m->count = 0;
  step(m);
  return match_at(m, s, p);
}

/* --- what was captured --- */

/* Without captures in the pattern the whole match is the first. */
static void push_capture(matching *m, int i, const char *s, const char *end) {
  if (i >= m->count) {
    if (i > 0) luaL_error(m->L, "invalid capture index %%%d", i + 1);
    lua_pushlstring(m->L, s, (size_t)(end - s));
  } else if (m->captures[i].n == PLACE) {
    lua_pushinteger(m->L, m->captures[i].at - m->text + 1);
  } else if (m->captures[i].n == OPEN) {
    luaL_error(m->L, "unfinished capture");
  } else {
    lua_pushlstring(m->L, m->captures[i].at, (size_t)m->captures[i].n);
  }
}

static int push_captures(matching *m, int count, const char *s, const char *end) {
  luaL_checkstack(m->L, count, "too many captures");
  for (int i = 0; i < count; i++) push_capture(m, i, s, end);
  return count;
}

static int push_match(matching *m, const char *s, const char *end) {
  return push_captures(m, m->count ? m->count : 1, s, end);
}

/* --- the functions --- */

/* The captures are left as they are: none is read that has not been opened, and to clear them took
 * longer than most matches do. */
static void open_matching(matching *m, lua_State *L, st_str text, st_str pattern) {
  m->L = L;
  m->text = text.p;
  m->end = text.p + text.n;
  m->pattern_end = pattern.p + pattern.n;
  m->depth = m->count = 0;
  allow(m);
}

/* Where to begin, from 0; beyond the text where `init` is. */
static size_t begin_arg(lua_State *L, int arg, size_t n) {
  lua_Integer init = luaL_optinteger(L, arg, 1);
  if (init > 0) return (size_t)init - 1;
  if (init == 0 || init < -(lua_Integer)n) return 0;
  return n - (size_t)-init;
}

static bool has_specials(st_str pattern) {
  for (size_t i = 0; i < pattern.n; i++)
    if (pattern.p[i] && strchr("^$*+?.([%-", pattern.p[i])) return true;
  return false;
}

static int find_plain(lua_State *L, st_str text, st_str wanted, size_t from) {
  st_meter_charge(L, (text.n - from) / BYTES);
  const char *at = memmem(text.p + from, text.n - from, wanted.p, wanted.n);
  if (!at) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, at - text.p + 1);
  lua_pushinteger(L, at - text.p + (lua_Integer)wanted.n);
  return 2;
}

/* Behind a set of characters; null where it has no end. */
static const char *set_end(const char *p, const char *end) {
  if (++p < end && *p == '^') p++;
  do {
    if (p >= end) return NULL;
    if (*p++ == '%') p++;
  } while (p >= end || *p != ']');
  return p + 1;
}

/* How long a match is of a pattern that can only be at the text's end, as "ed$" and "[^s]s$" are:
 * characters, classes and sets, one of each, and `$`. -1 for any other. */
static ptrdiff_t length_before_end(const char *p, const char *end) {
  for (ptrdiff_t n = 0; p < end; n++) {
    if (*p == '$' && p + 1 == end) return n;
    if (*p == '(' || *p == ')') return -1;
    bool escaped = *p == '%';
    if (escaped && (++p == end || *p == 'b' || *p == 'f' || isdigit(byte_at(p)))) return -1;
    p = *p == '[' && !escaped ? set_end(p, end) : p + 1;
    if (!p || (p < end && (*p == '*' || *p == '+' || *p == '-' || *p == '?'))) return -1;
  }
  return -1;
}

static int search(lua_State *L, bool find) {
  st_str text = st_lua_str(L, 1), pattern = st_lua_str(L, 2);
  size_t from = begin_arg(L, 3, text.n);
  if (from > text.n) {
    lua_pushnil(L);
    return 1;
  }
  if (find && (lua_toboolean(L, 4) || !has_specials(pattern)))
    return find_plain(L, text, pattern, from);
  matching m;
  open_matching(&m, L, text, pattern);
  bool anchored = pattern.n && pattern.p[0] == '^';
  const char *end = NULL, *s = text.p + from;
  ptrdiff_t length = anchored ? -1 : length_before_end(pattern.p, m.pattern_end);
  if (length >= 0 && m.end - s > length) s = m.end - length;
  while (!(end = match_from(&m, s, pattern.p + anchored)) && !anchored && s < m.end) s++;
  settle(&m);
  if (!end) {
    lua_pushnil(L);
    return 1;
  }
  if (!find) return push_match(&m, s, end);
  lua_pushinteger(L, s - text.p + 1);
  lua_pushinteger(L, end - text.p);
  return 2 + push_captures(&m, m.count, s, end);
}

int st_lua_find(lua_State *L) { return search(L, true); }
int st_lua_match(lua_State *L) { return search(L, false); }

/* Upvalues: the text, the pattern, where to go on, where the last match ended. */
enum { TEXT = 1, PATTERN, FROM, LAST, GMATCH_VALUES = LAST };

static int next_match(lua_State *L) {
  st_str text = st_lua_str(L, lua_upvalueindex(TEXT)), p = st_lua_str(L, lua_upvalueindex(PATTERN));
  lua_Integer last = lua_tointeger(L, lua_upvalueindex(LAST));
  size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(FROM));
  matching m;
  open_matching(&m, L, text, p);
  for (; from <= text.n; from++) {
    const char *s = text.p + from, *end = match_from(&m, s, p.p);
    if (!end || end - text.p == last) continue;
    settle(&m);
    lua_pushinteger(L, end - text.p);
    lua_copy(L, -1, lua_upvalueindex(FROM));
    lua_replace(L, lua_upvalueindex(LAST));
    return push_match(&m, s, end);
  }
  settle(&m);
  return 0;
}

int st_lua_gmatch(lua_State *L) {
  st_str text = st_lua_str(L, 1);
  luaL_checkstring(L, 2);
  size_t from = begin_arg(L, 3, text.n);
  lua_settop(L, 2);
  lua_pushinteger(L, (lua_Integer)(from > text.n ? text.n + 1 : from));
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, next_match, GMATCH_VALUES);
  return 1;
}

/* The replacement's text, with what %0 to %9 stand for. */
static void add_text(matching *m, luaL_Buffer *b, st_str with, const char *s, const char *end) {
  for (const char *p = with.p, *stop = p + with.n; p < stop; p++) {
    if (*p != '%') {
      luaL_addchar(b, *p);
    } else if (*++p == '%') {
      luaL_addchar(b, '%');
    } else if (*p == '0') {
      luaL_addlstring(b, s, (size_t)(end - s));
    } else if (isdigit(byte_at(p))) {
      push_capture(m, *p - '1', s, end);
      luaL_addvalue(b);
    } else {
      luaL_error(m->L, "invalid use of '%%' in replacement string");
    }
  }
}

/* What the function or table at 3 says of a match; false where it says nothing. */
static bool add_answer(matching *m, luaL_Buffer *b, const char *s, const char *end) {
  lua_State *L = m->L;
  settle(m);
  if (lua_type(L, 3) == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    lua_call(L, push_match(m, s, end), 1);
  } else {
    push_capture(m, 0, s, end);
    lua_gettable(L, 3);
  }
  allow(m);
  if (!lua_toboolean(L, -1)) return lua_pop(L, 1), false;
  if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(b);
  return true;
}

/* Adds what stands for a match; false where that is the match itself. */
static bool add_instead(matching *m, luaL_Buffer *b, const char *s, const char *end) {
  if (lua_isstring(m->L, 3)) {
    add_text(m, b, st_lua_str(m->L, 3), s, end);
    return true;
  }
  if (add_answer(m, b, s, end)) return true;
  luaL_addlstring(b, s, (size_t)(end - s));
  return false;
}

int st_lua_gsub(lua_State *L) {
  st_str text = st_lua_str(L, 1), pattern = st_lua_str(L, 2);
  int type = lua_type(L, 3);
  luaL_argexpected(L, lua_isstring(L, 3) || type == LUA_TTABLE || type == LUA_TFUNCTION, 3,
                   "string/function/table");
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)text.n + 1), count = 0;
  bool anchored = pattern.n && pattern.p[0] == '^', changed = false;
  const char *s = text.p, *last = NULL;
  matching m;
  open_matching(&m, L, text, pattern);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  while (count < most) {
    const char *end = match_from(&m, s, pattern.p + anchored);
    if (end && end != last) {
      count++;
      changed |= add_instead(&m, &b, s, end);
      s = last = end;
    } else if (s < m.end) {
      luaL_addchar(&b, *s++);
    } else {
      break;
    }
    if (anchored) break;
  }
  luaL_addlstring(&b, s, (size_t)(m.end - s));
  luaL_pushresult(&b);
  settle(&m);
  if (!changed) lua_pushvalue(L, 1);
  lua_pushinteger(L, count);
  return 2;
}
