#include "app/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const texts[] = {
    "The ministers spoke on the telephone on Friday, for the second time since the spring, an aide "
    "said.",
    "Talks\nThey talked on Tuesday about the river and its dams.\nOn Tuesday it rained.",
    "It was Tuesday when the two met.",
};
static const char *const docs[] = {"n/a.txt", "n/b.txt", "n/c.txt"};
static const char *const outlets[] = {"Herald", "Post", "Wire"};

typedef struct sample {
  st_revision *revisions[3];
  st_evidence evidence[4];
  st_str silent[2];
  st_finding finding;
} sample;

static st_evidence evidence(const st_revision *r, unsigned article, const char *words, unsigned nth,
                            const char *role) {
  const char *at = strstr(texts[article], words);
  while (nth--) at = strstr(at + 1, words);
  st_evidence v = {
      .role = st_cstr(role), .doc = st_cstr(docs[article]), .outlet = st_cstr(outlets[article])};
  v.begin = (uint32_t)(at - texts[article]);
  v.end = v.begin + (uint32_t)strlen(words);
  v.text = st_cstr(words);
  v.revision = r;
  st_revision_place(r, v.begin, &v.line, &v.column);
  return v;
}

static int open_sample(void **state) {
  static sample s;
  for (unsigned i = 0; i < 3; i++) {
    st_revision_source source = {.doc = st_cstr(docs[i]), .text = st_cstr(texts[i])};
    assert_int_equal(st_revision_make(&source, &s.revisions[i], NULL), ST_OK);
  }
  s.evidence[0] = evidence(s.revisions[0], 0, "on Friday", 0, "minority");
  s.evidence[1] = evidence(s.revisions[1], 1, "on Tuesday", 0, "majority");
  s.evidence[2] = evidence(s.revisions[1], 1, "Tuesday", 1, "majority");
  s.evidence[3] = evidence(s.revisions[2], 2, "Tuesday", 0, "majority");
  s.silent[0] = st_cstr("Globe");
  s.silent[1] = st_cstr("Star");
  s.finding = (st_finding){.id = "7c1f00aa11bb22cc",
                           .rule = st_cstr("compare/day"),
                           .kind = st_cstr("conflict"),
                           .level = st_cstr("error"),
                           .message = st_cstr("the call: Friday or Tuesday"),
                           .silent = s.silent,
                           .silent_count = 2,
                           .evidence = s.evidence,
                           .evidence_count = 4};
  *state = &s;
  return 0;
}

static int close_sample(void **state) {
  sample *s = *state;
  for (unsigned i = 0; i < 3; i++) st_revision_close(s->revisions[i]);
  return 0;
}

static void full(const sample *s, st_term term, uint32_t lines, const char *expected) {
  st_buf out = {0};
  assert_int_equal(st_finding_full(&s->finding, &term, &out, NULL), lines);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, expected);
  st_buf_close(&out);
}

static void test_camps_stand_together(void **state) {
  full(*state, (st_term){.width = 72}, 5,
       "error conflict  the call: Friday or Tuesday                     7c1f00aa\n"
       "  minority  Herald:1  …on the telephone ‹on Friday›, for the second…\n"
       "  majority  Post:2,3  They talked ‹on Tuesday› about the river and its…\n"
       "            Wire:1    It was ‹Tuesday› when the two met.\n"
       "  silent: Globe, Star\n");
}

static void test_a_long_message_takes_two_lines(void **state) {
  sample *s = *state;
  st_str before = s->finding.message;
  s->finding.message =
      st_cstr("a message that says more than one line of this width can hold, and goes on");
  full(s, (st_term){.width = 72}, 6,
       "error conflict  a message that says more than one line of this  7c1f00aa\n"
       "      width can hold, and goes on\n"
       "  minority  Herald:1  …on the telephone ‹on Friday›, for the second…\n"
       "  majority  Post:2,3  They talked ‹on Tuesday› about the river and its…\n"
       "            Wire:1    It was ‹Tuesday› when the two met.\n"
       "  silent: Globe, Star\n");
  s->finding.message = before;
}

static void folded(const sample *s, size_t width, bool whole, uint32_t lines,
                   const char *expected) {
  st_buf out = {0};
  assert_int_equal(st_finding_folded(&s->finding, whole, &(st_term){.width = width}, &out), lines);
  st_buf_addc(&out, '\0');
  assert_string_equal(out.p, expected);
  st_buf_close(&out);
}

