/* What --stats says, on standard error. */
#include "app/session.h"

#include "base/alloc.h"
#include "engine/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct totals {
  uint64_t articles, bytes, tokens, sentences;
} totals;

static totals count(const st_session *s) {
  size_t n = 0;
  const st_loaded *loaded = s->load ? st_load_articles(s->load, &n) : NULL;
  totals t = {.articles = n};
  for (size_t i = 0; i < n; i++) {
    uint32_t units;
    t.bytes += st_revision_text(loaded[i].revision).n;
    st_revision_tokens(loaded[i].revision, &units);
    t.tokens += units;
    st_revision_sentences(loaded[i].revision, &units);
    t.sentences += units;
  }
  return t;
}

static void add_stage(const st_stage *stage, st_buf *out) {
  st_buf_addf(out, "%-12s %9.3f s", stage->name, stage->seconds);
  if (stage->bytes && stage->seconds > 0)
    st_buf_addf(out, " %9.1f MB/s", (double)stage->bytes / 1e6 / stage->seconds);
  st_buf_addc(out, '\n');
}

static int by_time(const void *a, const void *b) {
  const st_rule_cost *x = *(const st_rule_cost *const *)a, *y = *(const st_rule_cost *const *)b;
  if (x->nanoseconds != y->nanoseconds) return x->nanoseconds < y->nanoseconds ? 1 : -1;
  return x < y ? -1 : x > y;
}

/* Rules that ran, the slowest first. */
static void add_rules(const st_engine *engine, st_buf *out) {
  uint32_t count, rule_count, n = 0;
  const st_rule_cost *costs = st_engine_costs(engine, &count);
  const st_rule *rules = st_engine_rule_list(engine, &rule_count);
  const st_rule_cost **order = st_calloc(count, sizeof *order);
  for (uint32_t i = 0; order && i < count; i++)
    if (costs[i].nanoseconds) order[n++] = &costs[i];
  if (n) qsort(order, n, sizeof *order, by_time);
  if (n) st_buf_addf(out, "%-32s %10s %10s %10s\n", "rule", "tried", "matched", "ms");
  for (uint32_t i = 0; i < n; i++) {
    st_str name = rules[order[i] - costs].name;
    st_buf_addf(out, "%-32.*s %10u %10llu %10.1f\n", (int)name.n, name.p, order[i]->tried,
                (unsigned long long)order[i]->matched, (double)order[i]->nanoseconds / 1e6);
  }
  st_free(order);
}

void st_stats_print(const st_session *s) {
  st_buf out = {0};
  totals t = count(s);
  st_load_progress done = s->load ? st_load_done(s->load) : (st_load_progress){0};
  st_buf_addf(&out, "files %zu, articles %llu, MB %.3f, tokens %llu, sentences %llu", done.files,
              (unsigned long long)t.articles, (double)t.bytes / 1e6, (unsigned long long)t.tokens,
              (unsigned long long)t.sentences);
  if (s->engine)
    st_buf_addf(&out, ", annotations %llu",
                (unsigned long long)st_engine_statistics(s->engine).annotations);
  st_buf_addc(&out, '\n');
  for (uint32_t i = 0; i < s->stage_count; i++) add_stage(&s->stages[i], &out);
  if (s->engine) add_rules(s->engine, &out);
  if (!out.bad) fwrite(out.p, 1, out.n, stderr);
  st_buf_close(&out);
}
