/* Where an automaton can start, against trying it from every slot. */
#include "match/ahead.h"
#include "support_text.h"

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct automaton {
  st_ahead_place places[ST_AHEAD_PLACES];
  uint32_t count, bytes;
  uint64_t first, last;
};

static uint64_t some_places(random_source *r, uint32_t count, uint32_t one_in) {
  uint64_t set = 0;
  for (uint32_t i = 0; i < count; i++) set |= (uint64_t)(pick(r, one_in) == 0) << i;
  return set;
}

static struct automaton make(random_source *r) {
  struct automaton a = {.bytes = 1 + pick(r, 2)};
  a.count = pick(r, 4) ? 1 + pick(r, 6) : ST_AHEAD_PLACES;
  uint32_t bits = a.bytes * 8 - 1;
  for (uint32_t i = 0; i < a.count; i++) {
    a.places[i].bits = pick(r, 4) ? (uint64_t)1 << pick(r, bits) : 0;
    a.places[i].before = some_places(r, a.count, a.count > 6 ? 40 : 3);
  }
  a.first = some_places(r, a.count, 3);
  a.last = some_places(r, a.count, 3);
  return a;
}

static uint32_t code_at(const struct automaton *a, st_str codes, uint32_t slot) {
  const unsigned char *p = (const unsigned char *)codes.p + (size_t)slot * a->bytes;
  return a->bytes == 1 ? p[0] : p[0] | (uint32_t)p[1] << 8;
}

static uint64_t taking(const struct automaton *a, uint32_t code) {
  uint64_t set = 0;
  for (uint32_t i = 0; i < a->count && !(code >> (8 * a->bytes - 1)); i++)
    if ((code & a->places[i].bits) == a->places[i].bits) set |= (uint64_t)1 << i;
  return set;
}

static uint64_t behind(const struct automaton *a, uint64_t set) {
  uint64_t after = 0;
  for (uint32_t i = 0; i < a->count; i++)
    if (a->places[i].before & set) after |= (uint64_t)1 << i;
  return after;
}

static bool starts(const struct automaton *a, st_str codes, uint32_t slot) {
  uint64_t set = a->first;
  for (uint32_t i = slot; set && i < codes.n / a->bytes; i++) {
    set &= taking(a, code_at(a, codes, i));
    if (set & a->last) return true;
    set = behind(a, set);
  }
  return false;
}

/* `kinds`: how many different codes there are. */
static st_str make_codes(random_source *r, const struct automaton *a, uint32_t kinds, char *room,
                         uint32_t slots) {
  for (uint32_t i = 0; i < slots; i++) {
    uint64_t seed = pick(r, kinds) + 1;
    random_source one = {seed};
    uint32_t code = pick(&one, 8) ? pick(&one, 1u << (8 * a->bytes - 1)) : 0x80u << 8 * (a->bytes - 1);
    for (uint32_t k = 0; k < a->bytes; k++) room[i * a->bytes + k] = (char)(code >> 8 * k);
  }
  return (st_str){room, (size_t)slots * a->bytes};
}

enum { SLOTS = 3000 };

static void compare(st_ahead *x, const struct automaton *a, st_str codes, uint32_t *found) {
  uint32_t n = st_ahead_find(x, codes, found);
  for (uint32_t i = 0; i < codes.n / a->bytes; i++) {
    bool is = n && found[n - 1] == i;
    assert_int_equal(is, starts(a, codes, i));
    n -= is;
  }
  assert_int_equal(n, 0);
}

/* So many codes, places and texts that what was remembered is forgotten on the way. */
static void test_all_starts_are_found_and_no_others(void **state) {
  (void)state;
  random_source r = {7};
  char *room = malloc(SLOTS * ST_AHEAD_BYTES);
  uint32_t *found = malloc(SLOTS * sizeof *found);
  for (uint32_t round = 0; round < 300; round++) {
    struct automaton a = make(&r);
    st_ahead *x = st_ahead_open(a.places, a.count, a.first, a.last, a.bytes);
    assert_non_null(x);
    for (uint32_t i = 0; i < 3; i++) {
      uint32_t slots = round % 10 ? pick(&r, 60) : SLOTS;
      compare(x, &a, make_codes(&r, &a, 2 + pick(&r, 500), room, slots), found);
    }
    st_ahead_close(x);
  }
  free(found);
  free(room);
}

static void test_memory_runs_out(void **state) {
  (void)state;
  st_alloc_fail_after(0);
  assert_null(st_ahead_open(&(st_ahead_place){1, 0}, 1, 1, 1, 1));
  st_alloc_fail_after(-1);
  st_ahead_close(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_starts_are_found_and_no_others),
      cmocka_unit_test(test_memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
