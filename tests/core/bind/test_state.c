/* Loading, describing and running rules; what happens when memory runs out on the way. */
#include "support_pack.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char killed[] =
    "local stemma = require 'stemma'\n"
    "local t = stemma.token\n"
    "local words = require 'words.fate'\n"
    "return stemma.extract {\n"
    "  api = 1, about = 'Deaths.', within = 'sentence', reads = { 'number' }, writes = 'death',\n"
    "  fields = { count = 'interval', where = 'span' },\n"
    "  pattern = t.layer 'number':as 'count' * t.any^0 * t.word(words) * (t.word 'in' * t.lexicon "
    "'towns':as 'where')^-1,\n"
    "  examples = { { 'Nobody was hurt.' }, { 'Nothing happened.' } },\n"
    "}\n";

/* Asks for all that plain Lua has: the lists, places, letters, sets and patterns of core/bind. */
static const char plain[] =
    "local stemma = require 'stemma'\n"
    "local c, t, lpeg = stemma.char, stemma.token, stemma.lpeg\n"
    "local sets = stemma.sets { fate = { 'killed', 'dead' }, be = { 'were' } }\n"
    "local letters = stemma.letters { { 'k', 'killed -ed' }, { 'C', t.capital }, { '9', t.number } }\n"
    "local town, verbs = t.lexicon 'towns', stemma.lexicon 'towns'\n"
    "local ambiguous = (t.any + t.any * t.any)^1 * t.word 'in'\n"
    "local digits = lpeg.Ct(lpeg.C(lpeg.R '09'^1) * lpeg.Cp())\n"
    "return stemma.extract {\n"
    "  api = 1, about = 'Deaths.', reads = { 'number' }, writes = 'death',\n"
    "  fields = { count = 'interval', where = 'span', fate = { 'killed' }, all = 'strings' },\n"
    "  extract = function(article, emit)\n"
    "    local found = {}\n"
    "    for i = 1, article:token_count() do\n"
    "      if sets(article)[i].fate then found[#found + 1] = article.words[i] end\n"
    "    end\n"
    "    for i in article:places(letters, 'k') do found[#found + 1] = tostring(i) end\n"
    "    local first = town:places(article)\n"
    "    local from, to = (t.capital^1):stretches(article)\n"
    "    found[#found + 1] = digits:match(article.text)[1] .. from[1] .. to[1] .. first[1]\n"
    "    found[#found + 1] = tostring(ambiguous:find(article)) .. verbs:get(1)\n"
    "    stemma.sort(found)\n"
    "    local same = stemma.text.align(found, { 'killed', '12' })\n"
    "    local runs = stemma.text.runs(1)\n"
    "    for i = 1, 40 do runs:add { 'x' .. i, { key = 'y' .. i, worth = 2 }, found[1] } end\n"
    "    if #runs:near(found, 1) ~= 40 then error 'no runs' end\n"
    "    runs:near(stemma.text.chunks(article.text, {}, function(w) return w end), 1)\n"
    "    found[#found + 1] = same[1].kind .. c.find(c.digit^1, article.text)\n"
    "    local number = article:layer 'number'[1]\n"
    "    emit { span = number, count = number.value, where = town:find(article), fate = 'killed',\n"
    "      all = found }\n"
    "  end,\n"
    "  examples = { { '12 were killed in New York.', { fate = 'killed' } } },\n"
    "}\n";

static void add_files(bench *b) {
  add_file(b, "rules/extract/plain.lua", plain);
  add_file(b, "rules/extract/killed.lua", killed);
  add_file(b, "rules/words/fate.lua", "return { 'killed', 'dead' }\n");
  add_file(b, "rules/lexicon/towns.txt", "Kyiv\nNew York\n");
  add_file(b, "rules/lexicon/unused.txt", "x\n");
}

static bool has(const st_str *list, uint32_t count, const char *wanted) {
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(list[i], st_cstr(wanted))) return true;
  return false;
}

