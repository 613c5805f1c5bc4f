/* Stories as they are kept from one settle to the next: each knows its articles, and only those in
 * which something changed are looked at. Their ids alone depend on each other. */
#include "base/alloc.h"
#include "engine/state.h"

#include <stdio.h>
#include <stdlib.h>

enum { ID_HEADS = 1 << 16, FIRST_ROOM = 16, LEAST_PLACES = 1024 };

static uint32_t head_of(uint64_t hash) { return (uint32_t)(hash >> 48); }

static void close_tale(tale *t) {
  if (!t) return;
  st_outcomes_close(t->outcomes, t->outcome_count);
  st_arena_close(t->arena);
  st_arena_close(t->finding_arena);
  st_free(t->members);
  st_free(t->place);
  st_free(t);
}

void st_tales_close(st_engine *engine) {
  uint32_t n = engine->places ? st_names_count(engine->places) : 0;
  for (uint32_t i = 0; i < n && i < engine->tale_room; i++) close_tale(engine->tales[i]);
  st_free(engine->tales);
  st_free(engine->dirty);
  st_free(engine->by_head);
  st_names_close(engine->places);
}

/* --- members --- */

static tale *new_tale(const char *place) {
  tale *t = st_calloc(1, sizeof *t);
  if (t && (t->place = st_strndup(place, strlen(place)))) return t;
  st_free(t);
  return NULL;
}

/* The ring has room for all tales, as each is in it once at most. */
static bool grow(st_engine *engine) {
  uint32_t room = engine->tale_room ? engine->tale_room * 2 : FIRST_ROOM;
  tale **dirty = st_grow(NULL, room, sizeof *dirty);
  tale **tales = dirty ? st_grow(engine->tales, room, sizeof *tales) : NULL;
  if (!tales) {
    st_free(dirty);
    return false;
  }
  for (uint32_t i = 0; i < engine->dirty_count; i++)
    dirty[i] = engine->dirty[(engine->dirty_first + i) & (engine->tale_room - 1)];
  memset(tales + engine->tale_room, 0, (room - engine->tale_room) * sizeof *tales);
  st_free(engine->dirty);
  engine->dirty = dirty;
  engine->dirty_first = 0;
  engine->tales = tales;
  engine->tale_room = room;
  return true;
}

/* The tale of a place. */
static tale *tale_of(st_engine *engine, const char *place) {
  if (!engine->places && !(engine->places = st_names_open())) return NULL;
  uint32_t k = st_names_add(engine->places, st_cstr(place));
  if (k == ST_NO_NAME) return NULL;
  if (k >= engine->tale_room && !grow(engine)) return NULL;
  if (!engine->tales[k]) engine->tales[k] = new_tale(place);
  return engine->tales[k];
}

static tale **dirty_at(const st_engine *engine, uint32_t n) {
  return &engine->dirty[(engine->dirty_first + n) & (engine->tale_room - 1)];
}

const tale *st_tale_dirty(const st_engine *engine, uint32_t n) { return *dirty_at(engine, n); }

void st_tale_touch(st_engine *engine, tale *t) {
  if (t->dirty) return;
  t->dirty = true;
  *dirty_at(engine, engine->dirty_count++) = t;
}

void st_tale_touch_first(st_engine *engine, tale *t) {
  t->urgent = t->urgent || engine->hurry;
  if (t->dirty) return;
  t->dirty = true;
  engine->dirty_count++;
  engine->dirty_first--;
  *dirty_at(engine, 0) = t;
}

tale *st_tale_take(st_engine *engine) {
  if (!engine->dirty_count) return NULL;
  tale *t = *dirty_at(engine, 0);
  engine->dirty_first++;
  engine->dirty_count--;
  t->dirty = false;
  return t;
}

void st_tales_touch_all(st_engine *engine) {
  uint32_t n = engine->places ? st_names_count(engine->places) : 0;
  for (uint32_t i = 0; i < n && i < engine->tale_room; i++)
    if (engine->tales[i]) st_tale_touch(engine, engine->tales[i]);
}

