/* Ctrl-C, and waiting for the front without missing it. */
#include "bind/eval/host.h"
#include "engine/wire/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Instructions between two looks: often enough to stop at once, seldom enough to cost nothing. */
enum { STEP = 4096 };

static volatile sig_atomic_t stop_wanted;
static int bell[2]; /* wakes a read that a signal may just miss */

static void on_interrupt(int number) {
  int kept = errno;
  (void)number;
  stop_wanted = 1;
  (void)!write(bell[1], "", 1);
  errno = kept;
}

bool st_evaluator_interrupted(void) { return stop_wanted; }

/* Raised again at each instruction, so that what catches it gets no further. */
static void look(lua_State *L, lua_Debug *frame) {
  (void)frame;
  if (!stop_wanted) return;
  lua_sethook(L, look, LUA_MASKCOUNT, 1);
  luaL_error(L, "interrupted");
}

void st_interrupt_begin(lua_State *L) {
  char waste[64];
  stop_wanted = 0;
  while (read(bell[0], waste, sizeof waste) > 0) {
  }
  lua_sethook(L, look, LUA_MASKCOUNT, STEP);
}

void st_interrupt_open(void) {
  if (pipe2(bell, O_NONBLOCK | O_CLOEXEC) != 0) bell[0] = bell[1] = -1;
  struct sigaction action = {.sa_handler = on_interrupt};
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* an endless loop does not outlive its front */
}

int st_evaluator_receive(st_evaluator *s, bool may_stop, uint8_t *kind, st_error *e) {
  if (s->guest) return st_wire_receive(s->in, kind, &s->message, e);
  struct pollfd waits[2] = {{.fd = s->in, .events = POLLIN},
                            {.fd = may_stop ? bell[0] : -1, .events = POLLIN}};
  for (;;) {
    if (may_stop && stop_wanted) return ST_ELIMIT;
    int n = poll(waits, 2, -1);
    if (n > 0 && waits[0].revents) return st_wire_receive(s->in, kind, &s->message, e);
    if (n < 0 && errno != EINTR) return st_fail(e, ST_EIO, "the pipe cannot be read");
  }
}
