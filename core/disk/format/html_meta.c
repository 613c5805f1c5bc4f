#include "disk/format/html_own.h"

#include <jansson.h>
#include <strings.h>

/* Pages say the same thing in several places; the rank tells which is believed, 1 first. */
typedef struct source {
  const char *name; /* of <meta property=…>, name=… or itemprop=… */
  enum st_meta_key key;
  unsigned rank;
} source;

enum { RANK_DATA = 2, RANK_TIME_MARKED = 5, RANK_TIME = 6, RANK_TITLE = 6, RANK_CANONICAL = 1 };

static const source sources[] = {
    {"og:title", ST_META_TITLE, 1},
    {"headline", ST_META_TITLE, 3},
    {"twitter:title", ST_META_TITLE, 4},
    {"dc.title", ST_META_TITLE, 5},
    {"article:published_time", ST_META_DATE, 1},
    {"og:article:published_time", ST_META_DATE, 1},
    {"datepublished", ST_META_DATE, 3},
    {"pubdate", ST_META_DATE, 4},
    {"publishdate", ST_META_DATE, 4},
    {"publish-date", ST_META_DATE, 4},
    {"publish_date", ST_META_DATE, 4},
    {"publication_date", ST_META_DATE, 4},
    {"date", ST_META_DATE, 4},
    {"dc.date", ST_META_DATE, 4},
    {"dc.date.issued", ST_META_DATE, 4},
    {"dcterms.date", ST_META_DATE, 4},
    {"dcterms.created", ST_META_DATE, 4},
    {"sailthru.date", ST_META_DATE, 4},
    {"parsely-pub-date", ST_META_DATE, 4},
    {"og:site_name", ST_META_OUTLET, 1},
    {"dc.publisher", ST_META_OUTLET, 3},
    {"application-name", ST_META_OUTLET, 4},
    {"author", ST_META_AUTHOR, 1},
    {"article:author", ST_META_AUTHOR, 3},
    {"dc.creator", ST_META_AUTHOR, 4},
    {"parsely-author", ST_META_AUTHOR, 4},
    {"sailthru.author", ST_META_AUTHOR, 4},
    {"og:url", ST_META_URL, 2},
};

static bool is_address(st_str s) {
  return s.n > 4 && (strncasecmp(s.p, "http:", 5) == 0 || strncasecmp(s.p, "https", 5) == 0);
}

/* White space in a row is one blank; none at the ends. */
static void collapse(st_str s, st_buf *out) {
  for (size_t i = 0; i < s.n; i++) {
    bool blank = s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r');
    if (!blank)
      st_buf_addc(out, s.p[i]);
    else if (out->n && out->p[out->n - 1] != ' ')
      st_buf_addc(out, ' ');
  }
  while (out->n && out->p[out->n - 1] == ' ') out->n--;
}

static void offer(st_html *h, enum st_meta_key key, unsigned rank, st_str value) {
  if (h->rank[key] && h->rank[key] <= rank) return;
  st_buf b = {0};
  collapse(value, &b);
  value = st_str_of(b.p, b.n);
  bool fits = value.n && (key != ST_META_DATE || st_date_valid(value)) &&
              (key != ST_META_AUTHOR || !is_address(value)) &&
              (key != ST_META_URL || is_address(value));
  if (fits && !b.bad) {
    st_str copy = st_arena_str(h->page->arena, value);
    h->page->bad |= !copy.p;
    h->page->meta[key] = (st_meta){copy, ST_FROM_HTML};
    h->rank[key] = rank;
  }
  h->page->bad |= b.bad;
  st_buf_close(&b);
}

static void offer_named(st_html *h, const char *name, const char *content) {
  for (size_t i = 0; name && i < sizeof sources / sizeof *sources; i++)
    if (strcasecmp(name, sources[i].name) == 0)
      offer(h, sources[i].key, sources[i].rank, st_cstr(content));
}

static void open_meta(st_html *h, const char **atts) {
  const char *content = st_html_attribute(atts, "content");
  if (!content) return;
  offer_named(h, st_html_attribute(atts, "property"), content);
  offer_named(h, st_html_attribute(atts, "name"), content);
  offer_named(h, st_html_attribute(atts, "itemprop"), content);
}

static void open_time(st_html *h, const char **atts) {
  const char *when = st_html_attribute(atts, "datetime");
  bool marked = st_html_has_word(st_html_attribute(atts, "itemprop"), "datePublished") ||
                st_html_attribute(atts, "pubdate");
  if (when) offer(h, ST_META_DATE, marked ? RANK_TIME_MARKED : RANK_TIME, st_cstr(when));
}

