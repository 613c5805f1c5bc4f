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
#include "bind/match/runner_private.h"

#include "base/alloc.h"

#include <math.h>

static const char *const kind = "stemma.runner";

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
  st_ahead_close(r->ahead);
  r->ahead = NULL;
  st_free(r->events);
  r->events = NULL;
  return 0;
}

st_runner *st_lua_to_runner(lua_State *L, int arg) { return luaL_testudata(L, arg, kind); }

/* --- running --- */

/* What matching is charged: an annotation costs about what a rule in plain Lua pays for one. */
enum { RUN_COST = 20, MATCH_COST = 20, SLOTS_A_STEP = 8 };

static void charge(const struct run *r, uint64_t instructions) {
  if (r->runner->metered) st_meter_charge(r->L, instructions);
}

/* Pushes the pattern that counts its steps, made when it is first asked for; how long that takes is
 * nothing to the article. */
static void push_counted(const struct run *r) {
  lua_State *L = r->L;
  if (lua_getiuservalue(L, r->at, COUNTED) != LUA_TFUNCTION) return;
  int64_t left = st_meter_of(L)->left;
  lua_call(L, 0, 1);
  st_meter_of(L)->left = left;
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, r->at, COUNTED);
}

/* What a search costs at most, in instructions. */
static double search_cost(const st_runner *r, uint32_t slots) {
  if (r->price <= 0 || !slots) return 0;
  double cost = slots * r->price, sight = r->degree > 0 ? st_view_longest(r->view) : 0;
  for (double i = 0; i < r->degree && cost <= r->most; i++) cost *= sight < 2 ? 2 : sight;
  return cost;
}

/* Pushes the pattern to search with, and takes what that costs. */
static void push_pattern(const struct run *r, uint32_t slots) {
  double cost = search_cost(r->runner, slots);
  if (cost > r->runner->most) {
    push_counted(r);
  } else {
    charge(r, (uint64_t)cost);
    lua_getiuservalue(r->L, r->at, PATTERN);
  }
}

/* The slots at which a match can start, the last one first; null where nothing tells. */
struct starts {
  const uint32_t *slots;
  uint32_t count;
};

static struct starts find_starts(const struct run *r, st_str codes) {
  struct starts s = {NULL, 0};
  if (!r->runner->ahead) return s;
  uint32_t *slots = (void *)st_match_article_scratch(r->article, st_view_slots(r->runner->view));
  if (!slots) luaL_error(r->L, "not enough memory");
  s.count = st_ahead_find(r->runner->ahead, codes, slots);
  s.slots = slots;
  return s;
}

/* The first of them from a slot on, ST_NONE where there is none. */
static uint32_t next_start(struct starts *s, uint32_t slot) {
  if (!s->slots) return slot;
  while (s->count && s->slots[s->count - 1] < slot) s->count--;
  return s->count ? s->slots[s->count - 1] : ST_NONE;
}

/* Takes the next match from a slot on; where what follows it is to be looked for, ST_NONE where
 * there is none. The function, the pattern and the codes are on the stack from `match` on. */
static uint32_t match_one(const struct run *r, int match, uint32_t slot) {
  lua_State *L = r->L;
  uint32_t bytes = st_program_bytes(r->runner->program->program);
  lua_pushvalue(L, match);
  lua_pushvalue(L, match + 1);
  lua_pushvalue(L, match + 2);
  lua_pushinteger(L, (lua_Integer)slot * bytes + 1);
  lua_call(L, 3, LUA_MULTRET);
  if (lua_isnil(L, match + 3)) return ST_NONE;
  charge(r, MATCH_COST);
  slot = st_runner_take(r, match + 3);
  lua_settop(L, match + 2);
  return slot;
}

/* Matches that are all alike are told by where they start; the first is LPeg's to show. */
static uint32_t take_alike(const struct run *r, uint32_t slot) {
  charge(r, MATCH_COST);
  return st_runner_take_shape(r, slot);
}

