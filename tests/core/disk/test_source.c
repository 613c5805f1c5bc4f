/* What a source holds after any series of edits is what a fresh reading finds. */
#include "base/alloc.h"
#include "base/buf.h"
#include "disk/source.h"
#include "support_box.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

typedef struct sourced {
  uv_loop_t loop;
  st_source *source;
  const char *paths[4];
  size_t count;
} sourced;

static void begin(sourced *s, const char *a, const char *b) {
  assert_int_equal(uv_loop_init(&s->loop), 0);
  s->paths[0] = a;
  s->paths[1] = b;
  s->count = b ? 2 : 1;
  st_load_options options = {.jobs = 2};
  assert_int_equal(st_source_open(&s->loop, s->paths, s->count, &options, &s->source, NULL), 0);
  assert_int_equal(st_source_look(s->source, NULL, 0, NULL), 0);
}

static void end(sourced *s) {
  st_source_close(s->source);
  assert_int_equal(uv_loop_close(&s->loop), 0);
}

static void look(sourced *s, enum st_hint_kind kind, const char *path) {
  st_hint h = {kind, st_cstr(path)};
  st_error e;
  assert_int_equal(st_source_look(s->source, &h, 1, &e), 0);
}

/* "+doc ~doc -doc" */
static void expect_changes(const sourced *s, const char *want) {
  size_t n;
  const st_change *c = st_source_changes(s->source, &n);
  st_buf b = {0};
  for (size_t i = 0; i < n; i++)
    st_buf_addf(&b, "%s%c%.*s", i ? " " : "", "+~-"[c[i].kind], (int)c[i].doc.n, c[i].doc.p);
  st_buf_addc(&b, '\0');
  assert_string_equal(b.p, want);
  st_buf_close(&b);
}

static void expect_note(const sourced *s, const char *want) {
  size_t n;
  const st_load_note *notes = st_source_notes(s->source, &n);
  assert_int_equal(n, want ? 1 : 0);
  if (want) assert_true(st_str_equal(notes[0].line, st_cstr(want)));
}

static void expect_fresh(const sourced *s) {
  st_load *load = box_load_with(NULL, s->paths, s->count);
  size_t n, m;
  const st_loaded *want = st_load_articles(load, &n), *got = st_source_articles(s->source, &m);
  for (size_t i = 0; i < n && i < m; i++) {
    st_str a = st_revision_doc(want[i].revision), b = st_revision_doc(got[i].revision);
    if (!st_str_equal(a, b)) fail_msg("%.*s is %.*s", (int)a.n, a.p, (int)b.n, b.p);
    if (st_revision_hash(want[i].revision) != st_revision_hash(got[i].revision))
      fail_msg("%.*s is not as it is on disk", (int)a.n, a.p);
    assert_true(st_str_equal(want[i].group, got[i].group));
  }
  for (size_t i = n; i < m; i++) {
    st_str b = st_revision_doc(got[i].revision);
    fail_msg("%.*s is not on disk", (int)b.n, b.p);
  }
  assert_int_equal(n, m);
  st_load_close(load);
}

static void test_one_file(void **state) {
  (void)state;
  sourced s;
  box_write("d/a.txt", "One.\n");
  box_write("d/s/b.txt", "Two.\n");
  begin(&s, "d", NULL);
  expect_changes(&s, "+d/a.txt +d/s/b.txt");
  look(&s, ST_HINT_FILE, "d/a.txt"); /* a touch */
  expect_changes(&s, "");
  box_write("d/a.txt", "One.\n");
  look(&s, ST_HINT_FILE, "d/a.txt");
  expect_changes(&s, "");
  box_write("d/a.txt", "Other.\n");
  look(&s, ST_HINT_FILE, "d/a.txt");
  expect_changes(&s, "~d/a.txt");
  box_write("d/s/c.md", "# New\n\nText.\n");
  look(&s, ST_HINT_FILE, "d/s/c.md");
  expect_changes(&s, "+d/s/c.md");
  expect_fresh(&s);
  box_write("d/s/c.md", "");
  look(&s, ST_HINT_FILE, "d/s/c.md");
  expect_changes(&s, "-d/s/c.md");
  expect_note(&s, "d/s/c.md: empty; left out");
  look(&s, ST_HINT_FILE, "d/s/c.md");
  expect_note(&s, NULL);
  unlink("d/a.txt");
  look(&s, ST_HINT_FILE, "d/a.txt");
  expect_changes(&s, "-d/a.txt");
  look(&s, ST_HINT_FILE, "d/never.txt");
  box_write("d/a.txt~", "x");
  look(&s, ST_HINT_FILE, "d/a.txt~");
  expect_changes(&s, "");
  box_write("d/a.txt", "Back.\n");
  look(&s, ST_HINT_FILE, "d/a.txt");
  expect_changes(&s, "+d/a.txt");
  expect_fresh(&s);
  end(&s);
}

