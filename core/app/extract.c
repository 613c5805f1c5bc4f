/* `stemma extract`: annotations as NDJSON, CSV or text. */
#include "app/commands.h"

#include "app/layers.h"
#include "app/print/annotation_text.h"
#include "base/alloc.h"
#include "find/row.h"

#include <stdlib.h>

typedef struct article_context {
  const st_engine *engine;
  uint32_t article;
} article_context;

static const st_layer *find_layer(const void *context, st_str name) {
  const article_context *c = context;
  return st_engine_layer(c->engine, c->article, name);
}

static int by_name(const void *a, const void *b) {
  return st_str_compare(*(const st_str *)a, *(const st_str *)b);
}

/* In text these would bury the rest. */
static bool is_dull(st_str layer) {
  return st_str_equal(layer, st_cstr("block")) || st_str_equal(layer, st_cstr("sentence"));
}

/* Names of all layers to print, sorted, `*count` of them; owned by the caller. Sentences are among
 * them: a rule's, or without one the core's. */
static st_str *list_layers(const st_session *s, const st_wanted *w, uint32_t *count) {
  uint32_t written = 0;
  const st_str *names = st_engine_layers(s->engine, &written);
  st_str *out = st_grow(NULL, (size_t)written + 1, sizeof *out);
  *count = 0;
  if (!out) return NULL;
  st_str own = st_cstr("sentence");
  bool text = w->all && s->options->print == ST_PRINT_TEXT;
  for (uint32_t i = 0; i < written; i++)
    if (st_wanted_has(w, names[i]) && !(text && is_dull(names[i]))) out[(*count)++] = names[i];
  if (st_wanted_has(w, own) && !text && !st_session_writes(s, own)) out[(*count)++] = own;
  qsort(out, *count, sizeof *out, by_name);
  return out;
}

static int print_article(st_session *s, const st_row_source *source, const st_str *layers,
                         uint32_t count, st_error *e) {
  st_row_writer *write = s->options->print == ST_PRINT_CSV ? st_row_csv : st_row_ndjson;
  if (s->options->print == ST_PRINT_TEXT)
    return st_annotations_print(source, layers, count, &s->term, &s->out.buf, e);
  int rc = ST_OK;
  for (uint32_t i = 0; !rc && i < count && st_out_poll(&s->out); i++) {
    const st_layer *layer = source->layer(source->context, layers[i]);
    bool sentences = !layer && st_str_equal(layers[i], st_cstr("sentence"));
    if (layer || sentences) rc = st_rows_add(source, layer, write, &s->out.buf, e);
  }
  return rc;
}

static int print(st_session *s, const st_wanted *w, st_error *e) {
  uint32_t layer_count;
  size_t count;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  st_str *layers = list_layers(s, w, &layer_count);
  if (!layers) return st_nomem(e);
  if (s->options->print == ST_PRINT_CSV) st_row_csv_head(&s->out.buf);
  int rc = ST_OK;
  for (size_t i = 0; !rc && i < count && st_out_poll(&s->out); i++) {
    article_context context = {s->engine, (uint32_t)i};
    st_row_source source = {loaded[i].revision, find_layer, &context};
    rc = print_article(s, &source, layers, layer_count, e);
  }
  st_free(layers);
  return rc;
}

static int find(st_session *s, const st_wanted *w, st_error *e) {
  static const char *const all[] = {"*", NULL};
  uint64_t begin = st_stage_begin();
  int rc = st_session_settle(s, w->all ? all : w->list.items, false, e);
  st_stage_end(s, "rules", begin, st_session_bytes(s));
  return rc;
}

static int run(st_session *s, st_wanted *w, st_error *e) {
  const st_options *o = s->options;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_wanted_check(s, w, e);
  if (!rc) rc = st_session_read(s, o->arguments.items, o->arguments.count, e);
  if (!rc) rc = find(s, w, e);
  if (rc || o->quiet) return rc;
  uint64_t begin = st_stage_begin();
  rc = print(s, w, e);
  st_stage_end(s, "output", begin, 0);
  return rc;
}

int st_cmd_extract(st_session *s, int *status, st_error *e) {
  (void)status;
  st_wanted wanted;
  int rc = st_wanted_read(&s->options->layers, &wanted, e);
  if (!rc) rc = run(s, &wanted, e);
  st_wanted_close(&wanted);
  return rc;
}
