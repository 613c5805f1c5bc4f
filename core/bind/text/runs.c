/* runs: which texts share runs of words, without setting each beside each.
 *
 *   runs:add { "the", "port", "will", "open" }        its words are numbered: 1 2 3 4
 *     word     1 2 3 4                                of all texts, one after another
 *     run      1 2 3 | 2 3 4                          where each stands for the first time
 *     posting  text 1  text 1                         by run: the texts that have it
 *
 * Rough runs take texts instead of lists, whose words are numbered by their consonants.
 *
 * All of it is memory of Lua's, which a state has little of. */
#include "bind/state/state.h"

#include "base/hash.h"
#include "bind/text/rough.h"
#include "bind/text/runs.h"
#include "bind/text/word.h"

#include <stdlib.h>

static const char *const kind = "stemma.runs";

/* Words of a run at most, and words of all texts. */
enum { MOST_SIZE = 32, WORD_ROOM = 1 << 30 };
/* What one costs in instructions; how many postings go into one, and bytes of a text. */
enum { WORD_COST = 4, POSTINGS = 8, BYTES = 16 };
/* User values: the numbers of words, or what rough ones count as; and what the arrays are in. */
enum { NUMBERS = 1, WORDS, RUNS, POSTED, SLOTS };

struct run {
  uint32_t at;   /* its words */
  uint32_t head; /* its newest posting, from 1 */
};

struct posting {
  uint32_t text, next; /* from 0; from 1, or 0 */
};

struct array {
  void *p;
  uint32_t count, room;
};

struct runs {
  const char *kind; /* st_lua_handle */
  uint32_t size, texts;
  int64_t least; /* what the words of a run that counts are worth */
  lua_Integer known; /* words */
  bool closed, rough;
  const st_lua_same *same; /* of rough ones, or null */
  struct array word, run, posting;
  struct array slot; /* by hash: a run from 1, or 0; `room` is a power of two */
};

/* A text that is added or looked for. Most are short. */
enum { SHORT = 128 };

struct text {
  uint32_t *word; /* 0: one that no text has */
  int *worth;     /* null: each is worth 1 */
  uint32_t count;
  uint32_t short_word[SHORT];
  int short_worth[SHORT];
};

static void charge(lua_State *L, uint64_t instructions) {
  if (st_shared_metered(st_lua_shared(L))) st_meter_charge(L, instructions);
}

static struct runs *self(lua_State *L) { return st_lua_handle(L, 1, kind); }

static uint32_t *words_of(const struct runs *r) { return r->word.p; }
static struct run *runs_of(const struct runs *r) { return r->run.p; }
static struct posting *postings_of(const struct runs *r) { return r->posting.p; }
static uint32_t *slots_of(const struct runs *r) { return r->slot.p; }

/* --- memory --- */

/* Room for `more`, so that what follows cannot fail half-way. */
static void reserve(lua_State *L, struct array *a, int value, size_t size, uint32_t more) {
  uint32_t wanted = a->count + more, room = a->room ? a->room : 64;
  if (wanted <= a->room) return;
  while (room < wanted) room *= 2;
  void *p = lua_newuserdatauv(L, (size_t)room * size, 0);
  if (a->count) memcpy(p, a->p, (size_t)a->count * size);
  lua_setiuservalue(L, 1, value);
  a->p = p;
  a->room = room;
}

static uint32_t hash_of(const struct runs *r, const uint32_t *word) {
  return (uint32_t)st_hash(word, r->size * sizeof *word);
}

/* The slot of a run, or the free one where it belongs. */
static uint32_t *find(const struct runs *r, const uint32_t *word) {
  uint32_t *slot = slots_of(r), mask = r->slot.room - 1;
  for (uint32_t i = hash_of(r, word) & mask;; i = (i + 1) & mask) {
    if (!slot[i]) return &slot[i];
    const uint32_t *known = words_of(r) + runs_of(r)[slot[i] - 1].at;
    if (memcmp(known, word, r->size * sizeof *word) == 0) return &slot[i];
  }
}

/* Half of the slots stay free. */
static void reserve_slots(lua_State *L, struct runs *r, uint32_t more) {
  uint32_t wanted = 2 * (r->run.count + more), room = r->slot.room ? r->slot.room : 128;
  if (wanted <= r->slot.room) return;
  while (room < wanted) room *= 2;
  charge(L, r->run.count);
  r->slot.p = memset(lua_newuserdatauv(L, room * sizeof(uint32_t), 0), 0, room * sizeof(uint32_t));
  r->slot.room = room;
  lua_setiuservalue(L, 1, SLOTS);
  for (uint32_t i = 0; i < r->run.count; i++)
    *find(r, words_of(r) + runs_of(r)[i].at) = i + 1;
}

