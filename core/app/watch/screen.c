/* The line that stays below everything else, and what keys do. */
#include "app/watch/watch.h"

#include "app/why/explain.h"
#include "base/alloc.h"

#include <stdlib.h>

static st_buf *out_of(const st_screen *c) { return &c->teller->s->out.buf; }

static const st_term *term_of(const st_screen *c) { return &c->teller->s->term; }

/* --- findings that are there --- */

typedef struct listing {
  st_kept **items; /* owned; worst first */
  uint32_t count;
} listing;

static int by_rank(const void *pa, const void *pb) {
  const st_kept *a = *(st_kept *const *)pa, *b = *(st_kept *const *)pb;
  if (a->level != b->level) return a->level > b->level ? -1 : 1;
  int order = strcmp(a->rule, b->rule);
  return order ? order : strcmp(a->id, b->id);
}

/* Those that the filter shows. */
static int list_shown(const st_screen *c, listing *out, st_error *e) {
  const st_kept_all *all = &c->teller->kept;
  uint32_t groups = st_names_count(all->groups), n = 0;
  for (uint32_t g = 0; g < groups && g < all->room; g++) n += all->lists[g].count;
  *out = (listing){st_grow(NULL, n + 1, sizeof(st_kept *)), 0};
  if (!out->items) return st_nomem(e);
  for (uint32_t g = 0; g < groups && g < all->room; g++)
    for (uint32_t i = 0; i < all->lists[g].count; i++)
      if (st_filter_shows(&c->teller->filter, &all->lists[g].items[i]))
        out->items[out->count++] = &all->lists[g].items[i];
  if (out->count) qsort(out->items, out->count, sizeof *out->items, by_rank);
  return ST_OK;
}

static uint32_t place_of(const listing *l, const char *id) {
  for (uint32_t i = 0; i < l->count; i++)
    if (strcmp(l->items[i]->id, id) == 0) return i;
  return UINT32_MAX;
}

/* The chosen one, or the one that was printed last; null where neither is shown. */
static st_kept *find_meant(const st_screen *c, const listing *l) {
  uint32_t at = place_of(l, *c->chosen ? c->chosen : c->teller->last);
  return at == UINT32_MAX ? NULL : l->items[at];
}

/* --- the line --- */

static void add_asked(const st_screen *c, st_buf *line) {
  st_buf_addf(line, "%s with: %.*s_  (Enter shows only these, all where nothing is typed; Esc leaves it)",
              c->ask == ST_ASK_OUTLET ? "outlets" : "rules", (int)c->typed.n, c->typed.p);
}

static void add_chosen(const st_screen *c, const listing *l, st_buf *line) {
  uint32_t at = place_of(l, c->chosen);
  if (at == UINT32_MAX) return;
  st_buf_addf(line, "%u of %u · %.8s · %s", at + 1, l->count, c->chosen, l->items[at]->line);
}

static void add_totals(const st_screen *c, const listing *l, st_buf *line) {
  const st_teller *t = c->teller;
  uint32_t findings, stories;
  st_engine_totals(t->s->engine, &stories, &findings);
  st_tell_totals(t, line);
  if (l->count != findings) st_buf_addf(line, ", %u shown", l->count);
  if (st_filter_is_set(&t->filter)) st_buf_addz(line, " (");
  st_filter_name(&t->filter, line);
  if (st_filter_is_set(&t->filter)) st_buf_addz(line, ")");
  st_buf_addz(line, c->keys.raw ? "; h help, q ends" : "; Ctrl-C ends");
}

void st_screen_status(st_screen *c) {
  listing l = {0};
  st_buf line = {0};
  if (!c->teller || c->teller->s->ticker.shown || list_shown(c, &l, NULL) != ST_OK) return;
  if (c->ask)
    add_asked(c, &line);
  else if (*c->chosen)
    add_chosen(c, &l, &line);
  if (!line.n) add_totals(c, &l, &line);
  st_buf_addz(out_of(c), "\r\x1b[K");
  st_clip_add(st_str_of(line.p, line.n), st_term_columns() - 1, out_of(c));
  c->teller->s->ticker.shown = c->teller->s->ticker.on_output = true; /* it makes way for others */
  st_out_flush(&c->teller->s->out);
  st_buf_close(&line);
  st_free(l.items);
}

/* --- what keys do --- */

static void say(st_screen *c, const char *text) {
  st_styled(term_of(c), ST_DIM, st_cstr(text), out_of(c));
  st_buf_addc(out_of(c), '\n');
}

static void print_help(st_screen *c) {
  static const char *const lines[][2] = {
      {"o", "show only findings of outlets whose names have what is typed"},
      {"r", "… only of rules whose names have it"},
      {"l", "… only warnings and errors; only errors; all"},
      {"c", "all again"},
      {"up, down, k, j", "choose a finding; Enter prints it, Esc leaves it"},
      {"w", "why it came about: the rules, their lines, the words each part took"},
      {"a", "accept it: it is not shown again until more than its place changes"},
      {"u", "take back what was accepted last"},
      {"q", "end"},
  };
  st_style_begin(term_of(c), ST_DIM, out_of(c));
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    st_buf_addf(out_of(c), "  %-14s  %s\n", lines[i][0], lines[i][1]);
  st_style_end(term_of(c), ST_DIM, out_of(c));
  if (!c->teller->filter.file)
    say(c, "What is accepted is kept for this run; in a file with --accepted FILE.");
}

