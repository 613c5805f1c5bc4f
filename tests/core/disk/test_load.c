#include "base/alloc.h"
#include "base/buf.h"
#include "support_box.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

/* All that came back, as bytes. */
static void dump(const st_load *load, st_buf *out) {
  size_t n;
  const st_loaded *articles = st_load_articles(load, &n);
  for (size_t i = 0; i < n; i++) {
    st_buf_adds(out, st_revision_bytes(articles[i].revision));
    st_buf_adds(out, articles[i].group);
  }
  const st_load_note *notes = st_load_notes(load, &n);
  for (size_t i = 0; i < n; i++) st_buf_addf(out, "%.*s\n", (int)notes[i].line.n, notes[i].line.p);
}

static void write_many(int count) {
  for (int i = 0; i < count; i++) {
    char path[64], text[128];
    snprintf(path, sizeof path, "m/%02d/%04d.%s", i % 13, i,
             i % 5 == 0   ? "md"
             : i % 5 == 1 ? "html"
                          : "txt");
    snprintf(text, sizeof text, "%sArticle %d says *so*. \"It is,\" he said.%s",
             i % 17 ? "" : "\x93", i, i % 19 ? "" : "</p");
    box_write(path, i % 23 ? text : "");
  }
  box_write("m/lines.ndjson",
            "{\"id\":\"x\",\"text\":\"One.\"}\nno\n{\"id\":\"x\",\"text\":\"Two.\"}\n");
}

