/* Rules that mean harm: each is stopped and named, and the next article runs as if nothing was. */
#include "support_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOTHING                                                                                    \
  "if article.text:find 'harmless' then emit { span = article:sentences()(), n = 1 } return end "

static const st_field fields[] = {{{"n", 1}, ST_NUMBER}};
static const st_schema schema = {{"harm", 4}, fields, 1, ST_OVERLAP_ALL};

static void write_rule(bench *b, const char *before, const char *body) {
  char text[4096];
  snprintf(text, sizeof text,
           "local stemma = require 'stemma'\n%s\nreturn stemma.extract {\n"
           "  api = 1, about = 'Harm.', writes = 'harm', fields = { n = 'number' },\n"
           "  extract = function(article, emit)\n%s\n%s\n  end,\n"
           "  examples = { { 'Nothing.' } },\n}\n",
           before, NOTHING, body);
  add_file(b, "rules/extract/harm.lua", text);
}

/* Runs the rule on an article; the message, or "" where it went well. */
static const char *run_on(bench *b, st_state *s, const char *text, uint32_t *count) {
  static st_error e;
  e.message[0] = '\0';
  st_match_article *a = article_of(b, text);
  st_layer_builder *builder = st_layer_builder_open(&schema);
  int status = st_state_extract(s, a, builder, &schema, &e);
  *count = st_layer_builder_count(builder);
  assert_int_equal(status, e.message[0] ? ST_ERULE : ST_OK);
  st_layer_builder_close(builder);
  st_match_article_close(a);
  return e.message;
}

static void check_stopped(const char *message, const char *expected) {
  if (!strstr(message, expected)) fail_msg("expected '%s', got '%s'", expected, message);
  if (strncmp(message, "mine/rules/extract/harm.lua:", 28) != 0)
    fail_msg("no file and line: %s", message);
}

/* The rule does harm while it runs: stopped with `expected`, three times over, and is well after.
 */
