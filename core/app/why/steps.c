/* The steps of an explanation (lua/stemma/why/steps.lua), as text and as JSON. */
#include "app/why/explain.h"
#include "text/fold.h"

enum { INDENT = 2, MOST_PART = 44, MOST_WORDS = 36 };

typedef struct writing {
  const st_explainer *x;
  const st_step_place *place;
  size_t part_width, words_width; /* of the columns */
} writing;

static st_str words_of(const st_revision *r, const st_step *s) {
  if (!r || s->begin == ST_NONE) return st_cstr("");
  return st_str_of(st_revision_text(r).p + s->begin, s->end - s->begin);
}

void st_source_add(const st_term *term, st_str file, uint32_t line, st_str source, st_str but,
                   size_t room, st_buf *out) {
  st_buf text = {0};
  if (!line) return;
  if (!st_str_equal(file, but)) st_buf_adds(&text, file);
  st_buf_addf(&text, "%s%u", st_str_equal(file, but) ? "line " : ":", line);
  if (source.n) st_buf_addf(&text, ": %.*s", (int)source.n, source.p);
  st_style_begin(term, ST_DIM, out);
  st_clip_add(st_str_of(text.p ? text.p : "", text.n), room, out);
  st_style_end(term, ST_DIM, out);
  out->bad |= text.bad;
  st_buf_close(&text);
}

static void add_place(const writing *w, const st_step *s, size_t at) {
  size_t room = st_room(w->x->term, at + 2);
  if (!s->line || !room) return;
  st_buf_addz(w->x->out, "  ");
  st_source_add(w->x->term, s->file, s->line, s->source, w->place->rule_file,
                room, w->x->out);
}

static size_t add_words(const writing *w, const st_step *s) {
  st_str words = words_of(w->place->revision, s);
  st_buf *out = w->x->out;
  if (!words.n) return 0;
  st_buf_addz(out, "“");
  size_t used = st_clip_add(words, MOST_WORDS, out) + 2;
  st_buf_addz(out, "”");
  return used;
}

static bool is(const st_step *s, const char *step) { return st_str_equal(s->step, st_cstr(step)); }

/* What stands in a step's first column; `before` is the step before it, or null. */
static void add_label(const st_step *s, const st_step *last, st_buf *out) {
  static const char *const before[][2] = {
      {"absent", "the sentence lacks "}, {"pattern", "pattern "},
      {"tried", "tried "},      {"read", "read "},                 {"empty", ""},
      {"failed", "it failed: "}};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    if (is(s, before[i][0])) st_buf_addz(out, before[i][1]);
  if (is(s, "wants")) st_buf_addz(out, last && is(last, "wants") ? "or " : "it wants ");
  if (s->layer.n && !is(s, "took")) st_buf_adds(out, s->layer);
  if (is(s, "empty")) st_buf_addz(out, ": ");
  st_buf_adds(out, s->text);
  if (is(s, "held")) st_buf_addz(out, " holds");
}

/* Steps in columns: what, the words, where it stands in the rule. */
static bool in_columns(const st_step *s) {
  return is(s, "took") || is(s, "named") || is(s, "held") || is(s, "pattern") || is(s, "read") ||
         is(s, "put") || is(s, "wants") || is(s, "absent") || is(s, "tried") || is(s, "group");
}

static void measure(writing *w, const st_step *steps, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    st_buf label = {0};
    if (!in_columns(&steps[i])) continue;
    add_label(&steps[i], i ? &steps[i - 1] : NULL, &label);
    size_t n = st_text_width(st_str_of(label.p ? label.p : "", label.n)) + INDENT * steps[i].depth;
    st_str words = is(&steps[i], "put") ? st_cstr("") : words_of(w->place->revision, &steps[i]);
    size_t m = words.n ? st_text_width(words) + 2 : 0;
    if (n > w->part_width) w->part_width = n < MOST_PART ? n : MOST_PART;
    if (m > w->words_width) w->words_width = m < MOST_WORDS + 2 ? m : MOST_WORDS + 2;
    st_buf_close(&label);
  }
}

