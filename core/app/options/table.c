/* Every command and option, once. */
#include "app/options/options.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>

#define BIT(id) (1u << ST_CMD_##id)

const char st_program_about[] =
    "stemma reads what several outlets report on one event, sets the articles side by side, and "
    "says where they agree, differ, copy or stay silent, with the words that show it.";

const char st_exit_text[] =
    "0  done\n"
    "1  findings at or above --fail-on\n"
    "2  an error of use or of the run: an argument that cannot be read, a rule that does not load, "
    "fails or was stopped";

/* clang-format off */
const st_command st_commands[ST_CMD_COUNT] = {
  [ST_CMD_COMPARE] = {
    .name = "compare", .arguments = "PATH…", .least = 1, .formats = "text|ndjson|csv",
    .about = "Say where the articles differ; what stemma does when no command is named.",
    .text =
      "Reads files and folders of articles (plain text, Markdown, HTML, JSON, NDJSON), runs the "
      "rules on each, and compares the articles of a story: those directly in one folder, those of "
      "one NDJSON file, or all files given by name. - is standard input.\n"
      "Findings come worst first, one line an outlet, with the words that show it between ‹ and › "
      "or in bold; then who is silent, notes, and what could not be decided.",
    .examples = {
      "stemma corpus/call", "compare five articles",
      "stemma corpus --format ndjson", "one JSON object a finding",
      "stemma a.txt b.html --fail-on error", "exit with 1 if they contradict each other" } },
  [ST_CMD_EXTRACT] = {
    .name = "extract", .arguments = "PATH…", .least = 1, .formats = "text|ndjson|csv",
    .about = "Print what the rules find in each article.",
    .text =
      "One line an annotation: quotations with their speakers, numbers with their hedges, times, "
      "names, events. Offsets in NDJSON are bytes of the article's text.",
    .examples = {
      "stemma extract corpus/call --layer quotation", "who said what",
      "stemma extract news --layer number,time --format ndjson", "two layers, for a program",
      "stemma extract news --layer sentence --format csv", "for a spreadsheet" } },
  [ST_CMD_ARTICLES] = {
    .name = "articles", .arguments = "PATH…", .least = 1, .formats = "text|ndjson",
    .about = "Print what was read: metadata and where they are known from, roles, counts.",
    .text =
      "One line an article. In NDJSON an article whose text was decoded from another encoding or "
      "format also has that text, which its offsets refer to.",
    .examples = {
      "stemma articles corpus", "what is there, and of which day",
      "stemma articles --quiet --stats news", "how long reading takes" } },
  [ST_CMD_STORIES] = {
    .name = "stories", .arguments = "PATH…", .least = 1, .formats = "text|ndjson",
    .about = "Print which articles are taken to report the same event.",
    .text = "Every article is in exactly one story.",
    .examples = { "stemma stories corpus", "each story with its articles" } },
  [ST_CMD_WATCH] = {
    .name = "watch", .arguments = "PATH…", .least = 1, .formats = "text|ndjson",
    .about = "Compare, and go on as articles, rules and word lists change: say what is new, gone or "
             "changed.",
    .text =
      "Begins with all that is there. After each save it prints the findings that came (+), went "
      "(-) or changed (~), and says nothing where nothing of substance did. A rule is tried on its "
      "examples when it is saved; a broken one leaves the last good one in use. Ends with Ctrl-C.\n"
      "On a terminal, keys: o, r and l show only an outlet's, a rule's or a level's findings, c all "
      "of them; up and down choose one, Enter shows it, w why it came about; a accepts it, so that "
      "it is not shown again until more than its place changes (u takes that back); h help, q "
      "ends.\n"
      "In NDJSON each line is an event with its number, seq: article (added, changed or removed), "
      "finding (likewise, with its keys), rule, and settled when all is up to date.",
    .examples = {
      "stemma watch corpus/call", "then edit an article",
      "stemma watch news --accepted seen.txt", "what was accepted before stays out of sight",
      "stemma watch news --rules mine --format ndjson", "events, for a program" } },
  [ST_CMD_REPL] = {
    .name = "repl", .arguments = "[PATH…]", .formats = "text",
    .about = "Explore articles and try rules at a prompt, while both may change.",
    .text =
      "What is typed is Lua 5.4; its value is printed. At hand are articles, stories, findings, "
      "rules, layer, find, json and what a rule may use; :help names it all. Articles and rules "
      "are watched, and a line above the prompt says what a change brought. Tab completes, Ctrl-C "
      "ends what runs, Ctrl-D the session.\n"
      "With -e, or where standard input is no terminal, it runs what it is given and ends; the "
      "exit status is 2 where that fails.\n"
      "The limits are for rules, those that are typed included. What is typed besides may take as "
      "long as it wants, until Ctrl-C.",
    .examples = {
      "stemma repl corpus", "then type: articles.herald",
      "stemma repl -e 'layer \"quotation\":by \"speaker\"' corpus/call", "who speaks",
      "echo 'json(findings)' | stemma repl corpus/call", "what standard input says" } },
  [ST_CMD_RUN] = {
    .name = "run", .arguments = "SCRIPT PATH…", .least = 1, .formats = "text",
    .about = "Run a Lua script on articles.",
    .text =
      "The script sees what the prompt of stemma repl sees, and prints what it wants to. What "
      "stands behind -- is the script's: its table arg.",
    .examples = {
      "stemma run count.lua corpus/call", "a script of one's own",
      "stemma run top.lua news -- 10", "with an argument of its own" } },
  [ST_CMD_TRY] = {
    .name = "try", .arguments = "PATTERN PATH…", .least = 2, .formats = "text|ndjson",
    .about = "Try a pattern on the spot and print its matches in their lines.",
    .text =
      "PATTERN is an expression as in a rule's pattern, where t is stemma.token and c stemma.char. A part named with "
      ":as is printed with the match. Quote it, so that the shell leaves it alone.",
    .examples = {
      "stemma try 't.word { \"on\" } * t.word { \"Tuesday\", \"Friday\" }' corpus/call", "two words",
      "stemma try 't.capital:as \"who\" * t.word { \"said\", \"says\" }' news", "with a named part" } },
  [ST_CMD_RULES] = {
    .name = "rules", .arguments = "", .formats = "text|ndjson",
    .about = "List the rules: what each reads, writes and is about.",
    .text = "A rule that does not load is listed with what is wrong, and the exit status is 2.",
    .examples = { "stemma rules", "the shipped rules",
                  "stemma rules --rules mine", "with your own added" } },
  [ST_CMD_RULES_SHOW] = {
    .name = "rules show", .arguments = "NAME", .least = 1, .most = 1, .formats = "text|ndjson",
    .about = "Print what a rule is: what it reads and writes, its fields, its examples.",
    .text = "NAME is the rule's path below its folder without .lua; its last part will do.",
    .examples = { "stemma rules show extract/quotation", "the rule for quotations" } },
  [ST_CMD_RULES_TEST] = {
    .name = "rules test", .arguments = "[FILE…]", .formats = "text|ndjson",
    .about = "Run the rules' examples and print what was found against what was expected.",
    .text = "FILE is a rule's file or name; without one all are tested. The exit status is 2 where "
            "an example fails or a rule is not in use: it does not load, or what it reads is not "
            "written.",
    .examples = { "stemma rules test", "all of them",
                  "stemma rules test rules/extract/number.lua", "one of them" } },
  [ST_CMD_RULES_NEW] = {
    .name = "rules new", .arguments = "NAME", .least = 1, .most = 1, .formats = "text",
    .about = "Draft a rule from words of an article, which become its first example.",
    .text = "Writes extract/NAME.lua into the first folder of --rules, or into ./rules. --from names "
            "the words that the rule is to find, FILE:LINE:COLUMN-COLUMN: numbers, names and times "
            "among them become what their layers find, other words stay words. The draft loads and "
            "passes its example; nothing that is there is overwritten.",
    .examples = { "stemma rules new toll --from news/a.txt:3:1-31", "from columns 1 to 31 of line 3",
                  "stemma rules new toll --from news/a.txt:3:1-31 --rules mine", "into mine/" } },
  [ST_CMD_RULES_DIFF] = {
    .name = "rules diff", .arguments = "NAME PATH…", .least = 2, .formats = "text|ndjson",
    .about = "Say which annotations and findings a changed rule gains and loses.",
    .text = "Runs the rule as its file is now, and as it was: the version that is committed in git "
            "(HEAD), else the rule of the same name that it overrides, or FILE of --against. All "
            "other rules are as they are now. + is gained, - lost, ~ changed.",
    .examples = { "stemma rules diff number corpus", "against what is committed",
                  "stemma rules diff toll news --against toll.lua.old", "against another file" } },
  [ST_CMD_RULES_HELP] = {
    .name = "rules help", .arguments = "[NAME]", .most = 1, .formats = "text",
    .about = "Tell what rules are given: functions, methods, fields.",
    .text = "NAME is as a rule writes it (t.word, span:before, stemma.extract), its last part, an "
            "operator, or a class (t, pattern, span, claims); without one the classes are listed.",
    .examples = { "stemma rules help", "what there is",
                  "stemma rules help t.word", "one pattern",
                  "stemma rules help '*'", "an operator" } },
  [ST_CMD_WHY] = {
    .name = "why", .arguments = "DOC:LINE[:COLUMN] [PATH…] | ID PATH…", .least = 1,
    .formats = "text|ndjson",
    .about = "Tell how an annotation or a finding came about, down to the text.",
    .text =
      "Of a place: every finding and annotation there, each with its rule, what each part of the "
      "pattern took, and the annotations it stands on; of plain Lua the line that emitted it and "
      "what it read. DOC is the article as stemma prints it. Its story is read with it: the folder "
      "it lies in, or the PATHs that are named.\n"
      "Of a finding's id, as compare prints it (its first digits will do): the rule, the line that "
      "reported it, and each piece of evidence in its line with what it stands on.",
    .examples = {
      "stemma why corpus/call/herald.txt:4", "all that is known of line 4",
      "stemma why corpus/call/herald.txt:4:70", "of the word at column 70",
      "stemma why 2c0e84df corpus/call", "a finding" } },
  [ST_CMD_WHY_NOT] = {
    .name = "why-not", .arguments = "RULE DOC:LINE[:COLUMN] | RULE PATH…", .least = 2,
    .formats = "text|ndjson",
    .about = "Tell how far a rule got where it found nothing.",
    .text = "Of a rule that extracts: the part of the pattern where the attempt that came nearest "
            "stopped, the word that stopped it and what could have gone on there; of plain Lua what "
            "it read, tried and put out. A column asks about one word.\n"
            "Of a rule that compares: for each story what it read, how it grouped it and what it "
            "returned.",
    .examples = { "stemma why-not extract/quotation corpus/call/herald.txt:6", "line 6",
                  "stemma why-not compare/day corpus/call", "a comparison" } },
  [ST_CMD_INIT] = {
    .name = "init", .arguments = "DIR", .least = 1, .most = 1,
    .about = "Begin a project of one's own: rules that pass their examples, articles, an editor's "
             "settings.",
    .text = "Writes rules, a word list and two articles to try them on, and what lua-language-server "
            "needs to complete and explain every function that rules are given. Nothing that is "
            "there is overwritten.",
    .examples = { "stemma init mine", "then: stemma --rules mine/rules mine/news" } },
  [ST_CMD_DOCTOR] = {
    .name = "doctor", .arguments = "", .formats = "text|ndjson",
    .about = "Look at what this machine gives, and name the fix where something is off.",
    .text = "Versions, the data folder, whether rules load and workers start, limits for watching, "
            "locale and terminal. The exit status is 2 where something will fail; a note changes "
            "nothing.",
    .examples = { "stemma doctor", "look at all of it",
                  "stemma doctor --rules mine/rules", "with your own rules" } },
  [ST_CMD_TOUR] = {
    .name = "tour", .arguments = "",
    .about = "Show in five minutes what stemma does: commands on the bundled stories, run for real.",
    .text = "Enter goes on, q ends. Where input or output is no terminal it runs through.",
    .examples = { "stemma tour", "a step at a time", "stemma tour --yes", "without waiting" } },
  [ST_CMD_COMPLETION] = {
    .name = "completion", .arguments = "bash|zsh|fish", .least = 1, .most = 1,
    .about = "Print what a shell needs to complete stemma's commands, options, rules and layers.",
    .text = "An installed stemma has it where the shells look.",
    .examples = { "source <(stemma completion bash)", "in bash, for this shell",
                  "stemma completion zsh >~/.zfunc/_stemma", "a folder of zsh's fpath" } },
  [ST_CMD_HELP] = {
    .name = "help", .arguments = "[COMMAND]", .most = 2,
    .about = "Print help, on one command where it is named.", .text = "",
    .examples = { "stemma help extract", "what extract takes" } },
};
/* clang-format on */

