#include "disk/article.h"

#include "base/alloc.h"
#include "disk/file.h"
#include "disk/format/fields.h"
#include "disk/format/html.h"
#include "disk/format/markdown.h"
#include "disk/load.h"
#include "text/decode.h"

#include <strings.h>

static const char BOM[] = "\xEF\xBB\xBF";
static const char EMPTY[] = "empty";
static const char CUT[] = "ends in the middle of a character; read up to there";
static const char TOO_LARGE[] = "more than 64 MiB, too much for an article";

void st_sink_close(st_sink *sink) {
  st_buf_close(&sink->bytes);
  st_buf_close(&sink->decoded);
  st_buf_close(&sink->text);
  st_buf_close(&sink->mask);
  st_buf_close(&sink->doc);
  st_notes_close(&sink->notes);
  for (size_t i = 0; i < sink->count; i++) st_revision_close(sink->made[i].revision);
  st_free(sink->made);
  *sink = (st_sink){0};
}

void st_article_drop(st_sink *sink, const st_file *file, uint32_t line, bool unreadable,
                     const char *reason) {
  st_notes_add(&sink->notes, file->doc, line, unreadable && file->argument, "%s; left out", reason);
}

bool st_article_blank(st_str text) {
  if (st_str_starts(text, st_cstr(BOM))) text = st_str_of(text.p + 3, text.n - 3);
  return st_trim(text).n == 0;
}

static bool decode(st_sink *sink, st_str bytes, enum st_encoding encoding, st_str *text) {
  st_buf_clear(&sink->decoded);
  if (st_decode(bytes, encoding, &sink->decoded, NULL) || sink->decoded.bad) {
    sink->bad = true;
    return false;
  }
  *text = st_str_of(sink->decoded.p, sink->decoded.n);
  return true;
}

/* How many bytes of UTF-8 there are before a character that the end cuts; 0 where it is not so.
 * One character must be whole, or it could as well be Windows-1252. */
static size_t before_cut(st_str bytes) {
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

bool st_article_decode(st_sink *sink, const st_file *file, uint32_t line, st_str bytes,
                       st_str *text, bool *decoded) {
  enum st_encoding encoding = st_encoding_of(bytes);
  size_t whole = encoding == ST_CP1252 || encoding == ST_UTF8_BOM ? before_cut(bytes) : 0;
  if (whole) {
    st_notes_add(&sink->notes, file->doc, line, false, "%s", CUT);
    bytes.n = whole;
    if (encoding == ST_CP1252) encoding = ST_UTF8;
  }
  bool wide = encoding == ST_UTF16_LE || encoding == ST_UTF16_BE;
  *decoded = encoding != ST_UTF8 && encoding != ST_UTF8_BOM;
  *text = bytes;
  if (wide && !decode(sink, bytes, encoding, text)) return false;
  if (text->n && memchr(text->p, 0, text->n)) {
    st_article_drop(sink, file, line, true, "holds NUL bytes, so it is no text");
    return false;
  }
  if (encoding == ST_UTF8_BOM && st_utf8_valid(bytes.p, bytes.n) != bytes.n) {
    encoding = ST_CP1252; /* its mark promised too much */
    *decoded = true;
    bytes = st_str_of(bytes.p + 3, bytes.n - 3);
  }
  if (encoding != ST_CP1252) return true;
  st_notes_add(&sink->notes, file->doc, line, false, "not UTF-8; read as Windows-1252");
  return decode(sink, bytes, encoding, text);
}

/* The path below `folder`, which the file's own lies in or is. */
static void below(st_buf *out, const st_folder *folder, const st_file *file) {
  st_str own = file->folder->path;
  st_buf_clear(out);
  st_buf_add(out, own.p + folder->path.n, own.n - folder->path.n);
  st_buf_adds(out, file->name);
}

static bool find(st_sink *sink, const st_metas *metas, st_str id, st_meta meta[ST_META_COUNT]) {
  return !sink->doc.bad && st_metas_find(metas, st_str_of(sink->doc.p, sink->doc.n), id, meta);
}

static const st_folder *outermost(const st_folder *folder) {
  while (folder->outer) folder = folder->outer;
  return folder;
}

/* --meta names an article by its path below the argument, or as it is printed. */
static bool find_given(st_sink *sink, const st_file *file, st_str id, st_meta meta[ST_META_COUNT]) {
  if (!sink->metas) return true;
  if (file->folder) {
    below(&sink->doc, outermost(file->folder), file);
    if (!find(sink, sink->metas, id, meta)) return false;
  } else if (!st_metas_find(sink->metas, file->name, id, meta)) {
    return false;
  }
  return st_metas_find(sink->metas, file->doc, id, meta);
}

/* The argument's own metadata hold before those of folders in it. */
static bool find_in_folders(st_sink *sink, const st_folder *folder, const st_file *file, st_str id,
                            st_meta meta[ST_META_COUNT]) {
  if (!folder) return true;
  if (!find_in_folders(sink, folder->outer, file, id, meta)) return false;
  if (!folder->metas) return true;
  below(&sink->doc, folder, file);
  return find(sink, folder->metas, id, meta);
}

static bool find_meta(st_sink *sink, const st_file *file, st_str id, st_meta meta[ST_META_COUNT]) {
  return find_given(sink, file, id, meta) && find_in_folders(sink, file->folder, file, id, meta) &&
         st_metas_find(file->beside, file->name, id, meta);
}

static st_made *new_made(st_sink *sink) {
  if (sink->count == sink->room) {
    size_t room = sink->room ? sink->room * 2 : 32;
    st_made *made = st_grow(sink->made, room, sizeof *made);
    if (!made) return NULL;
    sink->made = made;
    sink->room = room;
  }
  return &sink->made[sink->count];
}

static st_str group_of(const st_file *file, const st_article *article) {
  if (article->many) return file->doc;
  return file->folder ? file->folder->group : st_cstr("");
}

static st_str doc_of(st_sink *sink, const st_file *file, st_str id) {
  if (!id.n) return file->doc;
  st_buf_clear(&sink->doc);
  st_buf_adds(&sink->doc, file->doc);
  st_buf_addc(&sink->doc, '#');
  st_path_show(id, &sink->doc);
  return st_str_of(sink->doc.p, sink->doc.n);
}

static st_revision *find_before(const st_sink *sink, st_str doc) {
  bool there;
  size_t at = st_loaded_find(sink->before, sink->before_count, doc, &there);
  return there ? sink->before[at].revision : NULL;
}

void st_article_add(st_sink *sink, const st_file *file, const st_article *article,
                    st_revision_source *source) {
  if (source->text.n > ST_ARTICLE_MAX) {
    st_article_drop(sink, file, article->number, true, TOO_LARGE);
    return;
  }
  st_meta meta[ST_META_COUNT] = {0};
  bool good = find_meta(sink, file, article->id, meta);
  st_meta_fill(meta, source->meta);
  memcpy(source->meta, meta, sizeof meta);
  source->doc = doc_of(sink, file, article->id);
  source->before = find_before(sink, source->doc);
  st_made *to = good && !sink->doc.bad ? new_made(sink) : NULL;
  st_revision *r;
  if (!to || st_revision_make(source, &r, NULL)) {
    sink->bad = true;
    return;
  }
  *to = (st_made){r, group_of(file, article), article->number};
  sink->count++;
}

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
    st_article_drop(sink, file, 0, false, "no text between its marks");
  } else {
    if (page->note) st_notes_add(&sink->notes, file->doc, 0, false, "%s", page->note);
    st_article_add(sink, file, &(st_article){0}, source);
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
    st_article_add(sink, file, &(st_article){0}, &source);
  st_page_close(&page);
}

