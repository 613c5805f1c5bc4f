#include "event/story.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "event/names.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct placed {
  st_str place;
  uint32_t member;
} placed;

static int by_place(const void *pa, const void *pb) {
  const placed *a = pa, *b = pb;
  int c = st_str_compare(a->place, b->place);
  return c ? c : (a->member > b->member) - (a->member < b->member);
}

static int by_id(const void *a, const void *b) {
  return strcmp(((const st_story *)a)->id, ((const st_story *)b)->id);
}

/* Dated articles come before those without a date; members are sorted by doc already. */
static uint32_t first_of(const st_member *members, const st_story *story) {
  uint32_t best = story->articles[0];
  for (uint32_t i = 1; i < story->article_count; i++) {
    st_str date = members[story->articles[i]].date, have = members[best].date;
    if (date.n && (!have.n || st_str_compare(date, have) < 0)) best = story->articles[i];
  }
  return best;
}

static int name_outlets(const st_member *members, st_story *story, st_error *e) {
  uint32_t n = story->article_count;
  st_str *docs = st_grow(NULL, n, sizeof *docs);
  if (!docs) return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) docs[i] = st_revision_doc(members[story->articles[i]].revision);
  int rc = st_short_names(docs, n, story->outlets, e);
  for (uint32_t i = 0; rc == ST_OK && i < n; i++) {
    st_str outlet = st_revision_meta(members[story->articles[i]].revision, ST_META_OUTLET).value;
    if (outlet.n) story->outlets[i] = outlet;
  }
  st_free(docs);
  return rc;
}

static int fill(const st_member *members, const placed *run, uint32_t n, st_arena *arena,
                st_story *story, uint64_t *hash, st_error *e) {
  *story = (st_story){.article_count = n};
  story->articles = st_arena_get(arena, n * sizeof *story->articles);
  story->outlets = st_arena_get(arena, n * sizeof *story->outlets);
  if (!story->articles || !story->outlets) return st_nomem(e);
  for (uint32_t i = 0; i < n; i++) story->articles[i] = run[i].member;
  const st_revision *first = members[first_of(members, story)].revision;
  *hash = st_hash_str(st_revision_doc(first));
  story->hash = *hash;
  story->title = st_revision_meta(first, ST_META_TITLE).value;
  snprintf(story->id, sizeof story->id, "s-%04x", (unsigned)(*hash >> 48));
  return name_outlets(members, story, e);
}

/* Four digits do for most; where two stories share them, both get all sixteen. */
static void lengthen_equal(st_story *stories, uint32_t count, const uint64_t *hashes) {
  unsigned char seen[1 << 13] = {0}, twice[1 << 13] = {0};
  for (uint32_t i = 0; i < count; i++) {
    unsigned h = (unsigned)(hashes[i] >> 48), bit = 1u << (h & 7);
    if (seen[h >> 3] & bit) twice[h >> 3] = (unsigned char)(twice[h >> 3] | bit);
    seen[h >> 3] = (unsigned char)(seen[h >> 3] | bit);
  }
  for (uint32_t i = 0; i < count; i++) {
    unsigned h = (unsigned)(hashes[i] >> 48);
    if (twice[h >> 3] & (1u << (h & 7)))
      snprintf(stories[i].id, sizeof stories[i].id, "s-%016llx", (unsigned long long)hashes[i]);
  }
}

static uint32_t runs_in(const placed *list, uint32_t count) {
  uint32_t runs = 0;
  for (uint32_t i = 0; i < count; i++)
    runs += !i || !st_str_equal(list[i].place, list[i - 1].place);
  return runs;
}

int st_stories_find(const st_member *members, uint32_t count, st_arena *arena, st_story **out,
                    uint32_t *story_count, st_error *e) {
  placed *list = st_grow(NULL, count, sizeof *list);
  if (!list) return st_nomem(e);
  for (uint32_t i = 0; i < count; i++) list[i] = (placed){members[i].place, i};
  if (count) qsort(list, count, sizeof *list, by_place);
  uint32_t runs = runs_in(list, count), k = 0;
  st_story *stories = st_arena_get(arena, (runs ? runs : 1) * sizeof *stories);
  uint64_t *hashes = st_grow(NULL, runs, sizeof *hashes);
  int rc = stories && hashes ? ST_OK : st_nomem(e);
  for (uint32_t i = 0, next; rc == ST_OK && i < count; i = next, k++) {
    for (next = i + 1; next < count && st_str_equal(list[next].place, list[i].place); next++) {
    }
    rc = fill(members, list + i, next - i, arena, &stories[k], &hashes[k], e);
  }
  if (rc == ST_OK) {
    lengthen_equal(stories, runs, hashes);
    if (runs) qsort(stories, runs, sizeof *stories, by_id);
    *out = stories;
    *story_count = runs;
  }
  st_free(hashes);
  st_free(list);
  return rc;
}