static void harm_with(const char *before, const char *body, const char *expected) {
  bench b = open_bench();
  st_rule rule;
  uint32_t count;
  write_rule(&b, before, body);
  st_state *s = load(&b, "rules/extract/harm.lua", &rule);
  if (rule.error.n) fail_msg("it does not load: %s", rule.error.p);
  for (int i = 0; i < 3; i++) {
    check_stopped(run_on(&b, s, "Some text.", &count), expected);
    assert_int_equal(count, 0);
  }
  assert_string_equal(run_on(&b, s, "A harmless one.", &count), "");
  assert_int_equal(count, 1);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void harm(const char *body, const char *expected) { harm_with("", body, expected); }

/* --- time --- */

static void test_endless_loop(void **state) {
  (void)state;
  harm("while true do end", "stopped after 20 million instructions");
}

/* Work on texts is counted by what it takes. */
static void test_texts_without_end(void **state) {
  (void)state;
  const char *const stopped = "stopped after 20 million instructions";
  harm("local runs, words = stemma.text.runs(1), {} for i = 1, 20000 do words[i] = 'a' end "
       "for i = 1, 20000 do runs:add { 'a' } end runs:near(words, 1)",
       stopped);
  harm("local runs, words = stemma.text.runs(3), {} for i = 1, 3000 do words[i] = 'a' end "
       "while true do runs:near(words, 1) end",
       stopped);
  harm("local text, known = ('a '):rep(1000), { a = false } "
       "while true do stemma.text.chunks(text, known, error) end",
       stopped);
  harm("local runs, text = stemma.text.rough_runs(3), ('a '):rep(1000) "
       "while true do runs:near(text, 1) end",
       stopped);
  harm("stemma.text.chunks('a b', {}, function() while true do end end)", stopped);
}

static void test_loop_in_pcall(void **state) {
  (void)state;
  harm("while true do pcall(function() while true do end end) end", "stopped after 20 million");
}

static void test_loop_in_xpcall_handler(void **state) {
  (void)state;
  harm("xpcall(function() while true do end end, function() while true do end end)",
       "stopped after 20 million");
  harm("xpcall(error, function() while true do end end)", "stopped after 20 million");
}

static void test_loop_in_metamethod(void **state) {
  (void)state;
  harm("local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) while true do "
       "pcall(function() return t[1] end) end",
       "stopped after 20 million");
  harm("local t = setmetatable({}, { __close = function() while true do end end }) local x <close> "
       "= t error 'x'",
       "stopped after 20 million");
}

static void test_loop_in_callbacks(void **state) {
  (void)state;
  harm("string.gsub('x', 'x', function() while true do end end)", "stopped after 20 million");
  harm("table.sort({ 3, 2, 1 }, function() while true do end end)", "stopped after 20 million");
}

static void test_goto_loop(void **state) {
  (void)state;
  harm("::again:: goto again", "stopped after 20 million");
}

static void test_coroutines_are_not_there(void **state) {
  (void)state;
  harm("coroutine.wrap(function() while true do end end)()", "'coroutine' is not there for rules");
}

/* --- sizes --- */

static void test_rep(void **state) {
  (void)state;
  harm("return string.rep('x', 1 << 40)", "more than the 64 MiB");
  harm("return ('x'):rep(1 << 62)", "more than the 64 MiB");
  harm("return string.rep('', 1 << 62)", "stopped after 20 million");
  harm("return ('').rep('', 1 << 62)", "stopped after 20 million");
}

static void test_table_functions(void **state) {
  (void)state;
  harm("table.move({}, 1, math.maxinteger - 1, 2)", "stopped after 20 million");
  harm("table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 1)",
       "stopped after 20 million");
  harm("table.remove(setmetatable({}, { __len = function() return 1 << 60 end }), 1)",
       "stopped after 20 million");
  harm("table.sort(setmetatable({}, { __len = function() return 1 << 30 end }), rawequal)",
       "stopped after 20 million");
  harm("table.concat(setmetatable({}, { __index = function() return '' end }), '', 1, 1 << 60)",
       "stopped after 20 million");
  harm("table.unpack({}, 1, 1 << 30)", "stopped after 20 million");
}

static void test_memory(void **state) {
  (void)state;
  harm("local s = 'x' while true do s = s .. s end", "stopped at more than 64 MiB");
  harm("local t = {} for i = 1, 1e9 do t[i] = { i } end", "stopped at more than 64 MiB");
  harm("local runs, words = stemma.text.runs(2), {} for i = 1, 999 do words[i] = 'x' .. i end "
       "while true do runs:add(words) end",
       "stopped at more than 64 MiB");
  harm("local t = {} while true do pcall(function() t[#t + 1] = ('x'):rep(1 << 20) .. #t end) end",
       "stopped at more than 64 MiB");
  harm("local t = {} while true do pcall(function() t[#t + 1] = ('x'):rep(1 << 20) .. #t end) end",
       "stopped at more than 64 MiB");
}

static void test_recursion(void **state) {
  (void)state;
  harm("local function f() return f() + 1 end f()", "stopped at more than 64 MiB");
  harm("local function f() return (string.gsub('x', 'x', f)) end f()", "C stack overflow");
  harm("local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x", "loop");
}

static void test_results(void **state) {
  (void)state;
  harm("while true do emit { span = article:sentences()(), n = 1 } end",
       "more than 1000 annotations");
  harm("emit { span = article:sentences()(), n = 0 / 0 }", "number");
  harm("emit { span = article:sentences()(), n = 'x' }", "");
}

static void test_words_without_end(void **state) {
  (void)state;
  harm(
      "local t = stemma.token for i = 1, 1e9 do local w = {} for k = 1, 1000 do w[k] = 'w' .. i .. "
      "'x' .. k end local p = t.word(w) for m in p:each(article) do end end",
      "a pattern of words is made while the rule runs");
  harm("for i = 1, 1e9 do stemma.sets { set = { 'w' .. i } } end",
       "a stemma.sets is made while the rule runs");
  harm("for i = 1, 1e9 do stemma.letters { { 'a', 'w' .. i } } end",
       "a stemma.letters is made while the rule runs");
}

/* What a rule depends on is noted where it is loaded. */
static void test_what_is_needed_is_read_before_the_rule_runs(void **state) {
  (void)state;
  bench b = open_bench();
  st_rule rule;
  uint32_t count;
  write_rule(&b, "", "require 'words.days'");
  add_file(&b, "rules/words/days.lua", "return {}");
  add_file(&b, "rules/lexicon/days.txt", "Monday\n");
  st_state *s = load(&b, "rules/extract/harm.lua", &rule);
  check_stopped(run_on(&b, s, "Some text.", &count), "require \"words.days\" while the rule runs");
  st_rule_close(&rule);
  st_state_close(s);
  write_rule(&b, "", "stemma.lexicon 'days'");
  s = load(&b, "rules/extract/harm.lua", &rule);
  check_stopped(run_on(&b, s, "Some text.", &count), "lexicon \"days\" is read while the rule runs");
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void test_own_code_is_named_by_the_rules_line(void **state) {
  (void)state;
  harm("local s = article:sentences()() return s.tokens(1)()", "");
}

static void test_slow_tests_of_tokens(void **state) {
  (void)state;
  harm_with("local t = stemma.token local p = t.match(function(text) for i = 1, 1e5 do end return "
            "true end)",
            "for m in p:each(article) do end", "stopped after 20000 instructions");
  const char *const failing = "local t = stemma.token local p = t.match(function() error 'no' end)";
  harm_with(failing, "while true do pcall(p.find, p, article) end", "stopped after 20 million");
  harm_with(failing, "pcall(p.find, p, article) for i = 1, 50000 do end error 'as it should'",
            "as it should"); /* the budget is the rule's again */
}

/* Bytes that are no characters get neither into what reads characters nor out. */
static void test_bytes_that_are_no_text(void **state) {
  (void)state;
  const char *const no_text = "a text that is not UTF-8 from byte ";
  harm("stemma.fold.word('caf\\xe9')", no_text);
  harm("stemma.fold.stem('\\xff')", no_text);
  harm("stemma.fold.split('a \\xf0\\x9f')", no_text);
  harm("stemma.fold('case')('\\xf4\\xff')", no_text);
  harm_with("local f = stemma.fold 'marks'", "f:equal('\\xf4', 'a')", no_text);
  harm("error '\\xff no \\xf4'", "? no ?");
}

/* --- reaching out --- */

static void test_names_that_are_not_there(void **state) {
  (void)state;
  static const char *const names[] = {
      "io",     "os",       "debug", "package",        "load", "loadstring",
      "dofile", "loadfile", "print", "collectgarbage", "_G",   "warn"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char body[64], expected[64];
    snprintf(body, sizeof body, "return %s.x", names[i]);
    snprintf(expected, sizeof expected, "'%s' is not there for rules", names[i]);
    harm(body, expected);
  }
  harm("return string.dump(print)", "string.dump");
  harm("return math.random()", "math.random");
}

static void test_stemmas_modules(void **state) {
  (void)state;
  harm("require 'stemma.core'", "no module 'stemma.core' for rules");
  harm("require 'stemma.engine'", "no module 'stemma.engine' for rules");
}

/* What rules have of LPeg is a front: one metatable is behind all patterns of a state. */
static void test_lpeg(void **state) {
  (void)state;
  static const char p[] = "local lpeg = require 'lpeg' local count = 0 local p = lpeg.C(1) "
                          "/ function() count = count + 1 end";
  harm_with(p, "lpeg.setmaxstack(1 << 40)", "no lpeg.setmaxstack for rules");
  harm_with(p, "lpeg.pcode(p)", "no lpeg.pcode for rules");
  harm_with(p, "getmetatable(p).__index.match = nil", "attempt to index a nil value");
  harm_with(p, "rawset(p, 'x', 1)", "rawset");
  harm_with(p, "p.x = 1", "cannot be changed");
  harm_with(p, "p:match 'a'", "'count' was assigned");
  harm_with("local lpeg = stemma.lpeg local p = lpeg.P { 'a' * lpeg.V(1) * 'b' + 'a' * lpeg.V(1) "
            "* 'c' + 'a' }",
            "pcall(p.match, p, ('a'):rep(60))", "too many ways in which it could match");
  harm_with("local lpeg = stemma.lpeg local p = lpeg.P(1) / function() while true do end end",
            "pcall(p.match, p, 'a')", "stopped after 20 million instructions");
}

static void test_shared_values(void **state) {
  (void)state;
  harm("string.rep = nil", "'rep' cannot be set");
  harm("rawset(string, 'rep', nil)", "rawset");
  harm("getmetatable('').__index = nil", "attempt to index a string value");
  harm("setmetatable(string, {})", "protected");
  harm("leak = 1", "'leak' would be a global");
  harm("rawset(_ENV, 'leak', 1)", "rawset");
  harm("_ENV.require = 1", "'require' would be a global");
  harm("stemma.leak = 1", "'leak' was set");
  harm("stemma.extract = 1", "'extract' was set");
  harm("stemma.token.leak = 1", "'leak' was set");
  harm("require('stemma.text').leak = 1", "'leak' was set");
  harm("require('stemma.sort').leak = 1", "'leak' was set");
}

static void test_finalizers(void **state) {
  (void)state;
  harm("setmetatable({}, { __gc = function() while true do end end })", "__gc is not there");
}

/* --- keeping --- */

static void test_upvalues(void **state) {
  (void)state;
  harm_with("local n = 0", "n = n + 1", "'n' was assigned: nothing is kept");
  harm_with("local n = 0 local function f() n = n + 1 error 'half-way' end", "f()", "half-way");
  harm_with("local last", "last = article", "'last' was assigned");
}

/* More than are looked at together: each is put back, wherever it stands. */
static void test_many_upvalues(void **state) {
  (void)state;
  static const char many[] = "local all = {} for i = 1, 250 do local n = i "
                             "all[i] = function(new) if new then n = new end return n end end";
  static const int places[] = {1, 99, 100, 101, 199, 200, 201, 250};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    char body[96];
    snprintf(body, sizeof body, "for i = 1, 250 do assert(all[i]() == i) end all[%d]('other')",
             places[i]);
    harm_with(many, body, "'n' was assigned: nothing is kept");
  }
  harm_with(many, "for i = 1, 250 do assert(all[i]() == i) end for i = 1, 250 do all[i](0) end",
            "'n' was assigned: nothing is kept");
}

static void test_tables(void **state) {
  (void)state;
  harm_with("local seen = {}", "seen[1] = 1", "a table of the rule was changed");
  harm_with("local seen = { deep = { er = {} } }", "seen.deep.er.x = 1", "'x' was set in a table");
  harm_with("local seen = {}", "rawset(seen, 1, 1)", "frozen");
  harm_with("local seen = {}", "table.insert(seen, 1)", "changed");
  harm_with("local seen = { 3, 2, 1 }", "table.sort(seen)", "changed");
  harm_with("local seen = {}", "setmetatable(seen, nil)", "protected");
  harm_with("local class = {} class.__index = class local one = setmetatable({}, class)",
            "class.n = 1", "a table with metamethods was changed");
  harm_with("local f do local seen = {} f = function() seen.x = 1 end end", "f()", "'x' was set");
}

static void test_runs(void **state) {
  (void)state;
  const char *const refused = "runs that were made where the file is loaded take no more texts";
  harm_with("local runs = stemma.text.runs(1)", "runs:add { 'a' }", refused);
  harm_with("local kept = { { runs = stemma.text.runs(1) } }", "kept[1].runs:add { 'a' }", refused);
  harm_with("local function f(runs) return function() runs:add { 'a' } end end local add = "
            "f(stemma.text.runs(1))",
            "add()", refused);
  harm_with("local runs = stemma.text.runs(1) runs:add { 'a' }",
            "assert(#runs:near({ 'b', 'a' }, 1) == 1) error 'read well'", "read well");
}

static void test_frozen_tables_can_be_read(void **state) {
  (void)state;
  harm_with(
      "local t = { 5, 6, x = 7 } local c = { get = function(self) return self.v end } c.__index = "
      "c local o = setmetatable({ v = 1 }, c)",
      "local n = 0 for i, v in ipairs(t) do n = n + v end for k, v in pairs(t) do n = n + v end "
      "assert(#t == 2 and t.x == 7 and n == 29 and next(t) == 1 and rawlen(t) == 2 and rawget(t, "
      "'x') == 7) "
      "assert(table.concat(t, ' ') == '5 6' and select('#', table.unpack(t)) == 2 and o:get() == "
      "1) error 'read well'",
      "read well");
}

/* --- the same in every run --- */

static void test_order(void **state) {
  (void)state;
  harm("local t, s = { b = 1, a = 2, [2] = 3, [1] = 4, c = 5, [true] = 6 }, '' for k in pairs(t) "
       "do s = s .. tostring(k) end error(s)",
       "12abctrue");
  harm("local t, s = { b = 1, a = 2, c = 3 }, '' local k = next(t) while k do s = s .. k k = "
       "next(t, k) end error(s)",
       "abc");
  harm("local t, s = { b = 1, a = 2, c = 3 }, '' for k in pairs(t) do t[k] = nil s = s .. k end "
       "error(s)",
       "abc");
  harm("error(tostring({}) .. tostring(error) .. ('%s'):format({}))", "tablefunctiontable");
  harm("error(('%p'):format({}))", "%p is not there");
  harm("local t = {} for i = 1, 200 do t[i] = { i % 3, i } end table.sort(t, function(a, b) return "
       "a[1] < b[1] end) "
       "for i = 2, 200 do assert(t[i - 1][1] < t[i][1] or t[i - 1][1] == t[i][1] and t[i - 1][2] < "
       "t[i][2]) end error 'sorted'",
       "sorted");
  harm("for k in pairs { [{}] = 1, [{}] = 2 } do end", "use a list");
  harm("local n = 0 for _ in pairs(stemma) do n = n + 1 end local _ = stemma.text, stemma.char "
       "for _ in pairs(stemma) do n = n - 1 end error(n .. ' more')",
       "0 more");
}

static void test_messages(void **state) {
  (void)state;
  static const char *const calls[] = {"return stemma[{}]", "string[{}] = 1", "return string[print]",
                                      "return stemma.fold[{}]", "stemma.token[error] = 1"};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    char body[256];
    snprintf(body, sizeof body,
             "local well, m = pcall(function() %s end) "
             "error(not well and (m:find '0x' and 'an address' or 'no address'))",
             calls[i]);
    harm(body, "no address");
  }
}

