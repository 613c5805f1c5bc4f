/* `stemma articles`: what was read, and what is known of it. */
#include "app/commands.h"

#include "base/alloc.h"
#include "base/names.h"
#include "text/fold.h"

#include <stdlib.h>

/* --- one article --- */

typedef struct facts {
  const st_revision *revision;
  st_str date;
  enum st_meta_from date_from;
  st_span date_span; /* where it stands in the text; empty: elsewhere */
  uint32_t body, others, sentences, tokens;
} facts;

static const st_layer *roles_of(const st_session *s, uint32_t article) {
  return st_engine_layer(s->engine, article, st_cstr("block"));
}

static facts look(const st_session *s, const st_revision *r, uint32_t article) {
  facts f = {.revision = r};
  f.date = st_engine_date(s->engine, article, &f.date_from, &f.date_span);
  st_revision_sentences(r, &f.sentences);
  st_revision_tokens(r, &f.tokens);
  const st_layer *roles = roles_of(s, article);
  uint32_t field = roles ? st_layer_find_field(roles, st_cstr("role")) : ST_NONE;
  uint32_t count = roles && field != ST_NONE ? st_layer_count(roles) : 0;
  for (uint32_t i = 0; i < count; i++) {
    bool body = st_layer_values(roles, field, i) &&
                st_str_equal(st_layer_string(roles, field, i, 0), st_cstr("body"));
    if (body)
      f.body++;
    else
      f.others++;
  }
  return f;
}

/* "meta.ndjson", or "line 3" of the text. */
static void add_from(const facts *f, st_buf *out) {
  if (f->date.n == 0) return;
  if (f->date_span.end <= f->date_span.begin) {
    st_buf_addz(out, st_meta_from_name(f->date_from));
    return;
  }
  uint32_t line, column;
  st_revision_place(f->revision, f->date_span.begin, &line, &column);
  st_buf_addf(out, "line %u", line);
}

/* --- NDJSON --- */

static void add_key(st_buf *out, const char *key, st_str value) {
  st_buf_addf(out, ",\"%s\":", key);
  st_buf_add_json(out, value);
}

static void add_meta(const facts *f, enum st_meta_key key, const char *name, st_buf *out) {
  st_meta m = st_revision_meta(f->revision, key);
  if (m.value.n == 0) return;
  add_key(out, name, m.value);
  st_buf_addf(out, ",\"%s_from\":\"%s\"", name, st_meta_from_name(m.from));
}

static void add_date(const facts *f, st_buf *out) {
  if (f->date.n == 0) return;
  add_key(out, "date", f->date);
  bool in_text = f->date_span.end > f->date_span.begin;
  st_buf_addf(out, ",\"date_from\":\"%s\"", in_text ? "text" : st_meta_from_name(f->date_from));
  if (!in_text) return;
  uint32_t line, column;
  st_revision_place(f->revision, f->date_span.begin, &line, &column);
  st_buf_addf(out,
              ",\"date_evidence\":{\"begin\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"text\":",
              f->date_span.begin, f->date_span.end, line, column);
  st_buf_add_json(out, st_str_of(st_revision_text(f->revision).p + f->date_span.begin,
                                 f->date_span.end - f->date_span.begin));
  st_buf_addc(out, '}');
}

/* How many blocks have which role, sorted by role. */
static int add_roles(const st_layer *roles, st_buf *out, st_error *e) {
  uint32_t field = roles ? st_layer_find_field(roles, st_cstr("role")) : ST_NONE;
  if (field == ST_NONE) return ST_OK;
  uint32_t n = st_layer_count(roles), counts[64] = {0};
  st_names *names = st_names_open();
  if (!names) return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) {
    if (!st_layer_values(roles, field, i)) continue;
    uint32_t number = st_names_add(names, st_layer_string(roles, field, i, 0));
    if (number < 64) counts[number]++;
  }
  st_buf_addz(out, ",\"blocks\":{");
  st_str last = {0};
  for (uint32_t shown = 0; shown < st_names_count(names) && shown < 64; shown++) {
    uint32_t next = ST_NO_NAME;
    for (uint32_t i = 0; i < st_names_count(names) && i < 64; i++) {
      st_str name = st_names_get(names, i);
      bool later = shown == 0 || st_str_compare(name, last) > 0;
      if (later && (next == ST_NO_NAME || st_str_compare(name, st_names_get(names, next)) < 0))
        next = i;
    }
    last = st_names_get(names, next);
    if (shown) st_buf_addc(out, ',');
    st_buf_add_json(out, last);
    st_buf_addf(out, ":%u", counts[next]);
  }
  st_buf_addc(out, '}');
  st_names_close(names);
  return ST_OK;
}

