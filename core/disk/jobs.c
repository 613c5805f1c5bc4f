#include "base/alloc.h"
#include "disk/load_own.h"

#include <stdio.h>
#include <stdlib.h>

st_sink *st_job_sink(st_load *load) {
  uv_mutex_lock(&load->lock);
  st_sink *sink = load->spare_count ? load->spare[--load->spare_count] : NULL;
  uv_mutex_unlock(&load->lock);
  if (!sink && (sink = st_calloc(1, sizeof *sink))) {
    sink->metas = load->metas;
    sink->before = load->options.before;
    sink->before_count = load->options.before_count;
    sink->read_only = load->options.read_only;
  }
  return sink;
}

static void close_sink(st_sink *sink) {
  st_sink_close(sink);
  st_free(sink);
}

void st_jobs_close_spare(st_load *load) {
  while (load->spare_count) close_sink(load->spare[--load->spare_count]);
}

/* Its buffers stay for the next job, unless a giant went through them. */
void st_job_sink_back(st_load *load, st_sink *sink) {
  bool keep = !sink->bad && sink->bytes.room + sink->decoded.room + sink->text.room <= 4 * ST_PIECE;
  uv_mutex_lock(&load->lock);
  keep = keep && load->spare_count < sizeof load->spare / sizeof *load->spare;
  if (keep) load->spare[load->spare_count++] = sink;
  uv_mutex_unlock(&load->lock);
  if (!keep) close_sink(sink);
}

void st_job_take(st_job *j, st_sink *sink) {
  j->out.made = sink->made;
  j->out.count = sink->count;
  j->out.notes = sink->notes;
  j->out.bad = sink->bad || sink->bytes.bad || sink->notes.bad;
  sink->made = NULL;
  sink->count = sink->room = 0;
  sink->notes = (st_notes){0};
}

enum { NICER = 10 };

/* Of a thread of its own on Linux, where each has its priority. */
static void make_way(void) {
  static _Thread_local bool done;
  int was;
  if (!done && uv_os_getpriority(0, &was) == 0) uv_os_setpriority(0, was + NICER);
  done = true;
}

static void on_thread(uv_work_t *work) {
  st_job *j = work->data;
  if (j->load->options.aside) make_way();
  if (!j->load->bad) j->run(j);
}

static void on_loop(uv_work_t *work, int status) {
  st_job *j = work->data;
  st_load *load = j->load;
  (void)status;
  load->running--;
  load->progress.bytes_done += j->bytes;
  if (j->out.bad || !st_finish_take(&load->finish, &j->out)) load->bad = true;
  j->done(j);
  if (load->options.progress && !load->bad)
    load->options.progress(load->options.data, &load->progress);
  st_sink_close(&j->out);
  st_free(j);
}

st_job *st_job_new(st_load *load, void (*run)(st_job *), void (*done)(st_job *)) {
  st_job *j = load->bad ? NULL : st_calloc(1, sizeof *j);
  if (!j) {
    load->bad = true;
    return NULL;
  }
  j->work.data = j;
  j->load = load;
  j->run = run;
  j->done = done;
  return j;
}

void st_job_queue(st_job *j) {
  j->load->running++;
  uv_queue_work(j->load->loop, &j->work, on_thread, on_loop);
}

void st_jobs_run(st_load *load, void (*run)(st_job *), void (*done)(st_job *)) {
  st_job *j = st_job_new(load, run, done);
  if (!j) return;
  st_job_queue(j);
  while (load->running) uv_run(load->loop, UV_RUN_ONCE);
}

/* libuv reads this once, when its first job is queued. */
void st_jobs_threads(unsigned jobs) {
  char n[16];
  snprintf(n, sizeof n, "%u", jobs ? jobs : uv_available_parallelism());
  setenv("UV_THREADPOOL_SIZE", n, 1);
}
