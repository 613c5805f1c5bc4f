/* Why annotations are there. */
#include "app/why/explain.h"

#include "app/print/annotation_text.h"
#include "base/alloc.h"
#include "text/fold.h"

/* Fields that have less room behind the words stand on a row of their own. */
enum { DEEPEST = 8, ALSO = 6, LEAST_FIELDS = 32 };

const st_rule *st_rule_named(const st_engine *engine, st_str name) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(rules[i].name, name)) return &rules[i];
  return NULL;
}

void st_by_rule_add(const st_explainer *x, st_str name, size_t indent) {
  const st_rule *rule = st_rule_named(x->engine, name);
  st_buf *out = x->out;
  st_pad(0, indent, out);
  st_buf_addz(out, "by ");
  st_styled(x->term, ST_BOLD, name, out);
  size_t at = indent + 3 + st_text_width(name);
  if (rule) {
    st_buf place = {0};
    st_buf_addf(&place, "%.*s:%u", (int)rule->file.n, rule->file.p, rule->line);
    st_buf_addz(out, "  ");
    st_styled(x->term, ST_DIM, st_str_of(place.p ? place.p : "", place.n), out);
    at += 4 + place.n;
    if (st_room(x->term, at)) st_buf_addz(out, "  ");
    st_clip_add(rule->about, st_room(x->term, at), out);
    st_buf_close(&place);
  }
  st_buf_addc(out, '\n');
}

static bool seen_before(st_told *told, const st_layer *layer, uint32_t index, bool *bad) {
  for (uint32_t i = 0; i < told->count; i++)
    if (told->layers[i] == layer && told->indexes[i] == index) return true;
  if (told->count == told->room) {
    uint32_t room = told->room ? told->room * 2 : 32;
    const st_layer **layers = st_arena_get(told->arena, room * sizeof *layers);
    uint32_t *indexes = st_arena_get(told->arena, room * sizeof *indexes);
    if (!layers || !indexes) {
      *bad = true;
      return true;
    }
    if (told->count) memcpy(layers, told->layers, told->count * sizeof *layers);
    if (told->count) memcpy(indexes, told->indexes, told->count * sizeof *indexes);
    *told = (st_told){told->arena, layers, indexes, told->count, room};
  }
  told->layers[told->count] = layer;
  told->indexes[told->count++] = index;
  return false;
}

typedef struct one {
  const st_explainer *x;
  st_told *told;
  uint32_t article, index, depth;
  const st_layer *layer;
  const st_revision *revision;
  st_span span;
  size_t indent;
} one;

static st_str words_of(const st_revision *r, st_span s) {
  return st_str_of(st_revision_text(r).p + s.begin, s.end - s.begin);
}

static void add_head(const one *o, bool above) {
  st_buf fields = {0}, place = {0}, *out = o->x->out;
  st_row_source source = {.revision = o->revision};
  uint32_t line, column;
  st_revision_place(o->revision, o->span.begin, &line, &column);
  st_pad(0, o->indent, out);
  st_styled(o->x->term, ST_CYAN, st_layer_name(o->layer), out);
  st_buf_addz(out, " “");
  size_t used = o->indent + st_text_width(st_layer_name(o->layer)) + 3;
  used += st_clip_add(words_of(o->revision, o->span), 48, out);
  st_buf_addf(&place, "  at %u:%u%s", line, column, above ? ", as above" : "");
  st_buf_addf(out, "”%.*s", (int)place.n, place.p ? place.p : "");
  st_fields_text(&source, (st_row){o->layer, o->index}, &fields);
  if (fields.n && !above) {
    size_t room = st_room(o->x->term, used + place.n + 2), indent = o->indent + 4;
    if (room < LEAST_FIELDS) st_buf_addc(out, '\n');
    st_pad(0, room < LEAST_FIELDS ? indent : 2, out);
    if (room < LEAST_FIELDS) room = st_room(o->x->term, indent);
    st_clip_add(st_str_of(fields.p, fields.n), room, out);
  }
  st_buf_addc(out, '\n');
  out->bad |= fields.bad | place.bad;
  st_buf_close(&fields);
  st_buf_close(&place);
}

static bool touches(const one *o, const st_step *s) {
  if (s->begin < o->span.end && o->span.begin < s->end) return true;
  for (uint32_t f = 0; f < st_layer_field_count(o->layer); f++) {
    if ((st_layer_field(o->layer, f).type & ~ST_LIST) != ST_SPAN) continue;
    for (uint32_t k = 0; k < st_layer_values(o->layer, f, o->index); k++) {
      st_span v = st_layer_field_span(o->layer, f, o->index, k);
      if (s->begin < v.end && v.begin < s->end) return true;
    }
  }
  return false;
}

bool st_is_frame(st_str layer) {
  return st_str_equal(layer, st_cstr("block")) || st_str_equal(layer, st_cstr("sentence"));
}

static bool is_read(const st_step *s) { return st_str_equal(s->step, st_cstr("read")); }

/* What a step stands on: told in full below it. */
static bool goes_down(const one *o, const st_step *s) {
  if (!s->layer.n) return false;
  if (st_str_equal(s->step, st_cstr("took"))) return true;
  return is_read(s) && !st_is_frame(s->layer) && touches(o, s);
}

static bool is_aside(const one *o, const st_step *s) {
  return is_read(s) && !goes_down(o, s);
}

