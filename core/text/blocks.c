#include "base/alloc.h"
#include "text/work.h"
#include "text/ucd.h"
#include "text/utf8.h"

typedef const unsigned char *bytes;

/* Hard-wrapped text seldom has lines of more than this many columns, and narrower ones than the
 * other are headlines and lists. */
enum { WIDEST = 100, NARROWEST = 40 };

typedef struct lines {
  bytes text;
  st_block *blocks;
  uint32_t count, room;
  uint32_t group; /* first block of the run of lines without an empty one between them */
  bool long_line; /* the run has a line wider than any wrapped one */
} lines;

/* --- white space at the ends --- */

static bool is_blank(bytes p, bytes end) {
  if (*p < 0x80) return st_byte_class[*p] & ST_BYTE_SPACE;
  if (end - p >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) return true; /* a BOM */
  return st_ucd_kind(st_ucd(st_utf8_at(p))) == ST_KIND_SPACE;
}

static bytes trim_left(bytes p, bytes end) {
  while (p < end && is_blank(p, end)) st_utf8_next(&p);
  return p;
}

static bytes trim_right(bytes p, bytes end) {
  while (end > p) {
    bytes last = st_utf8_back(end);
    if (!is_blank(last, end)) break;
    end = last;
  }
  return end;
}

/* --- hard-wrapped lines --- */

static uint32_t columns(bytes p, bytes end) {
  uint32_t n = 0;
  for (; p < end; p++) n += (*p & 0xC0) != 0x80;
  return n;
}

static uint32_t width_of(const lines *l, const st_block *b) {
  return columns(l->text + b->begin, l->text + b->end);
}

static uint32_t width_of_first_word(const lines *l, const st_block *b) {
  bytes p = l->text + b->begin, end = l->text + b->end, e = p;
  while (e < end && !(st_byte_class[*e] & ST_BYTE_SPACE)) e++;
  return columns(p, e);
}

static bool begins_lower(const lines *l, const st_block *b) {
  return st_ucd_kind(st_ucd(st_utf8_at(l->text + b->begin))) == ST_KIND_LOWER;
}

/* What wraps lines fills each as far as the next word allows: had the word that follows fitted, it
 * would stand there. */
static bool is_full(const lines *l, uint32_t i, uint32_t width) {
  return width_of(l, &l->blocks[i]) + 1 + width_of_first_word(l, &l->blocks[i + 1]) > width;
}

/* A headline above a byline can be "full" by chance. Prose is known by lines that begin in the
 * middle of a sentence, at least a third of those that follow a full one. */
static bool is_wrapped(const lines *l, uint32_t width) {
  uint32_t full = 0, lower = 0;
  for (uint32_t i = l->group; i + 1 < l->count; i++) {
    if (!is_full(l, i, width)) continue;
    full++;
    lower += begins_lower(l, &l->blocks[i + 1]);
  }
  return full > 0 && lower * 3 >= full;
}

/* Ends the run of lines: full ones are joined with what follows them if it is wrapped prose. */
static void end_group(lines *l) {
  uint32_t width = 0;
  if (l->count - l->group > 1 && !l->long_line) {
    for (uint32_t i = l->group; i < l->count; i++) {
      uint32_t w = width_of(l, &l->blocks[i]);
      if (w > width) width = w;
    }
  }
  if (width >= NARROWEST && width <= WIDEST && is_wrapped(l, width)) {
    uint32_t kept = l->group;
    bool joins = is_full(l, l->group, width);
    for (uint32_t i = l->group + 1; i < l->count; i++) {
      bool next_joins = i + 1 < l->count && is_full(l, i, width);
      if (joins)
        l->blocks[kept].end = l->blocks[i].end;
      else
        l->blocks[++kept] = l->blocks[i];
      joins = next_joins;
    }
    l->count = kept + 1;
  }
  l->group = l->count;
  l->long_line = false;
}

/* --- lines --- */

static bool add_line(lines *l, bytes p, bytes end) {
  p = trim_left(p, end);
  end = trim_right(p, end);
  if (p == end) {
    end_group(l);
    return true;
  }
  if (!st_work_room((void **)&l->blocks, &l->room, l->count, 1, sizeof(st_block))) return false;
  l->blocks[l->count++] =
      (st_block){.begin = (uint32_t)(p - l->text), .end = (uint32_t)(end - l->text)};
  if (end - p > WIDEST && !l->long_line) l->long_line = columns(p, end) > WIDEST;
  return true;
}

/* Ends of lines: LF, CR LF, and a CR alone. *lf is the next LF, looked for once each. */
static bytes find_line_end(bytes p, bytes end, bytes *lf) {
  if (!*lf || *lf < p) {
    *lf = memchr(p, '\n', (size_t)(end - p));
    if (!*lf) *lf = end;
  }
  bytes cr = memchr(p, '\r', (size_t)(*lf - p));
  return cr ? cr : *lf;
}

int st_text_blocks(st_str text, st_block **blocks, uint32_t *count, st_error *e) {
  lines l = {.text = (bytes)text.p};
  *blocks = NULL;
  *count = 0;
  if (text.n == 0) return ST_OK; /* the pointer may be null */
  bytes p = l.text, end = p + text.n, lf = NULL;
  bool fine = true;
  while (fine && p < end) {
    bytes stop = find_line_end(p, end, &lf);
    fine = add_line(&l, p, stop);
    if (stop + 1 < end && *stop == '\r' && stop[1] == '\n') stop++;
    p = stop < end ? stop + 1 : end;
  }
  if (!fine) {
    st_free(l.blocks);
    return st_nomem(e);
  }
  end_group(&l);
  *blocks = l.blocks;
  *count = l.count;
  return ST_OK;
}
