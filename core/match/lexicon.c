#include "match/lexicon.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "text/decode.h"
#include "text/token.h"

#include <stdatomic.h>

enum { NO_ENTRY = UINT32_MAX };

struct edge {
  uint32_t node, word, child; /* child is 0 where the slot is free: the root is no child */
};

struct st_lexicon {
  _Atomic int shares;
  st_vocab *vocab;
  st_arena *strings;
  st_str *cells; /* a row an entry: the name, then the columns */
  st_str *columns;
  uint32_t *same;  /* by entry: the next with the same words, or NO_ENTRY */
  uint32_t *final; /* by node: the first entry that ends there, or NO_ENTRY */
  uint32_t *root;  /* by word: the root's child, or 0 */
  struct edge *edges;
  uint32_t edge_mask, edge_count;
  uint32_t node_count, node_room;
  uint32_t entry_count, column_count, root_count, table;
};

st_lexicon *st_lexicon_share(st_lexicon *l) {
  atomic_fetch_add(&l->shares, 1);
  return l;
}

void st_lexicon_close(st_lexicon *l) {
  if (!l || atomic_fetch_sub(&l->shares, 1) > 1) return;
  st_arena_close(l->strings);
  st_free(l->cells);
  st_free(l->columns);
  st_free(l->same);
  st_free(l->final);
  st_free(l->root);
  st_free(l->edges);
  st_free(l);
}

uint32_t st_lexicon_count(const st_lexicon *l) { return l->entry_count; }
uint32_t st_lexicon_columns(const st_lexicon *l) { return l->column_count; }
uint32_t st_lexicon_table(const st_lexicon *l) { return l->table; }
st_str st_lexicon_column(const st_lexicon *l, uint32_t column) { return l->columns[column]; }

st_str st_lexicon_name(const st_lexicon *l, uint32_t entry) {
  return l->cells[(size_t)entry * (l->column_count + 1)];
}

st_str st_lexicon_value(const st_lexicon *l, uint32_t entry, uint32_t column) {
  return l->cells[(size_t)entry * (l->column_count + 1) + 1 + column];
}

/* --- the trie --- */

static struct edge *edge_slot(const struct edge *edges, uint32_t mask, uint32_t node,
                              uint32_t word) {
  uint64_t h = ((uint64_t)node << 32 | word) * 0x9E3779B97F4A7C15u;
  uint32_t i = (uint32_t)(h >> 32) & mask;
  while (edges[i].child && (edges[i].node != node || edges[i].word != word)) i = (i + 1) & mask;
  return (struct edge *)&edges[i];
}

static bool widen_edges(st_lexicon *l) {
  uint32_t mask = l->edges ? l->edge_mask * 2 + 1 : 255;
  struct edge *edges = st_calloc((size_t)mask + 1, sizeof *edges);
  if (!edges) return false;
  for (uint32_t i = 0; l->edges && i <= l->edge_mask; i++) {
    struct edge *old = &l->edges[i];
    if (old->child) *edge_slot(edges, mask, old->node, old->word) = *old;
  }
  st_free(l->edges);
  l->edges = edges;
  l->edge_mask = mask;
  return true;
}

static uint32_t add_node(st_lexicon *l) {
  if (l->node_count == l->node_room) {
    uint32_t room = l->node_room ? l->node_room * 2 : 256;
    uint32_t *final = st_grow(l->final, room, sizeof *final);
    if (!final) return 0;
    l->final = final;
    l->node_room = room;
  }
  l->final[l->node_count] = NO_ENTRY;
  return l->node_count++;
}

/* The child of a node, made if new; 0 when memory is out. */
static uint32_t add_child(st_lexicon *l, uint32_t node, uint32_t word) {
  if (!l->edges || l->edge_count * 2 >= l->edge_mask)
    if (!widen_edges(l)) return 0;
  struct edge *edge = edge_slot(l->edges, l->edge_mask, node, word);
  if (edge->child) return edge->child;
  uint32_t child = add_node(l);
  if (!child) return 0;
  *edge = (struct edge){node, word, child};
  l->edge_count++;
  return child;
}

static void add_final(st_lexicon *l, uint32_t node, uint32_t entry) {
  uint32_t *at = &l->final[node];
  while (*at != NO_ENTRY) at = &l->same[*at];
  *at = entry;
}

