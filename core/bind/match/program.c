/* program and view: predicates as bits, and an article recoded for them. */
#include "bind/match/program_private.h"

#include "base/hash.h"
#include "bind/state/state.h"

static const char *const kind = "stemma.program";
static const char *const view_kind = "stemma.view";

enum { FUNCTIONS = 1, MEMO = 2 }; /* user values */

static int close_program(lua_State *L) {
  struct program *p = lua_touserdata(L, 1);
  st_program_close(p->program);
  p->program = NULL;
  return 0;
}

/* --- core.program --- */

static void get_string(lua_State *L, int at, const char *key, st_str *s) {
  if (lua_getfield(L, at, key) != LUA_TSTRING) st_lua_fail(L, "a predicate without a %s", key);
  s->p = lua_tolstring(L, -1, &s->n);
}

static int add_words(lua_State *L, struct program *p, int at, st_error *e) {
  if (lua_getfield(L, at, "fold") != LUA_TSTRING) st_lua_fail(L, "words without a fold");
  int status = st_program_words(p->program, st_lua_fold(L, lua_gettop(L)), e);
  if (lua_getfield(L, at, "words") != LUA_TTABLE) st_lua_fail(L, "words is a list");
  int words = lua_gettop(L);
  lua_Integer n = luaL_len(L, words);
  for (lua_Integer i = 1; !status && i <= n; i++) {
    if (lua_geti(L, words, i) != LUA_TSTRING) st_lua_fail(L, "a word is a string");
    st_str word;
    word.p = lua_tolstring(L, -1, &word.n);
    status = st_program_word(p->program, word, e);
    lua_pop(L, 1);
  }
  return status;
}

static int add_flags(lua_State *L, struct program *p, int at, st_error *e) {
  lua_getfield(L, at, "all");
  lua_getfield(L, at, "none");
  return st_program_flags(p->program, (uint32_t)luaL_optinteger(L, -2, 0),
                          (uint32_t)luaL_optinteger(L, -1, 0), e);
}

