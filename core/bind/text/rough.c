/* Words by their consonants, as an index of runs numbers them: by a hash, since two words that fall
 * together are only found too often. */
#include "bind/text/rough.h"

#include "base/hash.h"
#include "text/rough.h"

struct other {
  uint64_t word;         /* the hash of its letters; 0: the slot is free */
  uint32_t first, count; /* the numbers of what it counts as */
};

struct st_lua_same {
  uint32_t mask; /* slots but one */
  uint32_t *number;
  struct other slot[];
};

/* core.consonants(word) */
int st_lua_consonants(lua_State *L) {
  st_str text = st_lua_str(L, 1);
  st_rough_word w;
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (bool more = false; st_rough_next(&text, &w); more = true) {
    if (more) luaL_addchar(&b, ' ');
    luaL_addlstring(&b, w.code, w.code_count);
  }
  luaL_pushresult(&b);
  return 1;
}

static uint64_t hash_of(const st_rough_word *w) {
  uint64_t h = st_hash(w->letters, w->letter_count);
  return h ? h : 1;
}

static void put(lua_State *L, st_lua_numbers *out, uint32_t number) {
  if (out->count == out->room) {
    luaL_checkstack(L, 8, NULL);
    uint32_t *more = lua_newuserdatauv(L, (size_t)out->room * 2 * sizeof *more, 0);
    memcpy(more, out->p, out->count * sizeof *more);
    out->p = more;
    out->room *= 2;
  }
  out->p[out->count++] = number;
}

static void put_word(lua_State *L, st_lua_numbers *out, const st_rough_word *w) {
  uint32_t number = (uint32_t)st_hash(w->code, w->code_count);
  put(L, out, number ? number : 1);
}

/* The slot of a word, or the free one where it belongs. */
static const struct other *find(const st_lua_same *same, uint64_t word) {
  uint32_t i = (uint32_t)word & same->mask;
  while (same->slot[i].word && same->slot[i].word != word) i = (i + 1) & same->mask;
  return &same->slot[i];
}

void st_lua_rough_words(lua_State *L, st_str text, const st_lua_same *same, st_lua_numbers *out) {
  for (st_rough_word w; st_rough_next(&text, &w);) {
    const struct other *o = same ? find(same, hash_of(&w)) : NULL;
    if (!o || !o->word) put_word(L, out, &w);
    for (uint32_t i = 0; o && i < o->count; i++) put(L, out, same->number[o->first + i]);
  }
}

/* --- words that count as others --- */

/* The strings at the top but one and at the top: one word, and words. */
static void check(lua_State *L) {
  st_rough_word w;
  bool strings = lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING;
  st_str word = strings ? st_lua_str(L, -2) : (st_str){"", 0};
  st_str others = strings ? st_lua_str(L, -1) : (st_str){"", 0};
  if (!st_rough_next(&word, &w) || st_rough_next(&word, &w) || !st_rough_next(&others, &w))
    st_lua_fail(L, "what counts as the same is { word = \"other words\" }");
}

static uint32_t count_entries(lua_State *L, int table, st_lua_numbers *numbers) {
  uint32_t count = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1), count++) {
    check(L);
    numbers->room += (uint32_t)lua_rawlen(L, -1);
  }
  return count;
}

static void fill(lua_State *L, int table, st_lua_same *same, st_lua_numbers *numbers) {
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    st_str word = st_lua_str(L, -2);
    st_rough_word w;
    st_rough_next(&word, &w);
    struct other *slot = &same->slot[find(same, hash_of(&w)) - same->slot];
    *slot = (struct other){.word = hash_of(&w), .first = numbers->count};
    st_lua_rough_words(L, st_lua_str(L, -1), NULL, numbers); /* there is room: none is pushed */
    slot->count = numbers->count - slot->first;
  }
}

st_lua_same *st_lua_push_same(lua_State *L, int arg) {
  int table = lua_absindex(L, arg);
  st_lua_numbers numbers = {0};
  uint32_t count = count_entries(L, table, &numbers), slots = 8;
  while (slots < 2 * count) slots *= 2;
  size_t size = sizeof(st_lua_same) + slots * sizeof(struct other);
  st_lua_same *same = lua_newuserdatauv(L, size + numbers.room * sizeof *numbers.p, 0);
  memset(same, 0, size);
  same->mask = slots - 1;
  same->number = numbers.p = (uint32_t *)&same->slot[slots];
  fill(L, table, same, &numbers);
  return same;
}
