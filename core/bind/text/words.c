/* Texts and words by themselves: folded, stemmed, measured, split into tokens. */
#include "bind/bind.h"

#include "base/buf.h"
#include "text/fold.h"
#include "text/token.h"

static void push_folded_word(lua_State *L, st_str s) {
  luaL_Buffer b;
  char *room = luaL_buffinitsize(L, &b, s.n * 4 + 64);
  size_t n = st_fold_word(s, room, s.n * 4 + 64);
  if (n > s.n * 4 + 64) n = 0;
  luaL_pushresultsize(&b, n);
}

int st_lua_fold_word(lua_State *L) {
  push_folded_word(L, st_lua_text(L, 1));
  return 1;
}

/* core.stem(word) -> the form under which t.stem looks it up; the word itself where it is too long */
int st_lua_stem(lua_State *L) {
  char room[ST_WORD_ROOM];
  st_str word = st_lua_text(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  uint32_t table;
  st_error e = {0};
  if (st_vocab_table(vocab, ST_FOLD_BY_STEM, &table, &e)) st_lua_raise(L, &e);
  size_t n = st_vocab_form(vocab, table, word, room);
  st_lua_push(L, n ? (st_str){room, n} : word);
  return 1;
}

/* Memory that a raise cannot leak, zeroed: it is a userdata's, and `gc` closes it. */
static void *new_owned(lua_State *L, size_t size, const char *name, lua_CFunction gc) {
  void *owned = memset(lua_newuserdatauv(L, size, 0), 0, size);
  if (luaL_newmetatable(L, name)) {
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return owned;
}

static int close_buffer(lua_State *L) {
  st_buf_close(lua_touserdata(L, 1));
  return 0;
}

static int close_units(lua_State *L) {
  st_units_close(lua_touserdata(L, 1));
  return 0;
}

int st_lua_fold_text(lua_State *L) {
  st_str s = st_lua_text(L, 1);
  unsigned how = st_lua_fold(L, 2);
  if (how & ST_FOLD_BY_WORD) return st_lua_fold_word(L);
  st_buf *b = new_owned(L, sizeof *b, "stemma.buffer", close_buffer);
  st_fold_text(s, how, b);
  if (b->bad) luaL_error(L, "not enough memory");
  lua_pushlstring(L, b->p ? b->p : "", b->n);
  st_buf_close(b);
  return 1;
}

int st_lua_width(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)st_text_width(st_lua_text(L, 1)));
  return 1;
}

int st_lua_split(lua_State *L) {
  st_str s = st_lua_text(L, 1);
  st_block block = {.end = (uint32_t)s.n, .tag = ST_TAG_LINE};
  st_units *units = new_owned(L, sizeof *units, "stemma.units", close_units);
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
