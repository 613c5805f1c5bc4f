/* One story as text: what was read, how many findings, the findings, what is open. Worst comes
 * first and whole; notes are folded to a line each. Where there is room left, folded messages are
 * shown whole and then notes unfolded, best first; where there is too little, others are folded
 * too, and at last counted. */
#include "app/commands.h"

#include "base/alloc.h"
#include "text/fold.h"

enum { TITLE_LEAST = 24, OUTLET_LINES = 2, MORE = 14, KEPT = 3 };

enum shape { FOLDED, MESSAGE, FULL }; /* a line; all of the message; evidence too */

typedef struct piece {
  st_buf text[FULL + 1];
  uint32_t lines[FULL + 1]; /* 0: not written yet */
  enum shape shape;
} piece;

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static unsigned digits(st_str s, size_t from, size_t n) {
  unsigned value = 0;
  for (size_t i = from; i < from + n && i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return 0;
    value = value * 10 + (unsigned)(s.p[i] - '0');
  }
  return value;
}

/* "13 April 2021" for an ISO date; anything else as it is. */
static void add_date(st_str date, st_buf *out) {
  unsigned month = digits(date, 5, 2), day = digits(date, 8, 2);
  bool iso = date.n >= 10 && date.p[4] == '-' && date.p[7] == '-';
  if (!iso || month < 1 || month > 12 || day == 0)
    st_clip_add(date, 30, out);
  else
    st_buf_addf(out, "%u %s %.4s", day, months[month - 1], date.p);
}

/* The first article by date has the story's date: " 13 April 2021 (000, line 8)". */
static void add_story_date(const st_story_text *t, st_buf *out) {
  const st_story *story = t->story;
  st_str first = {0};
  uint32_t which = 0;
  enum st_meta_from from, known = ST_FROM_NOWHERE;
  st_span span, at = {0};
  for (uint32_t i = 0; i < story->article_count; i++) {
    st_str date = st_engine_date(t->engine, story->articles[i], &from, &span);
    if (date.n == 0 || (first.n && st_str_compare(date, first) >= 0)) continue;
    first = date;
    which = i;
    known = from;
    at = span;
  }
  if (first.n == 0) {
    st_buf_addz(out, " · no date");
    return;
  }
  st_buf_addz(out, " · ");
  add_date(first, out);
  st_buf_addz(out, " (");
  if (known != ST_FROM_NOWHERE)
    st_buf_addz(out, st_meta_from_name(known));
  else {
    uint32_t line, column;
    st_revision_place(st_engine_revision(t->engine, story->articles[which]), at.begin, &line,
                      &column);
    st_clip_add(story->outlets[which], 20, out);
    st_buf_addf(out, ", line %u", line);
  }
  st_buf_addc(out, ')');
}

/* "Herald, Post, …" in lines of their own; what does not fit is counted. Returns the lines. */
static uint32_t add_outlets(const st_story *story, size_t width, st_buf *out) {
  uint32_t lines = 0, i = 0, count = story->article_count;
  while (i < count && lines < OUTLET_LINES) {
    size_t at = 2;
    st_buf_addz(out, "  ");
    for (bool first = true; i < count; i++, first = false) {
      bool last = lines + 1 == OUTLET_LINES && i + 1 < count;
      size_t own = st_text_width(story->outlets[i]) + 2, room = width - (last ? MORE : 0);
      if (!first && at + own > room) break;
      at += st_clip_add(story->outlets[i], width - 2 - at, out);
      if (i + 1 < count) st_buf_addz(out, ", "), at += 2;
    }
    if (++lines == OUTLET_LINES && i < count) st_buf_addf(out, "and %u more", count - i);
    while (out->n && out->p[out->n - 1] == ' ') out->n--;
    st_buf_addc(out, '\n');
  }
  return lines;
}

static void join_outlets(const st_story *story, size_t most, st_buf *out) {
  st_buf_addz(out, " · ");
  for (uint32_t i = 0; i < story->article_count && out->n < 4 * most; i++) {
    st_buf_addz(out, i ? ", " : "");
    st_clean_add(story->outlets[i], out);
  }
}

