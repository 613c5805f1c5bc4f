#include "app/options/options.h"

#include "app/print/suggest.h"
#include "base/alloc.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MOST_OPTIONS = 32, LONG_BASE = 256 };

int st_list_add(st_list *list, const char *item, st_error *e) {
  const char **items = st_grow(list->items, (size_t)list->count + 2, sizeof *items);
  if (!items) return st_nomem(e);
  items[list->count] = item;
  items[list->count + 1] = NULL;
  list->items = items;
  list->count++;
  return ST_OK;
}

void st_options_close(st_options *o) {
  st_free(o->arguments.items);
  st_free(o->rule_dirs.items);
  st_free(o->layers.items);
  st_free(o->codes.items);
  st_free(o->script_arguments.items);
  *o = (st_options){0};
}

/* Splits "a|b|c"; borrowed. */
static uint32_t split(const char *choices, st_str *out, uint32_t room) {
  uint32_t count = 0;
  for (const char *p = choices; count < room;) {
    const char *bar = strchr(p, '|');
    out[count++] = bar ? st_str_of(p, (size_t)(bar - p)) : st_cstr(p);
    if (!bar) break;
    p = bar + 1;
  }
  return count;
}

int st_choice(const char *what, const char *choices, st_str value, st_error *e) {
  st_str known[8];
  uint32_t count = split(choices, known, 8);
  for (uint32_t i = 0; i < count; i++)
    if (st_str_equal(known[i], value)) return (int)i;
  st_buf hint = {0};
  for (uint32_t i = 0; i < count; i++) {
    st_buf_addz(&hint, !i ? "" : i + 1 < count ? ", " : " or ");
    st_buf_adds(&hint, known[i]);
  }
  st_fail(e, ST_EUSE, "%s: '%.*s' is not known; it is %.*s", what, (int)value.n, value.p,
          (int)hint.n, hint.p ? hint.p : "");
  st_buf_close(&hint);
  return ST_EUSE;
}

enum st_command_id st_command_find(st_str name) {
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (st_str_equal(name, st_cstr(st_commands[i].name))) return (enum st_command_id)i;
  return ST_CMD_COUNT;
}

static int fail_near(const char *what, st_str name, const st_str *known, uint32_t count,
                     const char *help, st_error *e) {
  st_buf hint = {0};
  st_suggest_add(name, known, count, &hint);
  st_fail(e, ST_EUSE, "%s '%.*s'%.*s%s", what, (int)name.n, name.p, (int)hint.n,
          hint.p ? hint.p : "", hint.n ? "" : help);
  st_buf_close(&hint);
  return ST_EUSE;
}

/* --- getopt --- */

static void describe(struct option *longs, char *shorts) {
  *shorts++ = '-'; /* arguments come in their place, so that what stands after "--" is known */
  *shorts++ = ':';
  for (uint32_t i = 0; i < st_option_count; i++) {
    const st_option *o = &st_option_table[i];
    longs[i] = (struct option){o->name, o->value ? required_argument : no_argument, NULL,
                               LONG_BASE + (int)i};
    if (!o->letter) continue;
    *shorts++ = o->letter;
    if (o->value) *shorts++ = ':';
  }
  longs[st_option_count] = (struct option){0};
  *shorts = '\0';
}

static const st_option *option_of(int code) {
  for (uint32_t i = 0; i < st_option_count; i++)
    if (code == LONG_BASE + (int)i ||
        (st_option_table[i].letter && code == st_option_table[i].letter))
      return &st_option_table[i];
  return NULL;
}

static int unknown_option(const char *word, int letter, st_error *e) {
  if (letter > 0 && letter < LONG_BASE && strncmp(word, "--", 2))
    return st_fail(e, ST_EUSE,
                   "unknown option '-%c'; 'stemma --help' lists them; a pattern or a path that begins "
                   "with '-' stands behind '--'",
                   letter);
  if (letter >= LONG_BASE) return st_fail(e, ST_EUSE, "option '%s' takes no value", word);
  st_str known[MOST_OPTIONS], name = st_cstr(word + (strncmp(word, "--", 2) ? 0 : 2));
  const char *equals = memchr(name.p, '=', name.n);
  if (equals) name.n = (size_t)(equals - name.p);
  for (uint32_t i = 0; i < st_option_count; i++) known[i] = st_cstr(st_option_table[i].name);
  uint32_t near = st_suggest_nearest(name, known, st_option_count);
  if (near < st_option_count)
    return st_fail(e, ST_EUSE, "unknown option '--%.*s'; did you mean '--%s'?", (int)name.n, name.p,
                   known[near].p);
  return st_fail(e, ST_EUSE, "unknown option '--%.*s'; 'stemma --help' lists them", (int)name.n,
                 name.p);
}

