#include "doc/revision.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"

#include <stdatomic.h>

/* Where a part begins in the run of bytes, and how many items it has. */
typedef struct part {
  uint64_t at, count;
} part;

enum {
  PART_DOC,
  PART_TEXT,
  PART_META,
  PART_BLOCKS = PART_META + ST_META_COUNT,
  PART_TOKENS,
  PART_SENTENCES,
  PART_QUOTES,
  PART_LINES,
  PART_COUNT
};

typedef struct header {
  uint64_t size; /* of the whole run */
  uint64_t hash, meta_hash;
  uint32_t decoded;
  uint32_t from[ST_META_COUNT];
  part parts[PART_COUNT];
} header;

struct st_revision {
  _Atomic unsigned refs;
  _Alignas(16) unsigned char bytes[]; /* a header, then its parts, each at a multiple of 8 */
};

static const size_t item_size[PART_COUNT] = {
    [PART_DOC] = 1,
    [PART_TEXT] = 1,
    [PART_META] = 1,
    [PART_META + 1] = 1,
    [PART_META + 2] = 1,
    [PART_META + 3] = 1,
    [PART_META + 4] = 1,
    [PART_BLOCKS] = sizeof(st_block),
    [PART_TOKENS] = sizeof(st_token),
    [PART_SENTENCES] = sizeof(st_sentence),
    [PART_QUOTES] = sizeof(st_quote),
    [PART_LINES] = sizeof(uint32_t),
};

static const header *head(const st_revision *r) { return (const header *)(const void *)r->bytes; }

static const void *part_of(const st_revision *r, int which) {
  return r->bytes + head(r)->parts[which].at;
}

static st_str str_of(const st_revision *r, int which) {
  return st_str_of(part_of(r, which), head(r)->parts[which].count);
}

static size_t count_lines(st_str text) {
  size_t n = 1;
  const char *p = text.p, *end = text.p + text.n;
  while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) p++, n++;
  return n;
}

static void find_lines(st_str text, uint32_t *lines) {
  const char *p = text.p, *end = text.p + text.n;
  *lines++ = 0;
  while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) *lines++ = (uint32_t)(++p - text.p);
}

static uint64_t hash_meta(const st_revision_source *source) {
  uint64_t h = 0;
  for (int k = 0; k < ST_META_COUNT; k++) {
    h = st_hash_mix(h, source->meta[k].from);
    h = st_hash_mix(h, st_hash_str(source->meta[k].value));
  }
  return h;
}

/* The blocks' tokens follow from all this, and are not known yet. */
static uint64_t hash_whole(const st_revision_source *source, const st_block *blocks, uint32_t count,
                           uint64_t meta) {
  uint64_t h = st_hash_mix(st_hash_str(source->text), st_hash_str(source->doc));
  h = st_hash_mix(h, st_hash_str(source->mask));
  h = st_hash_mix(h, meta);
  for (uint32_t i = 0; i < count; i++)
    h = st_hash_mix(st_hash_mix(h, blocks[i].tag), (uint64_t)blocks[i].begin << 32 | blocks[i].end);
  return st_hash_mix(h, count);
}

/* The parts' places; returns the size of the whole. */
static size_t lay_out(part *parts) {
  size_t at = sizeof(header);
  for (int k = 0; k < PART_COUNT; k++) {
    at = (at + 7) & ~(size_t)7;
    parts[k].at = at;
    at += parts[k].count * item_size[k];
  }
  return at;
}

static st_revision *new_revision(size_t size) {
  st_revision *r = st_malloc(sizeof *r + size);
  if (r) atomic_init(&r->refs, 1);
  return r;
}

