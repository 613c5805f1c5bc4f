#include "base/names.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static st_str name(char *room, unsigned i) {
  return st_str_of(room, (size_t)sprintf(room, "name %u", i));
}

static void test_numbers_in_order(void **state) {
  (void)state;
  st_names *t = st_names_open();
  assert_int_equal(st_names_add(t, st_cstr("quotation")), 0);
  assert_int_equal(st_names_add(t, st_cstr("")), 1);
  assert_int_equal(st_names_add(t, st_cstr("quotation")), 0);
  assert_int_equal(st_names_find(t, st_cstr("")), 1);
  assert_int_equal(st_names_find(t, st_cstr("quot")), ST_NO_NAME);
  assert_string_equal(st_names_get(t, 0).p, "quotation");
  assert_int_equal(st_names_count(t), 2);
  st_names_close(t);
  st_names_close(NULL);
}

static void test_many(void **state) {
  (void)state;
  char room[32];
  st_names *t = st_names_open();
  for (unsigned i = 0; i < 5000; i++) assert_int_equal(st_names_add(t, name(room, i)), i);
  for (unsigned i = 0; i < 5000; i++) {
    assert_int_equal(st_names_find(t, name(room, i)), i);
    assert_string_equal(st_names_get(t, i).p, room);
  }
  assert_int_equal(st_names_find(t, name(room, 5000)), ST_NO_NAME);
  st_names_close(t);
}

/* After a failure the table is as it was, and goes on when there is memory again. */
static void test_every_allocation_may_fail(void **state) {
  (void)state;
  char room[32];
  for (long left = 0; left < 40; left++) {
    st_alloc_fail_after(left);
    st_names *t = st_names_open();
    unsigned added = 0;
    while (t && added < 200 && st_names_add(t, name(room, added)) == added) added++;
    st_alloc_fail_after(-1);
    if (!t) continue;
    assert_int_equal(st_names_count(t), added);
    for (unsigned i = added; i < 200; i++) assert_int_equal(st_names_add(t, name(room, i)), i);
    for (unsigned i = 0; i < 200; i++) assert_int_equal(st_names_find(t, name(room, i)), i);
    st_names_close(t);
  }
}

/* Small and large ones after each other, so that room is kept and given up. */
static void test_cleared_ones_begin_anew(void **state) {
  (void)state;
  char room[32];
  st_names *t = st_names_open();
  for (unsigned round = 0; round < 6; round++) {
    unsigned count = round % 2 ? 20 : 3000, first = round * 7;
    for (unsigned i = 0; i < count; i++) assert_int_equal(st_names_add(t, name(room, first + i)), i);
    for (unsigned i = 0; i < count; i++) {
      assert_int_equal(st_names_find(t, name(room, first + i)), i);
      assert_string_equal(st_names_get(t, i).p, room);
    }
    st_names_clear(t);
    assert_int_equal(st_names_count(t), 0);
    assert_int_equal(st_names_find(t, name(room, first)), ST_NO_NAME);
  }
  st_names_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers_in_order),
                                     cmocka_unit_test(test_many),
                                     cmocka_unit_test(test_cleared_ones_begin_anew),
                                     cmocka_unit_test(test_every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
