#include "disk/format/html_own.h"

#include <stdlib.h>
#include <strings.h>

enum { KEEP = ST_TAG_COUNT }; /* the tag of what is around */

typedef struct element {
  const char *name;
  unsigned kinds;
  int tag;
} element;

#define BLOCK ST_HTML_BLOCK
#define SKIP ST_HTML_SKIP
#define STICKY (ST_HTML_BLOCK | ST_HTML_STICKY)
#define WEAK (ST_HTML_BLOCK | ST_HTML_STICKY | ST_HTML_WEAK)

/* Sorted by name; others stand in a line and mean nothing. */
static const element elements[] = {
    {"address", BLOCK, KEEP},
    {"article", BLOCK | ST_HTML_ARTICLE, KEEP},
    {"aside", STICKY, ST_TAG_NAV},
    {"audio", SKIP, KEEP},
    {"blockquote", BLOCK, ST_TAG_QUOTE},
    {"body", BLOCK, KEEP},
    {"button", STICKY, ST_TAG_NAV},
    {"canvas", SKIP, KEEP},
    {"caption", STICKY, ST_TAG_CAPTION},
    {"center", BLOCK, KEEP},
    {"dd", BLOCK, ST_TAG_ITEM},
    {"details", BLOCK, KEEP},
    {"dialog", STICKY, ST_TAG_NAV},
    {"div", BLOCK, KEEP},
    {"dl", BLOCK, KEEP},
    {"dt", BLOCK, ST_TAG_ITEM},
    {"fieldset", BLOCK, KEEP},
    {"figcaption", STICKY, ST_TAG_CAPTION},
    {"figure", BLOCK, KEEP},
    {"footer", STICKY, ST_TAG_NAV},
    {"form", WEAK, ST_TAG_NAV},
    {"h1", BLOCK, ST_TAG_H1},
    {"h2", BLOCK, ST_TAG_H2},
    {"h3", BLOCK, ST_TAG_H3},
    {"h4", BLOCK, ST_TAG_H3},
    {"h5", BLOCK, ST_TAG_H3},
    {"h6", BLOCK, ST_TAG_H3},
    {"header", WEAK, ST_TAG_NAV},
    {"hgroup", BLOCK, KEEP},
    {"hr", BLOCK, KEEP},
    {"html", BLOCK, KEEP},
    {"iframe", BLOCK | SKIP, KEEP},
    {"legend", BLOCK, KEEP},
    {"li", BLOCK, ST_TAG_ITEM},
    {"main", BLOCK | ST_HTML_ARTICLE, KEEP},
    {"map", SKIP, KEEP},
    {"math", SKIP, KEEP},
    {"menu", STICKY, ST_TAG_NAV},
    {"nav", STICKY, ST_TAG_NAV},
    {"noembed", SKIP, KEEP},
    {"noframes", SKIP, KEEP},
    {"noscript", SKIP, KEEP},
    {"object", SKIP, KEEP},
    {"ol", BLOCK, KEEP},
    {"optgroup", BLOCK, KEEP},
    {"option", BLOCK, KEEP},
    {"p", BLOCK, ST_TAG_P},
    {"pre", BLOCK | ST_HTML_LINES, ST_TAG_CODE},
    {"script", SKIP, KEEP},
    {"section", BLOCK, KEEP},
    {"select", STICKY, ST_TAG_NAV},
    {"style", SKIP, KEEP},
    {"summary", BLOCK, KEEP},
    {"svg", SKIP, KEEP},
    {"table", BLOCK, KEEP},
    {"tbody", BLOCK, KEEP},
    {"td", BLOCK, ST_TAG_TABLE},
    {"template", SKIP, KEEP},
    {"textarea", SKIP, KEEP},
    {"tfoot", BLOCK, KEEP},
    {"th", BLOCK, ST_TAG_TABLE},
    {"thead", BLOCK, KEEP},
    {"time", ST_HTML_TIMED, KEEP},
    {"title", SKIP, KEEP},
    {"tr", BLOCK, KEEP},
    {"ul", BLOCK, KEEP},
    {"video", SKIP, KEEP},
};

static int by_name(const void *name, const void *e) {
  return strcmp(name, ((const element *)e)->name);
}

static const element *find(const char *name) {
  return bsearch(name, elements, sizeof elements / sizeof *elements, sizeof *elements, by_name);
}

const char *st_html_attribute(const char **atts, const char *name) {
  for (; atts && *atts; atts += 2)
    if (strcmp(*atts, name) == 0) return atts[1] ? atts[1] : "";
  return NULL;
}

/* The next word between blanks; moves *p behind it. */
static st_str next_word(const char **p) {
  const char *start = *p + strspn(*p, " \t\r\n\f");
  size_t n = strcspn(start, " \t\r\n\f");
  *p = start + n;
  return st_str_of(start, n);
}

static bool is_word(st_str w, const char *word) {
  return strlen(word) == w.n && strncasecmp(w.p, word, w.n) == 0;
}

bool st_html_has_word(const char *words, const char *word) {
  st_str w;
  while (words && (w = next_word(&words)).n)
    if (is_word(w, word)) return true;
  return false;
}

/* "byline", "article-byline", "post__author-name"; not "author-jane", which WordPress gives to
 * whole articles. */
static bool names_part(st_str word, const char *const *parts, size_t count) {
  static const char *const tails[] = {"name", "names", "link", "line", "text", "time", "info"};
  for (int tail = 0; tail < 2 && word.n; tail++) {
    size_t i = word.n;
    while (i && word.p[i - 1] != '-' && word.p[i - 1] != '_') i--;
    st_str last = st_str_of(word.p + i, word.n - i);
    for (size_t k = 0; k < count; k++)
      if (is_word(last, parts[k])) return true;
    bool is_tail = false;
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) is_tail |= is_word(last, tails[k]);
    if (!is_tail) return false;
    while (i && (word.p[i - 1] == '-' || word.p[i - 1] == '_')) i--;
    word.n = i;
  }
  return false;
}

