/* emit: where a rule's annotations go. writer.c and runner.c write them. */
#include "bind/emit/emit_private.h"

#include <stdlib.h>

static const char *const kind = "stemma.emit";
static const char *const layer_kind = "stemma.layer";

/* Enough for any article that is one; a rule that gives more has gone astray. */
enum { ANNOTATION_ROOM = 100000, BYTE_ROOM = 32 << 20 };

enum { RULE = 1, LAYER, FIELDS, OTHER }; /* user values that hold what the pointers point at */

void st_lua_end_emit(st_lua_emit_handle *m) {
  if (m->open && m->builder) st_layer_drop(m->builder); /* an error in it was caught */
  m->open = false;
  if (m->own) st_layer_builder_close(m->builder);
  st_match_article_close(m->article);
  m->builder = NULL;
  m->article = NULL;
}

static int close_emit(lua_State *L) {
  st_lua_end_emit(lua_touserdata(L, 1));
  return 0;
}

void st_lua_emit_check(lua_State *L, const st_lua_emit_handle *m) {
  if (!m->article)
    st_lua_fail(L, "this article is no longer there: nothing is kept from one article to the next");
}

st_lua_emit_handle *st_lua_emit_arg(lua_State *L, int arg) {
  st_lua_emit_handle *m = luaL_checkudata(L, arg, kind);
  st_lua_emit_check(L, m);
  return m;
}

static st_lua_emit_handle *self(lua_State *L) { return st_lua_emit_arg(L, 1); }

void st_lua_emit_charge(lua_State *L, st_lua_emit_handle *m, size_t bytes) {
  m->bytes += bytes;
  if (m->bytes > BYTE_ROOM)
    st_lua_fail(L, "more than %d MiB of annotations for one article", BYTE_ROOM >> 20);
}

/* --- arguments --- */

static bool is_edge(st_str text, uint32_t at) {
  return at == text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

st_span st_lua_emit_span(lua_State *L, const st_lua_emit_handle *m, lua_Integer begin,
                         lua_Integer stop) {
  st_str text = st_revision_text(st_match_article_revision(m->article));
  if (begin < 0 || stop < begin || stop > (lua_Integer)text.n)
    st_lua_fail(L, "bytes %lld to %lld are outside of the text, which has %zu", (long long)begin,
                (long long)stop, text.n);
  st_span span = {(uint32_t)begin, (uint32_t)stop};
  if (span.begin == span.end) st_lua_fail(L, "an empty span at byte %u", span.begin);
  if (!is_edge(text, span.begin) || !is_edge(text, span.end))
    st_lua_fail(L, "bytes %u to %u cut a character", span.begin, span.end);
  return span;
}

/* --- methods --- */

void st_lua_emit_open(lua_State *L, st_lua_emit_handle *m, st_span span) {
  if (m->count == m->most) st_lua_fail(L, "more than %u annotations for one article", m->most);
  st_lua_emit_charge(L, m, 32);
  st_layer_add(m->builder, span.begin, span.end, m->rule);
  m->count++;
  m->last = span;
  m->open = true;
}

void st_lua_emit_drop(st_lua_emit_handle *m) {
  st_layer_drop(m->builder);
  m->open = false;
  m->count--;
}

/* emit:last() -> the bytes of the annotation begun last */
static int last(lua_State *L) {
  st_lua_emit_handle *m = self(L);
  lua_pushinteger(L, m->last.begin);
  lua_pushinteger(L, m->last.end);
  return 2;
}

/* --- layers of one's own, for tests and tools --- */

static int close_layer(lua_State *L) {
  st_layer **l = lua_touserdata(L, 1);
  st_layer_close(*l);
  *l = NULL;
  return 0;
}

/* emit:build() -> layer, for article:add */
static int build(lua_State *L) {
  static const luaL_Reg no_methods[] = {{NULL, NULL}};
  st_lua_emit_handle *m = self(L);
  st_error e = {0};
  if (m->open) st_lua_emit_drop(m); /* an error in it was caught */
  st_lua_class(L, layer_kind, no_methods, close_layer);
  st_layer **l = lua_newuserdatauv(L, sizeof *l, 0);
  *l = NULL;
  luaL_setmetatable(L, layer_kind);
  const st_layer *roles = st_match_article_roles(m->article);
  if (st_layer_build(m->builder, st_match_article_revision(m->article), roles, l, &e))
    st_lua_raise(L, &e);
  return 1;
}

/* --- making --- */

static st_lua_emit_handle *new_emit(lua_State *L) {
  static const luaL_Reg methods[] = {{"last", last}, {"build", build}, {NULL, NULL}};
  st_lua_class(L, kind, methods, close_emit);
  st_lua_emit_handle *m = lua_newuserdatauv(L, sizeof *m, 4);
  memset(m, 0, sizeof *m);
  luaL_setmetatable(L, kind);
  m->most = ANNOTATION_ROOM;
  return m;
}

void st_lua_emit_begin(st_lua_emit_handle *m, st_match_article *a, st_layer_builder *b,
                       const st_schema *schema, st_str rule, uint32_t most) {
  memset(m, 0, sizeof *m);
  m->article = a;
  m->builder = b;
  m->most = most ? most : ANNOTATION_ROOM;
  m->rule = rule;
  m->layer = schema->name;
  m->fields = (st_field *)schema->fields;
  m->field_count = schema->field_count;
}

st_lua_emit_handle *st_lua_push_emit(lua_State *L, st_match_article *a, st_layer_builder *b,
                                     const st_schema *schema, st_str rule, uint32_t most) {
  st_lua_emit_handle *m = new_emit(L);
  st_lua_emit_begin(m, st_match_article_share(a), b, schema, rule, most);
  return m;
}

/* Takes the strings at -2 and -1, which stay alive in the table they came from. */
static st_field field_at_top(lua_State *L) {
  if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
    st_lua_fail(L, "a field is a name and a type");
  st_field f;
  st_str type;
  f.name.p = lua_tolstring(L, -2, &f.name.n);
  type.p = lua_tolstring(L, -1, &type.n);
  f.type = st_lua_type(type);
  if (!f.type) st_lua_fail(L, "there is no type '%s'", type.p);
  return f;
}

static void list_fields(lua_State *L, int arg, st_field *fields, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (lua_rawgeti(L, arg, i + 1) != LUA_TTABLE)
      st_lua_fail(L, "a field is a table { name, type }");
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    fields[i] = field_at_top(L);
    lua_pop(L, 3);
  }
}

