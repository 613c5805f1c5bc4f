/* sink: takes the findings of a comparison rule, their evidence by handle. */
#include "bind/bind.h"

#include "base/alloc.h"
#include "base/arena.h"

#include <stdlib.h>

static const char *const kind = "stemma.sink";

enum { FOUND_ROOM = 10000, EVIDENCE_ROOM = 1000, BYTE_ROOM = 16 << 20 };

struct sink {
  st_arena *arena;
  st_found *found;
  uint32_t count, room;
  bool open;
  uint32_t evidence_room, silent_room; /* of the finding that is open */
  size_t bytes;
};

enum { STORY = 1 }; /* user value */

static int close_sink(lua_State *L) {
  struct sink *s = lua_touserdata(L, 1);
  for (uint32_t i = 0; i < s->count; i++) {
    st_free(s->found[i].evidence);
    st_free(s->found[i].silent);
  }
  st_free(s->found);
  st_arena_close(s->arena);
  *s = (struct sink){0};
  return 0;
}

static struct sink *self(lua_State *L) {
  struct sink *s = luaL_checkudata(L, 1, kind);
  if (!s->arena)
    st_lua_fail(L, "this story is no longer there: nothing is kept from one story to the next");
  return s;
}

static st_found *self_open(lua_State *L, struct sink **s) {
  *s = self(L);
  if (!(*s)->open) st_lua_fail(L, "no finding has been begun");
  return &(*s)->found[(*s)->count - 1];
}

static _Noreturn void out_of_memory(lua_State *L) {
  luaL_error(L, "not enough memory");
  abort();
}

static st_str keep(lua_State *L, struct sink *s, int arg) {
  st_str text = lua_isnoneornil(L, arg) ? (st_str){"", 0} : st_lua_text(L, arg);
  s->bytes += text.n + 16;
  if (s->bytes > BYTE_ROOM)
    st_lua_fail(L, "more than %d MiB of findings for one story", BYTE_ROOM >> 20);
  text = st_arena_str(s->arena, text);
  if (!text.p) out_of_memory(L);
  return text;
}

/* Room for one more item of a list; returns the list, moved where it has to be. */
static void *one_more(lua_State *L, void *list, uint32_t count, uint32_t *room, size_t size) {
  if (count < *room) return list;
  uint32_t more = *room ? *room * 2 : 4;
  void *p = st_grow(list, more, size);
  if (!p) out_of_memory(L);
  *room = more;
  return p;
}

/* The author caught what was wrong with it. */
static void drop(struct sink *s) {
  st_found *f = &s->found[--s->count];
  st_free(f->evidence);
  st_free(f->silent);
  s->open = false;
}

static st_found *begin(lua_State *L, struct sink *s) {
  if (s->open) drop(s);
  if (s->count == FOUND_ROOM) st_lua_fail(L, "more than %d findings for one story", FOUND_ROOM);
  s->found = one_more(L, s->found, s->count, &s->room, sizeof *s->found);
  st_found *f = &s->found[s->count++];
  *f = (st_found){0};
  s->evidence_room = s->silent_room = 0;
  s->open = true;
  return f;
}

/* The author's file and line that says so: arguments `arg` and the next, or none. */
static void keep_place(lua_State *L, struct sink *s, st_found *f, int arg) {
  f->file = keep(L, s, arg);
  f->line = (uint32_t)luaL_optinteger(L, arg + 1, 0);
}

/* sink:open(kind, level, message [, file, line]) */
static int open_finding(lua_State *L) {
  struct sink *s = self(L);
  luaL_checkstring(L, 2);
  st_found *f = begin(L, s);
  f->kind = keep(L, s, 2);
  f->level = keep(L, s, 3);
  f->message = keep(L, s, 4);
  keep_place(L, s, f, 5);
  return 0;
}

/* sink:undecided(message [, file, line]): what follows until close is its evidence. */
static int undecided(lua_State *L) {
  struct sink *s = self(L);
  luaL_checkstring(L, 2);
  st_found *f = begin(L, s);
  f->kind = st_cstr("undecided");
  f->level = st_cstr("");
  f->message = keep(L, s, 2);
  keep_place(L, s, f, 3);
  return 0;
}

static int close_finding(lua_State *L) {
  struct sink *s;
  self_open(L, &s);
  s->open = false;
  return 0;
}

/* --- evidence --- */

/* Pushes the handle on an article of the story. */
static int push_article(lua_State *L, int arg, uint32_t *index) {
  lua_getiuservalue(L, 1, STORY);
  lua_getfield(L, -1, "article");
  lua_pushvalue(L, -2);
  lua_pushvalue(L, arg);
  lua_call(L, 2, 1);
  *index = (uint32_t)(lua_tointeger(L, arg) - 1);
  return lua_gettop(L);
}

/* The bytes that a handle stands for; raises where it stands for none. */
static st_span resolve(lua_State *L, const st_layer *l, const st_handle *h) {
  st_span span = st_layer_span(l, h->index);
  if (h->field.n) {
    uint32_t field = st_layer_find_field(l, h->field);
    if (field == ST_NONE || (st_layer_field(l, field).type & ~ST_LIST) != ST_SPAN)
      st_lua_fail(L, "'%.*s' is no field that is a span", (int)h->field.n, h->field.p);
    if (h->k >= st_layer_values(l, field, h->index))
      st_lua_fail(L, "field '%.*s' has no value %u here", (int)h->field.n, h->field.p, h->k + 1);
    span = st_layer_field_span(l, field, h->index, h->k);
  }
  if (h->to > h->from) {
    if (h->to > span.end - span.begin) st_lua_fail(L, "evidence beyond the end of its words");
    span = (st_span){span.begin + h->from, span.begin + h->to};
  }
  return span;
}