/* Sets options, collects all else; `given` gets a bit for each option that was there. */
static int read_words(int argc, char **argv, st_options *o, uint32_t *given, bool *guarded,
                      st_error *e) {
  struct option longs[MOST_OPTIONS];
  char shorts[2 * MOST_OPTIONS];
  describe(longs, shorts);
  opterr = 0;
  optind = 0; /* glibc: start anew */
  int code, rc = ST_OK;
  while (!rc && (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
    const char *word = argv[optind - 1];
    const st_option *option = option_of(code);
    if (code == 1)
      rc = st_list_add(&o->arguments, optarg, e);
    else if (code == ':')
      rc = st_fail(e, ST_EUSE, "option '%s' needs a value: %s", word, option_of(optopt)->value);
    else if (!option)
      rc = unknown_option(word, optopt, e);
    else {
      rc = option->set(o, optarg, e);
      *given |= 1u << (option - st_option_table);
    }
  }
  *guarded = o->arguments.count == 0 && optind < argc; /* all stood after "--": no command */
  o->guard = o->arguments.count;
  for (int i = optind; !rc && i < argc; i++) rc = st_list_add(&o->arguments, argv[i], e);
  return rc;
}

/* --- the command --- */

static void drop_arguments(st_options *o, uint32_t count) {
  o->arguments.count -= count;
  memmove(o->arguments.items, o->arguments.items + count,
          (o->arguments.count + 1) * sizeof(char *));
}

/* `run SCRIPT PATH… -- ARGUMENT…`: the script's own. */
static int part_arguments(st_options *o, uint32_t all, st_error *e) {
  uint32_t taken = all - o->arguments.count; /* the command's name */
  uint32_t guard = o->guard > taken ? o->guard - taken : 0;
  int rc = ST_OK;
  for (uint32_t i = guard; !rc && i < o->arguments.count; i++)
    rc = st_list_add(&o->script_arguments, o->arguments.items[i], e);
  if (!rc && o->arguments.count > guard) {
    o->arguments.count = guard;
    o->arguments.items[guard] = NULL;
  }
  return rc;
}

static bool exists(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 || lstat(path, &s) == 0;
}

/* A first word that is neither a command nor there, and has no dot or slash, is a slip. */
static int no_command(const char *word, st_error *e) {
  if (strpbrk(word, "./") || !strcmp(word, "-") || exists(word)) return ST_OK;
  st_str known[ST_CMD_COUNT];
  uint32_t count = 0;
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (!strchr(st_commands[i].name, ' ')) known[count++] = st_cstr(st_commands[i].name);
  st_str name = st_cstr(word);
  if (st_suggest_nearest(name, known, count) < count)
    return fail_near("unknown command", name, known, count, "", e);
  return st_fail(
      e, ST_EUSE,
      "'%s' is neither a command nor a file or folder; 'stemma --help' lists the commands", word);
}

/* "show" of "rules show": the commands of two words whose first is that of `first`. */
static uint32_t seconds_of(const char *first, st_str *names, enum st_command_id *ids) {
  uint32_t count = 0;
  size_t n = strlen(first);
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) {
    const char *name = st_commands[i].name;
    if (strncmp(name, first, n) != 0 || name[n] != ' ') continue;
    names[count] = st_cstr(name + n + 1);
    ids[count++] = (enum st_command_id)i;
  }
  return count;
}

static int find_second(st_options *o, st_error *e) {
  st_str known[ST_CMD_COUNT + 1];
  enum st_command_id ids[ST_CMD_COUNT + 1];
  if (o->arguments.count == 0) return ST_OK;
  uint32_t count = seconds_of("rules", known, ids);
  known[count] = st_cstr("list");
  ids[count++] = ST_CMD_RULES;
  st_str name = st_cstr(o->arguments.items[0]);
  for (uint32_t i = 0; i < count; i++) {
    if (!st_str_equal(name, known[i])) continue;
    o->command = ids[i];
    drop_arguments(o, 1);
    return ST_OK;
  }
  return fail_near("rules: unknown command", name, known, count, "", e);
}

static int find_command(st_options *o, st_error *e) {
  o->command = ST_CMD_COMPARE;
  if (o->arguments.count == 0) return ST_OK;
  enum st_command_id id = st_command_find(st_cstr(o->arguments.items[0]));
  if (id == ST_CMD_COUNT || strchr(st_commands[id].name, ' '))
    return o->help || o->version ? ST_OK : no_command(o->arguments.items[0], e);
  o->command = id;
  o->command_named = true;
  drop_arguments(o, 1);
  return id == ST_CMD_RULES ? find_second(o, e) : ST_OK;
}

static int check_options(const st_options *o, uint32_t given, st_error *e) {
  const st_command *c = &st_commands[o->command];
  for (uint32_t i = 0; i < st_option_count; i++) {
    unsigned commands = st_option_table[i].commands;
    if (!(given & 1u << i) || !commands || commands & 1u << o->command) continue;
    unsigned first = 0;
    while (!(commands & 1u << first)) first++;
    return st_fail(e, ST_EUSE, "option '--%s' belongs to '%s', not to '%s'",
                   st_option_table[i].name, st_commands[first].name, c->name);
  }
  static const char *const prints[] = {"text", "ndjson", "csv"};
  char what[64];
  snprintf(what, sizeof what, "%s --format", c->name);
  int choice = st_choice(what, c->formats ? c->formats : "text", st_cstr(prints[o->print]), e);
  return choice < 0 ? choice : ST_OK;
}

static int check_arguments(const st_options *o, st_error *e) {
  const st_command *c = &st_commands[o->command];
  uint32_t count = o->arguments.count;
  if (count < c->least)
    return st_fail(e, ST_EUSE, "%s needs %s; see 'stemma help %s'", c->name, c->arguments, c->name);
  bool bounded = c->most > 0 || !*c->arguments;
  if (bounded && count > c->most)
    return st_fail(e, ST_EUSE, "%s: '%s' is one argument too many; it takes %s", c->name,
                   o->arguments.items[c->most], *c->arguments ? c->arguments : "none");
  return ST_OK;
}

int st_options_read(int argc, char **argv, st_options *o, st_error *e) {
  *o = (st_options){0};
  uint32_t given = 0;
  bool guarded = false;
  int rc = read_words(argc, argv, o, &given, &guarded, e);
  uint32_t all = o->arguments.count;
  if (!rc && !guarded) rc = find_command(o, e);
  if (!rc && o->command == ST_CMD_RUN) rc = part_arguments(o, all, e);
  if (!rc && !o->help && !o->version) rc = check_options(o, given, e);
  bool bare = !o->command_named && o->arguments.count == 0; /* answered with the usage */
  if (!rc && !o->help && !o->version && !bare) rc = check_arguments(o, e);
  return rc;
}