/* One line each, as many as a screen has. */
static void print_list(st_screen *c, const listing *l) {
  enum { MOST = 20 };
  st_buf head = {0};
  st_buf_addf(&head, "%u shown", l->count);
  if (st_filter_is_set(&c->teller->filter)) st_buf_addz(&head, ": ");
  st_filter_name(&c->teller->filter, &head);
  st_buf_addc(&head, '\0');
  if (!head.bad) say(c, head.p);
  st_buf_close(&head);
  for (uint32_t i = 0; i < l->count && i < MOST; i++) {
    const st_kept *k = l->items[i];
    st_buf_addz(out_of(c), "  ");
    st_style_begin(term_of(c), st_style_of(k->level), out_of(c));
    st_clip_add(st_cstr(k->line), term_of(c)->width - 2, out_of(c));
    st_style_end(term_of(c), st_style_of(k->level), out_of(c));
    st_buf_addc(out_of(c), '\n');
  }
  if (l->count > MOST) st_buf_addf(out_of(c), "  … and %u more\n", l->count - MOST);
}

static int show_filtered(st_screen *c, st_error *e) {
  listing l;
  int rc = list_shown(c, &l, e);
  if (rc != ST_OK) return rc;
  if (*c->chosen && place_of(&l, c->chosen) == UINT32_MAX) *c->chosen = '\0';
  print_list(c, &l);
  st_free(l.items);
  return ST_OK;
}

static void choose(st_screen *c, const listing *l, int step) {
  if (!l->count) return;
  uint32_t at = place_of(l, *c->chosen ? c->chosen : c->teller->last);
  if (at == UINT32_MAX || !*c->chosen)
    at = at == UINT32_MAX ? 0 : at;
  else if (step < 0)
    at = at ? at - 1 : l->count - 1;
  else
    at = at + 1 < l->count ? at + 1 : 0;
  memcpy(c->chosen, l->items[at]->id, sizeof c->chosen);
}

/* Asked of the workers, when they have nothing else to do. */
static int print_why(st_screen *c, const st_kept *k, st_error *e) {
  st_session *s = c->teller->s;
  const st_finding *finding = NULL;
  st_error why = {0};
  st_explainer x = {.engine = s->engine, .term = &s->term, .out = out_of(c)};
  if (!st_engine_settled(s->engine)) {
    say(c, "rules are still at work; ask again in a moment");
    return ST_OK;
  }
  int rc = st_engine_list(s->engine, &why);
  if (rc == ST_OK) rc = st_finding_named(s->engine, k->id, &finding, &why);
  if (rc == ST_OK) rc = st_why_finding(&x, finding, &why);
  if (rc == ST_ENOMEM) return st_nomem(e);
  if (rc != ST_OK) say(c, why.message);
  return ST_OK;
}

/* The one below takes its place as the chosen one. */
static int accept_one(st_screen *c, const listing *l, st_kept *k, st_error *e) {
  uint32_t at = place_of(l, k->id);
  const st_kept *next = at + 1 < l->count ? l->items[at + 1] : at ? l->items[at - 1] : NULL;
  if (*c->chosen) memcpy(c->chosen, next ? next->id : "", next ? sizeof c->chosen : 1);
  st_error why = {0};
  int rc = st_filter_accept(&c->teller->filter, k, &why);
  if (rc == ST_ENOMEM) return st_nomem(e);
  st_buf line = {0};
  st_buf_addf(&line, "accepted: %s", k->line);
  st_buf_addc(&line, '\0');
  if (!line.bad) say(c, line.p);
  if (rc != ST_OK) say(c, why.message);
  st_buf_close(&line);
  return ST_OK;
}

static int take_back(st_screen *c, st_error *e) {
  st_error why = {0};
  if (!c->teller->filter.accepted_count) {
    say(c, "nothing was accepted");
    return ST_OK;
  }
  if (st_filter_take_back(&c->teller->filter, c->chosen, &why) != ST_OK) say(c, why.message);
  listing l;
  int rc = list_shown(c, &l, e);
  if (rc != ST_OK) return rc;
  uint32_t at = place_of(&l, c->chosen);
  if (at == UINT32_MAX)
    *c->chosen = '\0';
  else
    st_buf_addz(out_of(c), l.items[at]->text);
  st_free(l.items);
  return ST_OK;
}