static int bad_number(const char *name, const char *value, const char *want, st_error *e) {
  return st_fail(e, ST_EUSE, "--%s: '%s' is not %s", name, value, want);
}

/* A whole number, with K, M or G behind it where `suffix` allows that. */
static int read_number(const char *name, const char *value, bool suffix, uint64_t most,
                       uint64_t *out, st_error *e) {
  const char *want =
      suffix ? "a whole number above 0 (K, M and G may follow)" : "a whole number above 0";
  char *end = NULL;
  errno = 0;
  unsigned long long n = strtoull(value, &end, 10);
  if (*value < '0' || *value > '9' || errno) return bad_number(name, value, want, e);
  unsigned shift = 0;
  if (suffix && *end) {
    const char *at = strchr("KMGkmg", *end++);
    shift = at ? 10 * ((unsigned)(at - "KMGkmg") % 3 + 1) : 0;
    if (!at) return bad_number(name, value, want, e);
  }
  if (*end || n == 0 || n > most >> shift) return bad_number(name, value, want, e);
  *out = (uint64_t)n << shift;
  return ST_OK;
}

static int set_format(st_options *o, const char *value, st_error *e) {
  int choice = st_choice("--format", "text|ndjson|csv", st_cstr(value), e);
  if (choice >= 0) o->print = (enum st_print)choice;
  return choice < 0 ? choice : ST_OK;
}

