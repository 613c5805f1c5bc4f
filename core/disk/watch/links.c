/* Links, and what each led to when it was looked at last. A folder tells of its own entries: nobody
 * tells that what a link names has come, or that a link on the way there leads elsewhere. */
#include "base/alloc.h"
#include "disk/watch/own.h"

#include <stdlib.h>
#include <string.h>

void st_links_close(st_links *l) {
  for (uint32_t i = 0; i < l->count; i++) st_free(l->items[i].path);
  st_free(l->items);
  *l = (st_links){0};
}

static uint32_t place_of(const st_links *l, const char *path) {
  uint32_t low = 0, high = l->count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (strcmp(l->items[mid].path, path) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static st_link *take_up(st_links *l, const char *path) {
  uint32_t at = place_of(l, path);
  if (at < l->count && strcmp(l->items[at].path, path) == 0) return &l->items[at];
  if (l->count == l->room) {
    uint32_t room = l->room ? l->room * 2 : 16;
    st_link *items = st_grow(l->items, room, sizeof *items);
    if (!items) return NULL;
    l->items = items;
    l->room = room;
  }
  char *own = st_strndup(path, strlen(path));
  if (!own) return NULL;
  memmove(l->items + at + 1, l->items + at, (l->count++ - at) * sizeof *l->items);
  l->items[at] = (st_link){.path = own};
  return &l->items[at];
}

static void look(const char *path, st_link *now) {
  struct stat s;
  now->there = stat(path, &s) == 0;
  now->dev = now->there ? (uint64_t)s.st_dev : 0;
  now->ino = now->there ? (uint64_t)s.st_ino : 0;
}

bool st_links_add(st_links *l, const char *path, uint32_t round) {
  st_link *link = take_up(l, path);
  if (!link) return false;
  look(path, link);
  link->round = round;
  return true;
}

bool st_link_is_as_before(const st_link *link) {
  st_link now;
  look(link->path, &now);
  return now.there == link->there && now.dev == link->dev && now.ino == link->ino;
}

void st_links_lose(st_links *l, const char *path) {
  uint32_t at = place_of(l, path);
  if (at == l->count || strcmp(l->items[at].path, path) != 0) return;
  l->items[at] = (st_link){.path = l->items[at].path, .round = l->items[at].round};
}

void st_links_remove(st_links *l, uint32_t nth) {
  st_free(l->items[nth].path);
  memmove(l->items + nth, l->items + nth + 1, (--l->count - nth) * sizeof *l->items);
}

void st_links_drop(st_links *l, const char *path) {
  for (uint32_t i = l->count; i-- > 0;)
    if (st_watch_below(l->items[i].path, path)) st_links_remove(l, i);
}

void st_links_drop_old(st_links *l, uint32_t round) {
  for (uint32_t i = l->count; i-- > 0;)
    if (l->items[i].round != round) st_links_remove(l, i);
}
