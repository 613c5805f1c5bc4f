/* One story as text: what was read, how many findings, the findings, what is open. Worst comes
 * first and whole; what does not fit the room is folded to a line each, and at last counted. */
#include "app/commands.h"

#include "base/alloc.h"
#include "text/fold.h"

enum { TITLE_LEAST = 24, HEAD_LINES = 2, KEPT = 3 };

typedef struct piece {
  st_buf full, folded;
  uint32_t lines; /* of `full` */
  bool is_folded;
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

static void add_outlets(const st_story *story, size_t room, st_buf *out) {
  st_buf all = {0};
  for (uint32_t i = 0; i < story->article_count && st_text_width(st_str_of(all.p, all.n)) <= room;
       i++) {
    st_buf_addz(&all, i ? ", " : "");
    st_buf_adds(&all, story->outlets[i]);
  }
  st_clip_add(st_str_of(all.p, all.n), room, out);
  out->bad |= all.bad;
  st_buf_close(&all);
}

static st_str doc_of(const st_story_text *t, uint32_t i) {
  return st_revision_doc(st_engine_revision(t->engine, t->story->articles[i]));
}

/* "corpus/strike: ": the folder or file that all its articles are in. */
static void add_place(const st_story_text *t, st_buf *out) {
  st_str first = doc_of(t, 0);
  size_t common = first.n, cut = 0;
  for (uint32_t i = 1; i < t->story->article_count; i++) {
    st_str doc = doc_of(t, i);
    size_t n = 0;
    while (n < common && n < doc.n && doc.p[n] == first.p[n]) n++;
    common = n;
  }
  for (size_t i = 0; i < common; i++)
    if (first.p[i] == '/' || first.p[i] == '#') cut = i;
  if (!cut) return;
  st_clip_add(st_str_of(first.p, cut), t->term->width / 3, out);
  st_buf_addz(out, ": ");
}

/* "5 articles · “Title” · 13 April 2021 (000, line 8) · 000, 001, …", the title where there is
 * room. */
static void add_head(const st_story_text *t, st_buf *out) {
  st_buf left = {0}, right = {0};
  if (t->named) add_place(t, &left);
  st_many_add(t->story->article_count, "article", "articles", &left);
  add_story_date(t, &right);
  st_buf_addz(&right, " · ");
  size_t used =
      st_text_width(st_str_of(left.p, left.n)) + st_text_width(st_str_of(right.p, right.n));
  add_outlets(t->story, t->term->width > used + 20 ? t->term->width - used : 20, &right);
  used = st_text_width(st_str_of(left.p, left.n)) + st_text_width(st_str_of(right.p, right.n));
  st_style_begin(t->term, ST_BOLD, out);
  st_buf_adds(out, st_str_of(left.p, left.n));
  if (t->story->title.n && used + TITLE_LEAST + 5 <= t->term->width) {
    st_buf_addz(out, " · “");
    st_clip_add(t->story->title, t->term->width - used - 5, out);
    st_buf_addz(out, "”");
  }
  st_buf_adds(out, st_str_of(right.p, right.n));
  st_style_end(t->term, ST_BOLD, out);
  st_buf_addc(out, '\n');
  out->bad |= left.bad || right.bad;
  st_buf_close(&left);
  st_buf_close(&right);
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

static uint32_t size_of(const piece *p) { return p->is_folded ? 1 : p->lines + 1; }

/* Folds from the least on until all fit; the first few stay whole. */
static void fold(piece *pieces, uint32_t count, uint32_t room) {
  uint32_t lines = 0;
  for (uint32_t i = 0; i < count; i++) lines += size_of(&pieces[i]);
  for (uint32_t i = count; i-- > KEPT && lines > room;) {
    lines -= size_of(&pieces[i]) - 1;
    pieces[i].is_folded = true;
  }
}

static piece make_piece(const st_story_text *t, const st_finding *f, st_error *e) {
  piece p = {0};
  p.is_folded = st_level_of(f->level) <= ST_LEVEL_NOTE;
  st_finding_folded(f, t->term, &p.folded);
  if (!p.is_folded) p.lines = st_finding_full(f, t->term, &p.full, e);
  return p;
}

static void add_pieces(piece *pieces, uint32_t count, uint32_t room, st_buf *out) {
  bool blank = false;
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; i++) {
    piece *p = &pieces[i];
    if (i > 0 && used + size_of(p) > room) {
      st_buf_addz(out, "… and ");
      st_count_add(count - i, out);
      st_buf_addz(out, " more (--format ndjson shows all)\n");
      return;
    }
    if (!p->is_folded || !blank) st_buf_addc(out, '\n');
    st_buf_adds(out, p->is_folded ? st_str_of(p->folded.p, p->folded.n)
                                  : st_str_of(p->full.p, p->full.n));
    used += size_of(p);
    blank = p->is_folded;
    out->bad |= p->full.bad || p->folded.bad;
  }
}

static void add_undecided(const st_story_text *t, uint32_t room, st_buf *out) {
  for (uint32_t i = 0; i < t->undecided_count; i++) {
    if (i == 0) st_buf_addz(out, "\n");
    if (i + 1 >= room && i + 1 < t->undecided_count) {
      st_buf_addf(out, "… and %u more undecided\n", t->undecided_count - i);
      return;
    }
    st_finding_folded(t->undecided[i], t->term, out);
  }
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

int st_story_print(const st_story_text *t, st_buf *out, st_error *e) {
  add_head(t, out);
  st_story_counts(t, out);
  st_buf_addc(out, '\n');
  uint32_t open = least(t->undecided_count, t->lines / 8 + 1);
  uint32_t room = t->lines - HEAD_LINES - (open ? open + 1 : 0);
  piece *pieces = st_calloc(t->finding_count + 1, sizeof *pieces);
  if (!pieces) return st_nomem(e);
  for (uint32_t i = 0; i < t->finding_count; i++) pieces[i] = make_piece(t, t->findings[i], e);
  fold(pieces, t->finding_count, room - 2); /* a blank line before what is folded, and the count */
  add_pieces(pieces, t->finding_count, room - 2, out);
  for (uint32_t i = 0; i < t->finding_count; i++) {
    st_buf_close(&pieces[i].full);
    st_buf_close(&pieces[i].folded);
  }
  st_free(pieces);
  add_undecided(t, open, out);
  return out->bad ? st_nomem(e) : ST_OK;
}
