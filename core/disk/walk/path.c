#include "disk/walk/path.h"

#include "text/decode.h"

#include <strings.h>

static const struct {
  const char *ending;
  enum st_format format;
} endings[] = {
    {"txt", ST_FORMAT_TEXT},          {"text", ST_FORMAT_TEXT}, {"md", ST_FORMAT_MARKDOWN},
    {"markdown", ST_FORMAT_MARKDOWN}, {"html", ST_FORMAT_HTML}, {"htm", ST_FORMAT_HTML},
    {"xhtml", ST_FORMAT_HTML},        {"json", ST_FORMAT_JSON}, {"ndjson", ST_FORMAT_NDJSON},
    {"jsonl", ST_FORMAT_NDJSON},
};

st_str st_path_name(st_str path) {
  const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
  if (!slash) return path;
  return st_str_of(slash + 1, (size_t)(path.p + path.n - slash - 1));
}

/* The part after the name's last dot; a dot in front hides a file and begins no ending. */
static st_str ending_of(st_str path) {
  st_str name = st_path_name(path);
  const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
  if (!dot || dot == name.p) return st_str_of(NULL, 0);
  return st_str_of(dot + 1, (size_t)(name.p + name.n - dot - 1));
}

enum st_format st_path_format(st_str path) {
  st_str ending = ending_of(path);
  for (size_t i = 0; ending.n && i < sizeof endings / sizeof *endings; i++)
    if (strlen(endings[i].ending) == ending.n &&
        strncasecmp(endings[i].ending, ending.p, ending.n) == 0)
      return endings[i].format;
  return ST_FORMAT_OTHER;
}

st_str st_path_stem(st_str path) {
  if (st_path_format(path) == ST_FORMAT_OTHER) return path;
  return st_str_of(path.p, path.n - ending_of(path).n - 1);
}

bool st_path_is_meta(st_str name) { return st_str_equal(name, st_cstr("meta.ndjson")); }

bool st_path_never_article(st_str name) {
  return st_path_is_meta(name) || st_str_equal(name, st_cstr("expected")) ||
         st_str_starts(name, st_cstr("expected."));
}

bool st_path_is_readme(st_str name) { return st_str_equal(st_path_stem(name), st_cstr("README")); }

void st_path_clean(st_str arg, st_buf *out) {
  size_t start = out->n;
  const char *p = arg.p, *end = arg.p + arg.n;
  if (p < end && *p == '/') st_buf_addc(out, '/');
  while (p < end) {
    const char *slash = memchr(p, '/', (size_t)(end - p));
    size_t n = (size_t)((slash ? slash : end) - p);
    if (n && !(n == 1 && *p == '.')) {
      if (out->n > start && out->p[out->n - 1] != '/') st_buf_addc(out, '/');
      st_buf_add(out, p, n);
    }
    p += n + 1;
  }
  if (out->n == start) st_buf_addc(out, '.');
}

static bool control(unsigned char c) { return c < 0x20 || c == 0x7F; }

bool st_path_plain(st_str path) {
  for (size_t i = 0; i < path.n; i++)
    if (control((unsigned char)path.p[i])) return false;
  return st_utf8_valid(path.p, path.n) == path.n;
}

void st_path_show(st_str path, st_buf *out) {
  while (path.n) {
    size_t n = st_utf8_valid(path.p, path.n), i = 0;
    for (; i < n && !control((unsigned char)path.p[i]); i++) {
    }
    st_buf_add(out, path.p, i);
    if (i < path.n) st_buf_addf(out, "\\x%02X", (unsigned char)path.p[i++]);
    path = st_str_of(path.p + i, path.n - i);
  }
}
