/* Any bytes, decoded and analysed: what token.h promises holds. */
#include "support_units.h"

#include "text/decode.h"
#include "text/fold.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "%s\n", what);
  abort();
}

static void check_folds(st_str text) {
  st_buf b = {0};
  st_fold_text(text, ST_FOLD_CASE | ST_FOLD_MARKS | ST_FOLD_QUOTES | ST_FOLD_STOPS | ST_FOLD_SPACE,
               &b);
  need(!b.bad && st_utf8_valid(b.p, b.n) == b.n, "a fold is not UTF-8");
  st_buf_close(&b);
  st_text_width(text);
}

static void check_words(const units_of *u) {
  char out[64];
  for (uint32_t i = 0; i < u->units.token_count; i++) {
    const st_token *t = &u->units.tokens[i];
    size_t n = st_fold_word(st_str_of(u->text.p + t->begin, t->end - t->begin), out, sizeof out);
    need(n > sizeof out || st_utf8_valid(out, n) == n, "a folded word is not UTF-8");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  st_str bytes = st_str_of((const char *)data, size);
  st_buf b = {0};
  need(st_decode(bytes, st_encoding_of(bytes), &b, NULL) == ST_OK, "decoding failed");
  need(st_utf8_valid(b.p, b.n) == b.n, "decoded text is not UTF-8");
  /* A copy that is exactly as long, so that a read past the end is seen. */
  char *text = malloc(b.n ? b.n : 1);
  if (b.n) memcpy(text, b.p, b.n);
  units_of u;
  need(open_units(st_str_of(text, b.n), &u) == ST_OK, "analysing failed");
  const char *broken = find_broken(&u);
  need(!broken, broken);
  check_words(&u);
  check_folds(u.text);
  close_units(&u);
  free(text);
  st_buf_close(&b);
  return 0;
}