static int pack(const st_revision_source *source, const st_block *blocks, uint32_t block_count,
                const st_units *units, uint64_t hash, st_revision **out, st_error *e) {
  header h = {.decoded = source->decoded, .hash = hash, .meta_hash = hash_meta(source)};
  const void *from[PART_COUNT] = {[PART_DOC] = source->doc.p,
                                  [PART_TEXT] = source->text.p,
                                  [PART_BLOCKS] = blocks,
                                  [PART_TOKENS] = units->tokens,
                                  [PART_SENTENCES] = units->sentences,
                                  [PART_QUOTES] = units->quotes};
  h.parts[PART_DOC].count = source->doc.n;
  h.parts[PART_TEXT].count = source->text.n;
  for (int k = 0; k < ST_META_COUNT; k++) {
    h.from[k] = source->meta[k].from;
    from[PART_META + k] = source->meta[k].value.p;
    h.parts[PART_META + k].count = source->meta[k].value.n;
  }
  h.parts[PART_BLOCKS].count = block_count;
  h.parts[PART_TOKENS].count = units->token_count;
  h.parts[PART_SENTENCES].count = units->sentence_count;
  h.parts[PART_QUOTES].count = units->quote_count;
  h.parts[PART_LINES].count = count_lines(source->text);
  h.size = lay_out(h.parts);
  st_revision *r = new_revision(h.size);
  if (!r) return st_nomem(e);
  memcpy(r->bytes, &h, sizeof h);
  size_t end = sizeof h;
  for (int k = 0; k < PART_COUNT; k++) {
    size_t n = h.parts[k].count * item_size[k];
    memset(r->bytes + end, 0, h.parts[k].at - end); /* no stray bytes between parts */
    if (n && from[k]) memcpy(r->bytes + h.parts[k].at, from[k], n);
    end = h.parts[k].at + n;
  }
  find_lines(source->text, (uint32_t *)(void *)(r->bytes + h.parts[PART_LINES].at));
  *out = r;
  return ST_OK;
}

static bool is_as_before(const st_revision_source *source, uint64_t hash) {
  const st_revision *was = source->before;
  return was && head(was)->hash == hash && head(was)->decoded == source->decoded;
}

static int analyse(const st_revision_source *source, st_block *blocks, uint32_t count,
                   st_revision **out, st_error *e) {
  uint64_t hash = hash_whole(source, blocks, count, hash_meta(source));
  if (is_as_before(source, hash)) {
    *out = st_revision_share(source->before);
    return ST_OK;
  }
  st_units units = {0};
  st_str mask = source->mask.n ? source->mask : source->text;
  int rc = st_text_analyse(mask, blocks, count, &units, e);
  if (rc == ST_OK) rc = pack(source, blocks, count, &units, hash, out, e);
  st_units_close(&units);
  return rc;
}

int st_revision_make(const st_revision_source *source, st_revision **out, st_error *e) {
  if (source->text.n >= UINT32_MAX) return st_fail(e, ST_EINPUT, "the text is 4 GiB or more");
  st_block *blocks = NULL;
  uint32_t count = 0;
  int rc = ST_OK;
  if (source->blocks) {
    count = source->block_count;
    blocks = st_grow(NULL, count, sizeof *blocks);
    if (!blocks) return st_nomem(e);
    memcpy(blocks, source->blocks, count * sizeof *blocks);
  } else {
    rc = st_text_blocks(source->text, &blocks, &count, e);
  }
  if (rc == ST_OK) rc = analyse(source, blocks, count, out, e);
  st_free(blocks);
  return rc;
}

/* Sent bytes come from the same program, but a worker may die in the middle of a message. */
static bool whole(const void *p, size_t n) {
  header h;
  if (n < sizeof h) return false;
  memcpy(&h, p, sizeof h);
  if (h.size != n) return false;
  for (int k = 0; k < PART_COUNT; k++) {
    const part *q = &h.parts[k];
    if (q->at % 8 || q->at < sizeof h || q->at > n || q->count > (n - q->at) / item_size[k])
      return false;
  }
  return h.parts[PART_LINES].count > 0;
}

int st_revision_from_bytes(const void *p, size_t n, st_revision **out, st_error *e) {
  if (!whole(p, n)) return st_fail(e, ST_EINPUT, "an article arrived in pieces");
  st_revision *r = new_revision(n);
  if (!r) return st_nomem(e);
  memcpy(r->bytes, p, n);
  *out = r;
  return ST_OK;
}

st_str st_revision_bytes(const st_revision *r) {
  return st_str_of((const char *)r->bytes, head(r)->size);
}

st_revision *st_revision_share(st_revision *r) {
  if (r) atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
  return r;
}

void st_revision_close(st_revision *r) {
  if (r && atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) == 1) st_free(r);
}

st_str st_revision_doc(const st_revision *r) { return str_of(r, PART_DOC); }
st_str st_revision_text(const st_revision *r) { return str_of(r, PART_TEXT); }
bool st_revision_decoded(const st_revision *r) { return head(r)->decoded; }

st_meta st_revision_meta(const st_revision *r, enum st_meta_key key) {
  return (st_meta){str_of(r, PART_META + (int)key), (enum st_meta_from)head(r)->from[key]};
}

const st_block *st_revision_blocks(const st_revision *r, uint32_t *count) {
  *count = (uint32_t)head(r)->parts[PART_BLOCKS].count;
  return part_of(r, PART_BLOCKS);
}

