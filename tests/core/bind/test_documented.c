/* Each of Lua's own functions that the sandbox gives to rules has an entry in the help, and the help
 * names none that is not there. */
#include "support_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char rule_text[] =
    "local stemma = require 'stemma'\n"
    "return stemma.extract { api = 1, about = 'A.', writes = 'a', fields = { x = 'string' },\n"
    "  extract = function() end, examples = { { 'A.' } } }\n";

/* names, help -> what is wrong, or "". `names` has the globals, tables of names where they are
 * libraries. */
static const char compare[] =
    "local names, help = ...\n"
    "local given, said, wrong = {}, {}, {}\n"
    "for name, value in pairs(names) do\n"
    "  if type(value) ~= 'table' then given[name] = true end\n"
    "  for inner in pairs(type(value) == 'table' and value or {}) do\n"
    "    given[name .. '.' .. inner] = true\n"
    "  end\n"
    "end\n"
    "for _, class in ipairs { 'lua', 'string', 'table', 'math', 'utf8' } do\n"
    "  for _, entry in ipairs(help.members(class)) do said[entry.name] = true end\n"
    "end\n"
    "for name in pairs(given) do\n"
    "  if not said[name] then wrong[#wrong + 1] = name .. ' has no entry' end\n"
    "end\n"
    "for name in pairs(said) do\n"
    "  if not given[name] then wrong[#wrong + 1] = name .. ' is not there' end\n"
    "end\n"
    "return table.concat(wrong, '; ')\n";

/* What stands behind the front at the top of the stack is pushed in place of it. */
static void look_behind(lua_State *L) {
  lua_getmetatable(L, -1);
  lua_getfield(L, -1, "__index");
  lua_copy(L, -1, -3);
  lua_pop(L, 2);
}

/* Pushes the names that the globals at `at` have. */
static void push_names(lua_State *L, int at) {
  lua_newtable(L);
  int names = lua_gettop(L);
  lua_pushvalue(L, at);
  look_behind(L);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    if (lua_istable(L, -2)) {
      lua_pushvalue(L, -2);
      look_behind(L);
    } else {
      lua_pushboolean(L, 1);
    }
    lua_settable(L, names);
  }
  lua_settop(L, names);
}

struct asked {
  const st_pack_view *view;
  char wrong[512];
};

static int ask(lua_State *L) {
  struct asked *asked = lua_touserdata(L, 1);
  st_sandbox_open(L, asked->view);
  int globals = lua_gettop(L);
  if (luaL_loadstring(L, compare) != LUA_OK) return lua_error(L);
  push_names(L, globals);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.doc.help");
  lua_call(L, 1, 1);
  lua_call(L, 2, 1);
  snprintf(asked->wrong, sizeof asked->wrong, "%s", luaL_checkstring(L, -1));
  return 0;
}

static void test_all_have_entries(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  st_error e = {0};
  add_file(&b, "rules/extract/a.lua", rule_text);
  st_state *s = load(&b, "rules/extract/a.lua", &rule);
  struct asked asked = {.view = view_of(&b)};
  if (st_state_run(s, ask, &asked, &e)) fail_msg("%s", e.message);
  if (*asked.wrong) fail_msg("%s", asked.wrong);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_have_entries)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
