/* The module stemma.core: what the Lua half asks of the C core. Rules cannot require it. */
#include "bind/bind.h"

#include "base/buf.h"
#include "text/fold.h"
#include "text/token.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- errors and arguments --- */

static bool is_own(const char *source) { return strstr(source, "lua/stemma/") != NULL; }

/* Pushes "FILE:LINE: " of the nearest line that is an author's, or of the nearest at all. */
void st_lua_push_place(lua_State *L) {
  lua_Debug frame;
  char nearest[LUA_IDSIZE + 16] = "";
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    lua_getinfo(L, "Sl", &frame);
    if (frame.currentline <= 0) continue;
    bool own = is_own(frame.source);
    if (own && *nearest) continue;
    snprintf(nearest, sizeof nearest, "%s:%d: ", frame.short_src, frame.currentline);
    if (!own) break;
  }
  lua_pushstring(L, nearest);
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

void st_lua_raise(lua_State *L, const st_error *e) { st_lua_fail(L, "%s", e->message); }

void st_lua_class(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction gc) {
  if (luaL_newmetatable(L, name)) {
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__metatable");
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_pop(L, 1);
}

st_str st_lua_str(lua_State *L, int arg) {
  st_str s;
  s.p = luaL_checklstring(L, arg, &s.n);
  return s;
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

/* --- folds and widths --- */

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

static void push_folded_word(lua_State *L, st_str s) {
  luaL_Buffer b;
  char *room = luaL_buffinitsize(L, &b, s.n * 4 + 64);
  size_t n = st_fold_word(s, room, s.n * 4 + 64);
  if (n > s.n * 4 + 64) n = 0;
  luaL_pushresultsize(&b, n);
}

static int fold_word(lua_State *L) {
  push_folded_word(L, st_lua_str(L, 1));
  return 1;
}

/* core.stem(word) -> the form under which t.stem looks it up; the word itself where it is too long */
static int stem(lua_State *L) {
  char room[ST_WORD_ROOM];
  st_str word = st_lua_str(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  uint32_t table;
  st_error e = {0};
  if (st_vocab_table(vocab, ST_FOLD_BY_STEM, &table, &e)) st_lua_raise(L, &e);
  size_t n = st_vocab_form(vocab, table, word, room);
  st_lua_push(L, n ? (st_str){room, n} : word);
  return 1;
}

/* A buffer that a raise cannot leak: it is the userdata's. */
static int close_buffer(lua_State *L) {
  st_buf_close(lua_touserdata(L, 1));
  return 0;
}

static st_buf *new_buffer(lua_State *L) {
  st_buf *b = lua_newuserdatauv(L, sizeof *b, 0);
  *b = (st_buf){0};
  if (luaL_newmetatable(L, "stemma.buffer")) {
    lua_pushcfunction(L, close_buffer);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return b;
}

static int fold(lua_State *L) {
  st_str s = st_lua_str(L, 1);
  unsigned how = st_lua_fold(L, 2);
  if (how & ST_FOLD_BY_WORD) return fold_word(L);
  st_buf *b = new_buffer(L);
  st_fold_text(s, how, b);
  if (b->bad) luaL_error(L, "not enough memory");
  lua_pushlstring(L, b->p ? b->p : "", b->n);
  st_buf_close(b);
  return 1;
}

static int width(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)st_text_width(st_lua_str(L, 1)));
  return 1;
}

/* --- split --- */

static int close_units(lua_State *L) {
  st_units_close(lua_touserdata(L, 1));
  return 0;
}

static st_units *new_units(lua_State *L) {
  st_units *u = lua_newuserdatauv(L, sizeof *u, 0);
  *u = (st_units){0};
  if (luaL_newmetatable(L, "stemma.units")) {
    lua_pushcfunction(L, close_units);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return u;
}

static int split(lua_State *L) {
  st_str s = st_lua_str(L, 1);
  st_block block = {.end = (uint32_t)s.n, .tag = ST_TAG_LINE};
  st_units *units = new_units(L);
  st_error e = {0};
  if (s.n >= UINT32_MAX) st_lua_fail(L, "a text of 4 GiB or more");
  if (st_text_analyse(s, &block, 1, units, &e)) st_lua_raise(L, &e);
  lua_createtable(L, (int)units->token_count, 0);
  for (uint32_t i = 0; i < units->token_count; i++) {
    const st_token *t = &units->tokens[i];
    lua_pushlstring(L, s.p + t->begin, t->end - t->begin);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

/* --- the module --- */

static void push_flags(lua_State *L) {
  static const char *const names[] = {"WORD",   "NUMBER",     "DIGIT", "PUNCT", "CAPITAL", "UPPER",
                                      "LOWER",  "POSSESSIVE", "STOP",  "QUOTE", "OPEN",    "CLOSE",
                                      "QUOTED", "SPACE",      "FIRST", "LAST",  "NONASCII"};
  lua_newtable(L);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    lua_pushinteger(L, (lua_Integer)1 << i);
    lua_setfield(L, -2, names[i]);
  }
}

int luaopen_stemma_core(lua_State *L) {
  static const luaL_Reg functions[] = {{"article", st_lua_open_article},
                                       {"reads", st_lua_reads},
                                       {"program", st_lua_program},
                                       {"view", st_lua_view},
                                       {"places", st_lua_places},
                                       {"stretches", st_lua_stretches},
                                       {"sets", st_lua_sets_open},
                                       {"runner", st_lua_runner},
                                       {"run", st_lua_run},
                                       {"lexicon", st_lua_lexicon},
                                       {"letters", st_lua_letters},
                                       {"emit", st_lua_emit},
                                       {"writer", st_lua_writer},
                                       {"mark_span", st_lua_mark_span},
                                       {"story", st_lua_story},
                                       {"sink", st_lua_sink},
                                       {"align", st_lua_align},
                                       {"order", st_lua_order},
                                       {"fold", fold},
                                       {"fold_word", fold_word},
                                       {"stem", stem},
                                       {"width", width},
                                       {"split", split},
                                       {NULL, NULL}};
  st_lua_shared(L);
  luaL_newlib(L, functions);
  push_flags(L);
  lua_setfield(L, -2, "flags");
  st_lua_push_bounds(L);
  lua_setfield(L, -2, "bounds");
  return 1;
}
