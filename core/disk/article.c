#include "disk/article.h"

#include "disk/format/html.h"
#include "disk/format/json.h"
#include "disk/format/markdown.h"
#include "disk/read/bytes.h"

#include <strings.h>

static const char BOM[] = "\xEF\xBB\xBF";
static const char EMPTY[] = "empty";

static bool has_prose(const st_page *page) {
  for (uint32_t i = 0; i < page->count; i++)
    if (page->blocks[i].tag != ST_TAG_FRONT) return true;
  return false;
}

static void add_page(st_sink *sink, const st_file *file, st_page *page,
                     st_revision_source *source) {
  memcpy(source->meta, page->meta, sizeof page->meta);
  source->blocks = page->blocks;
  source->block_count = page->count;
  if (page->bad) {
    sink->bad = true;
  } else if (!has_prose(page)) {
    st_sink_drop(sink, file, 0, false, "no text between its marks");
  } else {
    if (page->note) st_notes_add(&sink->notes, file->doc, 0, false, "%s", page->note);
    st_sink_add(sink, file, &(st_article){0}, source);
  }
}

/* Plain text without front matter needs no page: its blocks are found with its tokens. */
static void add_text(st_sink *sink, const st_file *file, st_str text, bool decoded, bool markdown) {
  st_page page = {0};
  st_place place = {.notes = &sink->notes, .file = file->doc, .which = ""};
  st_revision_source source = {.text = text, .decoded = decoded};
  size_t from = st_front_read(text, !markdown, &place, &page);
  if (markdown) {
    st_markdown_read(text, from, &sink->mask, &page);
    source.mask = st_str_of(sink->mask.p, sink->mask.n);
  } else if (from) {
    st_plain_read(text, from, &page);
  }
  page.bad |= sink->mask.bad;
  if (markdown || from)
    add_page(sink, file, &page, &source);
  else
    st_sink_add(sink, file, &(st_article){0}, &source);
  st_page_close(&page);
}

/* `note` is what is already known to be wrong with it, or null. */
static void add_html(st_sink *sink, const st_file *file, st_str html, const char *note) {
  if (st_text_blank(html)) {
    st_sink_drop(sink, file, 0, false, EMPTY);
    return;
  }
  st_page page = {0};
  st_html_read(html, &sink->text, &page);
  st_revision_source source = {.text = st_str_of(sink->text.p, sink->text.n), .decoded = true};
  if (!page.note) page.note = note;
  add_page(sink, file, &page, &source);
  st_page_close(&page);
}

/* A page may name its charset. It is believed where the bytes are not UTF-8. */
static void add_html_bytes(st_sink *sink, const st_file *file, st_str bytes) {
  st_str text;
  bool decoded;
  size_t whole = st_bytes_before_cut(bytes);
  st_buf_clear(&sink->decoded);
  if (whole && !memchr(bytes.p, 0, whole)) {
    add_html(sink, file, st_str_of(bytes.p, whole), ST_BYTES_CUT);
  } else if (st_encoding_of(bytes) == ST_CP1252 && !memchr(bytes.p, 0, bytes.n) &&
             st_html_convert(bytes, st_html_charset(bytes), &sink->decoded)) {
    if (sink->decoded.bad)
      sink->bad = true;
    else
      add_html(sink, file, st_str_of(sink->decoded.p, sink->decoded.n), NULL);
  } else if (st_sink_decode(sink, file, 0, bytes, &text, &decoded)) {
    add_html(sink, file, text, NULL);
  }
}

/* An object on the first line, and one behind it. */
static bool is_lines(st_str text) {
  const char *end = memchr(text.p, '\n', text.n);
  if (!end) return false;
  st_str first = st_trim(st_str_of(text.p, (size_t)(end - text.p)));
  st_str rest = st_trim(st_str_of(end, text.n - (size_t)(end - text.p)));
  return first.n > 1 && first.p[first.n - 1] == '}' && rest.n && *rest.p == '{';
}

/* What a file named as an argument holds, if its ending does not say. */
static enum st_format sniff(st_str text) {
  if (st_str_starts(text, st_cstr(BOM))) text = st_str_of(text.p + 3, text.n - 3);
  text = st_trim(text);
  if (text.n && *text.p == '{') return is_lines(text) ? ST_FORMAT_NDJSON : ST_FORMAT_JSON;
  static const char *const heads[] = {"<!doctype html", "<html"};
  for (size_t i = 0; i < 2; i++)
    if (text.n > strlen(heads[i]) && strncasecmp(text.p, heads[i], strlen(heads[i])) == 0)
      return ST_FORMAT_HTML;
  return ST_FORMAT_TEXT;
}

/* Lines are decoded one by one, so that a broken one does not change how the others are read. */
static void add_ndjson(st_sink *sink, const st_file *file, st_str bytes) {
  enum st_encoding encoding = st_encoding_of(bytes);
  bool wide = encoding == ST_UTF16_LE || encoding == ST_UTF16_BE;
  if (wide && !st_sink_decode_as(sink, bytes, encoding, &bytes)) return;
  if (st_text_blank(bytes))
    st_sink_drop(sink, file, 0, false, EMPTY);
  else
    st_json_lines(sink, file, bytes, 0);
}

static void add_whole(st_sink *sink, const st_file *file, st_str bytes) {
  st_str text;
  bool decoded;
  if (!st_sink_decode(sink, file, 0, bytes, &text, &decoded)) return;
  enum st_format format =
      file->format == ST_FORMAT_OTHER ? sniff(text) : (enum st_format)file->format;
  if (st_text_blank(text))
    st_sink_drop(sink, file, 0, false, EMPTY);
  else if (format == ST_FORMAT_HTML)
    add_html(sink, file, text, NULL);
  else if (format == ST_FORMAT_JSON)
    st_json_read(sink, file, text);
  else if (format == ST_FORMAT_NDJSON)
    add_ndjson(sink, file, bytes);
  else
    add_text(sink, file, text, decoded, format == ST_FORMAT_MARKDOWN);
}

void st_article_file(st_sink *sink, const st_file *file, st_str bytes) {
  if (sink->read_only) return;
  if (st_text_blank(bytes))
    st_sink_drop(sink, file, 0, false, EMPTY);
  else if (file->format == ST_FORMAT_NDJSON)
    add_ndjson(sink, file, bytes);
  else if (file->format == ST_FORMAT_HTML)
    add_html_bytes(sink, file, bytes);
  else
    add_whole(sink, file, bytes);
}