static int add_row(const st_session *s, const facts *f, uint32_t article, st_buf *out,
                   st_error *e) {
  const st_revision *r = f->revision;
  st_buf_addz(out, "{\"v\":1,\"doc\":");
  st_buf_add_json(out, st_revision_doc(r));
  add_meta(f, ST_META_OUTLET, "outlet", out);
  add_date(f, out);
  add_meta(f, ST_META_TITLE, "title", out);
  add_meta(f, ST_META_URL, "url", out);
  add_meta(f, ST_META_AUTHOR, "author", out);
  st_buf_addf(out, ",\"bytes\":%zu,\"lines\":%u", st_revision_text(r).n, st_revision_lines(r));
  int rc = add_roles(roles_of(s, article), out, e);
  st_buf_addf(out, ",\"sentences\":%u,\"tokens\":%u", f->sentences, f->tokens);
  if (st_revision_decoded(r)) {
    st_buf_addz(out, ",\"decoded\":true");
    add_key(out, "text", st_revision_text(r));
  }
  st_buf_addz(out, "}\n");
  return rc;
}

/* --- text --- */

typedef struct widths {
  size_t doc, outlet, from, title;
  size_t folder;  /* bytes of each doc that all begin with: printed once */
  size_t numbers; /* 0: no room for them */
} widths;

enum { LEAST_DOC = 12, MOST_DOC = 36, MOST_OUTLET = 16, DATE = 10, NUMBERS = 36, LEAST_TITLE = 12 };

static size_t larger(size_t a, size_t b, size_t most) {
  size_t n = a > b ? a : b;
  return n < most ? n : most;
}

static st_str doc_of(const st_revision *r, size_t folder) {
  st_str doc = st_revision_doc(r);
  return st_str_of(doc.p + folder, doc.n - folder);
}

/* Sorted by doc, so that what the first and the last share all do. */
static size_t folder_of(const st_loaded *loaded, size_t count) {
  if (!count) return 0;
  return st_common_folder(st_revision_doc(loaded[0].revision),
                          st_revision_doc(loaded[count - 1].revision));
}

static st_str outlet_of(const st_revision *r) { return st_revision_meta(r, ST_META_OUTLET).value; }

static st_str title_of(const st_revision *r) { return st_revision_meta(r, ST_META_TITLE).value; }

/* What is left of the width is the title's; where that is too little, the docs give, then the
 * numbers go. */
static void fit(widths *w, size_t width) {
  size_t others = (w->outlet ? w->outlet + 2 : 0) + 2 + DATE + 2 + w->from + 2;
  w->numbers = others + NUMBERS + LEAST_DOC <= width ? NUMBERS : 0;
  others += w->numbers;
  size_t room = width > others ? width - others : 0;
  size_t title = w->title < LEAST_TITLE ? w->title : LEAST_TITLE;
  if (room < LEAST_DOC + title) title = w->title = 0;
  if (w->doc + title > room) w->doc = room > LEAST_DOC + title ? room - title : LEAST_DOC;
  if (title) w->title = room > w->doc + title ? room - w->doc : title;
}

static widths measure(const st_session *s, const st_loaded *loaded, size_t count) {
  widths w = {3, 0, 10, 0, folder_of(loaded, count), 0};
  for (size_t i = 0; i < count; i++) {
    st_buf from = {0};
    facts f = look(s, loaded[i].revision, (uint32_t)i);
    add_from(&f, &from);
    w.doc = larger(w.doc, st_text_width(doc_of(loaded[i].revision, w.folder)), MOST_DOC);
    w.outlet = larger(w.outlet, st_text_width(outlet_of(loaded[i].revision)), MOST_OUTLET);
    w.from = larger(w.from, from.n, 12);
    w.title = larger(w.title, st_text_width(title_of(loaded[i].revision)), SIZE_MAX);
    st_buf_close(&from);
  }
  if (w.outlet && w.outlet < 6) w.outlet = 6;
  fit(&w, s->term.width);
  return w;
}

/* The end of a doc says more than its start. */
static size_t add_doc(st_str doc, size_t columns, st_buf *out) {
  size_t width = st_text_width(doc), at = 0;
  if (width <= columns) return st_clip_add(doc, columns, out);
  while (width > columns - 1 && at < doc.n) {
    st_glyph g = st_glyph_at(doc, at);
    width -= g.columns;
    at += g.n;
  }
  st_buf_addz(out, "…");
  return 1 + st_clean_add(st_str_of(doc.p + at, doc.n - at), out);
}

