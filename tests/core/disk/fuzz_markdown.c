#include "disk/format/markdown.h"
#include "support_fuzz.h"
#include "text/decode.h"

static void read_text(st_str text) {
  st_buf mask = {0};
  st_page page = {0};
  st_notes notes = {0};
  st_place place = {.notes = &notes, .file = st_cstr("f"), .which = ""};
  size_t from = st_front_read(text, false, &place, &page);
  st_markdown_read(text, from, &mask, &page);
  fuzz_check_page(&page, text);
  fuzz_check(mask.n == text.n);
  fuzz_check(st_utf8_valid(mask.p, mask.n) == mask.n);
  for (size_t i = 0; i < text.n; i++) fuzz_check((text.p[i] == '\n') == (mask.p[i] == '\n'));
  st_notes_close(&notes);
  st_page_close(&page);
  st_buf_close(&mask);

  st_page strict = {0};
  if ((from = st_front_read(text, true, &place, &strict))) st_plain_read(text, from, &strict);
  fuzz_check_page(&strict, text);
  st_notes_close(&notes);
  st_page_close(&strict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  st_str bytes = st_str_of((const char *)data, size);
  if (size && memchr(data, 0, size)) return 0;
  if (st_utf8_valid(bytes.p, size) == size) {
    read_text(bytes);
    return 0;
  }
  st_buf text = {0};
  if (st_decode(bytes, ST_CP1252, &text, NULL) == 0) read_text(st_str_of(text.p, text.n));
  st_buf_close(&text);
  return 0;
}
