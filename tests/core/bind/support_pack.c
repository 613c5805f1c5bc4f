#include "support_pack.h"

#include "base/alloc.h"
#include "engine/rules/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

bench open_bench(void) { return open_bench_with((st_limits){20000000, 64u << 20, 1000}); }

bench open_bench_with(st_limits limits) {
  bench b = {.pack = st_pack_open(), .limits = limits};
  st_error e = {0};
  assert_non_null(b.pack);
  if (st_pack_add_dir(b.pack, "lua/stemma", "lua/stemma", "lua/stemma", &e))
    fail_msg("%s", e.message);
  b.shared = st_shared_open();
  assert_non_null(b.shared);
  st_shared_set_metered(b.shared);
  return b;
}

void add_file(bench *b, const char *path, const char *bytes) {
  st_error e = {0};
  char shown[256];
  snprintf(shown, sizeof shown, "mine/%s", path);
  if (st_pack_add_file(b->pack, st_cstr(path), st_cstr(shown), st_cstr(bytes), &e))
    fail_msg("%s", e.message);
}

const st_pack_view *view_of(bench *b) {
  b->view.files = st_pack_files(b->pack, &b->view.count);
  b->view.limits = b->limits;
  b->view.shared = b->shared;
  return &b->view;
}

st_state *load(bench *b, const char *path, st_rule *rule) {
  const st_pack_view *view = view_of(b);
  st_state *s = NULL;
  st_error e = {0};
  enum st_rule_kind kind = strstr(path, "/compare/") ? ST_RULE_COMPARE : ST_RULE_EXTRACT;
  if (st_state_open(view, st_pack_view_find(view, st_cstr(path)), kind, &s, rule, &e))
    fail_msg("%s", e.message);
  return s;
}

void close_bench(bench *b) {
  st_shared_close(b->shared);
  st_pack_close(b->pack);
}

st_match_article *article_of(bench *b, const char *text) {
  st_revision_source source = {.doc = st_cstr("a.txt"), .text = st_cstr(text)};
  st_revision *r = NULL;
  st_error e = {0};
  if (st_revision_make(&source, &r, &e)) fail_msg("%s", e.message);
  st_match_article *a = st_match_article_open(st_shared_vocab(b->shared), r);
  st_revision_close(r);
  assert_non_null(a);
  return a;
}
