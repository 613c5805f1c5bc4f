#include "app/session.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef STEMMA_SHARE_FROM_BIN
#define STEMMA_SHARE_FROM_BIN "../share/stemma"
#endif

enum { LONGEST_PATH = 4096 };

static bool holds_data(const char *folder) {
  char path[LONGEST_PATH + 32];
  snprintf(path, sizeof path, "%s/lua/stemma/init.lua", folder);
  return access(path, R_OK) == 0;
}

/* A build tree names its sources in a file, so that no path is compiled in. */
static bool read_source_dir(const char *bin, char *out) {
  char path[LONGEST_PATH + 32];
  snprintf(path, sizeof path, "%s/stemma-source-dir.txt", bin);
  FILE *f = fopen(path, "r");
  if (!f) return false;
  bool read = fgets(out, LONGEST_PATH, f) != NULL;
  fclose(f);
  if (read) out[strcspn(out, "\n")] = '\0';
  return read;
}

static bool search(const char *bin, char *out) {
  char path[LONGEST_PATH + 32];
  snprintf(path, sizeof path, "%s/%s", bin, STEMMA_SHARE_FROM_BIN);
  char *real = realpath(path, NULL);
  if (real && holds_data(real)) {
    snprintf(out, LONGEST_PATH, "%s", real);
    free(real);
    return true;
  }
  free(real);
  return read_source_dir(bin, out) && holds_data(out);
}

int st_data_find(char **program, char **data, st_error *e) {
  char bin[LONGEST_PATH], folder[LONGEST_PATH] = "";
  size_t n = sizeof bin - 1;
  if (uv_exepath(bin, &n)) return st_fail(e, ST_EIO, "this program's own path cannot be found");
  bin[n] = '\0';
  *program = st_strndup(bin, n);
  char *slash = strrchr(bin, '/');
  if (slash) *slash = '\0';
  const char *said = getenv("STEMMA_DATA");
  if (said && *said) {
    if (!holds_data(said))
      return st_fail(e, ST_EUSE, "STEMMA_DATA: '%s' holds no lua/stemma/init.lua", said);
    snprintf(folder, sizeof folder, "%s", said);
  } else if (!search(bin, folder)) {
    return st_fail(
        e, ST_EUSE,
        "the folder with lua/ and rules/ is not at %s/%s; set STEMMA_DATA to where it is", bin,
        STEMMA_SHARE_FROM_BIN);
  }
  *data = st_strndup(folder, strlen(folder));
  return *program && *data ? ST_OK : st_nomem(e);
}
