#include "base/alloc.h"
#include "doc/layer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { SPEAKER, QUOTED, COUNT, SCORE, ABOUT };

static const st_field fields[] = {
    {{"speaker", 7}, ST_ENTITY}, {{"quoted", 6}, ST_SPAN | ST_LIST},
    {{"count", 5}, ST_INTERVAL}, {{"score", 5}, ST_NUMBER},
    {{"about", 5}, ST_REF},
};

static st_schema schema(enum st_overlap overlap) {
  return (st_schema){st_cstr("quotation"), fields, 5, overlap};
}

static st_revision *revision(const char *text) {
  st_revision_source s = {.doc = st_cstr("a.txt"), .text = st_cstr(text)};
  st_revision *r = NULL;
  assert_int_equal(st_revision_make(&s, &r, NULL), ST_OK);
  return r;
}

static const char text[] = "\"We go,\" Ann said. More than 12 came, and Bob left at once.";

static st_layer *build(st_layer_builder *b, const st_revision *r) {
  st_layer *l = NULL;
  assert_int_equal(st_layer_build(b, r, NULL, &l, NULL), ST_OK);
  st_layer_builder_close(b);
  return l;
}

static st_layer *sample(const st_revision *r) {
  st_schema s = schema(ST_OVERLAP_LONGEST);
  st_layer_builder *b = st_layer_builder_open(&s);
  st_layer_add(b, 19, 31, st_cstr("extract/b"));
  st_layer_add_interval(b, COUNT, (st_interval){12, 13, NAN, st_cstr("more than")});
  st_layer_add_ref(b, ABOUT, (st_ref){st_cstr("mention"), 7});
  st_layer_add(b, 1, 6, st_cstr("extract/a"));
  st_layer_add_string(b, SPEAKER, st_cstr("Ann"));
  st_layer_add_span(b, QUOTED, (st_span){1, 3});
  st_layer_add_span(b, QUOTED, (st_span){4, 6});
  st_layer_add_number(b, SCORE, 0.5);
  return build(b, r);
}

static void test_columns_hold_what_was_added(void **state) {
  (void)state;
  st_revision *r = revision(text);
  st_layer *l = sample(r);
  assert_int_equal(st_layer_count(l), 2);
  assert_int_equal(st_layer_span(l, 0).begin, 1); /* sorted by place */
  assert_true(st_str_equal(st_layer_rule(l, 0), st_cstr("extract/a")));
  assert_true(st_str_equal(st_layer_string(l, SPEAKER, 0, 0), st_cstr("Ann")));
  assert_int_equal(st_layer_values(l, QUOTED, 0), 2);
  assert_int_equal(st_layer_field_span(l, QUOTED, 0, 1).begin, 4);
  assert_true(st_layer_number(l, SCORE, 0, 0) == 0.5);
  assert_int_equal(st_layer_values(l, SPEAKER, 1), 0);
  st_interval v = st_layer_interval(l, COUNT, 1, 0);
  assert_true(v.value == 12 && v.low == 13 && isnan(v.high));
  assert_true(st_str_equal(v.hedge, st_cstr("more than")));
  assert_int_equal(st_layer_ref(l, ABOUT, 1, 0).index, 7);
  assert_int_equal(st_layer_find_field(l, st_cstr("count")), COUNT);
  assert_int_equal(st_layer_find_field(l, st_cstr("counts")), ST_NONE);
  st_layer_close(l);
  st_revision_close(r);
}

static void test_survives_being_sent_and_refuses_pieces(void **state) {
  (void)state;
  st_revision *r = revision(text);
  st_layer *l = sample(r), *copy = NULL;
  st_str run = st_layer_bytes(l);
  assert_int_equal(st_layer_from_bytes(run.p, run.n, &copy, NULL), ST_OK);
  assert_true(st_str_equal(run, st_layer_bytes(copy)));
  st_layer *none = NULL;
  for (size_t n = 0; n < run.n; n++)
    assert_int_equal(st_layer_from_bytes(run.p, n, &none, NULL), ST_EINPUT);
  st_layer_close(copy);
  st_layer_close(l);
  st_revision_close(r);
}