static uint32_t place_in(const tale *t, st_str doc) {
  uint32_t low = 0, high = t->member_count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (st_str_compare(st_revision_doc(t->members[mid]->revision), doc) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

int st_tale_add(st_engine *engine, article *a, st_error *e) {
  tale *t = tale_of(engine, a->place);
  if (!t) return st_nomem(e);
  if (t->member_count == t->member_room) {
    uint32_t room = t->member_room ? t->member_room * 2 : 4;
    article **members = st_grow(t->members, room, sizeof *members);
    if (!members) return st_nomem(e);
    t->members = members;
    t->member_room = room;
  }
  uint32_t at = place_in(t, st_revision_doc(a->revision));
  memmove(t->members + at + 1, t->members + at, (t->member_count++ - at) * sizeof *t->members);
  t->members[at] = a;
  a->tale = t;
  st_article_changed(engine, a);
  st_tale_touch_first(engine, t);
  return ST_OK;
}

void st_tale_remove(st_engine *engine, article *a) {
  tale *t = a->tale;
  if (!t) return;
  st_article_changed(engine, a);
  uint32_t at = place_in(t, st_revision_doc(a->revision));
  memmove(t->members + at, t->members + at + 1, (--t->member_count - at) * sizeof *t->members);
  a->tale = NULL;
  st_tale_touch_first(engine, t);
}

/* --- stories --- */

static st_str date_of(const st_engine *engine, const article *a) {
  uint32_t layer = st_plan_find(&engine->plan, st_cstr("published"));
  const st_layer *found = layer == ST_NONE || !engine->needed[layer] ? NULL : a->slots[layer].layer;
  return st_article_date(a->revision, found, NULL, NULL);
}

static int make_story(st_engine *engine, tale *t, st_error *e) {
  st_member *members = st_grow(NULL, t->member_count, sizeof *members);
  uint32_t count = 0;
  st_arena_close(t->arena);
  t->arena = st_arena_open();
  t->story = NULL;
  int rc = members && t->arena ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < t->member_count; i++) {
    const article *a = t->members[i];
    members[i] = (st_member){a->revision, st_cstr(t->place), date_of(engine, a)};
  }
  if (!t->member_count) { /* nothing is kept of a story that is gone */
    st_outcomes_close(t->outcomes, t->outcome_count);
    t->outcomes = NULL;
    t->outcome_count = 0;
  }
  if (rc == ST_OK && t->member_count)
    rc = st_stories_find(members, t->member_count, t->arena, &t->story, &count, e);
  st_free(members);
  return rc;
}

static bool has_long_id(const st_story *story) { return strlen(story->id) > strlen("s-0000"); }

/* Those whose ids begin alike have long ones. */
static void touch_head(st_engine *engine, uint64_t hash) {
  tale *first = engine->by_head[head_of(hash)];
  bool longer = first && first->next;
  for (tale *t = first; t; t = t->next)
    if (t->story && has_long_id(t->story) != longer) st_tale_touch(engine, t);
}

static void count_out(st_engine *engine, tale *t) {
  tale **at = &engine->by_head[head_of(t->hash)];
  while (*at != t) at = &(*at)->next;
  *at = t->next;
  t->counted = false;
  engine->story_total--;
  touch_head(engine, t->hash);
}

static void count_in(st_engine *engine, tale *t) {
  t->hash = t->story->hash;
  tale **head = &engine->by_head[head_of(t->hash)];
  t->next = *head;
  *head = t;
  t->counted = true;
  engine->story_total++;
}

int st_tale_renew(st_engine *engine, tale *t, st_error *e) {
  if (!engine->by_head && !(engine->by_head = st_calloc(ID_HEADS, sizeof(tale *))))
    return st_nomem(e);
  int rc = make_story(engine, t, e);
  if (rc != ST_OK) return rc;
  if (t->counted && !(t->story && t->hash == t->story->hash)) count_out(engine, t);
  if (!t->story) return ST_OK;
  if (!t->counted) count_in(engine, t);
  if (engine->by_head[head_of(t->hash)]->next)
    snprintf(t->story->id, sizeof t->story->id, "s-%016llx", (unsigned long long)t->hash);
  touch_head(engine, t->hash);
  return ST_OK;
}

/* --- places that nothing is in any more --- */

/* Takes those tales over that have members, under new numbers. */
static bool renumber(const st_engine *engine, uint32_t count, st_names *places, tale **tales) {
  for (uint32_t i = 0; i < count; i++) {
    tale *t = engine->tales[i];
    if (!t || !t->member_count) continue;
    uint32_t k = st_names_add(places, st_cstr(t->place));
    if (k == ST_NO_NAME) return false;
    tales[k] = t;
  }
  return true;
}

int st_tales_tidy(st_engine *engine, st_error *e) {
  uint32_t n = engine->places ? st_names_count(engine->places) : 0;
  if (n < LEAST_PLACES || n / 2 < engine->story_total) return ST_OK;
  st_names *places = st_names_open();
  tale **tales = st_calloc(engine->tale_room, sizeof(tale *));
  if (!places || !tales || !renumber(engine, n, places, tales)) {
    st_names_close(places);
    st_free(tales);
    return st_nomem(e);
  }
  for (uint32_t i = 0; i < n; i++)
    if (engine->tales[i] && !engine->tales[i]->member_count) close_tale(engine->tales[i]);
  st_names_close(engine->places);
  st_free(engine->tales);
  engine->places = places;
  engine->tales = tales;
  return ST_OK;
}

/* --- all of them --- */

static int list_stories(st_engine *engine, st_error *e) {
  uint32_t n = engine->article_count;
  st_member *members = st_grow(NULL, n, sizeof *members);
  st_arena_close(engine->story_arena);
  engine->story_arena = st_arena_open();
  engine->stories = NULL;
  engine->story_count = 0;
  int rc = members && engine->story_arena ? ST_OK : st_nomem(e);
  for (uint32_t i = 0; rc == ST_OK && i < n; i++) {
    const article *a = engine->articles[i];
    members[i] = (st_member){a->revision, st_cstr(a->place), date_of(engine, a)};
  }
  if (rc == ST_OK)
    rc =
        st_stories_find(members, n, engine->story_arena, &engine->stories, &engine->story_count, e);
  st_free(members);
  return rc;
}

static void add_findings(st_engine *engine, const tale *t) {
  if (t->finding_count)
    memcpy(engine->findings + engine->finding_count, t->findings,
           t->finding_count * sizeof *t->findings);
  if (t->undecided_count)
    memcpy(engine->undecided + engine->undecided_count, t->undecided,
           t->undecided_count * sizeof *t->undecided);
  engine->finding_count += t->finding_count;
  engine->undecided_count += t->undecided_count;
}

static int list_findings(st_engine *engine, st_error *e) {
  uint32_t all = engine->places ? st_names_count(engine->places) : 0, undecided = 0;
  for (uint32_t i = 0; i < all; i++)
    undecided += engine->tales[i] ? engine->tales[i]->undecided_count : 0;
  st_arena_close(engine->finding_arena);
  engine->finding_arena = st_arena_open();
  engine->finding_count = engine->undecided_count = 0;
  st_arena *arena = engine->finding_arena;
  engine->findings =
      arena ? st_arena_get(arena, (engine->finding_total + 1) * sizeof *engine->findings) : NULL;
  engine->undecided =
      arena ? st_arena_get(arena, (undecided + 1) * sizeof *engine->undecided) : NULL;
  if (!engine->findings || !engine->undecided) return st_nomem(e);
  for (uint32_t i = 0; i < all; i++)
    if (engine->tales[i]) add_findings(engine, engine->tales[i]);
  int rc = st_findings_finish(engine->findings, engine->finding_count, e);
  return rc == ST_OK ? st_findings_finish(engine->undecided, engine->undecided_count, e) : rc;
}

int st_tales_list(st_engine *engine, st_error *e) {
  int rc = list_stories(engine, e);
  return rc == ST_OK && engine->want_findings ? list_findings(engine, e) : rc;
}

const st_story *st_engine_stories(const st_engine *engine, uint32_t *count) {
  *count = engine->story_count;
  return engine->stories;
}

const st_finding *st_engine_findings(const st_engine *engine, uint32_t *count) {
  *count = engine->finding_count;
  return engine->findings;
}

const st_finding *st_engine_undecided(const st_engine *engine, uint32_t *count) {
  *count = engine->undecided_count;
  return engine->undecided;
}

void st_engine_totals(const st_engine *engine, uint32_t *stories, uint32_t *findings) {
  *stories = engine->story_total;
  *findings = engine->finding_total;
}
