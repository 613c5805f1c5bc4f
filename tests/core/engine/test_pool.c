/* The pool with workers that are this very program: they do what a job's one byte says. */
#include "engine/workers/pool.h"
#include "engine/wire/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANSWER = 'a', CRASH = 'c', HANG = 'h', LEAVE = 'l', NAP = 'n', PART = 'p', SET_UP = 's' };

/* --- the worker --- */

static int work(void) {
  st_progress *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0);
  st_buf body = {0}, out = {0};
  uint8_t kind, set_up = 0;
  uint64_t done = 0;
  while (st_wire_receive(0, &kind, &body, NULL) == 1) {
    atomic_store(&page->rule, 7);
    if (kind == SET_UP) set_up++;
    if (kind == CRASH) abort();
    if (kind == LEAVE) exit(3);
    for (; kind == HANG;) pause();
    if (kind == NAP || kind == PART) atomic_store(&page->job, 1000);
    if (kind == NAP) usleep(400000);
    if (kind == PART) {
      while (atomic_load(&page->enough) != 1000) usleep(1000);
    }
    st_wire_begin(&out, kind);
    st_buf_u8(&out, set_up);
    st_buf_u64(&out, kind == SET_UP ? done : ++done);
    st_buf_add(&out, body.p, body.n);
    st_wire_end(&out);
    atomic_store(&page->rule, UINT32_MAX);
    if (st_wire_send(1, &out, NULL) != ST_OK) break;
  }
  st_buf_close(&body);
  st_buf_close(&out);
  return 0;
}

/* --- the test --- */

enum { MOST = 3000 };
typedef struct seen {
  int answered[MOST], died[MOST], told;
  st_death last;
  bool without_set_up, wrong;
  uint64_t done; /* by the worker that answered last */
  int slow;      /* how often it was said that a job is held up */
} seen;

static char self[4096];
static uv_loop_t loop;

static void on_answer(void *context, uint64_t tag, uint8_t kind, st_reader body) {
  seen *s = context;
  (void)kind;
  if (tag == ST_TOLD) {
    s->told++;
    return;
  }
  s->answered[tag]++;
  if (st_read_u8(&body) != 1) s->without_set_up = true;
  s->done = st_read_u64(&body);
  if (st_read_u64(&body) != tag || body.bad) s->wrong = true;
}

static void on_death(void *context, uint64_t tag, const st_death *death) {
  seen *s = context;
  if (tag != ST_TOLD) s->died[tag]++;
  s->last = *death;
}

static bool on_slow(void *context, uint64_t tag, const st_death *at) {
  seen *s = context;
  assert_int_equal(tag, 1);
  assert_int_equal(at->job, 1000);
  assert_int_equal(at->rule, 7);
  return ++s->slow == 2;
}

static st_pool *open_pool(seen *s, uint32_t workers, uint32_t timeout_ms) {
  st_pool_options o = {&loop, self, workers, timeout_ms, false, s, on_answer, on_death, on_slow, false};
  st_pool *pool = NULL;
  assert_int_equal(st_pool_open(&o, &pool, NULL), ST_OK);
  st_buf told = {0};
  st_wire_begin(&told, (enum st_message)SET_UP);
  st_wire_end(&told);
  assert_int_equal(st_pool_tell(pool, &told, true, NULL), ST_OK);
  return pool;
}

static void ask(st_pool *pool, uint64_t tag, int what, size_t weight) {
  st_buf m = {0};
  st_wire_begin(&m, (enum st_message)what);
  st_buf_u64(&m, tag);
  for (size_t i = 0; i < weight; i++) st_buf_addc(&m, 'x');
  st_wire_end(&m);
  assert_int_equal(st_pool_send(pool, tag, &m, NULL), ST_OK);
}

static void test_every_job_is_answered_once(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 3, 10000);
  for (uint64_t i = 0; i < MOST; i++) ask(pool, i, ANSWER, i % 97 == 0 ? 300000 : i % 13);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  for (int i = 0; i < MOST; i++) assert_int_equal(s.answered[i], 1);
  assert_false(s.without_set_up || s.wrong);
  assert_int_equal(s.told, 3);
  st_pool_close(pool);
}

