/* What every file here does with Lua: errors at the author's line, arguments, types, folds. */
#include "bind/bind.h"

#include "text/decode.h"
#include "text/fold.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- errors and arguments --- */

static bool is_own(const char *source) { return strstr(source, "lua/stemma/") != NULL; }

void st_lua_push_place(lua_State *L) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    lua_getinfo(L, "Sl", &frame);
    if (frame.currentline <= 0 || is_own(frame.source)) continue;
    lua_pushfstring(L, "%s:%d: ", frame.short_src, frame.currentline);
    return;
  }
  lua_pushliteral(L, "");
}

int st_lua_name_place(lua_State *L) {
  const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
  if (!message || strncmp(message, "lua/stemma/", 11) != 0) return 1;
  st_lua_push_place(L);
  lua_insert(L, 1);
  lua_concat(L, 2);
  return 1;
}

void st_lua_fail(lua_State *L, const char *format, ...) {
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  st_lua_push_place(L);
  lua_pushstring(L, message);
  lua_concat(L, 2);
  lua_error(L);
  abort();
}

void st_lua_push_hint(lua_State *L, st_str name) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.base.suggest");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "text");
  lua_replace(L, -2);
  st_lua_push(L, name);
  lua_rotate(L, -3, 2);
  lua_call(L, 2, 1);
}

void st_lua_raise(lua_State *L, const st_error *e) { st_lua_fail(L, "%s", e->message); }

void st_lua_class(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction gc) {
  if (luaL_newmetatable(L, name)) {
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__metatable");
    if (gc) lua_pushcfunction(L, gc);
    if (gc) lua_setfield(L, -2, "__gc");
  }
  lua_pop(L, 1);
}

void *st_lua_handle(lua_State *L, int arg, const char *kind) {
  const char *begin;
  if (lua_type(L, arg) == LUA_TUSERDATA && lua_rawlen(L, arg) >= sizeof begin) {
    void *handle = lua_touserdata(L, arg);
    memcpy(&begin, handle, sizeof begin);
    if (begin == kind) return handle;
  }
  return luaL_checkudata(L, arg, kind); /* says what it is instead */
}

st_str st_lua_str(lua_State *L, int arg) {
  st_str s;
  s.p = luaL_checklstring(L, arg, &s.n);
  return s;
}

st_str st_lua_text(lua_State *L, int arg) {
  st_str s = st_lua_str(L, arg);
  size_t good = st_utf8_valid(s.p, s.n);
  if (good < s.n)
    st_lua_fail(L, "a text that is not UTF-8 from byte %zu on: is a character cut, or a file saved "
                   "in another encoding?", good + 1);
  return s;
}

void st_lua_make_text(char *p, size_t n) {
  for (size_t good = st_utf8_valid(p, n); good < n; good = st_utf8_valid(p, n)) {
    p[good++] = '?';
    p += good;
    n -= good;
  }
}

void st_lua_push(lua_State *L, st_str s) { lua_pushlstring(L, s.n ? s.p : "", s.n); }

uint32_t st_lua_index(lua_State *L, int arg, uint32_t count, const char *what) {
  lua_Integer i = luaL_checkinteger(L, arg);
  if (i < 1 || i > (lua_Integer)count)
    st_lua_fail(L, "there is no %s %lld: there are %u", what, (long long)i, count);
  return (uint32_t)(i - 1);
}

/* --- types of fields --- */

static const char *const type_names[ST_TYPE_COUNT][2] = {{"", ""},
                                                         {"string", "strings"},
                                                         {"span", "spans"},
                                                         {"number", "numbers"},
                                                         {"interval", "intervals"},
                                                         {"time", "times"},
                                                         {"entity", "entities"},
                                                         {"ref", "refs"}};

const char *st_lua_type_name(uint8_t type) {
  return type_names[type & ~ST_LIST][type & ST_LIST ? 1 : 0];
}

uint8_t st_lua_type(st_str name) {
  for (uint8_t i = 1; i < ST_TYPE_COUNT; i++) {
    if (st_str_equal(name, st_cstr(type_names[i][0]))) return i;
    if (st_str_equal(name, st_cstr(type_names[i][1]))) return i | ST_LIST;
  }
  return 0;
}

/* --- folds --- */

static unsigned fold_bit(lua_State *L, int at) {
  static const struct {
    const char *name;
    unsigned bit;
  } folds[] = {{"case", ST_FOLD_CASE},   {"marks", ST_FOLD_MARKS}, {"quotes", ST_FOLD_QUOTES},
               {"stops", ST_FOLD_STOPS}, {"space", ST_FOLD_SPACE}, {"word", ST_FOLD_BY_WORD},
               {"stem", ST_FOLD_BY_STEM}, {"exact", ST_FOLD_EXACT}};
  const char *name = lua_tostring(L, at);
  for (size_t i = 0; name && i < sizeof folds / sizeof *folds; i++)
    if (strcmp(name, folds[i].name) == 0) return folds[i].bit;
  st_lua_fail(L,
              "there is no fold '%s'; there are case, marks, quotes, stops, space, word, stem, exact",
              name ? name : luaL_typename(L, at));
}

/* Those by words are whole folds: with them others say nothing more. */
static unsigned whole_fold(unsigned fold) {
  if (fold & ST_FOLD_BY_STEM) return ST_FOLD_BY_STEM;
  return fold & ST_FOLD_BY_WORD ? ST_FOLD_BY_WORD : fold;
}

unsigned st_lua_fold(lua_State *L, int arg) {
  unsigned fold = 0;
  if (!lua_istable(L, arg)) {
    for (int i = arg; i <= lua_gettop(L) && !lua_isnil(L, i); i++) fold |= fold_bit(L, i);
    return whole_fold(fold);
  }
  lua_Integer n = luaL_len(L, arg);
  for (lua_Integer i = 1; i <= n; i++) {
    lua_geti(L, arg, i);
    fold |= fold_bit(L, -1);
    lua_pop(L, 1);
  }
  return whole_fold(fold);
}
