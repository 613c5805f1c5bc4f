#include "bind/eval/host.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "engine/wire/wire.h"
#include "find/row.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

static st_evaluator *self(lua_State *L) { return lua_touserdata(L, lua_upvalueindex(1)); }

/* --- asking --- */

/* There is nobody to be told, but for a guest's own author. */
static void front_is_gone(lua_State *L, const st_evaluator *s) {
  if (!s->guest) exit(0);
  luaL_error(L, "stemma has ended");
}

static void send_ask(lua_State *L, st_evaluator *s) {
  int n = lua_gettop(L);
  luaL_checkstack(L, n + 4, NULL);
  st_str *strings = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *strings, 0);
  for (int i = 0; i < n; i++) strings[i] = st_lua_str(L, i + 1);
  st_buf out = {0};
  st_error e = {0};
  st_talk_strings(&out, ST_TALK_ASK, ++s->asked, 0, strings, (uint32_t)n);
  int status = st_wire_send(s->out, &out, &e);
  st_buf_close(&out);
  lua_pop(L, 1);
  if (status) front_is_gone(L, s);
}

/* host.ask(name, strings…) -> what the front answers; raises what it says instead. */
static int ask(lua_State *L) {
  st_evaluator *s = self(L);
  uint8_t kind;
  st_error e = {0};
  send_ask(L, s);
  for (;;) {
    int status = st_evaluator_receive(s, true, &kind, &e);
    if (status == ST_ELIMIT) return luaL_error(L, "interrupted");
    if (status <= 0) front_is_gone(L, s);
    st_reader in = {s->message.p, s->message.p + s->message.n, false};
    if (kind != ST_TALK_ANSWER || st_read_u32(&in) != s->asked) continue;
    bool good = st_read_u8(&in);
    st_host_push_value(L, &in);
    if (good) return 1;
    return lua_error(L);
  }
}

/* --- articles --- */

/* host.article(bytes of a revision) -> an article without layers */
static int article(lua_State *L) {
  st_str bytes = st_lua_str(L, 1);
  st_vocab *vocab = st_shared_vocab(st_lua_shared(L));
  st_revision *r = NULL;
  st_error e = {0};
  if (st_revision_from_bytes(bytes.p, bytes.n, &r, &e)) st_lua_raise(L, &e);
  st_match_article *a = st_match_article_open(vocab, r);
  st_revision_close(r);
  if (!a) return luaL_error(L, "not enough memory");
  st_lua_push_article(L, a, NULL, 0);
  st_match_article_close(a);
  return 1;
}

/* host.drop(article): its memory is given back at once, as Lua does not know how much that is. */
static int drop(lua_State *L) {
  st_lua_article(L, 1);
  st_lua_end_article(lua_touserdata(L, 1));
  return 0;
}

/* host.hash(bytes) -> a number that is the same for the same bytes */
static int hash(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)st_hash_str(st_lua_str(L, 1)));
  return 1;
}

/* host.add(article, bytes of a layer) */
static int add(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  st_str bytes = st_lua_str(L, 2);
  st_layer *l = NULL;
  st_error e = {0};
  int status = st_layer_from_bytes(bytes.p, bytes.n, &l, &e);
  if (!status) status = st_match_article_add(a, l, &e);
  st_layer_close(l);
  if (status) st_lua_raise(L, &e);
  return 0;
}

static const st_layer *find_layer(const void *context, st_str name) {
  return st_match_article_layer(context, name);
}

/* host.row(article, layer, i) -> the line of NDJSON that `stemma extract` prints of it */
static int row(lua_State *L) {
  st_match_article *a = st_lua_article(L, 1);
  const st_layer *l = st_lua_layer(L, 1, 2);
  uint32_t i = st_lua_index(L, 3, l ? st_layer_count(l) : 0, "annotation");
  st_row_source source = {st_match_article_revision(a), find_layer, a};
  st_cursor cursor = {0};
  st_buf out = {0};
  st_row_ndjson(&source, (st_row){l, i}, &cursor, &out);
  bool bad = out.bad;
  if (!bad) lua_pushlstring(L, out.p, out.n ? out.n - 1 : 0);
  st_buf_close(&out);
  return bad ? luaL_error(L, "not enough memory") : 1;
}

/* host.lines(article) -> how many lines its text has; host.line(article, n) -> begin, end */
static int lines(lua_State *L) {
  lua_pushinteger(L, st_revision_lines(st_match_article_revision(st_lua_article(L, 1))));
  return 1;
}

static int line(lua_State *L) {
  const st_revision *r = st_match_article_revision(st_lua_article(L, 1));
  uint32_t n = st_lua_index(L, 2, st_revision_lines(r), "line") + 1;
  st_str text = st_revision_text(r);
  uint32_t begin = st_revision_line(r, n);
  const char *end = memchr(text.p + begin, '\n', text.n - begin);
  lua_pushinteger(L, begin);
  lua_pushinteger(L, end ? (lua_Integer)(end - text.p) : (lua_Integer)text.n);
  return 2;
}

/* --- the machine --- */

static int screen(lua_State *L) {
  st_evaluator *s = self(L);
  lua_pushinteger(L, s->now.columns);
  lua_pushinteger(L, s->now.rows);
  lua_pushboolean(L, s->now.color);
  return 3;
}

/* host.seconds() -> a clock that only goes forward */
static int seconds(lua_State *L) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  lua_pushnumber(L, (lua_Number)t.tv_sec + (lua_Number)t.tv_nsec / 1e9);
  return 1;
}

static int interrupted(lua_State *L) {
  lua_pushboolean(L, st_evaluator_interrupted());
  return 1;
}

static int close_folder(lua_State *L) {
  DIR **d = lua_touserdata(L, 1);
  if (*d) closedir(*d);
  *d = NULL;
  return 0;
}

/* host.files(folder) -> names in it, those of folders with "/" behind; nothing where it is none */
static int files(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  DIR **d = lua_newuserdatauv(L, sizeof(DIR *), 0);
  *d = NULL;
  if (luaL_newmetatable(L, "stemma.folder")) {
    lua_pushcfunction(L, close_folder);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  lua_newtable(L);
  if (!(*d = opendir(path))) return 1;
  lua_Integer n = 0;
  for (const struct dirent *entry; (entry = readdir(*d));) {
    struct stat info;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    bool folder = fstatat(dirfd(*d), entry->d_name, &info, 0) == 0 && S_ISDIR(info.st_mode);
    lua_pushfstring(L, "%s%s", entry->d_name, folder ? "/" : "");
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}

void st_host_open(lua_State *L, st_evaluator *s) {
  static const luaL_Reg functions[] = {
      {"ask", ask},           {"article", article},         {"add", add},
      {"drop", drop},         {"hash", hash},
      {"row", row},           {"lines", lines},             {"line", line},
      {"screen", screen},     {"seconds", seconds},         {"interrupted", interrupted},
      {"files", files},       {NULL, NULL}};
  luaL_newlibtable(L, functions);
  lua_pushlightuserdata(L, s);
  luaL_setfuncs(L, functions, 1);
}
