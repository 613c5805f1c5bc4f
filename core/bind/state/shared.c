#include "bind/bind.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"

struct kept {
  uint64_t hash;
  st_lexicon *lexicon;
};

struct chunk {
  uint64_t hash; /* of the text and its name */
  st_buf code;
};

struct st_shared {
  struct chunk *chunks;
  uint32_t chunk_count, chunk_room;
  st_vocab *vocab;
  st_sieve *sieve;
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
  for (uint32_t i = 0; i < s->chunk_count; i++) st_buf_close(&s->chunks[i].code);
  st_free(s->chunks);
  st_free(s->lexicons);
  st_sieve_close(s->sieve);
  st_vocab_close(s->vocab);
  st_free(s);
}

st_vocab *st_shared_vocab(st_shared *s) { return s->vocab; }

st_sieve *st_shared_sieve(st_shared *s) {
  if (!s->sieve) s->sieve = st_sieve_open(s->vocab);
  return s->sieve;
}

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

/* --- compiled texts --- */

static int write_code(lua_State *L, const void *p, size_t n, void *out) {
  (void)L;
  st_buf_add(out, p, n);
  return ((st_buf *)out)->bad;
}

/* Keeps what the function at the top was compiled to; without memory it is compiled again. */
static void keep_code(lua_State *L, st_shared *s, uint64_t hash) {
  if (s->chunk_count == s->chunk_room) {
    uint32_t room = s->chunk_room ? s->chunk_room * 2 : 64;
    struct chunk *chunks = st_grow(s->chunks, room, sizeof *chunks);
    if (!chunks) return;
    s->chunks = chunks;
    s->chunk_room = room;
  }
  struct chunk *c = &s->chunks[s->chunk_count];
  *c = (struct chunk){.hash = hash};
  if (lua_dump(L, write_code, &c->code, 0) == 0 && !c->code.bad)
    s->chunk_count++;
  else
    st_buf_close(&c->code);
}

int st_lua_compile(lua_State *L, st_str text, const char *name) {
  st_shared *s = st_lua_shared(L);
  uint64_t hash = st_hash_mix(st_hash_str(text), st_hash_str(st_cstr(name)));
  for (uint32_t i = 0; i < s->chunk_count; i++)
    if (s->chunks[i].hash == hash)
      return luaL_loadbufferx(L, s->chunks[i].code.p, s->chunks[i].code.n, name, "b");
  int status = luaL_loadbufferx(L, text.p, text.n, name, "t");
  if (status == LUA_OK) keep_code(L, s, hash);
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
