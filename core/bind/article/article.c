/* article: a handle on one article while its job runs. */
#include "bind/bind.h"

#include <math.h>
#include <stdlib.h>

static const char *const kind = "stemma.article";

struct st_lua_article_handle {
  const char *kind;          /* st_lua_handle */
  st_match_article *article; /* null: its job is over */
  uint32_t read_count;
  bool all;       /* shows all layers */
  st_str reads[]; /* the strings follow in the same block */
};

static int close_handle(lua_State *L) {
  struct st_lua_article_handle *h = lua_touserdata(L, 1);
  st_match_article_close(h->article);
  h->article = NULL;
  return 0;
}

st_match_article *st_lua_article_of(lua_State *L, const st_lua_article_handle *h) {
  if (!h->article)
    st_lua_fail(L, "this article is no longer there: nothing is kept from one article to the next");
  return h->article;
}

st_match_article *st_lua_article(lua_State *L, int arg) {
  return st_lua_article_of(L, st_lua_handle(L, arg, kind));
}

void st_lua_end_article(st_lua_article_handle *h) {
  st_match_article_close(h->article);
  h->article = NULL;
}

static const st_revision *revision_of(lua_State *L) {
  return st_match_article_revision(st_lua_article(L, 1));
}

/* --- metadata and text --- */

static int push_meta(lua_State *L, enum st_meta_key key) {
  st_str value = st_revision_meta(revision_of(L), key).value;
  if (value.n)
    st_lua_push(L, value);
  else
    lua_pushnil(L);
  return 1;
}

static int outlet(lua_State *L) { return push_meta(L, ST_META_OUTLET); }
static int title(lua_State *L) { return push_meta(L, ST_META_TITLE); }
static int date(lua_State *L) { return push_meta(L, ST_META_DATE); }
static int url(lua_State *L) { return push_meta(L, ST_META_URL); }
static int author(lua_State *L) { return push_meta(L, ST_META_AUTHOR); }

static int doc(lua_State *L) {
  st_lua_push(L, st_revision_doc(revision_of(L)));
  return 1;
}

static int length(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)st_revision_text(revision_of(L)).n);
  return 1;
}

static int sub(lua_State *L) {
  st_str text = st_revision_text(revision_of(L));
  lua_Integer begin = luaL_checkinteger(L, 2), end = luaL_checkinteger(L, 3);
  if (begin < 0 || end < begin || end > (lua_Integer)text.n)
    st_lua_fail(L, "bytes %lld to %lld are outside of the text, which has %zu", (long long)begin,
                (long long)end, text.n);
  lua_pushlstring(L, text.p + begin, (size_t)(end - begin));
  return 1;
}

static int place(lua_State *L) {
  const st_revision *r = revision_of(L);
  lua_Integer offset = luaL_checkinteger(L, 2);
  uint32_t line, column;
  if (offset < 0 || offset > (lua_Integer)st_revision_text(r).n)
    st_lua_fail(L, "byte %lld is outside of the text", (long long)offset);
  st_revision_place(r, (uint32_t)offset, &line, &column);
  lua_pushinteger(L, line);
  lua_pushinteger(L, column);
  return 2;
}

/* --- layers --- */

static bool shows(const struct st_lua_article_handle *h, st_str name) {
  if (h->all) return true;
  for (uint32_t i = 0; i < h->read_count; i++)
    if (st_str_equal(h->reads[i], name)) return true;
  return false;
}

