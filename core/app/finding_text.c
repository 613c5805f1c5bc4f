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
  MESSAGE_LINES = 2,
  PLACES = 14
};

typedef struct sorted {
  const st_evidence *evidence;
  uint32_t role_size; /* lines of its role */
} sorted;

static int by_role(const void *pa, const void *pb) {
  const sorted *a = pa, *b = pb;
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
  for (uint32_t i = 0; out && i < f->evidence_count; i++)
    out[i] = (sorted){&f->evidence[i], size_of_role(f, f->evidence[i].role)};
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

/* The message in at most two lines, the id at the end of the first. */
static uint32_t add_headline(const st_finding *f, const st_term *term, st_buf *out) {
  size_t at = add_label(f, term, out), room = term->width - ID - 2 - at;
  if (st_text_width(f->message) <= room) {
    add_id(f, at + st_clean_add(f->message, out), term, out);
    return 1;
  }
  size_t cut = 0, used = 0, blank = 0;
  while (cut < f->message.n) {
    st_glyph g = st_glyph_at(f->message, cut);
    if (used + g.columns > room) break;
    used += g.columns;
    if (g.blank) blank = cut;
    cut += g.n;
  }
  if (cut < f->message.n && st_glyph_at(f->message, cut).blank) blank = cut;
  if (blank) cut = blank;
  add_id(f, at + st_clean_add(st_str_of(f->message.p, cut), out), term, out);
  st_buf_addz(out, "      ");
  if (blank) cut++;
  st_clip_add(st_str_of(f->message.p + cut, f->message.n - cut), term->width - 6, out);
  st_buf_addc(out, '\n');
  return MESSAGE_LINES;
}

uint32_t st_finding_full(const st_finding *f, const st_term *term, st_buf *out, st_error *e) {
  sorted *items = sort_evidence(f);
  if (!items) {
    out->bad = true;
    st_nomem(e);
    return 0;
  }
  uint32_t lines = add_headline(f, term, out) + add_evidence(f, items, term, out);
  st_free(items);
  if (f->silent_count) {
    st_buf_addz(out, "  silent: ");
    add_names(f->silent, f->silent_count, term->width - 10, out);
    st_buf_addc(out, '\n');
    lines++;
  }
  return lines;
}

/* "000:16, 001:2": each outlet once. */
static void add_places(const st_finding *f, size_t room, st_buf *out) {
  st_buf all = {0};
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    const st_evidence *v = &f->evidence[i];
    if (i && st_str_equal(v->doc, v[-1].doc)) continue;
    if (all.n) st_buf_addz(&all, ", ");
    st_buf_adds(&all, v->outlet);
    st_buf_addf(&all, ":%u", v->line);
  }
  st_clip_add(st_str_of(all.p, all.n), room, out);
  out->bad |= all.bad;
  st_buf_close(&all);
}

void st_finding_folded(const st_finding *f, const st_term *term, st_buf *out) {
  size_t at = add_label(f, term, out), room = term->width - at - (f->level.n ? ID + 2 : 0);
  size_t wanted = st_text_width(f->message), spare = room > wanted + 2 ? room - wanted - 2 : 0;
  st_buf places = {0};
  if (spare >= PLACES) add_places(f, spare, &places); /* the message says more than they do */
  size_t own = st_text_width(st_str_of(places.p, places.n));
  size_t most = room > own + 2 ? room - own - 2 : 0;
  at += st_clip_add(f->message, wanted < most ? wanted : most, out);
  if (own) {
    st_buf_addz(out, "  ");
    st_style_begin(term, ST_DIM, out);
    st_buf_adds(out, st_str_of(places.p, places.n));
    st_style_end(term, ST_DIM, out);
    at += 2 + own;
  }
  out->bad |= places.bad;
  st_buf_close(&places);
  add_id(f, at, term, out);
}