static void test_a_crash_costs_its_job_only(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 2, 10000);
  for (uint64_t i = 0; i < 200; i++)
    ask(pool, i, i % 50 == 7 ? CRASH : i % 50 == 31 ? LEAVE : ANSWER, 0);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  for (int i = 0; i < 200; i++) {
    bool dies = i % 50 == 7 || i % 50 == 31;
    assert_int_equal(s.answered[i], !dies);
    assert_int_equal(s.died[i], dies);
  }
  assert_false(s.without_set_up || s.wrong);
  assert_int_equal(s.last.rule, 7);
  st_pool_close(pool);
}

static void test_a_worker_that_hangs_is_stopped(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 1, 200);
  ask(pool, 0, ANSWER, 0);
  ask(pool, 1, HANG, 0);
  ask(pool, 2, ANSWER, 0);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  assert_int_equal(s.died[1], 1);
  assert_true(s.last.hung);
  assert_int_equal(s.answered[0] + s.answered[2], 2);
  st_pool_close(pool);
}

/* It is told as soon as that is wanted, and not before; what waits behind it is done elsewhere. */
static void test_what_is_held_up_may_be_done_in_part(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 2, 10000);
  ask(pool, 0, ANSWER, 0);
  ask(pool, 1, PART, 0);
  for (uint64_t i = 2; i < 6; i++) ask(pool, i, ANSWER, 0);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  for (int i = 0; i < 6; i++) assert_int_equal(s.answered[i], 1);
  assert_int_equal(s.slow, 2);
  assert_false(s.wrong);
  st_pool_close(pool);
}

/* Nobody else would do it sooner. */
static void test_nothing_is_done_twice_by_one_worker(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 1, 10000);
  for (uint64_t i = 0; i < 4; i++) ask(pool, i, i == 1 ? NAP : ANSWER, 0);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  for (int i = 0; i < 4; i++) assert_int_equal(s.answered[i], 1);
  assert_int_equal(s.done, 4);
  st_pool_close(pool);
}

static void test_any_number_of_crashes_is_survived(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 2, 10000);
  for (uint64_t i = 0; i < 40; i++) ask(pool, i, CRASH, 0);
  ask(pool, 40, ANSWER, 0);
  assert_int_equal(st_pool_drain(pool, NULL), ST_OK);
  for (int i = 0; i < 40; i++) assert_int_equal(s.died[i], 1);
  assert_int_equal(s.answered[40], 1);
  st_pool_close(pool);
}

static void test_workers_that_only_die_are_given_up(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_error e = {0};
  st_pool *pool = NULL;
  st_pool_options o = {&loop, "/bin/false", 2, 10000, false, &s, on_answer, on_death, NULL, false};
  assert_int_equal(st_pool_open(&o, &pool, NULL), ST_OK);
  ask(pool, 0, ANSWER, 0);
  ask(pool, 1, ANSWER, 0);
  for (int i = 0; i < 100 && st_pool_step(pool, &e) == ST_OK; i++) {
  }
  assert_int_equal(e.code, ST_EIO);
  assert_non_null(strstr(e.message, "workers die one after the other"));
  st_pool_close(pool);
}

static void test_a_program_that_is_not_there(void **state) {
  (void)state;
  static seen s;
  st_error e = {0};
  st_pool *pool = NULL;
  st_pool_options o = {&loop, "/nowhere/stemma", 2, 1000, true, &s, on_answer, on_death, NULL, false};
  assert_int_equal(st_pool_open(&o, &pool, &e), ST_EIO);
  assert_non_null(strstr(e.message, "/nowhere/stemma: cannot be started"));
  assert_null(pool);
}

static void test_closing_with_work_under_way(void **state) {
  (void)state;
  static seen s;
  memset(&s, 0, sizeof s);
  st_pool *pool = open_pool(&s, 2, 10000);
  for (uint64_t i = 0; i < 50; i++) ask(pool, i, i == 3 ? HANG : ANSWER, 100000);
  st_pool_close(pool);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return work();
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n < 0 || uv_loop_init(&loop) != 0) return 1;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_job_is_answered_once),
      cmocka_unit_test(test_a_crash_costs_its_job_only),
      cmocka_unit_test(test_a_worker_that_hangs_is_stopped),
      cmocka_unit_test(test_workers_that_only_die_are_given_up),
      cmocka_unit_test(test_a_program_that_is_not_there),
      cmocka_unit_test(test_what_is_held_up_may_be_done_in_part),
      cmocka_unit_test(test_nothing_is_done_twice_by_one_worker),
      cmocka_unit_test(test_any_number_of_crashes_is_survived),
      cmocka_unit_test(test_closing_with_work_under_way),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return failed;
}
