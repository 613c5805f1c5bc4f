#include "find/finding.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "text/fold.h"

#include <stdlib.h>

enum st_level st_level_of(st_str level) {
  if (st_str_equal(level, st_cstr("error"))) return ST_LEVEL_ERROR;
  if (st_str_equal(level, st_cstr("warning"))) return ST_LEVEL_WARNING;
  if (st_str_equal(level, st_cstr("note"))) return ST_LEVEL_NOTE;
  return ST_LEVEL_NONE;
}

static int by_place(const void *pa, const void *pb) {
  const st_evidence *a = pa, *b = pb;
  int c = st_str_compare(a->doc, b->doc);
  if (!c) c = (a->begin > b->begin) - (a->begin < b->begin);
  if (!c) c = st_str_compare(a->role, b->role);
  return c ? c : (a->end > b->end) - (a->end < b->end);
}

static int by_name(const void *a, const void *b) {
  return st_str_compare(*(const st_str *)a, *(const st_str *)b);
}

static uint64_t hash_evidence(uint64_t h, const st_evidence *v, st_buf *folded) {
  st_buf_clear(folded);
  st_fold_text(v->text, ST_FOLD_CASE | ST_FOLD_MARKS | ST_FOLD_QUOTES | ST_FOLD_SPACE, folded);
  h = st_hash_mix(h, st_hash_str(v->doc));
  h = st_hash_mix(h, st_hash_str(v->role));
  return st_hash_mix(h, st_hash(folded->p, folded->n));
}

static uint64_t hash_finding(const st_finding *f, st_buf *folded) {
  uint64_t h = st_hash_mix(st_hash_str(f->rule), st_hash_str(f->kind));
  for (uint32_t i = 0; i < f->evidence_count; i++) h = hash_evidence(h, &f->evidence[i], folded);
  return h;
}

/* A finding with what makes its name, while names are being given. */
typedef struct named {
  st_finding *finding;
  uint64_t hash;
} named;

/* Findings with the same hash are counted in an order that depends on nothing but themselves. */
static int by_hash(const void *pa, const void *pb) {
  const named *a = pa, *b = pb;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  int c = st_str_compare(a->finding->story, b->finding->story);
  if (!c) c = st_str_compare(a->finding->level, b->finding->level);
  if (!c) c = st_str_compare(a->finding->message, b->finding->message);
  for (uint32_t i = 0; !c && i < a->finding->evidence_count; i++)
    c = (a->finding->evidence[i].begin > b->finding->evidence[i].begin) -
        (a->finding->evidence[i].begin < b->finding->evidence[i].begin);
  return c;
}

static void write_id(st_finding *f, uint64_t h) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < 16; i++) f->id[i] = digits[(h >> (60 - 4 * i)) & 15];
  f->id[16] = '\0';
}

static void give_ids(named *names, uint32_t count) {
  qsort(names, count, sizeof *names, by_hash);
  for (uint32_t i = 0, nth = 0; i < count; i++) {
    nth = i && names[i].hash == names[i - 1].hash ? nth + 1 : 0;
    write_id(names[i].finding, nth ? st_hash_mix(names[i].hash, nth) : names[i].hash);
  }
}

static int in_order(const void *pa, const void *pb) {
  const st_finding *a = pa, *b = pb;
  int c = st_str_compare(a->story, b->story);
  if (!c) c = st_str_compare(a->rule, b->rule);
  return c ? c : strcmp(a->id, b->id);
}

int st_findings_finish(st_finding *findings, uint32_t count, st_error *e) {
  named *names = st_grow(NULL, count, sizeof *names);
  if (!names) return st_nomem(e);
  st_buf folded = {0};
  for (uint32_t i = 0; i < count; i++) {
    st_finding *f = &findings[i];
    if (f->evidence_count) qsort(f->evidence, f->evidence_count, sizeof *f->evidence, by_place);
    if (f->silent_count) qsort(f->silent, f->silent_count, sizeof *f->silent, by_name);
    names[i] = (named){f, hash_finding(f, &folded)};
  }
  give_ids(names, count);
  if (count) qsort(findings, count, sizeof *findings, in_order);
  bool bad = folded.bad;
  st_buf_close(&folded);
  st_free(names);
  return bad ? st_nomem(e) : ST_OK;
}

static void add_key(st_buf *out, const char *key, st_str value) {
  st_buf_addf(out, ",\"%s\":", key);
  st_buf_add_json(out, value);
}

static void write_evidence(const st_evidence *v, st_buf *out) {
  st_buf_addz(out, "{\"role\":");
  st_buf_add_json(out, v->role);
  add_key(out, "doc", v->doc);
  st_buf_addf(out, ",\"begin\":%u,\"end\":%u,\"line\":%u,\"column\":%u", v->begin, v->end, v->line,
              v->column);
  add_key(out, "text", v->text);
  if (v->revision && st_revision_decoded(v->revision)) st_buf_addz(out, ",\"decoded\":true");
  st_buf_addc(out, '}');
}

void st_finding_write(const st_finding *f, st_buf *out) {
  st_buf_addf(out, "{\"v\":1,\"id\":\"%s\"", f->id);
  add_key(out, "rule", f->rule);
  add_key(out, "kind", f->kind);
  add_key(out, "level", f->level);
  add_key(out, "story", f->story);
  add_key(out, "message", f->message);
  st_buf_addz(out, ",\"silent\":[");
  for (uint32_t i = 0; i < f->silent_count; i++) {
    if (i) st_buf_addc(out, ',');
    st_buf_add_json(out, f->silent[i]);
  }
  st_buf_addz(out, "],\"evidence\":[");
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    if (i) st_buf_addc(out, ',');
    write_evidence(&f->evidence[i], out);
  }
  st_buf_addz(out, "]}\n");
}