static void test_wrong_types_are_refused(void **state) {
  (void)state;
  st_schema s = schema(ST_OVERLAP_ALL);
  st_layer_builder *b = st_layer_builder_open(&s);
  st_layer_add(b, 0, 1, st_cstr("x"));
  assert_int_equal(st_layer_add_number(b, SPEAKER, 1), ST_EUSE);
  assert_int_equal(st_layer_add_string(b, COUNT, st_cstr("1")), ST_EUSE);
  assert_int_equal(st_layer_add_span(b, 99, (st_span){0, 1}), ST_EUSE);
  st_layer_builder_close(b);
}

static void test_the_longest_stays_whichever_rule_comes_first(void **state) {
  (void)state;
  st_revision *r = revision(text);
  const uint32_t spans[][2] = {{0, 5}, {3, 12}, {10, 14}, {14, 20}, {14, 20}, {30, 31}};
  const char *const rules[] = {"extract/a", "extract/b", "extract/c",
                               "extract/z", "extract/b", "extract/a"};
  uint64_t content = 0;
  for (int turn = 0; turn < 6; turn++) { /* any order of adding gives the same layer */
    st_schema s = schema(ST_OVERLAP_LONGEST);
    st_layer_builder *b = st_layer_builder_open(&s);
    for (int i = 0; i < 6; i++) {
      int k = (i + turn) % 6;
      st_layer_add(b, spans[k][0], spans[k][1], st_cstr(rules[k]));
    }
    st_layer *l = build(b, r);
    assert_int_equal(st_layer_count(l), 3);
    assert_int_equal(st_layer_span(l, 0).begin, 3);
    assert_int_equal(st_layer_span(l, 1).begin, 14);
    assert_true(
        st_str_equal(st_layer_rule(l, 1), st_cstr("extract/b"))); /* of equals the first by name */
    assert_int_equal(st_layer_span(l, 2).begin, 30);
    if (turn) assert_int_equal(content, st_layer_content(l));
    content = st_layer_content(l);
    st_layer_close(l);
  }
  st_revision_close(r);
}

static void test_all_keeps_overlaps_but_not_doubles(void **state) {
  (void)state;
  st_revision *r = revision(text);
  st_schema s = schema(ST_OVERLAP_ALL);
  st_layer_builder *b = st_layer_builder_open(&s);
  for (int i = 0; i < 3; i++) {
    st_layer_add(b, 0, 8, st_cstr("x"));
    st_layer_add_string(b, SPEAKER, st_cstr(i == 1 ? "Bob" : "Ann"));
  }
  st_layer_add(b, 2, 9, st_cstr("x"));
  st_layer *l = build(b, r);
  assert_int_equal(st_layer_count(l), 3);
  st_layer_close(l);
  st_revision_close(r);
}

typedef struct place {
  uint32_t begin, end, value;
} place;

static uint32_t draw(uint32_t *seed, uint32_t n) {
  *seed = *seed * 1664525 + 1013904223;
  return (*seed >> 8) % n;
}

static bool overlap(const place *a, const place *b) {
  return a->begin < b->end && b->begin < a->end;
}

static bool longer(const place *a, const place *b) {
  uint32_t x = a->end - a->begin, y = b->end - b->begin;
  return x != y ? x > y : a->begin < b->begin;
}

/* The first of the longest that overlaps with none that is kept, again and again. */
static uint32_t longest_of(place *all, uint32_t n, place *kept) {
  uint32_t count = 0;
  for (const place *best = all; best;) {
    best = NULL;
    for (uint32_t i = 0; i < n; i++) {
      bool free = true;
      for (uint32_t k = 0; free && k < count; k++) free = !overlap(&kept[k], &all[i]);
      if (free && (!best || longer(&all[i], best))) best = &all[i];
    }
    if (best) kept[count++] = *best;
  }
  return count;
}

