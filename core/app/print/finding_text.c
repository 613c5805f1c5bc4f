/* One finding as text. */
#include "app/commands.h"

#include "base/alloc.h"
#include "text/fold.h"

#include <stdlib.h>

enum {
  ID = 8,
  ROLES = 16,
  NAME_COLUMNS = 26,
  LINES_SHOWN = 3,
  OUTLETS_SHOWN = 6,
  MESSAGE_LINES = 6,
  INDENT = 6, /* of a message's second line */
  LEAST = 8
};

/* What versions of one statement are called, worst first; the names of camps are none of these. */
static const char *const roles[] = {"replaced", "dropped",       "added",         "translation",
                                    "spelling", "without marks", "partly marked", "brackets",
                                    "cut",      "same"};
enum { MISQUOTES = 3, LESS = 8, ROLE_NAMES = sizeof roles / sizeof *roles };

static unsigned rank_of(st_str role) {
  for (unsigned i = 0; i < ROLE_NAMES; i++)
    if (st_str_equal(role, st_cstr(roles[i]))) return i;
  return 0;
}

unsigned st_finding_rank(const st_finding *f) {
  unsigned worst = f->evidence_count ? ROLE_NAMES : 0;
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    unsigned rank = rank_of(f->evidence[i].role);
    if (rank < worst) worst = rank;
  }
  return worst;
}

uint32_t st_finding_docs(const st_finding *f) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < f->evidence_count; i++)
    count += i == 0 || !st_str_equal(f->evidence[i].doc, f->evidence[i - 1].doc);
  return count;
}

typedef struct sorted {
  const st_evidence *evidence;
  uint32_t role_size; /* lines of its role */
  unsigned group;     /* who misquotes, who differs, who has less or the same */
} sorted;

/* Smaller camps first: who is alone is what a reader looks for. */
static int by_role(const void *pa, const void *pb) {
  const sorted *a = pa, *b = pb;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  if (a->role_size != b->role_size) return a->role_size < b->role_size ? -1 : 1;
  int c = st_str_compare(a->evidence->role, b->evidence->role);
  if (!c) c = st_str_compare(a->evidence->doc, b->evidence->doc);
  return c ? c
           : (a->evidence->begin > b->evidence->begin) - (a->evidence->begin < b->evidence->begin);
}

/* How many docs have evidence in this role; the finding's evidence is sorted by doc. */
static uint32_t size_of_role(const st_finding *f, st_str role) {
  uint32_t count = 0;
  st_str last = {0};
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    if (!st_str_equal(f->evidence[i].role, role)) continue;
    count += count == 0 || !st_str_equal(f->evidence[i].doc, last);
    last = f->evidence[i].doc;
  }
  return count;
}

static sorted *sort_evidence(const st_finding *f) {
  sorted *out = st_grow(NULL, f->evidence_count, sizeof *out);
  for (uint32_t i = 0; out && i < f->evidence_count; i++) {
    st_str role = f->evidence[i].role;
    unsigned rank = rank_of(role);
    out[i] = (sorted){&f->evidence[i], size_of_role(f, role), (rank >= MISQUOTES) + (rank >= LESS)};
  }
  if (out) qsort(out, f->evidence_count, sizeof *out, by_role);
  return out;
}

static bool one_line(const st_evidence *a, const st_evidence *b) {
  return st_str_equal(a->role, b->role) && st_str_equal(a->doc, b->doc);
}

/* "Herald:4,10" */
static size_t add_place(const sorted *items, uint32_t count, st_buf *out) {
  size_t at = st_clip_add(items[0].evidence->outlet, NAME_COLUMNS, out), start = out->n;
  uint32_t shown = 0, last = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (items[i].evidence->line == last) continue;
    last = items[i].evidence->line;
    if (shown == LINES_SHOWN) {
      st_buf_addz(out, "+");
      break;
    }
    st_buf_addf(out, "%c%u", shown++ ? ',' : ':', last);
  }
  return at + (out->n - start);
}

