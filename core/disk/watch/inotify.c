/* inotify itself behind uv_poll: it says when a writer closes, and when it lost something. */
#ifdef __linux__
#include "base/alloc.h"
#include "disk/watch/system.h"

#include <sys/inotify.h>
#include <unistd.h>
#include <uv.h>

enum { READ_BYTES = 1 << 16, READS = 64 /* in one turn of the loop */ };

#define MASK                                                                                       \
  (IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |  \
   IN_DELETE_SELF | IN_MOVE_SELF | IN_EXCL_UNLINK | IN_ONLYDIR)

struct st_system {
  st_system_calls calls;
  int fd;
  uv_poll_t poll;
  bool closing;
  void (*closed)(void *context);
};

static unsigned told_of(uint32_t mask) {
  static const struct {
    uint32_t mask;
    unsigned told;
  } table[] = {{IN_CREATE, ST_TOLD_CREATED},
               {IN_MOVED_TO, ST_TOLD_CREATED | ST_TOLD_WRITTEN},
               {IN_DELETE | IN_MOVED_FROM, ST_TOLD_GONE},
               {IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT, ST_TOLD_GONE},
               {IN_CLOSE_WRITE, ST_TOLD_WRITTEN},
               {IN_MODIFY, ST_TOLD_MODIFIED},
               {IN_ATTRIB, ST_TOLD_TOUCHED},
               {IN_ISDIR, ST_TOLD_FOLDER}};
  unsigned told = 0;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (mask & table[i].mask) told |= table[i].told;
  return told;
}

static void on_event(st_system *s, const struct inotify_event *x) {
  void *context = s->calls.context;
  if (x->mask & IN_Q_OVERFLOW)
    s->calls.lost(context);
  else if (x->mask & IN_IGNORED)
    s->calls.forgotten(context, x->wd);
  else
    s->calls.event(context, x->wd, x->len ? x->name : NULL, told_of(x->mask));
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  st_system *s = poll->data;
  _Alignas(struct inotify_event) char bytes[READ_BYTES];
  (void)status, (void)events;
  ssize_t n = 1;
  for (int i = 0; i < READS && (n = read(s->fd, bytes, sizeof bytes)) > 0; i++)
    for (char *p = bytes; p < bytes + n;) {
      const struct inotify_event *x = (const struct inotify_event *)(void *)p;
      on_event(s, x);
      p += sizeof *x + x->len;
    }
  s->calls.done(s->calls.context);
}

static st_system *system_open(uv_loop_t *loop, const st_system_calls *calls) {
  int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  st_system *s = fd < 0 ? NULL : st_calloc(1, sizeof *s);
  if (!s) {
    if (fd >= 0) close(fd);
    return NULL;
  }
  s->calls = *calls;
  s->fd = fd;
  uv_poll_init(loop, &s->poll, fd);
  s->poll.data = s;
  uv_poll_start(&s->poll, UV_READABLE, on_readable);
  return s;
}

static int system_watch(st_system *s, const char *folder) {
  return inotify_add_watch(s->fd, folder, MASK);
}

static void system_forget(st_system *s, int number) { inotify_rm_watch(s->fd, number); }

static void on_closed(uv_handle_t *handle) {
  st_system *s = handle->data;
  close(s->fd);
  s->closed(s->calls.context);
  st_free(s);
}

static void system_close(st_system *s, void (*closed)(void *context)) {
  s->closed = closed;
  uv_close((uv_handle_t *)&s->poll, on_closed);
}

const st_system_kind st_system_inotify = {
    true, true, system_open, system_watch, system_forget, system_close};
#endif
