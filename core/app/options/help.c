/* Help and man page, both from the tables. */
#include "app/options/options.h"

#include "text/fold.h"

enum { COLUMNS = 80, GAP = 2 };

static void blanks(st_buf *out, size_t n) {
  while (n-- > 0) st_buf_addc(out, ' ');
}

/* Words of `text`, broken at the width, with `indent` blanks before all lines but the first, which
 * starts in column `at`. A newline in the text is a new line. */
static void wrap_at(st_buf *out, const char *text, size_t indent, size_t at, size_t columns) {
  while (*text) {
    size_t n = strcspn(text, " \n"), width = st_text_width(st_str_of(text, n));
    if (at > indent && at + 1 + width > columns) {
      st_buf_addc(out, '\n');
      blanks(out, at = indent);
    } else if (at > indent) {
      st_buf_addc(out, ' ');
      at++;
    }
    st_buf_add(out, text, n);
    at += width;
    text += n;
    if (*text == '\n') {
      st_buf_addc(out, '\n');
      blanks(out, at = indent);
    }
    if (*text) text++;
  }
  st_buf_addc(out, '\n');
}

static void wrap(st_buf *out, const char *text, size_t indent, size_t at) {
  wrap_at(out, text, indent, at, COLUMNS);
}

void st_help_wrap(st_buf *out, const char *text, size_t width) { wrap_at(out, text, 0, 0, width); }

/* A term and, from column `indent` on, what it means. */
static void entry(st_buf *out, const char *term, size_t indent, const char *about) {
  size_t at = 2 + st_text_width(st_cstr(term));
  st_buf_addf(out, "  %s", term);
  if (at + GAP > indent) {
    st_buf_addc(out, '\n');
    at = 0;
  }
  blanks(out, indent - at);
  wrap(out, about, indent, indent);
}

static void add_term(const st_option *o, st_buf *out) {
  if (o->letter)
    st_buf_addf(out, "-%c, ", o->letter);
  else
    st_buf_addz(out, "    ");
  st_buf_addf(out, "--%s", o->name);
  if (o->value) st_buf_addf(out, " %s", o->value);
}

static bool applies(const st_option *o, enum st_command_id id) {
  return !o->commands || o->commands & 1u << id;
}

static bool is_format(const st_option *o) { return !strcmp(o->name, "format"); }

/* A command that prints text alone takes no --format; others may know fewer than there are. */
static bool is_listed(const st_option *o, enum st_command_id id) {
  if (id == ST_CMD_COUNT) return true;
  return applies(o, id) && (!is_format(o) || (st_commands[id].formats &&
                                              strcmp(st_commands[id].formats, "text")));
}

static void add_about(const st_option *o, enum st_command_id id, st_buf *out) {
  bool fewer = is_format(o) && id != ST_CMD_COUNT;
  const char *choices = fewer ? st_commands[id].formats : o->choices;
  if (fewer && !strstr(choices, "csv"))
    st_buf_addz(out, "How to print: text for people, or ndjson (one JSON object a line) for "
                     "programs.");
  else
    st_buf_addz(out, o->about);
  if (choices) st_buf_addf(out, " (%s)", choices);
  st_buf_addc(out, '\0');
}

static void add_options(st_buf *out, enum st_command_id id) {
  for (uint32_t i = 0; i < st_option_count; i++) {
    const st_option *o = &st_option_table[i];
    if (!is_listed(o, id)) continue;
    st_buf term = {0}, about = {0};
    add_term(o, &term);
    st_buf_addc(&term, '\0');
    add_about(o, id, &about);
    if (!term.bad && !about.bad) entry(out, term.p, 28, about.p);
    st_buf_close(&term);
    st_buf_close(&about);
  }
}

void st_help_short(st_buf *out) {
  st_buf_addz(out, "usage: stemma [compare] PATH…\n"
                   "       stemma COMMAND …\n"
                   "commands: ");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++)
    if (!strchr(st_commands[i].name, ' '))
      st_buf_addf(out, "%s%s", i ? ", " : "", st_commands[i].name);
  st_buf_addz(out, "\n'stemma --help' says more.\n");
}

void st_help_general(st_buf *out) {
  wrap(out, st_program_about, 0, 0);
  st_buf_addz(out, "\nusage: stemma [compare] PATH…\n       stemma COMMAND …\n\ncommands:\n");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) {
    st_buf term = {0};
    st_buf_addf(&term, "%s%s%s", st_commands[i].name, *st_commands[i].arguments ? " " : "",
                st_commands[i].arguments);
    st_buf_addc(&term, '\0');
    if (!term.bad) entry(out, term.p, 28, st_commands[i].about);
    st_buf_close(&term);
  }
  st_buf_addz(out, "\noptions, before or after the arguments:\n");
  add_options(out, ST_CMD_COUNT);
  st_buf_addz(out, "\nexit status:\n  ");
  wrap(out, st_exit_text, 2, 2);
  st_buf_addz(out, "\nexamples:\n  stemma corpus/call\n  stemma extract corpus --layer quotation "
                   "--format ndjson\n"
                   "\n'stemma help COMMAND' says more on one.\n");
}

