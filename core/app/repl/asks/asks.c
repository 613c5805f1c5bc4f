#include "app/repl/asks/asks.h"

#include "base/alloc.h"
#include "engine/wire/value.h"

/* What has to be there before the question can be answered. */
enum need { NOTHING, ARTICLES, LAYERS, FINDINGS };

static const struct question {
  const char *name;
  enum need need;
  st_answer *answer;
} questions[] = {
    {"corpus", ARTICLES, st_answer_corpus},      /* every article's metadata */
    {"articles", LAYERS, st_answer_articles},    /* LAYER,LAYER… DOC…: as bytes */
    {"settled", ARTICLES, st_answer_settled},    /* nothing has to be waited for */
    {"rules", ARTICLES, st_answer_rules},        /* what rules say of themselves */
    {"stories", LAYERS, st_answer_stories},      /* each with its articles */
    {"findings", FINDINGS, st_answer_findings},  /* all, with their evidence */
    {"undecided", FINDINGS, st_answer_undecided},
    {"why", FINDINGS, st_answer_why},            /* DOC:LINE, or a finding's id */
    {"why-not", FINDINGS, st_answer_why_not},    /* RULE [DOC:LINE] */
    {"define", LAYERS, st_answer_define},        /* NAME TEXT: a rule that is in no file */
    {"failures", LAYERS, st_answer_failures},    /* what went wrong as that ran: lines */
    {"undefine", LAYERS, st_answer_undefine},    /* NAME: it goes again */
    {"profile", FINDINGS, st_answer_profile},    /* [RULE]: what rules take, run once more */
    {"command", NOTHING, st_answer_command},     /* this program, with paths and options */
    {"watch", NOTHING, st_answer_watch},         /* on, off or nothing */
    {"quit", NOTHING, st_answer_quit},
};

static const struct question *find(st_str name) {
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
    if (st_str_equal(name, st_cstr(questions[i].name))) return &questions[i];
  return NULL;
}

void st_asks_answer(st_repl *r, uint32_t number, bool good, st_str value) {
  st_buf out = {0};
  st_error e;
  st_talk_answer(&out, number, good, value);
  st_child_send(r->child, &out, &e);
}

void st_asks_refuse(st_repl *r, uint32_t number, const char *message) {
  st_buf value = {0};
  st_value_string(&value, st_cstr(message));
  st_asks_answer(r, number, false, st_str_of(value.p, value.n));
  st_buf_close(&value);
}

static void answer(st_repl *r, const struct question *q, uint32_t number, const st_strings *a) {
  st_buf value = {0};
  st_error e = {0};
  int rc = q->answer(r, a, &value, &e);
  if (rc == ST_OK && value.bad) rc = st_nomem(&e);
  if (rc == ST_OK)
    st_asks_answer(r, number, true, st_str_of(value.p, value.n));
  else
    st_asks_refuse(r, number, e.message);
  st_buf_close(&value);
}

/* --- now or later --- */

static int keep(st_repl *r, const st_strings *a) {
  st_arena *arena = st_arena_open();
  st_asked *asked = arena ? st_arena_get(arena, sizeof *asked) : NULL;
  bool good = asked != NULL;
  if (good) *asked = (st_asked){.arena = arena, .number = a->number, .count = a->count};
  if (good) asked->strings = st_arena_get(arena, (a->count + 1) * sizeof *asked->strings);
  good = good && asked->strings;
  for (uint32_t i = 0; good && i < a->count; i++)
    good = (asked->strings[i] = st_arena_str(arena, a->items[i])).p != NULL;
  if (!good) {
    st_arena_close(arena);
    return ST_ENOMEM;
  }
  *r->asked_end = asked;
  r->asked_end = &asked->next;
  return ST_OK;
}

