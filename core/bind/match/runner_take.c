/* A match of a rule that is a pattern: LPeg's flat values (compile.lua) are read from the stack and
 * written into the layer. */
#include "bind/match/runner_private.h"

#include "find/number.h"

#include <math.h>
#include <stdlib.h>

struct capture {
  uint32_t as, first, stop; /* event; slots */
  uint32_t is, get, run;    /* events, or ST_NONE */
  uint32_t at;              /* slot of the run */
  uint32_t part;            /* ST_NONE: of all annotations of the match */
};

struct part {
  uint32_t from, to;
};

/* A match while it is read; the lists are as long as there are events. */
struct match {
  struct capture *captures;
  struct part *parts;
  uint32_t *open; /* names that are not closed, by number */
  uint32_t capture_count, part_count, open_count;
  uint32_t first, stop;
  bool inside; /* the last part is not closed */
};

static st_span bytes_of(const struct run *r, uint32_t first, uint32_t stop) {
  const st_view *v = r->runner->view;
  return (st_span){r->tokens[st_view_token(v, first)].begin,
                   r->tokens[st_view_token(v, stop - 1)].end};
}

static st_str words_at(const struct run *r, st_span span) {
  return (st_str){r->text + span.begin, span.end - span.begin};
}

static st_str text_of(const struct run *r, const struct capture *c) {
  return words_at(r, bytes_of(r, c->first, c->stop));
}

/* --- writing values --- */

/* Has the Lua half say what is wrong with a capture: stemma.runner's mistake(name, …). */
static _Noreturn void mistake_of(const struct run *r, const char *name, const struct capture *c,
                                 st_str value) {
  lua_State *L = r->L;
  lua_getiuservalue(L, r->at, MISTAKE);
  lua_pushstring(L, name);
  lua_pushinteger(L, (lua_Integer)c->as + 1);
  lua_pushinteger(L, (lua_Integer)(c->run == ST_NONE ? 0 : c->run + 1));
  lua_pushinteger(L, (lua_Integer)(c->get == ST_NONE ? 0 : c->get + 1));
  st_lua_push(L, value);
  lua_call(L, 5, 0);
  luaL_error(L, "a pattern's value that cannot be taken");
  abort();
}

static _Noreturn void mistake(const struct run *r, const char *name, const struct capture *c) {
  mistake_of(r, name, c, (st_str){"", 0});
}

static void added(const struct run *r, const struct capture *c, int status, size_t bytes) {
  if (status == ST_EUSE) mistake(r, "wrong_type", c);
  if (status) luaL_error(r->L, "not enough memory");
  st_lua_emit_charge(r->L, r->emit, bytes + 24);
}

/* Raises where the field may be only some texts, and this is none of them. */
static void check_closed(const struct run *r, const struct capture *c, st_str text) {
  lua_State *L = r->L;
  lua_getiuservalue(L, r->at, CLOSED);
  lua_rawgeti(L, -1, (lua_Integer)c->as + 1);
  st_lua_push(L, text);
  bool known = lua_rawget(L, -2) != LUA_TNIL;
  lua_pop(L, 3);
  if (!known) mistake_of(r, "no_value", c, text);
}

static void put_text(const struct run *r, const struct capture *c, st_str text) {
  if (r->runner->events[c->as].closed) check_closed(r, c, text);
  uint32_t field = r->runner->events[c->as].field;
  added(r, c, st_layer_add_string(r->emit->builder, field, text), text.n);
}

static void put_number(const struct run *r, const struct capture *c, double value) {
  uint32_t field = r->runner->events[c->as].field;
  if (!isfinite(value)) mistake(r, "wrong_type", c);
  added(r, c, st_layer_add_number(r->emit->builder, field, value), 0);
}

/* The buffer is closed before anything can raise. */
static void put_number_as_text(const struct run *r, const struct capture *c, double value) {
  char room[40];
  st_buf digits = {0};
  st_number_add(value, &digits);
  size_t n = digits.bad || digits.n > sizeof room ? 0 : digits.n;
  if (n) memcpy(room, digits.p, n);
  st_buf_close(&digits);
  if (!n) luaL_error(r->L, "not enough memory");
  put_text(r, c, (st_str){room, n});
}

static void put_interval(const struct run *r, const struct capture *c, st_interval value) {
  uint32_t field = r->runner->events[c->as].field;
  added(r, c, st_layer_add_interval(r->emit->builder, field, value), value.hedge.n);
}