static uint32_t different_of(const place *all, uint32_t n, place *kept) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < n; i++) {
    bool known = false;
    for (uint32_t k = 0; k < count; k++)
      known = known || memcmp(&kept[k], &all[i], sizeof *kept) == 0;
    if (!known) kept[count++] = all[i];
  }
  return count;
}

static void check_kept(const st_layer *l, const place *kept, uint32_t count) {
  assert_int_equal(st_layer_count(l), count);
  for (uint32_t k = 0; k < count; k++) {
    bool found = false;
    for (uint32_t i = 0; !found && i < count; i++) {
      st_span s = st_layer_span(l, i);
      found = s.begin == kept[k].begin && s.end == kept[k].end &&
              st_layer_number(l, SCORE, i, 0) == kept[k].value;
    }
    assert_true(found);
  }
}

/* Few and many rows, in long runs and in short ones, against what is told above. */
static void test_overlaps_are_settled_as_one_by_one(void **state) {
  (void)state;
  enum { MOST = 120 };
  uint32_t seed = 1;
  st_revision *r = revision(text);
  for (int turn = 0; turn < 400; turn++) {
    bool longest = turn % 2;
    st_schema s = schema(longest ? ST_OVERLAP_LONGEST : ST_OVERLAP_ALL);
    st_layer_builder *b = st_layer_builder_open(&s);
    place all[MOST], kept[MOST];
    uint32_t n = 1 + draw(&seed, MOST), wide = 1 + draw(&seed, 8);
    for (uint32_t i = 0; i < n; i++) {
      uint32_t begin = draw(&seed, turn % 3 ? 40 : 4), length = 1 + draw(&seed, wide);
      all[i] = (place){begin, begin + length, longest ? 0 : draw(&seed, 6)};
      st_layer_add(b, all[i].begin, all[i].end, st_cstr("x"));
      st_layer_add_number(b, SCORE, all[i].value);
    }
    uint32_t count = longest ? longest_of(all, n, kept) : different_of(all, n, kept);
    st_layer *l = build(b, r);
    check_kept(l, kept, count);
    st_layer_close(l);
  }
  st_revision_close(r);
}

/* As many as a rule may give to one article, in the worst order: not every one with every other. */
static void test_many_take_no_longer_each(void **state) {
  (void)state;
  enum { MANY = 100000 };
  char *long_text = malloc(2 * MANY + 3);
  memset(long_text, 'a', 2 * MANY + 2);
  long_text[2 * MANY + 2] = '\0';
  st_revision *r = revision(long_text);
  clock_t begun = clock();
  for (int longest = 0; longest < 2; longest++) {
    st_schema s = schema(longest ? ST_OVERLAP_LONGEST : ST_OVERLAP_ALL);
    st_layer_builder *b = st_layer_builder_open(&s);
    for (uint32_t i = 0; i < MANY; i++) {
      uint32_t begin = longest ? 2 * i : 0;
      st_layer_add(b, begin, begin + 3, st_cstr("x"));
      st_layer_add_number(b, SCORE, i);
    }
    st_layer *l = build(b, r);
    assert_int_equal(st_layer_count(l), longest ? MANY / 2 : MANY);
    st_layer_close(l);
  }
  assert_true((double)(clock() - begun) / CLOCKS_PER_SEC < 2);
  st_revision_close(r);
  free(long_text);
}