static void add_columns(const writing *w, const st_step *s, const st_step *last) {
  st_buf label = {0}, *out = w->x->out;
  size_t at = w->place->indent + INDENT * s->depth;
  size_t words_at = w->place->indent + w->part_width + 2;
  add_label(s, last, &label);
  st_pad(0, at, out);
  bool held = is(s, "held");
  st_style_begin(w->x->term, held ? ST_DIM : ST_PLAIN, out);
  size_t room = is(s, "group") || is(s, "put") || is(s, "pattern") || is(s, "tried") ||
                        is(s, "wants") || is(s, "absent")
                    ? w->x->term->width - at
                    : MOST_PART - INDENT * s->depth;
  at += st_clip_add(st_str_of(label.p ? label.p : "", label.n), room, out);
  st_style_end(w->x->term, held ? ST_DIM : ST_PLAIN, out);
  if (s->line || s->begin != ST_NONE) {
    st_pad(at, words_at, out);
    at = at > words_at ? at : words_at;
    if (!held && !is(s, "put")) at += add_words(w, s);
    if (s->line && at < words_at + w->words_width) {
      st_pad(at, words_at + w->words_width, out);
      at = words_at + w->words_width;
    }
  }
  add_place(w, s, at);
  while (out->n && out->p[out->n - 1] == ' ') out->n--;
  st_buf_addc(out, '\n');
  out->bad |= label.bad;
  st_buf_close(&label);
}

/* A sentence, and where it is about words these below it with a marker. */
static void add_marked(const writing *w, const st_step *s, const char *sentence, st_str text,
                       enum st_style style) {
  const st_revision *r = w->place->revision;
  size_t indent = w->place->indent + INDENT * s->depth;
  st_pad(0, indent, w->x->out);
  st_buf_addz(w->x->out, sentence);
  st_clean_add(text, w->x->out);
  st_buf_addc(w->x->out, '\n');
  if (r && s->begin != ST_NONE)
    st_mark_under(w->x->term, style, st_revision_text(r), s->begin, s->end, indent + INDENT,
                  w->x->out);
}

static void add_stop(const writing *w, const st_step *s) {
  st_buf text = {0};
  bool at_end = s->begin == s->end;
  st_buf_addf(&text, at_end ? "%.*s" : "“%.*s”", (int)s->text.n, s->text.p);
  add_marked(w, s, "stopped at ", st_str_of(text.p ? text.p : "", text.n), ST_RED);
  w->x->out->bad |= text.bad;
  st_buf_close(&text);
}

static void print(const writing *w, const st_step *s, const st_step *last) {
  if (in_columns(s))
    add_columns(w, s, last);
  else if (is(s, "stopped"))
    add_stop(w, s);
  else if (is(s, "miss"))
    add_marked(w, s, "the nearest miss:", st_cstr(""), ST_CYAN);
  else if (is(s, "match"))
    add_marked(w, s, "the pattern matches:", st_cstr(""), ST_CYAN);
  else if (is(s, "unseen") || is(s, "almost"))
    add_marked(w, s, "", s->text, ST_YELLOW);
  else {
    st_buf label = {0};
    add_label(s, last, &label);
    st_step plain = *s;
    plain.begin = ST_NONE;
    add_marked(w, &plain, "", st_str_of(label.p ? label.p : "", label.n), ST_PLAIN);
    st_buf_close(&label);
  }
}

void st_steps_print(const st_explainer *x, const st_step_place *place, const st_explained *steps,
                    uint32_t number) {
  writing w = {x, place, 0, 0};
  measure(&w, steps->steps, steps->count);
  for (uint32_t i = 0; i < steps->count; i++)
    if (number == ST_NONE || number == i)
      print(&w, &steps->steps[i], i ? &steps->steps[i - 1] : NULL);
}

/* --- JSON --- */

static void add_string(const char *key, st_str value, st_buf *out) {
  if (!value.n) return;
  st_buf_addf(out, ",\"%s\":", key);
  st_buf_add_json(out, value);
}

void st_steps_json(const st_revision *revision, const st_step *steps, uint32_t count,
                   st_buf *out) {
  st_buf_addc(out, '[');
  for (uint32_t i = 0; i < count; i++) {
    const st_step *s = &steps[i];
    st_buf_addz(out, i ? ",{\"step\":" : "{\"step\":");
    st_buf_add_json(out, s->step);
    if (s->depth) st_buf_addf(out, ",\"depth\":%u", s->depth);
    add_string("text", s->text, out);
    add_string(is(s, "article") ? "label" : "layer", s->layer, out);
    if (is(s, "article") || is(s, "evidence")) st_buf_addf(out, ",\"article\":%u", s->index + 1);
    if (s->begin != ST_NONE) {
      st_buf_addf(out, ",\"begin\":%u,\"end\":%u", s->begin, s->end);
      add_string("words", words_of(revision, s), out);
    }
    if (s->line) {
      add_string("file", s->file, out);
      st_buf_addf(out, ",\"line\":%u", s->line);
      add_string("source", s->source, out);
    }
    st_buf_addc(out, '}');
  }
  st_buf_addc(out, ']');
}
