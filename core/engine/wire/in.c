/* Messages, read. out.c writes them in the same order. */
#include "engine/wire/wire.h"

static int broken(st_error *e) { return st_fail(e, ST_EINPUT, "a message arrived in pieces"); }

/* `count` zeroed items in the arena. A count that the bytes left cannot hold is a broken message,
 * not a reason to allocate. */
static void *items(st_reader *in, st_arena *arena, uint32_t *count, size_t size) {
  *count = st_read_u32(in);
  if (*count > (size_t)(in->end - in->p)) in->bad = true;
  if (in->bad) *count = 0;
  void *p = st_arena_get(arena, (*count ? *count : 1) * size);
  if (p)
    memset(p, 0, (*count ? *count : 1) * size);
  else
    in->bad = true, *count = 0;
  return p;
}

static uint32_t *numbers(st_reader *in, st_arena *arena, uint32_t *count) {
  uint32_t *list = items(in, arena, count, sizeof *list);
  for (uint32_t i = 0; i < *count; i++) list[i] = st_read_u32(in);
  return list;
}

static st_failure *failures(st_reader *in, st_arena *arena, uint32_t *count) {
  st_failure *list = items(in, arena, count, sizeof *list);
  for (uint32_t i = 0; i < *count; i++) {
    list[i].rule = st_read_u32(in);
    list[i].message = st_read_str(in);
  }
  return list;
}

static st_revision *revision(st_reader *in) {
  st_str run = st_read_str(in);
  st_revision *r = NULL;
  if (!in->bad && st_revision_from_bytes(run.p, run.n, &r, NULL) != ST_OK) in->bad = true;
  return r;
}

static st_layer **layers(st_reader *in, st_arena *arena, uint32_t *count) {
  st_layer **list = items(in, arena, count, sizeof(st_layer *));
  for (uint32_t i = 0; i < *count && !in->bad; i++) {
    st_str run = st_read_str(in);
    if (!in->bad && st_layer_from_bytes(run.p, run.n, &list[i], NULL) != ST_OK) in->bad = true;
  }
  return list;
}

static void close_layers(st_layer **list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) st_layer_close(list[i]);
}

int st_wire_read_pack(st_reader *in, st_arena *arena, st_pack_message *m, st_error *e) {
  m->limits.instructions = st_read_u64(in);
  m->limits.memory = st_read_u64(in);
  m->limits.annotations = st_read_u32(in);
  m->files = items(in, arena, &m->file_count, sizeof *m->files);
  for (uint32_t i = 0; i < m->file_count; i++) {
    m->files[i].path = st_read_str(in);
    m->files[i].shown = st_read_str(in);
    m->files[i].bytes = st_read_str(in);
  }
  return in->bad ? broken(e) : ST_OK;
}

static st_step *steps(st_reader *in, st_arena *arena, uint32_t *count) {
  st_step *list = items(in, arena, count, sizeof *list);
  for (uint32_t i = 0; i < *count && !in->bad; i++) {
    st_step *s = &list[i];
    s->step = st_read_str(in);
    s->text = st_read_str(in);
    s->file = st_read_str(in);
    s->source = st_read_str(in);
    s->line = st_read_u32(in);
    s->begin = st_read_u32(in);
    s->end = st_read_u32(in);
    s->layer = st_read_str(in);
    s->index = st_read_u32(in);
    s->depth = st_read_u32(in);
  }
  return list;
}

int st_wire_read_rules(st_reader *in, st_arena *arena, st_rules_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->rules = numbers(in, arena, &m->rule_count);
  m->in_full = st_read_u8(in) != 0;
  return in->bad ? broken(e) : ST_OK;
}

static void read_article(st_reader *in, st_arena *arena, st_extract_article *a) {
  a->revision = revision(in);
  a->layers = layers(in, arena, &a->layer_count);
  a->rules = numbers(in, arena, &a->rule_count);
}

static void close_article(st_extract_article *a) {
  st_revision_close(a->revision);
  close_layers(a->layers, a->layer_count);
}

int st_wire_read_extract(st_reader *in, st_arena *arena, st_extract_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->articles = items(in, arena, &m->article_count, sizeof *m->articles);
  for (uint32_t i = 0; i < m->article_count && !in->bad; i++)
    read_article(in, arena, &m->articles[i]);
  if (!in->bad) return ST_OK;
  st_wire_close_extract(m);
  return broken(e);
}

void st_wire_close_extract(st_extract_message *m) {
  for (uint32_t i = 0; i < m->article_count; i++) close_article(&m->articles[i]);
  m->article_count = 0;
}