static void test_rewinding_leaves_what_was_before(void **state) {
  (void)state;
  st_revision *r = revision(text);
  st_schema s = schema(ST_OVERLAP_ALL);
  st_layer_builder *b = st_layer_builder_open(&s);
  st_layer_add(b, 0, 8, st_cstr("x"));
  st_layer_add_string(b, SPEAKER, st_cstr("Ann"));
  uint32_t mark = st_layer_builder_count(b);
  st_layer_add(b, 9, 12, st_cstr("y"));
  st_layer_add_string(b, SPEAKER, st_cstr("Bob"));
  st_layer_rewind(b, mark);
  st_layer_add(b, 20, 22, st_cstr("z"));
  st_layer_add_number(b, SCORE, 2);
  st_layer *l = build(b, r);
  assert_int_equal(st_layer_count(l), 2);
  assert_true(st_str_equal(st_layer_string(l, SPEAKER, 0, 0), st_cstr("Ann")));
  assert_int_equal(st_layer_values(l, SPEAKER, 1), 0);
  assert_true(st_layer_number(l, SCORE, 1, 0) == 2);
  st_layer_close(l);
  st_revision_close(r);
}

/* The same words further down: content is the same, positions are not. */
static void test_content_and_positions_are_apart(void **state) {
  (void)state;
  char moved[sizeof text + 8];
  strcpy(moved, "Well. ");
  strcat(moved, text);
  st_revision *r = revision(text), *m = revision(moved);
  st_layer *l = sample(r);
  st_schema s = schema(ST_OVERLAP_LONGEST);
  st_layer_builder *b = st_layer_builder_open(&s);
  st_layer_add(b, 7, 12, st_cstr("extract/a"));
  st_layer_add_string(b, SPEAKER, st_cstr("Ann"));
  st_layer_add_span(b, QUOTED, (st_span){7, 9});
  st_layer_add_span(b, QUOTED, (st_span){10, 12});
  st_layer_add_number(b, SCORE, 0.5);
  st_layer_add(b, 25, 37, st_cstr("extract/b"));
  st_layer_add_interval(b, COUNT, (st_interval){12, 13, NAN, st_cstr("more than")});
  st_layer_add_ref(b, ABOUT, (st_ref){st_cstr("mention"), 7});
  st_layer *k = build(b, m);
  assert_int_equal(st_layer_content(l), st_layer_content(k));
  assert_true(st_layer_positions(l) != st_layer_positions(k));
  st_layer_close(k);
  st_layer_close(l);
  st_revision_close(m);
  st_revision_close(r);
}

static void test_memory_may_run_out_anywhere(void **state) {
  (void)state;
  st_revision *r = revision(text);
  for (long n = 0;; n++) {
    st_schema s = schema(ST_OVERLAP_LONGEST);
    st_layer *l = NULL;
    st_alloc_fail_after(n);
    st_layer_builder *b = st_layer_builder_open(&s);
    if (b) {
      st_layer_add(b, 1, 6, st_cstr("x"));
      st_layer_add_string(b, SPEAKER, st_cstr("Ann"));
      st_layer_add_span(b, QUOTED, (st_span){1, 3});
    }
    int rc = b ? st_layer_build(b, r, NULL, &l, NULL) : ST_ENOMEM;
    st_alloc_fail_after(-1);
    st_layer_builder_close(b);
    if (rc == ST_OK) {
      assert_int_equal(st_layer_count(l), 1);
      st_layer_close(l);
      break;
    }
    assert_int_equal(rc, ST_ENOMEM);
  }
  st_revision_close(r);
}

static void test_roles_come_from_the_block_layer(void **state) {
  (void)state;
  st_revision *r = revision("READ MORE: that\nShe said so.\n");
  const st_field role = {{"role", 4}, ST_STRING};
  st_schema s = {st_cstr("block"), &role, 1, ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&s);
  st_layer_add(b, 0, 15, st_cstr("extract/block"));
  st_layer_add_string(b, 0, st_cstr("link"));
  st_layer *l = build(b, r);
  assert_true(st_str_equal(st_block_role(l, r, 0), st_cstr("link")));
  assert_true(st_str_equal(st_block_role(l, r, 1), st_cstr("body")));
  assert_true(st_str_equal(st_block_role(NULL, r, 0), st_cstr("body")));
  assert_true(st_str_equal(st_block_role(l, r, ST_NONE), st_cstr("body")));
  st_layer_close(l);
  st_revision_close(r);
}