static void test_description(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  add_files(&b);
  st_state *s = load(&b, "rules/extract/killed.lua", &rule);
  if (rule.error.n) fail_msg("%.*s", (int)rule.error.n, rule.error.p);
  assert_true(st_str_equal(rule.name, st_cstr("extract/killed")));
  assert_true(st_str_equal(rule.file, st_cstr("mine/rules/extract/killed.lua")));
  assert_true(st_str_equal(rule.about, st_cstr("Deaths.")));
  assert_true(st_str_equal(rule.writes, st_cstr("death")));
  assert_true(st_str_equal(rule.within, st_cstr("sentence")));
  assert_int_equal(rule.line, 4);
  assert_int_equal(rule.example_count, 2);
  assert_int_equal(rule.read_count, 1);
  assert_true(has(rule.reads, rule.read_count, "number"));
  assert_true(rule.has_schema);
  assert_int_equal(rule.field_count, 2);
  assert_int_equal(rule.use_count, 2);
  assert_true(has(rule.uses, rule.use_count, "rules/words/fate.lua"));
  assert_true(has(rule.uses, rule.use_count, "rules/lexicon/towns.txt"));
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static st_layer *numbers(const st_match_article *a) {
  static const st_field fields[] = {{{"value", 5}, ST_INTERVAL}};
  st_schema schema = {{"number", 6}, fields, 1, ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&schema);
  st_layer *l = NULL;
  st_layer_add(b, 0, 2, st_cstr("extract/number"));
  st_layer_add_interval(b, 0, (st_interval){12, 12, 12, {"", 0}});
  assert_int_equal(st_layer_build(b, st_match_article_revision(a), NULL, &l, NULL), ST_OK);
  st_layer_builder_close(b);
  return l;
}

static int run_once(st_state *s, st_match_article *a, const st_schema *schema, st_layer **l,
                    st_error *e) {
  st_layer_builder *b = st_layer_builder_open(schema);
  int status = b ? st_state_extract(s, a, b, schema, e) : st_nomem(e);
  if (!status) status = st_layer_build(b, st_match_article_revision(a), NULL, l, e);
  st_layer_builder_close(b);
  return status;
}

static void test_extraction(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  st_error e = {0};
  add_files(&b);
  st_state *s = load(&b, "rules/extract/killed.lua", &rule);
  st_schema schema = {rule.writes, rule.fields, rule.field_count, rule.overlap};
  for (int i = 0; i < 3; i++) {
    st_match_article *a = article_of(&b, "12 were killed in New York.");
    st_layer *n = numbers(a), *l = NULL;
    st_match_article_add(a, n, NULL);
    if (run_once(s, a, &schema, &l, &e)) fail_msg("%s", e.message);
    assert_int_equal(st_layer_count(l), 1);
    uint32_t count = st_layer_find_field(l, st_cstr("count")),
             where = st_layer_find_field(l, st_cstr("where"));
    assert_true(st_layer_interval(l, count, 0, 0).value == 12);
    assert_int_equal(st_layer_field_span(l, where, 0, 0).begin, 18);
    assert_int_equal(st_layer_field_span(l, where, 0, 0).end, 26);
    assert_true(st_str_equal(st_layer_rule(l, 0), st_cstr("extract/killed")));
    st_layer_close(l);
    st_layer_close(n);
    st_match_article_close(a);
  }
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static const char wasteful[] =
    "local stemma = require 'stemma'\n"
    "return stemma.extract { api = 1, about = 'Makes much and keeps nothing.',\n"
    "  writes = 'waste', fields = { size = 'string' },\n"
    "  extract = function(article, emit)\n"
    "    local list = {}\n"
    "    for i = 1, 20000 do list[i] = { i } end\n"
    "  end,\n"
    "  examples = { { 'Nothing.' } } }\n";

/* What a busy time left behind is gone after a rest, of which there is no need twice. */
static void test_rest(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  st_error e = {0};
  add_file(&b, "rules/extract/waste.lua", wasteful);
  st_state *s = load(&b, "rules/extract/waste.lua", &rule);
  if (rule.error.n) fail_msg("%.*s", (int)rule.error.n, rule.error.p);
  st_schema schema = {rule.writes, rule.fields, rule.field_count, rule.overlap};
  st_state_rest(s);
  size_t before = st_state_bytes(s);
  for (int i = 0; i < 3; i++) {
    st_match_article *a = article_of(&b, "Nothing.");
    st_layer *l = NULL;
    if (run_once(s, a, &schema, &l, &e)) fail_msg("%s", e.message);
    st_layer_close(l);
    st_match_article_close(a);
    assert_true(st_state_bytes(s) > before + 1000000);
    assert_true(st_state_rest(s));
    assert_in_range(st_state_bytes(s), before / 2, before + 200000);
    assert_false(st_state_rest(s));
  }
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void run_often(st_state *s, bench *b, const st_schema *schema, int times) {
  for (int i = 0; i < times; i++) {
    st_match_article *a = article_of(b, "12 were killed in New York.");
    st_layer *n = numbers(a), *l = NULL;
    st_error e = {0};
    st_match_article_add(a, n, NULL);
    if (run_once(s, a, schema, &l, &e)) fail_msg("%s", e.message);
    st_layer_close(l);
    st_layer_close(n);
    st_match_article_close(a);
    st_state_tidy(s);
  }
}

/* After many small jobs a state is as large as after a few, and never twice that: also where what they
 * leave behind has finalizers. */
static void test_many_jobs(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  add_files(&b);
  st_state *s = load(&b, "rules/extract/killed.lua", &rule);
  st_schema schema = {rule.writes, rule.fields, rule.field_count, rule.overlap};
  run_often(s, &b, &schema, 100);
  st_state_rest(s);
  size_t few = st_state_bytes(s);
  for (int round = 0; round < 40; round++) {
    run_often(s, &b, &schema, 100);
    assert_in_range(st_state_bytes(s), few / 2, few * 2 + 100000);
  }
  st_state_rest(s);
  assert_in_range(st_state_bytes(s), few / 2, few + few / 8);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void expect_error_in(const char *file, const char *text, const char *expected) {
  bench b = open_bench();
  st_rule rule;
  add_file(&b, file, text);
  st_state *s = load(&b, file, &rule);
  assert_true(rule.error.n > 0);
  if (!strstr(rule.error.p, expected)) fail_msg("%s", rule.error.p);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void expect_load_error(const char *text, const char *expected) {
  expect_error_in("rules/extract/wrong.lua", text, expected);
}

static void test_errors_name_the_users_file(void **state) {
  (void)state;
  expect_load_error("local x = nil\nreturn x.y",
                    "mine/rules/extract/wrong.lua:2: attempt to index");
  expect_load_error("for x in {} do x() end",
                    "wrong.lua:1: attempt to call a table value (for iterator 'for iterator'); a "
                    "list takes ipairs: for _, each in ipairs(list) do");
  expect_load_error("return {", "mine/rules/extract/wrong.lua:1: ");
  expect_load_error("require 'no.such'", "mine/rules/extract/wrong.lua:1: no module 'no.such'");
}

static void test_long_names_are_whole(void **state) {
  (void)state;
  static const char *const file = "rules/extract/a-name-that-is-longer-than-lua-would-have-it-for-"
                                  "a-place-in-its-messages.lua";
  char expected[200];
  snprintf(expected, sizeof expected, "mine/%s:2: attempt to index", file);
  expect_error_in(file, "local x = nil\nreturn x.y", expected);
}

/* Nothing handed out for one article may be used on the next. */
static void test_handles_die(void **state) {
  (void)state;
  bench b = open_bench();
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  st_lua_use_shared(L, b.shared);
  st_match_article *a = article_of(&b, "12 were killed.");
  st_lua_article_handle *h = st_lua_push_article(L, a, NULL, 0);
  lua_setglobal(L, "a");
  assert_int_equal(luaL_dostring(L, "return a:length()"), 0);
  st_lua_end_article(h);
  assert_int_equal(luaL_dostring(L, "return a:length()"), 1);
  assert_non_null(strstr(lua_tostring(L, -1), "this article is no longer there"));
  lua_close(L);
  st_match_article_close(a);
  close_bench(&b);
}

/* --- memory runs out --- */

/* Loads and runs with the n-th allocation failing; what failed is told, and nothing is lost. */
static bool try_without_memory(const char *path, long n) {
  bench b = open_bench();
  add_files(&b);
  const st_pack_view *view = view_of(&b);
  st_match_article *a = article_of(&b, "12 were killed in New York.");
  st_layer *given = numbers(a), *l = NULL;
  st_match_article_add(a, given, NULL);
  st_state *s = NULL;
  st_rule rule = {0};
  st_error e = {0};
  st_alloc_fail_after(n);
  int status = st_state_open(view, st_pack_view_find(view, st_cstr(path)), ST_RULE_EXTRACT, &s,
                             &rule, &e);
  if (!status && rule.error.n) status = ST_ERULE;
  st_schema schema = {rule.writes, rule.fields, rule.field_count, rule.overlap};
  if (!status) status = run_once(s, a, &schema, &l, &e);
  st_alloc_fail_after(-1);
  if (!status) assert_int_equal(st_layer_count(l), 1);
  if (status && n > 1000000) fail_msg("%s%.*s", e.message, (int)rule.error.n, rule.error.p);
  st_layer_close(l);
  st_rule_close(&rule);
  st_state_close(s);
  st_layer_close(given);
  st_match_article_close(a);
  close_bench(&b);
  return status == ST_OK;
}

static int ask_help(lua_State *L) {
  char *text = lua_touserdata(L, 1);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "stemma.doc.help");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "text");
  lua_pushliteral(L, "t.exact");
  lua_call(L, 1, 1);
  snprintf(text, 64, "%s", luaL_checkstring(L, -1));
  return 0;
}

/* The comments of stemma's own modules are read from the pack, where there are no files. */
static void test_help_in_a_state(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  st_error e = {0};
  char text[64] = "";
  add_files(&b);
  st_state *s = load(&b, "rules/extract/killed.lua", &rule);
  if (st_state_run(s, ask_help, text, &e)) fail_msg("%s", e.message);
  assert_memory_equal(text, "t.exact(words: string|string[]): pattern\n", 41);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void test_memory(void **state) {
  (void)state;
  long step = 1;
  static const char *const paths[] = {"rules/extract/killed.lua", "rules/extract/plain.lua"};
  for (int i = 0; i < 2; i++, step = 1)
    for (long n = 0; !try_without_memory(paths[i], n); n += step)
      if (n > 100) step = 1 + n / 50;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_description), cmocka_unit_test(test_extraction),
      cmocka_unit_test(test_rest),
      cmocka_unit_test(test_many_jobs),
      cmocka_unit_test(test_errors_name_the_users_file), cmocka_unit_test(test_long_names_are_whole),
      cmocka_unit_test(test_handles_die),
      cmocka_unit_test(test_help_in_a_state), cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
