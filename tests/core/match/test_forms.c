/* Forms against the plainest way to say the same: every form tried at every place. */
#include "support_text.h"

#include "base/alloc.h"
#include "match/forms.h"
#include "text/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char letters[] = "abc";
enum { FORMS = 5, PARTS = 4, LETTERS = sizeof letters - 1, LENGTH = 12 };

struct part {
  bool has[LETTERS], optional;
};
struct form {
  struct part parts[PARTS];
  uint32_t count;
};

static struct form pick_form(random_source *r) {
  struct form f = {.count = 1 + pick(r, PARTS)};
  for (uint32_t i = 0; i < f.count; i++) {
    for (uint32_t k = 0; k < LETTERS; k++) f.parts[i].has[k] = pick(r, 3) == 0;
    f.parts[i].has[pick(r, LETTERS)] = true;
    f.parts[i].optional = i > 0 && pick(r, 3) == 0;
  }
  return f;
}

/* Written as a set or, of one letter, in one of two other ways. */
static void write_part(random_source *r, const struct part *p, st_buf *out) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < LETTERS; k++) n += p->has[k];
  if (n > 1 || pick(r, 2)) st_buf_add(out, "[", 1);
  else if (pick(r, 2)) st_buf_add(out, "%", 1);
  bool set = out->n && out->p[out->n - 1] == '[';
  for (uint32_t k = 0; k < LETTERS; k++)
    if (p->has[k]) st_buf_add(out, &letters[k], 1);
  if (set) st_buf_add(out, "]", 1);
  if (p->optional) st_buf_add(out, "?", 1);
}

/* The furthest place where the form's parts from `i` on can end; UINT32_MAX: nowhere. */
static uint32_t furthest(const struct form *f, uint32_t i, const char *text, uint32_t at,
                         uint32_t stop) {
  if (i == f->count) return at;
  uint32_t best = f->parts[i].optional ? furthest(f, i + 1, text, at, stop) : UINT32_MAX;
  const char *letter = at < stop ? strchr(letters, text[at]) : NULL;
  if (!letter || !*letter || !f->parts[i].has[letter - letters]) return best;
  for (at++; at < stop && text[at] == ST_LETTER_ON; at++) {}
  uint32_t end = furthest(f, i + 1, text, at, stop);
  return end != UINT32_MAX && (best == UINT32_MAX || end > best) ? end : best;
}

static void check(const st_forms *f, const struct form *forms, const char *text, uint32_t at,
                  uint32_t stop) {
  uint32_t best = ST_NONE, end = 0, after = 0;
  for (uint32_t i = 0; i < FORMS; i++) {
    uint32_t there = furthest(&forms[i], 0, text, at, stop);
    if (there == UINT32_MAX || (best != ST_NONE && there <= end)) continue;
    best = i;
    end = there;
  }
  assert_int_equal(st_forms_longest(f, text, at, stop, &after), best);
  if (best != ST_NONE) assert_int_equal(after, end);
  if (best != ST_NONE) assert_true(st_forms_begins(f)[(unsigned char)text[at]]);
}

static void finds_what_every_form_finds(void **state) {
  (void)state;
  random_source r = {11};
  for (int round = 0; round < 500; round++) {
    st_forms *f = st_forms_open();
    struct form forms[FORMS];
    for (uint32_t i = 0; i < FORMS; i++) {
      st_buf pattern = {0};
      forms[i] = pick_form(&r);
      for (uint32_t k = 0; k < forms[i].count; k++) write_part(&r, &forms[i].parts[k], &pattern);
      assert_int_equal(st_forms_add(f, (st_str){pattern.p, pattern.n}, NULL), ST_OK);
      st_buf_close(&pattern);
    }
    char text[LENGTH];
    for (uint32_t i = 0; i < LENGTH; i++)
      text[i] = pick(&r, 5) ? letters[pick(&r, LETTERS)] : pick(&r, 2) ? ST_LETTER_ON : '.';
    for (uint32_t at = 0; at < LENGTH; at++)
      if (text[at] != ST_LETTER_ON) check(f, forms, text, at, at + pick(&r, LENGTH - at + 1));
    st_forms_close(f);
  }
}

static void refuses(const char *pattern, int status) {
  st_forms *f = st_forms_open();
  st_error e = {0};
  uint32_t after;
  assert_int_equal(st_forms_add(f, st_cstr(pattern), &e), status);
  assert_true(strlen(e.message) > 0);
  assert_int_equal(st_forms_longest(f, "a", 0, 1, &after), ST_NONE);
  st_forms_close(f);
}

static void says_what_is_no_form(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "a?", "[", "[]", "[ab", "a]", "?", "a??", "%", "a b", "a.",
                                      "[a%"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) refuses(wrong[i], ST_EUSE);
  refuses("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ST_ELIMIT);
  refuses("b[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?",
          ST_ELIMIT);
}

static void says_when_memory_is_out(void **state) {
  (void)state;
  for (long failing = 0;; failing++) {
    st_alloc_fail_after(failing);
    st_forms *f = st_forms_open();
    int status = f ? ST_OK : ST_ENOMEM;
    for (const char *c = letters; !status && *c; c++) {
      char pattern[] = "[abc][abc][abc][abc]x";
      pattern[sizeof pattern - 2] = *c;
      status = st_forms_add(f, st_cstr(pattern), NULL);
    }
    st_alloc_fail_after(-1);
    st_forms_close(f);
    if (!status) break;
    assert_int_equal(status, ST_ENOMEM);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_what_every_form_finds),
                                     cmocka_unit_test(says_what_is_no_form),
                                     cmocka_unit_test(says_when_memory_is_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
