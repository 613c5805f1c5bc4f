#include "support_box.h"

#include "base/buf.h"
#include "text/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

typedef struct box {
  int before;
  char path[32];
} box;

int box_open(void **state) {
  box *b = calloc(1, sizeof *b);
  if (!b) return -1;
  strcpy(b->path, "/tmp/stemma-XXXXXX");
  b->before = open(".", O_RDONLY | O_DIRECTORY);
  *state = b;
  return b->before < 0 || !mkdtemp(b->path) || chmod(b->path, 0755) || chdir(b->path);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at) {
  (void)st, (void)at;
  if (type == FTW_D) chmod(path, 0755);
  return remove(path);
}

void box_remove(const char *path) { nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

int box_close(void **state) {
  box *b = *state;
  int r = fchdir(b->before);
  close(b->before);
  box_remove(b->path);
  free(b);
  return r;
}

static void make_folders(const char *path) {
  char way[256];
  snprintf(way, sizeof way, "%s", path);
  for (char *p = strchr(way + 1, '/'); p; p = strchr(p + 1, '/')) {
    *p = '\0';
    if (mkdir(way, 0755) < 0) assert_int_equal(errno, EEXIST);
    *p = '/';
  }
}

void box_write_bytes(const char *path, const void *p, size_t n) {
  make_folders(path);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(p, 1, n, f), n);
  fclose(f);
}

void box_write(const char *path, const char *text) { box_write_bytes(path, text, strlen(text)); }

void box_check(const st_revision *r) {
  st_str text = st_revision_text(r);
  assert_int_equal(st_utf8_valid(text.p, text.n), text.n);
  uint32_t n, after = 0;
  const st_block *blocks = st_revision_blocks(r, &n);
  for (uint32_t i = 0; i < n; i++) {
    assert_true(blocks[i].begin >= after);
    assert_true(blocks[i].begin < blocks[i].end);
    assert_true(blocks[i].tag < ST_TAG_COUNT);
    after = blocks[i].end;
  }
  assert_true(after <= text.n);
}

st_load *box_load_with(const st_load_options *options, const char *const *paths, size_t count) {
  uv_loop_t loop;
  assert_int_equal(uv_loop_init(&loop), 0);
  st_load *load = NULL;
  st_error e;
  assert_int_equal(st_load_run(&loop, paths, count, options, &load, &e), 0);
  assert_int_equal(uv_loop_close(&loop), 0);
  size_t n;
  const st_loaded *articles = st_load_articles(load, &n);
  for (size_t i = 0; i < n; i++) box_check(articles[i].revision);
  for (size_t i = 1; i < n; i++)
    assert_true(st_str_compare(st_revision_doc(articles[i - 1].revision),
                               st_revision_doc(articles[i].revision)) < 0);
  return load;
}

st_load *box_load(const char *path, ...) {
  const char *paths[16];
  size_t n = 0;
  va_list args;
  va_start(args, path);
  for (const char *p = path; p; p = va_arg(args, const char *)) paths[n++] = p;
  va_end(args);
  return box_load_with(NULL, paths, n);
}

static void expect(st_buf *got, const char *want) {
  st_buf_addc(got, '\0');
  assert_false(got->bad);
  assert_string_equal(got->p, want);
  st_buf_close(got);
}

static void list(const st_load *load, const char *want, bool groups) {
  st_buf b = {0};
  size_t n;
  const st_loaded *articles = st_load_articles(load, &n);
  for (size_t i = 0; i < n; i++) {
    st_buf_adds(&b, st_revision_doc(articles[i].revision));
    if (groups) st_buf_addf(&b, " [%.*s]", (int)articles[i].group.n, articles[i].group.p);
    st_buf_addc(&b, '\n');
  }
  expect(&b, want);
}

void box_expect_docs(const st_load *load, const char *docs) { list(load, docs, false); }

void box_expect_groups(const st_load *load, const char *groups) { list(load, groups, true); }

void box_expect_notes(const st_load *load, const char *notes) {
  st_buf b = {0};
  size_t n;
  const st_load_note *all = st_load_notes(load, &n);
  for (size_t i = 0; i < n; i++) {
    if (all[i].argument) st_buf_addz(&b, "! ");
    st_buf_adds(&b, all[i].line);
    st_buf_addc(&b, '\n');
  }
  expect(&b, notes);
}

const st_revision *box_article(const st_load *load, const char *doc) {
  size_t n;
  const st_loaded *articles = st_load_articles(load, &n);
  for (size_t i = 0; i < n; i++)
    if (st_str_equal(st_revision_doc(articles[i].revision), st_cstr(doc)))
      return articles[i].revision;
  fail_msg("no article %s", doc);
  return NULL;
}

void box_expect_text(const st_load *load, const char *doc, const char *text) {
  st_buf b = {0};
  st_buf_adds(&b, st_revision_text(box_article(load, doc)));
  expect(&b, text);
}

void box_expect_meta(const st_load *load, const char *doc, enum st_meta_key key, const char *value,
                     enum st_meta_from from) {
  st_meta m = st_revision_meta(box_article(load, doc), key);
  st_buf b = {0};
  st_buf_adds(&b, m.value);
  expect(&b, value);
  assert_int_equal(m.from, from);
}

void box_expect_blocks(const st_revision *r, const char *want) {
  st_buf b = {0};
  uint32_t n;
  st_str text = st_revision_text(r);
  const st_block *blocks = st_revision_blocks(r, &n);
  for (uint32_t i = 0; i < n; i++) {
    st_buf_addf(&b, "%s: ", st_tag_name(blocks[i].tag));
    for (uint32_t k = blocks[i].begin; k < blocks[i].end; k++)
      st_buf_addc(&b, text.p[k] == '\n' ? '/' : text.p[k]);
    st_buf_addc(&b, '\n');
  }
  expect(&b, want);
}
