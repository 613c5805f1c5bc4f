#include "disk/read/bytes.h"

#include "disk/meta/fields.h"

static const char BOM[] = "\xEF\xBB\xBF";
const char ST_BYTES_CUT[] = "ends in the middle of a character; read up to there";

bool st_text_blank(st_str text) {
  if (st_str_starts(text, st_cstr(BOM))) text = st_str_of(text.p + 3, text.n - 3);
  return st_trim(text).n == 0;
}

bool st_sink_decode_as(st_sink *sink, st_str bytes, enum st_encoding encoding, st_str *text) {
  st_buf_clear(&sink->decoded);
  if (st_decode(bytes, encoding, &sink->decoded, NULL) || sink->decoded.bad) {
    sink->bad = true;
    return false;
  }
  *text = st_str_of(sink->decoded.p, sink->decoded.n);
  return true;
}

size_t st_bytes_before_cut(st_str bytes) {
  size_t n = st_utf8_valid(bytes.p, bytes.n), left = bytes.n - n;
  unsigned char lead = left ? (unsigned char)bytes.p[n] : 0;
  size_t need = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (left == 0 || left >= need) return 0;
  for (size_t i = 1; i < left; i++)
    if (((unsigned char)bytes.p[n + i] & 0xC0) != 0x80) return 0;
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)bytes.p[i] >= 0x80) return n;
  return 0;
}

bool st_sink_decode(st_sink *sink, const st_file *file, uint32_t line, st_str bytes,
                       st_str *text, bool *decoded) {
  enum st_encoding encoding = st_encoding_of(bytes);
  size_t whole = encoding == ST_CP1252 || encoding == ST_UTF8_BOM ? st_bytes_before_cut(bytes) : 0;
  if (whole) {
    st_notes_add(&sink->notes, file->doc, line, false, "%s", ST_BYTES_CUT);
    bytes.n = whole;
    if (encoding == ST_CP1252) encoding = ST_UTF8;
  }
  bool wide = encoding == ST_UTF16_LE || encoding == ST_UTF16_BE;
  *decoded = encoding != ST_UTF8 && encoding != ST_UTF8_BOM;
  *text = bytes;
  if (wide && !st_sink_decode_as(sink, bytes, encoding, text)) return false;
  if (text->n && memchr(text->p, 0, text->n)) {
    st_sink_drop(sink, file, line, true, "holds NUL bytes, so it is no text");
    return false;
  }
  if (encoding == ST_UTF8_BOM && st_utf8_valid(bytes.p, bytes.n) != bytes.n) {
    encoding = ST_CP1252; /* its mark promised too much */
    *decoded = true;
    bytes = st_str_of(bytes.p + 3, bytes.n - 3);
  }
  if (encoding != ST_CP1252) return true;
  st_notes_add(&sink->notes, file->doc, line, false, "not UTF-8; read as Windows-1252");
  return st_sink_decode_as(sink, bytes, encoding, text);
}
