/* How fast texts become blocks, tokens and sentences: bench_text [FILE|FOLDER] [RUNS]
 *
 * Without an argument on a text made here. Everything is in memory before a clock runs; figures are
 * medians of the runs, in MB (10^6 bytes) a second. The yardsticks are measured between them: a
 * loop with the work of `wc -w`, and `wc -w` itself on the same bytes. */
#include "base/alloc.h"
#include "base/buf.h"
#include "text/decode.h"
#include "text/token.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 9, MOST_RUNS = 101, MADE_TEXTS = 8000 };

typedef struct texts {
  st_str *items;
  size_t count, room, bytes;
} texts;

typedef struct counts {
  size_t blocks, tokens, sentences, quotes, words;
} counts;

static _Noreturn void die(const char *what) {
  perror(what);
  exit(2);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- texts --- */

static void add_text(texts *t, const char *p, size_t n) {
  if (t->count == t->room) {
    t->room = t->room ? t->room * 2 : 1024;
    t->items = st_grow(t->items, t->room, sizeof *t->items);
    if (!t->items) die("memory");
  }
  char *own = st_strndup(p, n);
  if (!own) die("memory");
  t->items[t->count++] = st_str_of(own, n);
  t->bytes += n;
}

static void read_file(texts *t, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) die(path);
  st_buf b = {0};
  size_t n;
  while (st_buf_reserve(&b, 1 << 16) && (n = fread(b.p + b.n, 1, 1 << 16, f)) > 0) b.n += n;
  fclose(f);
  add_text(t, b.p, b.n);
  st_buf_close(&b);
}

static void read_path(texts *t, const char *path);

static void read_folder(texts *t, const char *path) {
  struct dirent **names;
  int n = scandir(path, &names, NULL, alphasort);
  if (n < 0) die(path);
  for (int i = 0; i < n; i++) {
    const char *name = names[i]->d_name, *dot = strrchr(name, '.');
    char below[4096];
    snprintf(below, sizeof below, "%s/%s", path, name);
    if (name[0] != '.' && (!dot || strcmp(dot, ".txt") == 0)) read_path(t, below);
    free(names[i]);
  }
  free(names);
}

static void read_path(texts *t, const char *path) {
  struct stat s;
  if (stat(path, &s) != 0) die(path);
  if (S_ISDIR(s.st_mode))
    read_folder(t, path);
  else
    read_file(t, path);
}

/* Articles of three to five paragraphs out of sentences like those of news. */
static void make_texts(texts *t) {
  static const char *const sentences[] = {
      "The harbour authority said on Tuesday that the bridge would stay closed until at least May "
      "14. ",
      "“We have looked at every bolt. We will look at them again,” said Mayor Ana R. Castellon, "
      "who took office in 2019. ",
      "About 14,000 people cross it each day, according to the city's transport office. ",
      "\"Nobody told us,\" a shop owner on the U.S. side of the river said. ",
      "Repairs will cost $3.5 million, or 12 percent more than planned in January, the council's "
      "minutes show. ",
      "Gen. Paul Idris, the engineers’ commander, called the work ‘routine’ and declined to give a "
      "date. ",
      "It was the second such closure since the flood that killed 31 people in the valley. ",
      "Asked whether the deadline could be met, he said it could not. "};
  uint32_t seed = 1;
  for (int i = 0; i < MADE_TEXTS; i++) {
    st_buf b = {0};
    st_buf_addf(&b, "Bridge to stay closed as costs rise, report %d says\n", i);
    for (int k = 0; k < 24; k++) {
      seed = seed * 1664525u + 1013904223u;
      st_buf_addz(&b, sentences[(seed >> 16) % (sizeof sentences / sizeof *sentences)]);
      if ((seed >> 20) % 4 == 0) st_buf_addc(&b, '\n');
    }
    st_buf_addc(&b, '\n');
    add_text(t, b.p, b.n);
    st_buf_close(&b);
  }
}

/* --- what is measured --- */

typedef void step(st_str text, counts *c);

static void decode_only(st_str text, counts *c) {
  (void)c;
  st_buf b = {0};
  if (st_decode(text, st_encoding_of(text), &b, NULL) != ST_OK) die("memory");
  st_buf_close(&b);
}

static void analyse_only(st_str text, counts *c) {
  st_block *blocks;
  uint32_t count;
  st_units units;
  if (st_text_blocks(text, &blocks, &count, NULL) != ST_OK) die("memory");
  if (st_text_analyse(text, blocks, count, &units, NULL) != ST_OK) die("memory");
  c->blocks += count;
  c->tokens += units.token_count;
  c->sentences += units.sentence_count;
  c->quotes += units.quote_count;
  st_units_close(&units);
  st_free(blocks);
}

