/* The committed version of a file, asked of git where it is there. */
#include "app/rules/git.h"

#include "base/alloc.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* "a/b.lua" -> "a" and "b.lua". */
static void split(const char *path, char *folder, size_t room, const char **name) {
  const char *slash = strrchr(path, '/');
  *name = slash ? slash + 1 : path;
  size_t n = slash ? (size_t)(slash - path) : 0;
  if (!slash)
    snprintf(folder, room, ".");
  else if (n == 0)
    snprintf(folder, room, "/");
  else
    snprintf(folder, room, "%.*s", (int)n, path);
}

/* Starts git with its standard output in `fd`; false where there is no git. */
static bool start(char *const *words, int fd, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions)) return false;
  posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  int failed = posix_spawnp(pid, "git", &actions, NULL, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  return !failed;
}

static void read_all(int fd, st_buf *out) {
  char piece[8192];
  for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0;) st_buf_add(out, piece, (size_t)n);
}

bool st_git_committed(const char *path, st_buf *out) {
  char folder[4096], what[4200];
  const char *name;
  int ends[2], status = 1;
  pid_t pid;
  split(path, folder, sizeof folder, &name);
  snprintf(what, sizeof what, "HEAD:./%s", name);
  char *words[] = {"git", "-C", folder, "show", what, NULL};
  if (pipe2(ends, O_CLOEXEC)) return false;
  bool started = start(words, ends[1], &pid);
  close(ends[1]);
  if (started) read_all(ends[0], out);
  close(ends[0]);
  while (started && waitpid(pid, &status, 0) < 0) {
  }
  if (started && WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  st_buf_clear(out);
  return false;
}
