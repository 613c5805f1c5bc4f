/* A run that is not counted ends as one that is: whatever is near a limit is counted after all. */
#include "support_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* %d: how often it goes round. */
static const char *const bodies[] = {
    "emit { begin = 0, stop = 1 } for i = 1, %d do end emit { begin = 1, stop = 2 }",
    "pcall(function() for i = 1, %d do end end) emit { begin = 0, stop = 1 }",
    "for i = 1, %d // 1000 do string.rep('x', 200):find '.-.-y' end emit { begin = 0, stop = 1 }",
    "emit { begin = 0, stop = 1 } kept = %d for i = 1, kept do end",
    "if slow(%d):find(article) then emit { begin = 0, stop = 1 } end",
};
static const int rounds[] = {10, 9000000, 40000000};
enum { BODIES = sizeof bodies / sizeof *bodies, ROUNDS = sizeof rounds / sizeof *rounds };

static const char rule_text[] =
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
    "  extract = function(article, emit) %s end,\n"
    "  examples = { { 'A text.' } },\n"
    "}\n";

struct outcome {
  int status;
  uint32_t count; /* of annotations */
  char message[sizeof((st_error *)0)->message];
};

static struct outcome run(st_state *s, bench *b, const st_rule *rule) {
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

static struct outcome run_body(int body, int times, bool twice) {
  char text[400], rule[2000];
  snprintf(text, sizeof text, bodies[body], times);
  snprintf(rule, sizeof rule, rule_text, text);
  bench b = open_bench_with((st_limits){.memory = 64 << 20, .instructions = 20 * 1000 * 1000});
  st_rule described;
  add_file(&b, "rules/extract/it.lua", rule);
  st_state *s = load(&b, "rules/extract/it.lua", &described);
  if (described.error.n) fail_msg("%.*s", (int)described.error.n, described.error.p);
  struct outcome first = run(s, &b, &described), again = first;
  if (twice) again = run(s, &b, &described);
  assert_int_equal(first.status, again.status); /* nothing of the first is left */
  assert_int_equal(first.count, again.count);
  assert_string_equal(first.message, again.message);
  st_rule_close(&described);
  st_state_close(s);
  close_bench(&b);
  return first;
}

static void test_ends_as_one_that_is_counted(void **state) {
  (void)state;
  static struct outcome counted[BODIES][ROUNDS];
  int failed = 0;
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < ROUNDS; k++) {
      counted[i][k] = run_body(i, rounds[k], false);
      failed += counted[i][k].status != ST_OK;
    }
  assert_in_range(failed, BODIES, BODIES * ROUNDS - BODIES);
  st_meter_tick();
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < ROUNDS; k++) {
      struct outcome o = run_body(i, rounds[k], true);
      assert_string_equal(o.message, counted[i][k].message);
      assert_int_equal(o.status, counted[i][k].status);
      assert_int_equal(o.count, counted[i][k].count);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_ends_as_one_that_is_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
