#include "disk/format/html.h"
#include "support_fuzz.h"
#include "text/decode.h"

static void read_page(st_str html) {
  st_buf out = {0};
  st_page page = {0};
  st_html_read(html, &out, &page);
  fuzz_check_page(&page, st_str_of(out.p, out.n));
  for (uint32_t i = 1; i < page.count; i++)
    fuzz_check(out.p[page.blocks[i].begin - 1] == '\n' ||
               page.blocks[i].begin > page.blocks[i - 1].end + 1);
  fuzz_check(!memchr(out.p ? out.p : "", 0, out.n));
  st_page_close(&page);
  st_buf_close(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  st_str bytes = st_str_of((const char *)data, size);
  st_buf text = {0};
  if (size && memchr(data, 0, size)) return 0; /* such a file is left out before it comes here */
  if (st_encoding_of(bytes) == ST_CP1252 && st_html_convert(bytes, st_html_charset(bytes), &text)) {
    read_page(st_str_of(text.p, text.n));
  } else if (st_decode(bytes, ST_CP1252, &text, NULL) == 0) {
    read_page(st_utf8_valid(bytes.p, bytes.n) == size ? bytes : st_str_of(text.p, text.n));
  }
  st_buf_close(&text);
  return 0;
}