/* Articles without their layers need nothing but to have been read. */
static bool can_be_answered(const st_repl *r, const struct question *q, const st_strings *a) {
  bool bare = q->answer == st_answer_articles && a->count > 1 && a->items[1].n == 0;
  return q->need == NOTHING || (r->ready && (q->need == ARTICLES || bare));
}

void st_asks_take(st_repl *r, const st_strings *a) {
  const struct question *q = a->count ? find(a->items[0]) : NULL;
  if (!q)
    st_asks_refuse(r, a->number, "there is no such question");
  else if (can_be_answered(r, q, a))
    answer(r, q, a->number, a);
  else if (keep(r, a) != ST_OK)
    st_asks_refuse(r, a->number, "not enough memory");
}

/* --- what a question needs --- */

static int want_more(st_repl *r, st_error *e) {
  uint32_t n = st_names_count(r->layers);
  const char **list = st_grow(NULL, n + 1, sizeof *list);
  if (!list) return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) list[i] = st_names_get(r->layers, i).p;
  list[n] = NULL;
  int rc = st_engine_want(r->s->engine, list, r->findings, e);
  st_free(list);
  return rc;
}

static bool add_layer(st_repl *r, st_str name) {
  bool all = st_str_equal(name, st_cstr("*"));
  if (!name.n || (!all && !st_session_writes(r->s, name))) return false;
  uint32_t before = st_names_count(r->layers);
  return st_names_add(r->layers, name) == before;
}

/* The layers in "a,b,c". */
static bool add_layers(st_repl *r, st_str list) {
  bool any = false;
  for (size_t at = 0, end; at <= list.n; at = end + 1) {
    for (end = at; end < list.n && list.p[end] != ',';) end++;
    any |= add_layer(r, st_str_of(list.p + at, end - at));
  }
  return any;
}

static int bring_about(st_repl *r, const struct question *q, const st_strings *a, st_error *e) {
  bool any = add_layer(r, st_cstr("published")); /* dates, by which stories are named */
  if (q->answer == st_answer_articles && a->count > 1) any |= add_layers(r, a->items[1]);
  if (q->answer == st_answer_why || q->answer == st_answer_why_not ||
      q->answer == st_answer_profile)
    any |= add_layer(r, st_cstr("*"));
  if (q->need == FINDINGS && !r->findings) any = r->findings = true;
  return any ? want_more(r, e) : ST_OK;
}

static st_asked *take(st_repl *r) {
  st_asked *first = r->asked;
  r->asked = first->next;
  if (!r->asked) r->asked_end = &r->asked;
  return first;
}

/* Questions that waited for nothing but articles. */
void st_asks_go_on(st_repl *r) {
  while (r->asked) {
    st_strings a = {r->asked->number, r->asked->count, 0, r->asked->strings};
    const struct question *q = find(a.items[0]);
    if (!can_be_answered(r, q, &a)) return;
    st_asked *first = take(r);
    answer(r, q, a.number, &a);
    st_arena_close(first->arena);
  }
}

/* The first question is taken off only when it can be answered: what it needs is settled by the
 * main loop, which looks after changes as well. */
int st_asks_serve(st_repl *r, st_error *e) {
  while (r->asked && !r->live.stopped) {
    st_strings a = {r->asked->number, r->asked->count, 0, r->asked->strings};
    const struct question *q = find(a.items[0]);
    int rc = bring_about(r, q, &a, e);
    if (rc != ST_OK) return rc;
    if (!st_engine_settled(r->s->engine)) return ST_OK;
    if (q->answer == st_answer_profile && !r->measuring) {
      st_engine_forget(r->s->engine, a.count > 1 ? a.items[1] : (st_str){0});
      r->measuring = true;
      return ST_OK;
    }
    r->measuring = false;
    st_asked *first = take(r);
    answer(r, q, a.number, &a);
    st_arena_close(first->arena);
  }
  return ST_OK;
}

void st_asks_forget(st_repl *r) {
  r->measuring = false;
  while (r->asked) st_arena_close(take(r)->arena);
}