static int set_fail_on(st_options *o, const char *value, st_error *e) {
  int choice = st_choice("--fail-on", "note|warning|error", st_cstr(value), e);
  if (choice >= 0) o->fail_on = (enum st_level)(ST_LEVEL_NOTE + choice);
  return choice < 0 ? choice : ST_OK;
}

static int set_color(st_options *o, const char *value, st_error *e) {
  int choice = st_choice("--color", "auto|always|never", st_cstr(value), e);
  if (choice >= 0) o->color = (enum st_color)choice;
  return choice < 0 ? choice : ST_OK;
}

static int set_rules(st_options *o, const char *value, st_error *e) {
  return st_list_add(&o->rule_dirs, value, e);
}
static int set_layer(st_options *o, const char *value, st_error *e) {
  return st_list_add(&o->layers, value, e);
}
static int set_code(st_options *o, const char *value, st_error *e) {
  return st_list_add(&o->codes, value, e);
}
static int set_meta(st_options *o, const char *value, st_error *e) {
  (void)e;
  o->meta = value;
  return ST_OK;
}

static int set_accepted(st_options *o, const char *value, st_error *e) {
  (void)e;
  o->accepted = value;
  return ST_OK;
}

static int set_from(st_options *o, const char *value, st_error *e) {
  (void)e;
  o->from = value;
  return ST_OK;
}

