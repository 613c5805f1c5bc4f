/* Where sentences end: at the stops that the tokens noted, by the rules of UAX #29 with what news
 * needs on top. Quotation marks are paired by now: an end inside a pair counts only where the
 * sentence around it ends with the pair. */
#include "text/work.h"
#include "text/breaks.h"
#include "text/ucd.h"
#include "text/utf8.h"

/* The pairs of marks around the place that is looked at; quotes.c nests no deeper. */
enum { STACK = 16 };

typedef struct around {
  uint32_t close;
  bool ends; /* a sentence ends with it */
} around;

typedef struct splitting {
  st_work *w;
  const st_block *block;
  const st_token *tokens;
  uint32_t number; /* of the block */
  uint32_t first;  /* of the sentence that is being read */
  uint32_t word;   /* first word or number at or behind `first`; looked for up to here */
  uint32_t quote;  /* next one to be met */
  around pairs[STACK];
  uint32_t depth;
} splitting;

static uint32_t char_of(const splitting *s, uint32_t token) {
  return st_utf8_at(s->w->text + s->tokens[token].begin);
}

static st_str text_of(const splitting *s, uint32_t token) { return st_token_text(s->w, token); }

/* --- one stop by itself --- */

static bool is_closer(const splitting *s, uint32_t token) {
  unsigned flags = s->tokens[token].flags;
  if (flags & ST_TOKEN_CLOSE) return true;
  if (!(flags & ST_TOKEN_PUNCT) || flags & (ST_TOKEN_SPACE | ST_TOKEN_QUOTE)) return false;
  return st_ucd_kind(st_ucd(char_of(s, token))) == ST_KIND_CLOSE;
}

static uint32_t behind_closers(const splitting *s, uint32_t token) {
  while (token < s->block->last && is_closer(s, token)) token++;
  return token;
}

static bool is_lower(unsigned flags) { return flags & ST_TOKEN_LOWER && !(flags & ST_TOKEN_DIGIT); }

/* A word that begins sentences more often than it goes on with a name. */
static bool starts(const splitting *s, uint32_t token) {
  if (token >= s->block->last || !(s->tokens[token].flags & ST_TOKEN_CAPITAL)) return false;
  if (!st_starts_sentences(text_of(s, token))) return false;
  uint32_t next = token + 1; /* "A-10" is no "A" */
  return next == s->block->last || s->tokens[next].flags & ST_TOKEN_SPACE ||
         char_of(s, next) == ',';
}

/* The word or number that `token` leads to, over opening marks and brackets. */
static uint32_t leads_to(const splitting *s, uint32_t token) {
  for (int i = 0; i < 4 && token < s->block->last; i++, token++) {
    unsigned flags = s->tokens[token].flags;
    if (!(flags & ST_TOKEN_PUNCT)) break;
    if (!(flags & ST_TOKEN_QUOTE) && st_ucd_kind(st_ucd(char_of(s, token))) != ST_KIND_OPEN) break;
  }
  return token;
}

/* “Why?” Biden asked: a name and a verb behind the closing mark. */
static bool is_attributed(const splitting *s, uint32_t token) {
  if (!(s->tokens[token - 1].flags & ST_TOKEN_CLOSE) || starts(s, token)) return false;
  for (uint32_t t = token; t < s->block->last && t < token + 7; t++) {
    if (!(s->tokens[t].flags & ST_TOKEN_WORD)) return false;
    if (is_lower(s->tokens[t].flags) && st_is_speech_verb(text_of(s, t))) return true;
  }
  return false;
}

/* What UAX #29 says of the stop. */
static bool ends_by_default(const splitting *s, uint32_t token) {
  st_str text = st_str_of((const char *)s->w->text, s->block->end);
  return st_sentence_break(text, s->tokens[token].begin) != 0;
}

static bool ends_before(const splitting *s, const st_stop *stop, uint32_t next) {
  unsigned flags = s->tokens[next].flags;
  uint32_t word = leads_to(s, next);
  unsigned word_flags = word < s->block->last ? s->tokens[word].flags : 0;
  switch ((enum st_stop_sort)stop->sort) {
  case ST_STOP_FULL:
    if (flags & ST_TOKEN_OPEN) return true;
    if (flags & ST_TOKEN_NONASCII) return ends_by_default(s, stop->token);
    return !is_lower(word_flags);
  case ST_STOP_STRONG:
    if (flags & ST_TOKEN_OPEN) return true;
    return !is_lower(word_flags) && !is_attributed(s, next);
  case ST_STOP_DOTS:
    return word_flags & ST_TOKEN_CAPITAL && !st_str_equal(text_of(s, word), st_cstr("I"));
  case ST_STOP_LAST: return word_flags & ST_TOKEN_CAPITAL;
  case ST_STOP_CLOCK:
    return word_flags & ST_TOKEN_CAPITAL && (word != next || !st_follows_clock(text_of(s, word)));
  case ST_STOP_NAME:
  case ST_STOP_DATE: return word < s->block->last && starts(s, word);
  default: return false;
  }
}

