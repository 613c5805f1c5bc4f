/* What an annotation has: its fields one value at a time, or all that is asked for in one call. */
#include "bind/state/state.h"

/* Values of a list that one instruction of the budget pays for, and how many are free. */
enum { VALUES = 4, FREE = 64 };

static int push_interval(lua_State *L, st_interval v) {
  st_lua_push_number(L, v.value);
  st_lua_push_number(L, v.low);
  st_lua_push_number(L, v.high);
  if (v.hedge.n)
    st_lua_push(L, v.hedge);
  else
    lua_pushnil(L);
  return 4;
}

static int push_value(lua_State *L, const st_layer *l, uint32_t field, uint32_t i, uint32_t k) {
  st_span span;
  st_ref ref;
  switch (st_layer_field(l, field).type & ~ST_LIST) {
  case ST_SPAN:
    span = st_layer_field_span(l, field, i, k);
    lua_pushinteger(L, span.begin);
    lua_pushinteger(L, span.end);
    return 2;
  case ST_NUMBER: st_lua_push_number(L, st_layer_number(l, field, i, k)); return 1;
  case ST_INTERVAL: return push_interval(L, st_layer_interval(l, field, i, k));
  case ST_REF:
    ref = st_layer_ref(l, field, i, k);
    st_lua_push(L, ref.layer);
    lua_pushinteger(L, (lua_Integer)ref.index + 1);
    return 2;
  default: st_lua_push(L, st_layer_string(l, field, i, k)); return 1;
  }
}

/* article:value(layer, i, field [, k]) -> the k-th value, in as many parts as its type has; nil
 * where it is unset */
int st_lua_value(lua_State *L) {
  uint32_t i;
  const st_layer *l = st_lua_annotation_arg(L, &i);
  uint32_t field = st_lua_field_arg(L, l, 4);
  lua_Integer k = luaL_optinteger(L, 5, 1);
  if (k < 1 || k > (lua_Integer)st_layer_values(l, field, i)) {
    lua_pushnil(L);
    return 1;
  }
  return push_value(L, l, field, i, (uint32_t)(k - 1));
}

/* article:values(layer, i, field) -> how many there are */
int st_lua_values(lua_State *L) {
  uint32_t i;
  const st_layer *l = st_lua_annotation_arg(L, &i);
  lua_pushinteger(L, st_layer_values(l, st_lua_field_arg(L, l, 4), i));
  return 1;
}

/* --- one call for all --- */

/* A list of all parts of all values. */
static void push_list(lua_State *L, const st_layer *l, uint32_t field, uint32_t i) {
  uint32_t count = st_layer_values(l, field, i);
  if (count > FREE && st_shared_metered(st_lua_shared(L))) st_meter_charge(L, count / VALUES);
  lua_createtable(L, (int)count, 0);
  int list = lua_gettop(L);
  lua_Integer n = 0;
  for (uint32_t k = 0; k < count; k++) {
    int parts = push_value(L, l, field, i, k);
    n += parts;
    for (int p = 0; p < parts; p++) lua_rawseti(L, list, n - p);
  }
}

static int push_field(lua_State *L, const st_layer *l, uint32_t field, uint32_t i) {
  uint8_t type = st_layer_field(l, field).type;
  if (!(type & ST_LIST) && !st_layer_values(l, field, i)) {
    lua_pushliteral(L, "unset");
    return 1;
  }
  lua_pushstring(L, st_lua_type_name(type));
  if (!(type & ST_LIST)) return 1 + push_value(L, l, field, i, 0);
  push_list(L, l, field, i);
  return 2;
}

/* The role of the block that holds its first token. */
static st_str role_of(const st_match_article *a, st_span span) {
  uint32_t count;
  const st_revision *r = st_match_article_revision(a);
  const st_token *all = st_revision_tokens(r, &count);
  uint32_t token = st_revision_token_at(r, span.begin);
  uint32_t block = token < count ? st_revision_block_at(r, all[token].begin) : ST_NONE;
  return block == ST_NONE ? st_cstr("body") : st_block_role(st_match_article_roles(a), r, block);
}

enum st_lua_own st_lua_own(st_str name) {
  if (st_str_equal(name, st_cstr("text"))) return ST_OWN_TEXT;
  if (st_str_equal(name, st_cstr("role"))) return ST_OWN_ROLE;
  return st_str_equal(name, st_cstr("rule")) ? ST_OWN_RULE : ST_OWN_NOTHING;
}

void st_lua_push_own(lua_State *L, const st_match_article *a, const st_layer *l, uint32_t i,
                     enum st_lua_own own) {
  st_span span = st_layer_span(l, i);
  switch (own) {
  case ST_OWN_TEXT:
    st_lua_push(L, (st_str){st_revision_text(st_match_article_revision(a)).p + span.begin,
                            span.end - span.begin});
    break;
  case ST_OWN_ROLE: st_lua_push(L, role_of(a, span)); break;
  case ST_OWN_RULE: st_lua_push(L, st_layer_rule(l, i)); break;
  default: lua_pushnil(L);
  }
}

/* article:read(layer, i, name) -> the type of the field of this name and its value, in as many parts
 * as the type has, a list as one table of all parts; "unset"; or, where no field has the name, the
 * annotation's text, role or rule as a string; nothing for any other name */
int st_lua_read(lua_State *L) {
  uint32_t i;
  const st_layer *l = st_lua_annotation_arg(L, &i);
  if (lua_type(L, 4) != LUA_TSTRING) return 0;
  st_str name = st_lua_str(L, 4);
  uint32_t field = st_layer_find_field(l, name);
  if (field != ST_NONE) return push_field(L, l, field, i);
  enum st_lua_own own = st_lua_own(name);
  if (own == ST_OWN_NOTHING) return 0;
  lua_pushliteral(L, "string");
  st_lua_push_own(L, st_lua_article(L, 1), l, i, own);
  return 2;
}