static void match_all(const struct run *r, st_str codes) {
  lua_State *L = r->L;
  uint32_t slots = st_view_slots(r->runner->view);
  charge(r, slots / SLOTS_A_STEP);
  lua_getiuservalue(L, r->at, MATCH);
  push_pattern(r, slots);
  int match = lua_gettop(L) - 1;
  struct starts starts = find_starts(r, codes);
  uint32_t slot = next_start(&starts, 0);
  if (slot < slots && !r->runner->width) st_lua_push(L, codes);
  while (slot < slots) {
    slot = r->runner->width ? take_alike(r, slot) : match_one(r, match, slot);
    if (slot < slots) slot = next_start(&starts, slot);
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
  if (runner->asks)
    st_lua_ask(L, lua_gettop(L), a, handle, runner->layout, answers);
  else
    request.answers = NULL;
  st_error e = {0};
  if (st_view_make(runner->program->program, a, &request, &runner->view, &e)) st_lua_raise(L, &e);
  if (!runner->view) return;
  find_fields(&r);
  match_all(&r, st_view_codes(runner->view));
  forget_run(runner);
}

bool st_runner_asks(const st_runner *r) { return r->asks; }

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
    s = st_lua_text(L, -1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, strings, (lua_Integer)lua_rawlen(L, strings) + 1);
  }
  lua_pop(L, 1);
  return s;
}

/* The texts that the field of the event at the top may be; they are kept under its number. */
static bool keep_closed(lua_State *L, int closed, uint32_t number) {
  bool some = lua_getfield(L, -1, "allowed") == LUA_TTABLE;
  if (some)
    lua_rawseti(L, closed, (lua_Integer)number + 1);
  else
    lua_pop(L, 1);
  return some;
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
  lua_newtable(L);
  lua_insert(L, -2);
  int closed = lua_gettop(L) - 1;
  for (uint32_t i = 0; i < count; i++, lua_pop(L, 1)) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    read_event(L, strings, &r->events[i]);
    r->events[i].closed = keep_closed(L, closed, i);
    if (r->events[i].kind == EVENT_RUN && r->events[i].predicate >= ST_BIT_ROOM)
      st_lua_fail(L, "a runner's event of no predicate");
  }
  r->event_count = count;
  lua_pop(L, 1);
  lua_setiuservalue(L, 2, CLOSED);
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

static uint64_t bits_at(lua_State *L, int at, const char *key) {
  lua_getfield(L, at, key);
  uint64_t bits = (uint64_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return bits;
}

/* The automaton of lua/stemma/match/ahead.lua, where there is one. */
static void read_ahead(lua_State *L, st_runner *r, int spec) {
  st_ahead_place places[ST_AHEAD_PLACES];
  uint32_t bytes = st_program_bytes(r->program->program), count;
  if (lua_getfield(L, spec, "ahead") != LUA_TTABLE || bytes > ST_AHEAD_BYTES) return;
  int ahead = lua_gettop(L);
  lua_getfield(L, ahead, "places");
  luaL_checktype(L, -1, LUA_TTABLE);
  for (count = 0; count < ST_AHEAD_PLACES; count++, lua_pop(L, 1)) {
    if (lua_rawgeti(L, ahead + 1, (lua_Integer)count + 1) != LUA_TTABLE) break;
    places[count] = (st_ahead_place){bits_at(L, -1, "bits"), bits_at(L, -1, "before")};
  }
  r->ahead = st_ahead_open(places, count, bits_at(L, ahead, "first"), bits_at(L, ahead, "last"), bytes);
  if (!r->ahead) luaL_error(L, "not enough memory");
  lua_getfield(L, spec, "fixed");
  r->fixed = lua_toboolean(L, -1);
}

static bool asks(const st_program *p) {
  for (uint32_t i = 0; i < st_program_count(p); i++) {
    enum st_predicate_kind k = st_program_get(p, i)->kind;
    if (k == ST_LAYER || k == ST_TEST) return true;
  }
  return false;
}

static double number_at(lua_State *L, int at, const char *key) {
  lua_getfield(L, at, key);
  double n = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return n;
}

/* The price of a pattern, where steps are counted. */
static void read_price(lua_State *L, st_runner *r, int spec) {
  r->most = number_at(L, spec, "most");
  if (lua_getfield(L, spec, "price") == LUA_TTABLE) {
    r->price = number_at(L, -1, "c");
    r->degree = number_at(L, -1, "d");
  }
  lua_pop(L, 1);
}

static void keep_value(lua_State *L, int spec, int runner, const char *key, int slot) {
  lua_getfield(L, spec, key);
  lua_setiuservalue(L, runner, slot);
}

/* core.runner { program =, pattern =, match =, mistake =, within =, quotes =, roles =, counted =,
 * price =, most =, events = { { kind =, … } … }, conditions = { predicates as bits … }, ahead =
 * { places = { { bits =, before = } … }, first =, last = }, fixed = }: see
 * lua/stemma/run/runner.lua */
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
  keep_value(L, 1, 2, "counted", COUNTED);
  r->asks = asks(r->program->program);
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
  read_price(L, r, 1);
  read_ahead(L, r, 1);
  lua_settop(L, 2);
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
