/* Every message comes back as it was sent, and any piece of one is refused. */
#include "engine/wire/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static st_revision *revision;
static st_layer *layer;

static int set_up(void **state) {
  (void)state;
  st_revision_source s = {.doc = st_cstr("a.txt"), .text = st_cstr("Ann left.")};
  const st_field field = {{"kind", 4}, ST_STRING};
  st_schema schema = {st_cstr("mention"), &field, 1, ST_OVERLAP_ALL};
  if (st_revision_make(&s, &revision, NULL) != ST_OK) return -1;
  st_layer_builder *b = st_layer_builder_open(&schema);
  st_layer_add(b, 0, 3, st_cstr("extract/mention"));
  st_layer_add_string(b, 0, st_cstr("person"));
  int rc = st_layer_build(b, revision, NULL, &layer, NULL);
  st_layer_builder_close(b);
  return rc;
}

static int tear_down(void **state) {
  (void)state;
  st_revision_close(revision);
  st_layer_close(layer);
  return 0;
}

static st_reader body_of(const st_buf *message, size_t n) {
  return (st_reader){message->p + 5, message->p + 5 + n, false};
}

static st_str str(const char *s) { return st_cstr(s); }

static void test_extract(void **state) {
  (void)state;
  uint32_t rules[] = {4, 2};
  st_extract_article a = {revision, 1, &layer, 2, rules};
  st_extract_message m = {7, 1, &a}, got;
  st_buf out = {0};
  st_wire_extract(&out, &m);
  size_t n = out.n - 5;
  st_arena *arena = st_arena_open();
  st_reader in = body_of(&out, n);
  assert_int_equal(st_wire_read_extract(&in, arena, &got, NULL), ST_OK);
  assert_int_equal(got.job, 7);
  assert_int_equal(got.articles[0].rules[1], 2);
  assert_true(st_str_equal(st_layer_bytes(got.articles[0].layers[0]), st_layer_bytes(layer)));
  assert_int_equal(st_revision_hash(got.articles[0].revision), st_revision_hash(revision));
  st_wire_close_extract(&got);
  for (size_t k = 0; k < n; k++) {
    in = body_of(&out, k);
    assert_int_equal(st_wire_read_extract(&in, arena, &got, NULL), ST_EINPUT);
  }
  st_arena_close(arena);
  st_buf_close(&out);
}

static void test_layers(void **state) {
  (void)state;
  st_failure f = {3, str("r.lua:1: no")};
  st_layers_article a = {1, &layer, 1, &f};
  st_rule_cost cost = {3, 2, 7, (uint64_t)1 << 40};
  st_layers_message m = {9, 1, &a, 1, &cost}, got;
  st_buf out = {0};
  st_wire_layers(&out, &m);
  size_t n = out.n - 5;
  st_arena *arena = st_arena_open();
  st_reader in = body_of(&out, n);
  assert_int_equal(st_wire_read_layers(&in, arena, &got, NULL), ST_OK);
  assert_true(st_str_equal(got.articles[0].failures[0].message, f.message));
  assert_int_equal(got.cost_count, 1);
  assert_int_equal(got.costs[0].rule, 3);
  assert_int_equal(got.costs[0].tried, 2);
  assert_int_equal(got.costs[0].matched, 7);
  assert_int_equal(got.costs[0].nanoseconds, cost.nanoseconds);
  st_wire_close_layers(&got);
  for (size_t k = 0; k < n; k++) {
    in = body_of(&out, k);
    assert_int_equal(st_wire_read_layers(&in, arena, &got, NULL), ST_EINPUT);
  }
  st_arena_close(arena);
  st_buf_close(&out);
}

static void test_compare_and_findings(void **state) {
  (void)state;
  uint32_t rules[] = {1};
  st_compare_article a = {revision, str("Herald"), 1, &layer};
  st_compare_message m = {2, 1, 1, &a, rules}, got;
  st_buf out = {0};
  st_wire_compare(&out, &m);
  st_arena *arena = st_arena_open();
  st_reader in = body_of(&out, out.n - 5);
  assert_int_equal(st_wire_read_compare(&in, arena, &got, NULL), ST_OK);
  assert_true(st_str_equal(got.articles[0].outlet, str("Herald")));
  st_wire_close_compare(&got);

  st_handle h = {0, str("mention"), 0, str("camp"), str("when"), 1, 2, 5};
  uint32_t silent[] = {4};
  st_found f = {.rule = 1,
                .kind = str("conflict"),
                .level = str("error"),
                .message = str("m"),
                .file = str("mine/compare/day.lua"),
                .line = 31,
                .silent_count = 1,
                .evidence_count = 1,
                .silent = silent,
                .evidence = &h};
  st_rule_cost cost = {1, 1, 1, 900};
  st_findings_message fm = {2, 1, 0, &f, NULL, 1, &cost}, back;
  st_wire_findings(&out, &fm);
  size_t n = out.n - 5;
  in = body_of(&out, n);
  assert_int_equal(st_wire_read_findings(&in, arena, &back, NULL), ST_OK);
  assert_int_equal(back.found[0].silent[0], 4);
  assert_true(st_str_equal(back.found[0].file, f.file));
  assert_int_equal(back.found[0].line, 31);
  assert_int_equal(back.found[0].evidence[0].to, 5);
  assert_int_equal(back.cost_count, 1);
  assert_int_equal(back.costs[0].nanoseconds, 900);
  assert_true(st_str_equal(back.found[0].evidence[0].field, str("when")));
  for (size_t k = 0; k < n; k++) {
    in = body_of(&out, k);
    assert_int_equal(st_wire_read_findings(&in, arena, &back, NULL), ST_EINPUT);
  }
  st_arena_close(arena);
  st_buf_close(&out);
}