/* What it read beside, in one line. */
static void add_asides(const one *o, const st_explained *steps) {
  st_buf line = {0};
  uint32_t n = 0;
  for (uint32_t i = 0; i < steps->count; i++) {
    const st_step *s = &steps->steps[i];
    if (!is_aside(o, s) || n++ >= ALSO) continue;
    st_buf_addf(&line, "%s%.*s", line.n ? ", " : "", (int)s->layer.n, s->layer.p);
    if (st_is_frame(s->layer)) continue;
    st_buf_addz(&line, " “");
    st_clip_add(words_of(o->revision, (st_span){s->begin, s->end}), 24, &line);
    st_buf_addz(&line, "”");
  }
  if (n > ALSO) st_buf_addf(&line, " and %u more", n - ALSO);
  if (n) {
    static const char head[] = "also read around it: ";
    size_t at = o->indent + 4;
    st_pad(0, at, o->x->out);
    st_buf_addz(o->x->out, head);
    st_style_begin(o->x->term, ST_DIM, o->x->out);
    st_clip_add(st_str_of(line.p ? line.p : "", line.n),
                st_room(o->x->term, at + sizeof head - 1), o->x->out);
    st_style_end(o->x->term, ST_DIM, o->x->out);
    st_buf_addc(o->x->out, '\n');
  }
  o->x->out->bad |= line.bad;
  st_buf_close(&line);
}

static int add_below(const one *o, const st_step *s, st_error *e) {
  const st_layer *l = st_engine_layer(o->x->engine, o->article, s->layer);
  if (!l || s->index >= st_layer_count(l) || o->depth >= DEEPEST) return ST_OK;
  size_t indent = o->indent + (is_read(s) ? 4 : 6) + 2 * (size_t)s->depth;
  return st_why_annotation(o->x, o->told, o->article, l, s->index, o->depth + 1, indent, e);
}

/* Parts with what they stand on below them; what plain Lua read needs no line of its own. */
static int add_steps(const one *o, const st_explained *steps, st_error *e) {
  const st_rule *rule = st_rule_named(o->x->engine, st_layer_rule(o->layer, o->index));
  st_step_place place = {o->revision, rule ? rule->file : st_cstr(""), o->indent + 4};
  st_explained own = {st_arena_get(o->told->arena, (steps->count + 1) * sizeof *own.steps), 0};
  int rc = own.steps ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !rc && i < steps->count; i++)
    if (!is_read(&steps->steps[i])) own.steps[own.count++] = steps->steps[i];
  for (uint32_t i = 0; !rc && i < own.count; i++) {
    st_steps_print(o->x, &place, &own, i);
    if (goes_down(o, &own.steps[i])) rc = add_below(o, &own.steps[i], e);
  }
  for (uint32_t i = 0; !rc && i < steps->count; i++)
    if (is_read(&steps->steps[i]) && goes_down(o, &steps->steps[i]))
      rc = add_below(o, &steps->steps[i], e);
  if (!rc) add_asides(o, steps);
  return rc;
}

static void add_json(const one *o, const st_explained *steps) {
  st_buf *out = o->x->out;
  const st_rule *rule = st_rule_named(o->x->engine, st_layer_rule(o->layer, o->index));
  uint32_t line, column;
  st_revision_place(o->revision, o->span.begin, &line, &column);
  st_buf_addf(out, "{\"v\":1,\"why\":\"annotation\",\"depth\":%u,\"doc\":", o->depth);
  st_buf_add_json(out, st_revision_doc(o->revision));
  st_buf_addz(out, ",\"layer\":");
  st_buf_add_json(out, st_layer_name(o->layer));
  st_buf_addf(out, ",\"begin\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"text\":", o->span.begin,
              o->span.end, line, column);
  st_buf_add_json(out, words_of(o->revision, o->span));
  st_buf_addz(out, ",\"rule\":");
  st_buf_add_json(out, st_layer_rule(o->layer, o->index));
  if (rule) {
    st_buf_addz(out, ",\"file\":");
    st_buf_add_json(out, rule->file);
    st_buf_addf(out, ",\"rule_line\":%u", rule->line);
  }
  st_buf_addz(out, ",\"steps\":");
  st_steps_json(o->revision, steps->steps, steps->count, out);
  st_buf_addz(out, "}\n");
}

static int tell_json(const one *o, const st_explained *steps, st_error *e) {
  int rc = ST_OK;
  add_json(o, steps);
  for (uint32_t i = 0; !rc && i < steps->count; i++)
    if (goes_down(o, &steps->steps[i])) rc = add_below(o, &steps->steps[i], e);
  return rc;
}

int st_why_annotation(const st_explainer *x, st_told *told, uint32_t article, const st_layer *layer,
                      uint32_t index, uint32_t depth, size_t indent, st_error *e) {
  one o = {.x = x,
           .told = told,
           .article = article,
           .index = index,
           .depth = depth,
           .layer = layer,
           .revision = st_engine_revision(x->engine, article),
           .span = st_layer_span(layer, index),
           .indent = indent};
  st_explained steps = {0};
  bool bad = false, above = seen_before(told, layer, index, &bad);
  if (bad) return st_nomem(e);
  if (above && x->ndjson) return ST_OK;
  if (!x->ndjson) add_head(&o, above);
  if (above) return ST_OK;
  if (!x->ndjson && depth == 0)
    st_mark_under(x->term, ST_CYAN, st_revision_text(o.revision), o.span.begin, o.span.end,
                  indent + 2, x->out);
  int rc = st_engine_why(x->engine, article, layer, index, told->arena, &steps, e);
  if (rc) return rc;
  if (x->ndjson) return tell_json(&o, &steps, e);
  st_by_rule_add(x, st_layer_rule(layer, index), indent + 2);
  return add_steps(&o, &steps, e);
}
