/* Pairs quotation marks within a block.
 *
 * Each mark can open, close, or be neither (an apostrophe, a sign for inches, a stray). What its
 * neighbours say gives every reading a cost; the cheapest sequence of readings in which marks nest
 * wins (Viterbi over the depth). So one odd mark costs its own reading and not those behind it. */
#include "base/alloc.h"
#include "text/work.h"
#include "text/ucd.h"
#include "text/utf8.h"

typedef const unsigned char *bytes;

enum family { DOUBLE, ANGLE, SINGLE };
enum reading { NEITHER, OPENS, CLOSES };
enum beside { SPACE, WORD, POINT, DASH };
enum { DEPTHS = 3, NEVER = 1 << 20 };

/* What is known of a mark beside its st_mark. */
typedef struct sign {
  uint8_t left, right; /* enum beside */
  uint8_t reading;     /* enum reading */
  uint8_t after_digit, after_s;
  uint8_t leads;        /* first of its group, see solve_singles */
  uint8_t from[DEPTHS]; /* Viterbi's way back: depth before << 2 | reading */
  uint32_t partner;     /* mark; ST_NONE where the block ends first */
  uint32_t next;        /* of the same family and group */
} sign;

typedef struct pairing {
  st_work *w;
  const st_block *block;
  sign *signs;
  bool goes_on[3]; /* by family: the next block opens with such a mark */
} pairing;

static enum family family_of(uint32_t form) {
  return form <= ST_MARK_DOUBLE_LOW ? DOUBLE : form <= ST_MARK_SINGLE_LOW ? SINGLE : ANGLE;
}

/* --- neighbours --- */

static enum beside beside_of(enum st_kind kind, uint32_t c) {
  if (kind == ST_KIND_SPACE || kind == ST_KIND_CONTROL) return SPACE;
  if (kind >= ST_KIND_UPPER && kind <= ST_KIND_NUMBER) return WORD;
  if (c == '-' || (c >= 0x2010 && c <= 0x2015)) return DASH;
  return POINT;
}

static enum beside look_left(const pairing *g, uint32_t i) {
  bytes start = g->w->text + g->block->begin,
        p = g->w->text + g->w->out->tokens[g->w->marks[i].token].begin;
  for (int other = 0; p > start; other++) { /* marks side by side are seen through, a few of them */
    bytes q = st_utf8_back(p);
    if (other > 3 || st_mark_at(q, p) < 0) break;
    p = q;
  }
  if (p == start) return SPACE;
  p = st_utf8_back(p);
  uint32_t c = st_utf8_at(p);
  enum st_kind kind = st_ucd_kind(st_ucd(c));
  return kind == ST_KIND_OPEN || c == '/' ? SPACE : beside_of(kind, c);
}

static enum beside look_right(const pairing *g, uint32_t i) {
  bytes end = g->w->text + g->block->end,
        p = g->w->text + g->w->out->tokens[g->w->marks[i].token].end;
  for (int other = 0; p < end && other < 4 && st_mark_at(p, end) >= 0; other++) st_utf8_next(&p);
  if (p == end) return SPACE;
  if (end - p >= 2 && p[0] == '.' && p[1] == '.') return WORD; /* "... and then */
  uint32_t c = st_utf8_at(p);
  enum st_kind kind = st_ucd_kind(st_ucd(c));
  if (kind == ST_KIND_CLOSE || c == '/') return SPACE;
  if (kind == ST_KIND_OPEN || kind == ST_KIND_SYMBOL || c == '#' || c == '@' || c == '&' ||
      c == 0x2026) {
    return WORD;
  }
  return beside_of(kind, c);
}

static void look_around(const pairing *g, uint32_t i) {
  const st_token *t = &g->w->out->tokens[g->w->marks[i].token];
  bytes p = g->w->text + t->begin, start = g->w->text + g->block->begin;
  unsigned char before = p > start ? p[-1] : ' ';
  if (before == '.' && p - 1 > start) before = p[-2]; /* U.S.' */
  g->signs[i] = (sign){.left = (uint8_t)look_left(g, i),
                       .right = (uint8_t)look_right(g, i),
                       .partner = ST_NONE,
                       .after_digit = before >= '0' && before <= '9' && p[-1] == before,
                       .after_s = before == 's' || before == 'S'};
}

