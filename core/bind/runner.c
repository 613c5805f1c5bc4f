/* runner: a rule that is a pattern, run on an article. LPeg's flat values (compile.lua) are read from
 * the stack and written into the layer: no Lua runs, and no table is made, but for what goes wrong.
 *
 * Events come in pairs (number, position); the negative of a number closes what it opened:
 *
 *   as     a name: what is matched until it is closed is the value of a field
 *   focus  an annotation of its own
 *   is     ... the innermost name around takes this value
 *   get    ... and this one that field, or attribute, of what follows
 *   run    ... the annotation or entry that starts here */
#include "bind/runner.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

static const char *const kind = "stemma.runner";

enum event_kind { EVENT_AS, EVENT_FOCUS, EVENT_IS, EVENT_GET, EVENT_RUN };

struct event {
  enum event_kind kind;
  uint8_t type;       /* as: of the field, without ST_LIST */
  uint32_t field;     /* as: of the layer's schema, set for each run */
  uint32_t predicate; /* run */
  bool named;         /* run: a lexicon with a name */
  st_str text;        /* as, get: a name; is: the value as text. The strings are kept in STRINGS */
  double number;      /* is: NaN where it is none */
};

enum { PROGRAM = 1, PATTERN, MATCH, STRINGS, MISTAKE, USER_VALUES = MISTAKE };
enum { KEY_ROOM = 8 };

struct st_runner {
  struct program *program;
  st_sieve *sieve;
  uint32_t keys[KEY_ROOM], key_count;
  uint64_t layers; /* predicates of layers, by number, an annotation of which has to be there */
  uint64_t roles;
  enum st_within within;
  bool quotes, metered;
  struct event *events; /* st_free */
  uint32_t event_count;
  st_layout *layout; /* of the run; closed by the next */
  st_view *view;
};

static void forget_run(st_runner *r) {
  st_view_close(r->view);
  st_layout_close(r->layout);
  r->view = NULL;
  r->layout = NULL;
}

static int close_runner(lua_State *L) {
  st_runner *r = lua_touserdata(L, 1);
  forget_run(r);
  for (uint32_t i = 0; i < r->key_count; i++) st_sieve_remove(r->sieve, r->keys[i]);
  r->key_count = 0;
  st_free(r->events);
  r->events = NULL;
  return 0;
}

st_runner *st_lua_to_runner(lua_State *L, int arg) { return luaL_testudata(L, arg, kind); }

/* --- what one name took --- */

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

/* What a run works on. */
struct run {
  lua_State *L;
  st_runner *runner;
  int at; /* the runner's place on the stack */
  st_match_article *article;
  st_lua_emit_handle *emit;
  const st_token *tokens;
  const char *text;
};

static st_span bytes_of(const struct run *r, uint32_t first, uint32_t stop) {
  const st_view *v = r->runner->view;
  return (st_span){r->tokens[st_view_token(v, first)].begin,
                   r->tokens[st_view_token(v, stop - 1)].end};
}

static st_str text_of(const struct run *r, const struct capture *c) {
  st_span span = bytes_of(r, c->first, c->stop);
  return (st_str){r->text + span.begin, span.end - span.begin};
}

/* --- writing values --- */

/* Has the Lua half say what is wrong with a capture: stemma.runner's mistake(name, …). */
static _Noreturn void mistake(const struct run *r, const char *name, const struct capture *c) {
  lua_State *L = r->L;
  lua_getiuservalue(L, r->at, MISTAKE);
  lua_pushstring(L, name);
  lua_pushinteger(L, (lua_Integer)c->as + 1);
  lua_pushinteger(L, (lua_Integer)(c->run == ST_NONE ? 0 : c->run + 1));
  lua_pushinteger(L, (lua_Integer)(c->get == ST_NONE ? 0 : c->get + 1));
  lua_call(L, 4, 0);
  luaL_error(L, "a pattern's value that cannot be taken");
  abort();
}

static void added(const struct run *r, const struct capture *c, int status, size_t bytes) {
  if (status == ST_EUSE) mistake(r, "wrong_type", c);
  if (status) luaL_error(r->L, "not enough memory");
  st_lua_emit_charge(r->L, r->emit, bytes + 24);
}

