#include "bind/bind.h"

#include "base/alloc.h"
#include "base/hash.h"

struct kept {
  uint64_t hash;
  st_lexicon *lexicon;
};

struct st_shared {
  st_vocab *vocab;
  struct kept *lexicons;
  uint32_t lexicon_count;
  bool metered;
};

static const char shared_key;

st_shared *st_shared_open(void) {
  st_shared *s = st_calloc(1, sizeof *s);
  if (!s) return NULL;
  s->vocab = st_vocab_open();
  if (s->vocab) return s;
  st_free(s);
  return NULL;
}

void st_shared_close(st_shared *s) {
  if (!s) return;
  for (uint32_t i = 0; i < s->lexicon_count; i++) st_lexicon_close(s->lexicons[i].lexicon);
  st_free(s->lexicons);
  st_vocab_close(s->vocab);
  st_free(s);
}

st_vocab *st_shared_vocab(st_shared *s) { return s->vocab; }
bool st_shared_metered(const st_shared *s) { return s->metered; }
void st_shared_set_metered(st_shared *s) { s->metered = true; }

static int keep(st_shared *s, uint64_t hash, st_lexicon *l, st_error *e) {
  struct kept *lexicons = st_grow(s->lexicons, (size_t)s->lexicon_count + 1, sizeof *lexicons);
  if (!lexicons) return st_nomem(e);
  s->lexicons = lexicons;
  lexicons[s->lexicon_count++] = (struct kept){hash, st_lexicon_share(l)};
  return ST_OK;
}

int st_shared_lexicon(st_shared *s, st_str text, unsigned fold, bool tsv, st_lexicon **out,
                      st_error *e) {
  uint64_t hash = st_hash_mix(st_hash_str(text), (uint64_t)fold << 1 | tsv);
  for (uint32_t i = 0; i < s->lexicon_count; i++)
    if (s->lexicons[i].hash == hash) {
      *out = st_lexicon_share(s->lexicons[i].lexicon);
      return ST_OK;
    }
  int status = st_lexicon_make(s->vocab, text, fold, tsv, out, e);
  if (!status) status = keep(s, hash, *out, e);
  return status;
}

void st_lua_use_shared(lua_State *L, st_shared *s) {
  lua_pushlightuserdata(L, s);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &shared_key);
}

static int close_own(lua_State *L) {
  st_shared **own = lua_touserdata(L, 1);
  st_shared_close(*own);
  *own = NULL;
  return 0;
}

/* Lua finalises in the reverse order of making: what is made first goes last. */
static void open_own(lua_State *L) {
  st_shared **own = lua_newuserdatauv(L, sizeof *own, 0);
  *own = NULL;
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, close_own);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  *own = st_shared_open();
  if (!*own) luaL_error(L, "out of memory");
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, own);
  st_lua_use_shared(L, *own);
  lua_pop(L, 1);
}

st_shared *st_lua_shared(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &shared_key) == LUA_TNIL) {
    open_own(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &shared_key);
  }
  st_shared *s = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return s;
}