static void put_span(const struct run *r, const struct capture *c, st_span span) {
  uint32_t field = r->runner->events[c->as].field;
  added(r, c, st_layer_add_span(r->emit->builder, field, span), 0);
}

/* What :is gives. */
static void put_given(const struct run *r, const struct capture *c) {
  const struct event *is = &r->runner->events[c->is];
  switch (r->runner->events[c->as].type) {
  case ST_NUMBER: put_number(r, c, is->number); break;
  case ST_INTERVAL:
    if (isnan(is->number)) mistake(r, "wrong_type", c);
    put_interval(r, c, (st_interval){is->number, NAN, NAN, {"", 0}});
    break;
  case ST_REF: mistake(r, "wrong_type", c);
  default: put_text(r, c, is->text);
  }
}

/* "14,000" is a number, "a dozen" none. */
static void put_number_of_words(const struct run *r, const struct capture *c) {
  char room[64];
  size_t n = 0;
  st_str text = text_of(r, c);
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == ',') continue;
    if (n + 1 == sizeof room || !text.p[i]) return;
    room[n++] = text.p[i];
  }
  room[n] = 0;
  if (!lua_stringtonumber(r->L, room)) return;
  double value = lua_tonumber(r->L, -1);
  lua_pop(r->L, 1);
  put_number(r, c, value);
}

static void put_words(const struct run *r, const struct capture *c) {
  switch (r->runner->events[c->as].type) {
  case ST_SPAN: put_span(r, c, bytes_of(r, c->first, c->stop)); break;
  case ST_NUMBER: put_number_of_words(r, c); break;
  case ST_INTERVAL:
  case ST_REF: mistake(r, "wrong_type", c);
  default: put_text(r, c, text_of(r, c));
  }
}

static uint8_t base_of(const st_layer *l, uint32_t field) {
  return st_layer_field(l, field).type & (uint8_t)~ST_LIST;
}

static uint32_t field_by_name(const st_layer *l, st_str name, uint8_t type) {
  uint32_t field = st_layer_find_field(l, name);
  return field != ST_NONE && base_of(l, field) == type ? field : ST_NONE;
}

/* Of the fields of a type the first by name, or ST_NONE. */
static uint32_t field_by_type(const st_layer *l, uint8_t type) {
  uint32_t best = ST_NONE;
  for (uint32_t i = 0; i < st_layer_field_count(l); i++)
    if (base_of(l, i) == type && (best == ST_NONE || st_str_compare(st_layer_field(l, i).name,
                                                                   st_layer_field(l, best).name) < 0))
      best = i;
  return best;
}

/* The field that gives the value: the one that :get names; of the same name, else "value", else
 * "entity", else one of the type. */
static uint32_t chosen_field(const struct run *r, const struct capture *c, const st_layer *l) {
  const struct event *as = &r->runner->events[c->as];
  uint32_t field;
  if (c->get != ST_NONE) {
    field = st_layer_find_field(l, r->runner->events[c->get].text);
    if (field == ST_NONE) mistake(r, "no_field", c);
    return field;
  }
  field = field_by_name(l, as->text, as->type);
  if (field == ST_NONE) field = field_by_name(l, st_cstr("value"), as->type);
  if (field == ST_NONE) field = field_by_name(l, st_cstr("entity"), as->type);
  if (field == ST_NONE) field = field_by_type(l, as->type);
  if (field == ST_NONE) mistake(r, "no_field", c);
  return field;
}

static bool is_text(uint8_t type) {
  return type == ST_STRING || type == ST_TIME || type == ST_ENTITY;
}

/* An interval's number alone, where it has one: "10 to 12" has none. */
static void put_number_of(const struct run *r, const struct capture *c, st_interval value) {
  if (!isnan(value.value)) put_number(r, c, value.value);
}

/* A number or the words of a span become text, and only numbers become intervals. */
static void put_field(const struct run *r, const struct capture *c, const st_layer *l,
                      uint32_t field, uint32_t i) {
  uint8_t from = base_of(l, field), to = r->runner->events[c->as].type;
  if (is_text(from) && is_text(to))
    put_text(r, c, st_layer_string(l, field, i, 0));
  else if (from == ST_NUMBER && is_text(to))
    put_number_as_text(r, c, st_layer_number(l, field, i, 0));
  else if (from == ST_SPAN && is_text(to))
    put_text(r, c, words_at(r, st_layer_field_span(l, field, i, 0)));
  else if (from == ST_SPAN && to == ST_SPAN)
    put_span(r, c, st_layer_field_span(l, field, i, 0));
  else if (from == ST_NUMBER && to == ST_NUMBER)
    put_number(r, c, st_layer_number(l, field, i, 0));
  else if (from == ST_NUMBER && to == ST_INTERVAL)
    put_interval(r, c, (st_interval){st_layer_number(l, field, i, 0), NAN, NAN, {"", 0}});
  else if (from == ST_INTERVAL && to == ST_INTERVAL)
    put_interval(r, c, st_layer_interval(l, field, i, 0));
  else if (from == ST_INTERVAL && to == ST_NUMBER)
    put_number_of(r, c, st_layer_interval(l, field, i, 0));
  else
    mistake(r, "wrong_type", c);
}