static int set_against(st_options *o, const char *value, st_error *e) {
  (void)e;
  o->against = value;
  return ST_OK;
}

static int set_jobs(st_options *o, const char *value, st_error *e) {
  uint64_t n = 0;
  int rc = read_number("jobs", value, false, 256, &n, e);
  if (rc) return st_fail(e, ST_EUSE, "--jobs: '%s' is not a whole number from 1 to 256", value);
  o->jobs = (uint32_t)n;
  return ST_OK;
}

static int set_timeout(st_options *o, const char *value, st_error *e) {
  char *end = NULL;
  double seconds = strtod(value, &end);
  if (end == value || *end || !(seconds >= 0.001 && seconds <= 86400))
    return bad_number("timeout", value, "a number of seconds", e);
  o->timeout_ms = (uint32_t)(seconds * 1000 + 0.5);
  return ST_OK;
}

/* With less than this no rule loads, and the message would be about stemma's own code. */
enum { LEAST_INSTRUCTIONS = 100000, LEAST_MEMORY = 4 << 20 };

static int set_instructions(st_options *o, const char *value, st_error *e) {
  int rc = read_number("max-instructions", value, true, UINT64_MAX / 8, &o->instructions, e);
  if (rc || o->instructions >= LEAST_INSTRUCTIONS) return rc;
  return st_fail(e, ST_EUSE, "--max-instructions: rules need at least %d", LEAST_INSTRUCTIONS);
}

