#include "support_units.h"

#include "base/alloc.h"
#include "text/decode.h"

#include <stdlib.h>

int open_units(st_str text, units_of *u) {
  *u = (units_of){.text = text};
  int code = st_text_blocks(text, &u->blocks, &u->block_count, NULL);
  if (code == ST_OK) code = st_text_analyse(text, u->blocks, u->block_count, &u->units, NULL);
  if (code != ST_OK) close_units(u);
  return code;
}

void close_units(units_of *u) {
  st_units_close(&u->units);
  st_free(u->blocks);
  u->blocks = NULL;
}

/* --- invariants --- */

static bool at_character(st_str text, uint32_t offset) {
  return offset == text.n || ((unsigned char)text.p[offset] & 0xC0) != 0x80;
}

static const char *broken_flags(const units_of *u, const st_token *t) {
  unsigned f = t->flags;
  bool high = st_utf8_valid(u->text.p + t->begin, 1) == 0;
  for (uint32_t i = t->begin; i < t->end; i++) high = high || (unsigned char)u->text.p[i] >= 0x80;
  if (high != !!(f & ST_TOKEN_NONASCII)) return "NONASCII is not what the bytes are";
  if (!(f & (ST_TOKEN_WORD | ST_TOKEN_NUMBER | ST_TOKEN_PUNCT))) return "a token of no sort";
  if (f & ST_TOKEN_PUNCT && f & (ST_TOKEN_WORD | ST_TOKEN_DIGIT))
    return "punctuation with letters or digits";
  if (f & ST_TOKEN_NUMBER && (!(f & ST_TOKEN_DIGIT) || f & ST_TOKEN_WORD))
    return "a number that is none";
  if (f & ST_TOKEN_UPPER && f & ST_TOKEN_LOWER) return "upper and lower case at once";
  if (f & (ST_TOKEN_UPPER | ST_TOKEN_LOWER | ST_TOKEN_CAPITAL) && !(f & ST_TOKEN_WORD))
    return "case of no letter";
  if (f & (ST_TOKEN_OPEN | ST_TOKEN_CLOSE) && !(f & ST_TOKEN_QUOTE)) return "opens but is no mark";
  if (f & ST_TOKEN_QUOTE && !(f & ST_TOKEN_PUNCT)) return "a mark that is no punctuation";
  if (f & ST_TOKEN_STOP && u->text.p[t->end - 1] != '.') return "STOP without a stop";
  return NULL;
}

static const char *broken_token(const units_of *u, const st_block *b, uint32_t i) {
  const st_token *t = &u->units.tokens[i];
  if (t->begin >= t->end) return "an empty token";
  if (t->begin < b->begin || t->end > b->end) return "a token outside its block";
  if (i > b->first && t->begin < t[-1].end) return "tokens that overlap";
  if (!at_character(u->text, t->begin) || !at_character(u->text, t->end))
    return "a token that cuts a character";
  bool spaced = i == b->first;
  if (i > b->first && t->begin > t[-1].end)
    spaced = !!(t->flags & ST_TOKEN_SPACE); /* or what is invisible */
  if (!!(t->flags & ST_TOKEN_SPACE) != spaced && (i == b->first || t->begin == t[-1].end))
    return "SPACE is wrong";
  return broken_flags(u, t);
}

static const char *broken_blocks(const units_of *u) {
  uint32_t token = 0, end = 0;
  for (uint32_t i = 0; i < u->block_count; i++) {
    const st_block *b = &u->blocks[i];
    if (b->begin >= b->end || b->begin < end || b->end > u->text.n) return "a block out of place";
    if (!at_character(u->text, b->begin) || !at_character(u->text, b->end))
      return "a block that cuts a character";
    if (b->first != token || b->last < b->first) return "blocks do not part the tokens";
    for (uint32_t t = b->first; t < b->last; t++) {
      const char *broken = broken_token(u, b, t);
      if (broken) return broken;
    }
    token = b->last;
    end = b->end;
  }
  return token == u->units.token_count ? NULL : "tokens outside blocks";
}

static const char *broken_sentences(const units_of *u) {
  uint32_t token = 0;
  for (uint32_t i = 0; i < u->units.sentence_count; i++) {
    const st_sentence *s = &u->units.sentences[i];
    if (s->first != token || s->last <= s->first) return "sentences do not part the tokens";
    if (s->block >= u->block_count) return "a sentence of no block";
    const st_block *b = &u->blocks[s->block];
    if (s->first < b->first || s->last > b->last) return "a sentence across blocks";
    for (uint32_t t = s->first; t < s->last; t++) {
      unsigned f = u->units.tokens[t].flags;
      if (!!(f & ST_TOKEN_FIRST) != (t == s->first)) return "FIRST is wrong";
      if (!!(f & ST_TOKEN_LAST) != (t + 1 == s->last)) return "LAST is wrong";
    }
    token = s->last;
  }
  return token == u->units.token_count ? NULL : "tokens outside sentences";
}

static uint32_t block_of(const units_of *u, uint32_t token) {
  uint32_t i = 0;
  while (u->blocks[i].last <= token) i++;
  return i;
}

