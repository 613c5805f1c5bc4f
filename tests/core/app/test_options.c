#include "app/options/options.h"
#include "app/print/suggest.h"
#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Reads words up to a null, the program's name put before them. */
static int read_words(st_options *o, st_error *e, const char *const *words) {
  char *argv[24] = {(char *)(uintptr_t) "stemma"};
  int argc = 1;
  for (; words[argc - 1]; argc++) argv[argc] = (char *)(uintptr_t)words[argc - 1];
  *e = (st_error){0};
  return st_options_read(argc, argv, o, e);
}
#define READ(o, e, ...) read_words(&(o), &(e), (const char *const[]){__VA_ARGS__, NULL})

static void assert_refused(const char *message, const char *const *words) {
  st_options o;
  st_error e;
  assert_int_equal(read_words(&o, &e, words), ST_EUSE);
  assert_string_equal(e.message, message);
  st_options_close(&o);
}
#define REFUSED(message, ...) assert_refused(message, (const char *const[]){__VA_ARGS__, NULL})

static void test_a_path_alone_is_compared(void **state) {
  (void)state;
  st_options o;
  st_error e;
  assert_int_equal(READ(o, e, "./news"), ST_OK);
  assert_int_equal(o.command, ST_CMD_COMPARE);
  assert_false(o.command_named);
  assert_int_equal(o.arguments.count, 1);
  st_options_close(&o);
}

static void test_options_stand_anywhere(void **state) {
  (void)state;
  st_options o;
  st_error e;
  assert_int_equal(READ(o, e, "--format=ndjson", "extract", "a", "--layer", "time,number", "b",
                        "-j3", "--rules", "r", "--rules=s", "--layer=x"),
                   ST_OK);
  assert_int_equal(o.command, ST_CMD_EXTRACT);
  assert_int_equal(o.print, ST_PRINT_NDJSON);
  assert_int_equal(o.jobs, 3);
  assert_int_equal(o.arguments.count, 2);
  assert_string_equal(o.arguments.items[1], "b");
  assert_int_equal(o.rule_dirs.count, 2);
  assert_string_equal(o.rule_dirs.items[1], "s");
  assert_null(o.rule_dirs.items[2]);
  assert_string_equal(o.layers.items[0], "time,number");
  st_options_close(&o);
}

static void test_what_follows_two_dashes_is_an_argument(void **state) {
  (void)state;
  st_options o;
  st_error e;
  assert_int_equal(READ(o, e, "--", "extract", "--quiet"), ST_OK);
  assert_int_equal(o.command, ST_CMD_COMPARE);
  assert_int_equal(o.arguments.count, 2);
  assert_false(o.quiet);
  st_options_close(&o);
  assert_int_equal(READ(o, e, "extract", "--", "--quiet"), ST_OK);
  assert_int_equal(o.command, ST_CMD_EXTRACT);
  assert_string_equal(o.arguments.items[0], "--quiet");
  st_options_close(&o);
}

static void test_commands_of_two_words(void **state) {
  (void)state;
  st_options o;
  st_error e;
  assert_int_equal(READ(o, e, "rules"), ST_OK);
  assert_int_equal(o.command, ST_CMD_RULES);
  st_options_close(&o);
  assert_int_equal(READ(o, e, "rules", "list"), ST_OK);
  assert_int_equal(o.command, ST_CMD_RULES);
  st_options_close(&o);
  assert_int_equal(READ(o, e, "--quiet", "rules", "test", "x.lua"), ST_OK);
  assert_int_equal(o.command, ST_CMD_RULES_TEST);
  assert_int_equal(o.arguments.count, 1);
  st_options_close(&o);
}

static void test_numbers_have_suffixes(void **state) {
  (void)state;
  st_options o;
  st_error e;
  assert_int_equal(
      READ(o, e, "./x", "--max-memory", "64M", "--max-instructions=200k", "--timeout=0.5"), ST_OK);
  assert_int_equal(o.memory, 64u << 20);
  assert_int_equal(o.instructions, 200 << 10);
  assert_int_equal(o.timeout_ms, 500);
  st_options_close(&o);
}

