/* A layer as lists: where its annotations stand, in tokens, and what they have in a field. One call
 * for all of them, and no object for any. */
#include "bind/state/state.h"

/* Annotations that one instruction of the budget pays for. */
enum { ANNOTATIONS = 4 };

static const st_layer *layer_arg(lua_State *L) {
  const st_layer *l = st_lua_layer(L, 1, 2);
  uint32_t count = l ? st_layer_count(l) : 0;
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, count / ANNOTATIONS);
  return l;
}

static void put(lua_State *L, int list, lua_Integer i, lua_Integer token) {
  if (token)
    lua_pushinteger(L, token);
  else
    lua_pushboolean(L, false);
  lua_rawseti(L, list, i);
}

/* The first and the last token of the i-th annotation, from 1; false where it has none. Annotations
 * are in order: `near` is where the one before begins. */
static bool find_tokens(const st_revision *r, const st_layer *l, uint32_t i, uint32_t *near,
                        uint32_t *first, uint32_t *last) {
  if (!st_lua_tokens_in(r, st_layer_span(l, i), *near, first, last)) return false;
  *near = *first - 1;
  return true;
}

/* article:layer_tokens(layer) -> by annotation its first token and its last, false where it has none
 */
int st_lua_layer_tokens(lua_State *L) {
  const st_revision *r = st_match_article_revision(st_lua_article(L, 1));
  const st_layer *l = layer_arg(L);
  uint32_t count = l ? st_layer_count(l) : 0, near = 0, first, last;
  lua_settop(L, 2);
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    if (!find_tokens(r, l, i, &near, &first, &last)) first = 0, last = 0;
    put(L, 3, (lua_Integer)i + 1, first);
    put(L, 4, (lua_Integer)i + 1, last);
  }
  return 2;
}

/* Room for the tokens up to the last that is in an annotation: most layers are found all over. */
static int tokens_of(const st_revision *r, const st_layer *l) {
  st_span last = st_layer_span(l, st_layer_count(l) - 1);
  return (int)st_revision_token_at(r, last.end);
}

/* article:layer_of(layer) -> by token the annotation that it is in, of several the one that begins
 * last */
int st_lua_layer_of(lua_State *L) {
  const st_revision *r = st_match_article_revision(st_lua_article(L, 1));
  const st_layer *l = layer_arg(L);
  uint32_t count = l ? st_layer_count(l) : 0, near = 0, first, last;
  lua_createtable(L, count ? tokens_of(r, l) : 0, 0);
  for (uint32_t i = 0; i < count; i++) {
    if (!find_tokens(r, l, i, &near, &first, &last)) continue;
    for (uint32_t t = first; t <= last; t++) {
      lua_pushinteger(L, (lua_Integer)i + 1);
      lua_rawseti(L, -2, t);
    }
  }
  return 1;
}

/* Where in the list at the top some strings were put. A layer has equal strings at one place, and
 * most fields have few: what is in the list already is not looked up among all that Lua has. */
struct pushed {
  const char *p[32];
  uint32_t at[32];
};

static void push_string(lua_State *L, st_str s, uint32_t i, struct pushed *known) {
  uint32_t k = (uint32_t)((uintptr_t)s.p * 2654435761u >> 16) % 32;
  if (s.n && known->p[k] == s.p) {
    lua_rawgeti(L, -1, (lua_Integer)known->at[k] + 1);
    return;
  }
  st_lua_push(L, s);
  if (!s.n) return; /* nothing is at a place of its own */
  known->p[k] = s.p;
  known->at[k] = i;
}

static bool is_told(uint8_t type) {
  return (type & ~ST_LIST) != ST_INTERVAL && (type & ~ST_LIST) != ST_REF;
}

/* A layer's field as a list is made of it. */
struct column {
  const st_layer *layer;
  st_str text; /* the article's */
  uint32_t field;
  uint8_t type;
  struct pushed known;
};

static void push_one(lua_State *L, const struct column *c, uint32_t i, uint32_t k) {
  st_span span;
  switch (c->type & ~ST_LIST) {
  case ST_NUMBER: st_lua_push_number(L, st_layer_number(c->layer, c->field, i, k)); break;
  case ST_SPAN:
    span = st_layer_field_span(c->layer, c->field, i, k);
    st_lua_push(L, (st_str){c->text.p + span.begin, span.end - span.begin});
    break;
  default: st_lua_push(L, st_layer_string(c->layer, c->field, i, k));
  }
}

static void push_all(lua_State *L, const struct column *c, uint32_t i, uint32_t count) {
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, count / ANNOTATIONS);
  lua_createtable(L, (int)count, 0);
  for (uint32_t k = 0; k < count; k++) {
    push_one(L, c, i, k);
    lua_rawseti(L, -2, (lua_Integer)k + 1);
  }
}

static void push_value(lua_State *L, struct column *c, uint32_t i) {
  uint32_t count = st_layer_values(c->layer, c->field, i);
  if (c->type & ST_LIST)
    push_all(L, c, i, count);
  else if (!count)
    lua_pushboolean(L, false);
  else if (c->type == ST_NUMBER || c->type == ST_SPAN)
    push_one(L, c, i, 0);
  else
    push_string(L, st_layer_string(c->layer, c->field, i, 0), i, &c->known);
}

/* article:layer_values(layer, field) -> by annotation its value, of a span the words, of a list a
 * list; false where it has none; nothing for intervals and references. Where no field is called text,
 * role or rule, what the annotation has under that name. */
int st_lua_layer_values(lua_State *L) {
  const st_match_article *a = st_lua_article(L, 1);
  const st_layer *l = layer_arg(L);
  st_str name = st_lua_str(L, 3);
  uint32_t count = l ? st_layer_count(l) : 0, field = l ? st_layer_find_field(l, name) : 0;
  enum st_lua_own own = field == ST_NONE ? st_lua_own(name) : ST_OWN_NOTHING;
  if (l && own == ST_OWN_NOTHING) field = st_lua_field_arg(L, l, 3);
  struct column c = {.layer = l, .field = field};
  c.text = st_revision_text(st_match_article_revision(a));
  if (l && own == ST_OWN_NOTHING) c.type = st_layer_field(l, field).type;
  if (!is_told(c.type)) return 0;
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    if (own == ST_OWN_NOTHING)
      push_value(L, &c, i);
    else
      st_lua_push_own(L, a, l, i, own);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}