static const char *broken_quotes(const units_of *u) {
  const st_units *n = &u->units;
  uint32_t open[32], depth = 0, block = ST_NONE; /* closing tokens of the pairs around */
  for (uint32_t i = 0; i < n->quote_count; i++) {
    const st_quote *q = &n->quotes[i];
    if (i > 0 && q->open <= q[-1].open) return "quotes out of order";
    if (!(n->tokens[q->open].flags & ST_TOKEN_OPEN)) return "a quote opened by no mark";
    uint32_t of = block == ST_NONE ? 0 : block;
    while (u->blocks[of].last <= q->open) of++;
    if (of != block) depth = 0;
    block = of;
    if (q->close == ST_NONE) {
      if (q->continues > 1) return "continues is a truth value";
    } else {
      if (q->close <= q->open || q->close >= u->blocks[of].last)
        return "a pair that leaves its block";
      if (!(n->tokens[q->close].flags & ST_TOKEN_CLOSE)) return "a quote closed by no mark";
      if (q->continues) return "a closed quote goes on";
    }
    while (depth && open[depth - 1] < q->open) depth--;
    if (depth && q->close != ST_NONE && q->close > open[depth - 1]) return "pairs that cross";
    if (q->depth != depth || depth == 32) return "depth is wrong";
    open[depth++] = q->close; /* ST_NONE is behind all */
  }
  return NULL;
}

const char *find_broken(const units_of *u) {
  const char *broken = broken_blocks(u);
  if (!broken) broken = broken_sentences(u);
  return broken ? broken : broken_quotes(u);
}

/* --- writing them down --- */

static void need(int code) {
  if (code != ST_OK) abort();
}

static const char *keep(st_buf *b, st_buf *into) {
  st_buf_addc(b, '\0');
  st_buf_close(into);
  *into = *b;
  return into->p;
}

static st_str token_text(const units_of *u, uint32_t i) {
  const st_token *t = &u->units.tokens[i];
  return st_str_of(u->text.p + t->begin, t->end - t->begin);
}

const char *tokens_of(const char *text) {
  static st_buf kept;
  st_buf b = {0};
  units_of u;
  need(open_units(st_cstr(text), &u));
  for (uint32_t i = 0; i < u.units.token_count; i++) {
    if (i) st_buf_addc(&b, ' ');
    st_buf_adds(&b, token_text(&u, i));
  }
  close_units(&u);
  return keep(&b, &kept);
}

static void add_squeezed(st_buf *b, st_str s) {
  for (size_t i = 0; i < s.n; i++) {
    bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!blank)
      st_buf_addc(b, s.p[i]);
    else if (b->n && b->p[b->n - 1] != ' ')
      st_buf_addc(b, ' ');
  }
}

static st_str between(const units_of *u, uint32_t first, uint32_t last) {
  uint32_t begin = u->units.tokens[first].begin;
  return st_str_of(u->text.p + begin, u->units.tokens[last - 1].end - begin);
}

const char *sentences_of(const char *text) {
  static st_buf kept;
  st_buf b = {0};
  units_of u;
  need(open_units(st_cstr(text), &u));
  for (uint32_t i = 0; i < u.units.sentence_count; i++) {
    const st_sentence *s = &u.units.sentences[i];
    if (i) st_buf_addz(&b, s->block == s[-1].block ? " | " : " || ");
    add_squeezed(&b, between(&u, s->first, s->last));
  }
  close_units(&u);
  return keep(&b, &kept);
}

const char *quotes_of(const char *text) {
  static st_buf kept;
  st_buf b = {0};
  units_of u;
  need(open_units(st_cstr(text), &u));
  for (uint32_t i = 0; i < u.units.quote_count; i++) {
    const st_quote *q = &u.units.quotes[i];
    uint32_t last = q->close == ST_NONE ? u.blocks[block_of(&u, q->open)].last : q->close;
    if (i) st_buf_addz(&b, " | ");
    if (q->depth) st_buf_addf(&b, "%u:", q->depth + 1);
    if (last > q->open + 1) add_squeezed(&b, between(&u, q->open + 1, last));
    if (q->close == ST_NONE) st_buf_addz(&b, q->continues ? "..." : "?");
  }
  close_units(&u);
  return keep(&b, &kept);
}

const char *blocks_of(const char *text) {
  static st_buf kept;
  st_buf b = {0};
  units_of u;
  need(open_units(st_cstr(text), &u));
  for (uint32_t i = 0; i < u.block_count; i++) {
    if (i) st_buf_addz(&b, " | ");
    add_squeezed(&b, st_str_of(u.text.p + u.blocks[i].begin, u.blocks[i].end - u.blocks[i].begin));
  }
  close_units(&u);
  return keep(&b, &kept);
}

const char *flags_of_word(const char *text, const char *word) {
  static const struct {
    unsigned flag;
    char letter;
  } letters[] = {{ST_TOKEN_WORD, 'w'},   {ST_TOKEN_NUMBER, 'n'},     {ST_TOKEN_DIGIT, 'd'},
                 {ST_TOKEN_PUNCT, 'p'},  {ST_TOKEN_CAPITAL, 'C'},    {ST_TOKEN_UPPER, 'U'},
                 {ST_TOKEN_LOWER, 'l'},  {ST_TOKEN_POSSESSIVE, 's'}, {ST_TOKEN_STOP, '.'},
                 {ST_TOKEN_QUOTE, '"'},  {ST_TOKEN_OPEN, '('},       {ST_TOKEN_CLOSE, ')'},
                 {ST_TOKEN_QUOTED, 'q'}, {ST_TOKEN_SPACE, '_'},      {ST_TOKEN_FIRST, '^'},
                 {ST_TOKEN_LAST, '$'},   {ST_TOKEN_NONASCII, 'h'}};
  static char out[32];
  units_of u;
  need(open_units(st_cstr(text), &u));
  size_t n = 0;
  bool found = false;
  for (uint32_t i = 0; i < u.units.token_count && !found; i++) {
    found = st_str_equal(token_text(&u, i), st_cstr(word));
    for (size_t k = 0; found && k < sizeof letters / sizeof *letters; k++)
      if (u.units.tokens[i].flags & letters[k].flag) out[n++] = letters[k].letter;
  }
  close_units(&u);
  out[n] = '\0';
  return found ? out : "no such token";
}