static _Noreturn void fail_hidden(lua_State *L, const struct st_lua_article_handle *h, st_str name) {
  lua_newtable(L);
  for (uint32_t i = 0; i < h->read_count; i++) {
    st_lua_push(L, h->reads[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  st_lua_push_hint(L, name);
  const char *hint = lua_tostring(L, -1);
  if (strncmp(hint, "; did you mean", 14) == 0)
    st_lua_fail(L, "layer '%.*s' is not in reads%s", (int)name.n, name.p, hint);
  st_lua_fail(L, "layer '%.*s' is not in reads; write reads = { \"%.*s\" }, with any others",
              (int)name.n, name.p, (int)name.n, name.p);
}

const st_layer *st_lua_layer(lua_State *L, int arg, int name) {
  st_match_article *a = st_lua_article(L, arg);
  st_str wanted = st_lua_str(L, name);
  if (!shows(lua_touserdata(L, arg), wanted)) fail_hidden(L, lua_touserdata(L, arg), wanted);
  return st_match_article_layer(a, wanted);
}

static int count_layer(lua_State *L) {
  const st_layer *l = st_lua_layer(L, 1, 2);
  lua_pushinteger(L, l ? st_layer_count(l) : 0);
  return 1;
}

const st_layer *st_lua_annotation_arg(lua_State *L, uint32_t *i) {
  const st_layer *l = st_lua_layer(L, 1, 2);
  *i = st_lua_index(L, 3, l ? st_layer_count(l) : 0, "annotation");
  return l;
}

static int annotation(lua_State *L) {
  uint32_t i;
  const st_layer *l = st_lua_annotation_arg(L, &i);
  st_span s = st_layer_span(l, i);
  lua_pushinteger(L, s.begin);
  lua_pushinteger(L, s.end);
  st_lua_push(L, st_layer_rule(l, i));
  return 3;
}

/* article:annotation_at(layer, offset) -> the first annotation that begins there or behind; where
 * none does, one more than there are. */
static int annotation_at(lua_State *L) {
  const st_layer *l = st_lua_layer(L, 1, 2);
  lua_Integer offset = luaL_checkinteger(L, 3);
  uint32_t low = 0, high = l ? st_layer_count(l) : 0;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if ((lua_Integer)st_layer_span(l, middle).begin < offset)
      low = middle + 1;
    else
      high = middle;
  }
  lua_pushinteger(L, (lua_Integer)low + 1);
  return 1;
}

uint32_t st_lua_field_arg(lua_State *L, const st_layer *l, int arg) {
  st_str name = st_lua_str(L, arg);
  uint32_t field = st_layer_find_field(l, name);
  if (field == ST_NONE) {
    st_str layer = st_layer_name(l);
    st_lua_fail(L, "layer '%.*s' has no field '%.*s'", (int)layer.n, layer.p, (int)name.n, name.p);
  }
  return field;
}

void st_lua_push_number(lua_State *L, double v) {
  if (isnan(v))
    lua_pushnil(L);
  else if (v == floor(v) && fabs(v) < 9007199254740992.0)
    lua_pushinteger(L, (lua_Integer)v);
  else
    lua_pushnumber(L, v);
}

static int layers(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  const struct st_lua_article_handle *h = lua_touserdata(L, 1);
  lua_Integer n = 0;
  lua_newtable(L);
  for (uint32_t i = 0; i < st_match_article_layers(a); i++) {
    st_str name = st_layer_name(st_match_article_get(a, i));
    if (!shows(h, name)) continue;
    st_lua_push(L, name);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}

static int fields(lua_State *L) {
  const st_layer *l = st_lua_layer(L, 1, 2);
  lua_newtable(L);
  for (uint32_t i = 0; l && i < st_layer_field_count(l); i++) {
    st_field f = st_layer_field(l, i);
    st_lua_push(L, f.name);
    lua_pushstring(L, st_lua_type_name(f.type));
    lua_rawset(L, -3);
  }
  return 1;
}

/* --- making --- */

/* article:add(layer): for tools that run rules themselves. */
static int add(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  st_layer **l = luaL_checkudata(L, 2, "stemma.layer");
  st_error e = {0};
  if (st_match_article_add(a, *l, &e)) st_lua_raise(L, &e);
  return 0;
}

static void make_class(lua_State *L) {
  static const luaL_Reg methods[] = {{"doc", doc},
                                     {"outlet", outlet},
                                     {"title", title},
                                     {"date", date},
                                     {"url", url},
                                     {"author", author},
                                     {"length", length},
                                     {"sub", sub},
                                     {"place", place},
                                     {"count", count_layer},
                                     {"annotation", annotation},
                                     {"value", st_lua_value},
                                     {"values", st_lua_values},
                                     {"read", st_lua_read},
                                     {"layers", layers},
                                     {"fields", fields},
                                     {"add", add},
                                     {"annotation_at", annotation_at},
                                     {"layer_tokens", st_lua_layer_tokens},
                                     {"layer_of", st_lua_layer_of},
                                     {"layer_values", st_lua_layer_values},
                                     {"sentence_tokens", st_lua_sentence_tokens},
                                     {"quote_tokens", st_lua_quote_tokens},
                                     {"quote_of", st_lua_quote_of},
                                     {NULL, NULL}};
  if (luaL_getmetatable(L, kind) != LUA_TNIL) {
    lua_pop(L, 1);
    return;
  }
  lua_pop(L, 1);
  st_lua_class(L, kind, methods, close_handle);
  st_lua_add_units(L, kind);
}

st_lua_article_handle *st_lua_push_article(lua_State *L, st_match_article *a, const st_str *reads,
                                           uint32_t count) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < count; i++) bytes += reads[i].n;
  make_class(L);
  struct st_lua_article_handle *h =
      lua_newuserdatauv(L, sizeof *h + count * sizeof *h->reads + bytes, 0);
  *h = (struct st_lua_article_handle){.kind = kind, .read_count = count, .all = !reads};
  char *to = (char *)&h->reads[count];
  for (uint32_t i = 0; i < count; i++) {
    memcpy(to, reads[i].p, reads[i].n);
    h->reads[i] = (st_str){to, reads[i].n};
    to += reads[i].n;
  }
  luaL_setmetatable(L, kind);
  h->article = st_match_article_share(a);
  return h;
}

/* core.reads(article, names): the same article, with these layers only. */
int st_lua_reads(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_Integer n = luaL_len(L, 2);
  luaL_checkstack(L, 8, NULL);
  st_str *reads = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *reads, 0);
  for (lua_Integer i = 0; i < n; i++) {
    if (lua_rawgeti(L, 2, i + 1) != LUA_TSTRING) st_lua_fail(L, "a layer's name is a string");
    reads[i].p = lua_tolstring(L, -1, &reads[i].n);
    lua_pop(L, 1);
  }
  st_lua_push_article(L, a, reads, (uint32_t)n);
  return 1;
}