static void test_folded_into_one_line(void **state) {
  folded(*state, 84, false, 1,
         "error conflict  the call: Friday or Tuesday  Herald:1, Post:2, Wire:1       7c1f00aa\n");
  /* places are shown whole or not at all */
  folded(*state, 72, false, 1,
         "error conflict  the call: Friday or Tuesday                     7c1f00aa\n");
  folded(*state, 44, false, 1, "error conflict  the call: Friday…   7c1f00aa\n");
}

static void test_a_folded_message_is_shown_whole(void **state) {
  folded(*state, 44, true, 2,
         "error conflict  the call: Friday    7c1f00aa\n"
         "      or Tuesday  Herald:1, Post:2, Wire:1\n");
}

static void test_who_misquotes_stands_first(void **state) {
  sample s = **(sample **)state;
  st_evidence evidence[4] = {s.evidence[0], s.evidence[1], s.evidence[2], s.evidence[3]};
  evidence[0].role = st_cstr("cut");
  evidence[1].role = evidence[2].role = st_cstr("same");
  evidence[3].role = st_cstr("replaced");
  s.finding.evidence = evidence;
  assert_int_equal(st_finding_rank(&s.finding), 0);
  assert_int_equal(st_finding_docs(&s.finding), 3);
  st_buf out = {0};
  st_finding_full(&s.finding, &(st_term){.width = 72}, &out, NULL);
  st_buf_addc(&out, '\0');
  const char *replaced = strstr(out.p, "  replaced  "), *cut = strstr(out.p, "  cut ");
  assert_true(replaced && cut && replaced < cut && cut < strstr(out.p, "  same "));
  evidence[3].role = st_cstr("spelling");
  assert_int_equal(st_finding_rank(&s.finding), 4);
  st_buf_close(&out);
}

static void test_long_words_are_shown_where_they_differ(void **state) {
  (void)state;
  static const char *const said[] = {
      "We will stand up in defence of our harbours at home and abroad, and we expect answers",
      "We will stand up in defence of our harbours at home and overseas, and we expect answers"};
  st_evidence evidence[2];
  st_revision *revisions[2];
  for (unsigned i = 0; i < 2; i++) {
    st_revision_source source = {.doc = st_cstr(docs[i]), .text = st_cstr(said[i])};
    assert_int_equal(st_revision_make(&source, &revisions[i], NULL), ST_OK);
    evidence[i] = (st_evidence){.role = st_cstr(i ? "replaced" : "same"),
                                .doc = st_cstr(docs[i]),
                                .outlet = st_cstr(outlets[i]),
                                .line = 1,
                                .text = st_cstr(said[i]),
                                .end = (uint32_t)strlen(said[i]),
                                .revision = revisions[i]};
  }
  st_finding f = {.id = "1",
                  .kind = st_cstr("wording"),
                  .level = st_cstr("warning"),
                  .message = st_cstr("m"),
                  .evidence = evidence,
                  .evidence_count = 2};
  st_buf out = {0};
  st_finding_full(&f, &(st_term){.width = 72}, &out, NULL);
  st_buf_addc(&out, '\0');
  assert_non_null(strstr(out.p, "at home and abroad, and"));
  assert_non_null(strstr(out.p, "at home and overseas, and"));
  st_buf_close(&out);
  for (unsigned i = 0; i < 2; i++) st_revision_close(revisions[i]);
}

static void test_color_stands_for_marks(void **state) {
  sample *s = *state;
  st_buf out = {0};
  st_finding_full(&s->finding, &(st_term){.width = 72, .color = true}, &out, NULL);
  st_buf_addc(&out, '\0');
  assert_non_null(strstr(out.p, "\x1b[1;31mon Friday\x1b[0m"));
  assert_null(strstr(out.p, "‹"));
  st_buf_close(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_camps_stand_together),
      cmocka_unit_test(test_a_long_message_takes_two_lines),
      cmocka_unit_test(test_folded_into_one_line),
      cmocka_unit_test(test_a_folded_message_is_shown_whole),
      cmocka_unit_test(test_who_misquotes_stands_first),
      cmocka_unit_test(test_long_words_are_shown_where_they_differ),
      cmocka_unit_test(test_color_stands_for_marks),
  };
  return cmocka_run_group_tests(tests, open_sample, close_sample);
}
