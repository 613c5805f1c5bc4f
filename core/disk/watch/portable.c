/* libuv's file events, for systems without inotify: they say that something happened to a name, and
 * the rest is found out by looking. */
#include "base/alloc.h"
#include "base/buf.h"
#include "disk/watch/system.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

typedef struct watcher {
  uv_fs_event_t handle;
  st_system *system;
  int number;
  uint64_t dev, ino;
  char *path;
} watcher;

struct st_system {
  st_system_calls calls;
  uv_loop_t *loop;
  watcher **items; /* sorted by number */
  uint32_t count, room;
  int next;
  uint32_t open_handles;
  void (*closed)(void *context);
};

static st_system *system_open(uv_loop_t *loop, const st_system_calls *calls) {
  st_system *s = st_calloc(1, sizeof *s);
  if (!s) return NULL;
  s->calls = *calls;
  s->loop = loop;
  return s;
}

/* --- events --- */

static unsigned kind_at(const char *folder, const char *name, bool *there) {
  struct stat st;
  st_buf path = {0};
  st_buf_addf(&path, "%s/%s", folder, name);
  st_buf_addc(&path, '\0');
  *there = !path.bad && lstat(path.p, &st) == 0;
  st_buf_close(&path);
  return *there && S_ISDIR(st.st_mode) ? ST_TOLD_FOLDER : 0;
}

/* What concerns the folder itself comes under its own name. */
static void on_self(watcher *w) {
  struct stat st;
  bool there = stat(w->path, &st) == 0 && (uint64_t)st.st_dev == w->dev && (uint64_t)st.st_ino == w->ino;
  w->system->calls.event(w->system->calls.context, w->number, NULL,
                         there ? ST_TOLD_TOUCHED : ST_TOLD_GONE);
}

static void on_name(watcher *w, const char *name, int events) {
  bool there;
  unsigned told = kind_at(w->path, name, &there);
  if (!there)
    told |= ST_TOLD_GONE;
  else if (events & UV_RENAME)
    told |= ST_TOLD_CREATED | ST_TOLD_MODIFIED;
  else
    told |= told ? ST_TOLD_TOUCHED : ST_TOLD_MODIFIED;
  w->system->calls.event(w->system->calls.context, w->number, name, told);
}

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status) {
  watcher *w = handle->data;
  st_system *s = w->system;
  if (status < 0 || !name) {
    s->calls.lost(s->calls.context);
  } else {
    bool self = strcmp(name, last_part(w->path)) == 0 || strcmp(name, ".") == 0;
    char own[256]; /* the call may free the watcher, but not the name */
    size_t n = strlen(name);
    if (n >= sizeof own) n = sizeof own - 1;
    memcpy(own, name, n);
    own[n] = '\0';
    if (self) on_self(w);
    if (!uv_is_closing((uv_handle_t *)handle)) on_name(w, own, events);
  }
  s->calls.done(s->calls.context);
}

/* --- folders --- */

static void free_system(st_system *s) {
  s->closed(s->calls.context);
  st_free(s->items);
  st_free(s);
}

static void on_closed(uv_handle_t *handle) {
  watcher *w = handle->data;
  st_system *s = w->system;
  st_free(w->path);
  st_free(w);
  if (--s->open_handles == 0 && s->closed) free_system(s);
}

static int start(watcher *w, const char *folder) {
  char *own = st_strndup(folder, strlen(folder));
  if (!own) return UV_ENOMEM;
  st_free(w->path);
  w->path = own;
  uv_fs_event_stop(&w->handle);
  return uv_fs_event_start(&w->handle, on_event, own, 0);
}

static watcher *find(st_system *s, const struct stat *st) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->items[i]->dev == (uint64_t)st->st_dev && s->items[i]->ino == (uint64_t)st->st_ino)
      return s->items[i];
  return NULL;
}

static watcher *add(st_system *s, const struct stat *st) {
  if (s->count == s->room) {
    uint32_t room = s->room ? s->room * 2 : 64;
    watcher **items = st_grow(s->items, room, sizeof(watcher *));
    if (!items) return NULL;
    s->items = items;
    s->room = room;
  }
  watcher *w = st_calloc(1, sizeof *w);
  if (!w) return NULL;
  *w = (watcher){.system = s,
                 .number = ++s->next,
                 .dev = (uint64_t)st->st_dev,
                 .ino = (uint64_t)st->st_ino};
  uv_fs_event_init(s->loop, &w->handle);
  w->handle.data = w;
  s->open_handles++;
  return s->items[s->count++] = w;
}

static void system_forget(st_system *s, int number) {
  uint32_t i = 0;
  while (i < s->count && s->items[i]->number != number) i++;
  if (i == s->count) return;
  uv_close((uv_handle_t *)&s->items[i]->handle, on_closed);
  memmove(s->items + i, s->items + i + 1, (--s->count - i) * sizeof *s->items);
}

static bool leads_to(const char *path, const struct stat *to) {
  struct stat st;
  return stat(path, &st) == 0 && st.st_dev == to->st_dev && st.st_ino == to->st_ino;
}

static int system_watch(st_system *s, const char *folder) {
  struct stat st;
  if (stat(folder, &st) != 0) return -1;
  if (!S_ISDIR(st.st_mode)) {
    errno = ENOTDIR;
    return -1;
  }
  watcher *w = find(s, &st);
  if (w && leads_to(w->path, &st)) return w->number;
  if (!w) w = add(s, &st);
  int rc = w ? start(w, folder) : UV_ENOMEM;
  if (rc == 0) return w->number;
  if (w) system_forget(s, w->number);
  errno = -rc;
  return -1;
}

static void system_close(st_system *s, void (*closed)(void *context)) {
  s->closed = closed;
  if (!s->open_handles) {
    free_system(s);
    return;
  }
  for (uint32_t i = 0; i < s->count; i++)
    uv_close((uv_handle_t *)&s->items[i]->handle, on_closed);
  s->count = 0;
}

const st_system_kind st_system_portable = {
    false, false, system_open, system_watch, system_forget, system_close};
