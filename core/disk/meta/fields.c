#include "disk/meta/fields.h"

static const char *const key_names[ST_META_COUNT] = {
    [ST_META_OUTLET] = "outlet", [ST_META_TITLE] = "title",   [ST_META_DATE] = "date",
    [ST_META_URL] = "url",       [ST_META_AUTHOR] = "author",
};

const char *st_meta_key_name(enum st_meta_key key) { return key_names[key]; }

int st_meta_key_of(st_str name) {
  for (int k = 0; k < ST_META_COUNT; k++)
    if (strlen(key_names[k]) == name.n && memcmp(key_names[k], name.p, name.n) == 0) return k;
  return -1;
}

static bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

st_str st_trim(st_str s) {
  while (s.n && space(s.p[s.n - 1])) s.n--;
  while (s.n && space(*s.p)) s.p++, s.n--;
  return s;
}

/* Exactly `n` digits, taken off the front; -1 where they are not there. */
static int digits(st_str *s, size_t n) {
  int v = 0;
  if (s->n < n) return -1;
  for (size_t i = 0; i < n; i++) {
    if (s->p[i] < '0' || s->p[i] > '9') return -1;
    v = v * 10 + (s->p[i] - '0');
  }
  *s = st_str_of(s->p + n, s->n - n);
  return v;
}

static bool take(st_str *s, char c) {
  if (!s->n || *s->p != c) return false;
  *s = st_str_of(s->p + 1, s->n - 1);
  return true;
}

static bool between(int v, int low, int high) { return v >= low && v <= high; }

static bool zone(st_str s) {
  if (s.n == 0 || st_str_equal(s, st_cstr("Z")) || st_str_equal(s, st_cstr("z"))) return true;
  if (!take(&s, '+') && !take(&s, '-')) return false;
  if (!between(digits(&s, 2), 0, 23)) return false;
  if (s.n == 0) return true;
  take(&s, ':');
  return between(digits(&s, 2), 0, 59) && s.n == 0;
}

static bool time_of_day(st_str s) {
  if (!between(digits(&s, 2), 0, 24) || !take(&s, ':') || !between(digits(&s, 2), 0, 59))
    return false;
  if (take(&s, ':') && !between(digits(&s, 2), 0, 60)) return false;
  if (take(&s, '.') || take(&s, ','))
    while (digits(&s, 1) >= 0) {
    }
  take(&s, ' ');
  return zone(s);
}

static int days_of(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap);
}

bool st_date_valid(st_str s) {
  int year = digits(&s, 4);
  if (year < 1) return false;
  if (s.n == 0) return true;
  int month = take(&s, '-') ? digits(&s, 2) : -1;
  if (!between(month, 1, 12)) return false;
  if (s.n == 0) return true;
  if (!take(&s, '-') || !between(digits(&s, 2), 1, days_of(year, month))) return false;
  if (s.n == 0) return true;
  return (take(&s, 'T') || take(&s, 't') || take(&s, ' ')) && time_of_day(s);
}

st_str st_field_string(json_t *object, const char *key, const st_place *place) {
  json_t *v = json_object_get(object, key);
  if (!v || json_is_null(v)) return (st_str){0};
  if (json_is_string(v) && !memchr(json_string_value(v), 0, json_string_length(v)))
    return st_trim(st_str_of(json_string_value(v), json_string_length(v)));
  st_notes_add(place->notes, place->file, place->line, false, "%s\"%s\" is no string; ignored",
               place->which, key);
  return (st_str){0};
}

void st_fields_read(json_t *object, enum st_meta_from from, st_meta meta[ST_META_COUNT],
                    const st_place *place) {
  for (int k = 0; k < ST_META_COUNT; k++) {
    st_str s = st_field_string(object, key_names[k], place);
    if (k == ST_META_DATE && s.n && !st_date_valid(s)) {
      st_notes_add(place->notes, place->file, place->line, false,
                   "%sdate \"%.*s\" is not like 2021-04-13; ignored", place->which,
                   (int)(s.n > 40 ? 40 : s.n), s.p);
      s.n = 0;
    }
    meta[k] = s.n ? (st_meta){s, from} : (st_meta){0};
  }
}

void st_meta_fill(st_meta meta[ST_META_COUNT], const st_meta more[ST_META_COUNT]) {
  for (int k = 0; k < ST_META_COUNT; k++)
    if (meta[k].value.n == 0) meta[k] = more[k];
}
