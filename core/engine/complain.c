/* What is said about rules, on standard error: a line each, sorted, none twice. */
#include "base/alloc.h"
#include "engine/state.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

void st_engine_say(st_engine *engine, const char *format, ...) {
  va_list args;
  va_start(args, format);
  st_buf_addv(&engine->lines, format, args);
  va_end(args);
  st_buf_addc(&engine->lines, '\0');
}

void st_death_words(const st_engine *engine, const st_death *death, char *out, size_t room) {
  if (death->hung)
    snprintf(out, room, "made no progress for %g s and was stopped",
             (double)engine->options.timeout_ms / 1000);
  else if (death->signal)
    snprintf(out, room, "crashed its worker (%s)", strsignal(death->signal));
  else
    snprintf(out, room, "ended its worker with status %d", death->status);
}

void st_death_line(st_engine *engine, uint32_t rule, const char *how, st_buf *out) {
  const st_rule *r = &engine->rules[rule];
  st_buf_addf(out, "%.*s:%u: %s", (int)r->file.n, r->file.p, r->line, how);
  if (out->bad) st_nomem(&engine->trouble);
}

/* A failure with the first article it happened on; lines of one kind come together by sorting. */
typedef struct trouble {
  st_str line, doc;
  bool story; /* of a comparison: all of the story that begins with this article */
} trouble;

static int by_line(const void *pa, const void *pb) {
  const trouble *a = pa, *b = pb;
  int c = st_str_compare(a->line, b->line);
  return c ? c : st_str_compare(a->doc, b->doc);
}

static uint32_t tale_count(const st_engine *engine) {
  return engine->places ? st_names_count(engine->places) : 0;
}

static uint32_t list_article(const st_engine *engine, const article *a, trouble *list) {
  uint32_t n = 0;
  if (!a->failure_count) return 0;
  for (uint32_t l = 0; l < engine->plan.layer_count; l++) {
    const slot *s = &a->slots[l];
    for (uint32_t i = 0; engine->needed[l] && i < s->failure_count; i++, n++)
      if (list) list[n] = (trouble){st_cstr(s->failures[i]), st_revision_doc(a->revision), false};
  }
  return n;
}

static uint32_t list_tale(const tale *t, trouble *list) {
  uint32_t n = 0;
  if (!t || !t->failure_count) return 0;
  for (uint32_t k = 0; k < t->outcome_count; k++) {
    const outcome *o = &t->outcomes[k];
    for (uint32_t i = 0; i < o->failure_count; i++, n++)
      if (list) list[n] = (trouble){o->failures[i], o->docs[0], true};
  }
  return n;
}

/* Into `list`, or only counted where that is null. */
static uint32_t list_troubles(const st_engine *engine, trouble *list) {
  uint32_t n = 0;
  for (uint32_t a = 0; a < engine->article_count; a++)
    n += list_article(engine, engine->articles[a], list ? list + n : NULL);
  for (uint32_t t = 0; t < tale_count(engine); t++)
    n += list_tale(engine->tales[t], list ? list + n : NULL);
  return n;
}

void st_engine_gather(st_engine *engine) {
  uint32_t n = list_troubles(engine, NULL);
  engine->failures = n + engine->banned;
  trouble *list = n ? st_grow(NULL, n, sizeof *list) : NULL;
  if (!list) return;
  list_troubles(engine, list);
  qsort(list, n, sizeof *list, by_line);
  for (uint32_t i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && st_str_equal(list[next].line, list[i].line); next++) {
    }
    st_str l = list[i].line, d = list[i].doc;
    const char *where = list[i].story ? "the story of " : "";
    if (next - i == 1)
      st_engine_say(engine, "%.*s; what it found in %s%.*s is left out", (int)l.n, l.p, where,
                    (int)d.n, d.p);
    else
      st_engine_say(engine, "%.*s; what it found in %s%.*s and %u more is left out", (int)l.n, l.p,
                    where, (int)d.n, d.p, next - i - 1);
  }
  st_free(list);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void hand_on(st_engine *engine, const char **lines, size_t n) {
  size_t k = 0;
  for (const char *p = engine->lines.p, *end = p + engine->lines.n; p < end; p += strlen(p) + 1)
    lines[k++] = p;
  qsort(lines, n, sizeof *lines, by_text);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
      engine->options.complain(engine->options.context, lines[i]);
}

void st_engine_complain(st_engine *engine) {
  size_t n = 0;
  for (size_t i = 0; i < engine->lines.n; i++) n += engine->lines.p[i] == '\0';
  const char **lines = n ? st_grow(NULL, n, sizeof *lines) : NULL;
  if (lines && engine->options.complain) hand_on(engine, lines, n);
  st_free(lines);
  st_buf_clear(&engine->lines);
}

uint32_t st_engine_failures(const st_engine *engine) { return engine->failures; }

void st_engine_forget_news(st_engine *engine) {
  for (uint32_t i = 0; i < engine->news_count; i++) {
    st_free(engine->news[i].name);
    st_free(engine->news[i].message);
  }
  engine->news_count = 0;
}
