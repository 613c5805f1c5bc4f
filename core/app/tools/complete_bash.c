#include "app/tools/complete.h"

/* What has no table in it. Files are left to bash where nothing else is offered. */
static const char begin[] =
    "# bash completion for stemma, written by `stemma completion bash`.\n"
    "\n"
    "_stemma_words() { COMPREPLY+=($(compgen -W \"$1\" -- \"$cur\")); }\n"
    "\n"
    "_stemma_dirs() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- \"$cur\")); }\n"
    "\n"
    "_stemma_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "
    "\"$cur\")); }\n"
    "\n"
    "_stemma_rules() {\n"
    "  _stemma_words \"$(\"${COMP_WORDS[0]}\" rules --names \"${rules[@]}\" 2>/dev/null)\"\n"
    "  _stemma_files\n"
    "}\n"
    "\n"
    "# After a comma the next of several layers.\n"
    "_stemma_layers() {\n"
    "  local head=\n"
    "  [[ $cur == *,* ]] && head=${cur%,*},\n"
    "  COMPREPLY+=($(compgen -P \"$head\" -W \"$(\"${COMP_WORDS[0]}\" rules --format ndjson "
    "\"${rules[@]}\" \\\n"
    "    2>/dev/null | sed -n 's/.*\"writes\":\"\\([^\"]*\\)\".*/\\1/p' | sort -u)\" -- "
    "\"${cur##*,}\"))\n"
    "}\n"
    "\n"
    "# A colon ends a word for bash; help takes a dot as well.\n"
    "_stemma_names() {\n"
    "  _stemma_words \"$(\"${COMP_WORDS[0]}\" rules help --names 2>/dev/null |\n"
    "    grep '^[[:alnum:]_.:]*$' | tr : .)\"\n"
    "}\n"
    "\n"
    "_stemma() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "  local word command= count=0 i rules=() commands\n"
    "  COMPREPLY=()\n"
    "  if [[ $cur == = ]]; then cur=\n"
    "  elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "  fi\n";

static const char scan[] =
    "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "    word=${COMP_WORDS[i]}\n"
    "    [[ ${COMP_WORDS[i+1]} == = ]] && ((i++))\n";

static const char after_scan[] =
    "    elif [[ -n $command ]]; then ((count++))\n"
    "    elif [[ \" $commands \" == *\" $word \"* ]]; then command=$word\n"
    "    else command=compare; ((count++))\n"
    "    fi\n"
    "  done\n";

static void add_call(enum st_complete what, const char *words, st_buf *out) {
  static const char *const calls[] = {"return",         "_stemma_files",  "_stemma_dirs",
                                      NULL,             "_stemma_words \"$commands\"",
                                      "_stemma_rules",  "_stemma_layers", "_stemma_names"};
  if (what == ST_COMPLETE_WORDS) {
    st_buf_addz(out, "_stemma_words \"");
    st_complete_add_words(words, out);
    st_buf_addc(out, '"');
  } else {
    st_buf_addz(out, calls[what]);
  }
}

/* Words of two are told by their second: "rules show". */
static void add_seconds(st_buf *out) {
  st_buf_addz(out, "    elif [[ $command == rules && $count == 0 && \" list");
  st_complete_add_seconds(out);
  st_buf_addz(out, " \" == *\" $word \"* ]]; then command=\"rules $word\"\n");
}

static void add_scan(st_buf *out) {
  st_buf_addz(out, "    if [[ $word == -r || $word == --rules ]]; then "
                   "rules+=(--rules \"${COMP_WORDS[++i]}\")\n    elif [[ $word =~ ^(");
  st_complete_add_taking(out);
  st_buf_addz(out, ")$ ]]; then ((i++))\n    elif [[ $word == -* ]]; then :\n");
  add_seconds(out);
}

static void add_values(st_buf *out) {
  st_buf_addz(out, "  case $before in\n");
  for (uint32_t i = 0; i < st_option_count; i++) {
    const st_option *o = &st_option_table[i];
    if (!o->value || !strcmp(o->name, "format")) continue;
    st_buf_addz(out, "    ");
    st_complete_add_option(o, out);
    st_buf_addz(out, ") ");
    add_call(st_complete_value(o), o->choices, out);
    st_buf_addz(out, "; return ;;\n");
  }
  st_buf_addz(out, "    --format) case ${command:-compare} in\n");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) {
    st_buf_addf(out, "      '%s') _stemma_words \"", st_commands[i].name);
    st_complete_add_words(st_commands[i].formats ? st_commands[i].formats : "text", out);
    st_buf_addz(out, "\" ;;\n");
  }
  st_buf_addz(out, "      esac; return ;;\n  esac\n");
}

static void add_options(st_buf *out) {
  st_buf_addz(out, "  if [[ $cur == -* ]]; then case ${command:-compare} in\n");
  for (unsigned id = 0; id < ST_CMD_COUNT; id++) {
    st_buf_addf(out, "    '%s') _stemma_words \"", st_commands[id].name);
    for (uint32_t i = 0; i < st_option_count; i++)
      if (st_complete_applies(&st_option_table[i], (enum st_command_id)id))
        st_buf_addf(out, " --%s", st_option_table[i].name);
    st_buf_addz(out, "\" ;;\n");
  }
  st_buf_addz(out, "    esac; return\n  fi\n");
}

static void add_arguments(st_buf *out) {
  st_buf_addz(out, "  case ${command:-none}/$count in\n"
                   "    none/0) _stemma_words \"$commands\"; _stemma_files ;;\n"
                   "    rules/0) _stemma_words \"list");
  st_complete_add_seconds(out);
  st_buf_addz(out, "\" ;;\n");
  st_complete_add_arguments("", add_call, out);
  st_buf_addz(out, "  esac\n");
}

static void add_commands(st_buf *out) {
  st_buf_addz(out, "  commands=\"");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (!strchr(st_commands[i].name, ' '))
      st_buf_addf(out, "%s%s", i ? " " : "", st_commands[i].name);
  st_buf_addz(out, "\"\n");
}

void st_complete_bash(st_buf *out) {
  st_buf_addz(out, begin);
  add_commands(out);
  st_buf_addz(out, scan);
  add_scan(out);
  st_buf_addz(out, after_scan);
  add_values(out);
  add_options(out);
  add_arguments(out);
  st_buf_addz(out, "}\n\ncomplete -F _stemma stemma\n");
}
