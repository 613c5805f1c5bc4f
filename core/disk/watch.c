#include "disk/watch_own.h"

#include "base/alloc.h"
#include "disk/file.h"

#include <errno.h>

#include <sys/inotify.h>
#include <unistd.h>

enum {
  QUIET_MS = 50, /* a file that nobody wrote to for so long is taken as it is */
  GONE_MS = 20,  /* a file that is gone may be on its way back */
  SLOW_MS = 400, /* how often what cannot be watched is looked at */
  READ_BYTES = 1 << 16,
  READS = 64 /* in one turn of the loop */
};

/* Where watching began. Nothing above it is watched, so that it is looked at now and then. */
typedef struct root {
  char *path;
  uint64_t dev, ino;
  bool there, lost; /* lost: the kernel said that it went */
} root;

struct st_watch {
  st_watch_options options;
  uv_loop_t *loop;
  uv_poll_t poll;
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

static void lose_root(st_watch *w, const char *path) {
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
  const char *line = w->folders.fd < 0
                         ? "the system watches nothing more for this user "
                           "(fs.inotify.max_user_instances); all is looked at every second"
                         : "the system watches no more folders for this user "
                           "(fs.inotify.max_user_watches); all is looked at every second";
  if (w->options.complain) w->options.complain(w->options.context, line);
}

/* --- events --- */

static void on_folder_event(st_watch *w, const char *path, uint32_t mask) {
  if (mask & (IN_DELETE | IN_MOVED_FROM)) st_folders_drop(&w->folders, path);
  if (mask & (IN_CREATE | IN_MOVED_TO | IN_ATTRIB)) watch_folder(w, path);
  hint(w, path, true, mask & (IN_DELETE | IN_MOVED_FROM) ? GONE_MS : 0);
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

static void on_file_event(st_watch *w, const char *path, uint32_t mask) {
  bool gone = mask & (IN_DELETE | IN_MOVED_FROM);
  if ((mask & (IN_CREATE | IN_MOVED_TO)) && on_link(w, path)) return;
  if (gone && w->folders.links) {
    st_folders_drop(&w->folders, path);
    hint(w, path, true, GONE_MS);
  } else if (gone) {
    hint(w, path, false, GONE_MS);
  } else if (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) {
    hint(w, path, false, 0);
  } else if (mask & IN_ATTRIB) {
    hint(w, path, false, st_hints_waits(&w->hints, st_cstr(path)) ? QUIET_MS : 0);
  } else {
    hint(w, path, false, QUIET_MS);
  }
}

/* What replaced a file that was given by name is no other root. */
static void know_root(st_watch *w, const char *path) {
  struct stat s;
  for (uint32_t i = 0; i < w->root_count; i++) {
    root *r = &w->roots[i];
    if (strcmp(r->path, path) != 0) continue;
    bool there = stat(path, &s) == 0;
    r->lost = r->lost || !r->there || !there || S_ISDIR(s.st_mode);
    if (there) r->dev = (uint64_t)s.st_dev, r->ino = (uint64_t)s.st_ino;
  }
}

/* A view for one name: a file that was given, the target of a link, or a root that comes back. */
static void on_named(st_watch *w, const char *path, uint32_t mask) {
  if (mask & (IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM)) know_root(w, path);
  if (mask & IN_ISDIR)
    hint(w, path, true, 0);
  else
    on_file_event(w, path, mask);
}

static void on_view(st_watch *w, const st_view *v, const struct inotify_event *x) {
  if (v->name && strcmp(v->name, x->name) != 0) return;
  if (!v->name && x->name[0] == '.') return;
  char *path = v->name ? st_strndup(v->path, strlen(v->path)) : st_watch_join(v->path, x->name);
  if (!path)
    w->again = true;
  else if (v->name)
    on_named(w, path, x->mask);
  else if (x->mask & IN_ISDIR)
    on_folder_event(w, path, x->mask);
  else
    on_file_event(w, path, x->mask);
  st_free(path);
}

/* The folder itself went, or may be read again: its parent says so too, if that is watched. */
static void on_self(st_watch *w, const st_watched *x, uint32_t mask) {
  for (uint32_t i = 0; i < x->view_count; i++) {
    if (x->views[i].name) continue;
    if (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
      lose_root(w, x->views[i].path);
    else
      hint(w, x->views[i].path, true, 0);
  }
}

/* Watching a new folder may move the views: they are looked up anew each time. */
static void on_entry(st_watch *w, const struct inotify_event *x) {
  const st_watched *f;
  for (uint32_t i = 0; (f = st_folders_find(&w->folders, x->wd)) && i < f->view_count; i++) {
    st_view v = f->views[i];
    on_view(w, &v, x);
  }
}

static void on_event(st_watch *w, const struct inotify_event *x) {
  w->counts.events++;
  if (x->mask & IN_Q_OVERFLOW) {
    w->counts.overflows++;
    w->again = true;
    return;
  }
  const st_watched *f = st_folders_find(&w->folders, x->wd);
  if (!f) return;
  if (x->mask & IN_IGNORED)
    st_folders_forget(&w->folders, x->wd);
  else if (x->len)
    on_entry(w, x);
  else
    on_self(w, f, x->mask);
}

static void look_at_lost_roots(st_watch *w) {
  for (uint32_t i = 0; i < w->root_count; i++)
    if (w->roots[i].lost) look_at_root(w, &w->roots[i]);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  st_watch *w = poll->data;
  _Alignas(struct inotify_event) char bytes[READ_BYTES];
  (void)status, (void)events;
  ssize_t n = 1;
  for (int i = 0; i < READS && (n = read(w->folders.fd, bytes, sizeof bytes)) > 0; i++)
    for (char *p = bytes; p < bytes + n;) {
      const struct inotify_event *x = (const struct inotify_event *)(void *)p;
      on_event(w, x);
      p += sizeof *x + x->len;
    }
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
  if (w->folders.doubt) w->again = true;
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
  w->folders.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  w->folders.full = w->folders.fd < 0;
  uv_timer_init(loop, &w->timer);
  uv_timer_init(loop, &w->slow);
  w->open_handles = 2;
  if (w->folders.fd >= 0) {
    uv_poll_init(loop, &w->poll, w->folders.fd);
    uv_poll_start(&w->poll, UV_READABLE, on_readable);
    w->open_handles++;
  }
  w->poll.data = w->timer.data = w->slow.data = w;
  uv_timer_start(&w->slow, on_slow, SLOW_MS, SLOW_MS);
  *out = w;
  return ST_OK;
}

static void on_closed(uv_handle_t *handle) {
  st_watch *w = handle->data;
  if (--w->open_handles) return;
  if (w->folders.fd >= 0) close(w->folders.fd);
  st_folders_close(&w->folders);
  st_hints_close(&w->hints);
  for (uint32_t i = 0; i < w->root_count; i++) st_free(w->roots[i].path);
  st_free(w->roots);
  st_free(w);
}

void st_watch_close(st_watch *w) {
  if (!w || w->closing) return;
  w->closing = true;
  if (w->folders.fd >= 0) uv_close((uv_handle_t *)&w->poll, on_closed);
  uv_close((uv_handle_t *)&w->timer, on_closed);
  uv_close((uv_handle_t *)&w->slow, on_closed);
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
