/* A rule drafted from words, without a worker: there are no layers, so that words stay words. */
#include "app/rules/draft.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char text[] = "Two men, said \"Ann\\Lee\" of No. 7, left.";

static st_engine *engine;

static int set_up(void **state) {
  (void)state;
  st_engine_options options = {.program = "", .lua_dir = ""};
  st_revision_source source = {.doc = st_cstr("001"), .text = st_cstr(text)};
  source.meta[ST_META_DATE] = (st_meta){.value = st_cstr("2026-05-04"), .from = ST_FROM_FRONT};
  st_revision *r;
  if (st_engine_open(&options, &engine, NULL) || st_revision_make(&source, &r, NULL)) return -1;
  int rc = st_engine_put(engine, r, st_cstr(""), NULL);
  st_revision_close(r);
  return rc;
}

static int tear_down(void **state) {
  (void)state;
  st_engine_close(engine);
  return 0;
}

static st_draft whole(void) {
  uint32_t count;
  st_revision_tokens(st_engine_revision(engine, 0), &count);
  return (st_draft){.name = st_cstr("mine"), .engine = engine, .last = count - 1};
}

static bool has(const st_buf *b, const char *part) {
  return b->p && memmem(b->p, b->n, part, strlen(part)) != NULL;
}

static void test_words_marks_and_figures(void **state) {
  (void)state;
  st_buf out = {0};
  st_draft d = whole();
  st_draft_write(&d, &out);
  assert_false(out.bad);
  assert_true(has(&out, "  writes   = \"mine\",\n  fields   = {},\n"));
  assert_true(has(&out, "t.word \"Two\"\n           * t.word \"men\"\n           * t.punct \",\"\n"));
  assert_true(has(&out, "* t.word \"No\"\n           * t.number\n"));
  assert_false(has(&out, "reads"));
  assert_true(has(&out, "{ \"Two men, said \\\"Ann\\\\Lee\\\" of No. 7, left.\",\n"));
  assert_true(has(&out, "date = \"2026-05-04\""));
  st_buf_close(&out);
}

static void test_a_part_of_the_words(void **state) {
  (void)state;
  st_buf out = {0}, cut = {0};
  st_draft d = whole();
  d.last = 2;
  st_draft_write(&d, &out);
  assert_true(has(&out, "  pattern  = t.word \"Two\"\n           * t.word \"men\",\n"));
  assert_true(has(&out, "{ text = \"Two men\" }"));
  st_draft_cut(&d, &cut);
  assert_int_equal(cut.n, 0);
  st_buf_close(&out);
  st_buf_close(&cut);
}

/* What memory runs out on is marked, and nothing is lost. */
static void test_memory_may_run_out_anywhere(void **state) {
  (void)state;
  bool bad = true;
  st_draft d = whole();
  for (long n = 0; bad; n++) {
    st_buf out = {0};
    st_alloc_fail_after(n);
    st_draft_write(&d, &out);
    st_alloc_fail_after(-1);
    bad = out.bad;
    st_buf_close(&out);
    assert_true(n < 1000);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words_marks_and_figures),
      cmocka_unit_test(test_a_part_of_the_words),
      cmocka_unit_test(test_memory_may_run_out_anywhere),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