static bool class_names(const char *classes, const char *const *parts, size_t count) {
  st_str w;
  while (classes && (w = next_word(&classes)).n)
    if (names_part(w, parts, count)) return true;
  return false;
}

static bool is_author(const char **atts) {
  static const char *const parts[] = {"byline", "author", "authors"};
  return st_html_has_word(st_html_attribute(atts, "rel"), "author") ||
         st_html_has_word(st_html_attribute(atts, "itemprop"), "author") ||
         class_names(st_html_attribute(atts, "class"), parts, 3);
}

static bool is_timed(const char **atts) {
  static const char *const parts[] = {"date",     "timestamp", "pubdate",
                                      "datetime", "published", "dateline"};
  return st_html_has_word(st_html_attribute(atts, "itemprop"), "datePublished") ||
         class_names(st_html_attribute(atts, "class"), parts, 6);
}

static bool is_embed(const char **atts) {
  static const char *const classes[] = {
      "twitter-tweet",  "twitter-video", "instagram-media",       "fb-post",
      "fb-video",       "tiktok-embed",  "reddit-embed-bq",       "bluesky-embed",
      "mastodon-embed", "telegram-post", "twitter-tweet-rendered"};
  const char *class = st_html_attribute(atts, "class");
  for (size_t i = 0; class && i < sizeof classes / sizeof *classes; i++)
    if (st_html_has_word(class, classes[i])) return true;
  return false;
}

static bool is_hidden(const char **atts) {
  if (st_html_attribute(atts, "hidden")) return true;
  const char *style = st_html_attribute(atts, "style");
  char bare[128];
  size_t n = 0;
  for (; style && *style && n + 1 < sizeof bare; style++)
    if (!strchr(" \t\r\n", *style)) bare[n++] = *style;
  bare[n] = '\0';
  return strcasestr(bare, "display:none") || strcasestr(bare, "visibility:hidden");
}

/* What holds of all that is inside. */
static const unsigned inherited = ST_HTML_SKIP | ST_HTML_LINK | ST_HTML_TIMED | ST_HTML_AUTHOR |
                                  ST_HTML_STICKY | ST_HTML_WEAK | ST_HTML_ARTICLE | ST_HTML_LINES;

static bool yields(enum st_tag around, const char *name) {
  bool paragraph = strcmp(name, "p") == 0;
  if (around == ST_TAG_QUOTE || around == ST_TAG_ITEM) return paragraph;
  return (around == ST_TAG_BYLINE || around == ST_TAG_TIME) &&
         (paragraph || strcmp(name, "li") == 0);
}

/* An article in a page's header or in a form that is the whole page, and its headline. */
static bool escapes(const st_html_frame *around, const element *e) {
  if (!(around->kinds & ST_HTML_STICKY)) return true;
  return (around->kinds & ST_HTML_WEAK) && e &&
         ((e->kinds & ST_HTML_ARTICLE) || e->tag == ST_TAG_H1);
}

static bool is_transparent(const st_html_frame *around, const char *name) {
  if (strcmp(name, "header") == 0) return around->kinds & ST_HTML_ARTICLE;
  return strcmp(name, "form") == 0 && strcmp(around->name, "body") == 0;
}

st_html_frame st_html_frame_of(const st_html_frame *around, const char *name, const char **atts) {
  const element *e = find(name);
  st_html_frame f = {.name = name, .kinds = around->kinds & inherited, .tag = around->tag};
  unsigned kinds = e ? e->kinds : 0;
  if (strcmp(name, "a") == 0 && st_html_attribute(atts, "href")) kinds |= ST_HTML_LINK;
  if (is_hidden(atts)) kinds |= ST_HTML_SKIP;
  if (is_transparent(around, name)) kinds = ST_HTML_BLOCK, e = NULL;
  bool author = is_author(atts), timed = is_timed(atts);
  bool block = kinds & ST_HTML_BLOCK;
  if (!block && author) kinds |= ST_HTML_AUTHOR;
  if (!block && timed) kinds |= ST_HTML_TIMED;
  if (is_embed(atts)) {
    f.kinds |= kinds | ST_HTML_STICKY;
    f.kinds &= ~(unsigned)ST_HTML_WEAK;
    f.tag = ST_TAG_EMBED;
    return f;
  }
  if (!escapes(around, e)) {
    /* A footer in a header is one in its own right. */
    if ((kinds & ST_HTML_STICKY) && !(kinds & ST_HTML_WEAK)) f.kinds &= ~(unsigned)ST_HTML_WEAK;
    f.kinds |= kinds & ~(unsigned)(ST_HTML_STICKY | ST_HTML_WEAK);
    return f;
  }
  if (around->kinds & ST_HTML_STICKY) {
    f.kinds &= ~(unsigned)(ST_HTML_STICKY | ST_HTML_WEAK);
    f.tag = ST_TAG_P;
  }
  f.kinds |= kinds;
  if (e && e->tag != KEEP && !yields(around->tag, name)) f.tag = (enum st_tag)e->tag;
  bool heading = f.tag >= ST_TAG_H1 && f.tag <= ST_TAG_H3;
  if (block && author && !heading && !(f.kinds & ST_HTML_STICKY))
    f.tag = ST_TAG_BYLINE;
  else if (block && timed && !heading && !(f.kinds & ST_HTML_STICKY))
    f.tag = ST_TAG_TIME;
  return f;
}