static void test_metadata(void **state) {
  (void)state;
  sourced s;
  box_write("d/a.txt", "One.\n");
  box_write("d/s/b.txt", "Two.\n");
  begin(&s, "d", NULL);
  box_write("d/meta.ndjson", "{\"doc\":\"s/b\",\"outlet\":\"O\"}\n");
  look(&s, ST_HINT_FILE, "d/meta.ndjson");
  expect_changes(&s, "~d/s/b.txt");
  box_write("d/s/b.txt", "Three.\n"); /* still known, when its file is read by itself */
  look(&s, ST_HINT_FILE, "d/s/b.txt");
  expect_changes(&s, "~d/s/b.txt");
  expect_fresh(&s);
  unlink("d/meta.ndjson");
  look(&s, ST_HINT_FILE, "d/meta.ndjson");
  expect_changes(&s, "~d/s/b.txt");
  expect_fresh(&s);
  end(&s);
}

/* Two hints, the second of which asks for everything: each change is told once. */
static void test_both_ways(void **state) {
  (void)state;
  sourced s;
  box_write("d/a.txt", "One.\n");
  box_write("d/l.ndjson", "{\"id\":\"x\",\"text\":\"One.\"}\n");
  begin(&s, "d", NULL);
  expect_changes(&s, "+d/a.txt +d/l.ndjson#x");
  box_write("d/a.txt", "Two.\n");
  box_write("d/b.txt", "New.\n");
  box_write("d/l.ndjson", "{\"id\":\"x\",\"text\":\"Two.\"}\n{\"id\":\"x\",\"text\":\"Three.\"}\n");
  st_hint hints[] = {{ST_HINT_FILE, st_cstr("d/a.txt")},
                     {ST_HINT_FILE, st_cstr("d/b.txt")},
                     {ST_HINT_FILE, st_cstr("d/l.ndjson")}};
  assert_int_equal(st_source_look(s.source, hints, 3, NULL), 0);
  expect_changes(&s, "~d/a.txt +d/b.txt ~d/l.ndjson#x +d/l.ndjson#x~2");
  expect_fresh(&s);
  end(&s);
}

static const char *const names[] = {"a.txt",  "b.txt",       "c.md",      "d.html", "e.ndjson",
                                    "f.json", "meta.ndjson", "README.md", "g.txt~", "h.txt"};
static const char *const folders[] = {"d", "d/x", "d/y", "d/x/z", "out"};

static void put_text(const char *path, unsigned r) {
  struct stat st;
  if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) unlink(path);
  char text[256];
  const char *name = strrchr(path, '/') + 1;
  if (r % 11 == 0)
    *text = '\0';
  else if (!strcmp(name, "meta.ndjson"))
    snprintf(text, sizeof text,
             "{\"doc\":\"%s\",\"outlet\":\"O%u\"}\n{\"doc\":\"x/a\",\"date\":\"2024-01-0%u\"}\n",
             names[r % 6], r % 5, r % 9 + 1);
  else if (strstr(name, "json"))
    snprintf(text, sizeof text,
             "{\"id\":\"x%u\",\"text\":\"T%u.\"}\n{\"id\":\"x%u\",\"text\":\"U.\"}\n", r % 3, r % 7,
             r % 2);
  else
    snprintf(text, sizeof text, "---\ntitle: T%u\n---\n<p>Text %u.\n", r % 3, r % 13);
  box_write(path, text);
}

