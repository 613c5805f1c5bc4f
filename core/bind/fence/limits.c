/* Counted limits: memory by the allocator, instructions by a hook, long C work by charges. */
#include "bind/state/state.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

/* Small enough that a loop is stopped soon, large enough that the hook costs nothing. */
enum { STEP = 1000 };

st_meter *st_meter_of(lua_State *L) {
  st_meter *m;
  memcpy(&m, lua_getextraspace(L), sizeof m);
  return m;
}

/* A refusal makes Lua collect and ask again, so that only a state full of live data fails. */
static void *allocate(void *data, void *p, size_t old, size_t size) {
  st_meter *m = data;
  if (!p) old = 0;
  if (size > old && size - old > m->room - (m->used < m->room ? m->used : m->room)) return NULL;
  void *moved = st_pool_resize(&m->pool, p, old, size);
  if (moved || !size) m->used = m->used - old + size;
  return moved;
}

/* --- runs that are not counted --- */

/* Lua does not make more instructions than this in a nanosecond: the shortest loop takes one. */
static const double FASTEST = 1.25;

static st_meter *volatile running; /* the free run that ticks concern */
static double tick_length;         /* nanoseconds; 0: there are no ticks */

static void break_off(lua_State *L, lua_Debug *frame) {
  (void)frame;
  st_meter *m = st_meter_of(L);
  m->over = m->unproven = true;
  lua_sethook(L, break_off, LUA_MASKCOUNT, 1); /* for what unwinds */
  luaL_error(L, "this run is not counted");
}

void st_meter_unproven(lua_State *L) {
  if (st_meter_of(L)->free) break_off(L, NULL);
}

/* In a signal's handler, where a hook may be set (lua.h). */
static void tick(int signal) {
  (void)signal;
  st_meter *m = running;
  if (m && --m->ticks <= 0) lua_sethook(m->L, break_off, LUA_MASKCOUNT, 1);
}

/* The kernel looks at a process's time this often, and no more. */
static long tick_of_kernel(void) {
  struct timespec t;
  return clock_getres(CLOCK_MONOTONIC_COARSE, &t) == 0 ? t.tv_nsec : 0;
}

void st_meter_tick(void) {
  struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
  long every = tick_of_kernel();
  struct timeval t = {.tv_usec = every / 1000};
  if (!every || sigaction(SIGVTALRM, &action, NULL)) return;
  if (setitimer(ITIMER_VIRTUAL, &(struct itimerval){t, t}, NULL) == 0) tick_length = (double)every;
}

/* A run that has seen so many ticks has taken no more instructions than half of its limit; the
 * other half is for what is charged. */
static int ticks_for(uint64_t instructions) {
  double ticks = tick_length > 0 ? (double)instructions / 2 / (tick_length * FASTEST) : 0;
  return ticks < 1000 ? (int)ticks : 1000;
}

void st_meter_start_free(st_meter *m, uint64_t instructions) {
  int ticks = ticks_for(instructions);
  st_meter_start(m, instructions);
  m->unproven = false;
  if (ticks < 2) return;
  lua_sethook(m->L, NULL, 0, 0);
  m->left /= 2;
  m->free = true;
  m->ticks = ticks;
  atomic_signal_fence(memory_order_seq_cst);
  running = m;
}

void st_meter_stop(st_meter *m) {
  running = NULL;
  m->free = false;
}

static void count(lua_State *L, lua_Debug *frame);

st_meter_before st_meter_enter(st_meter *m, uint64_t instructions) {
  st_meter_before before = {m->left, m->budget, m->free};
  running = NULL;
  m->free = false;
  m->budget = instructions;
  m->left = (int64_t)instructions;
  if (before.free) lua_sethook(m->L, count, LUA_MASKCOUNT, STEP);
  return before;
}

void st_meter_leave(st_meter *m, st_meter_before before) {
  m->left = before.left;
  m->budget = before.budget;
  m->free = before.free;
  if (!m->free) return;
  lua_sethook(m->L, NULL, 0, 0);
  running = m;
}

/* --- runs that are --- */

static _Noreturn void stop(lua_State *L, st_meter *m) {
  st_meter_unproven(L);
  unsigned long long n = m->budget;
  m->over = true;
  m->left = 0;
  if (n < 1000000) st_lua_fail(L, "stopped after %llu instructions (does it ever end?)", n);
  st_lua_fail(L, "stopped after %llu million instructions (does it ever end?)", n / 1000000);
}

