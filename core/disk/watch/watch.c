#include "disk/watch/own.h"

#include "base/alloc.h"
#include "disk/read/file.h"

#include <errno.h>

#include <unistd.h>

enum {
  QUIET_MS = 50, /* a file that nobody wrote to for so long is taken as it is */
  GONE_MS = 20,  /* a file that is gone may be on its way back */
  SLOW_MS = 400  /* how often what cannot be watched is looked at */
};

#if defined(__linux__) && !defined(STEMMA_PORTABLE_WATCH)
static const st_system_kind *kind = &st_system_inotify;
void st_watch_portably(bool on) { kind = on ? &st_system_portable : &st_system_inotify; }
#else
static const st_system_kind *kind = &st_system_portable;
void st_watch_portably(bool on) { (void)on; }
#endif

/* Where watching began. Nothing above it is watched, so that it is looked at now and then. */
typedef struct root {
  char *path;
  uint64_t dev, ino;
  bool there, lost; /* lost: the kernel said that it went */
} root;

struct st_watch {
  st_watch_options options;
  uv_loop_t *loop;
  uv_timer_t timer, slow;
  int open_handles;
  st_folders folders;
  st_hints hints;
  root *roots;
  uint32_t root_count, ticks;
  bool held, closing, told;
  bool again; /* events were lost: all is watched and looked at anew */
  st_watch_counts counts;
};

static void deliver(st_watch *w);

/* Memory that runs out must not lose a change: then everything is looked at again. */
static void hint(st_watch *w, const char *path, bool folder, uint64_t delay) {
  if (!st_hints_add(&w->hints, st_cstr(path), folder, uv_now(w->loop), delay)) w->again = true;
}

static void watch_folder(st_watch *w, const char *path) {
  w->folders.round++;
  st_folders_add(&w->folders, path);
}

/* --- roots --- */

static void watch_root(st_watch *w, root *r, bool tell) {
  struct stat s;
  r->there = stat(r->path, &s) == 0;
  r->lost = false;
  if (r->there) {
    r->dev = (uint64_t)s.st_dev;
    r->ino = (uint64_t)s.st_ino;
    if (S_ISDIR(s.st_mode))
      st_folders_add(&w->folders, r->path);
    else
      st_folders_add_file(&w->folders, r->path);
  } else {
    st_folders_add_file(&w->folders, r->path); /* its folder tells when it comes */
  }
  if (tell) hint(w, r->path, true, 0);
}

static bool is_as_before(const root *r) {
  struct stat s;
  bool there = stat(r->path, &s) == 0;
  if (r->lost || there != r->there) return false;
  return !there || (r->dev == (uint64_t)s.st_dev && r->ino == (uint64_t)s.st_ino);
}

static void look_at_root(st_watch *w, root *r) {
  if (is_as_before(r)) return;
  st_folders_drop(&w->folders, r->path);
  w->folders.round++;
  watch_root(w, r, true);
}

static void lose(st_watch *w, const char *path) {
  st_links_lose(&w->folders.links, path);
  for (uint32_t i = 0; i < w->root_count; i++)
    if (strcmp(w->roots[i].path, path) == 0) w->roots[i].lost = true;
}

static void watch_all_anew(st_watch *w) {
  w->again = w->folders.bad = false;
  w->folders.round++;
  w->folders.anew = true;
  for (uint32_t i = 0; i < w->root_count; i++) watch_root(w, &w->roots[i], true);
  w->folders.anew = false;
  st_folders_drop_old(&w->folders);
}

/* The limit is told once. */
static void tell_limit(st_watch *w) {
  if (!w->folders.full || w->told) return;
  w->told = w->counts.polled = true;
  const char *line = !w->folders.system
                         ? "the system watches nothing more for this user "
                           "(fs.inotify.max_user_instances); all is looked at every second"
                         : "the system watches no more folders for this user "
                           "(fs.inotify.max_user_watches); all is looked at every second";
  if (w->options.complain) w->options.complain(w->options.context, line);
}

/* --- events --- */

/* Where it is not known whether the same folder was there before, another one may have come. */
static void on_folder_event(st_watch *w, const char *path, unsigned told) {
  bool other = (told & ST_TOLD_CREATED) && !w->folders.kind->knows_folders;
  if ((told & ST_TOLD_GONE) || other) st_folders_drop(&w->folders, path);
  if (told & (ST_TOLD_CREATED | ST_TOLD_TOUCHED)) watch_folder(w, path);
  hint(w, path, true, told & ST_TOLD_GONE ? GONE_MS : 0);
}