size_t st_common_folder(st_str a, st_str b) {
  size_t cut = 0;
  for (size_t n = 0; n < a.n && n < b.n && a.p[n] == b.p[n]; n++)
    if (a.p[n] == '/' || a.p[n] == '#') cut = n + 1;
  return cut;
}

/* "corpus/strike: ": the folder or file that all its articles are in. */
static void add_place(const st_story_text *t, st_buf *out) {
  st_str place = {0};
  for (uint32_t i = 0; i < t->story->article_count; i++) {
    st_str doc = st_revision_doc(st_engine_revision(t->engine, t->story->articles[i]));
    place = st_str_of(doc.p, st_common_folder(i ? place : doc, doc));
  }
  if (place.n < 2) return;
  st_clip_add(st_str_of(place.p, place.n - 1), t->term->width / 3, out);
  st_buf_addz(out, ": ");
}

static size_t width_of(const st_buf *b) { return st_text_width(st_str_of(b->p, b->n)); }

/* "5 articles · “Title” · 13 April 2021 (000, line 8) · 000, 001, …", the title where there is
 * room, the outlets on the next line where there is none. Returns the lines. */
static uint32_t add_head(const st_story_text *t, st_buf *out) {
  st_buf left = {0}, right = {0}, outlets = {0};
  if (t->named) add_place(t, &left);
  st_many_add(t->story->article_count, "article", "articles", &left);
  add_story_date(t, &right);
  join_outlets(t->story, t->term->width, &outlets);
  size_t used = width_of(&left) + width_of(&right), all = used + width_of(&outlets);
  bool fit = all <= t->term->width;
  if (fit) used = all;
  st_style_begin(t->term, ST_BOLD, out);
  st_buf_adds(out, st_str_of(left.p, left.n));
  if (t->story->title.n && used + TITLE_LEAST + 5 <= t->term->width) {
    st_buf_addz(out, " · “");
    st_clip_add(t->story->title, t->term->width - used - 5, out);
    st_buf_addz(out, "”");
  }
  st_buf_adds(out, st_str_of(right.p, right.n));
  if (fit) st_buf_adds(out, st_str_of(outlets.p, outlets.n));
  st_style_end(t->term, ST_BOLD, out);
  st_buf_addc(out, '\n');
  out->bad |= left.bad || right.bad || outlets.bad;
  st_buf_close(&left);
  st_buf_close(&right);
  st_buf_close(&outlets);
  return fit ? 1 : 1 + add_outlets(t->story, t->term->width, out);
}

static const char *const levels[][2] = {
    {"error", "errors"}, {"warning", "warnings"}, {"note", "notes"}};

void st_story_counts(const st_story_text *t, st_buf *out) {
  uint32_t counts[3] = {0};
  for (uint32_t i = 0; i < t->finding_count; i++) {
    enum st_level level = st_level_of(t->findings[i]->level);
    counts[level == ST_LEVEL_ERROR ? 0 : level == ST_LEVEL_WARNING ? 1 : 2]++;
  }
  if (t->finding_count == 0)
    st_buf_addz(out, "no findings");
  else
    st_many_add(t->finding_count, "finding: ", "findings: ", out);
  bool any = false;
  for (unsigned i = 0; i < 3; i++) {
    if (!counts[i]) continue;
    if (any) st_buf_addz(out, ", ");
    st_many_add(counts[i], levels[i][0], levels[i][1], out);
    any = true;
  }
  if (t->undecided_count) st_buf_addf(out, "; %u undecided", t->undecided_count);
}

/* --- folding --- */

typedef struct page {
  const st_story_text *story;
  piece *pieces;
  uint32_t count, lines, room;
  st_error *e;
} page;

/* How many lines the finding takes in that shape, with a blank one around what is not folded. */
static uint32_t lines_of(page *p, uint32_t i, enum shape shape) {
  piece *own = &p->pieces[i];
  const st_finding *f = p->story->findings[i];
  if (!own->lines[shape])
    own->lines[shape] =
        shape == FULL ? st_finding_full(f, p->story->term, &own->text[shape], p->e)
                      : st_finding_folded(f, shape == MESSAGE, p->story->term, &own->text[shape]);
  return own->lines[shape] + (shape == FULL);
}

