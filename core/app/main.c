#include "app/commands.h"
#include "bind/eval/evaluator.h"
#include "bind/worker/worker.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A standard stream that was closed would be the next file that is opened. In its place stands one
 * that cannot be read from or written to, so that whoever tries is told. */
static void hold_streams(void) {
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) == -1) open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv) {
  hold_streams();
  if (argc == 2 && !strcmp(argv[1], "--worker")) return st_worker_main(STDIN_FILENO, STDOUT_FILENO);
  if (argc == 3 && !strcmp(argv[1], "--evaluator")) return st_evaluator_main(argv[2]);
  return st_app_run(argc, argv);
}
