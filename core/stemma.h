/* libstemma: what several outlets report on one event, set side by side.
 *
 *   stemma_options options = {.program = "/usr/bin/stemma", .data = "/usr/share/stemma"};
 *   stemma *s;
 *   char why[STEMMA_WHY];
 *   if (stemma_open(&options, &s, why) != 0) ...
 *   const char *paths[] = {"articles", NULL};
 *   if (stemma_read(s, paths, why) == 0 && stemma_settle(s, why) == 0)
 *     fputs(stemma_findings(s), stdout);
 *   stemma_close(s);
 *
 * Results are lines of JSON, the same bytes that `stemma --format ndjson` prints. Functions that
 * can fail return 0, or a negative number with a line in `why` (STEMMA_WHY bytes; may be null). One
 * handle is used by one thread at a time. Rules run in processes of their own: `program` is the
 * stemma command, started as a worker. */
#ifndef STEMMA_H
#define STEMMA_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STEMMA_WHY 512

typedef struct stemma stemma;

typedef struct stemma_options {
  const char *program;      /* path of the stemma command */
  const char *data;         /* the folder with lua/ and rules/, as installed: PREFIX/share/stemma */
  const char *const *rules; /* folders of rules that add to or override the shipped ones;
                               null-terminated, or null */
  const char *meta;         /* a file as --meta takes it, or null */
  unsigned jobs;            /* 0: one a core */
  /* Called with one line for each article or rule that has something wrong with it; or null. */
  void (*complain)(void *context, const char *line);
  void *context;
} stemma_options;

/* The library's version: "0.1.0". Static. */
const char *stemma_version(void);

/* `*out` is owned by the caller. Loads the rules and checks their examples. */
int stemma_open(const stemma_options *options, stemma **out, char *why);
/* Ends the workers and frees all that was borrowed from the handle. Null is fine. */
void stemma_close(stemma *s);

/* Reads files and folders (a null-terminated list) and adds their articles; an article that is
 * there already is replaced by its new version. What cannot be read is complained about. */
int stemma_read(stemma *s, const char *const *paths, char *why);
/* Takes an article out again. */
int stemma_forget(stemma *s, const char *doc, char *why);

/* Finds all that the rules find. Only what changed since the last time is computed. */
int stemma_settle(stemma *s, char *why);

/* Findings, and annotations of one layer (null: of all), as of the last stemma_settle. Lines with a
 * NUL after them, borrowed until the next call on the handle; null when memory is out. */
const char *stemma_findings(stemma *s);
const char *stemma_annotations(stemma *s, const char *layer);

#ifdef __cplusplus
}
#endif

#endif
