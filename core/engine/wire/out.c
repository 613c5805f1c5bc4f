/* Messages, written. in.c reads them back in the same order. */
#include "engine/wire/wire.h"

#include <errno.h>
#include <unistd.h>

void st_wire_begin(st_buf *out, uint8_t kind) {
  st_buf_clear(out);
  st_buf_u32(out, 0);
  st_buf_u8(out, kind);
}

void st_wire_end(st_buf *out) {
  if (out->bad) return;
  if (out->n - 4 > UINT32_MAX) {
    out->bad = true;
    return;
  }
  uint32_t length = (uint32_t)(out->n - 4);
  memcpy(out->p, &length, sizeof length);
}

/* A revision or a layer, whole. */
static void add_run(st_buf *out, st_str run) {
  st_buf_u32(out, (uint32_t)run.n);
  st_buf_adds(out, run);
  if (run.n > UINT32_MAX) out->bad = true;
}

static void add_layers(st_buf *out, st_layer *const *layers, uint32_t n) {
  st_buf_u32(out, n);
  for (uint32_t i = 0; i < n; i++) add_run(out, st_layer_bytes(layers[i]));
}

static void add_numbers(st_buf *out, const uint32_t *numbers, uint32_t n) {
  st_buf_u32(out, n);
  for (uint32_t i = 0; i < n; i++) st_buf_u32(out, numbers[i]);
}

static void add_failures(st_buf *out, const st_failure *failures, uint32_t n) {
  st_buf_u32(out, n);
  for (uint32_t i = 0; i < n; i++) {
    st_buf_u32(out, failures[i].rule);
    st_buf_str(out, failures[i].message);
  }
}

void st_wire_pack(st_buf *out, const st_pack_message *m) {
  st_wire_begin(out, ST_MSG_PACK);
  st_buf_u64(out, m->limits.instructions);
  st_buf_u64(out, m->limits.memory);
  st_buf_u32(out, m->limits.annotations);
  st_buf_u32(out, m->file_count);
  for (uint32_t i = 0; i < m->file_count; i++) {
    st_buf_str(out, m->files[i].path);
    st_buf_str(out, m->files[i].shown);
    st_buf_str(out, m->files[i].bytes);
  }
  st_wire_end(out);
}

static void add_steps(st_buf *out, const st_step *steps, uint32_t count) {
  st_buf_u32(out, count);
  for (uint32_t i = 0; i < count; i++) {
    const st_step *s = &steps[i];
    st_buf_str(out, s->step);
    st_buf_str(out, s->text);
    st_buf_str(out, s->file);
    st_buf_str(out, s->source);
    st_buf_u32(out, s->line);
    st_buf_u32(out, s->begin);
    st_buf_u32(out, s->end);
    st_buf_str(out, s->layer);
    st_buf_u32(out, s->index);
    st_buf_u32(out, s->depth);
  }
}

void st_wire_rules(st_buf *out, enum st_message kind, const st_rules_message *m) {
  st_wire_begin(out, (uint8_t)kind);
  st_buf_u32(out, m->job);
  add_numbers(out, m->rules, m->rule_count);
  st_buf_u8(out, m->in_full);
  st_wire_end(out);
}

static void add_article(st_buf *out, const st_extract_article *a) {
  add_run(out, st_revision_bytes(a->revision));
  add_layers(out, a->layers, a->layer_count);
  add_numbers(out, a->rules, a->rule_count);
}

void st_wire_extract(st_buf *out, const st_extract_message *m) {
  st_wire_begin(out, ST_MSG_EXTRACT);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->article_count);
  for (uint32_t i = 0; i < m->article_count; i++) add_article(out, &m->articles[i]);
  st_wire_end(out);
}

static void add_costs(st_buf *out, const st_rule_cost *costs, uint32_t count) {
  st_buf_u32(out, count);
  for (uint32_t i = 0; i < count; i++) {
    st_buf_u32(out, costs[i].rule);
    st_buf_u32(out, costs[i].tried);
    st_buf_u64(out, costs[i].matched);
    st_buf_u64(out, costs[i].nanoseconds);
  }
}

void st_wire_layers(st_buf *out, const st_layers_message *m) {
  st_wire_begin(out, ST_MSG_LAYERS);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->article_count);
  for (uint32_t i = 0; i < m->article_count; i++) {
    add_layers(out, m->articles[i].layers, m->articles[i].layer_count);
    add_failures(out, m->articles[i].failures, m->articles[i].failure_count);
  }
  add_costs(out, m->costs, m->cost_count);
  st_wire_end(out);
}

