/* From words of a sentence to a rule: names, times and numbers become what their layers find, other
 * words stay what they are. */
#include "app/rules/draft.h"

#include "app/print/term.h"
#include "find/number.h"

#include <math.h>

/* A part of the pattern. */
typedef struct part {
  const st_layer *layer; /* or null: one token */
  uint32_t index;        /* the annotation */
  uint32_t first, stop;  /* tokens */
  uint32_t nth;          /* of its layer, from 1 */
  st_str kind;           /* what the annotation is, of a layer that tells: "person"; n may be 0 */
  uint32_t named;        /* of those that go by the same word, from 1 */
} part;

enum { MOST_PARTS = 64 };

typedef struct drafting {
  const st_draft *draft;
  const st_revision *revision;
  const st_token *tokens;
  part parts[MOST_PARTS];
  uint32_t count;
} drafting;

/* What says how a sentence is made, or what another rule would have to be part of, is no part. */
static bool is_usable(const drafting *d, st_str layer) {
  static const char *const others[] = {"block", "sentence", "published", "event", "quotation"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (st_str_equal(layer, st_cstr(others[i]))) return false;
  return !st_str_equal(layer, d->draft->name);
}

static uint32_t token_behind(const drafting *d, uint32_t from, uint32_t end) {
  uint32_t at = from;
  while (at < d->draft->last && d->tokens[at].end <= end) at++;
  return at;
}

/* The longest annotation that begins with the token and ends among the words. */
static bool annotation_at(const drafting *d, uint32_t token, part *out) {
  uint32_t layers, end = d->tokens[d->draft->last - 1].end, best = 0;
  const st_str *names = st_engine_layers(d->draft->engine, &layers);
  for (uint32_t l = 0; l < layers; l++) {
    const st_layer *layer = st_engine_layer(d->draft->engine, d->draft->article, names[l]);
    for (uint32_t i = 0; layer && is_usable(d, names[l]) && i < st_layer_count(layer); i++) {
      st_span s = st_layer_span(layer, i);
      if (s.begin != d->tokens[token].begin || s.end > end || s.end <= best) continue;
      best = s.end;
      *out = (part){.layer = layer, .index = i, .first = token};
    }
  }
  if (best) out->stop = token_behind(d, token, best);
  return best && out->stop > token;
}

/* What an annotation is, where its layer has a field for that and the value can be a name. */
static st_str kind_of(const part *p) {
  uint32_t field = st_layer_find_field(p->layer, st_cstr("kind"));
  st_str none = {"", 0};
  if (field == ST_NONE || st_layer_field(p->layer, field).type != ST_STRING) return none;
  if (!st_layer_values(p->layer, field, p->index)) return none;
  st_str kind = st_layer_string(p->layer, field, p->index, 0);
  for (size_t i = 0; i < kind.n; i++)
    if (kind.p[i] < 'a' || kind.p[i] > 'z') return none;
  return kind;
}

/* The word that a part goes by: what it is, or its layer. */
static st_str word_for(const part *p) { return p->kind.n ? p->kind : st_layer_name(p->layer); }

static void name_part(const drafting *d, part *p) {
  p->nth = p->named = 1;
  p->kind = kind_of(p);
  for (uint32_t i = 0; i < d->count; i++) {
    if (!d->parts[i].layer) continue;
    p->nth += d->parts[i].layer == p->layer;
    p->named += st_str_equal(word_for(&d->parts[i]), word_for(p));
  }
}

static void find_parts(drafting *d) {
  for (uint32_t at = d->draft->first; at < d->draft->last && d->count < MOST_PARTS;) {
    part one = {.first = at, .stop = at + 1};
    if (d->tokens[at].flags & ST_TOKEN_QUOTE) { /* patterns do not see marks */
      at++;
      continue;
    }
    if (!d->draft->plain && annotation_at(d, at, &one)) name_part(d, &one);
    d->parts[d->count++] = one;
    at = one.stop;
  }
}

/* --- writing Lua --- */

static void add_string(st_str text, st_buf *out) {
  st_buf_addc(out, '"');
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == '"' || c == '\\') st_buf_addc(out, '\\');
    st_buf_addc(out, c < 0x20 ? ' ' : (char)c);
  }
  st_buf_addc(out, '"');
}

static st_str text_of(const drafting *d, uint32_t first, uint32_t stop) {
  uint32_t begin = d->tokens[first].begin;
  return st_str_of(st_revision_text(d->revision).p + begin, d->tokens[stop - 1].end - begin);
}