/* Which entries a lexicon's `where` keeps, asked once for all. */
static const uint8_t *kept_entries(lua_State *L, int at, const st_lexicon *l) {
  if (lua_getfield(L, at, "where") != LUA_TFUNCTION) return NULL;
  int where = lua_gettop(L);
  uint32_t count = st_lexicon_count(l);
  uint8_t *keep = lua_newuserdatauv(L, count + 1, 0);
  for (uint32_t i = 0; i < count; i++) {
    lua_pushvalue(L, where);
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_call(L, 1, 1);
    keep[i] = (uint8_t)lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return keep;
}

static int add_lexicon(lua_State *L, struct program *p, int at, st_error *e) {
  lua_getfield(L, at, "lexicon");
  st_lexicon *l = st_lua_to_lexicon(L, -1);
  return st_program_lexicon(p->program, l, kept_entries(L, at, l), e);
}

/* Keeps the function under `key` for the predicate added last. */
static bool keep_function(lua_State *L, struct program *p, int self, int at, const char *key) {
  if (lua_getfield(L, at, key) != LUA_TFUNCTION) return false;
  uint32_t predicate = st_program_count(p->program) - 1;
  p->asked[predicate] = predicate + 1;
  lua_getiuservalue(L, self, FUNCTIONS);
  lua_pushvalue(L, -2);
  lua_rawseti(L, -2, predicate + 1);
  return true;
}

static int add_layer(lua_State *L, struct program *p, int self, int at, st_error *e) {
  st_str name;
  get_string(L, at, "name", &name);
  int status = st_program_layer(p->program, name, e);
  if (!status) keep_function(L, p, self, at, "where");
  return status;
}

static int add_test(lua_State *L, struct program *p, int self, int at, st_error *e) {
  int status = st_program_test(p->program, e);
  if (status) return status;
  if (!keep_function(L, p, self, at, "match")) st_lua_fail(L, "match is a function");
  p->memo_of[st_program_count(p->program) - 1] = p->tests++;
  return ST_OK;
}

static void add_predicate(lua_State *L, struct program *p, int self, int at) {
  st_str type;
  st_error e = {0};
  int status;
  get_string(L, at, "type", &type);
  if (st_str_equal(type, st_cstr("words")))
    status = add_words(L, p, at, &e);
  else if (st_str_equal(type, st_cstr("flags")))
    status = add_flags(L, p, at, &e);
  else if (st_str_equal(type, st_cstr("layer")))
    status = add_layer(L, p, self, at, &e);
  else if (st_str_equal(type, st_cstr("lexicon")))
    status = add_lexicon(L, p, at, &e);
  else if (st_str_equal(type, st_cstr("match")))
    status = add_test(L, p, self, at, &e);
  else
    st_lua_fail(L, "there is no predicate of type '%s'", type.p);
  if (status) st_lua_raise(L, &e);
}

struct program *st_lua_program_arg(lua_State *L, int arg) { return luaL_checkudata(L, arg, kind); }

static struct program *self_program(lua_State *L) { return st_lua_program_arg(L, 1); }

static const st_predicate *predicate_arg(lua_State *L, struct program *p, int arg) {
  return st_program_get(p->program,
                        st_lua_index(L, arg, st_program_count(p->program), "predicate"));
}

/* program:bits(predicate) -> first bit, width */
static int bits(lua_State *L) {
  const st_predicate *d = predicate_arg(L, self_program(L), 2);
  lua_pushinteger(L, d->bit);
  lua_pushinteger(L, d->width);
  return 2;
}

static int bytes(lua_State *L) {
  lua_pushinteger(L, st_program_bytes(self_program(L)->program));
  return 1;
}

/* program:require(bits): a view in which one of them is nowhere is none. */
static int require_bits(lua_State *L) {
  self_program(L)->need = (uint64_t)luaL_checkinteger(L, 2);
  return 0;
}

static void make_memo(lua_State *L, struct program *p, int self) {
  if (!p->tests) return;
  size_t size = (size_t)p->tests * MEMO_ROOM * sizeof *p->memo;
  p->memo = lua_newuserdatauv(L, size, 0);
  memset(p->memo, 0, size);
  lua_setiuservalue(L, self, MEMO);
}

int st_lua_program(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"bits", bits}, {"bytes", bytes}, {"require", require_bits}, {NULL, NULL}};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  size_t before = st_vocab_bytes(vocab);
  st_lua_class(L, kind, methods, close_program);
  struct program *p = lua_newuserdatauv(L, sizeof *p, 2);
  memset(p, 0, sizeof *p);
  luaL_setmetatable(L, kind);
  lua_newtable(L);
  lua_setiuservalue(L, 2, FUNCTIONS);
  p->program = st_program_open(vocab);
  if (!p->program) luaL_error(L, "not enough memory");
  lua_Integer n = luaL_len(L, 1);
  for (lua_Integer i = 1; i <= n; i++) {
    if (lua_geti(L, 1, i) != LUA_TTABLE) st_lua_fail(L, "a predicate is a table");
    add_predicate(L, p, 2, 3);
    lua_settop(L, 2);
  }
  st_error e = {0};
  if (st_program_seal(p->program, &e)) st_lua_raise(L, &e);
  if (st_shared_metered(st_lua_shared(L))) st_meter_take(L, st_vocab_bytes(vocab) - before);
  make_memo(L, p, 2);
  return 1;
}

/* --- core.view --- */

uint64_t st_lua_roles(lua_State *L, int arg, st_vocab *vocab) {
  if (lua_isnoneornil(L, arg)) return st_vocab_prose(vocab);
  luaL_checktype(L, arg, LUA_TTABLE);
  uint64_t roles = 0;
  for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_toboolean(L, -1)) continue;
    st_str role;
    role.p = lua_tolstring(L, -2, &role.n);
    uint64_t bit = st_vocab_role(vocab, role);
    if (!bit) st_lua_fail(L, "more than %d roles", ST_ROLE_ROOM);
    roles |= bit;
  }
  return roles;
}

