#include "app/layers.h"

#include "app/print/suggest.h"
#include "base/alloc.h"

#include <stdlib.h>

static const char sentence[] = "sentence";

static int add(st_wanted *w, st_str name, st_error *e) {
  if (name.n == 0) return st_fail(e, ST_EUSE, "--layer: a name is missing");
  uint32_t before = st_names_count(w->names), number = st_names_add(w->names, name);
  if (number == ST_NO_NAME) return st_nomem(e);
  if (number < before) return ST_OK;
  return st_list_add(&w->list, st_names_get(w->names, number).p, e);
}

int st_wanted_read(const st_list *said, st_wanted *w, st_error *e) {
  *w = (st_wanted){.names = st_names_open(), .all = said->count == 0};
  int rc = w->names ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; !rc && i < said->count; i++) {
    const char *p = said->items[i];
    while (!rc) {
      size_t n = strcspn(p, ",");
      rc = add(w, st_str_of(p, n), e);
      if (!p[n]) break;
      p += n + 1;
    }
  }
  return rc;
}

void st_wanted_close(st_wanted *w) {
  st_free(w->list.items);
  st_names_close(w->names);
  *w = (st_wanted){0};
}

bool st_wanted_has(const st_wanted *w, st_str layer) {
  return w->all || st_names_find(w->names, layer) != ST_NO_NAME;
}

/* A rule that would write it and is not in use, or null. */
static const st_rule *would_write(const st_session *s, st_str name) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  for (uint32_t i = 0; i < count; i++) {
    const st_rule *r = &rules[i];
    bool named = st_str_starts(r->name, st_cstr("extract/")) && st_str_ends(r->name, name) &&
                 r->name.n == strlen("extract/") + name.n;
    bool silent = r->error.n && named; /* one that did not load does not say what it writes */
    if (silent || (r->kind == ST_RULE_EXTRACT && st_str_equal(r->writes, name))) return r;
  }
  return NULL;
}

static int unknown(const st_session *s, st_str name, st_error *e) {
  const st_rule *rule = would_write(s, name);
  if (rule)
    return st_fail(e, ST_EUSE, "--layer: the rule that writes '%.*s', %.*s, is not in use, see "
                               "above", (int)name.n, name.p, (int)rule->name.n, rule->name.p);
  uint32_t count;
  const st_str *written = st_engine_layers(s->engine, &count);
  st_str *known = st_grow(NULL, (size_t)count + 1, sizeof *known);
  if (!known) return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) known[i] = written[i];
  if (!st_session_writes(s, st_cstr(sentence))) known[count++] = st_cstr(sentence);
  st_buf hint = {0};
  st_suggest_add(name, known, count, &hint);
  st_fail(e, ST_EUSE, "--layer: no rule writes '%.*s'%.*s", (int)name.n, name.p, (int)hint.n,
          hint.p ? hint.p : "");
  st_buf_close(&hint);
  st_free(known);
  return ST_EUSE;
}

/* Without a rule for them, sentences are the core's, and the engine is not asked. */
int st_wanted_check(const st_session *s, st_wanted *w, st_error *e) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < w->list.count; i++) {
    st_str name = st_cstr(w->list.items[i]);
    bool written = st_session_writes(s, name);
    if (!written && !st_str_equal(name, st_cstr(sentence))) return unknown(s, name, e);
    if (written) w->list.items[kept++] = w->list.items[i];
  }
  if (w->list.items) w->list.items[kept] = NULL;
  w->list.count = kept;
  return ST_OK;
}