static int set_memory(st_options *o, const char *value, st_error *e) {
  int rc = read_number("max-memory", value, true, UINT64_MAX / 8, &o->memory, e);
  if (rc || o->memory >= LEAST_MEMORY) return rc;
  return st_fail(e, ST_EUSE, "--max-memory: rules need at least %dM", LEAST_MEMORY >> 20);
}

/* 0: all. */
static int set_limit(st_options *o, const char *value, st_error *e) {
  uint64_t n = 0;
  int rc = strcmp(value, "0") == 0 ? ST_OK : read_number("limit", value, false, UINT64_MAX / 8, &n, e);
  o->limit = n ? n : UINT64_MAX;
  return rc;
}

#define SWITCH(name)                                                                               \
  static int set_##name(st_options *o, const char *value, st_error *e) {                           \
    (void)value, (void)e;                                                                          \
    o->name = true;                                                                                \
    return ST_OK;                                                                                  \
  }
SWITCH(quiet)
SWITCH(stats)
SWITCH(names)
SWITCH(yes)
SWITCH(help)
SWITCH(version)

/* clang-format off */
const st_option st_option_table[] = {
  { 0, "format", "FORMAT",
    "How to print: text for people, ndjson (one JSON object a line) or csv for programs.",
    "text|ndjson|csv", 0, set_format },
  { 'l', "layer", "NAME",
    "Print only this layer; may be given again, or as a list with commas.",
    NULL, BIT(EXTRACT), set_layer },
  { 0, "fail-on", "LEVEL",
    "Exit with 1 if there are findings of this level or a worse one.",
    "note|warning|error", BIT(COMPARE), set_fail_on },
  { 'e', "eval", "CODE",
    "Run this and end; may be given again.",
    NULL, BIT(REPL), set_code },
  { 0, "from", "PLACE",
    "The words to draft the rule from: FILE:LINE:COLUMN-COLUMN.",
    NULL, BIT(RULES_NEW), set_from },
  { 0, "limit", "N",
    "As text print at most N matches, and how many more there are; 50 by default, 0 is all.",
    NULL, BIT(TRY), set_limit },
  { 0, "against", "FILE",
    "The version of the rule to compare with.",
    NULL, BIT(RULES_DIFF), set_against },
  { 'r', "rules", "DIR",
    "A folder of rules that adds to the shipped ones or overrides those of the same name; may "
    "be given again.",
    NULL, 0, set_rules },
  { 0, "meta", "FILE",
    "Lines of JSON with the articles' outlets, dates and titles (as meta.ndjson in their "
    "folder).",
    NULL, 0, set_meta },
  { 'j', "jobs", "N",
    "How many processes run rules; one a core by default. The output is the same for any "
    "number.",
    NULL, 0, set_jobs },
  { 0, "accepted", "FILE",
    "Keep what is accepted with the key a in this file, and do not show what it has until it "
    "changes.",
    NULL, BIT(WATCH), set_accepted },
  { 0, "timeout", "SECONDS",
    "Stop a rule that takes longer on one article; 10 by default.",
    NULL, 0, set_timeout },
  { 0, "max-instructions", "N",
    "Stop a rule that takes more steps of Lua on one article; 20 million by default, five "
    "times that for a comparison.",
    NULL, 0, set_instructions },
  { 0, "max-memory", "BYTES",
    "Stop a rule that takes more memory; 64M by default.",
    NULL, 0, set_memory },
  { 0, "color", "WHEN",
    "Whether to colour: auto (on a terminal, unless NO_COLOR is set), always, never.",
    "auto|always|never", 0, set_color },
  { 'q', "quiet", NULL,
    "Print nothing but complaints; the exit status tells.",
    NULL, 0, set_quiet },
  { 0, "stats", NULL,
    "Say on standard error what was read and how long each stage and each rule took.",
    NULL, 0, set_stats },
  { 0, "names", NULL,
    "Print names and nothing else, a line each.",
    NULL, BIT(RULES) | BIT(RULES_HELP), set_names },
  { 'y', "yes", NULL,
    "Go on without waiting for Enter.",
    NULL, BIT(TOUR), set_yes },
  { 'h', "help", NULL,
    "Print help.",
    NULL, 0, set_help },
  { 'V', "version", NULL,
    "Print the version.",
    NULL, 0, set_version },
};
/* clang-format on */
const uint32_t st_option_count = sizeof st_option_table / sizeof *st_option_table;