/* --- costs --- */

/* Of a straight mark, by what is on the left and on the right: opening, closing. */
static const uint8_t straight[4][4][2] = {
    /*           SPACE   WORD    POINT   DASH */
    [SPACE] = {{2, 2}, {0, 6}, {5, 1}, {1, 3}},
    [WORD] = {{6, 0}, {2, 2}, {6, 0}, {6, 0}},
    [POINT] = {{6, 0}, {2, 2}, {6, 0}, {5, 0}},
    [DASH] = {{4, 0}, {1, 3}, {6, 0}, {3, 2}}};

static int cost_of_neither(const sign *s, uint32_t form) {
  switch (form) {
  case ST_MARK_SINGLE:
  case ST_MARK_SINGLE_RIGHT:
    if (s->left == WORD && s->right != WORD) return s->after_s ? 1 : s->after_digit ? 2 : 4;
    if (s->left == SPACE && s->right == WORD) return form == ST_MARK_SINGLE ? 5 : 3;
    return 4;
  case ST_MARK_SINGLE_LEFT: return 6;
  case ST_MARK_DOUBLE: return s->after_digit && s->right != WORD ? 1 : 8;
  default: return 8;
  }
}

static int cost_of_opening(const sign *s, uint32_t form) {
  bool can = s->left != WORD && s->right == WORD;
  switch (form) {
  case ST_MARK_DOUBLE: return straight[s->left][s->right][0];
  case ST_MARK_SINGLE: /* behind a word it is an apostrophe sooner than that */
    return s->left == WORD && s->right != WORD ? 12 : straight[s->left][s->right][0];
  case ST_MARK_DOUBLE_RIGHT: return can ? 3 : 8;
  case ST_MARK_SINGLE_RIGHT: return can ? 8 : 12;
  case ST_MARK_ANGLE_RIGHT: return can ? 3 : 8;
  default: return 0;
  }
}

static int cost_of_closing(const sign *s, uint32_t form) {
  bool can = s->left != SPACE && s->right != WORD;
  switch (form) {
  case ST_MARK_DOUBLE:
  case ST_MARK_SINGLE:
  case ST_MARK_SINGLE_RIGHT: return straight[s->left][s->right][1];
  case ST_MARK_DOUBLE_LEFT: return can ? 4 : 8; /* of „ */
  case ST_MARK_ANGLE_LEFT: return can ? 3 : 8;
  case ST_MARK_DOUBLE_LOW:
  case ST_MARK_SINGLE_LOW:
  case ST_MARK_SINGLE_LEFT: return 12;
  default: return 0;
  }
}

/* Of a second pair of a family inside the first: common only where marks show their direction. */
static int cost_of_nesting(uint32_t form) {
  return form == ST_MARK_DOUBLE || form == ST_MARK_SINGLE ? 4 : 0;
}

static int cost_at_end(const pairing *g, enum family f, int depth) {
  if (depth == 0) return 0;
  if (depth > 1) return 14;
  return g->goes_on[f] ? (f == SINGLE ? 3 : 2) : (f == SINGLE ? 7 : 6);
}

/* --- the cheapest readings of a list of marks of one family --- */

static void try_reading(int *best, sign *s, int depth, int cost, int from, enum reading r) {
  if (cost >= *best) return;
  *best = cost;
  s->from[depth] = (uint8_t)(from << 2 | r);
}

static void advance(const pairing *g, uint32_t i, const int before[DEPTHS], int after[DEPTHS]) {
  sign *s = &g->signs[i];
  uint32_t form = g->w->marks[i].form;
  int neither = cost_of_neither(s, form), opening = cost_of_opening(s, form),
      closing = cost_of_closing(s, form);
  for (int d = 0; d < DEPTHS; d++) {
    after[d] = NEVER;
    if (d + 1 < DEPTHS) try_reading(&after[d], s, d, before[d + 1] + closing, d + 1, CLOSES);
    if (d > 0) {
      int nesting = d > 1 ? cost_of_nesting(form) : 0;
      try_reading(&after[d], s, d, before[d - 1] + opening + nesting, d - 1, OPENS);
    }
    try_reading(&after[d], s, d, before[d] + neither, d, NEITHER);
  }
}

