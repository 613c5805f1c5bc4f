#include "base/alloc.h"
#include "engine/rules/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const st_field one = {{"value", 5}, ST_STRING};
static const st_field other = {{"value", 5}, ST_NUMBER};

/* A rule with the layers it reads as a list that ends in null. */
static st_rule rule(const char *name, const char *writes, st_str *reads) {
  st_rule r = {.name = st_cstr(name),
               .file = st_cstr("r.lua"),
               .line = 3,
               .writes = st_cstr(writes),
               .reads = reads};
  r.kind = strncmp(name, "compare/", 8) == 0 ? ST_RULE_COMPARE
           : strncmp(name, "layer/", 6) == 0 ? ST_RULE_LAYER
                                             : ST_RULE_EXTRACT;
  r.fields = (st_field *)&one;
  r.field_count = 1;
  r.has_schema = r.kind != ST_RULE_COMPARE;
  while (reads && reads[r.read_count].n) r.read_count++;
  return r;
}

static st_plan make(const st_rule *rules, uint32_t n, st_arena **arena) {
  st_plan plan;
  *arena = st_arena_open();
  assert_int_equal(st_plan_make(rules, n, NULL, *arena, &plan, NULL), ST_OK);
  return plan;
}

static void test_layers_come_after_those_they_read(void **state) {
  (void)state;
  st_str quotation[] = {st_cstr("mention"), {0}},
         event[] = {st_cstr("time"), st_cstr("mention"), {0}}, day[] = {st_cstr("event"), {0}};
  st_rule rules[] = {rule("compare/day", "", day),
                     rule("extract/block", "block", NULL),
                     rule("extract/event", "event", event),
                     rule("extract/mention", "mention", NULL),
                     rule("extract/quotation", "quotation", quotation),
                     rule("extract/time", "time", NULL)};
  st_arena *arena;
  st_plan p = make(rules, 6, &arena);
  assert_int_equal(p.fault_count, 0);
  assert_int_equal(p.layer_count, 5);
  assert_int_equal(st_plan_find(&p, st_cstr("block")), 0);
  for (uint32_t i = 0; i < p.layer_count; i++)
    for (uint32_t k = 0; k < p.layers[i].read_count; k++) assert_true(p.layers[i].reads[k] < i);
  assert_int_equal(p.layers[st_plan_find(&p, st_cstr("event"))].read_count,
                   3); /* and the roles of blocks */
  assert_int_equal(p.comparison_count, 1);
  assert_int_equal(st_plan_find(&p, st_cstr("events")), ST_NONE);
  st_arena_close(arena);
}

static const char *fault_of(const st_plan *p, uint32_t rule_index) {
  for (uint32_t i = 0; i < p->fault_count; i++)
    if (p->faults[i].rule == rule_index) return p->faults[i].message.p;
  return "";
}

/* A field called `as` of that type, taken from layer number: what is said of the rule. */
static void check_taken(uint8_t type, const char *get, const char *said) {
  st_str reads[] = {st_cstr("number"), {0}};
  st_field fields[] = {{st_cstr("kind"), ST_STRING}, {st_cstr("value"), ST_INTERVAL}};
  st_ask ask = {.layer = reads[0], .field = st_cstr(get), .place = st_cstr("r.lua:9"),
                .as = st_cstr("count"), .type = type};
  st_rule rules[] = {rule("extract/a", "a", reads), rule("extract/number", "number", NULL)};
  rules[0].asks = &ask;
  rules[0].ask_count = 1;
  rules[1].fields = fields;
  rules[1].field_count = 2;
  st_arena *arena;
  st_plan p = make(rules, 2, &arena);
  assert_string_equal(fault_of(&p, 0), said);
  st_arena_close(arena);
}

static void test_a_field_is_of_a_type_that_the_layer_gives(void **state) {
  (void)state;
  check_taken(ST_INTERVAL, "", "");
  check_taken(ST_REF, "", "");
  check_taken(ST_STRING, "kind", "");
  check_taken(ST_ENTITY | ST_LIST, "kind", "");
  check_taken(ST_NUMBER, "", "r.lua:9: field 'count' is a number, and layer 'number' gives none; "
                             "its 'value' is an interval: write count = \"interval\", or :get "
                             "\"value\":as \"count\" for its number without the hedge");
  check_taken(ST_NUMBER, "value", "");
  check_taken(ST_SPAN, "kind", "r.lua:9: field 'count' is a span, and layer 'number' gives none; "
                               "its 'kind' is a string: write count = \"string\"");
}

