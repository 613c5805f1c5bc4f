/* Why a finding was made. */
#include "app/why/explain.h"

#include "app/commands.h"
#include "text/fold.h"

enum { LEAST_ID = 3 };

static size_t common(const char *a, const char *b) {
  size_t n = 0;
  while (a[n] && a[n] == b[n]) n++;
  return n;
}

int st_finding_named(const st_engine *engine, const char *id, const st_finding **out, st_error *e) {
  uint32_t count, hits = 0;
  size_t best = 0;
  const char *nearest = NULL;
  const st_finding *list = st_engine_findings(engine, &count);
  for (uint32_t i = 0; i < count; i++) {
    size_t n = common(id, list[i].id);
    if (!id[n] && !hits++) *out = &list[i];
    if (n > best) best = n, nearest = list[i].id;
  }
  if (hits == 1) return ST_OK;
  if (hits)
    return st_fail(e, ST_EUSE, "%u findings begin with '%s'; give more of the id", hits, id);
  if (!count) return st_fail(e, ST_EUSE, "there is no finding '%s': nothing was found there", id);
  if (best < LEAST_ID)
    return st_fail(e, ST_EUSE, "there is no finding '%s' among the %u there", id, count);
  return st_fail(e, ST_EUSE, "there is no finding '%s'; did you mean %s?", id, nearest);
}

static void add_source(const st_explainer *x, const st_finding *f) {
  const st_rule *rule = st_rule_named(x->engine, f->rule);
  st_buf *out = x->out;
  st_by_rule_add(x, f->rule, 2);
  if (f->line) {
    st_str source = st_engine_source(x->engine, f->file, f->line);
    st_pad(0, 4, out);
    st_buf_addz(out, f->level.n ? "reported by  " : "said by  ");
    st_source_add(x->term, f->file, f->line, source, rule ? rule->file : st_cstr(""),
                  x->term->width > 40 ? x->term->width - 18 : 22, out);
    st_buf_addc(out, '\n');
  }
  if (!rule || !rule->read_count) return;
  st_pad(0, 4, out);
  st_buf_addz(out, "reads  ");
  for (uint32_t i = 0; i < rule->read_count; i++) {
    if (i) st_buf_addz(out, ", ");
    st_buf_adds(out, rule->reads[i]);
  }
  st_buf_addc(out, '\n');
}

static int add_evidence(const st_explainer *x, st_told *told, const st_evidence *v, st_error *e) {
  st_buf *out = x->out;
  uint32_t article = st_engine_find(x->engine, v->doc);
  const st_layer *l =
      article == ST_NONE ? NULL : st_engine_layer(x->engine, article, v->layer);
  if (!x->ndjson) {
    st_buf_addz(out, "\n  ");
    st_styled(x->term, ST_BOLD, v->outlet, out);
    if (v->role.n) st_buf_addf(out, "  %.*s", (int)v->role.n, v->role.p);
    st_buf_addz(out, "  ");
    st_styled(x->term, ST_DIM, v->doc, out);
    st_buf_addf(out, ":%u:%u\n", v->line, v->column);
    st_mark_under(x->term, ST_YELLOW, st_revision_text(v->revision), v->begin, v->end, 4, out);
    if (v->field.n)
      st_buf_addf(out, "    these words are its %.*s:\n", (int)v->field.n, v->field.p);
  }
  if (!l || v->index >= st_layer_count(l)) return ST_OK;
  return st_why_annotation(x, told, article, l, v->index, 1, 4, e);
}

static void add_json(const st_explainer *x, const st_finding *f) {
  st_buf *out = x->out;
  st_buf_addz(out, "{\"v\":1,\"why\":\"finding\",\"id\":");
  st_buf_add_json(out, st_cstr(f->id));
  const struct {
    const char *key;
    st_str value;
  } keys[] = {{"rule", f->rule},       {"kind", f->kind},   {"level", f->level},
              {"message", f->message}, {"story", f->story}, {"file", f->file}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    st_buf_addf(out, ",\"%s\":", keys[i].key);
    st_buf_add_json(out, keys[i].value);
  }
  st_buf_addf(out, ",\"line\":%u,\"evidence\":[", f->line);
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    const st_evidence *v = &f->evidence[i];
    st_buf_addz(out, i ? ",{\"role\":" : "{\"role\":");
    st_buf_add_json(out, v->role);
    st_buf_addz(out, ",\"doc\":");
    st_buf_add_json(out, v->doc);
    st_buf_addz(out, ",\"layer\":");
    st_buf_add_json(out, v->layer);
    if (v->field.n) st_buf_addz(out, ",\"field\":"), st_buf_add_json(out, v->field);
    st_buf_addf(out, ",\"begin\":%u,\"end\":%u,\"text\":", v->begin, v->end);
    st_buf_add_json(out, v->text);
    st_buf_addc(out, '}');
  }
  st_buf_addz(out, "]}\n");
}

int st_why_finding(const st_explainer *x, const st_finding *f, st_error *e) {
  st_told told = {.arena = st_arena_open()};
  int rc = told.arena ? ST_OK : st_nomem(e);
  if (!rc && x->ndjson) add_json(x, f);
  if (!rc && !x->ndjson) {
    st_finding_folded(f, true, x->term, x->out);
    add_source(x, f);
  }
  for (uint32_t i = 0; !rc && i < f->evidence_count; i++)
    rc = add_evidence(x, &told, &f->evidence[i], e);
  st_arena_close(told.arena);
  return rc;
}