const st_token *st_revision_tokens(const st_revision *r, uint32_t *count) {
  *count = (uint32_t)head(r)->parts[PART_TOKENS].count;
  return part_of(r, PART_TOKENS);
}

const st_sentence *st_revision_sentences(const st_revision *r, uint32_t *count) {
  *count = (uint32_t)head(r)->parts[PART_SENTENCES].count;
  return part_of(r, PART_SENTENCES);
}

const st_quote *st_revision_quotes(const st_revision *r, uint32_t *count) {
  *count = (uint32_t)head(r)->parts[PART_QUOTES].count;
  return part_of(r, PART_QUOTES);
}

uint64_t st_revision_hash(const st_revision *r) { return head(r)->hash; }
uint64_t st_revision_meta_hash(const st_revision *r) { return head(r)->meta_hash; }

uint32_t st_revision_sentence_from(const st_revision *r, uint32_t token) {
  uint32_t low = 0, high;
  const st_sentence *all = st_revision_sentences(r, &high);
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (all[middle].last <= token)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* First of the tokens [low, high) that ends after `offset`; `high` where none does. */
static uint32_t token_within(const st_token *tokens, uint32_t low, uint32_t high, uint32_t offset) {
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (tokens[mid].end > offset)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

uint32_t st_revision_token_at(const st_revision *r, uint32_t offset) {
  uint32_t n;
  const st_token *tokens = st_revision_tokens(r, &n);
  return token_within(tokens, 0, n, offset);
}

uint32_t st_revision_token_from(const st_revision *r, uint32_t start, uint32_t offset) {
  uint32_t n, low = start, step = 1;
  const st_token *tokens = st_revision_tokens(r, &n);
  uint32_t high = start < n ? start : n;
  while (high < n && tokens[high].end <= offset) {
    low = high + 1;
    high = n - high > step ? high + step : n;
    step *= 2;
  }
  return low < high ? token_within(tokens, low, high, offset) : high;
}

uint32_t st_revision_block_at(const st_revision *r, uint32_t offset) {
  uint32_t n, low = 0;
  const st_block *blocks = st_revision_blocks(r, &n);
  uint32_t high = n;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (blocks[mid].end > offset)
      high = mid;
    else
      low = mid + 1;
  }
  return low < n && blocks[low].begin <= offset ? low : ST_NONE;
}

uint32_t st_revision_lines(const st_revision *r) {
  return (uint32_t)head(r)->parts[PART_LINES].count;
}

/* The line, from 0, that holds the offset. */
static uint32_t line_at(const st_revision *r, uint32_t offset) {
  const uint32_t *lines = part_of(r, PART_LINES);
  uint32_t low = 0, high = st_revision_lines(r) - 1;
  while (low < high) {
    uint32_t mid = low + (high - low + 1) / 2;
    if (lines[mid] <= offset)
      low = mid;
    else
      high = mid - 1;
  }
  return low;
}

static uint32_t count_points(const char *p, uint32_t n) {
  uint32_t points = 0;
  for (uint32_t i = 0; i < n; i++) points += ((unsigned char)p[i] & 0xC0) != 0x80;
  return points;
}

void st_revision_walk(const st_revision *r, st_cursor *cursor, uint32_t offset) {
  const uint32_t *lines = part_of(r, PART_LINES);
  st_str text = st_revision_text(r);
  if (offset > text.n) offset = (uint32_t)text.n;
  uint32_t line = line_at(r, offset);
  if (cursor->line != line + 1 || cursor->offset > offset)
    *cursor = (st_cursor){.offset = lines[line], .line = line + 1, .column = 1};
  cursor->column += count_points(text.p + cursor->offset, offset - cursor->offset);
  cursor->offset = offset;
}

void st_revision_place(const st_revision *r, uint32_t offset, uint32_t *line, uint32_t *column) {
  st_cursor cursor = {0};
  st_revision_walk(r, &cursor, offset);
  *line = cursor.line;
  *column = cursor.column;
}

uint32_t st_revision_line(const st_revision *r, uint32_t line) {
  const uint32_t *lines = part_of(r, PART_LINES);
  if (line == 0) return 0;
  return line <= st_revision_lines(r) ? lines[line - 1] : (uint32_t)st_revision_text(r).n;
}

const char *st_meta_from_name(enum st_meta_from from) {
  static const char *const names[] = {"nowhere", "meta.ndjson", "front matter",
                                      "field",   "html",        "file name"};
  return (unsigned)from < sizeof names / sizeof *names ? names[from] : "nowhere";
}