void st_html_meta_open(st_html *h, const char *name, const char **atts) {
  if (strcmp(name, "meta") == 0) {
    open_meta(h, atts);
  } else if (strcmp(name, "link") == 0) {
    const char *href = st_html_attribute(atts, "href");
    if (href && st_html_has_word(st_html_attribute(atts, "rel"), "canonical"))
      offer(h, ST_META_URL, RANK_CANONICAL, st_cstr(href));
  } else if (strcmp(name, "time") == 0) {
    open_time(h, atts);
  } else if (strcmp(name, "title") == 0) {
    /* A drawing has titles too. */
    h->in_title = !h->title.n && !(h->depth && (h->frames[h->depth - 1].kinds & ST_HTML_SKIP));
  } else if (strcmp(name, "script") == 0) {
    const char *type = st_html_attribute(atts, "type");
    h->in_script = type && strcasecmp(type, "application/ld+json") == 0;
    st_buf_clear(&h->script);
  }
}

/* JSON-LD, as schema.org has it. */

static bool is_article_type(json_t *type) {
  static const char *const words[] = {"Article", "Posting", "Report", "Review"};
  const char *s = json_string_value(type);
  for (size_t i = 0; s && i < sizeof words / sizeof *words; i++)
    if (strstr(s, words[i])) return true;
  for (size_t i = 0; i < json_array_size(type); i++)
    if (is_article_type(json_array_get(type, i))) return true;
  return false;
}

/* A name that is a string, an object with one, or a list of such. */
static void add_name(json_t *v, st_buf *out, int depth) {
  if (json_is_string(v)) {
    if (out->n) st_buf_addz(out, ", ");
    st_buf_add(out, json_string_value(v), json_string_length(v));
  } else if (json_is_object(v) && depth < 3) {
    add_name(json_object_get(v, "name"), out, depth + 1);
  }
  for (size_t i = 0; depth < 3 && i < json_array_size(v); i++)
    add_name(json_array_get(v, i), out, depth + 1);
}

static void offer_data(st_html *h, enum st_meta_key key, json_t *v) {
  st_buf b = {0};
  add_name(v, &b, 0);
  if (b.n) offer(h, key, RANK_DATA, st_str_of(b.p, b.n));
  h->page->bad |= b.bad;
  st_buf_close(&b);
}

static void read_data(st_html *h, json_t *v, int depth) {
  if (depth > 3) return;
  for (size_t i = 0; i < json_array_size(v); i++) read_data(h, json_array_get(v, i), depth + 1);
  if (!json_is_object(v)) return;
  read_data(h, json_object_get(v, "@graph"), depth + 1);
  if (!is_article_type(json_object_get(v, "@type"))) return;
  offer_data(h, ST_META_DATE, json_object_get(v, "datePublished"));
  offer_data(h, ST_META_TITLE, json_object_get(v, "headline"));
  offer_data(h, ST_META_OUTLET, json_object_get(v, "publisher"));
  offer_data(h, ST_META_AUTHOR, json_object_get(v, "author"));
  json_t *url = json_object_get(v, "url");
  if (json_is_string(url) && h->rank[ST_META_URL] != 2)
    offer(h, ST_META_URL, 3, st_cstr(json_string_value(url)));
}

void st_html_meta_close(st_html *h, const char *name) {
  if (strcmp(name, "title") == 0) h->in_title = false;
  if (strcmp(name, "script") != 0 || !h->in_script) return;
  h->in_script = false;
  json_t *v = h->script.n ? json_loadb(h->script.p, h->script.n, 0, NULL) : NULL;
  read_data(h, v, 0);
  json_decref(v);
}

/* <title> often ends in the outlet's name: "Bridge opens | The Herald". */
static st_str without_outlet(st_str title, st_str outlet) {
  static const char *const between[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: "};
  if (!outlet.n || !st_str_ends(title, outlet)) return title;
  st_str head = st_str_of(title.p, title.n - outlet.n);
  for (size_t i = 0; i < sizeof between / sizeof *between; i++)
    if (st_str_ends(head, st_cstr(between[i])) && head.n > strlen(between[i]))
      return st_str_of(head.p, head.n - strlen(between[i]));
  return title;
}

void st_html_meta_end(st_html *h) {
  if (h->title.n) offer(h, ST_META_TITLE, RANK_TITLE, st_str_of(h->title.p, h->title.n));
  st_meta *title = &h->page->meta[ST_META_TITLE];
  title->value = without_outlet(title->value, h->page->meta[ST_META_OUTLET].value);
}