static void test_explained(void **state) {
  (void)state;
  st_step steps[] = {{.step = str("took"),
                      .text = str("t.any"),
                      .file = str("mine/a.lua"),
                      .source = str("pattern = t.any"),
                      .line = 4,
                      .begin = 3,
                      .end = 9,
                      .layer = str("number"),
                      .index = 2,
                      .depth = 1},
                     {.step = str("note"), .text = str("no more"), .begin = ST_NONE}};
  st_explained_message m = {7, 2, steps}, got;
  st_buf out = {0};
  st_wire_explained(&out, &m);
  size_t n = out.n - 5;
  st_arena *arena = st_arena_open();
  st_reader in = body_of(&out, n);
  assert_int_equal(st_wire_read_explained(&in, arena, &got, NULL), ST_OK);
  assert_int_equal(got.job, 7);
  assert_int_equal(got.step_count, 2);
  assert_true(st_str_equal(got.steps[0].source, steps[0].source));
  assert_int_equal(got.steps[0].line, 4);
  assert_int_equal(got.steps[0].end, 9);
  assert_true(st_str_equal(got.steps[0].layer, steps[0].layer));
  assert_int_equal(got.steps[0].index, 2);
  assert_int_equal(got.steps[1].begin, ST_NONE);
  for (size_t k = 0; k < n; k++) {
    in = body_of(&out, k);
    assert_int_equal(st_wire_read_explained(&in, arena, &got, NULL), ST_EINPUT);
  }
  st_arena_close(arena);
  st_buf_close(&out);
}

static void test_pack_and_checked(void **state) {
  (void)state;
  st_pack_file file = {str("rules/extract/a.lua"), str("mine/a.lua"), str("return 1")};
  st_pack_message m = {{1, 2, 3}, 1, &file}, got;
  st_buf out = {0};
  st_wire_pack(&out, &m);
  st_arena *arena = st_arena_open();
  st_reader in = body_of(&out, out.n - 5);
  assert_int_equal(st_wire_read_pack(&in, arena, &got, NULL), ST_OK);
  assert_int_equal(got.limits.memory, 2);
  assert_true(st_str_equal(got.files[0].shown, file.shown));
  st_step step = {.step = str("extra"), .text = str("fate = killed"), .begin = 2, .end = 4};
  st_checked c = {1, 2, 30, str("found nothing"), &step, 1};
  st_checked_message cm = {5, 1, &c}, back;
  st_wire_checked(&out, &cm);
  in = body_of(&out, out.n - 5);
  assert_int_equal(st_wire_read_checked(&in, arena, &back, NULL), ST_OK);
  assert_int_equal(back.checked[0].line, 30);
  assert_int_equal(back.checked[0].step_count, 1);
  assert_int_equal(back.checked[0].steps[0].end, 4);
  st_arena_close(arena);
  st_buf_close(&out);
}

static void test_the_pipe(void **state) {
  (void)state;
  int fds[2];
  st_buf out = {0}, body = {0};
  uint8_t kind;
  uint32_t rules[] = {8};
  assert_int_equal(pipe(fds), 0);
  st_wire_rules(&out, ST_MSG_USE, &(st_rules_message){0, 1, rules, true});
  assert_int_equal(st_wire_send(fds[1], &out, NULL), ST_OK);
  assert_int_equal(write(fds[1], out.p, out.n - 1), (ssize_t)out.n - 1); /* one cut short */
  close(fds[1]);
  assert_int_equal(st_wire_receive(fds[0], &kind, &body, NULL), 1);
  assert_int_equal(kind, ST_MSG_USE);
  assert_int_equal(body.n, out.n - 5);
  assert_int_equal(st_wire_receive(fds[0], &kind, &body, NULL), ST_EIO);
  assert_int_equal(st_wire_receive(fds[0], &kind, &body, NULL), 0);
  close(fds[0]);
  st_buf_close(&out);
  st_buf_close(&body);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_extract),
      cmocka_unit_test(test_layers),
      cmocka_unit_test(test_compare_and_findings),
      cmocka_unit_test(test_pack_and_checked), cmocka_unit_test(test_explained),
      cmocka_unit_test(test_the_pipe),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