/* A link may lead to a folder, or to a file that lies in a folder which is not watched yet. */
static bool on_link(st_watch *w, const char *path) {
  struct stat s;
  bool there = lstat(path, &s) == 0;
  if (!there && st_file_may_pass(ST_FILE_ERRNO + errno)) w->folders.doubt = true;
  if (!there || !S_ISLNK(s.st_mode)) return false;
  w->folders.round++;
  st_folders_add_file(&w->folders, path);
  bool folder = stat(path, &s) == 0 && S_ISDIR(s.st_mode);
  if (folder) st_folders_add(&w->folders, path);
  hint(w, path, true, 0);
  return true;
}

static bool is_link(const char *path) {
  struct stat s;
  return lstat(path, &s) == 0 && S_ISLNK(s.st_mode);
}

/* One that is no link any more is told of by its folder. */
static void look_at_links(st_watch *w) {
  st_links *links = &w->folders.links;
  for (uint32_t i = 0; i < links->count; i++) {
    if (st_link_is_as_before(&links->items[i])) continue;
    char *path = st_strndup(links->items[i].path, strlen(links->items[i].path));
    if (!path) return; /* the next time, then */
    if (is_link(path)) {
      st_folders_drop(&w->folders, path);
      on_link(w, path);
    } else {
      st_links_remove(links, i--);
    }
    st_free(path);
  }
}

static void on_file_event(st_watch *w, const char *path, unsigned told) {
  bool gone = told & ST_TOLD_GONE;
  if ((told & ST_TOLD_CREATED) && on_link(w, path)) return;
  if (gone && w->folders.links.count) {
    if (is_link(path)) /* it is what it led to */
      st_links_lose(&w->folders.links, path);
    else
      st_folders_drop(&w->folders, path);
    hint(w, path, true, GONE_MS);
  } else if (gone) {
    hint(w, path, false, GONE_MS);
  } else if (told & ST_TOLD_WRITTEN) {
    hint(w, path, false, 0);
  } else if (told & ST_TOLD_TOUCHED) {
    hint(w, path, false, st_hints_waits(&w->hints, st_cstr(path)) ? QUIET_MS : 0);
  } else {
    hint(w, path, false, QUIET_MS);
  }
}

/* What replaced a file that was given by name is no other root. One that went and is there is in
 * another folder of that name. */
static void know_root(st_watch *w, const char *path, bool went) {
  struct stat s;
  for (uint32_t i = 0; i < w->root_count; i++) {
    root *r = &w->roots[i];
    if (strcmp(r->path, path) != 0) continue;
    bool there = stat(path, &s) == 0;
    r->lost = r->lost || went || !r->there || !there || S_ISDIR(s.st_mode);
    if (there) r->dev = (uint64_t)s.st_dev, r->ino = (uint64_t)s.st_ino;
  }
}

/* A view for one name: a file that was given, the target of a link, or a root that comes back. */
static void on_named(st_watch *w, const char *path, unsigned told) {
  if (told & (ST_TOLD_CREATED | ST_TOLD_GONE)) know_root(w, path, told & ST_TOLD_GONE);
  if (told & ST_TOLD_FOLDER)
    hint(w, path, true, 0);
  else
    on_file_event(w, path, told);
}

static void on_view(st_watch *w, const st_view *v, const char *name, unsigned told) {
  if (v->name && strcmp(v->name, name) != 0) return;
  if (!v->name && name[0] == '.') return;
  char *path = v->name ? st_strndup(v->path, strlen(v->path)) : st_watch_join(v->path, name);
  bool went = (told & ST_TOLD_GONE) && path && !w->folders.kind->knows_folders;
  if (went && st_folders_has(&w->folders, path)) told |= ST_TOLD_FOLDER;
  if (!path)
    w->again = true;
  else if (v->name)
    on_named(w, path, told);
  else if (told & ST_TOLD_FOLDER)
    on_folder_event(w, path, told);
  else
    on_file_event(w, path, told);
  st_free(path);
}

/* The folder itself went, or may be read again: its parent says so too, if that is watched. */
static void on_self(st_watch *w, const st_watched *x, unsigned told) {
  for (uint32_t i = 0; i < x->view_count; i++) {
    if (told & ST_TOLD_GONE)
      lose(w, x->views[i].path);
    else if (!x->views[i].name)
      hint(w, x->views[i].path, true, 0);
  }
}

/* Watching a new folder may move the views: they are looked up anew each time. */
static void on_entry(st_watch *w, int number, const char *name, unsigned told) {
  const st_watched *f;
  for (uint32_t i = 0; (f = st_folders_find(&w->folders, number)) && i < f->view_count; i++) {
    st_view v = f->views[i];
    on_view(w, &v, name, told);
  }
}

static void on_event(void *context, int number, const char *name, unsigned told) {
  st_watch *w = context;
  const st_watched *f = st_folders_find(&w->folders, number);
  w->counts.events++;
  if (f && name)
    on_entry(w, number, name, told);
  else if (f)
    on_self(w, f, told);
}

static void on_forgotten(void *context, int number) {
  st_watch *w = context;
  st_folders_forget(&w->folders, number);
}

