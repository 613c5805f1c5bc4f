/* Examples of rules: their articles, and what was found as the plain tables that are checked. */
#include "bind/state/state.h"

#include "base/alloc.h"

#include <math.h>
#include <stdio.h>

/* --- reading --- */

struct reading {
  uint32_t number;
  st_arena *arena;
  st_example *example;
};

static _Noreturn void out_of_memory(lua_State *L) {
  luaL_error(L, "not enough memory");
  __builtin_unreachable();
}

/* A string of the article's table at the top, kept by the arena. */
static st_str kept(lua_State *L, st_arena *arena, const char *key) {
  st_str s = {"", 0};
  if (lua_getfield(L, -1, key) == LUA_TSTRING) s.p = lua_tolstring(L, -1, &s.n);
  s = st_arena_str(arena, s);
  lua_pop(L, 1);
  if (!s.p) out_of_memory(L);
  st_lua_make_text((char *)s.p, s.n);
  return s;
}

static void read_article(lua_State *L, struct reading *r, uint32_t i) {
  static const char *const keys[ST_META_COUNT] = {"outlet", "title", "date", "url", "author"};
  st_revision_source source = {.doc = kept(L, r->arena, "doc"), .text = kept(L, r->arena, "text")};
  st_error e = {0};
  for (int k = 0; k < ST_META_COUNT; k++) {
    source.meta[k].value = kept(L, r->arena, keys[k]);
    source.meta[k].from = source.meta[k].value.n ? ST_FROM_FIELD : ST_FROM_NOWHERE;
  }
  if (st_revision_make(&source, &r->example->revisions[i], &e)) st_lua_raise(L, &e);
  st_str outlet = source.meta[ST_META_OUTLET].value;
  r->example->outlets[i] = outlet.n ? outlet : source.doc;
  r->example->count = i + 1;
}

