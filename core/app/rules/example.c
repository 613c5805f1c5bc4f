/* An example: its texts, what was found in them and what is expected (lua/stemma/why/outcome.lua). */
#include "app/why/explain.h"

#include "text/fold.h"

typedef struct printing {
  const st_explainer *x;
  const st_checked *example;
  size_t indent;
  bool shared; /* the text is one line that fits: it stands once, all markers under it */
} printing;

static bool is(const st_step *s, const char *step) { return st_str_equal(s->step, st_cstr(step)); }

static const st_step *article_of(const printing *p, uint32_t index) {
  for (uint32_t i = 0; i < p->example->step_count; i++)
    if (is(&p->example->steps[i], "article") && p->example->steps[i].index == index)
      return &p->example->steps[i];
  return NULL;
}

static uint32_t count_of(const printing *p, bool articles) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->example->step_count; i++)
    n += is(&p->example->steps[i], "article") == articles;
  return n;
}

/* How a result is called, and in which colour. */
static const char *label_of(const st_step *s, enum st_style *style) {
  static const struct {
    const char *step, *label;
    enum st_style style;
  } known[] = {{"same", "found as expected", ST_CYAN}, {"found", "found", ST_RED},
               {"expected", "expected", ST_YELLOW},    {"extra", "found, not expected", ST_RED},
               {"missing", "expected, not found", ST_YELLOW}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (!is(s, known[i].step)) continue;
    *style = known[i].style;
    return known[i].label;
  }
  *style = ST_PLAIN;
  return "";
}

static void add_label(const printing *p, const char *label, enum st_style style, st_str text) {
  st_buf *out = p->x->out;
  st_styled(p->x->term, style, st_cstr(label), out);
  if (text.n) st_buf_addz(out, *label ? ": " : "");
  st_clean_add(text, out);
  st_buf_addc(out, '\n');
}

/* The columns of text[0 .. offset) as they are printed: a tab is a blank. */
static size_t columns(st_str text, size_t offset) {
  st_buf printed = {0};
  size_t n = st_clean_add(st_str_of(text.p, offset), &printed);
  st_buf_close(&printed);
  return n;
}

/* Markers below a text that stands already, what they mean behind them. */
static void add_below(const printing *p, const st_step *s, st_str text, const char *label,
                      enum st_style style) {
  size_t from = columns(text, s->begin), to = columns(text, s->end);
  st_pad(0, p->indent + from, p->x->out);
  st_style_begin(p->x->term, style, p->x->out);
  for (size_t at = from; at < (to > from ? to : from + 1); at++) st_buf_addc(p->x->out, '^');
  st_style_end(p->x->term, style, p->x->out);
  st_buf_addz(p->x->out, "  ");
  add_label(p, label, style, s->text);
}

static void add_result(const printing *p, const st_step *s) {
  enum st_style style;
  const char *label = label_of(s, &style);
  const st_step *article = article_of(p, 0);
  bool placed = article && s->begin != ST_NONE && s->end <= article->text.n;
  if (placed && p->shared) {
    add_below(p, s, article->text, label, style);
    return;
  }
  if (placed) st_mark_under(p->x->term, style, article->text, s->begin, s->end, p->indent,
                            p->x->out);
  st_pad(0, p->indent, p->x->out);
  add_label(p, label, style, s->text);
}

/* Evidence of a finding: the words in their article. */
static void add_evidence(const printing *p, const st_step *s) {
  const st_step *article = article_of(p, s->index);
  if (!article || s->begin == ST_NONE || s->end > article->text.n) return;
  st_pad(0, p->indent + 2, p->x->out);
  st_styled(p->x->term, ST_BOLD, article->layer, p->x->out);
  if (s->text.n) st_buf_addf(p->x->out, "  %.*s", (int)s->text.n, s->text.p);
  st_buf_addc(p->x->out, '\n');
  st_mark_under(p->x->term, ST_CYAN, article->text, s->begin, s->end, p->indent + 4, p->x->out);
}

static void add_article(const printing *p, const st_step *s) {
  st_buf *out = p->x->out;
  st_pad(0, p->indent, out);
  size_t used = p->indent;
  if (s->layer.n) {
    st_styled(p->x->term, ST_DIM, s->layer, out);
    st_buf_addz(out, ": ");
    used += st_text_width(s->layer) + 2;
  }
  st_clip_add(s->text, p->x->term->width > used + 20 ? p->x->term->width - used : 20, out);
  st_buf_addc(out, '\n');
}

static bool stands_once(const printing *p) {
  const st_step *article = article_of(p, 0);
  if (!article || count_of(p, true) != 1 || article->layer.n) return false;
  return !memchr(article->text.p, '\n', article->text.n) &&
         p->indent + st_text_width(article->text) < p->x->term->width;
}

void st_example_print(const st_explainer *x, const st_checked *example, size_t indent) {
  printing p = {x, example, indent, false};
  p.shared = stands_once(&p);
  uint32_t results = count_of(&p, false);
  bool whole = p.shared || results == 0 || count_of(&p, true) > 1;
  for (uint32_t i = 0; i < example->step_count; i++) {
    const st_step *s = &example->steps[i];
    if (is(s, "article") && !whole) continue;
    if (is(s, "article"))
      add_article(&p, s);
    else if (is(s, "evidence"))
      add_evidence(&p, s);
    else if (is(s, "differs")) {
      st_pad(0, indent + 2, x->out);
      add_label(&p, "", ST_PLAIN, s->text);
    } else
      add_result(&p, s);
  }
  if (results) return;
  st_pad(0, indent, x->out);
  st_styled(x->term, ST_DIM, st_cstr("nothing is found, as expected"), x->out);
  st_buf_addc(x->out, '\n');
}
