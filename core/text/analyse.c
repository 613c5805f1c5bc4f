#include "text/work.h"

#include "base/alloc.h"

/* News has a token in five to six bytes: most texts are done with the first allocation. */
static bool reserve_tokens(st_work *w, size_t bytes) {
  uint64_t room = bytes / 5 + 64;
  w->out->tokens = st_grow(NULL, room, sizeof(st_token));
  w->token_room = w->out->tokens ? (uint32_t)room : 0;
  return w->token_room > 0;
}

static int analyse_block(st_work *w, st_block *blocks, uint32_t count, uint32_t i) {
  st_block *b = &blocks[i];
  uint32_t quote = w->out->quote_count;
  if (b->tag == ST_TAG_FRONT) {
    b->first = b->last = w->out->token_count;
    return ST_OK;
  }
  const st_block *next = i + 1 < count ? b + 1 : NULL;
  if (st_find_tokens(w, b) != ST_OK || st_find_quotes(w, b, next) != ST_OK) return ST_ENOMEM;
  return st_find_sentences(w, b, i, quote);
}

int st_text_analyse(st_str text, st_block *blocks, uint32_t block_count, st_units *out,
                    st_error *e) {
  *out = (st_units){0};
  st_work w = {.text = (const unsigned char *)text.p, .out = out};
  w.end = text.n ? w.text + text.n : w.text;
  int code = reserve_tokens(&w, text.n) ? ST_OK : ST_ENOMEM;
  for (uint32_t i = 0; i < block_count && code == ST_OK; i++)
    code = analyse_block(&w, blocks, block_count, i);
  st_free(w.marks);
  st_free(w.stops);
  st_free(w.scratch);
  if (code == ST_OK) return ST_OK;
  st_units_close(out);
  return st_nomem(e);
}

void st_units_close(st_units *units) {
  st_free(units->tokens);
  st_free(units->sentences);
  st_free(units->quotes);
  *units = (st_units){0};
}

const char *st_tag_name(uint32_t tag) {
  static const char *const names[ST_TAG_COUNT] = {
      [ST_TAG_LINE] = "line",     [ST_TAG_TITLE] = "title", [ST_TAG_H1] = "h1",
      [ST_TAG_H2] = "h2",         [ST_TAG_H3] = "h3",       [ST_TAG_P] = "p",
      [ST_TAG_ITEM] = "item",     [ST_TAG_QUOTE] = "quote", [ST_TAG_CAPTION] = "caption",
      [ST_TAG_LINK] = "link",     [ST_TAG_NAV] = "nav",     [ST_TAG_TIME] = "time",
      [ST_TAG_BYLINE] = "byline", [ST_TAG_EMBED] = "embed", [ST_TAG_CODE] = "code",
      [ST_TAG_TABLE] = "table",   [ST_TAG_FRONT] = "front"};
  return tag < ST_TAG_COUNT ? names[tag] : "unknown";
}