static void put_text(const struct run *r, const struct capture *c, st_str text) {
  uint32_t field = r->runner->events[c->as].field;
  added(r, c, st_layer_add_string(r->emit->builder, field, text), text.n);
}

static void put_number(const struct run *r, const struct capture *c, double value) {
  uint32_t field = r->runner->events[c->as].field;
  if (!isfinite(value)) mistake(r, "wrong_type", c);
  added(r, c, st_layer_add_number(r->emit->builder, field, value), 0);
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

/* Only numbers become text, and only numbers intervals. */
static void put_field(const struct run *r, const struct capture *c, const st_layer *l,
                      uint32_t field, uint32_t i) {
  uint8_t from = base_of(l, field), to = r->runner->events[c->as].type;
  if (is_text(from) && is_text(to))
    put_text(r, c, st_layer_string(l, field, i, 0));
  else if (from == ST_SPAN && to == ST_SPAN)
    put_span(r, c, st_layer_field_span(l, field, i, 0));
  else if (from == ST_NUMBER && to == ST_NUMBER)
    put_number(r, c, st_layer_number(l, field, i, 0));
  else if (from == ST_NUMBER && to == ST_INTERVAL)
    put_interval(r, c, (st_interval){st_layer_number(l, field, i, 0), NAN, NAN, {"", 0}});
  else if (from == ST_INTERVAL && to == ST_INTERVAL)
    put_interval(r, c, st_layer_interval(l, field, i, 0));
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
  const struct event *run = c->run == ST_NONE || type == ST_SPAN ? NULL : &r->runner->events[c->run];
  const st_predicate *d =
      run ? st_program_get(r->runner->program->program, run->predicate) : NULL;
  bool gets = c->get != ST_NONE;
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
  if (what == EVENT_RUN && c->run == ST_NONE) {
    c->run = event;
    c->at = slot;
  }
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

/* Reads the values on the stack from `base` on. */
static void read_match(const struct run *r, int base, int n, struct match *m) {
  const st_runner *runner = r->runner;
  m->first = slot_at(r, base);
  m->stop = slot_at(r, base + n - 1);
  for (int i = base + 1; i + 1 < base + n - 1; i += 2) {
    lua_Integer number = lua_tointeger(r->L, i);
    uint32_t event = (uint32_t)(number < 0 ? -number : number) - 1;
    enum event_kind what = runner->events[event].kind;
    if (number < 0)
      close_event(m, what, slot_at(r, i + 1));
    else
      open_event(m, event, what, slot_at(r, i + 1));
  }
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

enum { FEW = 16 };

/* The match whose values are on the stack from `base` on. Long ones get their lists from Lua, so
 * that an error frees them. */
static uint32_t take_match(const struct run *r, int base) {
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
  return put_match(r, &m);
}

/* --- running --- */

/* What matching is charged: an annotation costs about what a rule in plain Lua pays for one. */
enum { RUN_COST = 20, MATCH_COST = 20, SLOTS_A_STEP = 8 };

static void charge(const struct run *r, uint64_t instructions) {
  if (r->runner->metered) st_meter_charge(r->L, instructions);
}

static void match_all(const struct run *r, st_str codes) {
  lua_State *L = r->L;
  uint32_t slots = st_view_slots(r->runner->view),
           bytes = st_program_bytes(r->runner->program->program);
  charge(r, slots / SLOTS_A_STEP);
  lua_getiuservalue(L, r->at, MATCH);
  lua_getiuservalue(L, r->at, PATTERN);
  st_lua_push(L, codes);
  int match = lua_gettop(L) - 2;
  for (uint32_t slot = 0; slot < slots;) {
    lua_pushvalue(L, match);
    lua_pushvalue(L, match + 1);
    lua_pushvalue(L, match + 2);
    lua_pushinteger(L, (lua_Integer)slot * bytes + 1);
    lua_call(L, 3, LUA_MULTRET);
    if (lua_isnil(L, match + 3)) break;
    charge(r, MATCH_COST);
    slot = take_match(r, match + 3);
    lua_settop(L, match + 2);
  }
  lua_settop(L, match - 1);
}

/* Where the names' fields are in the layer. */
static void find_fields(const struct run *r) {
  st_runner *runner = r->runner;
  for (uint32_t i = 0; i < runner->event_count; i++) {
    struct event *e = &runner->events[i];
    if (e->kind != EVENT_AS) continue;
    for (e->field = 0; e->field < r->emit->field_count; e->field++)
      if (st_str_equal(r->emit->fields[e->field].name, e->text)) break;
  }
}

/* What a pattern needs of layers, as far as they are made. */
static uint32_t needed_layers(const st_runner *r, const st_match_article *a,
                              const st_layer **layers) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < st_program_count(r->program->program); i++)
    if (r->layers >> i & 1)
      layers[n++] = st_match_article_layer(a, st_program_get(r->program->program, i)->name);
  return n;
}

/* Sets the runner's layout to what the pattern can match in; false where that is nothing. */
static bool pick(lua_State *L, st_runner *r, st_match_article *a) {
  const st_layer *layers[ST_BIT_ROOM];
  st_pick what = {.sieve = r->sieve, .keys = r->keys, .key_count = r->key_count};
  what.layers = layers;
  what.layer_count = needed_layers(r, a, layers);
  forget_run(r);
  if (r->within == ST_WITHIN_ARTICLE || !(what.key_count + what.layer_count)) {
    r->layout = st_match_article_layout(a, r->roles, r->within, r->quotes);
    if (r->layout) st_layout_share(r->layout);
  } else {
    r->layout = st_match_article_pick(a, r->roles, r->within, r->quotes, &what);
  }
  if (!r->layout) luaL_error(L, "not enough memory");
  return r->layout->count > 0;
}

/* The arguments are those of core.view, the article's handle among them. */
static void run(lua_State *L, int at, st_match_article *a, int handle, st_lua_emit_handle *m) {
  st_runner *runner = lua_touserdata(L, at);
  uint32_t count;
  const st_revision *revision = st_match_article_revision(a);
  struct run r = {.L = L, .runner = runner, .at = at, .article = a, .emit = m};
  r.tokens = st_revision_tokens(revision, &count);
  r.text = st_revision_text(revision).p;
  charge(&r, RUN_COST);
  if (!pick(L, runner, a)) return;
  const uint8_t *answers[ST_BIT_ROOM];
  st_view_request request = {.roles = runner->roles,
                             .within = runner->within,
                             .quotes = runner->quotes,
                             .layout = runner->layout,
                             .need = runner->program->need,
                             .answers = answers};
  lua_getiuservalue(L, at, PROGRAM);
  st_lua_ask(L, lua_gettop(L), a, handle, runner->layout, answers);
  st_error e = {0};
  if (st_view_make(runner->program->program, a, &request, &runner->view, &e)) st_lua_raise(L, &e);
  if (!runner->view) return;
  find_fields(&r);
  match_all(&r, st_view_codes(runner->view));
  forget_run(runner);
}

bool st_runner_idle(st_runner *r, st_match_article *a) {
  const st_layer *layers[ST_BIT_ROOM];
  uint32_t n = needed_layers(r, a, layers);
  for (uint32_t i = 0; i < n; i++)
    if (!layers[i] || !st_layer_count(layers[i])) return true;
  return r->key_count && !st_match_article_has(a, r->sieve, r->keys, r->key_count);
}

void st_runner_run(lua_State *L, int at, st_match_article *a, int handle, st_lua_emit_handle *m) {
  run(L, lua_absindex(L, at), a, lua_absindex(L, handle), m);
}

/* --- making --- */

static st_str kept_string(lua_State *L, int strings, const char *key) {
  st_str s = {"", 0};
  if (lua_getfield(L, -1, key) == LUA_TSTRING) {
    s.p = lua_tolstring(L, -1, &s.n);
    lua_pushvalue(L, -1);
    lua_rawseti(L, strings, (lua_Integer)lua_rawlen(L, strings) + 1);
  }
  lua_pop(L, 1);
  return s;
}

static void read_event(lua_State *L, int strings, struct event *e) {
  static const char *const kinds[] = {"as", "focus", "is", "get", "run", NULL};
  lua_getfield(L, -1, "kind");
  e->kind = (enum event_kind)luaL_checkoption(L, -1, NULL, kinds);
  lua_getfield(L, -2, "number");
  e->number = lua_isnumber(L, -1) ? lua_tonumber(L, -1) : (double)NAN;
  lua_getfield(L, -3, "predicate");
  e->predicate = (uint32_t)lua_tointeger(L, -1) - 1;
  lua_getfield(L, -4, "named");
  e->named = lua_toboolean(L, -1);
  lua_pop(L, 4);
  e->text = kept_string(L, strings, "text");
  e->type = st_lua_type(kept_string(L, strings, "type")) & (uint8_t)~ST_LIST;
}

static void read_events(lua_State *L, st_runner *r, int spec, int strings) {
  if (lua_getfield(L, spec, "events") != LUA_TTABLE) st_lua_fail(L, "a runner without events");
  uint32_t count = (uint32_t)lua_rawlen(L, -1);
  r->events = st_calloc((size_t)count + 1, sizeof *r->events);
  if (!r->events) luaL_error(L, "not enough memory");
  for (uint32_t i = 0; i < count; i++, lua_pop(L, 1)) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    read_event(L, strings, &r->events[i]);
    if (r->events[i].kind == EVENT_RUN && r->events[i].predicate >= ST_BIT_ROOM)
      st_lua_fail(L, "a runner's event of no predicate");
  }
  r->event_count = count;
  lua_pop(L, 1);
}