static void reserve_text(lua_State *L, struct runs *r, uint32_t words) {
  if (words > WORD_ROOM - r->word.count) st_lua_fail(L, "more than %d words", WORD_ROOM);
  reserve(L, &r->word, WORDS, sizeof(uint32_t), words);
  reserve(L, &r->run, RUNS, sizeof(struct run), words);
  reserve(L, &r->posting, POSTED, sizeof(struct posting), words);
  reserve_slots(L, r, words);
}

/* --- what Lua gives --- */

/* The number of the key at the top, by the table at `numbers`; a new one where `adds`, else 0. */
static uint32_t number_of(lua_State *L, struct runs *r, int numbers, bool adds) {
  lua_pushvalue(L, -1);
  lua_rawget(L, numbers);
  uint32_t number = (uint32_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  if (number || !adds) return number;
  lua_pushvalue(L, -1);
  lua_pushinteger(L, ++r->known);
  lua_rawset(L, numbers);
  return (uint32_t)r->known;
}

/* The text that is argument 2, by its consonants. */
static void read_rough(lua_State *L, const struct runs *r, struct text *t) {
  st_lua_numbers numbers = {.p = t->short_word, .room = SHORT};
  st_str s = st_lua_str(L, 2);
  st_lua_rough_words(L, s, r->same, &numbers);
  t->word = numbers.p;
  t->worth = NULL;
  t->count = numbers.count;
  charge(L, (uint64_t)t->count * WORD_COST + s.n / BYTES);
}

/* The list of words that is argument 2. */
static void read_words(lua_State *L, struct runs *r, bool adds, struct text *t) {
  t->count = (uint32_t)st_lua_words(L, 2, WORD_ROOM);
  t->word = t->short_word;
  t->worth = t->short_worth;
  charge(L, (uint64_t)t->count * WORD_COST);
  if (t->count > SHORT) {
    t->word = lua_newuserdatauv(L, (size_t)t->count * (sizeof *t->word + sizeof *t->worth), 0);
    t->worth = (int *)(t->word + t->count);
  }
  lua_getiuservalue(L, 1, NUMBERS);
  int numbers = lua_gettop(L);
  for (uint32_t i = 0; i < t->count; i++) {
    t->worth[i] = st_lua_push_key(L, 2, (lua_Integer)i + 1);
    t->word[i] = number_of(L, r, numbers, adds);
    lua_pop(L, 1);
  }
}

static void read_text(lua_State *L, struct runs *r, bool adds, struct text *t) {
  if (r->rough)
    read_rough(L, r, t);
  else
    read_words(L, r, adds, t);
}

/* --- runs one by one --- */

/* Calls `each` with the place of every run that counts. */
static void each_run(const struct runs *r, const struct text *t, void (*each)(void *, uint32_t),
                     void *data) {
  int64_t worth = 0;
  uint32_t known = 0; /* words in a row that some text has */
  for (uint32_t i = 0; i < t->count; i++) {
    if (t->worth) worth += t->worth[i];
    if (t->worth && i >= r->size) worth -= t->worth[i - r->size];
    known = t->word[i] ? known + 1 : 0;
    if (known >= r->size && worth >= r->least) each(data, i + 1 - r->size);
  }
}

/* --- adding --- */

static void post(void *data, uint32_t at) {
  struct runs *r = data;
  uint32_t place = r->word.count + at, *slot = find(r, words_of(r) + place);
  if (!*slot) {
    runs_of(r)[r->run.count] = (struct run){.at = place};
    *slot = ++r->run.count;
  }
  struct run *run = &runs_of(r)[*slot - 1];
  if (run->head && postings_of(r)[run->head - 1].text == r->texts) return;
  postings_of(r)[r->posting.count] = (struct posting){r->texts, run->head};
  run->head = ++r->posting.count;
}

/* runs:add(words) -> the text's number, from 1 */
static int add(lua_State *L) {
  struct runs *r = self(L);
  lua_settop(L, 2);
  if (r->closed)
    st_lua_fail(L, "runs that were made where the file is loaded take no more texts: nothing is "
                   "kept from one article to the next; make them in the function");
  struct text t;
  read_text(L, r, true, &t);
  reserve_text(L, r, t.count);
  if (t.count) memcpy(words_of(r) + r->word.count, t.word, t.count * sizeof *t.word);
  each_run(r, &t, post, r);
  r->word.count += t.count;
  lua_pushinteger(L, ++r->texts);
  return 1;
}

/* --- asking --- */

struct share {
  uint32_t text, count;
};

struct search {
  lua_State *L;
  const struct runs *r;
  const struct text *t;
  uint32_t *count; /* by text; null: nothing was found yet */
  struct share *share; /* the texts that share a run */
  uint32_t shares;
  uint32_t unpaid;
};

static void open_search(struct search *s) {
  size_t texts = s->r->texts;
  charge(s->L, texts / POSTINGS);
  s->share = lua_newuserdatauv(s->L, texts * (sizeof *s->share + sizeof *s->count), 0);
  s->count = memset(s->share + texts, 0, texts * sizeof *s->count);
}

static void pay(struct search *s) {
  if (++s->unpaid < 1000 * POSTINGS) return;
  s->unpaid = 0;
  charge(s->L, 1000);
}

static void count_run(void *data, uint32_t at) {
  struct search *s = data;
  uint32_t found = *find(s->r, s->t->word + at);
  if (!found) return;
  if (!s->count) open_search(s);
  for (uint32_t p = runs_of(s->r)[found - 1].head; p; p = postings_of(s->r)[p - 1].next) {
    uint32_t text = postings_of(s->r)[p - 1].text;
    if (!s->count[text]++) s->share[s->shares++].text = text;
    pay(s);
  }
}

static int by_share(const void *a, const void *b) {
  const struct share *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return (x->text > y->text) - (x->text < y->text);
}

/* Leaves those that share enough, the one that shares most first. */
static void choose(struct search *s, lua_Integer least) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s->shares; i++) {
    struct share each = {s->share[i].text, s->count[s->share[i].text]};
    if ((lua_Integer)each.count >= least) s->share[n++] = each;
  }
  s->shares = n;
  charge(s->L, n);
  if (n > 1) qsort(s->share, n, sizeof *s->share, by_share);
}

