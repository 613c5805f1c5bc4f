/* Why everything at a place is there. */
#include "app/why/explain.h"
#include "base/alloc.h"

#include <stdlib.h>

typedef struct item {
  const st_layer *layer;
  uint32_t index;
  st_span span;
} item;

static bool frames(const item *i) { return st_is_frame(st_layer_name(i->layer)); }

/* Sentences and blocks last, then by the text. */
static int by_place(const void *pa, const void *pb) {
  const item *a = pa, *b = pb;
  if (frames(a) != frames(b)) return frames(a) - frames(b);
  if (a->span.begin != b->span.begin) return a->span.begin < b->span.begin ? -1 : 1;
  if (a->span.end != b->span.end) return a->span.end > b->span.end ? -1 : 1;
  int c = st_str_compare(st_layer_name(a->layer), st_layer_name(b->layer));
  return c ? c : (a->index > b->index) - (a->index < b->index);
}

/* Into `out`, or only counted where that is null. */
static uint32_t collect(const st_engine *engine, uint32_t article, st_span at, item *out) {
  uint32_t layers, n = 0;
  const st_str *names = st_engine_layers(engine, &layers);
  for (uint32_t l = 0; l < layers; l++) {
    const st_layer *layer = st_engine_layer(engine, article, names[l]);
    for (uint32_t i = 0; layer && i < st_layer_count(layer); i++) {
      st_span s = st_layer_span(layer, i);
      if (s.end <= at.begin || s.begin >= at.end) continue;
      if (out) out[n] = (item){layer, i, s};
      n++;
    }
  }
  return n;
}

static bool at_place(const st_finding *f, const st_engine *engine, uint32_t article, st_span at) {
  st_str doc = st_revision_doc(st_engine_revision(engine, article));
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    const st_evidence *v = &f->evidence[i];
    if (st_str_equal(v->doc, doc) && v->begin < at.end && at.begin < v->end) return true;
  }
  return false;
}

static int tell_findings(const st_explainer *x, uint32_t article, st_span at, uint32_t *told,
                         st_error *e) {
  int rc = ST_OK;
  for (int open = 0; open < 2; open++) {
    uint32_t count;
    const st_finding *list = open ? st_engine_undecided(x->engine, &count)
                                  : st_engine_findings(x->engine, &count);
    for (uint32_t i = 0; !rc && i < count; i++) {
      if (!at_place(&list[i], x->engine, article, at)) continue;
      rc = st_why_finding(x, &list[i], e);
      if (!x->ndjson) st_buf_addc(x->out, '\n');
      (*told)++;
    }
  }
  return rc;
}

static int tell_annotations(const st_explainer *x, uint32_t article, st_span at, uint32_t *count,
                            st_error *e) {
  st_told told = {.arena = st_arena_open()};
  uint32_t n = collect(x->engine, article, at, NULL);
  item *items = told.arena ? st_arena_get(told.arena, (n + 1) * sizeof *items) : NULL;
  int rc = items ? ST_OK : st_nomem(e);
  if (!rc) {
    collect(x->engine, article, at, items);
    qsort(items, n, sizeof *items, by_place);
  }
  for (uint32_t i = 0; !rc && i < n; i++) {
    rc = st_why_annotation(x, &told, article, items[i].layer, items[i].index, 0, 0, e);
    if (!x->ndjson && i + 1 < n) st_buf_addc(x->out, '\n');
  }
  *count += n;
  st_arena_close(told.arena);
  return rc;
}

int st_why_place(const st_explainer *x, const st_place *place, st_error *e) {
  uint32_t article, told = 0;
  int rc = st_place_find(x->engine, place, &article, e);
  if (rc) return rc;
  st_span at = st_place_bytes(st_engine_revision(x->engine, article), place);
  rc = tell_findings(x, article, at, &told, e);
  if (!rc) rc = tell_annotations(x, article, at, &told, e);
  if (!rc && !told && !x->ndjson)
    st_buf_addz(x->out, "no rule found anything there; stemma why-not RULE DOC:LINE tells how far "
                        "a rule got\n");
  return rc;
}
