/* Lua's string functions with their steps counted, against the library's own. */
#include "bind/fence/patterns.h"
#include "bind/state/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const luaL_Reg functions[] = {{"find", st_lua_find},
                                     {"match", st_lua_match},
                                     {"gmatch", st_lua_gmatch},
                                     {"gsub", st_lua_gsub},
                                     {NULL, NULL}};

static lua_State *open_state(st_meter *m) {
  lua_State *L = st_meter_open(m, 64u << 20);
  assert_non_null(L);
  luaL_openlibs(L);
  return L;
}

static void test_they_do_what_the_librarys_own_do(void **state) {
  (void)state;
#ifdef __SANITIZE_THREAD__
  skip(); /* the sanitizer loses count of its stack where Lua raises errors that often */
#endif
  st_meter m;
  lua_State *L = open_state(&m);
  st_meter_start(&m, UINT64_C(1) << 40);
  if (luaL_loadfile(L, "tests/core/bind/patterns.lua")) fail_msg("%s", lua_tostring(L, -1));
  luaL_newlib(L, functions);
  lua_getglobal(L, "string");
  if (lua_pcall(L, 2, 0, 0)) fail_msg("%s", lua_tostring(L, -1));
  st_meter_close(&m);
}

/* What tries all ways to share out a text is stopped by the count, in little time. */
static void test_steps_are_counted(void **state) {
  (void)state;
  static const char *const texts[] = {
      "return own.find(('a'):rep(4000) .. 'c', '.-.-.-.-.-.-b')",
      "return own.match(('a'):rep(4000), '.*.*.*.*.*b')",
      "return own.gsub(('a'):rep(4000), 'a*a*a*a*a*b', '')",
      "for _ in own.gmatch(('a'):rep(4000), 'a?a-a+a-a*b') do end",
      "return own.find(('('):rep(1 << 20), '%b()')"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    st_meter m;
    lua_State *L = open_state(&m);
    luaL_newlib(L, functions);
    lua_setglobal(L, "own");
    st_meter_start(&m, 1000000);
    assert_int_equal(luaL_loadstring(L, texts[i]), LUA_OK);
    assert_int_equal(lua_pcall(L, 0, 0, 0), LUA_ERRRUN);
    if (!strstr(lua_tostring(L, -1), "stopped after 1 million instructions"))
      fail_msg("%s", lua_tostring(L, -1));
    st_meter_close(&m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_they_do_what_the_librarys_own_do),
                                     cmocka_unit_test(test_steps_are_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
