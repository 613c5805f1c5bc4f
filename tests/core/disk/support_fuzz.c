#include "support_fuzz.h"

#include "text/decode.h"

#include <stdlib.h>

void fuzz_check(int holds) {
  if (!holds) abort();
}

void fuzz_check_page(const st_page *page, st_str text) {
  fuzz_check(!page->bad);
  fuzz_check(st_utf8_valid(text.p, text.n) == text.n);
  uint32_t after = 0;
  for (uint32_t i = 0; i < page->count; i++) {
    const st_block *b = &page->blocks[i];
    fuzz_check(b->begin >= after && b->begin < b->end && b->end <= text.n && b->tag < ST_TAG_COUNT);
    fuzz_check(((unsigned char)text.p[b->begin] & 0xC0) != 0x80);
    fuzz_check(b->end == text.n || ((unsigned char)text.p[b->end] & 0xC0) != 0x80);
    after = b->end;
  }
  for (int k = 0; k < ST_META_COUNT; k++) {
    st_str v = page->meta[k].value;
    fuzz_check(st_utf8_valid(v.p, v.n) == v.n);
    fuzz_check((v.n > 0) == (page->meta[k].from != ST_FROM_NOWHERE));
  }
}