static int read_example(lua_State *L) {
  struct reading *r = lua_touserdata(L, 1);
  st_state_push_call(L, "example");
  lua_pushinteger(L, r->number);
  lua_call(L, 2, 1);
  lua_getfield(L, -1, "line");
  r->example->line = (uint32_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  lua_getfield(L, -1, "articles");
  luaL_checktype(L, -1, LUA_TTABLE);
  uint32_t n = (uint32_t)luaL_len(L, -1);
  r->example->revisions = st_arena_get(r->arena, (n + 1) * sizeof(st_revision *));
  r->example->outlets = st_arena_get(r->arena, (n + 1) * sizeof(st_str));
  if (!r->example->revisions || !r->example->outlets) out_of_memory(L);
  for (uint32_t i = 0; i < n; i++) {
    lua_geti(L, -1, i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    read_article(L, r, i);
    lua_pop(L, 1);
  }
  return 0;
}

/* Articles of a story are sorted by doc. */
static void sort_articles(st_example *x) {
  for (uint32_t i = 1; i < x->count; i++)
    for (uint32_t k = i; k && st_str_compare(st_revision_doc(x->revisions[k]),
                                             st_revision_doc(x->revisions[k - 1])) < 0;
         k--) {
      st_revision *r = x->revisions[k];
      st_str outlet = x->outlets[k];
      x->revisions[k] = x->revisions[k - 1];
      x->outlets[k] = x->outlets[k - 1];
      x->revisions[k - 1] = r;
      x->outlets[k - 1] = outlet;
    }
}

int st_state_example(st_state *s, uint32_t number, st_arena *arena, st_example *example,
                     st_error *e) {
  *example = (st_example){0};
  int status = st_state_run(s, read_example, &(struct reading){number, arena, example}, e);
  if (!status) {
    sort_articles(example);
    return ST_OK;
  }
  for (uint32_t i = 0; i < example->count; i++) st_revision_close(example->revisions[i]);
  example->count = 0;
  return status;
}

/* --- annotations as plain tables --- */

static void set_text(lua_State *L, const char *key, st_str value) {
  st_lua_push(L, value);
  lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, double v) {
  if (isnan(v)) return;
  if (v == floor(v) && fabs(v) < 9007199254740992.0)
    lua_pushinteger(L, (lua_Integer)v);
  else
    lua_pushnumber(L, v);
  lua_setfield(L, -2, key);
}

static void push_span(lua_State *L, const st_match_article *a, st_span span) {
  const char *text = st_revision_text(st_match_article_revision(a)).p;
  lua_createtable(L, 0, 4);
  set_number(L, "begin", span.begin);
  set_number(L, "end", span.end);
  set_text(L, "text", (st_str){text + span.begin, span.end - span.begin});
}

static void push_interval(lua_State *L, st_interval v) {
  lua_createtable(L, 0, 4);
  set_number(L, "value", v.value);
  set_number(L, "low", v.low);
  set_number(L, "high", v.high);
  if (v.hedge.n) set_text(L, "hedge", v.hedge);
}

static void push_ref(lua_State *L, const st_match_article *a, st_ref ref) {
  const st_layer *l = st_match_article_layer(a, ref.layer);
  if (l && ref.index < st_layer_count(l))
    push_span(L, a, st_layer_span(l, ref.index));
  else
    lua_newtable(L);
  set_text(L, "layer", ref.layer);
  set_number(L, "index", ref.index + 1.0);
}

static void push_value(lua_State *L, const st_match_article *a, const st_layer *l, uint32_t field,
                       uint32_t i, uint32_t k) {
  switch (st_layer_field(l, field).type & ~ST_LIST) {
  case ST_SPAN: push_span(L, a, st_layer_field_span(l, field, i, k)); break;
  case ST_INTERVAL: push_interval(L, st_layer_interval(l, field, i, k)); break;
  case ST_REF: push_ref(L, a, st_layer_ref(l, field, i, k)); break;
  case ST_NUMBER:
    lua_newtable(L);
    set_number(L, "n", st_layer_number(l, field, i, k));
    lua_getfield(L, -1, "n");
    lua_remove(L, -2);
    break;
  default: st_lua_push(L, st_layer_string(l, field, i, k));
  }
}

static void set_values(lua_State *L, const st_match_article *a, const st_layer *l, uint32_t field,
                       uint32_t i) {
  uint32_t n = st_layer_values(l, field, i);
  st_field f = st_layer_field(l, field);
  if (!n) return;
  st_lua_push(L, f.name);
  if (f.type & ST_LIST) {
    lua_createtable(L, (int)n, 0);
    for (uint32_t k = 0; k < n; k++) {
      push_value(L, a, l, field, i, k);
      lua_rawseti(L, -2, k + 1);
    }
  } else {
    push_value(L, a, l, field, i, 0);
  }
  lua_rawset(L, -3);
}

static void push_annotation(lua_State *L, const st_match_article *a, const st_layer *l,
                            uint32_t i) {
  push_span(L, a, st_layer_span(l, i));
  for (uint32_t field = 0; field < st_layer_field_count(l); field++) set_values(L, a, l, field, i);
}

/* Pushes the annotations of a layer that the rule wrote, then those of other rules, each
 * { rule, found }. */
static void push_annotations(lua_State *L, const st_match_article *a, st_str layer, st_str rule) {
  const st_layer *l = st_match_article_layer(a, layer);
  lua_Integer own = 0, others = 0;
  lua_newtable(L);
  lua_newtable(L);
  for (uint32_t i = 0; l && i < st_layer_count(l); i++) {
    st_str writer = st_layer_rule(l, i);
    if (st_str_equal(writer, rule)) {
      push_annotation(L, a, l, i);
      lua_rawseti(L, -3, ++own);
      continue;
    }
    lua_createtable(L, 0, 2);
    set_text(L, "rule", writer);
    push_annotation(L, a, l, i);
    lua_setfield(L, -2, "found");
    lua_rawseti(L, -2, ++others);
  }
}

/* --- checking --- */

struct checking {
  st_state *state;
  const st_match_article *article; /* null: a comparison */
  bool in_full;
  st_arena *arena;
  st_checked *out;
};

/* outcome(rule, number, found, others) -> steps; the found are at `found`, the others behind. */
static void take_outcome(lua_State *L, const struct checking *c, int found) {
  st_steps steps = {.arena = c->arena};
  st_state_push_call(L, "outcome");
  lua_pushinteger(L, c->out->number);
  lua_pushvalue(L, found);
  lua_pushvalue(L, found + 1);
  lua_call(L, 4, 1);
  st_state_take_steps(L, c->state, &steps);
  c->out->steps = steps.items;
  c->out->step_count = steps.count;
  lua_pop(L, 1);
}

/* check(rule, number, found, others) -> true | false, message */
static int check(lua_State *L) {
  struct checking *c = lua_touserdata(L, 1);
  if (c->article) {
    push_annotations(L, c->article, st_state_writes(c->state), st_state_name(c->state));
  } else {
    st_state_push_output(L);
    st_lua_push_found(L, -1);
    lua_remove(L, -2);
    lua_newtable(L);
  }
  int found = lua_gettop(L) - 1;
  if (c->in_full) take_outcome(L, c, found);
  st_state_push_call(L, "check");
  lua_pushinteger(L, c->out->number);
  lua_pushvalue(L, found);
  lua_pushvalue(L, found + 1);
  lua_call(L, 4, 2);
  c->out->message = (st_str){"", 0};
  if (lua_toboolean(L, -2)) return 0;
  st_str text = {"it does not hold", 16};
  if (lua_type(L, -1) == LUA_TSTRING) text.p = lua_tolstring(L, -1, &text.n);
  c->out->message = st_arena_str(c->arena, text);
  if (!c->out->message.p) out_of_memory(L);
  st_lua_make_text((char *)c->out->message.p, text.n);
  return 0;
}

/* The line and number stand beside the message: "FILE:LINE: example 2 " at its head goes. */
static void cut_head(st_str *message, uint32_t number) {
  char head[40];
  int n = snprintf(head, sizeof head, ": example %u ", number);
  const char *at = memmem(message->p, message->n, head, (size_t)n);
  const char *end = memchr(message->p, '\n', message->n);
  if (!at || (end && at > end)) return;
  at += n;
  *message = (st_str){at, message->n - (size_t)(at - message->p)};
}

int st_state_check_extract(st_state *s, const st_match_article *a, bool in_full, st_arena *arena,
                           st_checked *out, st_error *e) {
  int status = st_state_run(s, check, &(struct checking){s, a, in_full, arena, out}, e);
  if (!status) cut_head(&out->message, out->number);
  return status;
}

int st_state_check_compare(st_state *s, st_match_article *const *articles, uint32_t count,
                           const st_str *outlets, bool in_full, st_arena *arena, st_checked *out,
                           st_error *e) {
  struct checking c = {s, NULL, in_full, arena, out};
  int status = st_state_compare_then(s, articles, count, outlets, check, &c, e);
  if (!status) cut_head(&out->message, out->number);
  return status;
}
