#include "disk/note.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

/* So many are shown of one file: a broken export must not bury the others. */
enum { SHOWN_OF_A_FILE = 20 };

static void note_close(st_note *n) {
  st_free(n->file);
  st_free(n->text);
}

void st_notes_close(st_notes *notes) {
  for (size_t i = 0; i < notes->count; i++) note_close(&notes->items[i]);
  st_free(notes->items);
  *notes = (st_notes){0};
}

static bool reserve(st_notes *notes, size_t more) {
  if (notes->count + more <= notes->room) return true;
  size_t room = (notes->count + more) * 2;
  st_note *items = st_grow(notes->items, room, sizeof *items);
  if (!items) {
    notes->bad = true;
    return false;
  }
  notes->items = items;
  notes->room = room;
  return true;
}

void st_notes_add(st_notes *notes, st_str file, uint32_t line, bool argument, const char *format,
                  ...) {
  if (!reserve(notes, 1)) return;
  st_error text;
  va_list args;
  va_start(args, format);
  st_vfail(&text, ST_EINPUT, format, args);
  va_end(args);
  st_note n = {.file = st_strndup(file.p, file.n),
               .text = st_strndup(text.message, strlen(text.message)),
               .line = line,
               .argument = argument};
  if (n.file && n.text) {
    notes->items[notes->count++] = n;
  } else {
    note_close(&n);
    notes->bad = true;
  }
}

void st_notes_move(st_notes *notes, st_notes *from) {
  if (from->count && reserve(notes, from->count)) {
    memcpy(notes->items + notes->count, from->items, from->count * sizeof *from->items);
    notes->count += from->count;
    from->count = 0;
  }
  notes->bad = notes->bad || from->bad;
  notes->unsure = notes->unsure || from->unsure;
  st_notes_close(from);
}

static int by_place(const void *x, const void *y) {
  const st_note *a = x, *b = y;
  int c = strcmp(a->file, b->file);
  if (c) return c;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

static bool same_place(const st_note *a, const st_note *b) {
  return a->line == b->line && strcmp(a->file, b->file) == 0 && strcmp(a->text, b->text) == 0;
}

/* A file met as an argument and in a folder says the same twice. */
static void merge_equal(st_notes *notes) {
  size_t kept = 0;
  for (size_t i = 0; i < notes->count; i++) {
    st_note n = notes->items[i];
    if (kept && same_place(&notes->items[kept - 1], &n)) {
      notes->items[kept - 1].argument |= n.argument;
      note_close(&n);
    } else {
      notes->items[kept++] = n;
    }
  }
  notes->count = kept;
}

static bool add_line(st_load_note *to, const st_note *n, const char *text) {
  st_buf b = {0};
  st_buf_addz(&b, n->file);
  if (n->line) st_buf_addf(&b, ":%u", n->line);
  st_buf_addz(&b, ": ");
  st_buf_addz(&b, text);
  for (size_t i = 0; i < b.n; i++)
    if (b.p[i] == '\n' || b.p[i] == '\r') b.p[i] = ' ';
  *to = (st_load_note){.line = st_str_of(b.p, b.n), .argument = n->argument};
  if (!b.bad) return true;
  st_buf_close(&b);
  *to = (st_load_note){0};
  return false;
}

static bool add_rest(st_load_note *to, const st_note *first, size_t rest) {
  char text[80];
  snprintf(text, sizeof text, "%zu more of its lines are at fault; not named here", rest);
  st_note n = *first;
  n.line = 0;
  return add_line(to, &n, text);
}

int st_notes_lines(st_notes *notes, st_load_note **lines, size_t *count, st_error *e) {
  *lines = NULL;
  *count = 0;
  if (notes->bad) return st_nomem(e);
  for (size_t i = 0; i < notes->count; i++) notes->items[i].order = i;
  if (notes->count) qsort(notes->items, notes->count, sizeof *notes->items, by_place);
  merge_equal(notes);
  st_load_note *out = st_calloc(notes->count + 1, sizeof *out);
  if (!out) return st_nomem(e);
  size_t n = 0;
  bool good = true;
  for (size_t i = 0, next; good && i < notes->count; i = next) {
    for (next = i;
         next < notes->count && strcmp(notes->items[next].file, notes->items[i].file) == 0;)
      next++;
    size_t shown = next - i > SHOWN_OF_A_FILE ? SHOWN_OF_A_FILE - 1 : next - i;
    for (size_t k = i; good && k < i + shown; k++)
      good = add_line(&out[n++], &notes->items[k], notes->items[k].text);
    if (good && shown < next - i) good = add_rest(&out[n++], &notes->items[i], next - i - shown);
  }
  if (!good) {
    st_notes_free_lines(out, n);
    return st_nomem(e);
  }
  *lines = out;
  *count = n;
  return 0;
}

void st_notes_free_lines(st_load_note *lines, size_t count) {
  for (size_t i = 0; lines && i < count; i++) st_free((char *)lines[i].line.p);
  st_free(lines);
}