enum st_within st_lua_within(lua_State *L, int arg) {
  static const char *const names[] = {"sentence", "paragraph", "article", NULL};
  return (enum st_within)luaL_checkoption(L, arg, "sentence", names);
}

/* A test has a budget of its own, and costs the rule the same whether its answer is remembered or
 * not: what other articles a worker has seen must not decide where a limit is met. */
enum { TEST_BUDGET = 20000, TEST_COST = 5 };

/* An error of the test may be caught by the rule, which goes on with the budget that it had; where a
 * limit was met, what unwinds gets no other. */
static bool call_test(lua_State *L, int functions, uint32_t predicate, st_str text) {
  st_meter *m = st_shared_metered(st_lua_shared(L)) ? st_meter_of(L) : NULL;
  st_meter_before before = {0};
  int top = lua_gettop(L);
  lua_pushcfunction(L, st_lua_name_place);
  lua_rawgeti(L, functions, predicate + 1);
  st_lua_push(L, text);
  if (m) before = st_meter_enter(m, TEST_BUDGET);
  int status = lua_pcall(L, 1, 1, top + 1);
  if (status == LUA_ERRMEM && m) m->over = true;
  if (m && !(status && m->over)) st_meter_leave(m, before);
  if (status) lua_error(L);
  bool holds = lua_toboolean(L, -1);
  lua_settop(L, top);
  return holds;
}

static bool remembered_test(lua_State *L, int functions, uint64_t *memo, uint32_t predicate,
                            st_str text) {
  uint64_t hash = st_hash_str(text) | 2;
  uint64_t *place = &memo[hash >> 2 & (MEMO_ROOM - 1)];
  if ((*place | 1) == (hash | 1)) return *place & 1;
  bool holds = call_test(L, functions, predicate, text);
  *place = (hash & ~(uint64_t)1) | holds;
  return holds;
}

static const uint8_t *answer_test(lua_State *L, int functions, struct program *p,
                                  uint32_t predicate, st_match_article *a,
                                  const st_layout *layout) {
  uint32_t count;
  const st_revision *r = st_match_article_revision(a);
  const st_token *tokens = st_revision_tokens(r, &count);
  const char *text = st_revision_text(r).p;
  uint64_t *memo = p->memo + (size_t)p->memo_of[predicate] * MEMO_ROOM;
  uint8_t *holds = lua_newuserdatauv(L, count + 1, 0);
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, (uint64_t)layout->count * TEST_COST);
  for (uint32_t i = 0; i < layout->count; i++) {
    if (layout->token[i] == ST_NONE) continue;
    const st_token *t = &tokens[layout->token[i]];
    holds[layout->token[i]] =
        remembered_test(L, functions, memo, predicate, (st_str){text + t->begin, t->end - t->begin});
  }
  return holds;
}