/* Costs only matter by their differences: kept small, however many marks there are. */
static void level(int costs[DEPTHS]) {
  int least = costs[0];
  for (int d = 1; d < DEPTHS; d++) least = costs[d] < least ? costs[d] : least;
  for (int d = 0; d < DEPTHS; d++) costs[d] = costs[d] >= NEVER ? NEVER : costs[d] - least;
}

/* `order` holds the marks of the list; readings and partners go into their signs. */
static void solve(const pairing *g, enum family f, const uint32_t *order, uint32_t count) {
  int costs[DEPTHS] = {0, NEVER, NEVER};
  for (uint32_t k = 0; k < count; k++) {
    int after[DEPTHS];
    advance(g, order[k], costs, after);
    level(after);
    memcpy(costs, after, sizeof costs);
  }
  int depth = 0;
  for (int d = 1; d < DEPTHS; d++)
    if (costs[d] + cost_at_end(g, f, d) < costs[depth] + cost_at_end(g, f, depth)) depth = d;
  uint32_t closing[DEPTHS] = {ST_NONE, ST_NONE,
                              ST_NONE}; /* by depth: the mark met on the way back */
  for (uint32_t k = count; k-- > 0;) {
    sign *s = &g->signs[order[k]];
    int from = s->from[depth] >> 2;
    s->reading = s->from[depth] & 3;
    if (s->reading == CLOSES) closing[from] = order[k];
    if (s->reading == OPENS) {
      s->partner = closing[depth];
      if (closing[depth] != ST_NONE) g->signs[closing[depth]].partner = order[k];
      closing[depth] = ST_NONE;
    }
    depth = from;
  }
}

static void solve_family(const pairing *g, enum family f, uint32_t *order) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < g->w->mark_count; i++)
    if (family_of(g->w->marks[i].form) == f) order[count++] = i;
  if (count) solve(g, f, order, count);
}

/* Single marks are paired apart for every pair of double ones and for what is outside: a pair of
 * them never crosses the edge of a quotation, an apostrophe does nothing else. */
static void solve_singles(const pairing *g, uint32_t *order) {
  st_mark *marks = g->w->marks;
  uint32_t count = g->w->mark_count, open[DEPTHS + 1] = {ST_NONE}, depth = 0;
  uint32_t *last = order; /* by the opening mark of the group, the outermost at `count` */
  for (uint32_t i = 0; i <= count; i++) last[i] = ST_NONE;
  uint32_t singles = 0;
  for (uint32_t i = 0; i < count; i++) {
    sign *s = &g->signs[i];
    enum family f = family_of(marks[i].form);
    if (f == DOUBLE && s->reading == OPENS && s->partner != ST_NONE && depth < DEPTHS)
      open[++depth] = i;
    else if (f == DOUBLE && s->reading == CLOSES && depth > 0)
      depth--;
    if (f != SINGLE) continue;
    uint32_t group = depth ? open[depth] : count;
    s->leads = last[group] == ST_NONE;
    if (last[group] != ST_NONE) g->signs[last[group]].next = i;
    last[group] = i;
    s->next = ST_NONE;
    singles++;
  }
  if (singles == 0) return;
  for (uint32_t i = 0; i < count; i++) {
    if (!g->signs[i].leads) continue;
    uint32_t n = 0;
    for (uint32_t k = i; k != ST_NONE; k = g->signs[k].next) order[n++] = k;
    solve(g, SINGLE, order, n);
  }
}

/* --- what comes of it --- */

static void flag_mark(const pairing *g, uint32_t i) {
  const sign *s = &g->signs[i];
  uint32_t form = g->w->marks[i].form;
  st_token *t = &g->w->out->tokens[g->w->marks[i].token];
  if (s->reading != NEITHER) {
    t->flags |= ST_TOKEN_QUOTE | (s->reading == OPENS ? ST_TOKEN_OPEN : ST_TOKEN_CLOSE);
  } else if (form == ST_MARK_SINGLE || form == ST_MARK_SINGLE_RIGHT) {
    if (s->after_s && s->left == WORD && !(t->flags & ST_TOKEN_SPACE))
      t->flags |= ST_TOKEN_POSSESSIVE;
  } else if (form != ST_MARK_DOUBLE || !s->after_digit) {
    int opening = cost_of_opening(s, form), closing = cost_of_closing(s, form);
    t->flags |= ST_TOKEN_QUOTE;
    if (opening + 3 <= closing) t->flags |= ST_TOKEN_OPEN;
    if (closing + 3 <= opening) t->flags |= ST_TOKEN_CLOSE;
  }
}