static st_ask asked(const char *field, const char *value, const char *place) {
  return (st_ask){.layer = st_cstr("number"), .field = st_cstr(field), .value = st_cstr(value),
                  .place = st_cstr(place)};
}

static void test_a_value_that_a_field_never_has_is_named_where_it_is_asked_for(void **state) {
  (void)state;
  st_str reads[] = {st_cstr("number"), {0}}, values[] = {{0}, st_cstr("count\nmoney\npercent")};
  st_field fields[] = {{st_cstr("unit"), ST_STRING}, {st_cstr("kind"), ST_STRING}};
  st_ask asks[][1] = {{asked("kind", "money", "r.lua:9")},
                      {asked("kind", "cuont", "r.lua:9")},
                      {asked("kind", "temperature", "r.lua:9")},
                      {asked("unit", "whatever", "r.lua:9")}};
  const char *const said[] = {
      "", "r.lua:9: 'kind' of layer 'number' is never 'cuont'; did you mean 'count'?",
      "r.lua:9: 'kind' of layer 'number' is never 'temperature'", ""};
  for (int i = 0; i < 4; i++) {
    st_rule rules[] = {rule("extract/a", "a", reads), rule("extract/number", "number", NULL)};
    rules[0].asks = asks[i];
    rules[0].ask_count = 1;
    rules[1].fields = fields;
    rules[1].values = values;
    rules[1].field_count = 2;
    st_arena *arena;
    st_plan p = make(rules, 2, &arena);
    assert_string_equal(fault_of(&p, 0), said[i]);
    st_arena_close(arena);
  }
}

static void test_a_field_no_annotation_has_is_named_where_it_is_asked_for(void **state) {
  (void)state;
  st_str reads[] = {st_cstr("number"), {0}};
  st_ask good[] = {asked("value", "", "r.lua:9")},
         bad[] = {good[0], asked("vlaue", "", "words.lua:7")}, far[] = {asked("kind", "", "r.lua:8")};
  st_rule rules[] = {rule("extract/a", "a", reads), rule("extract/b", "b", reads),
                     rule("extract/c", "c", reads), rule("extract/number", "number", NULL)};
  rules[0].asks = good;
  rules[0].ask_count = 1;
  rules[1].asks = bad;
  rules[1].ask_count = 2;
  rules[2].asks = far;
  rules[2].ask_count = 1;
  st_arena *arena;
  st_plan p = make(rules, 4, &arena);
  assert_string_equal(fault_of(&p, 0), "");
  assert_string_equal(fault_of(&p, 1),
                      "words.lua:7: layer 'number' has no field 'vlaue'; did you mean 'value'?");
  assert_string_equal(fault_of(&p, 2), "r.lua:8: layer 'number' has no field 'kind'");
  assert_int_equal(p.layer_count, 2);
  st_arena_close(arena);
}

static void test_a_layer_nobody_writes_is_named_with_the_nearest(void **state) {
  (void)state;
  st_str reads[] = {st_cstr("mentoin"), {0}}, far[] = {st_cstr("weather"), {0}},
         on[] = {st_cstr("b"), {0}};
  st_rule rules[] = {rule("extract/a", "c", on), rule("extract/b", "b", reads),
                     rule("extract/mention", "mention", NULL), rule("extract/z", "z", far)};
  st_arena *arena;
  st_plan p = make(rules, 4, &arena);
  assert_string_equal(fault_of(&p, 1),
                      "r.lua:3: nobody writes layer 'mentoin'; did you mean 'mention'?");
  assert_string_equal(fault_of(&p, 3), "r.lua:3: nobody writes layer 'weather'");
  assert_string_equal(fault_of(&p, 0), "r.lua:3: reads layer 'b', which no rule that loads writes");
  assert_int_equal(p.layer_count, 1);
  st_arena_close(arena);
}

static void test_a_rule_that_does_not_load_is_named_to_those_who_read_its_layer(void **state) {
  (void)state;
  st_str reads[] = {st_cstr("toll"), {0}};
  st_rule rules[] = {rule("extract/a", "a", reads), rule("extract/toll", "", NULL)};
  rules[1].error = st_cstr("toll.lua:3: no");
  st_arena *arena;
  st_plan p = make(rules, 2, &arena);
  assert_string_equal(fault_of(&p, 0),
                      "r.lua:3: reads layer 'toll'; extract/toll, which may write it, does not load");
  st_arena_close(arena);
}

