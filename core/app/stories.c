/* `stemma stories`: which articles report the same event. */
#include "app/commands.h"

static void add_docs(const st_session *s, const st_story *story, st_buf *out) {
  st_buf_addz(out, ",\"docs\":[");
  for (uint32_t i = 0; i < story->article_count; i++) {
    if (i) st_buf_addc(out, ',');
    st_buf_add_json(out, st_revision_doc(st_engine_revision(s->engine, story->articles[i])));
  }
  st_buf_addc(out, ']');
}

static void add_row(const st_session *s, const st_story *story, st_buf *out) {
  st_buf_addf(out, "{\"v\":1,\"story\":\"%s\"", story->id);
  add_docs(s, story, out);
  st_buf_addz(out, ",\"title\":");
  st_buf_add_json(out, story->title);
  st_buf_addz(out, "}\n");
}

static void add_article(const st_session *s, const st_story *story, uint32_t i, st_buf *out) {
  enum st_meta_from from;
  st_span span;
  st_str date = st_engine_date(s->engine, story->articles[i], &from, &span);
  st_buf_addz(out, "  ");
  st_pad(st_clip_add(date, 10, out), 12, out);
  st_clip_add(st_revision_doc(st_engine_revision(s->engine, story->articles[i])),
              s->term.width - 14, out);
  st_buf_addc(out, '\n');
}

static void add_text(const st_session *s, const st_story *story, st_buf *out) {
  st_style_begin(&s->term, ST_BOLD, out);
  st_buf_addf(out, "%s  ", story->id);
  st_many_add(story->article_count, "article", "articles", out);
  if (story->title.n) {
    st_buf_addz(out, "  ");
    st_clip_add(story->title, s->term.width - 30, out);
  }
  st_style_end(&s->term, ST_BOLD, out);
  st_buf_addc(out, '\n');
  for (uint32_t i = 0; i < story->article_count; i++) add_article(s, story, i, out);
}

static void print(st_session *s) {
  uint32_t count;
  const st_story *stories = st_engine_stories(s->engine, &count);
  for (uint32_t i = 0; i < count && st_out_poll(&s->out); i++) {
    if (s->options->print == ST_PRINT_NDJSON)
      add_row(s, &stories[i], &s->out.buf);
    else
      add_text(s, &stories[i], &s->out.buf);
  }
}

int st_cmd_stories(st_session *s, int *status, st_error *e) {
  const st_options *o = s->options;
  (void)status;
  int rc = st_session_rules(s, true, NULL, (st_str){0}, e);
  if (!rc) rc = st_session_read(s, o->arguments.items, o->arguments.count, e);
  if (!rc) rc = st_settle_known(s, false, e);
  if (!rc && !o->quiet) print(s);
  return rc;
}