static st_str meta_field(lua_State *L, const char *key) {
  if (!lua_istable(L, 2)) return (st_str){"", 0};
  if (lua_getfield(L, 2, key) == LUA_TNIL) return (st_str){"", 0};
  if (lua_type(L, -1) != LUA_TSTRING) st_lua_fail(L, "%s is a string", key);
  st_str s;
  s.p = lua_tolstring(L, -1, &s.n);
  return s;
}

/* Holds what is made half-way, for the case that Lua raises. */
static int close_making(lua_State *L) {
  st_revision **r = lua_touserdata(L, 1);
  st_revision_close(*r);
  *r = NULL;
  return 0;
}

static st_revision **new_making(lua_State *L) {
  st_revision **r = lua_newuserdatauv(L, sizeof *r, 0);
  *r = NULL;
  if (luaL_newmetatable(L, "stemma.making")) {
    lua_pushcfunction(L, close_making);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return r;
}

int st_lua_open_article(lua_State *L) {
  static const char *const keys[ST_META_COUNT] = {"outlet", "title", "date", "url", "author"};
  st_revision_source source = {.text = st_lua_text(L, 1)};
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  luaL_checkstack(L, 16, NULL);
  lua_settop(L, 2);
  source.doc = meta_field(L, "doc");
  for (int i = 0; i < ST_META_COUNT; i++) {
    source.meta[i].value = meta_field(L, keys[i]);
    source.meta[i].from = source.meta[i].value.n ? ST_FROM_FIELD : ST_FROM_NOWHERE;
  }
  st_revision **r = new_making(L);
  st_error e = {0};
  make_class(L);
  struct st_lua_article_handle *h = lua_newuserdatauv(L, sizeof *h, 0);
  *h = (struct st_lua_article_handle){.kind = kind, .all = true};
  luaL_setmetatable(L, kind);
  if (st_revision_make(&source, r, &e)) st_lua_raise(L, &e);
  h->article = st_match_article_open(vocab, *r);
  if (!h->article) luaL_error(L, "not enough memory");
  return 1;
}
