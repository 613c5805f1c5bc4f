/* Answers about articles, stories, findings and the run, from what the engine holds. */
#include "app/repl/asks/asks.h"
#include "base/hash.h"
#include "engine/wire/value.h"

void st_answer_strings(const char *name, const st_str *items, uint32_t count, st_buf *out) {
  st_value_name(out, name);
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < count; i++) st_value_string(out, items[i]);
  st_value_end(out, list, count);
}

/* --- articles --- */

/* Of the text and of all layers that are there: the same, the same article. */
static uint64_t stamp_of(const st_repl *r, uint32_t i) {
  uint32_t count;
  const st_str *names = st_engine_layers(r->s->engine, &count);
  uint64_t h = st_revision_hash(st_engine_revision(r->s->engine, i));
  for (uint32_t l = 0; l < count; l++) {
    const st_layer *layer = st_engine_layer(r->s->engine, i, names[l]);
    if (!layer) continue;
    h = st_hash_mix(h, st_layer_content(layer));
    h = st_hash_mix(h, st_layer_positions(layer));
  }
  return h;
}

/* How many annotations each layer has that is there. */
static void add_counts(const st_repl *r, uint32_t i, st_buf *out) {
  uint32_t count, n = 0;
  const st_str *names = st_engine_layers(r->s->engine, &count);
  st_value_name(out, "counts");
  size_t table = st_value_table(out);
  for (uint32_t l = 0; l < count; l++) {
    const st_layer *layer = st_engine_layer(r->s->engine, i, names[l]);
    if (!layer || !st_layer_count(layer)) continue;
    st_buf_str(out, names[l]);
    st_value_integer(out, st_layer_count(layer));
    n++;
  }
  st_value_end(out, table, n);
}

static void add_article(const st_repl *r, uint32_t i, st_buf *out) {
  static const char *const keys[ST_META_COUNT] = {"outlet", "title", NULL, "url", "author"};
  const st_revision *v = st_engine_revision(r->s->engine, i);
  enum st_meta_from from;
  st_span evidence;
  size_t table = st_value_table(out);
  uint32_t n = st_value_add_string(out, "doc", st_revision_doc(v));
  for (int k = 0; k < ST_META_COUNT; k++)
    if (keys[k])
      n += st_value_add_string(out, keys[k], st_revision_meta(v, (enum st_meta_key)k).value);
  st_str date = st_engine_date(r->s->engine, i, &from, &evidence);
  n += st_value_add_string(out, "date", date);
  if (date.n) n += st_value_add_string(out, "date_from", st_cstr(st_meta_from_name(from)));
  n += st_value_add_integer(out, "bytes", (int64_t)st_revision_text(v).n);
  n += st_value_add_integer(out, "stamp", (int64_t)stamp_of(r, i));
  add_counts(r, i, out);
  st_value_end(out, table, n + 1);
}

/* A script waits in any case. */
int st_answer_settled(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  (void)a, (void)e;
  st_value_bool(out, !r->line || st_engine_settled(r->s->engine));
  return ST_OK;
}

int st_answer_corpus(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  uint32_t count = st_engine_articles(r->s->engine);
  size_t list = st_value_list(out);
  (void)a, (void)e;
  for (uint32_t i = 0; i < count; i++) add_article(r, i, out);
  st_value_end(out, list, count);
  return ST_OK;
}

/* By doc: they are sorted by it. */
static uint32_t find_article(const st_repl *r, st_str doc) {
  uint32_t low = 0, high = st_engine_articles(r->s->engine);
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int c = st_str_compare(st_revision_doc(st_engine_revision(r->s->engine, middle)), doc);
    if (c == 0) return middle;
    if (c < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return ST_NONE;
}

static void add_layers(const st_repl *r, uint32_t i, st_str wanted, st_buf *out) {
  size_t table = st_value_table(out);
  uint32_t n = 0;
  for (size_t at = 0, end; at < wanted.n; at = end + 1) {
    for (end = at; end < wanted.n && wanted.p[end] != ',';) end++;
    const st_layer *l =
        st_engine_layer(r->s->engine, i, st_str_of(wanted.p + at, end - at));
    if (!l) continue;
    st_buf_str(out, st_layer_name(l));
    st_value_string(out, st_layer_bytes(l));
    n++;
  }
  st_value_end(out, table, n);
}

/* LAYERS DOC…: a list of { revision, layers by name } as bytes; false for one that is gone. */
int st_answer_articles(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  if (a->count < 2) return st_fail(e, ST_EUSE, "which articles?");
  size_t list = st_value_list(out);
  for (uint32_t k = 2; k < a->count; k++) {
    uint32_t i = find_article(r, a->items[k]);
    if (i == ST_NONE) {
      st_value_bool(out, false);
      continue;
    }
    size_t table = st_value_table(out);
    st_value_name(out, "revision");
    st_value_string(out, st_revision_bytes(st_engine_revision(r->s->engine, i)));
    st_value_name(out, "layers");
    add_layers(r, i, a->items[1], out);
    st_value_end(out, table, 2);
  }
  st_value_end(out, list, a->count - 2);
  return ST_OK;
}

/* --- stories and findings --- */

static void add_story(const st_repl *r, const st_story *story, st_buf *out) {
  size_t table = st_value_table(out);
  uint32_t n = st_value_add_string(out, "id", st_cstr(story->id));
  n += st_value_add_string(out, "title", story->title);
  st_value_name(out, "docs");
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < story->article_count; i++)
    st_value_string(out, st_revision_doc(st_engine_revision(r->s->engine, story->articles[i])));
  st_value_end(out, list, story->article_count);
  st_answer_strings("outlets", story->outlets, story->article_count, out);
  st_value_end(out, table, n + 2);
}