typedef struct columns {
  size_t role, place;
} columns;

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static columns measure(const sorted *items, uint32_t count) {
  columns c = {0};
  st_buf scratch = {0};
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && one_line(items[i].evidence, items[next].evidence);) next++;
    st_buf_clear(&scratch);
    c.place = larger(c.place, add_place(items + i, next - i, &scratch));
    size_t role = st_text_width(items[i].evidence->role);
    c.role = larger(c.role, role < ROLES ? role : ROLES);
  }
  st_buf_close(&scratch);
  return c;
}

static bool is_apostrophe(st_str s, size_t at) {
  return s.p[at] == '\'' || (s.n - at >= 3 && !memcmp(s.p + at, "’", 3));
}

/* How far two texts go together, one apostrophe as good as another: bytes of the first. */
static size_t common(st_str a, st_str b) {
  size_t i = 0, j = 0;
  while (i < a.n && j < b.n) {
    if (is_apostrophe(a, i) && is_apostrophe(b, j)) {
      i += a.p[i] == '\'' ? 1 : 3;
      j += b.p[j] == '\'' ? 1 : 3;
    } else if (a.p[i] == b.p[j])
      i++, j++;
    else
      break;
  }
  while (i > 0 && i < a.n && ((unsigned char)a.p[i] & 0xC0) == 0x80) i--;
  return i;
}

/* Where a piece of evidence first parts from one of another role that begins as it does: it is
 * there that one has to look. */
static size_t focus_of(const st_finding *f, const st_evidence *v) {
  size_t nearest = v->text.n;
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    const st_evidence *other = &f->evidence[i];
    size_t n = st_str_equal(other->role, v->role) ? 0 : common(v->text, other->text);
    if (n > 0 && n < nearest) nearest = n;
  }
  return nearest < v->text.n ? nearest : 0;
}

static void add_line(const st_finding *f, const sorted *items, uint32_t count, bool new_role,
                     columns c, enum st_style style, const st_term *term, st_buf *out) {
  const st_evidence *v = items[0].evidence;
  size_t at = 2;
  st_buf_addz(out, "  ");
  if (c.role) {
    st_style_begin(term, ST_DIM, out);
    at += new_role ? st_clip_add(v->role, ROLES, out) : 0;
    st_style_end(term, ST_DIM, out);
    st_pad(at, 4 + c.role, out);
    at = 4 + c.role;
  }
  st_style_begin(term, ST_BOLD, out);
  at += add_place(items, count, out);
  st_style_end(term, ST_BOLD, out);
  size_t indent = (c.role ? 4 + c.role : 2) + c.place + 2;
  st_pad(at, indent, out);
  size_t room = term->width > indent + 20 ? term->width - indent : 20;
  if (v->revision)
    st_clip_marked(term, style, st_revision_text(v->revision), v->begin, v->end, focus_of(f, v),
                   room, out);
  else
    st_clip_add(v->text, room, out);
  st_buf_addc(out, '\n');
}

static uint32_t add_evidence(const st_finding *f, const sorted *items, const st_term *term,
                             st_buf *out) {
  uint32_t lines = 0, in_role = 0, left_out = 0;
  columns c = measure(items, f->evidence_count);
  for (uint32_t i = 0, next; i < f->evidence_count; i = next) {
    for (next = i + 1;
         next < f->evidence_count && one_line(items[i].evidence, items[next].evidence);)
      next++;
    bool new_role = i == 0 || !st_str_equal(items[i - 1].evidence->role, items[i].evidence->role);
    in_role = new_role ? 1 : in_role + 1;
    if (in_role > OUTLETS_SHOWN) {
      left_out++;
      continue;
    }
    add_line(f, items + i, next - i, new_role, c, st_style_of(st_level_of(f->level)), term, out);
    lines++;
  }
  if (left_out) {
    st_buf_addz(out, "  … and ");
    st_many_add(left_out, "more outlet\n", "more outlets\n", out);
    lines++;
  }
  return lines;
}

static void add_names(const st_str *names, uint32_t count, size_t room, st_buf *out) {
  st_buf all = {0};
  for (uint32_t i = 0; i < count; i++) {
    if (i) st_buf_addz(&all, ", ");
    st_buf_adds(&all, names[i]);
  }
  st_clip_add(st_str_of(all.p, all.n), room, out);
  out->bad |= all.bad;
  st_buf_close(&all);
}

