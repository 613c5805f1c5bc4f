#include "disk/meta/metas.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/names.h"
#include "disk/format/lines.h"
#include "disk/meta/fields.h"
#include "disk/meta/flat.h"
#include "disk/read/file.h"
#include "disk/walk/path.h"
#include "text/decode.h"

#include <fcntl.h>

struct st_metas {
  st_arena *arena; /* the values */
  st_names *docs;  /* a doc's number is its place in `rows` */
  st_meta (*rows)[ST_META_COUNT];
  size_t count, room;
};

static st_metas *metas_open(void) {
  st_metas *m = st_calloc(1, sizeof *m);
  if (!m) return NULL;
  m->arena = st_arena_open();
  m->docs = st_names_open();
  if (m->arena && m->docs) return m;
  st_metas_close(m);
  return NULL;
}

void st_metas_close(st_metas *m) {
  if (!m) return;
  st_arena_close(m->arena);
  st_names_close(m->docs);
  st_free(m->rows);
  st_free(m);
}

static st_meta *row_of(st_metas *m, st_str doc) {
  st_buf clean = {0};
  st_path_clean(doc, &clean);
  uint32_t n = clean.bad ? ST_NO_NAME : st_names_add(m->docs, st_str_of(clean.p, clean.n));
  st_buf_close(&clean);
  if (n == ST_NO_NAME) return NULL;
  if (n == m->count) {
    if (m->count == m->room) {
      size_t room = m->room ? m->room * 2 : 8;
      void *rows = st_grow(m->rows, room, sizeof *m->rows);
      if (!rows) return NULL;
      m->rows = rows;
      m->room = room;
    }
    memset(m->rows[m->count++], 0, sizeof *m->rows);
  }
  return m->rows[n];
}

/* Of two lines for one doc the later holds, field by field. */
static bool add_row(st_metas *m, st_str doc, const st_meta meta[ST_META_COUNT]) {
  st_meta *row = row_of(m, doc);
  for (int k = 0; row && k < ST_META_COUNT; k++) {
    if (meta[k].value.n == 0) continue;
    row[k] = (st_meta){st_arena_str(m->arena, meta[k].value), meta[k].from};
    if (!row[k].value.p) return false;
  }
  return row != NULL;
}

/* What fields_read would give; false where the line is not of the usual kind, or needs a note. */
static bool read_flat(st_str line, st_str *doc, st_meta meta[ST_META_COUNT]) {
  st_flat flat = {.rest = line};
  st_str key, value;
  enum st_flat_result r;
  *doc = (st_str){0};
  memset(meta, 0, ST_META_COUNT * sizeof *meta);
  while ((r = st_flat_next(&flat, &key, &value)) == ST_FLAT_PAIR || r == ST_FLAT_OTHER) {
    int k = st_meta_key_of(key);
    bool is_doc = st_str_equal(key, st_cstr("doc"));
    if (k < 0 && !is_doc) continue;
    if (r == ST_FLAT_OTHER && *value.p != 'n') return false;
    value = r == ST_FLAT_OTHER ? (st_str){0} : st_trim(value);
    if (k == ST_META_DATE && value.n && !st_date_valid(value)) return false;
    if (is_doc)
      *doc = value;
    else
      meta[k] = value.n ? (st_meta){value, ST_FROM_META_FILE} : (st_meta){0};
  }
  return r == ST_FLAT_END && doc->n;
}

static bool add_line(st_metas *m, st_str line, const st_place *place) {
  st_str flat_doc;
  st_meta flat[ST_META_COUNT];
  if (st_utf8_valid(line.p, line.n) == line.n && read_flat(line, &flat_doc, flat))
    return add_row(m, flat_doc, flat);
  json_error_t error;
  json_t *object = json_loadb(line.p, line.n, 0, &error);
  if (!json_is_object(object)) {
    st_notes_add(place->notes, place->file, place->line, false, "no JSON object; left out");
    json_decref(object);
    return true;
  }
  st_meta meta[ST_META_COUNT];
  bool good = true;
  st_str doc = st_field_string(object, "doc", place);
  if (doc.n) {
    st_fields_read(object, ST_FROM_META_FILE, meta, place);
    good = add_row(m, doc, meta);
  } else {
    st_notes_add(place->notes, place->file, place->line, false, "no \"doc\"; left out");
  }
  json_decref(object);
  return good;
}

int st_metas_read(st_str path, bool argument, st_metas **out, st_notes *notes, st_error *e) {
  *out = NULL;
  st_buf bytes = {0}, shown = {0};
  st_path_show(path, &shown);
  st_place place = {.notes = notes, .file = st_str_of(shown.p, shown.n), .which = ""};
  int r = st_file_read(AT_FDCWD, path.p, ST_FILE_MAX, &bytes);
  st_metas *m = r == ST_FILE_READ ? metas_open() : NULL;
  bool good = !shown.bad && r != ST_FILE_NOMEM && (m || r);
  if (r && r != ST_FILE_NOMEM)
    st_notes_add(notes, place.file, 0, argument, "%s" ST_NO_METADATA, st_file_reason(r));
  notes->unsure |= st_file_may_pass(r);
  st_str line;
  for (st_lines lines = {.rest = {bytes.p, bytes.n}}; m && good && st_lines_next(&lines, &line);) {
    place.line = lines.number;
    good = add_line(m, line, &place);
  }
  st_buf_close(&bytes);
  st_buf_close(&shown);
  if (!good) {
    st_metas_close(m);
    return st_nomem(e);
  }
  *out = m;
  return 0;
}

static void fill(const st_metas *m, st_str doc, st_meta meta[ST_META_COUNT]) {
  uint32_t n = st_names_find(m->docs, doc);
  if (n != ST_NO_NAME) st_meta_fill(meta, m->rows[n]);
}

static bool fill_inside(const st_metas *m, st_str doc, st_str id, st_meta meta[ST_META_COUNT]) {
  st_buf b = {0};
  st_buf_adds(&b, doc);
  st_buf_addc(&b, '#');
  st_buf_adds(&b, id);
  if (!b.bad) fill(m, st_str_of(b.p, b.n), meta);
  bool good = !b.bad;
  st_buf_close(&b);
  return good;
}

bool st_metas_find(const st_metas *m, st_str doc, st_str id, st_meta meta[ST_META_COUNT]) {
  if (!m || m->count == 0) return true;
  st_str stem = st_path_stem(doc);
  if (id.n)
    return fill_inside(m, doc, id, meta) && (stem.n == doc.n || fill_inside(m, stem, id, meta));
  fill(m, doc, meta);
  if (stem.n != doc.n) fill(m, stem, meta);
  return true;
}
