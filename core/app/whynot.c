/* `stemma why-not`: how far a rule got on a line. */
#include "app/commands.h"

#include "base/alloc.h"

#include <stdio.h>

typedef struct place {
  st_str doc;
  uint32_t line, column;
} place;

/* Takes ":12" from the end of `s`. */
static bool take_number(st_str *s, uint32_t *out) {
  size_t at = s->n;
  uint64_t value = 0, unit = 1;
  while (at > 0 && s->p[at - 1] >= '0' && s->p[at - 1] <= '9' && unit < 10000000000u) {
    value += unit * (uint64_t)(s->p[--at] - '0');
    unit *= 10;
  }
  if (at == s->n || at < 2 || s->p[at - 1] != ':' || value == 0 || value > UINT32_MAX) return false;
  *out = (uint32_t)value;
  s->n = at - 1;
  return true;
}

static int read_place(const char *said, place *out, st_error *e) {
  uint32_t last, before;
  *out = (place){.doc = st_cstr(said)};
  if (!take_number(&out->doc, &last))
    return st_fail(e, ST_EUSE, "'%s' is no place; it is DOC:LINE or DOC:LINE:COLUMN", said);
  out->line = last;
  if (take_number(&out->doc, &before)) {
    out->line = before;
    out->column = last;
  }
  return ST_OK;
}

/* The article's file is what stands before `#id`. */
static char *file_of(st_str doc) {
  const char *hash = memrchr(doc.p, '#', doc.n);
  char *whole = st_strndup(doc.p, doc.n);
  if (!hash || !whole) return whole;
  FILE *f = fopen(whole, "r");
  if (f)
    fclose(f);
  else
    whole[hash - doc.p] = '\0';
  return whole;
}

static int find_article(const st_session *s, const place *p, const st_revision **out, st_error *e) {
  size_t count;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  *out = count == 1 ? loaded[0].revision : NULL;
  for (size_t i = 0; i < count; i++)
    if (st_str_equal(st_revision_doc(loaded[i].revision), p->doc)) *out = loaded[i].revision;
  if (!*out && count == 0)
    return st_fail(e, ST_EUSE, "%.*s: no article could be read there", (int)p->doc.n, p->doc.p);
  if (!*out)
    return st_fail(e, ST_EUSE, "%.*s: there are %zu articles; name one, as in %.*s:%u",
                   (int)p->doc.n, p->doc.p, count, (int)st_revision_doc(loaded[0].revision).n,
                   st_revision_doc(loaded[0].revision).p, p->line);
  if (p->line > st_revision_lines(*out))
    return st_fail(e, ST_EUSE, "%.*s has no line %u; its last is %u", (int)p->doc.n, p->doc.p,
                   p->line, st_revision_lines(*out));
  return ST_OK;
}

/* What the rule reads, and what it wrote. */
static int settle_layers(st_session *s, const st_rule *rule, st_error *e) {
  st_list layers = {0};
  int rc = st_session_writes(s, st_cstr("block")) ? st_list_add(&layers, "block", e) : ST_OK;
  if (!rc && !st_str_equal(rule->writes, st_cstr("block"))) {
    char *name = st_strndup(rule->writes.p, rule->writes.n);
    rc = name ? st_list_add(&layers, name, e) : st_nomem(e);
  }
  for (uint32_t i = 0; !rc && i < rule->read_count; i++) {
    if (!st_session_writes(s, rule->reads[i]) || st_str_equal(rule->reads[i], st_cstr("block")))
      continue;
    char *name = st_strndup(rule->reads[i].p, rule->reads[i].n);
    rc = name ? st_list_add(&layers, name, e) : st_nomem(e);
  }
  if (!rc && layers.count) rc = st_session_settle(s, layers.items, false, e);
  for (uint32_t i = 0; i < layers.count; i++)
    if (strcmp(layers.items[i], "block")) st_free((char *)(uintptr_t)layers.items[i]);
  st_free(layers.items);
  return rc;
}

/* The annotations of the rule that lie on the line (and the column): there is no why-not of them.
 */
static bool tell_found(st_session *s, const st_rule *rule, const st_revision *r, const place *p) {
  const st_layer *layer = NULL;
  bool any = false;
  for (uint32_t a = 0; a < st_engine_articles(s->engine); a++)
    if (st_str_equal(st_revision_doc(st_engine_revision(s->engine, a)), st_revision_doc(r)))
      layer = st_engine_layer(s->engine, a, rule->writes);
  for (uint32_t i = 0; layer && i < st_layer_count(layer); i++) {
    st_span span = st_layer_span(layer, i);
    uint32_t line, column, last, behind;
    st_revision_place(r, span.begin, &line, &column);
    st_revision_place(r, span.end, &last, &behind);
    bool on =
        line <= p->line && p->line <= last && st_str_equal(st_layer_rule(layer, i), rule->name);
    if (on && p->column)
      on = (line < p->line || column <= p->column) && (last > p->line || p->column < behind);
    if (!on) continue;
    st_buf_addf(&s->out.buf, "%sit did find, at %u:%u: ", any ? "" : "\n", line, column);
    st_clip_add(st_str_of(st_revision_text(r).p + span.begin, span.end - span.begin),
                s->term.width > 30 ? s->term.width - 30 : 30, &s->out.buf);
    st_buf_addc(&s->out.buf, '\n');
    any = true;
  }
  return any;
}

static int explain(st_session *s, const st_rule *rule, const place *p, st_error *e) {
  const st_revision *r = NULL;
  char *path = file_of(p->doc);
  if (!path) return st_nomem(e);
  const char *const paths[] = {path, NULL};
  int rc = st_session_read(s, paths, 1, e);
  st_free(path);
  if (!rc) rc = find_article(s, p, &r, e);
  if (!rc) rc = settle_layers(s, rule, e);
  if (rc) return rc;
  st_str line = st_line_of(st_revision_text(r), p->line);
  st_buf_adds(&s->out.buf, st_revision_doc(r));
  st_buf_addf(&s->out.buf, ":%u  ", p->line);
  st_clip_add(line, s->term.width, &s->out.buf);
  st_buf_addc(&s->out.buf, '\n');
  if (tell_found(s, rule, r, p)) return ST_OK;
  return st_engine_explain(s->engine, rule->name, st_revision_doc(r), p->line, p->column,
                           &s->out.buf, e);
}

int st_cmd_why_not(st_session *s, int *status, st_error *e) {
  const st_list *arguments = &s->options->arguments;
  const st_rule *rule = NULL;
  place p;
  (void)status;
  int rc = read_place(arguments->items[1], &p, e);
  if (!rc) rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_rule_find(s, arguments->items[0], &rule, e);
  if (!rc && rule->kind != ST_RULE_EXTRACT)
    rc = st_fail(e, ST_EUSE, "%.*s finds nothing in a line; why-not is for rules that extract",
                 (int)rule->name.n, rule->name.p);
  return rc ? rc : explain(s, rule, &p, e);
}
