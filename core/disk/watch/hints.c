/* Hints kept back until they can be acted on: each path once. */
#include "base/alloc.h"
#include "disk/watch/own.h"

#include <stdlib.h>
#include <sys/stat.h>

enum {
  TIDY_ABOVE = 256,
  EMPTY_MS = 800, /* how long a file that was begun may stay empty before it is taken to be that */
  AGAIN_MS = 50
};

int st_hints_open(st_hints *h) {
  *h = (st_hints){.paths = st_names_open()};
  return h->paths ? ST_OK : ST_ENOMEM;
}

void st_hints_close(st_hints *h) {
  st_names_close(h->paths);
  st_free(h->state);
  *h = (st_hints){0};
}

static st_waiting *state_of(st_hints *h, st_str path) {
  uint32_t k = st_names_add(h->paths, path);
  if (k == ST_NO_NAME) return NULL;
  if (k >= h->room) {
    uint32_t room = h->room ? h->room * 2 : 64;
    st_waiting *state = st_grow(h->state, room, sizeof *state);
    if (!state) return NULL;
    memset(state + h->room, 0, (room - h->room) * sizeof *state);
    h->state = state;
    h->room = room;
  }
  return &h->state[k];
}

bool st_hints_add(st_hints *h, st_str path, bool folder, uint64_t now, uint64_t delay) {
  st_waiting *s = state_of(h, path);
  if (!s) return false;
  if (!s->waiting) {
    h->waiting++;
    *s = (st_waiting){.waiting = true, .due = UINT64_MAX, .since = now};
  }
  s->folder = s->folder || folder;
  if (s->due) s->due = delay ? now + delay : 0;
  return true;
}

bool st_hints_waits(const st_hints *h, st_str path) {
  uint32_t k = st_names_find(h->paths, path);
  return k != ST_NO_NAME && k < h->room && h->state[k].waiting;
}

/* As if "/" sorted before all other bytes: what is below a folder follows it at once. */
static int by_path(const void *pa, const void *pb) {
  st_str a = ((const st_hint *)pa)->path, b = ((const st_hint *)pb)->path;
  for (size_t i = 0; i < a.n && i < b.n; i++) {
    if (a.p[i] == b.p[i]) continue;
    if (a.p[i] == '/') return -1;
    if (b.p[i] == '/') return 1;
    return (unsigned char)a.p[i] < (unsigned char)b.p[i] ? -1 : 1;
  }
  return (a.n > b.n) - (a.n < b.n);
}

static bool under(st_str path, st_str dir) {
  return path.n != dir.n && st_watch_below(path.p, dir.p);
}

/* What stands below a folder that is looked at whole says nothing more. */
static uint32_t drop_covered(st_hint *hints, uint32_t n) {
  uint32_t kept = 0, last = UINT32_MAX;
  for (uint32_t i = 0; i < n; i++) {
    if (last != UINT32_MAX && under(hints[i].path, hints[last].path)) continue;
    if (hints[i].kind == ST_HINT_FOLDER) last = kept;
    hints[kept++] = hints[i];
  }
  return kept;
}

/* Nobody has closed it, and there is nothing to be read yet: what it is to be, its first byte or its
 * end will tell. */
static bool is_begun(const st_waiting *s, const char *path, uint64_t now) {
  struct stat st;
  if (!s->due || s->folder || now >= s->since + EMPTY_MS) return false;
  return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0;
}

uint32_t st_hints_take(st_hints *h, uint64_t now, st_hint *out, uint64_t *next) {
  uint32_t n = 0, count = st_names_count(h->paths);
  *next = UINT64_MAX;
  for (uint32_t k = 0; k < count && k < h->room && h->waiting; k++) {
    st_waiting *s = &h->state[k];
    if (!s->waiting) continue;
    if (s->due <= now && is_begun(s, st_names_get(h->paths, k).p, now)) s->due = now + AGAIN_MS;
    if (s->due > now) {
      if (s->due < *next) *next = s->due;
      continue;
    }
    out[n++] = (st_hint){s->folder ? ST_HINT_FOLDER : ST_HINT_FILE, st_names_get(h->paths, k)};
    s->waiting = false;
    h->waiting--;
  }
  if (n) qsort(out, n, sizeof *out, by_path);
  return drop_covered(out, n);
}

/* Where some still wait, they are taken over: else a log that is always being written would keep
 * all names that ever were. */
void st_hints_tidy(st_hints *h) {
  uint32_t count = st_names_count(h->paths);
  if (count == 0 || (h->waiting && (count < TIDY_ABOVE || h->waiting > count / 4))) return;
  st_hints fresh;
  if (st_hints_open(&fresh)) return;
  bool good = true;
  for (uint32_t k = 0; good && k < count && k < h->room; k++) {
    if (!h->state[k].waiting) continue;
    st_waiting *s = state_of(&fresh, st_names_get(h->paths, k));
    good = s != NULL;
    if (!good) break;
    *s = h->state[k];
    fresh.waiting++;
  }
  if (!good) {
    st_hints_close(&fresh);
    return;
  }
  st_hints_close(h);
  *h = fresh;
}
