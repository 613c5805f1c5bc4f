/* bench_load FOLDER [ROUNDS]: how fast a folder is loaded, beside a plain loop of open, read and
 * close over the same files, on one thread and on two, in turn in the same run. Medians.
 *
 * What is measured of stemma finds the files first, so the plain loop is also given with the time
 * that a plain opendir and readdir take to list them. */
#include "disk/load.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

enum { ROUNDS_MAX = 99, ROOM = 1 << 20 };

static char **files;
static size_t file_count, file_room;

static _Noreturn void die(const char *what) {
  perror(what);
  exit(2);
}

static double now(void) { return (double)uv_hrtime() / 1e9; }

static void list(const char *folder) {
  DIR *dir = opendir(folder);
  if (!dir) die(folder);
  for (struct dirent *d; (d = readdir(dir));) {
    if (*d->d_name == '.') continue;
    size_t n = strlen(folder) + strlen(d->d_name) + 2;
    char *path = malloc(n);
    if (!path) die("malloc");
    snprintf(path, n, "%s/%s", folder, d->d_name);
    if (d->d_type == DT_DIR) {
      list(path);
      free(path);
    } else if (strstr(d->d_name, ".txt")) {
      if (file_count == file_room)
        files = realloc(files, (file_room = file_room * 2 + 1024) * sizeof *files);
      if (!files) die("realloc");
      files[file_count++] = path;
    } else {
      free(path);
    }
  }
  closedir(dir);
}

typedef struct share {
  size_t first, step;
  uint64_t bytes;
} share;

static void read_share(void *data) {
  share *s = data;
  char *room = malloc(ROOM);
  if (!room) die("malloc");
  for (size_t i = s->first; i < file_count; i += s->step) {
    int fd = open(files[i], O_RDONLY | O_CLOEXEC);
    if (fd < 0) die(files[i]);
    struct stat st;
    if (fstat(fd, &st) < 0) die(files[i]);
    ssize_t n;
    if ((n = read(fd, room, (size_t)st.st_size < ROOM ? (size_t)st.st_size : ROOM)) > 0)
      s->bytes += (uint64_t)n;
    close(fd);
  }
  free(room);
}

static double list_anew(const char *folder) {
  for (size_t i = 0; i < file_count; i++) free(files[i]);
  file_count = 0;
  double start = now();
  list(folder);
  return now() - start;
}

static double plain(size_t threads, uint64_t *bytes) {
  uv_thread_t thread[8];
  share shares[8];
  double start = now();
  for (size_t i = 0; i < threads; i++) {
    shares[i] = (share){.first = i, .step = threads};
    if (uv_thread_create(&thread[i], read_share, &shares[i])) die("thread");
  }
  *bytes = 0;
  for (size_t i = 0; i < threads; i++) {
    uv_thread_join(&thread[i]);
    *bytes += shares[i].bytes;
  }
  return now() - start;
}

typedef struct counts {
  size_t articles, notes;
  uint64_t tokens, sentences;
} counts;

static void count(const st_load *load, counts *c) {
  const st_loaded *articles = st_load_articles(load, &c->articles);
  st_load_notes(load, &c->notes);
  c->tokens = c->sentences = 0;
  for (size_t i = 0; i < c->articles; i++) {
    uint32_t n;
    st_revision_tokens(articles[i].revision, &n);
    c->tokens += n;
    st_revision_sentences(articles[i].revision, &n);
    c->sentences += n;
  }
}

static double load_once(const char *folder, bool read_only, counts *c) {
  st_load *load;
  st_error e;
  double start = now();
  st_load_options options = {.jobs = 2, .read_only = read_only};
  if (st_load_run(uv_default_loop(), &folder, 1, &options, &load, &e)) die(e.message);
  double took = now() - start;
  count(load, c);
  st_load_close(load);
  return took;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *v, size_t n) {
  qsort(v, n, sizeof *v, by_size);
  return v[n / 2];
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: bench_load FOLDER [ROUNDS]\n"), 2;
  size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 9;
  if (rounds < 1 || rounds > ROUNDS_MAX) rounds = 9;
  static double took[5][ROUNDS_MAX];
  uint64_t bytes = 0;
  counts c = {0};
  list_anew(argv[1]);
  plain(1, &bytes); /* once for the page cache */
  for (size_t i = 0; i < rounds; i++) {
    took[4][i] = list_anew(argv[1]);
    took[0][i] = plain(1, &bytes);
    took[1][i] = plain(2, &bytes);
    took[2][i] = load_once(argv[1], true, &c);
    took[3][i] = load_once(argv[1], false, &c);
  }
  double mb = (double)bytes / 1e6, one = median(took[0], rounds), two = median(took[1], rounds);
  double listed = two + median(took[4], rounds);
  double reading = median(took[2], rounds), all = median(took[3], rounds);
  printf("%zu files, %.1f MB, %zu rounds\n", file_count, mb, rounds);
  printf("plain loop, 1 thread               %7.1f MB/s\n", mb / one);
  printf("plain loop, 2 threads              %7.1f MB/s\n", mb / two);
  printf("plain listing, loop on 2 threads   %7.1f MB/s\n", mb / listed);
  printf(
      "stemma, finding and reading        %7.1f MB/s  %.2f of the plain loop, %.2f with listing\n",
      mb / reading, two / reading, listed / reading);
  printf("stemma, read, analysed and kept    %7.1f MB/s\n", mb / all);
  printf("%zu articles, %llu tokens, %llu sentences, %zu notes\n", c.articles,
         (unsigned long long)c.tokens, (unsigned long long)c.sentences, c.notes);
  return 0;
}
