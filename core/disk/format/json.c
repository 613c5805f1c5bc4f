#include "disk/format/json.h"

#include "disk/format/lines.h"
#include "disk/meta/fields.h"
#include "disk/read/bytes.h"

#include <stdio.h>

/* An id may be a number; jansson owns a string's bytes, `room` holds a number's. */
static st_str id_of(json_t *object, char *room, size_t size, const st_place *place) {
  json_t *id = json_object_get(object, "id");
  if (json_is_integer(id)) {
    int n = snprintf(room, size, "%lld", (long long)json_integer_value(id));
    return st_str_of(room, (size_t)n);
  }
  return st_field_string(object, "id", place);
}

static void drop(const st_place *place, const char *reason) {
  st_notes_add(place->notes, place->file, place->line, place->argument, "%s%s; left out",
               place->which, reason);
}

/* One article; `number` names it where it has no id. */
static void add_object(st_sink *sink, const st_file *file, json_t *object, uint32_t number,
                       bool many, const st_place *place) {
  json_t *text = json_object_get(object, "text");
  char room[32];
  if (!json_is_object(object)) {
    drop(place, "no JSON object");
  } else if (!text || json_is_null(text)) {
    drop(place, "has no \"text\"");
  } else if (!json_is_string(text)) {
    drop(place, "\"text\" is no string");
  } else if (memchr(json_string_value(text), 0, json_string_length(text))) {
    drop(place, "holds NUL bytes, so it is no text");
  } else {
    st_revision_source source = {
        .text = st_str_of(json_string_value(text), json_string_length(text)), .decoded = true};
    st_fields_read(object, ST_FROM_FIELD, source.meta, place);
    st_str id = id_of(object, room, sizeof room, place);
    if (!id.n) id = st_str_of(room, (size_t)snprintf(room, sizeof room, "%u", number));
    if (st_text_blank(source.text))
      drop(place, "empty");
    else
      st_sink_add(sink, file, &(st_article){.id = id, .number = number, .many = many}, &source);
  }
}

static void add_array(st_sink *sink, const st_file *file, json_t *array, st_place *place) {
  char which[32];
  for (size_t i = 0; i < json_array_size(array) && !sink->bad; i++) {
    snprintf(which, sizeof which, "article %zu: ", i + 1);
    place->which = which;
    add_object(sink, file, json_array_get(array, i), (uint32_t)i + 1, true, place);
  }
}

static st_place place_of(st_sink *sink, const st_file *file) {
  return (st_place){.notes = &sink->notes, .file = file->doc, .which = ""};
}

static void broken(st_sink *sink, const st_file *file, uint32_t line, const char *why, bool whole) {
  st_notes_add(&sink->notes, file->doc, line, whole && file->argument, "not JSON (%s); left out",
               why);
}

static void add_line(st_sink *sink, const st_file *file, st_str line, uint32_t number) {
  st_str text;
  bool decoded;
  if (!st_sink_decode(sink, file, number, line, &text, &decoded)) return;
  json_error_t error;
  json_t *object = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &error);
  st_place place = place_of(sink, file);
  place.line = number;
  if (object)
    add_object(sink, file, object, number, true, &place);
  else
    broken(sink, file, number, error.text, false);
  json_decref(object);
}

void st_json_lines(st_sink *sink, const st_file *file, st_str bytes, uint32_t before) {
  st_lines lines = {.rest = bytes, .number = before};
  st_str line;
  while (!sink->bad && st_lines_next(&lines, &line)) add_line(sink, file, line, lines.number);
}

/* A file that calls itself JSON may hold a line an article. */
static bool first_line_is_object(st_str text) {
  st_lines lines = {.rest = text};
  st_str line;
  if (!st_lines_next(&lines, &line) || !lines.rest.n) return false;
  json_error_t error;
  json_t *object = json_loadb(line.p, line.n, 0, &error);
  bool is = json_is_object(object);
  json_decref(object);
  return is;
}

void st_json_read(st_sink *sink, const st_file *file, st_str text) {
  if (st_str_starts(text, st_cstr("\xEF\xBB\xBF"))) text = st_str_of(text.p + 3, text.n - 3);
  json_error_t error;
  json_t *root = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &error);
  st_place place = place_of(sink, file);
  json_t *articles = json_object_get(root, "articles");
  place.argument = file->argument && json_is_object(root) && !articles;
  if (!root && first_line_is_object(text))
    st_json_lines(sink, file, text, 0);
  else if (!root)
    broken(sink, file, error.line > 0 ? (uint32_t)error.line : 0, error.text, true);
  else if (json_is_array(root))
    add_array(sink, file, root, &place);
  else if (json_is_array(articles))
    add_array(sink, file, articles, &place);
  else
    add_object(sink, file, root, 1, false, &place);
  json_decref(root);
}
