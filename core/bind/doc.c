#include "bind/doc.h"

#include "bind/bind.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* In liblua5.4-lpeg, which has no header. */
int luaopen_lpeg(lua_State *L);

/* One question: what is asked, and where the answer goes. */
typedef struct question {
  const char *lua_dir, *name;
  uint32_t width;
  st_buf *out;
  st_doc_take *take;
  void *context;
  int status;
  st_error *e;
} question;

/* `require` finds stemma's own modules as plain files, and the core where one of them asks for it. */
static void open_modules(lua_State *L, const char *lua_dir) {
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_pushfstring(L, "%s/?.lua;%s/?/init.lua", lua_dir, lua_dir);
  lua_setfield(L, -2, "path");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, luaopen_stemma_core);
  lua_setfield(L, -2, "stemma.core");
  lua_settop(L, 0);
}

/* Pushes a function of a module. */
static void push_function(lua_State *L, const char *module, const char *name) {
  lua_getglobal(L, "require");
  lua_pushstring(L, module);
  lua_call(L, 1, 1);
  lua_getfield(L, -1, name);
}

static void add(lua_State *L, st_buf *out, int at) {
  size_t n;
  const char *text = luaL_checklstring(L, at, &n);
  st_buf_add(out, text, n);
  st_buf_addc(out, '\n');
}

static int help(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  open_modules(L, q->lua_dir);
  push_function(L, "stemma.doc.help", "text");
  lua_pushstring(L, q->name);
  lua_pushinteger(L, q->width);
  lua_call(L, 2, 2);
  if (!lua_isnil(L, -2))
    add(L, q->out, -2);
  else if (strchr(luaL_checkstring(L, -1), ';'))
    q->status = st_fail(q->e, ST_EUSE, "%s", lua_tostring(L, -1)); /* says what may be meant */
  else
    q->status = st_fail(q->e, ST_EUSE, "%s; 'stemma rules help' lists what there is",
                        lua_tostring(L, -1));
  return 0;
}

static int names(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  open_modules(L, q->lua_dir);
  push_function(L, "stemma.doc.help", "names");
  lua_call(L, 0, 1);
  for (lua_Integer i = 1; lua_geti(L, -1, i) == LUA_TSTRING; i++) {
    add(L, q->out, -1);
    lua_pop(L, 1);
  }
  return 0;
}

/* Takes { path, text } at the top, or a path alone, and pops it. */
static void take_one(lua_State *L, question *q) {
  st_str text = {0};
  if (lua_istable(L, -1)) {
    lua_geti(L, -1, 2);
    text.p = luaL_checklstring(L, -1, &text.n);
    lua_geti(L, -2, 1);
  } else {
    lua_pushvalue(L, -1);
  }
  q->status = q->take(q->context, luaL_checkstring(L, -1), text, q->e);
  lua_settop(L, 4);
}

static int project(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  static const char *const lists[] = {"folders", "files"};
  open_modules(L, q->lua_dir);
  push_function(L, "stemma.doc.project", "files");
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.doc.files");
  lua_call(L, 1, 1);
  lua_call(L, 1, 1);
  lua_replace(L, 1);
  for (int k = 0; k < 2; k++) {
    lua_settop(L, 1);
    lua_getfield(L, 1, lists[k]);
    lua_settop(L, 4);
    for (lua_Integer i = 1; !q->status && lua_geti(L, 2, i) != LUA_TNIL; i++) take_one(L, q);
  }
  return 0;
}

static int ask(lua_CFunction function, question *q) {
  lua_State *L = luaL_newstate();
  if (!L) return st_nomem(q->e);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, q);
  int rc = lua_pcall(L, 1, 0, 0);
  if (rc == LUA_ERRMEM)
    q->status = st_nomem(q->e);
  else if (rc)
    q->status = st_fail(q->e, ST_EIO, "%s", lua_tostring(L, -1));
  lua_close(L);
  return q->status;
}

static int versions(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  luaL_requiref(L, "lpeg", luaopen_lpeg, 0);
  lua_getfield(L, -1, "version");
  if (lua_isfunction(L, -1)) lua_call(L, 0, 1); /* LPeg 1.0; a string since 1.1 */
  st_buf_addf(q->out, LUA_RELEASE ", LPeg %s", luaL_checkstring(L, -1));
  return 0;
}

void st_doc_versions(st_buf *out) { ask(versions, &(question){.out = out}); }

int st_doc_help(const char *lua_dir, const char *name, uint32_t width, st_buf *out, st_error *e) {
  return ask(help, &(question){
                       .lua_dir = lua_dir, .name = name, .width = width, .out = out, .e = e});
}

int st_doc_names(const char *lua_dir, st_buf *out, st_error *e) {
  return ask(names, &(question){.lua_dir = lua_dir, .out = out, .e = e});
}

int st_doc_project(const char *lua_dir, st_doc_take *take, void *context, st_error *e) {
  return ask(project,
             &(question){.lua_dir = lua_dir, .take = take, .context = context, .e = e});
}
