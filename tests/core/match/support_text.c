#include "support_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

uint32_t pick(random_source *r, uint32_t below) {
  r->state = r->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(r->state >> 33) % below;
}

void write_text(random_source *r, const char *const *words, uint32_t word_count, uint32_t length,
                st_buf *out) {
  static const char *const between[] = {
      " ", " ", " ", " ", " ", " ", ", ", " \xE2\x80\x9C", "\xE2\x80\x9D ", ". ", "\n\n", " 12 "};
  for (uint32_t i = 0; i < length; i++) {
    st_buf_addz(out, words[pick(r, word_count)]);
    st_buf_addz(out, between[pick(r, sizeof between / sizeof *between)]);
  }
}

st_match_article *open_text(st_vocab *v, const char *text, size_t n) {
  st_revision_source source = {.doc = st_cstr("a"), .text = {text, n}};
  st_revision *r = NULL;
  assert_int_equal(st_revision_make(&source, &r, NULL), ST_OK);
  st_match_article *a = st_match_article_open(v, r);
  st_revision_close(r);
  assert_non_null(a);
  return a;
}

st_layer *random_layer(random_source *r, const st_match_article *a, const char *name,
                       uint32_t count) {
  uint32_t tokens;
  const st_token *token = st_revision_tokens(st_match_article_revision(a), &tokens);
  st_schema schema = {.name = st_cstr(name), .overlap = ST_OVERLAP_ALL};
  st_layer_builder *b = st_layer_builder_open(&schema);
  for (uint32_t i = 0; tokens && i < count; i++) {
    uint32_t first = pick(r, tokens), last = first + pick(r, 4);
    if (last >= tokens) last = tokens - 1;
    st_layer_add(b, token[first].begin, token[last].end, st_cstr("extract/x"));
  }
  st_layer *l = NULL;
  assert_int_equal(st_layer_build(b, st_match_article_revision(a), NULL, &l, NULL), ST_OK);
  st_layer_builder_close(b);
  return l;
}

st_str token_text(const st_match_article *a, uint32_t token) {
  uint32_t count;
  const st_token *t = &st_revision_tokens(st_match_article_revision(a), &count)[token];
  return (st_str){st_revision_text(st_match_article_revision(a)).p + t->begin, t->end - t->begin};
}
