/* Runs a fuzz target without a fuzzer: once on nothing, then on each file named or found in a
   folder named, in the order of their names. What a fuzzer once found stays found in every build. */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Owned by the caller; exactly as long as the file, so that a sanitizer sees a read past its end. */
static uint8_t *read_all(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  uint8_t *data = NULL;
  if (fseek(f, 0, SEEK_END) == 0) {
    long end = ftell(f);
    rewind(f);
    *size = end > 0 ? (size_t)end : 0;
    data = malloc(*size ? *size : 1);
    if (data && fread(data, 1, *size, f) != *size) {
      free(data);
      data = NULL;
    }
  }
  fclose(f);
  return data;
}

static int run_file(const char *path) {
  size_t size = 0;
  uint8_t *data = read_all(path, &size);
  if (!data) {
    perror(path);
    return 1;
  }
  fprintf(stderr, "%s\n", path);
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  return 0;
}

static int run_folder(const char *path) {
  struct dirent **names;
  int n = scandir(path, &names, NULL, alphasort);
  if (n < 0) return run_file(path);
  int failed = 0;
  for (int i = 0; i < n; i++) {
    char file[PATH_MAX];
    if (names[i]->d_name[0] != '.') {
      snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
      failed |= run_file(file);
    }
    free(names[i]);
  }
  free(names);
  return failed;
}

int main(int argc, char **argv) {
  int failed = 0;
  LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
  for (int i = 1; i < argc; i++) failed |= run_folder(argv[i]);
  return failed;
}
