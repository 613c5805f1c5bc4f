/* story: the articles that a comparison rule sets side by side. */
#include "bind/bind.h"

static const char *const kind = "stemma.story";

struct st_lua_story_handle {
  const char *kind; /* st_lua_handle */
  uint32_t count;
  bool ended;
  st_lua_article_handle *articles[]; /* null where the handles are not its own */
};

enum { HANDLES = 1, OUTLETS }; /* user values: lists */

static struct st_lua_story_handle *self(lua_State *L) {
  struct st_lua_story_handle *s = st_lua_handle(L, 1, kind);
  if (s->ended)
    st_lua_fail(L, "this story is no longer there: nothing is kept from one story to the next");
  return s;
}

static int end_story(lua_State *L) {
  struct st_lua_story_handle *s = lua_touserdata(L, 1);
  s->ended = true;
  return 0;
}

static int articles(lua_State *L) {
  lua_pushinteger(L, self(L)->count);
  return 1;
}

static int push_item(lua_State *L, int list) {
  uint32_t i = st_lua_index(L, 2, self(L)->count, "article");
  lua_getiuservalue(L, 1, list);
  lua_rawgeti(L, -1, i + 1);
  return 1;
}

static int article(lua_State *L) { return push_item(L, HANDLES); }
static int outlet(lua_State *L) { return push_item(L, OUTLETS); }

/* Pushes an empty story with its two lists below it: HANDLES, OUTLETS, story. */
static st_lua_story_handle *push_empty(lua_State *L, uint32_t count) {
  static const luaL_Reg methods[] = {
      {"articles", articles}, {"article", article}, {"outlet", outlet}, {NULL, NULL}};
  st_lua_class(L, kind, methods, end_story);
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, (int)count, 0);
  size_t size = sizeof(st_lua_story_handle) + count * sizeof(st_lua_article_handle *);
  struct st_lua_story_handle *s = lua_newuserdatauv(L, size, 2);
  memset(s, 0, size);
  s->kind = kind;
  s->count = count;
  luaL_setmetatable(L, kind);
  lua_pushvalue(L, -3);
  lua_setiuservalue(L, -2, HANDLES);
  lua_pushvalue(L, -2);
  lua_setiuservalue(L, -2, OUTLETS);
  return s;
}

st_lua_story_handle *st_lua_push_story(lua_State *L, st_match_article *const *list, uint32_t count,
                                       const st_str *outlets, const st_str *reads,
                                       uint32_t read_count) {
  st_lua_story_handle *s = push_empty(L, count);
  int at = lua_gettop(L);
  for (uint32_t i = 0; i < count; i++) {
    s->articles[i] = st_lua_push_article(L, list[i], reads, read_count);
    lua_rawseti(L, at - 2, i + 1);
    st_lua_push(L, outlets[i]);
    lua_rawseti(L, at - 1, i + 1);
  }
  lua_replace(L, at - 2);
  lua_settop(L, at - 2);
  return s;
}

void st_lua_end_story(st_lua_story_handle *s) {
  s->ended = true;
  for (uint32_t i = 0; i < s->count; i++)
    if (s->articles[i]) st_lua_end_article(s->articles[i]);
}

/* core.story(articles [, outlets]): without a list of names to show, outlets or docs. */
int st_lua_story(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  uint32_t count = (uint32_t)luaL_len(L, 1);
  push_empty(L, count);
  for (uint32_t i = 1; i <= count; i++) {
    lua_rawgeti(L, 1, i);
    const st_revision *r = st_match_article_revision(st_lua_article(L, -1));
    lua_rawseti(L, 3, i);
    st_str shown = st_revision_meta(r, ST_META_OUTLET).value;
    if (lua_istable(L, 2))
      lua_rawgeti(L, 2, i);
    else
      st_lua_push(L, shown.n ? shown : st_revision_doc(r));
    lua_rawseti(L, 4, i);
  }
  lua_pushvalue(L, 5);
  return 1;
}