static void test_slips_are_answered(void **state) {
  (void)state;
  REFUSED("unknown command 'extrat'; did you mean 'extract'?", "extrat", "x");
  REFUSED("unknown option '--layre'; did you mean '--layer'?", "extract", "--layre=time", "x");
  REFUSED("unknown option '-z'; 'stemma --help' lists them; a pattern or a path that begins with "
          "'-' stands behind '--'",
          "./x", "-z");
  REFUSED("option '--layer' needs a value: NAME", "extract", "x", "--layer");
  REFUSED("option '--quiet=1' takes no value", "./x", "--quiet=1");
  REFUSED("--format: 'xml' is not known; it is text, ndjson or csv", "./x", "--format", "xml");
  REFUSED("articles --format: 'csv' is not known; it is text or ndjson", "articles", "x",
          "--format", "csv");
  REFUSED("option '--fail-on' belongs to 'compare', not to 'extract'", "extract", "x", "--fail-on",
          "note");
  REFUSED("extract needs PATH…; see 'stemma help extract'", "extract");
  REFUSED("rules: unknown command 'tset'; did you mean 'test'?", "rules", "tset");
  REFUSED("rules show: 'b' is one argument too many; it takes NAME", "rules", "show", "a", "b");
  REFUSED("--jobs: '257' is not a whole number from 1 to 256", "./x", "--jobs=257");
  REFUSED("--timeout: 'nan' is not a number of seconds", "./x", "--timeout=nan");
  REFUSED("--max-memory: '3X' is not a whole number above 0 (K, M and G may follow)", "./x",
          "--max-memory=3X");
  REFUSED("--max-memory: '-1' is not a whole number above 0 (K, M and G may follow)", "./x",
          "--max-memory=-1");
}

static void test_memory_running_out_is_told(void **state) {
  (void)state;
  const char *const words[] = {"extract", "a", "b", "--layer=c", "--rules=d", NULL};
  st_options o;
  st_error e;
  int rc = ST_ENOMEM;
  for (long n = 0; rc == ST_ENOMEM && n < 50; n++) {
    st_alloc_fail_after(n);
    rc = read_words(&o, &e, words);
    st_alloc_fail_after(-1);
    st_options_close(&o);
  }
  assert_int_equal(rc, ST_OK);
}

static void test_help_names_every_option(void **state) {
  (void)state;
  st_buf general = {0}, man = {0};
  st_help_general(&general);
  st_help_man(&man);
  st_buf_addc(&general, '\0');
  for (uint32_t i = 0; i < st_option_count; i++) {
    char name[64];
    snprintf(name, sizeof name, "--%s", st_option_table[i].name);
    assert_non_null(strstr(general.p, name));
  }
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) {
    assert_non_null(strstr(general.p, st_commands[i].name));
    st_buf one = {0};
    st_help_command((enum st_command_id)i, &one);
    assert_true(one.n > 40 && !one.bad);
    st_buf_close(&one);
  }
  assert_true(man.n > general.n);
  st_buf_close(&general);
  st_buf_close(&man);
}

static void test_suggestions(void **state) {
  (void)state;
  st_str known[] = {st_cstr("number"), st_cstr("time"), st_cstr("mention")};
  assert_int_equal(st_suggest_nearest(st_cstr("tim"), known, 3), 1);
  assert_int_equal(st_suggest_nearest(st_cstr("numbers"), known, 3), 0);
  assert_int_equal(st_suggest_nearest(st_cstr("casualty"), known, 3), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_path_alone_is_compared),
      cmocka_unit_test(test_options_stand_anywhere),
      cmocka_unit_test(test_what_follows_two_dashes_is_an_argument),
      cmocka_unit_test(test_commands_of_two_words),
      cmocka_unit_test(test_numbers_have_suffixes),
      cmocka_unit_test(test_slips_are_answered),
      cmocka_unit_test(test_memory_running_out_is_told),
      cmocka_unit_test(test_help_names_every_option),
      cmocka_unit_test(test_suggestions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
