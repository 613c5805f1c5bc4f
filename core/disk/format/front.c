#include "disk/format/page.h"

#include <strings.h>

enum { STRICT_LINES = 50, LINES = 1000 };

static st_str next_line(st_str *rest) {
  const char *end = memchr(rest->p, '\n', rest->n);
  size_t n = end ? (size_t)(end - rest->p) : rest->n, used = end ? n + 1 : n;
  st_str line = st_str_of(rest->p, n);
  *rest = st_str_of(rest->p + used, rest->n - used);
  while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' ')) line.n--;
  return line;
}

static bool key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

/* "key: value"; the colon is followed by a blank or ends the line. */
static bool split(st_str line, st_str *key, st_str *value) {
  size_t n = 0;
  while (n < line.n && key_char(line.p[n])) n++;
  if (n == 0 || n == line.n || line.p[n] != ':') return false;
  if (n + 1 < line.n && line.p[n + 1] != ' ' && line.p[n + 1] != '\t') return false;
  *key = st_str_of(line.p, n);
  *value = st_trim(st_str_of(line.p + n + 1, line.n - n - 1));
  return true;
}

/* The value without quotes and without a comment; empty where YAML would say more than a string. */
static st_str scalar(st_str v) {
  if (v.n >= 2 && (*v.p == '"' || *v.p == '\'')) {
    const char *end = memrchr(v.p + 1, *v.p, v.n - 1);
    return end ? st_trim(st_str_of(v.p + 1, (size_t)(end - v.p - 1))) : v;
  }
  for (size_t i = 1; i < v.n; i++)
    if (v.p[i] == '#' && v.p[i - 1] == ' ') return st_trim(st_str_of(v.p, i));
  if (v.n &&
      (strchr("|>{&*!", *v.p) || st_str_equal(v, st_cstr("~")) || st_str_equal(v, st_cstr("null"))))
    return (st_str){0};
  if (v.n >= 2 && *v.p == '[' && v.p[v.n - 1] == ']') return st_trim(st_str_of(v.p + 1, v.n - 2));
  return v;
}

static void keep(st_page *page, st_str key, st_str value, const st_place *place) {
  for (int k = 0; k < ST_META_COUNT; k++) {
    const char *name = st_meta_key_name((enum st_meta_key)k);
    if (key.n != strlen(name) || strncasecmp(key.p, name, key.n) != 0 || value.n == 0) continue;
    if (k != ST_META_DATE || st_date_valid(value))
      page->meta[k] = (st_meta){value, ST_FROM_FRONT};
    else
      st_notes_add(place->notes, place->file, place->line, false,
                   "date \"%.*s\" is not like 2021-04-13; ignored",
                   (int)(value.n > 40 ? 40 : value.n), value.p);
  }
}

/* Where the front matter ends, after its closing line; 0 where it is none. */
static size_t find_end(st_str text, size_t start, bool strict, uint32_t *block_end) {
  st_str rest = st_str_of(text.p + start, text.n - start), key, value;
  if (!st_str_equal(next_line(&rest), st_cstr("---"))) return 0;
  bool any = false;
  for (int i = 1; rest.n && i < (strict ? STRICT_LINES : LINES); i++) {
    st_str line = next_line(&rest);
    if (st_str_equal(line, st_cstr("---")) || (!strict && st_str_equal(line, st_cstr("...")))) {
      *block_end = (uint32_t)(line.p + line.n - text.p);
      return any ? (size_t)(rest.p - text.p) : 0;
    }
    bool is_key = split(line, &key, &value);
    if (strict && !is_key) return 0;
    any |= is_key;
  }
  return 0;
}

size_t st_front_read(st_str text, bool strict, const st_place *place, st_page *page) {
  size_t start = st_str_starts(text, st_cstr("\xEF\xBB\xBF")) ? 3 : 0;
  uint32_t block_end = 0;
  size_t end = find_end(text, start, strict, &block_end);
  if (!end) return 0;
  st_str rest = st_str_of(text.p + start, block_end - start), key, value;
  st_place at = *place;
  for (at.line = 1; rest.n; at.line++)
    if (split(next_line(&rest), &key, &value)) keep(page, key, scalar(value), &at);
  st_page_add(page, (uint32_t)start, block_end, ST_TAG_FRONT);
  return end;
}