static int by_name(const void *a, const void *b) {
  return st_str_compare(((const st_field *)a)->name, ((const st_field *)b)->name);
}

st_field *st_lua_fields(lua_State *L, int arg, uint32_t *count) {
  luaL_checktype(L, arg, LUA_TTABLE);
  lua_Unsigned n = lua_rawlen(L, arg);
  bool list = n > 0;
  if (!list)
    for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) n++;
  if (n > 1000) st_lua_fail(L, "more than 1000 fields");
  st_field *fields = lua_newuserdatauv(L, (n + 1) * sizeof *fields, 0);
  *count = (uint32_t)n;
  if (list) {
    list_fields(L, arg, fields, *count);
    return fields;
  }
  uint32_t i = 0;
  for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) fields[i++] = field_at_top(L);
  qsort(fields, n, sizeof *fields, by_name);
  return fields;
}

/* The builder of another emit on the same layer, or one of its own. */
static void take_builder(lua_State *L, st_lua_emit_handle *m, int other, const st_schema *schema) {
  if (lua_isnil(L, other)) {
    m->own = true;
    m->builder = st_layer_builder_open(schema);
    if (!m->builder) luaL_error(L, "not enough memory");
    return;
  }
  st_lua_emit_handle *first = luaL_checkudata(L, other, kind);
  if (!first->builder) st_lua_fail(L, "the other emit has ended");
  m->builder = first->builder;
  lua_pushvalue(L, other);
  lua_setiuservalue(L, -2, OTHER);
}

/* core.emit(article, layer, fields [, rule [, overlap [, emit]]]): with another emit, both write
 * into one layer. */
int st_lua_emit(lua_State *L) {
  static const char *const overlaps[] = {"longest", "all", NULL};
  st_match_article *a = st_lua_article(L, 1);
  lua_settop(L, 6);
  st_schema schema = {.name = st_lua_str(L, 2)};
  st_str rule = lua_isnil(L, 4) ? schema.name : st_lua_str(L, 4);
  schema.overlap = (enum st_overlap)luaL_checkoption(L, 5, "longest", overlaps);
  schema.fields = st_lua_fields(L, 3, &schema.field_count);
  st_lua_emit_handle *m = new_emit(L);
  m->rule = rule;
  m->layer = schema.name;
  m->fields = (st_field *)schema.fields;
  m->field_count = schema.field_count;
  lua_pushvalue(L, 4);
  lua_setiuservalue(L, -2, RULE);
  lua_pushvalue(L, 2);
  lua_setiuservalue(L, -2, LAYER);
  lua_createtable(L, 2, 0); /* the columns' names live in the table that was given */
  lua_pushvalue(L, 3);
  lua_rawseti(L, -2, 1);
  lua_pushvalue(L, 7);
  lua_rawseti(L, -2, 2);
  lua_setiuservalue(L, -2, FIELDS);
  take_builder(L, m, 6, &schema);
  m->article = st_match_article_share(a);
  return 1;
}