/* The root is asked at every token of every article: a table instead of a hash. */
static int make_root(st_lexicon *l, st_error *e) {
  l->root_count = st_vocab_count(l->vocab, l->table);
  l->root = st_calloc(l->root_count, sizeof *l->root);
  if (!l->root) return st_nomem(e);
  for (uint32_t i = 0; l->edges && i <= l->edge_mask; i++)
    if (l->edges[i].child && l->edges[i].node == 0) l->root[l->edges[i].word] = l->edges[i].child;
  return ST_OK;
}

bool st_lexicon_starts(const st_lexicon *l, uint32_t word) {
  return word < l->root_count && l->root[word];
}

static uint32_t kept(const st_lexicon *l, uint32_t node, const uint8_t *keep) {
  uint32_t entry = l->final[node];
  while (entry != NO_ENTRY && keep && !keep[entry]) entry = l->same[entry];
  return entry;
}

uint32_t st_lexicon_find(const st_lexicon *l, const uint32_t *words, uint32_t count,
                         const uint8_t *keep, uint32_t *entry) {
  if (!count || !st_lexicon_starts(l, words[0])) return 0;
  uint32_t node = l->root[words[0]], longest = 0;
  for (uint32_t i = 1;; i++) {
    uint32_t here = kept(l, node, keep);
    if (here != NO_ENTRY) {
      *entry = here;
      longest = i;
    }
    if (i == count || !words[i]) return longest;
    node = edge_slot(l->edges, l->edge_mask, node, words[i])->child;
    if (!node) return longest;
  }
}

/* --- reading the text --- */

struct lines {
  st_str text;
  st_block *names; /* of the entries: where each stands in the text */
  uint32_t *numbers;
  uint32_t count, room;
};