static void add_numbers(const facts *f, st_buf *out) {
  st_buf_addf(out, " %5u %5u %6u %7u %8zu", f->body, f->others, f->sentences, f->tokens,
              st_revision_text(f->revision).n);
}

static void add_line(const facts *f, widths w, st_buf *out) {
  st_str title = title_of(f->revision);
  size_t at = add_doc(doc_of(f->revision, w.folder), w.doc, out), column = w.doc + 2;
  st_pad(at, column, out);
  if (w.outlet) st_pad(st_clip_add(outlet_of(f->revision), w.outlet, out), w.outlet + 2, out);
  bool clock = f->date.n > DATE && f->date.p[DATE] == 'T'; /* the hour is for NDJSON */
  st_pad(st_clip_add(clock ? st_str_of(f->date.p, DATE) : f->date, DATE, out), DATE + 2, out);
  st_buf from = {0};
  add_from(f, &from);
  st_pad(st_clip_add(st_str_of(from.p, from.n), w.from, out), w.from, out);
  out->bad |= from.bad;
  st_buf_close(&from);
  if (w.numbers) add_numbers(f, out);
  if (title.n && w.title) {
    st_buf_addz(out, "  ");
    st_clip_add(title, w.title, out);
  }
  st_buf_addc(out, '\n');
}

/* "5 articles in corpus/call" */
static void add_folder(const st_session *s, st_str folder, size_t count, st_buf *out) {
  size_t start = out->n;
  st_many_add(count, "article in ", "articles in ", out);
  size_t used = out->n - start;
  if (folder.n > 1) folder.n--;
  add_doc(folder, s->term.width - used, out);
  st_buf_addc(out, '\n');
}

static void add_heads(const st_session *s, widths w, st_buf *out) {
  st_style_begin(&s->term, ST_BOLD, out);
  st_buf_addz(out, "doc");
  st_pad(3, w.doc + 2, out);
  if (w.outlet) st_buf_addz(out, "outlet"), st_pad(6, w.outlet + 2, out);
  st_buf_addz(out, "date");
  st_pad(4, DATE + 2, out);
  st_buf_addz(out, "known from");
  st_pad(10, w.from, out);
  if (w.numbers) st_buf_addz(out, "  body other  sent.  tokens    bytes");
  if (w.title) st_buf_addz(out, "  title");
  st_style_end(&s->term, ST_BOLD, out);
  st_buf_addc(out, '\n');
}

/* --- the command --- */

static int print(st_session *s, st_error *e) {
  size_t count;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  bool text = s->options->print == ST_PRINT_TEXT;
  widths w = {0};
  int rc = ST_OK;
  if (text) w = measure(s, loaded, count);
  if (w.folder)
    add_folder(s, st_str_of(st_revision_doc(loaded[0].revision).p, w.folder), count, &s->out.buf);
  if (text && count) add_heads(s, w, &s->out.buf);
  for (size_t i = 0; !rc && i < count && st_out_poll(&s->out); i++) {
    facts f = look(s, loaded[i].revision, (uint32_t)i);
    if (text)
      add_line(&f, w, &s->out.buf);
    else
      rc = add_row(s, &f, (uint32_t)i, &s->out.buf, e);
  }
  if (text && count == 0) st_buf_addz(&s->out.buf, "no articles\n");
  return rc;
}

/* Roles and dates, where rules write them. */
int st_settle_known(st_session *s, bool roles, st_error *e) {
  const char *wanted[3] = {NULL};
  uint32_t count = 0;
  if (roles && st_session_writes(s, st_cstr("block"))) wanted[count++] = "block";
  if (st_session_writes(s, st_cstr("published"))) wanted[count++] = "published";
  uint64_t begin = st_stage_begin();
  int rc = st_session_settle(s, wanted, false, e);
  st_stage_end(s, "rules", begin, st_session_bytes(s));
  return rc;
}

/* With --quiet only reading is left to do. */
int st_cmd_articles(st_session *s, int *status, st_error *e) {
  const st_options *o = s->options;
  (void)status;
  int rc = o->quiet ? ST_OK : st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_session_read(s, o->arguments.items, o->arguments.count, e);
  if (rc || o->quiet) return rc;
  rc = st_settle_known(s, true, e);
  uint64_t begin = st_stage_begin();
  if (!rc) rc = print(s, e);
  st_stage_end(s, "output", begin, 0);
  return rc;
}
