/* DOC:LINE[:COLUMN]. */
#include "app/why/explain.h"

/* Takes ":12" from the end of `s`. */
static bool take_number(st_str *s, uint32_t *out) {
  size_t at = s->n;
  uint64_t value = 0, unit = 1;
  while (at > 0 && s->p[at - 1] >= '0' && s->p[at - 1] <= '9' && unit < 10000000000u) {
    value += unit * (uint64_t)(s->p[--at] - '0');
    unit *= 10;
  }
  if (at == s->n || at < 2 || s->p[at - 1] != ':' || value == 0 || value > UINT32_MAX) return false;
  *out = (uint32_t)value;
  s->n = at - 1;
  return true;
}

int st_place_read(const char *said, st_place *out, st_error *e) {
  uint32_t last, before;
  *out = (st_place){.doc = st_cstr(said)};
  if (!take_number(&out->doc, &last))
    return st_fail(e, ST_EUSE, "'%s' is no place; it is DOC:LINE or DOC:LINE:COLUMN", said);
  out->line = last;
  if (take_number(&out->doc, &before)) {
    out->line = before;
    out->column = last;
  }
  while (st_str_starts(out->doc, st_cstr("./")) && out->doc.n > 2)
    out->doc = st_str_of(out->doc.p + 2, out->doc.n - 2);
  return ST_OK;
}

st_span st_place_bytes(const st_revision *r, const st_place *place) {
  const char *text = st_revision_text(r).p;
  st_span s = {st_revision_line(r, place->line), st_revision_line(r, place->line + 1)};
  if (!place->column) return s;
  for (uint32_t column = place->column; column > 1 && s.begin + 1 < s.end; column--)
    do s.begin++;
    while (s.begin + 1 < s.end && ((unsigned char)text[s.begin] & 0xC0) == 0x80);
  s.end = s.begin + 1;
  return s;
}

uint32_t st_last_line(const st_revision *r) {
  uint32_t lines = st_revision_lines(r);
  return lines > 1 && st_str_ends(st_revision_text(r), st_cstr("\n")) ? lines - 1 : lines;
}

int st_place_find(const st_engine *engine, const st_place *place, uint32_t *article, st_error *e) {
  uint32_t count = st_engine_articles(engine);
  st_str doc = place->doc;
  *article = st_engine_find(engine, doc);
  if (*article == ST_NONE && count == 1) *article = 0;
  if (*article == ST_NONE && count == 0)
    return st_fail(e, ST_EUSE, "%.*s: no article could be read there", (int)doc.n, doc.p);
  if (*article == ST_NONE) {
    st_str first = st_revision_doc(st_engine_revision(engine, 0));
    return st_fail(e, ST_EUSE, "%.*s: there are %u articles; name one, as in %.*s:%u", (int)doc.n,
                   doc.p, count, (int)first.n, first.p, place->line);
  }
  uint32_t lines = st_last_line(st_engine_revision(engine, *article));
  if (place->line > lines)
    return st_fail(e, ST_EUSE, "%.*s has no line %u; its last is %u", (int)doc.n, doc.p,
                   place->line, lines);
  return ST_OK;
}