static void add_story(st_buf *out, enum st_message kind, const st_compare_message *m) {
  st_wire_begin(out, kind);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->article_count);
  for (uint32_t i = 0; i < m->article_count; i++) {
    add_run(out, st_revision_bytes(m->articles[i].revision));
    st_buf_str(out, m->articles[i].outlet);
    add_layers(out, m->articles[i].layers, m->articles[i].layer_count);
  }
  add_numbers(out, m->rules, m->rule_count);
  st_wire_end(out);
}

void st_wire_compare(st_buf *out, const st_compare_message *m) {
  add_story(out, ST_MSG_COMPARE, m);
}

void st_wire_explain_story(st_buf *out, const st_compare_message *m) {
  add_story(out, ST_MSG_EXPLAIN_STORY, m);
}

static void add_handle(st_buf *out, const st_handle *h) {
  st_buf_u32(out, h->article);
  st_buf_str(out, h->layer);
  st_buf_u32(out, h->index);
  st_buf_str(out, h->role);
  st_buf_str(out, h->field);
  st_buf_u32(out, h->k);
  st_buf_u32(out, h->from);
  st_buf_u32(out, h->to);
}

void st_wire_findings(st_buf *out, const st_findings_message *m) {
  st_wire_begin(out, ST_MSG_FINDINGS);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->found_count);
  for (uint32_t i = 0; i < m->found_count; i++) {
    const st_found *f = &m->found[i];
    st_buf_u32(out, f->rule);
    st_buf_str(out, f->kind);
    st_buf_str(out, f->level);
    st_buf_str(out, f->message);
    st_buf_str(out, f->file);
    st_buf_u32(out, f->line);
    add_numbers(out, f->silent, f->silent_count);
    st_buf_u32(out, f->evidence_count);
    for (uint32_t k = 0; k < f->evidence_count; k++) add_handle(out, &f->evidence[k]);
  }
  add_failures(out, m->failures, m->failure_count);
  add_costs(out, m->costs, m->cost_count);
  st_wire_end(out);
}

void st_wire_checked(st_buf *out, const st_checked_message *m) {
  st_wire_begin(out, ST_MSG_CHECKED);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->checked_count);
  for (uint32_t i = 0; i < m->checked_count; i++) {
    st_buf_u32(out, m->checked[i].rule);
    st_buf_u32(out, m->checked[i].number);
    st_buf_u32(out, m->checked[i].line);
    st_buf_str(out, m->checked[i].message);
    add_steps(out, m->checked[i].steps, m->checked[i].step_count);
  }
  st_wire_end(out);
}

void st_wire_explain(st_buf *out, const st_explain_message *m) {
  st_wire_begin(out, ST_MSG_EXPLAIN);
  st_buf_u32(out, m->job);
  st_buf_u32(out, m->question);
  st_buf_u32(out, m->rule);
  st_buf_u32(out, m->begin);
  st_buf_u32(out, m->end);
  st_buf_u32(out, m->at);
  add_article(out, &m->article);
  st_wire_end(out);
}

void st_wire_explained(st_buf *out, const st_explained_message *m) {
  st_wire_begin(out, ST_MSG_EXPLAINED);
  st_buf_u32(out, m->job);
  add_steps(out, m->steps, m->step_count);
  st_wire_end(out);
}

/* --- the worker's side of the pipe --- */

/* 1: all there; 0: the end before the first byte. */
static int read_all(int fd, void *p, size_t n, st_error *e) {
  size_t have = 0;
  while (have < n) {
    ssize_t got = read(fd, (char *)p + have, n - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return st_fail(e, ST_EIO, "the pipe cannot be read: %s", strerror(errno));
    if (got == 0) return have ? st_fail(e, ST_EIO, "the pipe ended in a message") : 0;
    have += (size_t)got;
  }
  return 1;
}

int st_wire_receive(int fd, uint8_t *kind, st_buf *body, st_error *e) {
  struct {
    uint32_t length;
    uint8_t kind;
  } __attribute__((packed)) start;
  int rc = read_all(fd, &start, sizeof start, e);
  if (rc <= 0) return rc;
  if (start.length == 0) return st_fail(e, ST_EINPUT, "a message without a kind");
  *kind = start.kind;
  st_buf_clear(body);
  size_t n = start.length - 1;
  if (!st_buf_reserve(body, n + 1)) return st_nomem(e);
  body->n = n;
  rc = n ? read_all(fd, body->p, n, e) : 1;
  return rc == 0 ? st_fail(e, ST_EIO, "the pipe ended in a message") : rc;
}

int st_wire_send(int fd, const st_buf *message, st_error *e) {
  if (message->bad) return st_nomem(e);
  size_t sent = 0;
  while (sent < message->n) {
    ssize_t n = write(fd, message->p + sent, message->n - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return st_fail(e, ST_EIO, "the pipe cannot be written: %s", strerror(errno));
    sent += (size_t)n;
  }
  return ST_OK;
}