static void on_lost(void *context) {
  st_watch *w = context;
  w->counts.overflows++;
  w->again = true;
}

static void look_at_lost_roots(st_watch *w) {
  for (uint32_t i = 0; i < w->root_count; i++)
    if (w->roots[i].lost) look_at_root(w, &w->roots[i]);
}

static void on_done(void *context) {
  st_watch *w = context;
  if (w->closing) return;
  look_at_lost_roots(w);
  deliver(w);
}

/* --- giving hints --- */

static void on_due(uv_timer_t *timer) { deliver(timer->data); }

static void set_timer(st_watch *w, uint64_t next) {
  if (next == UINT64_MAX) return;
  uint64_t now = uv_now(w->loop);
  uv_timer_start(&w->timer, on_due, next > now ? next - now : 1, 0);
}

static void deliver(st_watch *w) {
  if (w->closing) return;
  if (w->again || w->folders.bad) watch_all_anew(w);
  tell_limit(w);
  if (w->held || !w->hints.waiting) return;
  st_hint *hints = st_grow(NULL, w->hints.waiting, sizeof *hints);
  uint64_t next = uv_now(w->loop) + QUIET_MS;
  uint32_t n = hints ? st_hints_take(&w->hints, uv_now(w->loop), hints, &next) : 0;
  set_timer(w, next);
  if (n) {
    w->counts.hints += n;
    w->counts.batches++;
    w->options.changed(w->options.context, hints, n);
    if (!w->closing) st_hints_tidy(&w->hints);
  }
  st_free(hints);
}

void st_watch_hold(st_watch *w) { w->held = true; }

void st_watch_go(st_watch *w) {
  w->held = false;
  if (w->hints.waiting || w->again) set_timer(w, uv_now(w->loop));
}

static void on_slow(uv_timer_t *timer) {
  st_watch *w = timer->data;
  for (uint32_t i = 0; i < w->root_count; i++) {
    look_at_root(w, &w->roots[i]);
    if (w->folders.full && w->ticks % 2) hint(w, w->roots[i].path, true, 0);
  }
  w->ticks++;
  look_at_links(w);
  bool blind = !w->folders.kind->tells_loss && w->ticks % 2;
  if (w->folders.doubt || blind) w->again = true;
  w->folders.doubt = false;
  deliver(w);
}

/* --- open and close --- */

int st_watch_open(struct uv_loop_s *loop, const st_watch_options *options, st_watch **out,
                  st_error *e) {
  st_watch *w = st_calloc(1, sizeof *w);
  if (!w) return st_nomem(e);
  w->loop = loop;
  w->options = *options;
  if (st_hints_open(&w->hints)) {
    st_free(w);
    return st_nomem(e);
  }
  st_system_calls calls = {w, on_event, on_forgotten, on_lost, on_done};
  w->folders.kind = kind;
  w->folders.system = kind->open(loop, &calls);
  w->folders.full = !w->folders.system;
  uv_timer_init(loop, &w->timer);
  uv_timer_init(loop, &w->slow);
  w->open_handles = w->folders.system ? 3 : 2;
  w->timer.data = w->slow.data = w;
  uv_timer_start(&w->slow, on_slow, SLOW_MS, SLOW_MS);
  *out = w;
  return ST_OK;
}

static void let_go(void *context) {
  st_watch *w = context;
  if (--w->open_handles) return;
  st_folders_close(&w->folders);
  st_hints_close(&w->hints);
  for (uint32_t i = 0; i < w->root_count; i++) st_free(w->roots[i].path);
  st_free(w->roots);
  st_free(w);
}

static void on_closed(uv_handle_t *handle) { let_go(handle->data); }

void st_watch_close(st_watch *w) {
  if (!w || w->closing) return;
  w->closing = true;
  uv_close((uv_handle_t *)&w->timer, on_closed);
  uv_close((uv_handle_t *)&w->slow, on_closed);
  if (w->folders.system) w->folders.kind->close(w->folders.system, let_go);
}

int st_watch_add(st_watch *w, const char *path, st_error *e) {
  for (uint32_t i = 0; i < w->root_count; i++)
    if (strcmp(w->roots[i].path, path) == 0) return ST_OK;
  root *roots = st_grow(w->roots, w->root_count + 1, sizeof *roots);
  if (roots) w->roots = roots;
  char *own = st_strndup(path, strlen(path));
  if (!roots || !own) {
    st_free(own);
    return st_nomem(e);
  }
  root *r = &w->roots[w->root_count++];
  *r = (root){.path = own};
  w->folders.round++;
  watch_root(w, r, false);
  tell_limit(w);
  return w->folders.bad ? st_nomem(e) : ST_OK;
}

st_watch_counts st_watch_count(const st_watch *w) {
  st_watch_counts c = w->counts;
  c.folders = w->folders.count;
  return c;
}