static void put_annotation(const struct run *r, const struct capture *c) {
  const struct event *run = &r->runner->events[c->run];
  const st_predicate *d = st_program_get(r->runner->program->program, run->predicate);
  const st_layer *l = st_match_article_layer(r->article, d->name);
  uint32_t i = st_view_starts(r->runner->view, c->at, run->predicate);
  if (!l || i == ST_NONE) return;
  if (r->runner->events[c->as].type == ST_REF) {
    uint32_t field = r->runner->events[c->as].field;
    added(r, c, st_layer_add_ref(r->emit->builder, field, (st_ref){d->name, i}), 0);
    return;
  }
  uint32_t field = chosen_field(r, c, l);
  if (st_layer_values(l, field, i)) put_field(r, c, l, field, i);
}

/* The entry's name, or the attribute that :get names. */
static void put_entry(const struct run *r, const struct capture *c) {
  const struct event *run = &r->runner->events[c->run];
  const st_lexicon *l = st_program_get(r->runner->program->program, run->predicate)->lexicon;
  uint32_t entry = st_view_starts(r->runner->view, c->at, run->predicate);
  if (entry == ST_NONE) return;
  st_str value = st_lexicon_name(l, entry);
  if (c->get != ST_NONE) {
    uint32_t column = 0, count = st_lexicon_columns(l);
    st_str name = r->runner->events[c->get].text;
    while (column < count && !st_str_equal(st_lexicon_column(l, column), name)) column++;
    if (column == count) return;
    value = st_lexicon_value(l, entry, column);
    if (!value.n) return;
  }
  if (is_text(r->runner->events[c->as].type)) {
    put_text(r, c, value);
    return;
  }
  lua_State *L = r->L;
  st_lua_push(L, value);
  int is_number;
  double number = lua_tonumberx(L, -1, &is_number);
  lua_pop(L, 1);
  if (!is_number || r->runner->events[c->as].type != ST_NUMBER) mistake(r, "wrong_type", c);
  put_number(r, c, number);
}

static void put_capture(const struct run *r, const struct capture *c) {
  uint8_t type = r->runner->events[c->as].type;
  if (c->is != ST_NONE && type != ST_SPAN) {
    put_given(r, c);
    return;
  }
  if (c->stop <= c->first) return;
  bool gets = c->get != ST_NONE, words = type == ST_SPAN && !gets;
  const struct event *run = c->run == ST_NONE || words ? NULL : &r->runner->events[c->run];
  const st_predicate *d =
      run ? st_program_get(r->runner->program->program, run->predicate) : NULL;
  if (d && d->kind == ST_LAYER && (gets || type != ST_STRING))
    put_annotation(r, c);
  else if (d && d->kind == ST_LEXICON && run->named && (gets || type == ST_ENTITY))
    put_entry(r, c);
  else
    put_words(r, c);
}

static void put_part(const struct run *r, const struct match *m, uint32_t number, struct part p) {
  if (p.to <= p.from) return;
  st_lua_emit_open(r->L, r->emit, bytes_of(r, p.from, p.to));
  for (uint32_t i = 0; i < m->capture_count; i++) {
    uint32_t part = m->captures[i].part;
    if (part == ST_NONE || part == number) put_capture(r, &m->captures[i]);
  }
  r->emit->open = false;
}

/* --- reading a match --- */

/* An annotation is the innermost name's, and also of those around it that ask it for a field. */
static void open_run(const struct match *m, uint32_t event, uint32_t slot) {
  for (uint32_t i = m->open_count; i-- > 0;) {
    struct capture *c = &m->captures[m->open[i]];
    if (c->run != ST_NONE || (i + 1 < m->open_count && c->get == ST_NONE)) continue;
    c->run = event;
    c->at = slot;
  }
}