static int on_one(st_screen *c, uint32_t key, st_error *e) {
  listing l;
  int rc = list_shown(c, &l, e);
  if (rc != ST_OK) return rc;
  st_kept *k = find_meant(c, &l);
  if (key == ST_KEY_UP || key == 'k')
    choose(c, &l, -1);
  else if (key == ST_KEY_DOWN || key == 'j')
    choose(c, &l, 1);
  else if (!k)
    say(c, "no finding is chosen: the arrow keys choose one");
  else if (key == 'a')
    rc = accept_one(c, &l, k, e);
  else if (key == 'w')
    rc = print_why(c, k, e);
  else
    st_buf_addz(out_of(c), k->text);
  st_free(l.items);
  return rc;
}

static int next_level(st_screen *c, st_error *e) {
  st_filter *f = &c->teller->filter;
  f->level = f->level == ST_LEVEL_NONE      ? ST_LEVEL_WARNING
             : f->level == ST_LEVEL_WARNING ? ST_LEVEL_ERROR
                                            : ST_LEVEL_NONE;
  return show_filtered(c, e);
}

static int clear_filters(st_screen *c, st_error *e) {
  st_filter *f = &c->teller->filter;
  f->level = ST_LEVEL_NONE;
  st_buf_clear(&f->outlet);
  st_buf_clear(&f->rule);
  return show_filtered(c, e);
}

static void ask(st_screen *c, uint32_t key) {
  c->ask = key == 'o' ? ST_ASK_OUTLET : ST_ASK_RULE;
  st_buf_clear(&c->typed);
}

static int on_key(st_screen *c, uint32_t key, st_error *e) {
  switch (key) {
  case 'q':
  case ST_KEY_END: c->quit = true; return ST_OK;
  case 'h':
  case '?': print_help(c); return ST_OK;
  case 'l': return next_level(c, e);
  case 'c': return clear_filters(c, e);
  case 'o':
  case 'r': ask(c, key); return ST_OK;
  case 'u': return take_back(c, e);
  case ST_KEY_ESCAPE: *c->chosen = '\0'; return ST_OK;
  case ST_KEY_UP:
  case ST_KEY_DOWN:
  case ST_KEY_ENTER:
  case 'k':
  case 'j':
  case 'a':
  case 'w': return on_one(c, key, e);
  default: return ST_OK;
  }
}

/* --- what is typed --- */

static void add_typed(st_buf *b, uint32_t c) {
  if (c < 0x20 || c == ST_KEY_DELETE || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return;
  if (c < 0x80) {
    st_buf_addc(b, (char)c);
  } else if (c < 0x800) {
    st_buf_addc(b, (char)(0xC0 | c >> 6));
    st_buf_addc(b, (char)(0x80 | (c & 0x3F)));
  } else {
    st_buf_addc(b, (char)(c < 0x10000 ? 0xE0 | c >> 12 : 0xF0 | c >> 18));
    if (c >= 0x10000) st_buf_addc(b, (char)(0x80 | (c >> 12 & 0x3F)));
    st_buf_addc(b, (char)(0x80 | (c >> 6 & 0x3F)));
    st_buf_addc(b, (char)(0x80 | (c & 0x3F)));
  }
}

static int on_typed(st_screen *c, uint32_t key, st_error *e) {
  st_filter *f = &c->teller->filter;
  st_buf *filter = c->ask == ST_ASK_OUTLET ? &f->outlet : &f->rule;
  if (key == ST_KEY_ENTER) {
    st_buf_clear(filter);
    st_buf_adds(filter, st_str_of(c->typed.p, c->typed.n));
    c->ask = ST_ASK_NOTHING;
    return filter->bad ? st_nomem(e) : show_filtered(c, e);
  }
  if (key == ST_KEY_ESCAPE)
    c->ask = ST_ASK_NOTHING;
  else if ((key == ST_KEY_DELETE || key == 8) && c->typed.n)
    while (((unsigned char)c->typed.p[--c->typed.n] & 0xC0) == 0x80 && c->typed.n) {
    }
  else
    add_typed(&c->typed, key);
  return ST_OK;
}

/* --- the interface --- */

void st_screen_open(st_screen *c, st_teller *t) {
  *c = (st_screen){.teller = t};
  st_keys_open(&c->keys, &t->s->loop);
}

void st_screen_close(st_screen *c) {
  if (!c->teller) return;
  st_ticker_clear(&c->teller->s->ticker);
  st_keys_close(&c->keys);
  st_buf_close(&c->typed);
}

bool st_screen_waits(const st_screen *c) { return st_keys_wait(&c->keys) || c->keys.redraw; }

int st_screen_act(st_screen *c, st_error *e) {
  uint32_t key;
  int rc = ST_OK;
  if (c->keys.redraw) c->teller->s->term = st_term_of(c->teller->s->options->color);
  c->keys.redraw = false;
  st_ticker_clear(&c->teller->s->ticker);
  while (rc == ST_OK && !c->quit && st_keys_next(&c->keys, &key))
    rc = c->ask && key != ST_KEY_END ? on_typed(c, key, e) : on_key(c, key, e);
  st_screen_status(c);
  return rc;
}