/* Folders may lie deep. */
static void test_a_long_path_is_no_harm(void **state) {
  (void)state;
  char path[3000];
  memset(path, 'd', sizeof path);
  st_str reads[] = {st_cstr("toll"), {0}};
  st_rule rules[] = {rule("extract/a", "a", reads)};
  rules[0].file = (st_str){path, sizeof path};
  st_arena *arena;
  st_plan p = make(rules, 1, &arena);
  const char *said = fault_of(&p, 0);
  assert_int_equal(strlen(said), sizeof path + strlen(":3: nobody writes layer 'toll'"));
  assert_non_null(strstr(said, "ddd:3: nobody writes layer 'toll'"));
  st_arena_close(arena);
}

static void test_a_circle_is_named_whole(void **state) {
  (void)state;
  st_str a[] = {st_cstr("b"), {0}}, b[] = {st_cstr("c"), {0}}, c[] = {st_cstr("a"), {0}},
         d[] = {st_cstr("a"), {0}};
  st_rule rules[] = {rule("extract/a", "a", a), rule("extract/b", "b", b),
                     rule("extract/c", "c", c), rule("extract/d", "d", d),
                     rule("extract/e", "e", NULL)};
  st_arena *arena;
  st_plan p = make(rules, 5, &arena);
  assert_non_null(strstr(fault_of(&p, 0), "a reads b reads c reads a"));
  assert_non_null(strstr(fault_of(&p, 1), "in a circle"));
  assert_non_null(strstr(fault_of(&p, 3), "reads layer 'a', which no rule that loads writes"));
  assert_int_equal(p.layer_count, 1);
  st_arena_close(arena);
}

static void test_a_layer_that_reads_itself_is_a_circle(void **state) {
  (void)state;
  st_str a[] = {st_cstr("a"), {0}};
  st_rule rules[] = {rule("extract/a", "a", a)};
  st_arena *arena;
  st_plan p = make(rules, 1, &arena);
  assert_non_null(strstr(fault_of(&p, 0), "a reads a"));
  st_arena_close(arena);
}

static void test_fields_are_said_once(void **state) {
  (void)state;
  st_rule rules[] = {rule("extract/a", "time", NULL), rule("extract/b", "time", NULL),
                     rule("extract/c", "number", NULL), rule("layer/number", "number", NULL)};
  rules[1].fields = (st_field *)&other;
  rules[2].has_schema = false;
  rules[2].field_count = 0;
  st_arena *arena;
  st_plan p = make(rules, 4, &arena);
  assert_non_null(strstr(fault_of(&p, 1),
                         "has other fields in r.lua:3; say them once, in rules/layer/time.lua"));
  const st_plan_layer *number = &p.layers[st_plan_find(&p, st_cstr("number"))];
  assert_int_equal(number->schema.field_count, 1);
  assert_int_equal(number->writer_count, 1);
  st_arena_close(arena);
}

static void test_memory_may_run_out_anywhere(void **state) {
  (void)state;
  st_str reads[] = {st_cstr("a"), {0}}, wrong[] = {st_cstr("x"), {0}};
  st_rule rules[] = {rule("extract/a", "a", NULL), rule("extract/b", "b", reads),
                     rule("extract/c", "c", wrong)};
  for (long n = 0;; n++) {
    st_arena *arena = st_arena_open();
    st_plan plan;
    st_alloc_fail_after(n);
    int rc = st_plan_make(rules, 3, NULL, arena, &plan, NULL);
    st_alloc_fail_after(-1);
    st_arena_close(arena);
    if (rc == ST_OK) return;
    assert_int_equal(rc, ST_ENOMEM);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_layers_come_after_those_they_read),
      cmocka_unit_test(test_a_field_is_of_a_type_that_the_layer_gives),
      cmocka_unit_test(test_a_value_that_a_field_never_has_is_named_where_it_is_asked_for),
      cmocka_unit_test(test_a_field_no_annotation_has_is_named_where_it_is_asked_for),
      cmocka_unit_test(test_a_layer_nobody_writes_is_named_with_the_nearest),
      cmocka_unit_test(test_a_rule_that_does_not_load_is_named_to_those_who_read_its_layer),
      cmocka_unit_test(test_a_long_path_is_no_harm),
      cmocka_unit_test(test_a_circle_is_named_whole),
      cmocka_unit_test(test_a_layer_that_reads_itself_is_a_circle),
      cmocka_unit_test(test_fields_are_said_once),
      cmocka_unit_test(test_memory_may_run_out_anywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
