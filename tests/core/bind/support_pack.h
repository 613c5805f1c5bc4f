/* A pack with stemma's own modules and the rules of a test, in one process. */
#ifndef SUPPORT_PACK_H
#define SUPPORT_PACK_H

#include "bind/state/state.h"
#include "engine/rules/pack.h"

#include <stdio.h>

typedef struct bench {
  struct st_pack *pack;
  st_shared *shared;
  st_pack_view view;
  st_limits limits;
} bench;

bench open_bench(void);
bench open_bench_with(st_limits limits);
/* Shown as mine/PATH. All files before the first rule is loaded. */
void add_file(bench *b, const char *path, const char *bytes);
const st_pack_view *view_of(bench *b);
st_state *load(bench *b, const char *path, st_rule *rule);
st_match_article *article_of(bench *b, const char *text);
void close_bench(bench *b);

#endif