static void count(lua_State *L, lua_Debug *frame) {
  (void)frame;
  st_meter *m = st_meter_of(L);
  m->left -= STEP;
  if (m->left > 0) return;
  /* What unwinds (handlers, closing variables) gets no further step either. */
  lua_sethook(L, count, LUA_MASKCOUNT, 1);
  stop(L, m);
}

void st_meter_charge(lua_State *L, uint64_t instructions) {
  st_meter *m = st_meter_of(L);
  if (instructions > INT64_MAX / 2) instructions = INT64_MAX / 2;
  m->left -= (int64_t)instructions;
  if (m->left <= 0) stop(L, m);
}

/* --- steps of LPeg, inside which no hook fires: see lua/stemma/match/bound.lua --- */

/* What a way that a pattern tries costs, and the bytes that it may go on for one instruction. */
enum { WAY_COST = 4, BYTES = 8 };

/* Called by LPeg at the places where a pattern may try again, with the text and the position. */
static int count_way(lua_State *L) {
  st_meter *m = st_meter_of(L);
  uint64_t at = (uint64_t)lua_tointeger(L, 2);
  uint64_t forward = at > m->at ? at - m->at : 0;
  m->at = at;
  m->left -= (int64_t)(WAY_COST + forward / BYTES);
  if (m->left <= 0) {
    st_meter_unproven(L);
    m->over = true;
    luaL_error(L, "%s: this pattern was stopped: there are too many ways in which it could match "
                  "(repetitions inside repetitions?)",
               lua_tostring(L, lua_upvalueindex(1)));
  }
  lua_pushboolean(L, 1);
  return 1;
}

/* core.counter(place) -> a function for lpeg.Cmt; nil where nothing is counted */
int st_lua_counter(lua_State *L) {
  luaL_checkstring(L, 1);
  if (!st_shared_metered(st_lua_shared(L))) return 0;
  lua_settop(L, 1);
  lua_pushcclosure(L, count_way, 1);
  return 1;
}

/* core.charge(instructions) */
int st_lua_charge(lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  if (n > 0 && st_shared_metered(st_lua_shared(L))) st_meter_charge(L, (uint64_t)n);
  return 0;
}

/* core.collect(): what nothing holds is gone */
int st_lua_collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

void st_meter_take(lua_State *L, size_t bytes) {
  st_meter *m = st_meter_of(L);
  m->used += bytes;
  if (m->used <= m->room) return;
  m->over = true;
  st_lua_fail(L, "more than %zu MiB of words and names", m->room >> 20);
}

void st_meter_start(st_meter *m, uint64_t instructions) {
  m->budget = instructions;
  m->left = (int64_t)(instructions < INT64_MAX ? instructions : INT64_MAX);
  m->over = m->free = false;
  running = NULL;
  lua_sethook(m->L, count, LUA_MASKCOUNT, STEP);
}

/* What raises outside of a protected call is a mistake of this folder. */
static int panic(lua_State *L) {
  (void)L;
  return 0;
}

lua_State *st_meter_open(st_meter *m, size_t room) {
  *m = (st_meter){.room = room};
  lua_State *L = lua_newstate(allocate, m);
  if (!L) {
    st_pool_release(&m->pool);
    return NULL;
  }
  m->L = L;
  memcpy(lua_getextraspace(L), &m, sizeof m);
  lua_atpanic(L, panic);
  /* What a rule loaded stays, and what it makes for an article is gone with it: collections of what
   * is young go over little. They come when a fifth has been added, so that the same memory is used
   * again while the processor has it near. */
  lua_gc(L, LUA_GCGEN, 20, 0);
  return L;
}

void st_meter_close(st_meter *m) {
  if (m->L) lua_close(m->L);
  m->L = NULL;
  st_pool_release(&m->pool);
}

/* --- pcall and xpcall --- */

/* After a protected call: what is over goes on. */
static void pass_on(lua_State *L, int status) {
  st_meter *m = st_meter_of(L);
  if (status == LUA_ERRMEM) m->over = true;
  if (m->over) lua_error(L);
}

int st_lua_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
  if (status == LUA_OK) return lua_gettop(L);
  pass_on(L, status);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

/* No hook fires while a hook raises, and the handler runs right then: when a limit was met it is
 * left out. */
static int handle(lua_State *L) {
  lua_settop(L, 1);
  if (st_meter_of(L)->over) return 1;
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

int st_lua_xpcall(lua_State *L) {
  int n = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, handle, 1);
  lua_replace(L, 2);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2); /* f, handler, true, f, arguments */
  int status = lua_pcall(L, n - 2, LUA_MULTRET, 2);
  if (status == LUA_OK) return lua_gettop(L) - 2;
  pass_on(L, status);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}
