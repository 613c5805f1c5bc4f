/* A file that stands for one of an earlier folder, is good itself, and breaks an example of another
 * rule: it is not taken, and both are named. That can be told where the rule is of the first folder
 * and everything it rests on is too, but for this one file: with the earlier one its examples held. */
#include "base/alloc.h"
#include "engine/state.h"

#include <stdio.h>

typedef struct suspects {
  st_engine *engine;
  const st_pack_file *one; /* what stands for an earlier file */
  bool many;               /* more than one, or what no earlier file can take the place of */
} suspects;

enum { DEEPEST = 32 };

/* Whether the file is the first folder's: shown under its name, then the path below "rules". */
static bool is_first(const st_engine *engine, const st_pack_file *f) {
  const char *const *dirs = engine->options.rule_dirs;
  st_str dir = st_cstr(dirs && dirs[0] ? dirs[0] : ""), below = st_cstr("rules");
  size_t rest = f->path.n - below.n;
  return st_str_starts(f->path, below) && f->shown.n == dir.n + rest &&
         st_str_starts(f->shown, dir) && !memcmp(f->shown.p + dir.n, f->path.p + below.n, rest);
}

static void look_at_file(suspects *s, st_str path) {
  const st_pack_file *f = st_pack_find(s->engine->pack, path);
  if (!f || f == s->one || is_first(s->engine, f)) return;
  if (s->one || !st_pack_stands(s->engine->pack, path)) s->many = true;
  s->one = f;
}

static st_str path_of(const st_rule *r, char *room, size_t size) {
  int n = snprintf(room, size, "rules/%.*s.lua", (int)r->name.n, r->name.p);
  return st_str_of(room, (size_t)n);
}

static void look_at_rule(suspects *s, const st_rule *r, unsigned depth) {
  const st_engine *engine = s->engine;
  char room[1024];
  if (!depth) s->many = true;
  if (s->many) return;
  look_at_file(s, path_of(r, room, sizeof room));
  for (uint32_t i = 0; i < r->use_count; i++) look_at_file(s, r->uses[i]);
  for (uint32_t k = 0; k < r->read_count; k++)
    for (uint32_t i = 0; i < engine->rule_count; i++)
      if (st_str_equal(engine->rules[i].writes, r->reads[k]))
        look_at_rule(s, &engine->rules[i], depth - 1);
}

static const st_checked *failing(const st_engine *engine, uint32_t rule) {
  for (uint32_t i = 0; i < engine->checked_count; i++)
    if (engine->checked[i].rule == rule && engine->checked[i].message.n) return &engine->checked[i];
  return NULL;
}

/* ":12", the line of the rule in the file, or nothing for another file. */
static const char *line_of(const st_engine *engine, st_str path, char *room, size_t size) {
  char own[1024];
  *room = '\0';
  for (uint32_t i = 0; i < engine->rule_count; i++)
    if (st_str_equal(path_of(&engine->rules[i], own, sizeof own), path))
      snprintf(room, size, ":%u", engine->rules[i].line);
  return room;
}

static void say(st_engine *engine, const st_pack_file *f, const st_rule *victim,
                const st_checked *c) {
  char line[16];
  st_str shown = f->shown, path = f->path, name = victim->name;
  const char *end = memchr(c->message.p, '\n', c->message.n);
  line_of(engine, path, line, sizeof line);
  st_pack_restore(engine->pack, path);
  f = st_pack_find(engine->pack, path);
  st_engine_say(engine,
                "%.*s%s: with this an example of %.*s fails: %.*s:%u: example %u: %.*s; %.*s is taken "
                "instead",
                (int)shown.n, shown.p, line, (int)name.n, name.p, (int)victim->file.n,
                victim->file.p, c->line, c->number,
                (int)(end ? (size_t)(end - c->message.p) : c->message.n), c->message.p,
                (int)f->shown.n, f->shown.p);
  engine->left_out++;
}

bool st_engine_blame(st_engine *engine) {
  char room[1024];
  for (uint32_t i = 0; i < engine->rule_count; i++) {
    const st_rule *r = &engine->rules[i];
    const st_checked *c = engine->used[i] ? NULL : failing(engine, i);
    const st_pack_file *own = c ? st_pack_find(engine->pack, path_of(r, room, sizeof room)) : NULL;
    if (!own || !is_first(engine, own)) continue;
    suspects s = {.engine = engine};
    look_at_rule(&s, r, DEEPEST);
    if (!s.one || s.many) continue;
    engine->lines.n = engine->said_before_check; /* what is said of examples is said again */
    say(engine, s.one, r, c);
    return true;
  }
  return false;
}
