/* stemma.host in an interpreter that is not stemma's: a script there starts the front, which then
 * answers it as it does an evaluator. */
#include "bind/eval/host.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BEYOND = 16 }; /* descriptors above those that the front is given */

typedef struct guest {
  st_evaluator evaluator;
  pid_t front; /* 0: none */
} guest;

static guest *self(lua_State *L) { return lua_touserdata(L, lua_upvalueindex(1)); }

static void leave(guest *g) {
  if (!g->front) return;
  close(g->evaluator.out);
  close(g->evaluator.in);
  while (waitpid(g->front, NULL, 0) < 0 && errno == EINTR) continue;
  g->front = 0;
  g->evaluator.in = g->evaluator.out = -1;
}

static int close_guest(lua_State *L) {
  guest *g = lua_touserdata(L, 1);
  leave(g);
  st_buf_close(&g->evaluator.message);
  return 0;
}

/* Two ends, the one for the front out of the way of what it is to become there. */
static int open_pipe(int ends[2], int theirs) {
  if (pipe2(ends, O_CLOEXEC)) return errno;
  int moved = fcntl(ends[theirs], F_DUPFD_CLOEXEC, BEYOND), why = errno;
  close(ends[theirs]);
  ends[theirs] = moved;
  if (moved >= 0) return 0;
  close(ends[!theirs]);
  return why;
}

static int spawn(guest *g, char *const *argv, int in, int out) {
  posix_spawn_file_actions_t actions;
  int rc = posix_spawn_file_actions_init(&actions);
  if (rc) return rc;
  rc = posix_spawn_file_actions_adddup2(&actions, in, ST_TALK_IN);
  if (!rc) rc = posix_spawn_file_actions_adddup2(&actions, out, ST_TALK_OUT);
  if (!rc) rc = posix_spawnp(&g->front, argv[0], &actions, NULL, argv, environ);
  if (rc) g->front = 0;
  posix_spawn_file_actions_destroy(&actions);
  return rc;
}

static int start(guest *g, char *const *argv) {
  int asks[2], answers[2];
  int rc = open_pipe(asks, 0);
  if (rc) return rc;
  rc = open_pipe(answers, 1);
  if (!rc) {
    rc = spawn(g, argv, asks[0], answers[1]);
    close(answers[1]);
    if (rc) close(answers[0]);
  }
  close(asks[0]);
  if (rc) {
    close(asks[1]);
    return rc;
  }
  g->evaluator.in = answers[0];
  g->evaluator.out = asks[1];
  return 0;
}

/* A front that has ended is told by the write, unless somebody here wants the signal. */
static void ignore_broken_pipe(void) {
  struct sigaction now;
  if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

/* host.connect(program, arguments…): starts the front; one that was there before is ended. */
static int connect_front(lua_State *L) {
  guest *g = self(L);
  int n = lua_gettop(L);
  leave(g);
  ignore_broken_pipe();
  char **argv = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *argv, 0);
  for (int i = 0; i < n; i++) argv[i] = (char *)(uintptr_t)luaL_checkstring(L, i + 1);
  argv[n] = NULL;
  int rc = start(g, argv);
  return rc ? luaL_error(L, "%s cannot be started: %s", argv[0], strerror(rc)) : 0;
}

/* host.leave(): ends the front. */
static int leave_front(lua_State *L) {
  leave(self(L));
  return 0;
}

__attribute__((visibility("default"))) int luaopen_stemma_host(lua_State *L) {
  guest *g = lua_newuserdatauv(L, sizeof *g, 0);
  *g = (guest){.evaluator = {.in = -1, .out = -1, .guest = true, .now = {.columns = 100}}};
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, close_guest);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  int at = lua_gettop(L);
  st_host_open(L, &g->evaluator);
  lua_pushvalue(L, at); /* lives as long as the functions that borrow it */
  lua_pushcclosure(L, connect_front, 1);
  lua_setfield(L, -2, "connect");
  lua_pushvalue(L, at);
  lua_pushcclosure(L, leave_front, 1);
  lua_setfield(L, -2, "leave");
  lua_pushvalue(L, at);
  lua_setfield(L, LUA_REGISTRYINDEX, "stemma.guest");
  return 1;
}
