/* `stemma try`: a pattern becomes a rule for the length of one run. */
#include "app/commands.h"

#include "app/print/annotation_text.h"
#include "base/alloc.h"
#include "find/row.h"
#include "text/fold.h"

static const char file[] = ST_TRIED_NAME ".lua", layer_name[] = "try";

/* Whether the text ends a long string of that level. */
static bool has_closer(const char *text, uint32_t level) {
  for (const char *at = text; (at = strchr(at, ']')); at++) {
    size_t signs = strspn(at + 1, "=");
    if (signs == level && (at[1 + signs] == ']' || !at[1 + signs])) return true;
  }
  return false;
}

static void add_signs(uint32_t level, st_buf *out) {
  for (uint32_t i = 0; i < level; i++) st_buf_addc(out, '=');
}

/* The pattern is a string: what is wrong with it is wrong with its own text. */
static void write_rule(const char *pattern, st_buf *out) {
  uint32_t level = 1;
  while (has_closer(pattern, level)) level++;
  st_buf_addz(out, "return require(\"stemma\").try [");
  add_signs(level, out);
  st_buf_addz(out, "[\n"); /* a string's first line break is not part of it */
  st_buf_addz(out, pattern);
  st_buf_addc(out, ']');
  add_signs(level, out);
  st_buf_addz(out, "]\n");
}

static const st_rule *find_rule(const st_session *s) {
  uint32_t count;
  const st_rule *rules = st_engine_rule_list(s->engine, &count);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(rules[i].name, st_cstr(ST_TRIED_NAME))) return &rules[i];
  return NULL;
}

/* Where it is not, what is wrong with it has been said. */
static bool is_usable(const st_session *s) {
  const st_rule *rule = find_rule(s);
  return rule && rule->error.n == 0 && st_session_writes(s, st_cstr(layer_name));
}

/* --- text --- */

/* Where it is and what it names, then the words in their line. */
static void add_match(const st_session *s, const st_row_source *source, st_row row,
                      st_cursor *cursor, st_buf *out) {
  st_span span = st_row_span(source, row);
  st_buf place = {0}, fields = {0};
  st_revision_walk(source->revision, cursor, span.begin);
  st_buf_adds(&place, st_revision_doc(source->revision));
  st_buf_addf(&place, ":%u:%u", cursor->line, cursor->column);
  st_styled(&s->term, ST_DIM, st_str_of(place.p, place.n), out);
  st_fields_text(source, row, &fields);
  if (fields.n) {
    st_buf_addz(out, "  ");
    st_clip_add(st_str_of(fields.p, fields.n), 2 * s->term.width, out);
  }
  st_buf_addz(out, "\n  ");
  st_clip_marked(&s->term, ST_RED, st_revision_text(source->revision), span.begin, span.end, 0,
                 s->term.width - 2, out);
  st_buf_addc(out, '\n');
  out->bad |= place.bad || fields.bad;
  st_buf_close(&place);
  st_buf_close(&fields);
}

enum { TEXT_LIMIT = 50 };

static void add_sum(uint64_t matches, uint64_t shown, uint64_t with, size_t articles, st_buf *out) {
  if (matches > shown) {
    st_buf_addz(out, "… ");
    st_count_add(matches - shown, out);
    st_buf_addz(out, " more; --limit 0 prints all\n");
  }
  st_many_add(matches, "match in ", "matches in ", out);
  st_count_add(with, out);
  st_buf_addz(out, " of ");
  st_many_add(articles, "article\n", "articles\n", out);
}

static int print(st_session *s, st_error *e) {
  size_t count;
  uint64_t matches = 0, with = 0, shown = 0, limit = s->options->limit ? s->options->limit : TEXT_LIMIT;
  int rc = ST_OK;
  const st_loaded *loaded = st_load_articles(s->load, &count);
  for (size_t i = 0; !rc && i < count && st_out_poll(&s->out); i++) {
    const st_layer *layer = st_engine_layer(s->engine, (uint32_t)i, st_cstr(layer_name));
    uint32_t n = layer ? st_layer_count(layer) : 0;
    st_row_source source = {.revision = loaded[i].revision};
    st_cursor cursor = {0};
    if (s->options->print == ST_PRINT_NDJSON)
      rc = n ? st_rows_add(&source, layer, st_row_ndjson, &s->out.buf, e) : ST_OK;
    else
      for (uint32_t k = 0; k < n && shown < limit; k++, shown++)
        add_match(s, &source, (st_row){layer, k}, &cursor, &s->out.buf);
    matches += n;
    with += n > 0;
  }
  if (rc || s->options->print == ST_PRINT_NDJSON) return rc;
  add_sum(matches, shown, with, count, &s->out.buf);
  return ST_OK;
}

int st_cmd_try(st_session *s, int *status, st_error *e) {
  static const char *const wanted[] = {layer_name, NULL};
  const st_list *arguments = &s->options->arguments;
  st_buf text = {0};
  write_rule(arguments->items[0], &text);
  int rc = text.bad ? st_nomem(e) : st_session_rules(s, false, file, st_str_of(text.p, text.n), e);
  st_buf_close(&text);
  if (!rc && !is_usable(s)) {
    *status = 2;
    return ST_OK;
  }
  if (!rc)
    rc = st_session_read(s, (const char *const *)arguments->items + 1, arguments->count - 1, e);
  uint64_t begin = st_stage_begin();
  if (!rc) rc = st_session_settle(s, wanted, false, e);
  st_stage_end(s, "rules", begin, st_session_bytes(s));
  return rc || s->options->quiet ? rc : print(s, e);
}