/* libuv's threads are started once in a process, so each number of them gets its own. */
static void dump_in_child(unsigned jobs, const char *const *paths, const char *to) {
  pid_t child = fork();
  if (child == 0) {
    st_load_options options = {.jobs = jobs};
    st_load *load = box_load_with(&options, paths, 3);
    st_buf got = {0};
    dump(load, &got);
    box_write_bytes(to, got.p, got.n);
    st_buf_close(&got);
    st_load_close(load);
    _exit(0);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static st_buf read_back(const char *path) {
  st_buf b = {0};
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  for (int c; (c = getc(f)) != EOF;) st_buf_addc(&b, (char)c);
  fclose(f);
  return b;
}

static void test_any_number_of_threads(void **state) {
  (void)state;
  write_many(900);
  static const char *const orders[][3] = {{"m", "m/03", "m/lines.ndjson"},
                                          {"m/lines.ndjson", "m/03", "m"}};
  st_buf first = {0};
  for (unsigned jobs = 1; jobs <= 7; jobs += 3) {
    for (int order = 0; order < 2; order++) {
      dump_in_child(jobs, orders[order], "got");
      st_buf got = read_back("got");
      if (first.n == 0) st_buf_adds(&first, st_str_of(got.p, got.n));
      assert_true(st_str_equal(st_str_of(first.p, first.n), st_str_of(got.p, got.n)));
      st_buf_close(&got);
    }
  }
  assert_true(first.n > 100000);
  st_buf_close(&first);
}

static void count_progress(void *data, const st_load_progress *p) {
  st_load_progress *last = data;
  assert_true(p->files_done >= last->files_done);
  assert_true(p->bytes_done >= last->bytes_done);
  assert_true(p->files_done <= p->files);
  *last = *p;
}

static void test_progress(void **state) {
  (void)state;
  write_many(200);
  st_load_progress last = {0};
  st_load_options options = {.progress = count_progress, .data = &last};
  const char *path = "m";
  st_load *load = box_load_with(&options, &path, 1);
  assert_int_equal(last.files_done, 201);
  assert_int_equal(last.files, 201);
  assert_true(last.bytes_done > 1000);
  st_load_close(load);
}

/* Called first when the files are found and hardly one is read. */
static void take_away(void *data, const st_load_progress *p) {
  (void)data, (void)p;
  rename("m", "gone");
}

static void test_vanishing_files(void **state) {
  (void)state;
  enum { FILES = 600, SIZE = 20000 };
  static char text[SIZE + 1];
  for (int i = 0; i < SIZE; i++) text[i] = i % 6 ? 'a' : ' ';
  for (int i = 0; i < FILES; i++) {
    char path[64];
    snprintf(path, sizeof path, "m/%04d.txt", i);
    box_write(path, text);
  }
  st_load_options options = {.progress = take_away};
  const char *path = "m";
  st_load *load = box_load_with(&options, &path, 1);
  size_t articles, lines;
  st_load_articles(load, &articles);
  const st_load_note *note = st_load_notes(load, &lines);
  assert_int_equal(articles + lines, FILES);
  assert_true(lines > 0);
  for (size_t i = 0; i < lines; i++) {
    assert_true(st_str_ends(note[i].line, st_cstr(".txt: vanished before it was read; left out")));
    assert_false(note[i].argument);
  }
  st_load_close(load);
}

static void test_nothing(void **state) {
  (void)state;
  box_write("f/x.png", "x");
  st_load *load = box_load("f", NULL);
  box_expect_docs(load, "");
  box_expect_notes(load, "");
  st_load_close(load);
  load = box_load_with(NULL, NULL, 0);
  box_expect_docs(load, "");
  st_load_close(load);
}

static void test_read_only(void **state) {
  (void)state;
  write_many(50);
  st_load_options options = {.read_only = true};
  const char *path = "m";
  st_load *load = box_load_with(&options, &path, 1);
  box_expect_docs(load, "");
  assert_int_equal(st_load_done(load).files_done, 51);
  assert_true(st_load_done(load).bytes_done > 1000);
  st_load_close(load);
}

static void write_kinds(const char *outlet) {
  char meta[80];
  snprintf(meta, sizeof meta, "{\"doc\":\"a\",\"outlet\":\"%s\"}\n", outlet);
  box_write("f/meta.ndjson", meta);
  box_write("f/a.txt", "One line.\nAnd one more.\n");
  box_write("f/b.md", "---\ntitle: T\n---\n# A *head*\n\nAnd a paragraph.\n");
  box_write("f/c.html", "<html><body><h1>Head</h1><p>And text.</p></body></html>");
  box_write("f/d.ndjson", "{\"id\":\"x\",\"text\":\"One.\"}\n{\"id\":\"x\",\"text\":\"Two.\"}\n");
}

static bool is_shared(const st_load *old, const st_load *now, const char *doc) {
  return box_article(old, doc) == box_article(now, doc);
}

/* What is as it was is not analysed again; the second of a doc gets its name too late for that. */
static void test_what_stays_is_shared(void **state) {
  (void)state;
  const char *const paths[] = {"f"};
  st_load_options options = {.jobs = 2};
  write_kinds("Herald");
  st_load *old = box_load_with(&options, paths, 1);
  options.before = st_load_articles(old, &options.before_count);
  st_load *now = box_load_with(&options, paths, 1);
  static const char *const same[] = {"f/a.txt", "f/b.md", "f/c.html", "f/d.ndjson#x"};
  for (int i = 0; i < 4; i++) assert_true(is_shared(old, now, same[i]));
  st_load_close(now);
  write_kinds("Wire");
  box_write("f/b.md", "---\ntitle: T\n---\nA *head*\n\nAnd a paragraph.\n");
  now = box_load_with(&options, paths, 1);
  assert_false(is_shared(old, now, "f/a.txt"));
  assert_false(is_shared(old, now, "f/b.md"));
  assert_true(is_shared(old, now, "f/c.html"));
  box_expect_meta(now, "f/a.txt", ST_META_OUTLET, "Wire", ST_FROM_META_FILE);
  st_load_close(old);
  box_expect_text(now, "f/d.ndjson#x~2", "Two.");
  box_expect_text(now, "f/c.html", "Head\nAnd text.");
  st_load_close(now);
}

static void count_ticks(uv_timer_t *timer) { ++*(int *)timer->data; }

/* The loop goes on: what else waits on it is served, and what is still open does not hold it up. */
static void test_loop_lives(void **state) {
  (void)state;
  write_many(600);
  uv_loop_t loop;
  uv_timer_t timer;
  int ticks = 0;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  timer.data = &ticks;
  uv_timer_start(&timer, count_ticks, 0, 1);
  const char *path = "m";
  st_load *load;
  assert_int_equal(st_load_run(&loop, &path, 1, NULL, &load, NULL), 0);
  assert_true(ticks > 1);
  st_load_close(load);
  uv_close((uv_handle_t *)&timer, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  assert_int_equal(uv_loop_close(&loop), 0);
}

static void test_memory(void **state) {
  (void)state;
  box_write("f/a.txt", "---\ntitle: T\n---\nText.\n");
  box_write("f/b.md", "# Head\n\n*Text*.\n");
  box_write("f/c.html", "<title>T</title><meta name=author content=A><h1>Head</h1><p>Text");
  box_write("f/d.json", "[{\"id\":\"x\",\"text\":\"One.\"},{\"id\":\"x\",\"text\":\"Two.\"}]");
  box_write("f/e.txt", "\x93Text.");
  box_write("f/g/caf\xE9.txt", "");
  box_write("f/meta.ndjson", "{\"doc\":\"a\",\"outlet\":\"O\"}\nno\n");
  uv_loop_t loop;
  uv_loop_init(&loop);
  st_load_options options = {.jobs = 2, .meta_file = "f/meta.ndjson"};
  const char *const paths[] = {"f", "f/a.txt", "none"};
  int r = ST_ENOMEM;
  for (long limit = 0; r; limit++) {
    st_load *load = NULL;
    st_error e;
    st_alloc_fail_after(limit);
    r = st_load_run(&loop, paths, 3, &options, &load, &e);
    st_alloc_fail_after(-1);
    assert_true(r == 0 || r == ST_ENOMEM);
    assert_true((r == 0) == (load != NULL));
    assert_true(limit < 5000);
    st_load_close(load);
  }
  assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {
      TEST(test_any_number_of_threads),
      TEST(test_progress),
      TEST(test_vanishing_files),
      TEST(test_nothing),
      TEST(test_read_only),
      TEST(test_what_stays_is_shared),
      TEST(test_loop_lives),
      TEST(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