/* `note` is what is already known to be wrong with it, or null. */
static void add_html(st_sink *sink, const st_file *file, st_str html, const char *note) {
  if (st_article_blank(html)) {
    st_article_drop(sink, file, 0, false, EMPTY);
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
  size_t whole = before_cut(bytes);
  st_buf_clear(&sink->decoded);
  if (whole && !memchr(bytes.p, 0, whole)) {
    add_html(sink, file, st_str_of(bytes.p, whole), CUT);
  } else if (st_encoding_of(bytes) == ST_CP1252 && !memchr(bytes.p, 0, bytes.n) &&
             st_html_convert(bytes, st_html_charset(bytes), &sink->decoded)) {
    if (sink->decoded.bad)
      sink->bad = true;
    else
      add_html(sink, file, st_str_of(sink->decoded.p, sink->decoded.n), NULL);
  } else if (st_article_decode(sink, file, 0, bytes, &text, &decoded)) {
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
  if (wide && !decode(sink, bytes, encoding, &bytes)) return;
  if (st_article_blank(bytes))
    st_article_drop(sink, file, 0, false, EMPTY);
  else
    st_article_lines(sink, file, bytes, 0);
}

static void add_whole(st_sink *sink, const st_file *file, st_str bytes) {
  st_str text;
  bool decoded;
  if (!st_article_decode(sink, file, 0, bytes, &text, &decoded)) return;
  enum st_format format =
      file->format == ST_FORMAT_OTHER ? sniff(text) : (enum st_format)file->format;
  if (st_article_blank(text))
    st_article_drop(sink, file, 0, false, EMPTY);
  else if (format == ST_FORMAT_HTML)
    add_html(sink, file, text, NULL);
  else if (format == ST_FORMAT_JSON)
    st_article_json(sink, file, text);
  else if (format == ST_FORMAT_NDJSON)
    add_ndjson(sink, file, bytes);
  else
    add_text(sink, file, text, decoded, format == ST_FORMAT_MARKDOWN);
}

void st_article_file(st_sink *sink, const st_file *file, st_str bytes) {
  if (sink->read_only) return;
  if (st_article_blank(bytes))
    st_article_drop(sink, file, 0, false, EMPTY);
  else if (file->format == ST_FORMAT_NDJSON)
    add_ndjson(sink, file, bytes);
  else if (file->format == ST_FORMAT_HTML)
    add_html_bytes(sink, file, bytes);
  else
    add_whole(sink, file, bytes);
}
