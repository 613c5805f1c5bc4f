#include "bind/eval/evaluator.h"

#include "base/alloc.h"
#include "bind/eval/host.h"
#include "engine/wire/wire.h"

#include <stdio.h>
#include <unistd.h>

/* In liblua5.4-lpeg, which has no header. */
int luaopen_lpeg(lua_State *L);

/* --- running --- */

typedef struct running {
  st_evaluator *self;
  st_reader in;
  uint32_t serial;
} running;

/* repl.NAME, under what is given. */
static void push_repl(lua_State *L, const char *name) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.repl");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, name);
  lua_remove(L, -2);
}

static void set_string(lua_State *L, const char *key, st_str value) {
  st_lua_push(L, value);
  lua_setfield(L, -2, key);
}

/* repl.evaluate { mode, name, text, version, arguments } -> whether it went well */
static int evaluate(lua_State *L) {
  running *r = lua_touserdata(L, 1);
  st_evaluate *now = &r->self->now;
  st_reader *in = &r->in;
  push_repl(L, "evaluate");
  lua_newtable(L);
  lua_pushinteger(L, (lua_Integer)st_read_u64(in));
  lua_setfield(L, -2, "version");
  now->columns = st_read_u32(in);
  now->rows = st_read_u32(in);
  now->color = st_read_u8(in);
  set_string(L, "mode", st_read_str(in));
  set_string(L, "name", st_read_str(in));
  set_string(L, "text", st_read_str(in));
  uint32_t n = st_read_u32(in);
  lua_newtable(L);
  for (uint32_t i = 0; i < n && !in->bad; i++) {
    st_lua_push(L, st_read_str(in));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "arguments");
  lua_call(L, 1, 1);
  return 1;
}

static int interrupted(lua_State *L) {
  push_repl(L, "interrupted");
  lua_call(L, 0, 0);
  return 0;
}

/* repl.complete(text, bytes before the cursor) -> strings */
static int complete(lua_State *L) {
  running *r = lua_touserdata(L, 1);
  r->self->now.columns = st_read_u32(&r->in);
  r->self->now.color = st_read_u8(&r->in);
  push_repl(L, "complete");
  lua_Integer cursor = st_read_u32(&r->in);
  st_lua_push(L, st_read_str(&r->in));
  lua_pushinteger(L, cursor);
  lua_call(L, 2, 1);
  return 1;
}

static int names(lua_State *L) {
  push_repl(L, "names");
  lua_call(L, 0, 1);
  return 1;
}

/* Sends the list of strings at the top, if it is one. */
static int send_list(lua_State *L) {
  st_evaluator *s = lua_touserdata(L, 1);
  uint8_t kind = (uint8_t)lua_tointeger(L, 2), outcome = (uint8_t)lua_tointeger(L, 4);
  lua_Integer n = lua_istable(L, 5) ? luaL_len(L, 5) : 0;
  st_str *items = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *items, 0);
  luaL_checkstack(L, (int)(n < 100000 ? n : 100000) + 8, "too many strings");
  for (lua_Integer i = 0; i < n; i++) {
    lua_geti(L, 5, i + 1);
    items[i] = st_lua_str(L, -1);
  }
  st_buf out = {0};
  st_error e = {0};
  st_talk_strings(&out, kind, (uint32_t)lua_tointeger(L, 3), outcome, items, (uint32_t)n);
  st_wire_send(s->out, &out, &e);
  st_buf_close(&out);
  return 0;
}

/* `at`: where on the stack the list is, or 0 for none. Sends it in any case. */
static void send_strings(lua_State *L, st_evaluator *s, enum st_talk kind, uint32_t serial,
                         enum st_outcome outcome, bool list) {
  lua_pushcfunction(L, send_list);
  lua_pushlightuserdata(L, s);
  lua_pushinteger(L, kind);
  lua_pushinteger(L, serial);
  lua_pushinteger(L, outcome);
  if (list)
    lua_pushvalue(L, -6);
  else
    lua_pushnil(L);
  if (lua_pcall(L, 5, 0, 0) == LUA_OK) return;
  st_buf out = {0};
  st_error e = {0};
  st_talk_strings(&out, kind, serial, (uint8_t)outcome, NULL, 0);
  st_wire_send(s->out, &out, &e);
  st_buf_close(&out);
}

