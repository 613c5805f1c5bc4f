#include "disk/article.h"
#include "support_fuzz.h"

/* Any file at all, in each format, up to its articles and notes. */
static void read_as(st_str bytes, enum st_format format) {
  st_sink sink = {0};
  st_file file = {
      .path = st_cstr("f"), .doc = st_cstr("f"), .name = st_cstr("f"), .format = (uint8_t)format};
  st_article_file(&sink, &file, bytes);
  fuzz_check(!sink.bad);
  fuzz_check(bytes.n == 0 || sink.count + sink.notes.count > 0);
  for (size_t i = 0; i < sink.count; i++) {
    uint32_t n;
    st_page page = {.blocks = (st_block *)st_revision_blocks(sink.made[i].revision, &n)};
    page.count = n;
    for (int k = 0; k < ST_META_COUNT; k++)
      page.meta[k] = st_revision_meta(sink.made[i].revision, (enum st_meta_key)k);
    fuzz_check_page(&page, st_revision_text(sink.made[i].revision));
  }
  st_sink_close(&sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  st_str bytes = st_str_of((const char *)data, size);
  for (int format = ST_FORMAT_OTHER; format <= ST_FORMAT_NDJSON; format++)
    read_as(bytes, (enum st_format)format);
  return 0;
}
