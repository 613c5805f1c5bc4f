#include "event/names.h"
#include "event/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_short_names_tell_files_apart(void **state) {
  (void)state;
  st_str docs[] = {st_cstr("s/000_ba9e.txt"),    st_cstr("s/004_4e4a.txt"), st_cstr("s/herald.txt"),
                   st_cstr("s/herald-late.txt"), st_cstr("a/same.txt"),     st_cstr("b/same.txt"),
                   st_cstr("n.ndjson#17"),       st_cstr("noending")};
  const char *want[] = {"000",        "004",        "herald", "herald-late",
                        "a/same.txt", "b/same.txt", "17",     "noending"};
  st_str out[8];
  assert_int_equal(st_short_names(docs, 8, out, NULL), ST_OK);
  for (int i = 0; i < 8; i++) {
    char got[64];
    snprintf(got, sizeof got, "%.*s", (int)out[i].n, out[i].p);
    assert_string_equal(got, want[i]);
  }
}

static st_revision *revision(const char *doc, const char *outlet) {
  st_revision_source s = {.doc = st_cstr(doc), .text = st_cstr("Words.")};
  s.meta[ST_META_OUTLET].value = st_cstr(outlet);
  st_revision *r = NULL;
  assert_int_equal(st_revision_make(&s, &r, NULL), ST_OK);
  return r;
}

static void test_a_story_is_a_place(void **state) {
  (void)state;
  st_revision *r[] = {revision("a/1.txt", "Herald"), revision("a/2.txt", ""),
                      revision("b/1.txt", "")};
  st_member members[] = {{r[0], st_cstr("a"), st_cstr("2021-04-14")},
                         {r[1], st_cstr("a"), st_cstr("2021-04-13")},
                         {r[2], st_cstr("b"), {0}}};
  st_arena *arena = st_arena_open();
  st_story *stories;
  uint32_t n;
  assert_int_equal(st_stories_find(members, 3, arena, &stories, &n, NULL), ST_OK);
  assert_int_equal(n, 2);
  assert_true(strcmp(stories[0].id, stories[1].id) < 0);
  const st_story *a = stories[0].article_count == 2 ? &stories[0] : &stories[1];
  assert_int_equal(a->article_count, 2);
  assert_true(st_str_equal(a->outlets[0], st_cstr("Herald")));
  assert_true(st_str_equal(a->outlets[1], st_cstr("2")));
  assert_int_equal(strlen(a->id), 6);
  for (int i = 0; i < 3; i++) st_revision_close(r[i]);
  st_arena_close(arena);
}

/* The id is that of the first article by date: a later one that joins changes nothing. */
static void test_an_id_hangs_on_the_first_article(void **state) {
  (void)state;
  st_revision *r[] = {revision("a/0.txt", ""), revision("a/1.txt", "")};
  st_member early[] = {{r[1], st_cstr("a"), st_cstr("2021-04-13")}};
  st_member both[] = {{r[0], st_cstr("a"), st_cstr("2021-04-15")},
                      {r[1], st_cstr("a"), st_cstr("2021-04-13")}};
  st_arena *arena = st_arena_open();
  st_story *one, *two;
  uint32_t n;
  assert_int_equal(st_stories_find(early, 1, arena, &one, &n, NULL), ST_OK);
  assert_int_equal(st_stories_find(both, 2, arena, &two, &n, NULL), ST_OK);
  assert_string_equal(one->id, two->id);
  st_revision_close(r[0]);
  st_revision_close(r[1]);
  st_arena_close(arena);
}

static void test_ids_are_unique_in_a_run(void **state) {
  (void)state;
  enum { MANY = 3000 };
  static st_revision *r[MANY];
  static st_member members[MANY];
  static char places[MANY][16];
  for (int i = 0; i < MANY; i++) {
    snprintf(places[i], sizeof places[i], "%05d", i);
    r[i] = revision(places[i], "");
    members[i] = (st_member){r[i], st_cstr(places[i]), {0}};
  }
  st_arena *arena = st_arena_open();
  st_story *stories;
  uint32_t n;
  assert_int_equal(st_stories_find(members, MANY, arena, &stories, &n, NULL), ST_OK);
  assert_int_equal(n, MANY);
  for (uint32_t i = 1; i < n; i++) assert_true(strcmp(stories[i - 1].id, stories[i].id) < 0);
  for (int i = 0; i < MANY; i++) st_revision_close(r[i]);
  st_arena_close(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_short_names_tell_files_apart),
      cmocka_unit_test(test_a_story_is_a_place),
      cmocka_unit_test(test_an_id_hangs_on_the_first_article),
      cmocka_unit_test(test_ids_are_unique_in_a_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