static st_str trimmed(st_str s) {
  while (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\r')) s.p++, s.n--;
  while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r')) s.n--;
  return s;
}

/* Takes the text up to the next `stop`, or all that is left. */
static st_str cut(st_str *rest, char stop) {
  const char *at = rest->n ? memchr(rest->p, stop, rest->n) : NULL;
  st_str head = {rest->p, at ? (size_t)(at - rest->p) : rest->n};
  size_t taken = head.n + (at ? 1 : 0);
  *rest = (st_str){rest->p + taken, rest->n - taken};
  return head;
}

static bool add_line(struct lines *lines, st_str name, uint32_t number) {
  if (lines->count == lines->room) {
    uint32_t room = lines->room ? lines->room * 2 : 64;
    st_block *names = st_grow(lines->names, room, sizeof *names);
    if (names) lines->names = names;
    uint32_t *numbers = st_grow(lines->numbers, room, sizeof *numbers);
    if (numbers) lines->numbers = numbers;
    if (!names || !numbers) return false;
    lines->room = room;
  }
  uint32_t begin = (uint32_t)(name.p - lines->text.p);
  lines->numbers[lines->count] = number;
  lines->names[lines->count++] =
      (st_block){.begin = begin, .end = begin + (uint32_t)name.n, .tag = ST_TAG_LINE};
  return true;
}

static int read_header(st_lexicon *l, st_str header, st_error *e) {
  uint32_t count = 0;
  for (size_t i = 0; i < header.n; i++) count += header.p[i] == '\t';
  l->columns = st_calloc(count, sizeof *l->columns);
  if (!l->columns) return st_nomem(e);
  cut(&header, '\t');
  for (uint32_t i = 0; i < count; i++) {
    l->columns[i] = st_arena_str(l->strings, trimmed(cut(&header, '\t')));
    if (!l->columns[i].p) return st_nomem(e);
    if (!l->columns[i].n) return st_fail(e, ST_EINPUT, "line 1: column %u has no name", i + 2);
  }
  l->column_count = count;
  return ST_OK;
}

static bool skipped(st_str line) { return !line.n || line.p[0] == '#'; }

/* Where the names stand; their other columns are read once it is known how many there are. */
static int find_lines(st_lexicon *l, bool tsv, struct lines *lines, st_error *e) {
  st_str rest = lines->text;
  bool header = tsv;
  for (uint32_t number = 1; rest.n; number++) {
    st_str line = cut(&rest, '\n');
    if (skipped(trimmed(line))) continue;
    if (header) {
      int status = read_header(l, line, e);
      if (status) return status;
      header = false;
      continue;
    }
    st_str name = tsv ? trimmed(cut(&line, '\t')) : trimmed(line);
    if (!name.n) return st_fail(e, ST_EINPUT, "line %u: no name in the first column", number);
    if (!add_line(lines, name, number)) return st_nomem(e);
  }
  return ST_OK;
}

static int read_cells(st_lexicon *l, const struct lines *lines, uint32_t entry, st_error *e) {
  const st_block *at = &lines->names[entry];
  st_str *cells = &l->cells[(size_t)entry * (l->column_count + 1)];
  cells[0] = st_arena_str(l->strings, (st_str){lines->text.p + at->begin, at->end - at->begin});
  if (!cells[0].p) return st_nomem(e);
  if (!l->columns) return ST_OK;
  st_str rest = {lines->text.p + at->end, lines->text.n - at->end};
  st_str line = cut(&rest, '\n');
  cut(&line, '\t');
  for (uint32_t i = 1; i <= l->column_count; i++) {
    cells[i] = st_arena_str(l->strings, trimmed(cut(&line, '\t')));
    if (!cells[i].p) return st_nomem(e);
  }
  if (line.n)
    return st_fail(e, ST_EINPUT, "line %u: more columns than the first line names",
                   lines->numbers[entry]);
  return ST_OK;
}

static int add_entry(st_lexicon *l, const struct lines *lines, const st_units *units,
                     uint32_t entry, st_error *e) {
  const st_block *at = &lines->names[entry];
  uint32_t node = 0;
  for (uint32_t i = at->first; i < at->last; i++) {
    const st_token *token = &units->tokens[i];
    if (token->flags & ST_TOKEN_QUOTE) continue;
    uint32_t word;
    st_str text = {lines->text.p + token->begin, token->end - token->begin};
    int status = st_vocab_add(l->vocab, l->table, text, &word, e);
    if (status == ST_ELIMIT)
      return st_fail(e, ST_EINPUT, "line %u: a word of %zu bytes", lines->numbers[entry], text.n);
    if (status) return status;
    node = add_child(l, node, word);
    if (!node) return st_nomem(e);
  }
  if (!node) return st_fail(e, ST_EINPUT, "line %u: there is no word in it", lines->numbers[entry]);
  add_final(l, node, entry);
  return ST_OK;
}

static int fill(st_lexicon *l, struct lines *lines, st_error *e) {
  l->entry_count = lines->count;
  l->cells = st_calloc((size_t)lines->count * (l->column_count + 1), sizeof *l->cells);
  l->same = st_calloc(lines->count, sizeof *l->same);
  if (!l->cells || !l->same) return st_nomem(e);
  st_units units = {0};
  int status = st_text_analyse(lines->text, lines->names, lines->count, &units, e);
  for (uint32_t i = 0; !status && i < lines->count; i++) {
    l->same[i] = NO_ENTRY;
    status = read_cells(l, lines, i, e);
    if (!status) status = add_entry(l, lines, &units, i, e);
  }
  st_units_close(&units);
  return status ? status : make_root(l, e);
}

static st_lexicon *open_empty(st_vocab *v) {
  st_lexicon *l = st_calloc(1, sizeof *l);
  if (!l) return NULL;
  atomic_init(&l->shares, 1);
  l->vocab = v;
  l->strings = st_arena_open();
  if (l->strings) {
    add_node(l);
    if (l->final) return l;
  }
  st_lexicon_close(l);
  return NULL;
}

int st_lexicon_make(st_vocab *v, st_str text, unsigned fold, bool tsv, st_lexicon **out,
                    st_error *e) {
  if (st_utf8_valid(text.p, text.n) != text.n) return st_fail(e, ST_EINPUT, "not UTF-8");
  if (text.n >= UINT32_MAX) return st_fail(e, ST_EINPUT, "4 GiB or more");
  if (st_str_starts(text, st_cstr("\xEF\xBB\xBF"))) text = (st_str){text.p + 3, text.n - 3};
  st_lexicon *l = open_empty(v);
  if (!l) return st_nomem(e);
  struct lines lines = {.text = text};
  int status = st_vocab_table(v, fold, &l->table, e);
  if (!status) status = find_lines(l, tsv, &lines, e);
  if (!status) status = fill(l, &lines, e);
  st_free(lines.names);
  st_free(lines.numbers);
  if (status) {
    st_lexicon_close(l);
    return status;
  }
  *out = l;
  return ST_OK;
}