/* "person", "other_person", "person3" */
static void add_field_name(const part *p, st_buf *out) {
  if (p->named == 2) st_buf_addz(out, "other_");
  st_buf_adds(out, word_for(p));
  if (p->named > 2) st_buf_addf(out, "%u", p->named);
}

/* The field of a layer whose value is worth a field of the rule: ST_NONE where it has none. */
static uint32_t value_field(const st_layer *l) {
  uint32_t field = st_layer_find_field(l, st_cstr("value"));
  if (field == ST_NONE) field = st_layer_find_field(l, st_cstr("entity"));
  if (field == ST_NONE || st_layer_field(l, field).type & ST_LIST) return ST_NONE;
  return field;
}

/* One interval at most in a layer: a second number keeps its words. */
static const char *type_of(const part *p) {
  uint32_t field = value_field(p->layer);
  switch (field == ST_NONE ? ST_SPAN : st_layer_field(p->layer, field).type) {
  case ST_INTERVAL: return p->nth > 1 ? "span" : "interval";
  case ST_TIME: return "time";
  case ST_ENTITY: return "entity";
  case ST_STRING: return "string";
  case ST_NUMBER: return "number";
  default: return "span";
  }
}

/* "Mr." as a list of words has it: alone, its stop would be a token. Stops are folded anyway. */
static st_str word_of(const drafting *d, const part *p) {
  st_str text = text_of(d, p->first, p->stop);
  bool stop = d->tokens[p->first].flags & ST_TOKEN_STOP && text.n > 1;
  if (stop && memchr(text.p, '.', text.n) == text.p + text.n - 1) text.n--;
  return text;
}

static void add_part(const drafting *d, const part *p, st_buf *out) {
  unsigned flags = d->tokens[p->first].flags;
  if (p->layer) {
    st_buf_addz(out, "t.layer ");
    add_string(st_layer_name(p->layer), out);
    if (p->kind.n) st_buf_addf(out, " { kind = \"%.*s\" }", (int)p->kind.n, p->kind.p);
    st_buf_addz(out, ":as \"");
    add_field_name(p, out);
    st_buf_addc(out, '"');
  } else if (flags & ST_TOKEN_POSSESSIVE)
    st_buf_addz(out, "t.possessive");
  else if (flags & ST_TOKEN_NUMBER)
    st_buf_addz(out, "t.number");
  else {
    st_buf_addz(out, flags & ST_TOKEN_PUNCT ? "t.punct " : "t.word ");
    add_string(word_of(d, p), out);
  }
}

static void add_reads(const drafting *d, st_buf *out) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < d->count; i++) {
    const part *p = &d->parts[i];
    if (!p->layer || p->nth > 1) continue;
    st_buf_addz(out, n++ ? ", " : "  reads    = { ");
    add_string(st_layer_name(p->layer), out);
  }
  if (n) st_buf_addz(out, " },\n");
}

static void add_fields(const drafting *d, st_buf *out) {
  uint32_t n = 0;
  st_buf_addz(out, "  fields   = {");
  for (uint32_t i = 0; i < d->count; i++) {
    if (!d->parts[i].layer) continue;
    st_buf_addz(out, n++ ? ", " : " ");
    add_field_name(&d->parts[i], out);
    st_buf_addf(out, " = \"%s\"", type_of(&d->parts[i]));
  }
  st_buf_addz(out, n ? " },\n" : "},\n");
}

/* The value that the field has in the example, where it has one. */
static void add_value(const drafting *d, const part *p, st_buf *out) {
  const st_layer *l = p->layer;
  uint32_t field = value_field(l);
  if (!strcmp(type_of(p), "span")) {
    st_buf_addz(out, ", ");
    add_field_name(p, out);
    st_buf_addz(out, " = ");
    add_string(text_of(d, p->first, p->stop), out);
    return;
  }
  if (!st_layer_values(l, field, p->index)) return;
  bool number = st_layer_field(l, field).type == ST_NUMBER;
  double value = number ? st_layer_number(l, field, p->index, 0) : NAN;
  if (st_layer_field(l, field).type == ST_INTERVAL) {
    value = st_layer_interval(l, field, p->index, 0).value;
    number = true;
  }
  if (number && !isfinite(value)) return;
  st_buf_addz(out, ", ");
  add_field_name(p, out);
  st_buf_addz(out, " = ");
  if (number)
    st_number_add(value, out);
  else
    add_string(st_layer_string(l, field, p->index, 0), out);
}

