/* align: where two lists say the same, word by word: the best local alignment of Smith and
 * Waterman, with gaps that cost most at their start (Gotoh), so that a cut clause is one gap. */
#include "bind/state/state.h"

#include "bind/text/word.h"

/* Cells that one instruction of the budget pays for, and how many there may be. */
enum { CELLS = 8, CELL_ROOM = 1 << 24 };

struct costs {
  int other, gap, gap_more;
};

struct side {
  int *key; /* by word: equal for equal words */
  int *value;
  lua_Integer count;
};

/* Of each cell how it was reached: 1 by two words side by side, else twice the length of a gap, in
 * `b` (even) or in `a` (odd); 0 where nothing leads to it. */
struct table {
  uint32_t *how;
  int *row, *up;
  uint32_t *up_length;
  lua_Integer best_a, best_b;
  int best;
};

static void fill_row(struct table *t, const struct side *a, const struct side *b,
                     const struct costs *c, lua_Integer i) {
  int diagonal = 0, left = -1000, beside = 0;
  uint32_t left_length = 0, *how = t->how + i * b->count;
  for (lua_Integer j = 0; j < b->count; j++) {
    int above = t->row[j];
    bool opens = beside + c->gap >= left + c->gap_more;
    left = opens ? beside + c->gap : left + c->gap_more;
    left_length = opens ? 1 : left_length + 1;
    opens = above + c->gap >= t->up[j] + c->gap_more;
    t->up[j] = opens ? above + c->gap : t->up[j] + c->gap_more;
    t->up_length[j] = opens ? 1 : t->up_length[j] + 1;
    int score = diagonal + (a->key[i] == b->key[j] ? a->value[i] : c->other);
    how[j] = 1;
    if (left > score) {
      score = left;
      how[j] = 2 * left_length;
    }
    if (t->up[j] > score) {
      score = t->up[j];
      how[j] = 2 * t->up_length[j] + 1;
    }
    if (score <= 0) score = 0;
    if (!score) how[j] = 0;
    if (score > t->best) {
      t->best = score;
      t->best_a = i + 1;
      t->best_b = j + 1;
    }
    diagonal = above;
    beside = t->row[j] = score;
  }
}

/* The pairs on the way to the best cell, last first: their places from 1, by twos, in the list at
 * the top. */
static lua_Integer walk_back(lua_State *L, const struct table *t, lua_Integer width) {
  lua_Integer i = t->best_a, j = t->best_b, n = 0;
  while (i > 0 && j > 0) {
    uint32_t how = t->how[(i - 1) * width + j - 1];
    if (!how) break;
    if (how == 1) {
      lua_pushinteger(L, j--);
      lua_rawseti(L, -2, ++n);
      lua_pushinteger(L, i--);
      lua_rawseti(L, -2, ++n);
    } else if (how % 2 == 0) {
      j -= how / 2;
    } else {
      i -= how / 2;
    }
  }
  return n;
}

static void reverse(lua_State *L, lua_Integer n) {
  for (lua_Integer from = 1, to = n; from < to; from++, to--) {
    lua_rawgeti(L, -1, from);
    lua_rawgeti(L, -2, to);
    lua_rawseti(L, -3, from);
    lua_rawseti(L, -2, to);
  }
}

/* Numbers the words of the list at `arg` by the table at `numbers`, equal ones alike. */
static struct side read_side(lua_State *L, int arg, int numbers, int *known) {
  struct side side = {.count = st_lua_words(L, arg, CELL_ROOM)};
  side.key = lua_newuserdatauv(L, 2 * ((size_t)side.count + 1) * sizeof *side.key, 0);
  side.value = side.key + side.count;
  for (lua_Integer i = 0; i < side.count; i++) {
    side.value[i] = st_lua_push_key(L, arg, i + 1);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, numbers) == LUA_TNIL) {
      lua_pop(L, 1);
      lua_pushinteger(L, ++*known);
      lua_pushvalue(L, -2);
      lua_pushvalue(L, -2);
      lua_rawset(L, numbers);
    }
    side.key[i] = (int)lua_tointeger(L, -1);
    lua_pop(L, 2);
  }
  return side;
}

/* The values stand in a list of their own. */
static void read_values(lua_State *L, int arg, const struct side *side) {
  luaL_checktype(L, arg, LUA_TTABLE);
  for (lua_Integer i = 0; i < side->count; i++) {
    lua_geti(L, arg, i + 1);
    side->value[i] = (int)luaL_checkinteger(L, -1);
    lua_pop(L, 1);
  }
}

/* One block: the rows, which begin as nothing, and the cells, which are all filled. */
static struct table new_table(lua_State *L, size_t width, size_t height) {
  uint32_t *p = lua_newuserdatauv(L, (3 * width + width * height + 1) * sizeof *p, 0);
  struct table t = {.up_length = memset(p, 0, 2 * width * sizeof *p),
                    .row = (int *)(p + width),
                    .up = (int *)(p + 2 * width),
                    .how = p + 3 * width};
  for (size_t j = 0; j < width; j++) t.up[j] = -1000;
  return t;
}

/* core.align(a, values, b, other, gap, gap_more) -> places of the words side by side, by twos:
 * { in a, in b, … }. `values` says what each word of `a` is worth where it is matched; without it
 * the words themselves do. */
int st_lua_align(lua_State *L) {
  struct costs costs = {(int)luaL_checkinteger(L, 4), (int)luaL_checkinteger(L, 5),
                        (int)luaL_checkinteger(L, 6)};
  lua_settop(L, 6);
  lua_newtable(L);
  int known = 0;
  struct side a = read_side(L, 1, 7, &known), b = read_side(L, 3, 7, &known);
  if (!lua_isnil(L, 2)) read_values(L, 2, &a);
  if (b.count && a.count > CELL_ROOM / b.count)
    st_lua_fail(L, "%lld and %lld words are too many to be set side by side", (long long)a.count,
                (long long)b.count);
  if (st_shared_metered(st_lua_shared(L)))
    st_meter_charge(L, (uint64_t)(a.count * b.count + a.count + b.count) / CELLS);
  struct table t = new_table(L, (size_t)b.count, (size_t)a.count);
  for (lua_Integer i = 0; i < a.count; i++) fill_row(&t, &a, &b, &costs, i);
  lua_newtable(L);
  reverse(L, walk_back(L, &t, b.count));
  return 1;
}