int st_answer_stories(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  uint32_t count;
  (void)a;
  int rc = st_engine_list(r->s->engine, e);
  if (rc != ST_OK) return rc;
  const st_story *stories = st_engine_stories(r->s->engine, &count);
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < count; i++) add_story(r, &stories[i], out);
  st_value_end(out, list, count);
  return ST_OK;
}

static void add_evidence(const st_evidence *v, st_buf *out) {
  size_t table = st_value_table(out);
  uint32_t n = st_value_add_string(out, "role", v->role);
  n += st_value_add_string(out, "doc", v->doc);
  n += st_value_add_string(out, "outlet", v->outlet);
  n += st_value_add_string(out, "text", v->text);
  n += st_value_add_integer(out, "begin", v->begin);
  n += st_value_add_integer(out, "stop", v->end);
  n += st_value_add_integer(out, "line", v->line);
  n += st_value_add_integer(out, "column", v->column);
  st_value_end(out, table, n);
}

static void add_finding(const st_finding *f, st_buf *out) {
  size_t table = st_value_table(out);
  st_buf line = {0};
  uint32_t n = st_value_add_string(out, "id", st_cstr(f->id));
  n += st_value_add_string(out, "rule", f->rule);
  n += st_value_add_string(out, "kind", f->kind);
  n += st_value_add_string(out, "level", f->level);
  n += st_value_add_string(out, "story", f->story);
  n += st_value_add_string(out, "message", f->message);
  if (f->id[0]) {
    st_finding_write(f, &line);
    n += st_value_add_string(out, "json", st_str_of(line.p, line.n ? line.n - 1 : 0));
    out->bad |= line.bad;
  }
  st_answer_strings("silent", f->silent, f->silent_count, out);
  st_value_name(out, "evidence");
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < f->evidence_count; i++) add_evidence(&f->evidence[i], out);
  st_value_end(out, list, f->evidence_count);
  st_value_end(out, table, n + 2);
  st_buf_close(&line);
}

static int add_findings(st_repl *r, bool undecided, st_buf *out, st_error *e) {
  uint32_t count;
  int rc = st_engine_list(r->s->engine, e);
  if (rc != ST_OK) return rc;
  const st_finding *f = undecided ? st_engine_undecided(r->s->engine, &count)
                                  : st_engine_findings(r->s->engine, &count);
  size_t list = st_value_list(out);
  for (uint32_t i = 0; i < count; i++) add_finding(&f[i], out);
  st_value_end(out, list, count);
  return ST_OK;
}

int st_answer_findings(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  (void)a;
  return add_findings(r, false, out, e);
}

int st_answer_undecided(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  (void)a;
  return add_findings(r, true, out, e);
}

/* --- the run itself --- */

int st_answer_watch(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  int rc = ST_OK;
  if (!r->line) return st_fail(e, ST_EUSE, "a script watches nothing");
  if (a->count > 1 && a->items[1].n) {
    bool on = st_str_equal(a->items[1], st_cstr("on"));
    if (!on && !st_str_equal(a->items[1], st_cstr("off")))
      return st_fail(e, ST_EUSE, ":watch takes on or off");
    rc = st_live_watch(&r->live, on, e);
  }
  st_value_bool(out, r->live.watch != NULL);
  return rc;
}

/* The program, then the options that say which rules and metadata, then the articles' paths. */
int st_answer_command(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  const st_options *o = r->s->options;
  size_t list = st_value_list(out);
  uint32_t n = 0, first = o->command == ST_CMD_RUN;
  (void)a, (void)e;
  st_value_string(out, st_cstr(r->s->program));
  for (uint32_t i = 0; i < o->rule_dirs.count; i++, n += 2) {
    st_value_string(out, st_cstr("--rules"));
    st_value_string(out, st_cstr(o->rule_dirs.items[i]));
  }
  if (o->meta) {
    st_value_string(out, st_cstr("--meta"));
    st_value_string(out, st_cstr(o->meta));
    n += 2;
  }
  st_value_string(out, st_cstr("--"));
  for (uint32_t i = first; i < o->arguments.count; i++, n++)
    st_value_string(out, st_cstr(o->arguments.items[i]));
  st_value_end(out, list, n + 2);
  return ST_OK;
}

int st_answer_quit(st_repl *r, const st_strings *a, st_buf *out, st_error *e) {
  (void)a, (void)e;
  st_value_nil(out);
  st_live_stop(&r->live);
  return ST_OK;
}