static void open_event(struct match *m, uint32_t event, enum event_kind what, uint32_t slot) {
  if (what == EVENT_FOCUS) {
    m->parts[m->part_count++] = (struct part){slot, slot};
    m->inside = true;
    return;
  }
  if (what == EVENT_AS) {
    m->open[m->open_count++] = m->capture_count;
    m->captures[m->capture_count++] =
        (struct capture){event,   slot,    slot, ST_NONE,
                         ST_NONE, ST_NONE, 0,    m->inside ? m->part_count - 1 : ST_NONE};
    return;
  }
  if (!m->open_count) return;
  struct capture *c = &m->captures[m->open[m->open_count - 1]];
  if (what == EVENT_IS) c->is = event;
  if (what == EVENT_GET) c->get = event;
  if (what == EVENT_RUN) open_run(m, event, slot);
}

static void close_event(struct match *m, enum event_kind what, uint32_t slot) {
  if (what == EVENT_FOCUS) {
    m->parts[m->part_count - 1].to = slot;
    m->inside = false;
  } else {
    m->captures[m->open[--m->open_count]].stop = slot;
  }
}

static uint32_t slot_at(const struct run *r, int at) {
  return (uint32_t)(lua_tointeger(r->L, at) - 1) / st_program_bytes(r->runner->program->program);
}

static void read_mark(const st_runner *runner, struct match *m, int32_t number, uint32_t slot) {
  uint32_t event = (uint32_t)(number < 0 ? -number : number) - 1;
  enum event_kind what = runner->events[event].kind;
  if (number < 0)
    close_event(m, what, slot);
  else
    open_event(m, event, what, slot);
}

/* Reads the values on the stack from `base` on. */
static void read_match(const struct run *r, int base, int n, struct match *m) {
  m->first = slot_at(r, base);
  m->stop = slot_at(r, base + n - 1);
  for (int i = base + 1; i + 1 < base + n - 1; i += 2)
    read_mark(r->runner, m, (int32_t)lua_tointeger(r->L, i), slot_at(r, i + 1));
}

/* Writes the annotations of a match; the slot from which on the next is looked for. */
static uint32_t put_match(const struct run *r, const struct match *m) {
  struct part whole = {m->first, m->stop};
  const struct part *parts = m->part_count ? m->parts : &whole;
  uint32_t count = m->part_count ? m->part_count : 1;
  for (uint32_t i = 0; i < count; i++) put_part(r, m, i, parts[i]);
  uint32_t next = parts[count - 1].to, least = parts[0].from + 1;
  return next > least ? next : least;
}

enum { FEW = SHAPE_ROOM };

/* The next match is known to be like this one. */
static void keep_shape(const struct run *r, int base, int n, const struct match *m) {
  st_runner *runner = r->runner;
  runner->width = m->stop - m->first;
  for (int i = base + 1; i + 1 < base + n - 1; i += 2)
    runner->shape[runner->shape_count++] =
        (struct mark){(int32_t)lua_tointeger(r->L, i), slot_at(r, i + 1) - m->first};
}

uint32_t st_runner_take_shape(const struct run *r, uint32_t slot) {
  struct capture captures[FEW];
  struct part parts[FEW];
  uint32_t open[FEW];
  const st_runner *runner = r->runner;
  struct match m = {.captures = captures, .parts = parts, .open = open};
  m.first = slot;
  m.stop = slot + runner->width;
  for (uint32_t i = 0; i < runner->shape_count; i++)
    read_mark(runner, &m, runner->shape[i].event, slot + runner->shape[i].offset);
  return put_match(r, &m);
}

/* Long matches get their lists from Lua, so that an error frees them. */
uint32_t st_runner_take(const struct run *r, int base) {
  struct capture captures[FEW];
  struct part parts[FEW];
  uint32_t open[FEW];
  int n = lua_gettop(r->L) - base + 1;
  struct match m = {.captures = captures, .parts = parts, .open = open};
  if (n / 2 > FEW) {
    luaL_checkstack(r->L, 4, NULL);
    m.captures = lua_newuserdatauv(r->L, (size_t)n / 2 * sizeof *captures, 0);
    m.parts = lua_newuserdatauv(r->L, (size_t)n / 2 * sizeof *parts, 0);
    m.open = lua_newuserdatauv(r->L, (size_t)n / 2 * sizeof *open, 0);
  }
  read_match(r, base, n, &m);
  if (r->runner->fixed && !r->runner->width && n / 2 <= FEW) keep_shape(r, base, n, &m);
  return put_match(r, &m);
}