static bool try_shape(page *p, uint32_t i, enum shape shape) {
  uint32_t now = lines_of(p, i, p->pieces[i].shape), then = lines_of(p, i, shape);
  if (p->lines - now + then > p->room) return false;
  p->lines += then - now;
  p->pieces[i].shape = shape;
  return true;
}

/* From the least on until all fit; the first few stay whole. */
static void fold(page *p) {
  for (uint32_t i = p->count; i-- > KEPT && p->lines > p->room;) {
    if (p->pieces[i].shape != FULL) continue;
    p->lines -= lines_of(p, i, FULL) - lines_of(p, i, FOLDED);
    p->pieces[i].shape = FOLDED;
  }
}

/* Messages first: they say what the finding is. */
static void unfold(page *p) {
  for (uint32_t i = 0; i < p->count && p->lines < p->room; i++)
    if (p->pieces[i].shape == FOLDED) try_shape(p, i, MESSAGE);
  for (uint32_t i = 0; i < p->count && p->lines < p->room; i++)
    if (p->pieces[i].shape != FULL && !try_shape(p, i, FULL)) return;
}

static void shape(page *p) {
  p->lines = 1; /* the blank line before what is folded */
  for (uint32_t i = 0; i < p->count; i++) {
    bool note = st_level_of(p->story->findings[i]->level) <= ST_LEVEL_NOTE;
    p->pieces[i].shape = note ? FOLDED : FULL;
    p->lines += lines_of(p, i, p->pieces[i].shape);
  }
  fold(p);
  unfold(p);
}

static void add_pieces(page *p, st_buf *out) {
  uint32_t used = 1, all = p->story->finding_count;
  uint32_t room =
      p->room - (all > p->count || p->lines > p->room); /* for how many there are more */
  bool folded = false;
  for (uint32_t i = 0; i < all; i++) {
    if (i > 0 && (i == p->count || used + lines_of(p, i, p->pieces[i].shape) > room)) {
      st_buf_addz(out, "… and ");
      st_count_add(all - i, out);
      st_buf_addz(out, " more (--format ndjson shows all)\n");
      return;
    }
    const piece *own = &p->pieces[i];
    if (own->shape == FULL || !folded) st_buf_addc(out, '\n');
    st_buf_adds(out, st_str_of(own->text[own->shape].p, own->text[own->shape].n));
    out->bad |= own->text[own->shape].bad;
    used += lines_of(p, i, own->shape);
    folded = own->shape != FULL;
  }
}

static int print_pieces(page *p, st_buf *out) {
  p->pieces = st_calloc(p->count + 1, sizeof *p->pieces);
  if (!p->pieces) return st_nomem(p->e);
  shape(p);
  add_pieces(p, out);
  for (uint32_t i = 0; i < p->count; i++)
    for (unsigned k = 0; k <= FULL; k++) st_buf_close(&p->pieces[i].text[k]);
  st_free(p->pieces);
  return ST_OK;
}

/* What is open, whole where that fits. Returns the lines. */
static uint32_t add_undecided(const st_story_text *t, uint32_t room, st_buf *out) {
  uint32_t lines = 0, count = t->undecided_count;
  for (uint32_t i = 0; i < count; i++) {
    if (i == 0) st_buf_addc(out, '\n'), lines++;
    if (lines + 1 >= room && i + 1 < count) {
      st_buf_addf(out, "… and %u more undecided\n", count - i);
      return lines + 1;
    }
    bool whole = lines + 2 * (count - i) <= room;
    lines += st_finding_folded(t->undecided[i], whole, t->term, out);
  }
  return lines;
}

static uint32_t lower(uint32_t a, uint32_t b) { return a < b ? a : b; }

int st_story_print(const st_story_text *t, st_buf *out, st_error *e) {
  uint32_t head = add_head(t, out) + 1;
  st_story_counts(t, out);
  st_buf_addc(out, '\n');
  st_buf open = {0};
  uint32_t left = t->lines - head - add_undecided(t, t->lines / 8 + 2, &open);
  page p = {.story = t, .count = lower(t->finding_count, t->lines), .room = left, .e = e};
  int rc = print_pieces(&p, out);
  st_buf_adds(out, st_str_of(open.p, open.n));
  out->bad |= open.bad;
  st_buf_close(&open);
  return rc ? rc : out->bad ? st_nomem(e) : ST_OK;
}
