/* Findings as they were told last, by story: what has to be known of them when they are gone, when
 * a filter changes, and when they are to be shown again. */
#include "app/commands.h"
#include "app/watch/watch.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <stdlib.h>

void st_kept_drop(st_kept *k) {
  st_free(k->line);
  st_free(k->rule);
  st_free(k->outlets);
  st_free(k->text);
  *k = (st_kept){0};
}

void st_kept_forget(st_kept_list *list) {
  for (uint32_t i = 0; i < list->count; i++) st_kept_drop(&list->items[i]);
  st_free(list->items);
  *list = (st_kept_list){0};
}

int st_kept_open(st_kept_all *all, st_error *e) {
  *all = (st_kept_all){.groups = st_names_open()};
  return all->groups ? ST_OK : st_nomem(e);
}

void st_kept_close(st_kept_all *all) {
  uint32_t groups = all->groups ? st_names_count(all->groups) : 0;
  for (uint32_t i = 0; i < groups && i < all->room; i++) st_kept_forget(&all->lists[i]);
  st_free(all->lists);
  st_names_close(all->groups);
}

st_kept_list *st_kept_of(st_kept_all *all, st_str group) {
  uint32_t k = st_names_add(all->groups, group);
  if (k == ST_NO_NAME) return NULL;
  if (k >= all->room) {
    uint32_t room = all->room ? all->room * 2 : 16;
    st_kept_list *lists = st_grow(all->lists, room, sizeof *lists);
    if (!lists) return NULL;
    memset(lists + all->room, 0, (room - all->room) * sizeof *lists);
    all->lists = lists;
    all->room = room;
  }
  return &all->lists[k];
}

/* Memory that is out leaves all as it was. */
void st_kept_tidy(st_kept_all *all) {
  enum { LEAST = 1024 };
  uint32_t n = st_names_count(all->groups);
  if (n < LEAST || n < all->tidy_at) return;
  st_names *groups = st_names_open();
  st_kept_list *lists = st_calloc(all->room, sizeof *lists);
  bool good = groups && lists;
  for (uint32_t i = 0; good && i < n && i < all->room; i++) {
    if (!all->lists[i].count) continue;
    uint32_t k = st_names_add(groups, st_names_get(all->groups, i));
    good = k != ST_NO_NAME;
    if (good) lists[k] = all->lists[i];
  }
  if (!good) {
    st_names_close(groups);
    st_free(lists);
    return;
  }
  for (uint32_t i = 0; i < n && i < all->room; i++)
    if (!all->lists[i].count) st_kept_forget(&all->lists[i]);
  st_names_close(all->groups);
  st_free(all->lists);
  all->groups = groups;
  all->lists = lists;
  all->tidy_at = 2 * st_names_count(groups);
}

static int by_id(const void *a, const void *b) {
  return strcmp(((const st_kept *)a)->id, ((const st_kept *)b)->id);
}

void st_kept_sort(st_kept_list *list) {
  if (list->count) qsort(list->items, list->count, sizeof *list->items, by_id);
}

st_kept *st_kept_find(st_kept_list *list, const char *id) {
  st_kept key = {0};
  memcpy(key.id, id, sizeof key.id);
  return list->count ? bsearch(&key, list->items, list->count, sizeof key, by_id) : NULL;
}

/* --- for text --- */

/* Takes the buffer's bytes over. */
static char *take(st_buf *b) {
  st_buf_addc(b, '\0');
  if (!b->bad) return b->p;
  st_buf_close(b);
  return NULL;
}

static char *headline_of(const st_finding *f) {
  st_buf b = {0};
  st_buf_adds(&b, f->level);
  st_buf_addc(&b, ' ');
  st_buf_adds(&b, f->kind);
  st_buf_addz(&b, ": ");
  st_clean_add(f->message, &b);
  return take(&b);
}

static char *outlets_of(const st_finding *f) {
  st_buf b = {0};
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    st_buf_adds(&b, f->evidence[i].outlet);
    st_buf_addc(&b, '\n');
  }
  for (uint32_t i = 0; i < f->silent_count; i++) {
    st_buf_adds(&b, f->silent[i]);
    st_buf_addc(&b, '\n');
  }
  return take(&b);
}

static uint64_t content_of(const st_finding *f) {
  uint64_t h = st_hash_mix(st_hash_str(f->level), st_hash_str(f->message));
  for (uint32_t i = 0; i < f->silent_count; i++) h = st_hash_mix(h, st_hash_str(f->silent[i]));
  for (uint32_t i = 0; i < f->evidence_count; i++) {
    h = st_hash_mix(h, st_hash_str(f->evidence[i].outlet));
    h = st_hash_mix(h, st_hash_str(f->evidence[i].text));
  }
  return h;
}

bool st_kept_fill(st_kept *k, const st_finding *f, const st_term *term, st_error *e) {
  st_buf text = {0};
  st_finding_full(f, term, &text, e);
  k->text = take(&text);
  k->line = headline_of(f);
  k->rule = st_strndup(f->rule.p, f->rule.n);
  k->outlets = outlets_of(f);
  k->level = st_level_of(f->level);
  k->content = content_of(f);
  return k->text && k->line && k->rule && k->outlets;
}
