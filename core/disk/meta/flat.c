#include "disk/meta/flat.h"

static void skip_blanks(st_str *s) {
  while (s->n && (*s->p == ' ' || *s->p == '\t')) s->p++, s->n--;
}

static bool take(st_str *s, char c) {
  skip_blanks(s);
  if (!s->n || *s->p != c) return false;
  s->p++, s->n--;
  skip_blanks(s);
  return true;
}

static bool take_string(st_str *s, st_str *out) {
  if (!s->n || *s->p != '"') return false;
  size_t i = 1;
  for (; i < s->n && s->p[i] != '"'; i++)
    if (s->p[i] == '\\' || (unsigned char)s->p[i] < 0x20) return false;
  if (i == s->n) return false;
  *out = st_str_of(s->p + 1, i - 1);
  *s = st_str_of(s->p + i + 1, s->n - i - 1);
  return true;
}

static bool take_word(st_str *s, const char *word, st_str *out) {
  size_t n = strlen(word);
  if (!st_str_starts(*s, st_cstr(word))) return false;
  *out = st_str_of(s->p, n);
  *s = st_str_of(s->p + n, s->n - n);
  return true;
}

/* Whole numbers without a leading zero; others are rare enough to be unusual. */
static bool take_number(st_str *s, st_str *out) {
  size_t i = 0;
  while (i < s->n && s->p[i] >= '0' && s->p[i] <= '9') i++;
  if (i == 0 || (i > 1 && *s->p == '0')) return false;
  *out = st_str_of(s->p, i);
  *s = st_str_of(s->p + i, s->n - i);
  return true;
}

enum st_flat_result st_flat_next(st_flat *flat, st_str *key, st_str *value) {
  st_str *s = &flat->rest;
  if (!flat->begun && !take(s, '{')) return ST_FLAT_UNUSUAL;
  if (take(s, '}')) return s->n ? ST_FLAT_UNUSUAL : ST_FLAT_END;
  if (flat->begun && !take(s, ',')) return ST_FLAT_UNUSUAL;
  flat->begun = true;
  if (!take_string(s, key) || !take(s, ':')) return ST_FLAT_UNUSUAL;
  if (take_string(s, value)) return ST_FLAT_PAIR;
  bool other = take_word(s, "null", value) || take_word(s, "true", value) ||
               take_word(s, "false", value) || take_number(s, value);
  return other ? ST_FLAT_OTHER : ST_FLAT_UNUSUAL;
}