/* --- at loading --- */

static void load_harm(const char *bytes, size_t n, const char *expected) {
  bench b = open_bench();
  st_rule rule;
  st_error e = {0};
  assert_int_equal(st_pack_add_file(b.pack, st_cstr("rules/extract/harm.lua"),
                                    st_cstr("mine/rules/extract/harm.lua"), (st_str){bytes, n}, &e),
                   ST_OK);
  st_state *s = load(&b, "rules/extract/harm.lua", &rule);
  assert_true(rule.error.n > 0);
  check_stopped(rule.error.p, expected);
  st_rule_close(&rule);
  st_state_close(s);
  close_bench(&b);
}

static void load_text(const char *text, const char *expected) {
  load_harm(text, strlen(text), expected);
}

static void test_words_that_are_no_text(void **state) {
  (void)state;
  const char *const no_word = "that is not UTF-8";
  load_text("require 'stemma'.token.word '\xe9'", no_word); /* the file is saved so */
  load_text("require 'stemma'.token.exact '\\xf4'", no_word);
  load_text("require 'stemma'.sets { a = { '\\xf4' } }", no_word);
}

static void test_loading(void **state) {
  (void)state;
  static const char *const texts[][2] = {
      {"while true do end", "stopped after 100 million"},
      {"local t = {} while true do t[#t + 1] = {} end", "stopped at more than 64 MiB"},
      {"io.open 'x'", "'io' is not there"},
      {"x = = 1", ""},
      {"", ""},
      {"require 'stemma'.token.word { 'x', d = 1, b = 2, c = 3, a = 4 }", "'a' is a key"},
      {"return 1", ""}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    load_harm(texts[i][0], strlen(texts[i][0]), texts[i][1]);
}

static void test_bytecode(void **state) {
  (void)state;
  load_harm("\x1bLua\x54", 5, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_endless_loop),
                                     cmocka_unit_test(test_texts_without_end),
      cmocka_unit_test(test_loop_in_pcall),
                                     cmocka_unit_test(test_loop_in_xpcall_handler),
                                     cmocka_unit_test(test_loop_in_metamethod),
                                     cmocka_unit_test(test_loop_in_callbacks),
                                     cmocka_unit_test(test_goto_loop),
                                     cmocka_unit_test(test_coroutines_are_not_there),
                                     cmocka_unit_test(test_rep),
                                     cmocka_unit_test(test_table_functions),
                                     cmocka_unit_test(test_memory),
                                     cmocka_unit_test(test_recursion),
                                     cmocka_unit_test(test_results),
                                     cmocka_unit_test(test_words_without_end),
                                     cmocka_unit_test(
                                         test_what_is_needed_is_read_before_the_rule_runs),
                                     cmocka_unit_test(test_own_code_is_named_by_the_rules_line),
                                     cmocka_unit_test(test_slow_tests_of_tokens),
                                     cmocka_unit_test(test_names_that_are_not_there),
                                     cmocka_unit_test(test_stemmas_modules),
                                     cmocka_unit_test(test_shared_values),
                                     cmocka_unit_test(test_finalizers),
                                     cmocka_unit_test(test_upvalues),
                                     cmocka_unit_test(test_many_upvalues),
                                     cmocka_unit_test(test_runs),
      cmocka_unit_test(test_tables),
                                     cmocka_unit_test(test_frozen_tables_can_be_read),
                                     cmocka_unit_test(test_lpeg),
                                     cmocka_unit_test(test_order),
      cmocka_unit_test(test_messages),
                                     cmocka_unit_test(test_bytes_that_are_no_text), cmocka_unit_test(test_words_that_are_no_text),
      cmocka_unit_test(test_loading),
                                     cmocka_unit_test(test_bytecode)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
