#include "app/tools/complete.h"

static const char helpers[] =
    "# fish completion for stemma, written by `stemma completion fish`.\n"
    "\n"
    "function __stemma_rules_given\n"
    "  set -l words (commandline -opc)\n"
    "  for i in (seq (count $words))\n"
    "    if contains -- $words[$i] -r --rules; and test $i -lt (count $words)\n"
    "      printf '%s\\n' --rules $words[(math $i + 1)]\n"
    "    end\n"
    "  end\n"
    "end\n"
    "\n"
    "function __stemma_rules\n"
    "  stemma rules --names (__stemma_rules_given) 2>/dev/null\n"
    "end\n"
    "\n"
    "function __stemma_layers\n"
    "  stemma rules --format ndjson (__stemma_rules_given) 2>/dev/null |\n"
    "    string replace -rf '.*\"writes\":\"([^\"]*)\".*' '$1' | sort -u\n"
    "end\n"
    "\n"
    "function __stemma_names\n"
    "  stemma rules help --names 2>/dev/null\n"
    "end\n"
    "\n"
    "# Whether the command is this one, of one or two words; compare need not be named.\n"
    "function __stemma_is\n"
    "  set -l words (string match -v -- '-*' (commandline -opc)[2..-1])\n"
    "  if test $argv[1] = compare; and not contains -- \"$words[1]\" $__stemma_commands\n"
    "    true\n"
    "  else if test (count $argv) -eq 2\n"
    "    test \"$words[1]\" = $argv[1] -a \"$words[2]\" = $argv[2]\n"
    "  else\n"
    "    test \"$words[1]\" = $argv[1]\n"
    "  end\n"
    "end\n"
    "\n"
    "function __stemma_none\n"
    "  test -z (string join '' (string match -v -- '-*' (commandline -opc)[2..-1]))\n"
    "end\n"
    "\n";

/* Text between single quotes. */
static void add_text(const char *text, st_buf *out) {
  st_buf_addc(out, '\'');
  for (; *text; text++) {
    if (*text == '\'' || *text == '\\') st_buf_addc(out, '\\');
    st_buf_addc(out, *text);
  }
  st_buf_addc(out, '\'');
}

static void add_offer(enum st_complete what, const char *words, const char *commands, st_buf *out) {
  static const char *const offers[] = {"",   "",
                                       " -a '(__fish_complete_directories)'",
                                       NULL, NULL,
                                       " -a '(__stemma_rules)'",
                                       " -a '(__stemma_layers)'",
                                       " -a '(__stemma_names)'"};
  if (what == ST_COMPLETE_WORDS || what == ST_COMPLETE_COMMANDS)
    st_buf_addf(out, " -a '%s'", what == ST_COMPLETE_WORDS ? words : commands);
  else
    st_buf_addz(out, offers[what]);
}

static void add_option(const st_option *o, st_buf *out) {
  enum st_complete what = st_complete_value(o);
  st_buf words = {0};
  st_buf_addz(out, "complete -c stemma");
  if (o->commands) {
    st_buf_addz(out, " -n '");
    bool first = true;
    for (unsigned id = 0; id < ST_CMD_COUNT; id++) {
      if (!(o->commands & 1u << id)) continue;
      st_buf_addf(out, "%s__stemma_is %s", first ? "" : "; or ", st_commands[id].name);
      first = false;
    }
    st_buf_addc(out, '\'');
  }
  if (o->letter) st_buf_addf(out, " -s %c", o->letter);
  st_buf_addf(out, " -l %s", o->name);
  if (o->value) st_buf_addz(out, what == ST_COMPLETE_FILES ? " -r" : " -x");
  if (o->choices) st_complete_add_words(o->choices, &words);
  st_buf_addc(&words, '\0');
  if (o->value && !words.bad) add_offer(what, words.p, "", out);
  st_buf_close(&words);
  st_buf_addz(out, " -d ");
  add_text(o->about, out);
  st_buf_addc(out, '\n');
}

static void add_command(const st_command *c, const char *commands, st_buf *out) {
  const char *space = strchr(c->name, ' '), *words;
  if (space)
    st_buf_addf(out, "complete -c stemma -n '__stemma_is rules' -a %s -d ", space + 1);
  else
    st_buf_addf(out, "complete -c stemma -n __stemma_none -a %s -d ", c->name);
  add_text(c->about, out);
  st_buf_addc(out, '\n');
  enum st_complete what = st_complete_argument(c, 0, &words);
  if (what == ST_COMPLETE_NOTHING || what == ST_COMPLETE_FILES) return;
  st_buf_addf(out, "complete -c stemma -n '__stemma_is %s'", c->name);
  if (what != ST_COMPLETE_RULES) st_buf_addz(out, " -f");
  add_offer(what, words, commands, out);
  st_buf_addc(out, '\n');
}

void st_complete_fish(st_buf *out) {
  st_buf commands = {0};
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (!strchr(st_commands[i].name, ' '))
      st_buf_addf(&commands, "%s%s", i ? " " : "", st_commands[i].name);
  st_buf_addc(&commands, '\0');
  st_buf_addz(out, helpers);
  if (!commands.bad) st_buf_addf(out, "set -g __stemma_commands %s\n\n", commands.p);
  for (uint32_t i = 0; i < st_option_count; i++) add_option(&st_option_table[i], out);
  for (unsigned i = 0; i < ST_CMD_COUNT && !commands.bad; i++)
    add_command(&st_commands[i], commands.p, out);
  out->bad |= commands.bad;
  st_buf_close(&commands);
}
