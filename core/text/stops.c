/* Whether the stop behind a word belongs to it: abbreviations, initials, acronyms. */
#include "text/work.h"
#include "text/look.h"

static bool starts_sentences(bytes p, bytes end) {
  st_str word = letters_at(p, end);
  bytes e = p + word.n;
  return (e == end || is_space_at(e, end) || *e == ',') && st_starts_sentences(word);
}

/* "J" of "J. Smith"; but not the last word of "Plan B. The" or "more than I. Biden". */
static bool is_initial(const st_work *w, bytes letter, bytes behind, bytes end) {
  bytes next = skip_spaces(behind, end);
  if (next == behind || next == end || kind_at(next, end) != ST_KIND_UPPER) return false;
  if (starts_sentences(next, end)) return false;
  if (w->out->token_count == 0) return true;
  uint32_t before = w->out->token_count - 1;
  if (*letter == 'I' && !(w->out->tokens[before].flags & ST_TOKEN_CAPITAL)) return false;
  return !st_takes_letter(st_token_text(w, before));
}

/* "U.S", "a.m": single letters with stops between them. */
static bool is_dotted(bytes b, bytes e) {
  bytes p = b;
  for (;;) {
    enum st_kind kind = kind_at(p, e);
    if (kind < ST_KIND_UPPER || kind > ST_KIND_LETTER) return false;
    st_utf8_next(&p);
    if (p == e) return true;
    if (*p++ != '.' || p == e) return false;
  }
}

/* Whether an abbreviation of a sort that is also a plain word is one here. */
static bool is_used(enum st_stop_sort sort, bytes behind, bytes end) {
  bytes next = skip_spaces(behind, end);
  if (sort == ST_STOP_NUMBER) return next < end && class_of(*next) & ST_BYTE_DIGIT;
  if (sort == ST_STOP_TITLE || sort == ST_STOP_INNER) return next < end;
  if (sort != ST_STOP_DATE) return true;
  if (next == end) return false;
  return class_of(*next) & (ST_BYTE_DIGIT | ST_BYTE_LOWER) || *next == ',' ||
         st_follows_clock(letters_at(next, end)) ||
         st_abbreviation(letters_at(next, end)) == ST_STOP_DATE;
}

enum st_stop_sort st_stop_behind(const st_work *w, bytes b, bytes e, bytes end, bool has_stops) {
  bytes behind = e + 1;
  if (behind < end && *behind == '.') return ST_STOP_NONE; /* an ellipsis */
  if (has_stops && is_dotted(b, e)) {
    enum st_stop_sort sort = st_abbreviation(st_str_of((const char *)b, (size_t)(e - b)));
    return sort == ST_STOP_NONE ? ST_STOP_NAME : sort;
  }
  if (e - b <= ST_ABBREVIATION_MAX) {
    enum st_stop_sort sort = st_abbreviation(st_str_of((const char *)b, (size_t)(e - b)));
    if (sort != ST_STOP_NONE) return is_used(sort, behind, end) ? sort : ST_STOP_NONE;
  }
  bytes p = b;
  enum st_kind kind = st_ucd_kind(st_ucd(st_utf8_next(&p)));
  return p == e && kind == ST_KIND_UPPER && is_initial(w, b, behind, end) ? ST_STOP_TITLE
                                                                          : ST_STOP_NONE;
}
