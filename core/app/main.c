#include "app/commands.h"
#include "bind/worker.h"

#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "--worker")) return st_worker_main(STDIN_FILENO, STDOUT_FILENO);
  return st_app_run(argc, argv);
}