/* A layer in the room of others is byte for byte what it would be in its own. */
static void test_one_builder_makes_layer_after_layer(void **state) {
  (void)state;
  st_revision *r = revision(text);
  st_schema all = schema(ST_OVERLAP_ALL), longest = schema(ST_OVERLAP_LONGEST);
  const st_field field = {{"n", 1}, ST_NUMBER};
  st_schema other = {st_cstr("other"), &field, 1, ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&other);
  for (uint32_t round = 0; round < 12; round++) {
    const st_schema *s = round % 3 == 0 ? &all : round % 3 == 1 ? &other : &longest;
    st_layer_builder *own = st_layer_builder_open(s);
    assert_true(st_layer_builder_begin(b, s));
    for (uint32_t i = 0; i < round * 3; i++) {
      st_layer_builder *const both[] = {b, own};
      for (int k = 0; k < 2; k++) {
        st_layer_add(both[k], i % 7, i % 7 + 3, st_cstr(i % 2 ? "extract/a" : "extract/b"));
        if (s == &other)
          assert_int_equal(st_layer_add_number(both[k], 0, i), ST_OK);
        else
          assert_int_equal(st_layer_add_string(both[k], SPEAKER, st_cstr(i % 4 ? "Ann" : "Bob")),
                           ST_OK);
      }
    }
    st_layer *l = NULL, *expected = build(own, r);
    assert_int_equal(st_layer_build(b, r, NULL, &l, NULL), ST_OK);
    assert_true(st_str_equal(st_layer_bytes(l), st_layer_bytes(expected)));
    assert_true(st_layer_builder_size(b) > 0);
    st_layer_close(l);
    st_layer_close(expected);
  }
  st_layer_builder_close(b);
  st_revision_close(r);
}

/* In a line that no annotation covers, between two that have one each. */
static void test_roles_one_after_the_other(void **state) {
  (void)state;
  st_revision *r = revision("One is here.\nTwo is here.\nThree is.\nFour is.\n");
  const st_field role = {{"role", 4}, ST_STRING};
  st_schema s = {st_cstr("block"), &role, 1, ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&s);
  uint32_t count;
  const st_block *blocks = st_revision_blocks(r, &count);
  assert_int_equal(count, 4);
  for (uint32_t i = 0; i < count; i += 2) {
    st_layer_add(b, blocks[i].begin, blocks[i].end, st_cstr("extract/block"));
    st_layer_add_string(b, 0, st_cstr(i ? "link" : "headline"));
  }
  st_layer *l = build(b, r);
  for (uint32_t from = 0; from < count; from++)
    for (uint32_t step = 1; step < 4; step++) {
      st_roles roles = st_roles_of(l, r), none = st_roles_of(NULL, r);
      for (uint32_t i = from; i < count + 2; i += step) {
        assert_true(st_str_equal(st_roles_next(&roles, i), st_block_role(l, r, i)));
        assert_true(st_str_equal(st_roles_next(&none, i), st_cstr("body")));
      }
    }
  st_layer_close(l);
  st_revision_close(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_columns_hold_what_was_added),
      cmocka_unit_test(test_survives_being_sent_and_refuses_pieces),
      cmocka_unit_test(test_wrong_types_are_refused),
      cmocka_unit_test(test_the_longest_stays_whichever_rule_comes_first),
      cmocka_unit_test(test_all_keeps_overlaps_but_not_doubles),
      cmocka_unit_test(test_overlaps_are_settled_as_one_by_one),
      cmocka_unit_test(test_many_take_no_longer_each),
      cmocka_unit_test(test_rewinding_leaves_what_was_before),
      cmocka_unit_test(test_content_and_positions_are_apart),
      cmocka_unit_test(test_memory_may_run_out_anywhere),
      cmocka_unit_test(test_roles_come_from_the_block_layer),
      cmocka_unit_test(test_roles_one_after_the_other),
      cmocka_unit_test(test_one_builder_makes_layer_after_layer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