static void add_wanted(const drafting *d, bool values, st_buf *out) {
  st_buf_addz(out, ",\n      { text = ");
  add_string(text_of(d, d->parts[0].first, d->parts[d->count - 1].stop), out);
  for (uint32_t i = 0; values && i < d->count; i++)
    if (d->parts[i].layer) add_value(d, &d->parts[i], out);
  st_buf_addz(out, " }");
}

/* The words that were marked, and what else the draft turned out to find in their sentence. */
static void add_expected(const drafting *d, st_buf *out) {
  const st_checked *found = d->draft->found;
  st_str text = st_revision_text(d->revision);
  uint32_t begin = d->tokens[d->parts[0].first].begin;
  bool told = false;
  for (uint32_t i = 0; found && i < found->step_count; i++) {
    const st_step *s = &found->steps[i];
    bool extra = st_str_equal(s->step, st_cstr("extra"));
    bool other = st_str_equal(s->step, st_cstr("found"));
    if ((!extra && !other && !st_str_equal(s->step, st_cstr("same"))) || s->begin == ST_NONE)
      continue;
    if (s->begin == begin) {
      add_wanted(d, !other, out);
      told = true;
    } else {
      st_buf_addz(out, ",\n      { text = ");
      add_string(st_str_of(text.p + s->begin, s->end - s->begin), out);
      st_buf_addz(out, " }");
    }
  }
  if (!told) add_wanted(d, true, out);
}

static void add_example(const drafting *d, st_buf *out) {
  st_str date = st_revision_meta(d->revision, ST_META_DATE).value;
  st_buf_addz(out, "  examples = {\n    { ");
  add_string(st_revision_text(d->revision), out);
  add_expected(d, out);
  if (date.n) st_buf_addz(out, ",\n      date = "), add_string(date, out);
  st_buf_addz(out, " },\n  },\n}\n");
}

/* Some of the annotation's bytes are marked, and some are not. */
static bool is_cut(st_span s, st_span marked) {
  bool apart = s.end <= marked.begin || marked.end <= s.begin;
  return !apart && (s.begin < marked.begin || marked.end < s.end);
}

void st_draft_cut(const st_draft *draft, st_buf *out) {
  uint32_t layers;
  drafting d = {.draft = draft, .revision = st_engine_revision(draft->engine, draft->article)};
  const st_token *tokens = st_revision_tokens(d.revision, &layers);
  const st_str *names = st_engine_layers(draft->engine, &layers);
  st_span marked = {tokens[draft->first].begin, tokens[draft->last - 1].end}, longest = {0};
  st_str name = {0};
  for (uint32_t l = 0; l < layers; l++) {
    const st_layer *layer = st_engine_layer(draft->engine, draft->article, names[l]);
    for (uint32_t i = 0; layer && is_usable(&d, names[l]) && i < st_layer_count(layer); i++) {
      st_span s = st_layer_span(layer, i);
      if (!is_cut(s, marked) || s.end - s.begin <= longest.end - longest.begin) continue;
      longest = s;
      name = names[l];
    }
  }
  if (!name.n) return;
  st_str words = st_revision_text(d.revision);
  st_buf_addz(out, "only a part of “");
  st_clip_add(st_str_of(words.p + longest.begin, longest.end - longest.begin), 48, out);
  st_buf_addf(out, "” is marked: with all of it the rule would ask for t.layer \"%.*s\"",
              (int)name.n, name.p);
}

void st_draft_write(const st_draft *draft, st_buf *out) {
  uint32_t tokens;
  drafting d = {.draft = draft, .revision = st_engine_revision(draft->engine, draft->article)};
  d.tokens = st_revision_tokens(d.revision, &tokens);
  find_parts(&d);
  if (!d.count) return;
  st_buf_addz(out, "local stemma = require \"stemma\"\nlocal t = stemma.token\n\n"
                   "return stemma.extract {\n  api      = 1,\n  about    = ");
  st_buf about = {0};
  st_buf_addz(&about, "Passages such as: ");
  st_clip_add(text_of(&d, draft->first, draft->last), 60, &about);
  add_string(st_str_of(about.p ? about.p : "", about.n), out);
  out->bad |= about.bad;
  st_buf_close(&about);
  st_buf_addz(out, ",\n  within   = \"sentence\",\n");
  add_reads(&d, out);
  st_buf_addz(out, "  writes   = ");
  add_string(draft->name, out);
  st_buf_addz(out, ",\n");
  add_fields(&d, out);
  st_buf_addz(out, "  pattern  = ");
  for (uint32_t i = 0; i < d.count; i++) {
    if (i) st_buf_addz(out, "\n           * ");
    add_part(&d, &d.parts[i], out);
  }
  st_buf_addz(out, ",\n");
  add_example(&d, out);
}