void st_help_command(enum st_command_id id, st_buf *out) {
  const st_command *c = &st_commands[id];
  st_buf_addf(out, "usage: stemma %s%s%s\n\n", c->name, *c->arguments ? " " : "", c->arguments);
  wrap(out, c->about, 0, 0);
  if (*c->text) {
    st_buf_addc(out, '\n');
    wrap(out, c->text, 0, 0);
  }
  if (id != ST_CMD_HELP) {
    st_buf_addz(out, "\noptions:\n");
    add_options(out, id);
  }
  st_buf_addz(out, "\nexamples:\n");
  for (unsigned i = 0; c->examples[i]; i += 2)
    st_buf_addf(out, "  # %s\n  %s\n", c->examples[i + 1], c->examples[i]);
}

/* --- roff --- */

static void roff(st_buf *out, const char *text) {
  bool start = true;
  for (; *text; text++) {
    if (start && (*text == '.' || *text == '\'')) st_buf_addz(out, "\\&");
    if (*text == '\\')
      st_buf_addz(out, "\\e");
    else if (*text == '-')
      st_buf_addz(out, "\\-");
    else if (*text == '\'')
      st_buf_addz(out, "\\(aq");
    else if (*text == '\n')
      st_buf_addz(out, "\n.br\n");
    else
      st_buf_addc(out, *text);
    start = *text == '\n';
  }
  st_buf_addc(out, '\n');
}

static void roff_options(st_buf *out) {
  for (uint32_t i = 0; i < st_option_count; i++) {
    const st_option *o = &st_option_table[i];
    st_buf_addz(out, ".TP\n");
    if (o->letter) st_buf_addf(out, "\\fB\\-%c\\fR, ", o->letter);
    st_buf_addz(out, "\\fB\\-\\-");
    for (const char *p = o->name; *p; p++) st_buf_addz(out, *p == '-' ? "\\-" : (char[]){*p, 0});
    st_buf_addf(out, "\\fR%s%s%s\n", o->value ? " \\fI" : "", o->value ? o->value : "",
                o->value ? "\\fR" : "");
    roff(out, o->about);
    if (o->choices) {
      st_buf_addz(out, "One of ");
      roff(out, o->choices);
    }
    if (!o->commands) continue;
    unsigned first = 0;
    while (!(o->commands & 1u << first)) first++;
    st_buf_addf(out, "Only for \\fB%s\\fR.\n", st_commands[first].name);
  }
}

static void roff_command(const st_command *c, st_buf *out) {
  st_buf_addz(out, ".SS \"");
  for (const char *p = c->name; *p; p++) st_buf_addz(out, *p == '-' ? "\\-" : (char[]){*p, 0});
  st_buf_addf(out, " %s\"\n", c->arguments);
  roff(out, c->about);
  if (*c->text) {
    st_buf_addz(out, ".PP\n");
    roff(out, c->text);
  }
  for (unsigned i = 0; c->examples[i]; i += 2) {
    st_buf_addz(out, ".PP\n");
    roff(out, c->examples[i + 1]);
    st_buf_addz(out, ".RS\n.nf\n");
    roff(out, c->examples[i]);
    st_buf_addz(out, ".fi\n.RE\n");
  }
}

void st_help_man(st_buf *out) {
  st_buf_addz(out, ".\\\" Written by stemma --man: change core/app/options/table.c.\n"
                   ".TH STEMMA 1 \"\" \"stemma " STEMMA_VERSION "\" \"User Commands\"\n"
                   ".SH NAME\nstemma \\- compare what several outlets report on one event\n"
                   ".SH SYNOPSIS\n.B stemma\n[\\fBcompare\\fR] \\fIPATH\\fR…\n.br\n.B stemma\n"
                   "\\fICOMMAND\\fR …\n.SH DESCRIPTION\n");
  roff(out, st_program_about);
  st_buf_addz(out, ".SH COMMANDS\n");
  for (unsigned i = 0; i < ST_CMD_COUNT; i++) roff_command(&st_commands[i], out);
  st_buf_addz(out, ".SH OPTIONS\nThey may stand before or after the arguments; what follows\n"
                   "\\fB\\-\\-\\fR is an argument.\n");
  roff_options(out);
  st_buf_addz(out, ".SH EXIT STATUS\n");
  roff(out, st_exit_text);
  st_buf_addz(
      out,
      ".SH FILES\n.TP\n\\fImeta.ndjson\\fR\nIn a folder of articles: lines of JSON with\n"
      "doc, outlet, date, title, url, author.\n"
      ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nSet to anything: no colour.\n"
      ".TP\n\\fBCOLUMNS\\fR\nThe width of text output where it is no terminal; 100 by default.\n"
      ".TP\n\\fBSTEMMA_DATA\\fR\nThe folder that holds lua and rules, where it is not beside the "
      "program.\n");
}