static const uint8_t *answer_layer(lua_State *L, int functions, int article, uint32_t predicate,
                                   const st_layer *l) {
  uint32_t count = l ? st_layer_count(l) : 0;
  uint8_t *seen = lua_newuserdatauv(L, count + 1, 0);
  for (uint32_t i = 0; i < count; i++) {
    lua_rawgeti(L, functions, predicate + 1);
    lua_pushvalue(L, article);
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_call(L, 2, 1);
    seen[i] = (uint8_t)lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return seen;
}

void st_lua_ask(lua_State *L, int program, st_match_article *a, int article,
                const st_layout *layout, const uint8_t **answers) {
  struct program *p = lua_touserdata(L, program);
  luaL_checkstack(L, ST_BIT_ROOM + 16, NULL);
  lua_getiuservalue(L, program, FUNCTIONS);
  int functions = lua_gettop(L);
  for (uint32_t i = 0; i < st_program_count(p->program); i++) {
    const st_predicate *d = st_program_get(p->program, i);
    answers[i] = NULL;
    if (d->kind == ST_LAYER) {
      st_lua_push(L, d->name);
      const st_layer *l = st_lua_layer(L, article, -1); /* raises where it is not in reads */
      lua_pop(L, 1);
      if (p->asked[i]) answers[i] = answer_layer(L, functions, article, i, l);
    }
    if (d->kind == ST_TEST) answers[i] = answer_test(L, functions, p, i, a, layout);
  }
}

static int close_view(lua_State *L) {
  st_view **v = lua_touserdata(L, 1);
  st_view_close(*v);
  *v = NULL;
  return 0;
}

static st_view *self_view(lua_State *L) {
  st_view **v = luaL_checkudata(L, 1, view_kind);
  return *v;
}

/* view:token(slot) -> token, or nil at a boundary */
static int view_token(lua_State *L) {
  const st_view *v = self_view(L);
  uint32_t token = st_view_token(v, st_lua_index(L, 2, st_view_slots(v), "slot"));
  if (token == ST_NONE) return 0;
  lua_pushinteger(L, (lua_Integer)token + 1);
  return 1;
}

/* view:layer_at(slot, predicate) -> annotation or entry, or nil where none starts */
static int layer_at(lua_State *L) {
  const st_view *v = self_view(L);
  uint32_t slot = st_lua_index(L, 2, st_view_slots(v), "slot");
  uint32_t i = st_view_starts(v, slot, st_lua_index(L, 3, ST_BIT_ROOM, "predicate"));
  if (i == ST_NONE) return 0;
  lua_pushinteger(L, (lua_Integer)i + 1);
  return 1;
}

static int slots(lua_State *L) {
  lua_pushinteger(L, st_view_slots(self_view(L)));
  return 1;
}

/* view:longest() -> how many slots stand between two boundaries at most */
static int longest(lua_State *L) {
  lua_pushinteger(L, st_view_longest(self_view(L)));
  return 1;
}

st_view **st_lua_new_view(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"token", view_token}, {"layer_at", layer_at}, {"slots", slots},
      {"longest", longest}, {NULL, NULL}};
  st_lua_class(L, view_kind, methods, close_view);
  st_view **v = lua_newuserdatauv(L, sizeof *v, 0);
  *v = NULL;
  luaL_setmetatable(L, view_kind);
  return v;
}

bool st_lua_request(lua_State *L, struct program *p, st_match_article *a,
                    st_view_request *request, const uint8_t **answers) {
  *request = (st_view_request){.roles = st_lua_roles(L, ROLES_ARG, st_program_vocab(p->program)),
                               .within = st_lua_within(L, WITHIN_ARG),
                               .quotes = lua_toboolean(L, QUOTES_ARG),
                               .need = p->need,
                               .answers = answers};
  st_layout *layout = st_match_article_layout(a, request->roles, request->within, request->quotes);
  if (!layout) luaL_error(L, "not enough memory");
  if (layout->count) st_lua_ask(L, PROGRAM_ARG, a, ARTICLE_ARG, layout, answers);
  return layout->count > 0;
}

/* core.view(program, article, roles, within, quotes) -> codes, view; nil where there is nothing */
int st_lua_view(lua_State *L) {
  struct program *p = luaL_checkudata(L, PROGRAM_ARG, kind);
  st_match_article *a = st_lua_article(L, ARTICLE_ARG);
  lua_settop(L, QUOTES_ARG);
  const uint8_t *answers[ST_BIT_ROOM];
  st_view_request request;
  if (!st_lua_request(L, p, a, &request, answers)) return 0;
  st_view **v = st_lua_new_view(L);
  st_error e = {0};
  if (st_view_make(p->program, a, &request, v, &e)) st_lua_raise(L, &e);
  if (!*v) return 0;
  st_lua_push(L, st_view_codes(*v));
  lua_insert(L, -2);
  st_view_drop_codes(*v);
  return 2;
}
