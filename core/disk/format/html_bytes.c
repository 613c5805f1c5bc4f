#include "disk/format/html.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

/* A page names its charset within this much, or not at all. */
enum { LOOK = 4096 };

static bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == ':' || c == '.';
}

static size_t find(st_str s, size_t from, const char *word) {
  size_t n = strlen(word);
  for (size_t i = from; i + n <= s.n; i++)
    if (strncasecmp(s.p + i, word, n) == 0) return i + n;
  return 0;
}

/* <meta charset="X">, <meta http-equiv=… content="text/html; charset=X">, <?xml encoding="X"?> */
st_str st_html_charset(st_str bytes) {
  if (bytes.n > LOOK) bytes.n = LOOK;
  bool xml = bytes.n > 5 && strncasecmp(bytes.p, "<?xml", 5) == 0;
  size_t at = find(bytes, 0, "charset");
  if (!at && xml) at = find(bytes, 0, "encoding");
  if (!at) return (st_str){0};
  while (at < bytes.n && (strchr(" \t\"'=", bytes.p[at]))) at++;
  size_t end = at;
  while (end < bytes.n && name_char(bytes.p[end])) end++;
  return st_str_of(bytes.p + at, end - at);
}

static void convert(iconv_t cd, st_str bytes, st_buf *out) {
  char *in = (char *)bytes.p, room[4096];
  size_t left = bytes.n;
  while (left && !out->bad) {
    char *to = room;
    size_t free = sizeof room;
    size_t r = iconv(cd, &in, &left, &to, &free);
    int error = errno;
    st_buf_add(out, room, sizeof room - free);
    if (r != (size_t)-1 || error == E2BIG) continue;
    st_buf_addz(out, "\xEF\xBF\xBD");
    if (error == EINVAL) break; /* cut in the middle of a character */
    in++, left--;
  }
}

bool st_html_convert(st_str bytes, st_str charset, st_buf *out) {
  char name[48];
  if (charset.n == 0 || charset.n >= sizeof name) return false;
  memcpy(name, charset.p, charset.n);
  name[charset.n] = '\0';
  /* What calls itself Latin-1 on the web is Windows-1252. */
  static const char *const latin[] = {"iso-8859-1", "latin1",    "us-ascii",
                                      "ascii",      "iso8859-1", "iso_8859-1"};
  const char *from = name;
  for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
    if (strcasecmp(name, latin[i]) == 0) from = "WINDOWS-1252";
  if (strncasecmp(name, "utf", 3) == 0) return false; /* its bytes were looked at, and are not */
  iconv_t cd = iconv_open("UTF-8", from);
  if (cd == (iconv_t)-1) return false;
  convert(cd, bytes, out);
  iconv_close(cd);
  return true;
}