static int call(lua_State *L, lua_CFunction function, running *r, int results) {
  lua_settop(L, 0);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, r);
  return lua_pcall(L, 1, results, 0);
}

static void complain(lua_State *L) {
  const char *message = lua_tostring(L, -1);
  fflush(stdout);
  fprintf(stderr, "%s\n", message ? message : luaL_typename(L, -1));
}

static void run(lua_State *L, running *r) {
  enum st_outcome outcome = ST_DONE_BADLY;
  st_interrupt_begin(L);
  int status = call(L, evaluate, r, 1);
  if (status == LUA_OK && lua_toboolean(L, -1)) outcome = ST_DONE_WELL;
  if (st_evaluator_interrupted()) {
    outcome = ST_DONE_INTERRUPTED;
    st_interrupt_begin(L);
    call(L, interrupted, r, 0);
  } else if (status != LUA_OK)
    complain(L);
  lua_gc(L, LUA_GCSTEP, 0);
  bool listed = call(L, names, r, 1) == LUA_OK;
  fflush(stdout);
  fflush(stderr);
  send_strings(L, r->self, ST_TALK_DONE, r->serial, outcome, listed);
}

static void answer(lua_State *L, running *r) {
  st_interrupt_begin(L);
  bool good = call(L, complete, r, 1) == LUA_OK;
  send_strings(L, r->self, ST_TALK_COMPLETED, r->serial, ST_DONE_WELL, good);
}

static void serve(lua_State *L, st_evaluator *s, uint8_t kind) {
  /* What is asked for while it runs comes into the same buffer. */
  st_buf own = s->message;
  s->message = (st_buf){0};
  running r = {.self = s, .in = {own.p, own.p + own.n, false}};
  r.serial = st_read_u32(&r.in);
  if (kind == ST_TALK_EVALUATE) run(L, &r);
  if (kind == ST_TALK_COMPLETE) answer(L, &r);
  st_buf_close(&own);
}

/* --- the beginning --- */

typedef struct opening {
  const char *lua;
  st_evaluator *self;
} opening;

static int open_core(lua_State *L) { return luaopen_stemma_core(L); }

static int prepare(lua_State *L) {
  opening *o = lua_touserdata(L, 1);
  luaL_openlibs(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, open_core);
  lua_setfield(L, -2, "stemma.core");
  lua_pushcfunction(L, luaopen_lpeg);
  lua_setfield(L, -2, "lpeg");
  lua_pop(L, 1);
  lua_getglobal(L, "package");
  lua_pushfstring(L, "%s/?.lua;%s/?/init.lua;", o->lua, o->lua);
  lua_getfield(L, -2, "path");
  lua_concat(L, 2);
  lua_setfield(L, -2, "path");
  lua_getfield(L, -1, "loaded");
  st_host_open(L, o->self);
  lua_setfield(L, -2, "stemma.host");
  push_repl(L, "evaluate");
  return 0;
}

int st_evaluator_main(const char *lua) {
  st_evaluator s = {.in = ST_TALK_IN, .out = ST_TALK_OUT};
  st_error e = {0};
  uint8_t kind;
  int status = 1;
  st_interrupt_open();
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  lua_State *L = luaL_newstate();
  if (!L) return 2;
  lua_pushcfunction(L, prepare);
  lua_pushlightuserdata(L, &(opening){lua, &s});
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    complain(L);
    status = 0;
  }
  while (status > 0 && (status = st_evaluator_receive(&s, false, &kind, &e)) > 0) serve(L, &s, kind);
  lua_close(L);
  st_buf_close(&s.message);
  return status < 0 ? 2 : 0;
}