/* runs:near(words, least) -> the numbers of the texts that share at least so many runs, and how many
 * each shares */
static int near(lua_State *L) {
  struct runs *r = self(L);
  lua_Integer least = luaL_checkinteger(L, 3);
  lua_settop(L, 3);
  struct text t;
  read_text(L, r, false, &t);
  struct search s = {.L = L, .r = r, .t = &t};
  if (r->run.count) each_run(r, &t, count_run, &s);
  choose(&s, least);
  lua_createtable(L, (int)s.shares, 0);
  lua_createtable(L, (int)s.shares, 0);
  for (uint32_t i = 0; i < s.shares; i++) {
    lua_pushinteger(L, (lua_Integer)s.share[i].text + 1);
    lua_rawseti(L, -3, (lua_Integer)i + 1);
    lua_pushinteger(L, s.share[i].count);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 2;
}

/* --- making --- */

/* All memory is Lua's. */
static int nothing_to_close(lua_State *L) {
  (void)L;
  return 0;
}

static struct runs *push_runs(lua_State *L, lua_Integer size, lua_Integer least) {
  static const luaL_Reg methods[] = {{"add", add}, {"near", near}, {NULL, NULL}};
  if (size < 1 || size > MOST_SIZE)
    st_lua_fail(L, "a run has from 1 to %d words, not %lld", MOST_SIZE, (long long)size);
  st_lua_class(L, kind, methods, nothing_to_close);
  struct runs *r = lua_newuserdatauv(L, sizeof *r, SLOTS);
  *r = (struct runs){.kind = kind, .size = (uint32_t)size, .least = least};
  luaL_setmetatable(L, kind);
  return r;
}

/* core.runs(size, least) */
int st_lua_runs(lua_State *L) {
  push_runs(L, luaL_checkinteger(L, 1), luaL_optinteger(L, 2, INT64_MIN));
  lua_newtable(L);
  lua_setiuservalue(L, -2, NUMBERS);
  return 1;
}

/* core.rough_runs(size, same) */
int st_lua_rough_runs(lua_State *L) {
  struct runs *r = push_runs(L, luaL_checkinteger(L, 1), INT64_MIN);
  r->rough = true;
  if (lua_isnoneornil(L, 2)) return 1;
  luaL_checktype(L, 2, LUA_TTABLE);
  r->same = st_lua_push_same(L, 2);
  lua_setiuservalue(L, -2, NUMBERS);
  return 1;
}

void st_lua_close_runs(lua_State *L, int at) {
  struct runs *r = luaL_testudata(L, at, kind);
  if (r) r->closed = true;
}
