/* A run that is not counted ends as one that is: whatever is near a limit is counted after all. */
#include "support_pack.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* %d: how often it goes round. */
static const char *const bodies[] = {
    "found() for i = 1, %d do end found()",
    "pcall(function() for i = 1, %d do end end) found()",
    "for i = 1, %d // 1000 do string.rep('x', 200):find '.-.-y' end found()",
    "found() kept = %d for i = 1, kept do end",
    "if slow(%d):find(article) then found() end", /* not of comparisons */
};
static const int rounds[] = {10, 9000000, 40000000};
enum { BODIES = sizeof bodies / sizeof *bodies, ROUNDS = sizeof rounds / sizeof *rounds };
enum { MOST = 20 * 1000 * 1000 };

static const char *const extraction =
    "local stemma = require 'stemma'\n"
    "local t = stemma.token\n"
    "local kept = 0\n"
    "local function loop(n) return function() for i = 1, n do end return true end end\n"
    "local made = { }\n"
    "for _, n in ipairs { 10, 9000000, 40000000 } do\n"
    "  made[n] = t.match(loop(n))\n"
    "end\n"
    "local function slow(n) return made[n] end\n"
    "return stemma.extract {\n"
    "  api = 1, about = 'A test.', writes = 'it', fields = { x = 'string' },\n"
    "  extract = function(article, emit)\n"
    "    local at = 0\n"
    "    local function found() at = at + 1 emit { begin = at - 1, stop = at } end\n"
    "    %s\n"
    "  end,\n"
    "  examples = { { 'A text.' } },\n"
    "}\n";

static const char *const comparison =
    "local stemma = require 'stemma'\n"
    "local kept = 0\n"
    "return stemma.compare {\n"
    "  api = 1, about = 'A test.', over = 'story', reads = { },\n"
    "  compare = function(story, finding, undecided)\n"
    "    local function found() undecided { message = 'Open.' } end\n"
    "    %s\n"
    "  end,\n"
    "  examples = { { articles = { 'A text.', 'A text.' } } },\n"
    "}\n";

struct outcome {
  int status;
  uint32_t count; /* of annotations or findings */
  char message[sizeof((st_error *)0)->message];
};

static struct outcome extract(st_state *s, bench *b, const st_rule *rule) {
  struct outcome o = {0};
  st_error e = {0};
  st_schema schema = {rule->writes, rule->fields, rule->field_count, rule->overlap};
  st_match_article *a = article_of(b, "A text of few words.");
  st_layer_builder *builder = st_layer_builder_open(&schema);
  o.status = st_state_extract(s, a, builder, &schema, &e);
  o.count = st_layer_builder_count(builder);
  memcpy(o.message, e.message, sizeof o.message);
  st_layer_builder_close(builder);
  st_match_article_close(a);
  return o;
}

static struct outcome compare(st_state *s, bench *b) {
  struct outcome o = {0};
  st_error e = {0};
  st_arena *arena = st_arena_open();
  st_found_list found = {0};
  st_match_article *articles[] = {article_of(b, "A text."), article_of(b, "Another text.")};
  st_str outlets[] = {st_cstr("A"), st_cstr("B")};
  o.status = st_state_compare(s, articles, 2, outlets, 0, arena, &found, &e);
  o.count = found.count;
  memcpy(o.message, e.message, sizeof o.message);
  st_free(found.items);
  st_arena_close(arena);
  for (int i = 0; i < 2; i++) st_match_article_close(articles[i]);
  return o;
}

static struct outcome run(st_state *s, bench *b, const st_rule *rule, bool compares) {
  return compares ? compare(s, b) : extract(s, b, rule);
}

static struct outcome run_body(bool compares, int body, int times, bool twice) {
  char text[400], rule[2000];
  const char *path = compares ? "rules/compare/it.lua" : "rules/extract/it.lua";
  snprintf(text, sizeof text, bodies[body], times);
  snprintf(rule, sizeof rule, compares ? comparison : extraction, text);
  uint64_t most = compares ? MOST / 5 : MOST; /* comparisons may take five times as much */
  bench b = open_bench_with((st_limits){.memory = 64 << 20, .instructions = most});
  st_rule described;
  add_file(&b, path, rule);
  st_state *s = load(&b, path, &described);
  if (described.error.n) fail_msg("%.*s", (int)described.error.n, described.error.p);
  struct outcome first = run(s, &b, &described, compares), again = first;
  if (twice) again = run(s, &b, &described, compares);
  assert_int_equal(first.status, again.status); /* nothing of the first is left */
  assert_int_equal(first.count, again.count);
  assert_string_equal(first.message, again.message);
  st_rule_close(&described);
  st_state_close(s);
  close_bench(&b);
  return first;
}

static void run_all(bool compares, bool twice, struct outcome (*out)[ROUNDS]) {
  for (int i = 0; i < BODIES - compares; i++)
    for (int k = 0; k < ROUNDS; k++) out[i][k] = run_body(compares, i, rounds[k], twice);
}

static void check_all(bool compares, struct outcome (*counted)[ROUNDS]) {
  static struct outcome free[BODIES][ROUNDS];
  int failed = 0, bodies_run = BODIES - compares;
  run_all(compares, true, free);
  for (int i = 0; i < bodies_run; i++)
    for (int k = 0; k < ROUNDS; k++) {
      assert_string_equal(free[i][k].message, counted[i][k].message);
      assert_int_equal(free[i][k].status, counted[i][k].status);
      assert_int_equal(free[i][k].count, counted[i][k].count);
      failed += counted[i][k].status != ST_OK;
    }
  assert_in_range(failed, bodies_run, bodies_run * ROUNDS - bodies_run);
}

static void test_ends_as_one_that_is_counted(void **state) {
  (void)state;
#ifdef __SANITIZE_THREAD__
  skip(); /* the sanitizer keeps signals back while a loop in Lua calls nothing of the C library's */
#endif
  static struct outcome extractions[BODIES][ROUNDS], comparisons[BODIES][ROUNDS];
  run_all(false, false, extractions);
  run_all(true, false, comparisons);
  st_meter_tick();
  check_all(false, extractions);
  check_all(true, comparisons);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_ends_as_one_that_is_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
