/* Explanations: the rule is run once more and says what it does; what it says comes out as steps. */
#include "bind/state/state_private.h"

/* --- taking steps --- */

static _Noreturn void out_of_memory(lua_State *L) {
  luaL_error(L, "not enough memory");
  __builtin_unreachable();
}

static st_str kept(lua_State *L, st_arena *arena, st_str text) {
  text = st_arena_str(arena, text);
  if (!text.p) out_of_memory(L);
  st_lua_make_text((char *)text.p, text.n);
  return text;
}

/* A string of the table at the top. */
static st_str text_of(lua_State *L, st_arena *arena, const char *key) {
  st_str text = {"", 0};
  if (lua_getfield(L, -1, key) == LUA_TSTRING) text.p = lua_tolstring(L, -1, &text.n);
  text = kept(L, arena, text);
  lua_pop(L, 1);
  return text;
}

static uint32_t number_of(lua_State *L, const char *key, uint32_t otherwise) {
  lua_getfield(L, -1, key);
  lua_Integer n = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : -1;
  lua_pop(L, 1);
  return n >= 0 && n < UINT32_MAX ? (uint32_t)n : otherwise;
}

/* The place in a rule's file, with the text of its line. */
static void take_place(lua_State *L, const st_state *s, st_arena *arena, st_step *to) {
  to->file = to->source = st_cstr("");
  if (lua_getfield(L, -1, "place") == LUA_TTABLE) {
    st_str file = text_of(L, arena, "file");
    const st_pack_file *known = st_pack_view_find(s->pack, file);
    to->line = number_of(L, "line", 0);
    to->file = known ? kept(L, arena, known->shown) : file;
    if (known && to->line) to->source = kept(L, arena, st_str_trim(st_line_of(known->bytes, to->line)));
  }
  lua_pop(L, 1);
}

static void take_step(lua_State *L, const st_state *s, st_arena *arena, st_step *to) {
  *to = (st_step){.step = text_of(L, arena, "step"),
                  .text = text_of(L, arena, "text"),
                  .begin = number_of(L, "begin", ST_NONE),
                  .end = number_of(L, "stop", ST_NONE),
                  .layer = text_of(L, arena, "layer"),
                  .index = number_of(L, "index", 0),
                  .depth = number_of(L, "depth", 0)};
  if (to->index) to->index--; /* from 1 in Lua */
  if (to->end == ST_NONE) to->begin = ST_NONE;
  take_place(L, s, arena, to);
}

void st_state_take_steps(lua_State *L, const st_state *s, st_steps *out) {
  luaL_checktype(L, -1, LUA_TTABLE);
  uint32_t n = (uint32_t)luaL_len(L, -1);
  out->items = st_arena_get(out->arena, (n + 1) * sizeof *out->items);
  if (!out->items) out_of_memory(L);
  for (out->count = 0; out->count < n; out->count++) {
    lua_geti(L, -1, (lua_Integer)out->count + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    take_step(L, s, out->arena, &out->items[out->count]);
    lua_pop(L, 1);
  }
}

/* --- one article --- */

struct explanation {
  st_state *state;
  const st_explain_message *question;
  st_match_article *article;
  const st_schema *schema;
  st_layer_builder *builder;
  st_steps *out;
  st_lua_article_handle *handle;
  st_lua_emit_handle *emit;
};

static void push_place(lua_State *L, const st_explain_message *q) {
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, q->begin);
  lua_setfield(L, -2, "begin");
  lua_pushinteger(L, q->end);
  lua_setfield(L, -2, "stop");
  if (q->at == ST_NONE) return;
  lua_pushinteger(L, q->at);
  lua_setfield(L, -2, "at");
}

static int explain(lua_State *L) {
  struct explanation *x = lua_touserdata(L, 1);
  st_state *s = x->state;
  st_state_push_call(L, x->question->question == ST_ASK_WHY ? "why" : "why_not");
  x->handle = st_state_push_article(L, s, x->article);
  st_state_keep_article(L);
  push_place(L, x->question);
  x->emit =
      st_lua_push_emit(L, x->article, x->builder, x->schema, s->name, s->pack->limits.annotations);
  st_state_keep_output(L);
  lua_call(L, 4, 1);
  st_state_take_steps(L, s, x->out);
  return 0;
}

int st_state_explain(st_state *s, const st_explain_message *question, st_match_article *a,
                     const st_schema *schema, st_steps *out, st_error *e) {
  struct explanation x = {
      .state = s, .question = question, .article = a, .schema = schema, .out = out};
  x.builder = st_layer_builder_open(schema);
  if (!x.builder) return st_nomem(e);
  uint64_t bytes = st_revision_text(st_match_article_revision(a)).n;
  int status = st_state_call_for(s, explain, &x, 2 * ST_STATE_MORE, bytes, e);
  if (x.handle) st_lua_end_article(x.handle);
  if (x.emit) st_lua_end_emit(x.emit);
  st_layer_builder_close(x.builder);
  st_state_put_back(s);
  return status;
}

/* --- a story --- */

struct told {
  st_state *state;
  st_match_article *const *articles;
  uint32_t count;
  const st_str *outlets;
  st_steps *out;
  st_lua_story_handle *story;
};

static int explain_story(lua_State *L) {
  struct told *x = lua_touserdata(L, 1);
  st_state *s = x->state;
  st_state_push_call(L, "why_story");
  x->story = st_state_push_story(L, s, x->articles, x->count, x->outlets);
  st_state_keep_article(L);
  st_lua_push_sink(L, -1);
  st_state_keep_output(L);
  lua_call(L, 3, 1);
  st_state_take_steps(L, s, x->out);
  return 0;
}

int st_state_explain_story(st_state *s, st_match_article *const *articles, uint32_t count,
                           const st_str *outlets, st_steps *out, st_error *e) {
  struct told x = {
      .state = s, .articles = articles, .count = count, .outlets = outlets, .out = out};
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < count; i++)
    bytes += st_revision_text(st_match_article_revision(articles[i])).n;
  int status = st_state_call_for(s, explain_story, &x, 2 * ST_STATE_MORE, bytes, e);
  if (x.story) st_lua_end_story(x.story);
  st_state_put_back(s);
  return status;
}
