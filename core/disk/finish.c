#include "disk/finish.h"

#include "base/alloc.h"

#include <stdlib.h>

bool st_finish_take(st_finish *finish, st_sink *sink) {
  st_notes_move(&finish->notes, &sink->notes);
  if (finish->notes.bad) return false;
  if (finish->made_count + sink->count > finish->made_room) {
    size_t room = (finish->made_count + sink->count) * 2;
    st_made *made = st_grow(finish->made, room, sizeof *made);
    if (!made) return false;
    finish->made = made;
    finish->made_room = room;
  }
  if (sink->count)
    memcpy(finish->made + finish->made_count, sink->made, sink->count * sizeof *sink->made);
  finish->made_count += sink->count;
  sink->count = 0;
  return true;
}

static int by_doc(const void *x, const void *y) {
  const st_made *a = x, *b = y;
  int c = st_str_compare(st_revision_doc(a->revision), st_revision_doc(b->revision));
  if (c == 0) c = st_str_compare(a->group, b->group);
  return c ? c : (a->number > b->number) - (a->number < b->number);
}

static void sort(st_finish *f) {
  size_t i = 1;
  while (i < f->made_count && by_doc(&f->made[i - 1], &f->made[i]) <= 0) i++;
  if (i < f->made_count) qsort(f->made, f->made_count, sizeof *f->made, by_doc);
}

/* The same article under another doc. Only articles out of JSON come here, and their blocks are
 * those that are found in the text. */
static int rename_article(st_made *made, st_str doc) {
  const st_revision *old = made->revision;
  st_revision_source source = {
      .doc = doc, .text = st_revision_text(old), .decoded = st_revision_decoded(old)};
  for (int k = 0; k < ST_META_COUNT; k++)
    source.meta[k] = st_revision_meta(old, (enum st_meta_key)k);
  st_revision *r;
  if (st_revision_make(&source, &r, NULL)) return ST_ENOMEM;
  st_revision_close(made->revision);
  made->revision = r;
  return 0;
}

static int rename_twin(st_finish *f, st_made *made, size_t nth) {
  st_buf doc = {0};
  st_buf_adds(&doc, st_revision_doc(made->revision));
  st_buf_addf(&doc, "~%zu", nth);
  int r = doc.bad ? ST_ENOMEM : 0;
  if (!r)
    st_notes_add(&f->notes, made->group, made->number, false,
                 "its id was there before; named \"%.*s\"", (int)doc.n, doc.p);
  if (!r) r = rename_article(made, st_str_of(doc.p, doc.n));
  st_buf_close(&doc);
  return r;
}

/* Gives the second and later ones of a doc their own; *any tells whether there were such. */
static int rename_twins(st_finish *f, bool *any) {
  *any = false;
  int r = 0;
  for (size_t i = 0, next; !r && i < f->made_count; i = next) {
    st_str doc = st_revision_doc(f->made[i].revision);
    for (next = i + 1; next < f->made_count; next++)
      if (!st_str_equal(doc, st_revision_doc(f->made[next].revision))) break;
    for (size_t k = i + 1; !r && k < next; k++) {
      *any = true;
      r = rename_twin(f, &f->made[k], k - i + 1);
    }
  }
  return r;
}

int st_finish_run(st_finish *f, st_error *e) {
  bool again = true;
  while (again) {
    sort(f);
    if (rename_twins(f, &again)) return st_nomem(e);
  }
  f->articles = st_calloc(f->made_count, sizeof *f->articles);
  if (!f->articles) return st_nomem(e);
  for (size_t i = 0; i < f->made_count; i++)
    f->articles[i] = (st_loaded){f->made[i].revision, f->made[i].group};
  f->article_count = f->made_count;
  f->made_count = 0;
  return st_notes_lines(&f->notes, &f->lines, &f->line_count, e);
}

void st_finish_close(st_finish *f) {
  for (size_t i = 0; i < f->made_count; i++) st_revision_close(f->made[i].revision);
  for (size_t i = 0; i < f->article_count; i++) st_revision_close(f->articles[i].revision);
  st_free(f->made);
  st_free(f->articles);
  st_notes_free_lines(f->lines, f->line_count);
  st_notes_close(&f->notes);
  *f = (st_finish){0};
}
