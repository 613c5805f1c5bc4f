/* What is under way at the workers, and who waits for it.
 *
 * A task is one job of the pool. Each errand in it belongs to an article, each comparison to a
 * story; where these change while it is under way, they let go of it, go on without its answer, and
 * that part of the answer is passed over when it comes. */
#include "base/alloc.h"
#include "engine/state.h"

#include <signal.h>

static void free_task(task *t) {
  if (!t) return;
  for (uint32_t i = 0; i < t->count; i++) {
    st_free(t->errands[i].layers);
    st_revision_close(t->errands[i].revision);
  }
  st_free(t->errands);
  st_free(t->rules);
  st_free(t);
}

static bool grow(st_engine *engine) {
  uint32_t room = engine->task_room ? engine->task_room * 2 : 16;
  task **tasks = st_grow(engine->tasks, room, sizeof(task *));
  if (!tasks) return false;
  memset(tasks + engine->task_room, 0, (room - engine->task_room) * sizeof(task *));
  engine->tasks = tasks;
  engine->task_room = room;
  return true;
}

task *st_task_open(st_engine *engine) {
  uint32_t n = 0;
  while (n < engine->task_room && engine->tasks[n]) n++;
  if (n == engine->task_room && !grow(engine)) return NULL;
  task *t = st_calloc(1, sizeof *t);
  if (!t) return NULL;
  t->number = n;
  engine->tasks[n] = t;
  engine->task_count++;
  return t;
}

task *st_task_find(const st_engine *engine, uint64_t tag) {
  uint64_t n = tag - ST_TASK;
  return n < engine->task_room ? engine->tasks[n] : NULL;
}

void st_task_close(st_engine *engine, task *t) {
  st_task_release(engine, t);
  engine->tasks[t->number] = NULL;
  engine->task_count--;
  free_task(t);
}

int st_task_send(st_engine *engine, task *t, st_buf *message, st_error *e) {
  uint64_t tag = ST_TASK + t->number;
  return t->urgent ? st_pool_hurry(engine->pool, tag, message, e)
                   : st_pool_send(engine->pool, tag, message, e);
}

bool st_task_is_spared(task *t, const st_death *death) {
  enum { MOST_DEATHS = 3 };
  bool killed = death->signal == SIGKILL && !death->hung;
  bool outside = death->rule == ST_NONE || death->job != t->number + 1;
  return (killed || outside) && ++t->deaths < MOST_DEATHS;
}

/* --- who waits --- */

void st_errand_attach(st_engine *engine, task *t, uint32_t nth) {
  article *a = t->errands[nth].article;
  a->task = t;
  a->errand = nth;
  a->tale->waiting++;
  engine->waiting++;
}

static void stop_waiting(st_engine *engine, tale *t) {
  t->waiting--;
  engine->waiting--;
}

/* Its article waits for it no more. */
static void let_go(st_engine *engine, article *a) {
  if (!a->task) return;
  a->task->errands[a->errand].article = NULL;
  a->task = NULL;
  stop_waiting(engine, a->tale);
}

void st_tale_attach(st_engine *engine, task *t, tale *of) {
  t->tale = of;
  t->other = of->task;
  of->task = t;
  of->waiting++;
  engine->waiting++;
}

static void let_go_tale(st_engine *engine, task *t) {
  task **at = &t->tale->task;
  while (*at != t) at = &(*at)->other;
  *at = t->other;
  stop_waiting(engine, t->tale);
  t->tale = NULL;
  t->other = NULL;
}

void st_task_release(st_engine *engine, task *t) {
  if (t->tale) let_go_tale(engine, t);
  for (uint32_t i = 0; i < t->count; i++)
    if (t->errands[i].article) let_go(engine, t->errands[i].article);
}

static bool is_wanted(const task *t) {
  bool any = t->tale != NULL;
  for (uint32_t i = 0; !any && i < t->count; i++) any = t->errands[i].article != NULL;
  return any;
}

/* What nobody waits for and no worker has yet is not done at all. */
static void give_up(st_engine *engine, task *t) {
  if (t && !is_wanted(t) && st_pool_cancel(engine->pool, ST_TASK + t->number))
    st_task_close(engine, t);
}

void st_article_changed(st_engine *engine, article *a) {
  task *errands = a->task;
  let_go(engine, a);
  give_up(engine, errands);
  for (task *comparison; a->tale && (comparison = a->tale->task);) {
    let_go_tale(engine, comparison);
    give_up(engine, comparison);
  }
}

void st_tasks_forget(st_engine *engine, bool ended) {
  for (uint32_t n = 0; n < engine->task_room; n++) {
    task *t = engine->tasks[n];
    if (!t) continue;
    st_task_release(engine, t);
    if (ended || st_pool_cancel(engine->pool, ST_TASK + n)) st_task_close(engine, t);
  }
}

void st_tasks_close(st_engine *engine) {
  for (uint32_t n = 0; n < engine->task_room; n++) free_task(engine->tasks[n]);
  st_free(engine->tasks);
}