static void edit(sourced *s, const char *path, const char *folder, const char *other, unsigned r) {
  char to[64];
  switch (r % 8) {
  case 0:
    if (unlink(path) == 0) look(s, ST_HINT_FILE, path);
    break;
  case 1:
    snprintf(to, sizeof to, "%s/%s", other, strrchr(path, '/') + 1);
    if (rename(path, to) == 0) {
      st_hint hints[] = {{ST_HINT_FILE, st_cstr(path)}, {ST_HINT_FILE, st_cstr(to)}};
      assert_int_equal(st_source_look(s->source, hints, 2, NULL), 0);
    }
    break;
  case 2:
    snprintf(to, sizeof to, "%s.moved", folder);
    if (r % 3 == 0 && strcmp(folder, "d") && rename(folder, to) == 0) {
      st_hint hints[] = {{ST_HINT_FOLDER, st_cstr(folder)}, {ST_HINT_FOLDER, st_cstr(to)}};
      assert_int_equal(st_source_look(s->source, hints, 2, NULL), 0);
      if (r % 2)
        rename(to, folder);
      else
        box_remove(to);
      look(s, ST_HINT_FOLDER, "d");
      mkdir(folder, 0755);
    }
    break;
  case 3:
    if (r % 5 == 0 && link(path, "d/link.txt") == 0) {
      look(s, ST_HINT_FILE, "d/link.txt");
      expect_fresh(s);
      unlink("d/link.txt");
      st_hint hints[] = {{ST_HINT_FILE, st_cstr("d/link.txt")}, {ST_HINT_FILE, st_cstr(path)}};
      assert_int_equal(st_source_look(s->source, hints, 2, NULL), 0);
    } else if (symlink("a.txt", path) == 0) {
      look(s, ST_HINT_FILE, path);
    }
    break;
  default: put_text(path, r / 8); look(s, ST_HINT_FILE, path);
  }
}

static void test_any_edits(void **state) {
  (void)state;
  const char *more = getenv("STEMMA_LONG");
  srand(more ? (unsigned)atoi(more) : 1);
  sourced s;
  for (int i = 0; i < 5; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s/a.txt", folders[i]);
    box_write(path, "Text.\n");
  }
  begin(&s, "d", "out/a.txt");
  for (int i = 0; i < (more ? 20000 : 600); i++) {
    unsigned r = (unsigned)rand();
    char path[64];
    const char *folder = folders[r % 5];
    snprintf(path, sizeof path, "%s/%s", folder, names[r / 5 % 10]);
    edit(&s, path, folder, folders[r / 50 % 5], r / 250);
    if (i % 2) st_source_forget(s.source); /* what is here borrows nothing of it */
    expect_fresh(&s);
  }
  end(&s);
}

/* Memory that runs out at any point is told, and the next look finds everything. */
static void test_memory(void **state) {
  (void)state;
  sourced s;
  box_write("d/a.txt", "One.\n");
  box_write("d/b.txt", "One.\n");
  begin(&s, "d", NULL);
  int rc = ST_ENOMEM;
  for (long limit = 0; rc; limit++) {
    char text[32];
    snprintf(text, sizeof text, "Text %ld.\n", limit);
    box_write("d/a.txt", text);
    st_hint h = {ST_HINT_FILE, st_cstr("d/a.txt")};
    st_alloc_fail_after(limit);
    rc = st_source_look(s.source, &h, 1, NULL);
    st_alloc_fail_after(-1);
    assert_true(rc == 0 || rc == ST_ENOMEM);
    assert_true(limit < 3000);
  }
  expect_fresh(&s);
  end(&s);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)
  const struct CMUnitTest tests[] = {TEST(test_one_file), TEST(test_metadata), TEST(test_both_ways),
                                     TEST(test_any_edits), TEST(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