/* Undoes a pair that one of a different family crosses, or a lone opening mark inside a pair. */
static void undo(const pairing *g, uint32_t open) {
  sign *s = &g->signs[open];
  if (s->partner != ST_NONE) g->signs[s->partner].reading = NEITHER;
  s->partner = ST_NONE;
  s->reading = NEITHER;
}

enum { STACK = 16 };

static void undo_crossing(const pairing *g) {
  uint32_t stack[STACK], depth = 0;
  for (uint32_t i = 0; i < g->w->mark_count; i++) {
    sign *s = &g->signs[i];
    if (s->reading == OPENS) {
      if (depth == STACK)
        undo(g, i);
      else
        stack[depth++] = i;
    } else if (s->reading == CLOSES) {
      while (depth && stack[depth - 1] != s->partner) undo(g, stack[--depth]);
      if (depth) depth--;
    }
  }
}

static int add_quotes(const pairing *g) {
  st_work *w = g->w;
  uint32_t stack[STACK], depth = 0, quoted_to = 0;
  for (uint32_t i = 0; i < w->mark_count; i++) {
    sign *s = &g->signs[i];
    while (depth && g->signs[stack[depth - 1]].partner <= i) depth--;
    if (s->reading != OPENS) continue;
    if (!st_work_room((void **)&w->out->quotes, &w->quote_room, w->out->quote_count, 1,
                      sizeof(st_quote))) {
      return ST_ENOMEM;
    }
    st_quote *q = &w->out->quotes[w->out->quote_count++];
    bool closed = s->partner != ST_NONE, on = !closed && g->goes_on[family_of(w->marks[i].form)];
    *q = (st_quote){w->marks[i].token, closed ? w->marks[s->partner].token : ST_NONE, depth, on};
    if (depth < STACK) stack[depth++] = i;
    uint32_t end = closed ? q->close : on ? g->block->last : 0;
    for (uint32_t t = q->open + 1 > quoted_to ? q->open + 1 : quoted_to; t < end; t++)
      w->out->tokens[t].flags |= ST_TOKEN_QUOTED;
    if (end > quoted_to) quoted_to = end;
  }
  return ST_OK;
}

/* Signs for all marks, and room for their order and one more. */
static bool get_scratch(st_work *w, sign **signs, uint32_t **order) {
  size_t size = w->mark_count * sizeof(sign) + (w->mark_count + (size_t)1) * sizeof(uint32_t);
  if (size > w->scratch_size) {
    void *p = st_realloc(w->scratch, size * 2);
    if (!p) return false;
    w->scratch = p;
    w->scratch_size = size * 2;
  }
  *signs = w->scratch;
  *order = (uint32_t *)(void *)(*signs + w->mark_count);
  return true;
}

int st_find_quotes(st_work *w, const st_block *block, const st_block *next) {
  if (w->mark_count == 0) return ST_OK;
  pairing g = {.w = w, .block = block};
  uint32_t *order;
  if (!get_scratch(w, &g.signs, &order)) return ST_ENOMEM;
  int form = next ? st_mark_at(w->text + next->begin, w->text + next->end) : -1;
  if (form >= 0 && form != ST_MARK_SINGLE_RIGHT) g.goes_on[family_of((uint32_t)form)] = true;
  for (uint32_t i = 0; i < w->mark_count; i++) look_around(&g, i);
  solve_family(&g, DOUBLE, order);
  solve_family(&g, ANGLE, order);
  solve_singles(&g, order);
  undo_crossing(&g);
  for (uint32_t i = 0; i < w->mark_count; i++) flag_mark(&g, i);
  return add_quotes(&g);
}