/* sink:evidence(article, layer, i, role, field, k, from, to) */
static int evidence(lua_State *L) {
  struct sink *s;
  st_found *f = self_open(L, &s);
  st_handle h = {0};
  lua_settop(L, 9);
  if (f->evidence_count == EVIDENCE_ROOM)
    st_lua_fail(L, "more than %d spans of evidence for one finding", EVIDENCE_ROOM);
  int article = push_article(L, 2, &h.article);
  const st_layer *l = st_lua_layer(L, article, 3);
  h.index = st_lua_index(L, 4, l ? st_layer_count(l) : 0, "annotation");
  h.layer = keep(L, s, 3);
  h.role = keep(L, s, 5);
  h.field = keep(L, s, 6);
  lua_Integer k = luaL_optinteger(L, 7, 1), from = luaL_optinteger(L, 8, 0),
              to = luaL_optinteger(L, 9, 0);
  if (k < 1 || k > UINT32_MAX || from < 0 || to < 0 || to > UINT32_MAX || (to && from >= to))
    st_lua_fail(L, "evidence that is no span");
  h.k = (uint32_t)(k - 1);
  h.from = (uint32_t)from;
  h.to = (uint32_t)to;
  resolve(L, l, &h);
  f->evidence = one_more(L, f->evidence, f->evidence_count, &s->evidence_room, sizeof *f->evidence);
  f->evidence[f->evidence_count++] = h;
  return 0;
}

/* sink:silent(article) */
static int silent(lua_State *L) {
  struct sink *s;
  st_found *f = self_open(L, &s);
  uint32_t article;
  push_article(L, 2, &article);
  if (f->silent_count == EVIDENCE_ROOM)
    st_lua_fail(L, "more than %d silent articles", EVIDENCE_ROOM);
  f->silent = one_more(L, f->silent, f->silent_count, &s->silent_room, sizeof *f->silent);
  f->silent[f->silent_count++] = article;
  return 0;
}

const st_found *st_lua_found(lua_State *L, int arg, uint32_t *count) {
  struct sink *s = luaL_checkudata(L, arg, kind);
  *count = s->open ? s->count - 1 : s->count;
  return s->found;
}

/* --- findings as tables, for examples --- */

static void set(lua_State *L, const char *key, st_str value) {
  st_lua_push(L, value);
  lua_setfield(L, -2, key);
}

static void push_evidence(lua_State *L, const st_handle *h) {
  lua_createtable(L, 0, 5);
  lua_getiuservalue(L, 1, STORY);
  lua_getfield(L, -1, "article");
  lua_insert(L, -2);
  lua_pushinteger(L, (lua_Integer)h->article + 1);
  lua_call(L, 2, 1);
  st_match_article *a = st_lua_article(L, -1);
  const st_revision *r = st_match_article_revision(a);
  st_span span = resolve(L, st_match_article_layer(a, h->layer), h);
  lua_pop(L, 1);
  set(L, "doc", st_revision_doc(r));
  set(L, "role", h->role);
  set(L, "text", (st_str){st_revision_text(r).p + span.begin, span.end - span.begin});
  lua_pushinteger(L, span.begin);
  lua_setfield(L, -2, "begin");
  lua_pushinteger(L, span.end);
  lua_setfield(L, -2, "end");
}

static void push_outlet(lua_State *L, uint32_t article) {
  lua_getiuservalue(L, 1, STORY);
  lua_getfield(L, -1, "outlet");
  lua_insert(L, -2);
  lua_pushinteger(L, (lua_Integer)article + 1);
  lua_call(L, 2, 1);
}

static void push_finding(lua_State *L, const st_found *f) {
  lua_createtable(L, 0, 5);
  set(L, "kind", f->kind);
  set(L, "level", f->level);
  set(L, "message", f->message);
  lua_createtable(L, (int)f->evidence_count, 0);
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    push_evidence(L, &f->evidence[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "evidence");
  lua_createtable(L, (int)f->silent_count, 0);
  for (uint32_t i = 0; i < f->silent_count; i++) {
    push_outlet(L, f->silent[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "silent");
}

/* sink:findings() -> list of { kind, level, message, evidence, silent } */
static int findings(lua_State *L) {
  uint32_t count;
  const st_found *found = st_lua_found(L, 1, &count);
  luaL_checkstack(L, 32, NULL);
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    push_finding(L, &found[i]);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

void st_lua_push_found(lua_State *L, int arg) {
  lua_pushcfunction(L, findings);
  lua_pushvalue(L, arg < 0 ? arg - 1 : arg);
  lua_call(L, 1, 1);
}

void st_lua_push_sink(lua_State *L, int story) {
  static const luaL_Reg methods[] = {{"open", open_finding},
                                     {"undecided", undecided},
                                     {"evidence", evidence},
                                     {"silent", silent},
                                     {"close", close_finding},
                                     {"findings", findings},
                                     {NULL, NULL}};
  luaL_checkudata(L, story, "stemma.story");
  story = lua_absindex(L, story);
  st_lua_class(L, kind, methods, close_sink);
  struct sink *s = lua_newuserdatauv(L, sizeof *s, 1);
  *s = (struct sink){0};
  luaL_setmetatable(L, kind);
  lua_pushvalue(L, story);
  lua_setiuservalue(L, -2, STORY);
  s->arena = st_arena_open();
  if (!s->arena) out_of_memory(L);
}

/* core.sink(story) */
int st_lua_sink(lua_State *L) {
  st_lua_push_sink(L, 1);
  return 1;
}