static void do_all(st_str text, counts *c) {
  st_buf b = {0};
  if (st_decode(text, st_encoding_of(text), &b, NULL) != ST_OK) die("memory");
  analyse_only(st_str_of(b.p, b.n), c);
  st_buf_close(&b);
}

static void count_words(st_str text, counts *c) {
  bool inside = false;
  for (size_t i = 0; i < text.n; i++) {
    unsigned char byte = (unsigned char)text.p[i];
    bool blank = byte == ' ' || (byte >= '\t' && byte <= '\r');
    c->words += !blank && !inside;
    inside = !blank;
  }
}

typedef struct worker {
  const texts *t;
  atomic_size_t *next;
  step *run;
  counts found;
} worker;

/* Takes texts in batches, so that taking them costs nothing. */
static void *work(void *data) {
  worker *w = data;
  enum { BATCH = 16 };
  for (;;) {
    size_t i = atomic_fetch_add(w->next, BATCH),
           end = i + BATCH < w->t->count ? i + BATCH : w->t->count;
    if (i >= end) return NULL;
    for (; i < end; i++) w->run(w->t->items[i], &w->found);
  }
}

static double run_once(const texts *t, step *run, int threads, counts *found) {
  atomic_size_t next = 0;
  worker workers[2] = {{t, &next, run, {0}}, {t, &next, run, {0}}};
  pthread_t other;
  double start = now();
  if (threads > 1 && pthread_create(&other, NULL, work, &workers[1]) != 0) die("thread");
  work(&workers[0]);
  if (threads > 1) pthread_join(other, NULL);
  double seconds = now() - start;
  *found = workers[0].found;
  found->blocks += workers[1].found.blocks;
  found->tokens += workers[1].found.tokens;
  found->sentences += workers[1].found.sentences;
  found->quotes += workers[1].found.quotes;
  found->words += workers[1].found.words;
  return seconds;
}

/* `wc -w` with the bytes as its standard input, from a file that is in memory. */
static double run_wc(FILE *all) {
  rewind(all);
  double start = now();
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    if (dup2(fileno(all), STDIN_FILENO) < 0 || !freopen("/dev/null", "w", stdout)) _exit(127);
    execlp("wc", "wc", "-w", (char *)NULL);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, 0) < 0 || status != 0) die("wc");
  return now() - start;
}

static FILE *write_all(const texts *t) {
  FILE *f = tmpfile();
  if (!f) die("temporary file");
  for (size_t i = 0; i < t->count; i++) fwrite(t->items[i].p, 1, t->items[i].n, f);
  if (fflush(f) != 0) die("temporary file");
  return f;
}

/* --- figures --- */

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, by_value);
  return values[count / 2];
}

enum { DECODE, ANALYSE, ALL_1, ALL_2, LOOP, WC, MEASURED };

int main(int argc, char **argv) {
  static const char *const labels[MEASURED] = {
      "decode",         "blocks, tokens, sentences",   "all, 1 thread",
      "all, 2 threads", "loop with the work of wc -w", "wc -w"};
  texts t = {0};
  if (argc > 1)
    read_path(&t, argv[1]);
  else
    make_texts(&t);
  int runs = argc > 2 ? atoi(argv[2]) : RUNS;
  if (runs < 1 || runs > MOST_RUNS) runs = RUNS;
  FILE *all = write_all(&t);
  counts units, words, ignored;
  double seconds[MEASURED][MOST_RUNS];
  for (int r = 0; r < runs; r++) { /* in turns, so that a busy moment hits all alike */
    seconds[DECODE][r] = run_once(&t, decode_only, 1, &ignored);
    seconds[ANALYSE][r] = run_once(&t, analyse_only, 1, &ignored);
    seconds[ALL_1][r] = run_once(&t, do_all, 1, &units);
    seconds[ALL_2][r] = run_once(&t, do_all, 2, &ignored);
    seconds[LOOP][r] = run_once(&t, count_words, 1, &words);
    seconds[WC][r] = run_wc(all);
  }
  printf("%zu texts, %.1f MB: %zu blocks, %zu tokens, %zu sentences, %zu quotations, %zu words of "
         "wc\n",
         t.count, (double)t.bytes / 1e6, units.blocks, units.tokens, units.sentences, units.quotes,
         words.words);
  double speed[MEASURED];
  for (int i = 0; i < MEASURED; i++) {
    speed[i] = (double)t.bytes / median(seconds[i], runs) / 1e6;
    printf("%-28s %6.0f MB/s\n", labels[i], speed[i]);
  }
  printf("all, 1 thread, to wc -w      %6.2f\n", speed[ALL_1] / speed[WC]);
  printf("2 threads to 1               %6.2f\n", speed[ALL_2] / speed[ALL_1]);
  fclose(all);
  for (size_t i = 0; i < t.count; i++) st_free((char *)t.items[i].p);
  st_free(t.items);
  return 0;
}
