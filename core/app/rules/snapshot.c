#include "app/rules/snapshot.h"

#include "app/commands.h"
#include "app/print/annotation_text.h"

#include <stdlib.h>

void st_snapshot_close(st_snapshot *snapshot) {
  st_arena_close(snapshot->arena);
  *snapshot = (st_snapshot){0};
}

/* What the buffer has, without a line's end, in the arena; the buffer is cleared. */
static st_str keep(st_snapshot *to, st_buf *b) {
  st_str text = st_str_of(b->p ? b->p : "", b->n);
  while (text.n && text.p[text.n - 1] == '\n') text.n--;
  text = b->bad ? (st_str){0} : st_arena_str(to->arena, text);
  st_buf_clear(b);
  return text;
}

static int by_key(const void *pa, const void *pb) {
  return st_str_compare(((const st_entry *)pa)->key, ((const st_entry *)pb)->key);
}

/* A number whose bytes sort as it does. */
static void add_number(uint32_t n, st_buf *out) {
  for (int shift = 24; shift >= 0; shift -= 8) st_buf_addc(out, (char)(n >> shift));
}

/* Where it stands in the text; those at one place are numbered. */
static st_str key_of(st_snapshot *to, const st_revision *r, const st_layer *l, st_span span,
                     uint32_t nth) {
  st_buf key = {0};
  st_buf_adds(&key, st_revision_doc(r));
  st_buf_addc(&key, '\0');
  add_number(span.begin, &key);
  add_number(span.end, &key);
  st_buf_adds(&key, st_layer_name(l));
  add_number(nth, &key);
  st_str own = key.bad ? (st_str){0} : st_arena_str(to->arena, st_str_of(key.p, key.n));
  st_buf_close(&key);
  return own;
}

static int add_annotation(st_snapshot *to, const st_revision *r, const st_layer *l, uint32_t i,
                          st_buf *b, st_error *e) {
  st_row_source source = {.revision = r};
  st_row row = {l, i};
  st_cursor cursor = {0};
  st_entry *last = to->annotation_count ? &to->annotations[to->annotation_count - 1] : NULL;
  st_entry *one = &to->annotations[to->annotation_count++];
  *one = (st_entry){.revision = r, .layer = st_layer_name(l), .span = st_layer_span(l, i)};
  bool again = last && last->revision == r && last->span.begin == one->span.begin &&
               last->span.end == one->span.end;
  uint32_t nth = again ? 1 : 0;
  for (const st_entry *x = last; again && x > to->annotations; x--, nth++)
    if (x[-1].revision != r || x[-1].span.begin != one->span.begin ||
        x[-1].span.end != one->span.end)
      break;
  one->key = key_of(to, r, l, one->span, nth);
  st_row_ndjson(&source, row, &cursor, b);
  one->row = keep(to, b);
  st_fields_text(&source, row, b);
  one->text = keep(to, b);
  one->layer = st_arena_str(to->arena, one->layer);
  return one->key.p && one->row.p && one->text.p && one->layer.p ? ST_OK : st_nomem(e);
}

/* Annotations of the rule in all layers; only counted where `to` is null. */
static uint32_t each_annotation(const st_session *s, st_str rule, st_snapshot *to, st_buf *b,
                                int *rc, st_error *e) {
  uint32_t layers, n = 0;
  const st_str *names = st_engine_layers(s->engine, &layers);
  for (uint32_t a = 0; a < st_engine_articles(s->engine); a++)
    for (uint32_t l = 0; l < layers; l++) {
      const st_layer *layer = st_engine_layer(s->engine, a, names[l]);
      for (uint32_t i = 0; layer && !*rc && i < st_layer_count(layer); i++) {
        if (!st_str_equal(st_layer_rule(layer, i), rule)) continue;
        n++;
        if (to) *rc = add_annotation(to, st_engine_revision(s->engine, a), layer, i, b, e);
      }
    }
  return n;
}

static int add_finding(const st_session *s, st_snapshot *to, const st_finding *f, st_buf *b,
                       st_error *e) {
  st_entry *one = &to->findings[to->finding_count++];
  st_term term = s->term;
  term.width = term.width > 42 ? term.width - 2 : 40;
  *one = (st_entry){.key = st_arena_str(to->arena, st_cstr(f->id))};
  st_finding_write(f, b);
  one->row = keep(to, b);
  st_finding_folded(f, true, &term, b);
  one->text = keep(to, b);
  return one->key.p && one->row.p && one->text.p ? ST_OK : st_nomem(e);
}

int st_snapshot_take(const st_session *s, st_str rule, st_snapshot *out, st_error *e) {
  st_buf b = {0};
  uint32_t findings;
  int rc = ST_OK;
  const st_finding *list = st_engine_findings(s->engine, &findings);
  uint32_t annotations = each_annotation(s, rule, NULL, NULL, &rc, e);
  *out = (st_snapshot){.arena = st_arena_open()};
  if (!out->arena) return st_nomem(e);
  out->annotations = st_arena_get(out->arena, (annotations + 1) * sizeof *out->annotations);
  out->findings = st_arena_get(out->arena, (findings + 1) * sizeof *out->findings);
  if (!out->annotations || !out->findings) return st_nomem(e);
  each_annotation(s, rule, out, &b, &rc, e);
  for (uint32_t i = 0; !rc && i < findings; i++) rc = add_finding(s, out, &list[i], &b, e);
  st_buf_close(&b);
  if (rc) return rc;
  qsort(out->annotations, out->annotation_count, sizeof *out->annotations, by_key);
  qsort(out->findings, out->finding_count, sizeof *out->findings, by_key);
  return ST_OK;
}
