#include "disk/format/page.h"

#include "base/alloc.h"

void st_page_close(st_page *page) {
  st_free(page->blocks);
  st_arena_close(page->arena);
  *page = (st_page){0};
}

void st_page_add(st_page *page, uint32_t begin, uint32_t end, enum st_tag tag) {
  if (page->count == page->room) {
    uint32_t room = page->room ? page->room * 2 : 32;
    st_block *blocks = st_grow(page->blocks, room, sizeof *blocks);
    if (!blocks) {
      page->bad = true;
      return;
    }
    page->blocks = blocks;
    page->room = room;
  }
  page->blocks[page->count++] = (st_block){.begin = begin, .end = end, .tag = tag};
}

void st_plain_read(st_str text, size_t from, st_page *page) {
  st_block *blocks;
  uint32_t count;
  if (st_text_blocks(st_str_of(text.p + from, text.n - from), &blocks, &count, NULL)) {
    page->bad = true;
    return;
  }
  for (uint32_t i = 0; i < count; i++)
    st_page_add(page, blocks[i].begin + (uint32_t)from, blocks[i].end + (uint32_t)from,
                (enum st_tag)blocks[i].tag);
  st_free(blocks);
}
