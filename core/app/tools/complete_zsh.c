#include "app/tools/complete.h"

static const char helpers[] =
    "_stemma_rules() {\n"
    "  local -a names=(${(f)\"$($words[1] rules --names $rules 2>/dev/null)\"})\n"
    "  compadd -a names\n"
    "  _files\n"
    "}\n"
    "\n"
    "_stemma_layers() {\n"
    "  local -a names=(${(fu)\"$($words[1] rules --format ndjson $rules 2>/dev/null |\n"
    "    sed -n 's/.*\"writes\":\"\\([^\"]*\\)\".*/\\1/p' | sort -u)\"})\n"
    "  compset -P '*,'\n"
    "  compadd -a names\n"
    "}\n"
    "\n"
    "_stemma_names() {\n"
    "  local -a names=(${(f)\"$($words[1] rules help --names 2>/dev/null)\"})\n"
    "  compadd -a names\n"
    "}\n"
    "\n";

/* Sets command, count and rules from the words before the one that is completed. */
static const char scan[] =
    "  for ((i = 2; i < CURRENT; i++)); do\n"
    "    word=$words[i]\n"
    "    if [[ $word == (-r|--rules) ]]; then rules+=(--rules $words[++i])\n"
    "    elif [[ $word == (${~taking}) ]]; then ((i++))\n"
    "    elif [[ $word == -* ]]; then :\n"
    "    elif [[ $command == rules && $count == 0 && -n ${seconds[(r)$word]} ]]; then\n"
    "      command=\"rules $word\"\n"
    "    elif [[ -n $command ]]; then ((count++))\n"
    "    elif [[ -n ${(M)commands:#$word:*} ]]; then command=$word\n"
    "    else command=compare; ((count++))\n"
    "    fi\n"
    "  done\n";

/* Text between single quotes, where ":" and "[" have a meaning. */
static void add_text(const char *text, st_buf *out) {
  for (; *text; text++) {
    if (*text == '\'')
      st_buf_addz(out, "'\\''");
    else if (*text == ':' || *text == '[' || *text == ']' || *text == '\\')
      st_buf_addf(out, "\\%c", *text);
    else
      st_buf_addc(out, *text);
  }
}

static const char *action(enum st_complete what) {
  static const char *const actions[] = {" ",  "_files",        "_files -/",      NULL,
                                        NULL, "_stemma_rules", "_stemma_layers", "_stemma_names"};
  return actions[what];
}

/* '(-r --rules)'{-r,--rules}'[about]:DIR:_files -/' */
static void add_option(const st_option *o, enum st_command_id id, st_buf *out) {
  enum st_complete what = st_complete_value(o);
  st_buf_addz(out, "      ");
  if (o->letter) st_buf_addf(out, "{-%c,--%s}", o->letter, o->name);
  st_buf_addf(out, "'%s%s[", o->letter ? "" : "--", o->letter ? "" : o->name);
  add_text(o->about, out);
  st_buf_addc(out, ']');
  if (o->value) st_buf_addf(out, ":%s:", o->value);
  if (what == ST_COMPLETE_WORDS) {
    st_buf_addc(out, '(');
    st_complete_add_words(st_complete_choices(o, id), out);
    st_buf_addc(out, ')');
  } else if (o->value) {
    st_buf_addz(out, action(what));
  }
  st_buf_addz(out, "'\n");
}

static void add_options(st_buf *out) {
  st_buf_addz(out, "  case ${command:-compare} in\n");
  for (unsigned id = 0; id < ST_CMD_COUNT; id++) {
    st_buf_addf(out, "    ('%s') options=(\n", st_commands[id].name);
    for (uint32_t i = 0; i < st_option_count; i++)
      if (st_complete_applies(&st_option_table[i], (enum st_command_id)id))
        add_option(&st_option_table[i], (enum st_command_id)id, out);
    st_buf_addz(out, "    ) ;;\n");
  }
  st_buf_addz(out, "  esac\n");
}

static void add_argument(enum st_complete what, const char *words, st_buf *out) {
  if (what == ST_COMPLETE_COMMANDS) {
    st_buf_addz(out, "_describe command commands");
  } else if (what == ST_COMPLETE_WORDS) {
    st_buf_addf(out, "compadd %s", words);
  } else {
    st_buf_addz(out, what == ST_COMPLETE_NOTHING ? "_message argument" : action(what));
  }
}

static void add_arguments(st_buf *out) {
  st_buf_addz(out, "_stemma_argument() {\n  case ${command:-none}/$count in\n"
                   "    (none/0) _describe command commands; _files ;;\n"
                   "    (rules/0) compadd $seconds ;;\n");
  st_complete_add_arguments("(", add_argument, out);
  st_buf_addz(out, "  esac\n}\n\n");
}

static void add_lists(st_buf *out) {
  st_buf_addz(out, "  local taking='");
  st_complete_add_taking(out);
  st_buf_addz(out, "'\n  local -a seconds=(list");
  st_complete_add_seconds(out);
  st_buf_addz(out, ") commands=(\n");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) {
    if (strchr(st_commands[i].name, ' ')) continue;
    st_buf_addf(out, "    '%s:", st_commands[i].name);
    add_text(st_commands[i].about, out);
    st_buf_addz(out, "'\n");
  }
  st_buf_addz(out, "  )\n");
}

void st_complete_zsh(st_buf *out) {
  st_buf_addz(out, "#compdef stemma\n# zsh completion for stemma, written by `stemma completion "
                   "zsh`.\n\n");
  st_buf_addz(out, helpers);
  add_arguments(out);
  st_buf_addz(out, "_stemma() {\n  local word command=\n  local -i i count=0\n  local -a rules "
                   "options\n");
  add_lists(out);
  st_buf_addz(out, scan);
  add_options(out);
  st_buf_addz(out, "  _arguments -s -S $options '*:argument:_stemma_argument'\n}\n\n"
                   "if [[ $funcstack[1] == _stemma ]]; then _stemma \"$@\"; else compdef _stemma "
                   "stemma; fi\n");
}