/* The first token of the sentence that follows the stop; 0 where it ends none. */
static uint32_t next_sentence(const splitting *s, const st_stop *stop) {
  uint32_t next = behind_closers(s, stop->token + 1);
  if (next == s->block->last) return next;
  const st_token *t = &s->tokens[next];
  bool spaced = t->flags & ST_TOKEN_SPACE, east = s->tokens[stop->token].flags & ST_TOKEN_NONASCII;
  if (!spaced && !east) { /* "border.The" ends, "stemma.txt" does not */
    if (!(t->flags & (ST_TOKEN_CAPITAL | ST_TOKEN_OPEN)) || stop->sort < ST_STOP_FULL) return 0;
  }
  if (t->flags & ST_TOKEN_PUNCT && !(t->flags & ST_TOKEN_QUOTE)) {
    enum st_sb sb = st_ucd_sb(st_ucd(char_of(s, next)));
    if (sb == ST_SB_SCONTINUE || sb == ST_SB_ATERM || sb == ST_SB_STERM ||
        char_of(s, next) == 0x2026)
      return 0;
  }
  return ends_before(s, stop, next) ? next : 0;
}

/* --- quotations around it --- */

static const st_stop *stop_at(const splitting *s, uint32_t token) {
  uint32_t low = 0, high = s->w->stop_count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (s->w->stops[mid].token < token)
      low = mid + 1;
    else
      high = mid;
  }
  return low < s->w->stop_count && s->w->stops[low].token == token ? &s->w->stops[low] : NULL;
}

/* Whether a sentence ends with the closing mark: “We won.” or “We won”. */
static bool ends_with(const splitting *s, const st_quote *q) {
  uint32_t last = q->close, next = behind_closers(s, q->close);
  while (last > q->open + 1 && is_closer(s, last)) last--;
  if (next == s->block->last) return true;
  const st_stop *inside = stop_at(s, last), *behind = stop_at(s, next);
  if (inside && next_sentence(s, inside)) return true;
  return behind && !(s->tokens[next].flags & ST_TOKEN_SPACE) && next_sentence(s, behind);
}

static void meet_quotes(splitting *s, uint32_t token) {
  const st_units *u = s->w->out;
  while (s->depth && s->pairs[s->depth - 1].close < token) s->depth--;
  for (; s->quote < u->quote_count && u->quotes[s->quote].open < token; s->quote++) {
    const st_quote *q = &u->quotes[s->quote];
    if (q->close == ST_NONE || q->close < token || s->depth == STACK) continue;
    s->pairs[s->depth++] = (around){q->close, ends_with(s, q)};
  }
}

/* Whether the sentence may end inside the pairs that are still open where the next begins. */
static bool may_end(const splitting *s, uint32_t next) {
  for (uint32_t i = 0; i < s->depth; i++)
    if (s->pairs[i].close >= next && !s->pairs[i].ends) return false;
  return true;
}

/* --- sentences --- */

/* "1." and "a." at the start of an item count it. */
static bool is_list_mark(const splitting *s, const st_stop *stop) {
  if (stop->sort != ST_STOP_FULL || stop->token != s->first + 1) return false;
  const st_token *t = &s->tokens[s->first];
  uint32_t length = t->end - t->begin;
  return t->flags & ST_TOKEN_NUMBER ? length <= 3 : length == 1;
}

/* A word or number stands between the sentence's start and the stop, or is the stop itself. */
static bool has_word(splitting *s, uint32_t stop) {
  if (s->word < s->first) s->word = s->first;
  while (s->word < stop && s->tokens[s->word].flags & ST_TOKEN_PUNCT) s->word++;
  return !(s->tokens[s->word].flags & ST_TOKEN_PUNCT);
}

static int add_sentence(splitting *s, uint32_t last) {
  st_units *u = s->w->out;
  if (!st_work_room((void **)&u->sentences, &s->w->sentence_room, u->sentence_count, 1,
                    sizeof(st_sentence))) {
    return ST_ENOMEM;
  }
  u->sentences[u->sentence_count++] = (st_sentence){s->first, last, s->number};
  u->tokens[s->first].flags |= ST_TOKEN_FIRST;
  u->tokens[last - 1].flags |= ST_TOKEN_LAST;
  s->first = last;
  return ST_OK;
}

/* What is left at the end of the block; without a word in it, it belongs to the sentence before. */
static int add_rest(splitting *s) {
  st_units *u = s->w->out;
  uint32_t last = s->block->last;
  if (s->first == last) return ST_OK;
  if (s->first > s->block->first && !has_word(s, last - 1)) {
    u->tokens[s->first - 1].flags &= ~(unsigned)ST_TOKEN_LAST;
    u->tokens[last - 1].flags |= ST_TOKEN_LAST;
    u->sentences[u->sentence_count - 1].last = last;
    return ST_OK;
  }
  return add_sentence(s, last);
}

int st_find_sentences(st_work *w, const st_block *block, uint32_t number, uint32_t first_quote) {
  splitting s = {.w = w,
                 .block = block,
                 .tokens = w->out->tokens,
                 .number = number,
                 .first = block->first,
                 .quote = first_quote};
  for (uint32_t i = 0; i < w->stop_count; i++) {
    const st_stop *stop = &w->stops[i];
    if (!has_word(&s, stop->token) || is_list_mark(&s, stop)) continue;
    uint32_t next = next_sentence(&s, stop);
    if (next == 0 || next == block->last) continue;
    meet_quotes(&s, stop->token);
    if (may_end(&s, next) && add_sentence(&s, next) != ST_OK) return ST_ENOMEM;
  }
  return add_rest(&s);
}
