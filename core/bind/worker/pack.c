/* Rules come: read, put in order, said of themselves. */
#include "base/alloc.h"
#include "bind/worker/worker_private.h"

#include <stdlib.h>

void st_worker_forget_pack(worker *w) {
  for (uint32_t i = 0; i < w->rule_count; i++) {
    st_state_close(w->states[i]);
    st_rule_close(&w->rules[i]);
  }
  st_free(w->states);
  st_free(w->rules);
  st_free(w->used);
  st_free(w->costs);
  w->costs = NULL;
  w->states = NULL;
  w->rules = NULL;
  w->used = NULL;
  w->rule_count = 0;
  w->plan = (st_plan){0};
  st_shared_close(w->pack.shared);
  w->pack = (st_pack_view){0};
  st_arena_close(w->pack_arena);
  st_arena_close(w->plan_arena);
  w->pack_arena = w->plan_arena = NULL;
  st_buf_close(&w->pack_bytes);
}

static bool kind_of(st_str path, enum st_rule_kind *kind) {
  static const char *const folders[] = {"rules/extract/", "rules/compare/", "rules/layer/"};
  if (!st_str_ends(path, st_cstr(".lua"))) return false;
  for (int i = 0; i < 3; i++)
    if (st_str_starts(path, st_cstr(folders[i])) && path.n > strlen(folders[i]) + 4) {
      *kind = (enum st_rule_kind)i;
      return true;
    }
  return false;
}

/* By name, which is the path without its ending. */
static int by_name(const void *a, const void *b) {
  st_str x = (*(const st_pack_file *const *)a)->path, y = (*(const st_pack_file *const *)b)->path;
  x.n -= 4;
  y.n -= 4;
  return st_str_compare(x, y);
}

static const st_pack_file **rule_files(worker *w, uint32_t *count) {
  const st_pack_file **files = st_calloc(w->pack.count, sizeof *files);
  enum st_rule_kind kind;
  *count = 0;
  for (uint32_t i = 0; files && i < w->pack.count; i++)
    if (kind_of(w->pack.files[i].path, &kind)) files[(*count)++] = &w->pack.files[i];
  if (files) qsort(files, *count, sizeof *files, by_name);
  return files;
}

static int make_plan(worker *w, st_error *e) {
  st_arena_close(w->plan_arena);
  w->plan_arena = st_arena_open();
  if (!w->plan_arena) return st_nomem(e);
  return st_plan_make(w->rules, w->rule_count, w->used, w->plan_arena, &w->plan, e);
}

static int load_rules(worker *w, st_error *e) {
  uint32_t count;
  const st_pack_file **files = rule_files(w, &count);
  w->states = st_calloc(count, sizeof *w->states);
  w->rules = st_calloc(count, sizeof *w->rules);
  w->used = st_calloc(count, sizeof *w->used);
  w->costs = st_calloc(count, sizeof *w->costs);
  int status = files && w->states && w->rules && w->used && w->costs ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !status && i < count; i++) {
    enum st_rule_kind kind = ST_RULE_EXTRACT;
    kind_of(files[i]->path, &kind);
    st_worker_at(w, 0, 0, i);
    status = st_state_open(&w->pack, files[i], kind, &w->states[i], &w->rules[i], e);
    if (status) break;
    w->used[i] = true;
    w->rule_count++;
  }
  st_worker_at(w, 0, 0, ST_NONE);
  st_free(files);
  return status ? status : make_plan(w, e);
}

static void default_limits(st_limits *limits) {
  if (!limits->instructions) limits->instructions = 20000000;
  if (!limits->memory) limits->memory = 64u << 20;
}

static int send_rules(worker *w, st_error *e) {
  st_buf out = {0};
  st_wire_begin(&out, ST_MSG_RULES);
  st_buf_u32(&out, w->rule_count);
  for (uint32_t i = 0; i < w->rule_count; i++) st_rule_encode(&w->rules[i], &out);
  st_wire_end(&out);
  int status = st_wire_send(w->out, &out, e);
  st_buf_close(&out);
  return status;
}

int st_worker_take_pack(worker *w, st_buf *body, st_error *e) {
  st_worker_forget_pack(w);
  w->pack_bytes = *body;
  *body = (st_buf){0};
  st_reader in = {w->pack_bytes.p, w->pack_bytes.p + w->pack_bytes.n, false};
  st_pack_message message = {0};
  w->pack_arena = st_arena_open();
  if (!w->pack_arena) return st_nomem(e);
  int status = st_wire_read_pack(&in, w->pack_arena, &message, e);
  if (status) return status;
  w->pack = (st_pack_view){message.files, message.file_count, message.limits, st_shared_open()};
  if (!w->pack.shared) return st_nomem(e);
  st_shared_set_metered(w->pack.shared);
  default_limits(&w->pack.limits);
  status = load_rules(w, e);
  return status ? status : send_rules(w, e);
}

int st_worker_take_use(worker *w, st_reader *in, st_arena *arena, st_error *e) {
  st_rules_message m = {0};
  int status = st_wire_read_rules(in, arena, &m, e);
  if (status) return status;
  for (uint32_t i = 0; i < w->rule_count; i++) w->used[i] = false;
  for (uint32_t i = 0; i < m.rule_count; i++)
    if (m.rules[i] < w->rule_count) w->used[m.rules[i]] = true;
  return make_plan(w, e);
}