/* What is undecided has no level. */
static size_t add_label(const st_finding *f, const st_term *term, st_buf *out) {
  enum st_style style = f->level.n ? st_style_of(st_level_of(f->level)) : ST_DIM;
  st_styled(term, style, f->level, out);
  if (f->level.n) st_buf_addc(out, ' ');
  st_styled(term, style, f->kind, out);
  st_buf_addz(out, "  ");
  return st_text_width(f->level) + (f->level.n > 0) + st_text_width(f->kind) + 2;
}

static void add_id(const st_finding *f, size_t at, const st_term *term, st_buf *out) {
  if (f->level.n) {
    st_pad(at, term->width - ID, out);
    st_styled(term, ST_DIM, st_str_of(f->id, strnlen(f->id, ID)), out);
  }
  st_buf_addc(out, '\n');
}

/* How many bytes go on a line, cut at a blank; a word that is longer than the line is cut itself.
 */
static size_t fitting(st_str text, size_t room) {
  size_t cut = 0, used = 0, blank = 0;
  while (cut < text.n) {
    st_glyph g = st_glyph_at(text, cut);
    if (g.blank) blank = cut;
    if (used + g.columns > room) return blank ? blank : cut;
    used += g.columns;
    cut += g.n;
  }
  return cut;
}

/* "Herald:4, Post:2": each outlet once. */
static void add_places(const st_finding *f, st_buf *out) {
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    const st_evidence *v = &f->evidence[i];
    if (i && st_str_equal(v->doc, v[-1].doc)) continue;
    if (out->n) st_buf_addz(out, ", ");
    st_clean_add(v->outlet, out);
    st_buf_addf(out, ":%u", v->line);
  }
}

/* What is behind a message only where all of it fits: the message says more. */
static size_t add_behind(st_str places, size_t room, const st_term *term, st_buf *out) {
  size_t own = st_text_width(places);
  if (!own || own + 2 > room) return 0;
  st_buf_addz(out, "  ");
  st_styled(term, ST_DIM, places, out);
  return own + 2;
}

/* Label, message and, at the end of the first line, the id. */
static uint32_t add_headline(const st_finding *f, uint32_t most, st_str places, const st_term *term,
                             st_buf *out) {
  st_str rest = f->message;
  size_t at = add_label(f, term, out), tail = f->level.n ? ID + 2 : 0;
  for (uint32_t line = 1;; line++) {
    size_t room = term->width > at + tail + LEAST ? term->width - at - tail : LEAST;
    bool last = line == most || st_text_width(rest) <= room;
    st_str part = st_str_of(rest.p, last ? rest.n : fitting(rest, room));
    size_t used = last ? st_clip_add(part, room, out) : st_clean_add(part, out);
    if (last) used += add_behind(places, room - used, term, out);
    if (line == 1)
      add_id(f, at + used, term, out);
    else
      st_buf_addc(out, '\n');
    if (last) return line;
    rest = st_str_of(rest.p + part.n, rest.n - part.n);
    for (st_glyph g; rest.n && (g = st_glyph_at(rest, 0)).blank;)
      rest = st_str_of(rest.p + g.n, rest.n - g.n);
    st_pad(0, at = INDENT, out);
    tail = 0;
  }
}

uint32_t st_finding_full(const st_finding *f, const st_term *term, st_buf *out, st_error *e) {
  sorted *items = sort_evidence(f);
  if (!items) {
    out->bad = true;
    st_nomem(e);
    return 0;
  }
  uint32_t lines = add_headline(f, MESSAGE_LINES, (st_str){0}, term, out);
  lines += add_evidence(f, items, term, out);
  st_free(items);
  if (f->silent_count) {
    st_buf_addz(out, "  silent: ");
    add_names(f->silent, f->silent_count, term->width - 10, out);
    st_buf_addc(out, '\n');
    lines++;
  }
  return lines;
}

uint32_t st_finding_folded(const st_finding *f, bool whole, const st_term *term, st_buf *out) {
  st_buf places = {0};
  add_places(f, &places);
  uint32_t lines =
      add_headline(f, whole ? MESSAGE_LINES : 1, st_str_of(places.p, places.n), term, out);
  out->bad |= places.bad;
  st_buf_close(&places);
  return lines;
}
