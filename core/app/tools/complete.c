/* `stemma completion SHELL`: what its scripts have in common. */
#include "app/tools/complete.h"

#include "app/commands.h"

bool st_complete_applies(const st_option *o, enum st_command_id id) {
  return !o->commands || o->commands & 1u << id;
}

const char *st_complete_choices(const st_option *o, enum st_command_id id) {
  if (strcmp(o->name, "format") != 0) return o->choices;
  return st_commands[id].formats ? st_commands[id].formats : "text";
}

enum st_complete st_complete_value(const st_option *o) {
  if (!o->value) return ST_COMPLETE_NOTHING;
  if (o->choices) return ST_COMPLETE_WORDS;
  if (!strcmp(o->name, "layer")) return ST_COMPLETE_LAYERS;
  if (!strcmp(o->value, "DIR")) return ST_COMPLETE_DIRS;
  return strncmp(o->value, "FILE", 4) ? ST_COMPLETE_NOTHING : ST_COMPLETE_FILES;
}

void st_complete_add_words(const char *choices, st_buf *out) {
  for (const char *p = choices; *p; p++) st_buf_addc(out, *p == '|' ? ' ' : *p);
}

void st_complete_add_seconds(st_buf *out) {
  static const char first[] = "rules ";
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (!strncmp(st_commands[i].name, first, strlen(first)))
      st_buf_addf(out, " %s", st_commands[i].name + strlen(first));
}

/* The word number `at` of "RULE DOC:LINE", or the last. */
static st_str word_at(const char *arguments, uint32_t at) {
  for (;;) {
    size_t n = strcspn(arguments, " ");
    if (at-- == 0 || !arguments[n]) return st_str_of(arguments, n);
    arguments += n + 1;
  }
}

uint32_t st_complete_arguments(const st_command *c) {
  uint32_t count = *c->arguments ? 1 : 0;
  for (const char *p = c->arguments; *p; p++) count += *p == ' ';
  return count;
}

enum st_complete st_complete_argument(const st_command *c, uint32_t at, const char **words) {
  static const struct {
    const char *begins;
    enum st_complete what;
  } known[] = {{"PATH", ST_COMPLETE_FILES},       {"FILE", ST_COMPLETE_FILES},
               {"DOC", ST_COMPLETE_FILES},        {"SCRIPT", ST_COMPLETE_FILES},
               {"DIR", ST_COMPLETE_DIRS},         {"RULE", ST_COMPLETE_RULES},
               {"COMMAND", ST_COMPLETE_COMMANDS}, {"bash|zsh|fish", ST_COMPLETE_WORDS}};
  st_str word = word_at(c->arguments, at);
  if (word.n && *word.p == '[') word = (st_str){word.p + 1, word.n - 1};
  *words = "";
  if (st_str_starts(word, st_cstr("NAME")))
    return strcmp(c->name, "rules help") ? ST_COMPLETE_RULES : ST_COMPLETE_NAMES;
  if (!strcmp(c->name, "rules test")) return ST_COMPLETE_RULES;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (!st_str_starts(word, st_cstr(known[i].begins))) continue;
    if (known[i].what == ST_COMPLETE_WORDS) *words = "bash zsh fish";
    return known[i].what;
  }
  return ST_COMPLETE_NOTHING;
}

int st_cmd_completion(st_session *s, int *status, st_error *e) {
  static void (*const writers[])(st_buf *) = {st_complete_bash, st_complete_zsh, st_complete_fish};
  int choice = st_choice("completion", "bash|zsh|fish", st_cstr(s->options->arguments.items[0]), e);
  (void)status;
  if (choice < 0) return choice;
  writers[choice](&s->out.buf);
  return ST_OK;
}

/* --- what cases of bash and of zsh share --- */

void st_complete_add_option(const st_option *o, st_buf *out) {
  if (o->letter) st_buf_addf(out, "-%c|", o->letter);
  st_buf_addf(out, "--%s", o->name);
}

void st_complete_add_taking(st_buf *out) {
  bool first = true;
  for (uint32_t i = 0; i < st_option_count; i++) {
    const st_option *o = &st_option_table[i];
    if (!o->value || !strcmp(o->name, "rules")) continue;
    if (!first) st_buf_addc(out, '|');
    st_complete_add_option(o, out);
    first = false;
  }
}

static void add_branches(const char *open, const st_command *c, st_complete_offer *add,
                         st_buf *out) {
  uint32_t count = st_complete_arguments(c);
  for (uint32_t at = 0; at < count; at++) {
    const char *words;
    enum st_complete what = st_complete_argument(c, at, &words);
    st_buf_addf(out, "    %s'%s'/", open, c->name);
    if (at + 1 == count)
      st_buf_addz(out, "*) ");
    else
      st_buf_addf(out, "%u) ", at);
    add(what, words, out);
    st_buf_addz(out, " ;;\n");
  }
}

void st_complete_add_arguments(const char *open, st_complete_offer *add, st_buf *out) {
  for (unsigned id = 0; id < ST_CMD_COUNT; id++) add_branches(open, &st_commands[id], add, out);
}