/* A condition of known predicates becomes a key of the sieve, one of a single layer a layer that
 * has to be there; what is neither is not asked for. */
static void take_condition(lua_State *L, st_runner *r, uint64_t any) {
  const st_program *p = r->program->program;
  bool known = any != 0;
  for (uint32_t i = 0; i < st_program_count(p); i++) {
    if (!(any >> i & 1)) continue;
    const st_predicate *d = st_program_get(p, i);
    if (d->kind == ST_LAYER && any == (uint64_t)1 << i) r->layers |= any;
    known = known && st_sieve_knows(d);
  }
  st_error e = {0};
  if (!known || r->key_count == KEY_ROOM) return;
  int status = st_sieve_add(r->sieve, p, any, &r->keys[r->key_count], &e);
  if (!status) r->key_count++;
  if (status == ST_ENOMEM) st_lua_raise(L, &e);
}

static void read_conditions(lua_State *L, st_runner *r, int spec) {
  if (lua_getfield(L, spec, "conditions") == LUA_TTABLE) {
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
      lua_rawgeti(L, -1, i);
      take_condition(L, r, (uint64_t)lua_tointeger(L, -1));
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
}

static void keep_value(lua_State *L, int spec, int runner, const char *key, int slot) {
  lua_getfield(L, spec, key);
  lua_setiuservalue(L, runner, slot);
}

/* core.runner { program =, pattern =, match =, mistake =, within =, quotes =, roles =,
 * events = { { kind =, … } … }, conditions = { predicates as bits … } }: see lua/stemma/runner.lua */
int st_lua_runner(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  st_shared *shared = st_lua_shared(L);
  st_lua_class(L, kind, no_methods, close_runner);
  st_runner *r = lua_newuserdatauv(L, sizeof *r, USER_VALUES);
  memset(r, 0, sizeof *r);
  luaL_setmetatable(L, kind);
  lua_getfield(L, 1, "program");
  r->program = st_lua_program_arg(L, -1);
  lua_setiuservalue(L, 2, PROGRAM);
  keep_value(L, 1, 2, "pattern", PATTERN);
  keep_value(L, 1, 2, "match", MATCH);
  keep_value(L, 1, 2, "mistake", MISTAKE);
  r->metered = st_shared_metered(shared);
  r->sieve = st_shared_sieve(shared);
  if (!r->sieve) luaL_error(L, "not enough memory");
  lua_getfield(L, 1, "within");
  r->within = st_lua_within(L, 3);
  lua_getfield(L, 1, "roles");
  r->roles = st_lua_roles(L, 4, st_shared_vocab(shared));
  lua_getfield(L, 1, "quotes");
  r->quotes = lua_toboolean(L, 5);
  lua_settop(L, 2);
  lua_newtable(L);
  read_events(L, r, 1, 3);
  lua_setiuservalue(L, 2, STRINGS);
  read_conditions(L, r, 1);
  return 1;
}

/* core.run(runner, article, emit) */
int st_lua_run(lua_State *L) {
  luaL_checkudata(L, 1, kind);
  st_match_article *a = st_lua_article(L, 2);
  st_lua_emit_handle *m = st_lua_emit_arg(L, 3);
  run(L, 1, a, 2, m);
  return 0;
}