static st_rule_cost *costs(st_reader *in, st_arena *arena, uint32_t *count) {
  st_rule_cost *list = items(in, arena, count, sizeof *list);
  for (uint32_t i = 0; i < *count && !in->bad; i++) {
    list[i].rule = st_read_u32(in);
    list[i].tried = st_read_u32(in);
    list[i].matched = st_read_u64(in);
    list[i].nanoseconds = st_read_u64(in);
  }
  return list;
}

int st_wire_read_layers(st_reader *in, st_arena *arena, st_layers_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->articles = items(in, arena, &m->article_count, sizeof *m->articles);
  for (uint32_t i = 0; i < m->article_count && !in->bad; i++) {
    st_layers_article *a = &m->articles[i];
    a->layers = layers(in, arena, &a->layer_count);
    a->failures = failures(in, arena, &a->failure_count);
  }
  m->costs = costs(in, arena, &m->cost_count);
  if (!in->bad) return ST_OK;
  st_wire_close_layers(m);
  return broken(e);
}

void st_wire_close_layers(st_layers_message *m) {
  for (uint32_t i = 0; i < m->article_count; i++)
    close_layers(m->articles[i].layers, m->articles[i].layer_count);
  m->article_count = 0;
}

int st_wire_read_compare(st_reader *in, st_arena *arena, st_compare_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->articles = items(in, arena, &m->article_count, sizeof *m->articles);
  for (uint32_t i = 0; i < m->article_count && !in->bad; i++) {
    st_compare_article *a = &m->articles[i];
    a->revision = revision(in);
    a->outlet = st_read_str(in);
    a->layers = layers(in, arena, &a->layer_count);
  }
  m->rules = numbers(in, arena, &m->rule_count);
  if (!in->bad) return ST_OK;
  st_wire_close_compare(m);
  return broken(e);
}

void st_wire_close_compare(st_compare_message *m) {
  for (uint32_t i = 0; i < m->article_count; i++) {
    st_revision_close(m->articles[i].revision);
    close_layers(m->articles[i].layers, m->articles[i].layer_count);
  }
  m->article_count = 0;
}

static void read_handle(st_reader *in, st_handle *h) {
  h->article = st_read_u32(in);
  h->layer = st_read_str(in);
  h->index = st_read_u32(in);
  h->role = st_read_str(in);
  h->field = st_read_str(in);
  h->k = st_read_u32(in);
  h->from = st_read_u32(in);
  h->to = st_read_u32(in);
}

int st_wire_read_findings(st_reader *in, st_arena *arena, st_findings_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->found = items(in, arena, &m->found_count, sizeof *m->found);
  for (uint32_t i = 0; i < m->found_count && !in->bad; i++) {
    st_found *f = &m->found[i];
    f->rule = st_read_u32(in);
    f->kind = st_read_str(in);
    f->level = st_read_str(in);
    f->message = st_read_str(in);
    f->file = st_read_str(in);
    f->line = st_read_u32(in);
    f->silent = numbers(in, arena, &f->silent_count);
    f->evidence = items(in, arena, &f->evidence_count, sizeof *f->evidence);
    for (uint32_t k = 0; k < f->evidence_count; k++) read_handle(in, &f->evidence[k]);
  }
  m->failures = failures(in, arena, &m->failure_count);
  m->costs = costs(in, arena, &m->cost_count);
  return in->bad ? broken(e) : ST_OK;
}

int st_wire_read_checked(st_reader *in, st_arena *arena, st_checked_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->checked = items(in, arena, &m->checked_count, sizeof *m->checked);
  for (uint32_t i = 0; i < m->checked_count && !in->bad; i++) {
    m->checked[i].rule = st_read_u32(in);
    m->checked[i].number = st_read_u32(in);
    m->checked[i].line = st_read_u32(in);
    m->checked[i].message = st_read_str(in);
    m->checked[i].steps = steps(in, arena, &m->checked[i].step_count);
  }
  return in->bad ? broken(e) : ST_OK;
}

int st_wire_read_explain(st_reader *in, st_arena *arena, st_explain_message *m, st_error *e) {
  *m = (st_explain_message){0};
  m->job = st_read_u32(in);
  m->question = st_read_u32(in);
  m->rule = st_read_u32(in);
  m->begin = st_read_u32(in);
  m->end = st_read_u32(in);
  m->at = st_read_u32(in);
  read_article(in, arena, &m->article);
  if (!in->bad) return ST_OK;
  st_wire_close_explain(m);
  return broken(e);
}

void st_wire_close_explain(st_explain_message *m) {
  close_article(&m->article);
  m->article = (st_extract_article){0};
}

int st_wire_read_explained(st_reader *in, st_arena *arena, st_explained_message *m, st_error *e) {
  m->job = st_read_u32(in);
  m->steps = steps(in, arena, &m->step_count);
  return in->bad ? broken(e) : ST_OK;
}
