#include "text/abbreviations.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>

/* Words short enough are compared as one number. */
typedef struct entry {
  char word[ST_ABBREVIATION_MAX + 2];
  uint8_t sort;
} entry;

_Static_assert(sizeof((entry *)NULL)->word == sizeof(uint64_t), "a word is a number");

#define ABBREVIATION(word, sort) {word, ST_STOP_##sort},
static const entry abbreviations[] = {
#include "text/abbreviations.inc"
};
#undef ABBREVIATION

enum { WORD_MAX = 15 };

static const char *const starters[] = {
    "A",         "According", "After", "Also",  "Although", "An",      "And",    "As",    "At",
    "Because",   "Before",    "Both",  "But",   "By",       "Despite", "During", "Each",  "Earlier",
    "Even",      "For",       "From",  "Had",   "Has",      "He",      "Her",    "Here",  "His",
    "How",       "However",   "I",     "If",    "In",       "Instead", "It",     "Its",   "Many",
    "Meanwhile", "More",      "Most",  "My",    "Now",      "On",      "Only",   "Or",    "Our",
    "She",       "Since",     "So",    "Some",  "Such",     "That",    "The",    "Their", "Then",
    "There",     "These",     "They",  "This",  "Those",    "Though",  "To",     "Today", "Until",
    "We",        "What",      "When",  "Where", "Whether",  "While",   "Who",    "Why",   "With",
    "Without",   "Yesterday", "Yet",   "You",   "Your"};

static const char *const clock_words[] = {
    "April",     "August",  "BST",      "CEST",    "CET",     "CST",      "Central",
    "December",  "EDT",     "EST",      "ET",      "Eastern", "February", "Friday",
    "GMT",       "January", "July",     "June",    "Kyiv",    "London",   "MDT",
    "MST",       "March",   "May",      "Monday",  "Moscow",  "Mountain", "November",
    "October",   "PDT",     "PST",      "PT",      "Pacific", "Paris",    "Saturday",
    "September", "Sunday",  "Thursday", "Tuesday", "UTC",     "Wednesday"};

static const char *const speech_verbs[] = {
    "added",     "adds",     "admitted", "announced", "answered",  "argued",   "asked", "asks",
    "continued", "cried",    "declared", "exclaimed", "explained", "insisted", "joked", "posted",
    "pleaded",   "recalled", "replied",  "responded", "said",      "say",      "says",  "screamed",
    "shouted",   "told",     "tweeted",  "urged",     "warned",    "wondered", "wrote", "yelled"};

static const char *const contracting[] = {"he",    "here", "how",  "it",    "let", "she", "that",
                                          "there", "what", "when", "where", "who", "why"};

static const char *const lettered[] = {
    "appendix",  "article",  "category", "class",  "grade", "group",   "hepatitis",
    "influenza", "level",    "model",    "option", "part",  "phase",   "plan",
    "point",     "schedule", "section",  "table",  "type",  "vitamin", "war"};

/* A copy with a NUL, so that words of the text can be compared with those of a list. */
static bool keep(st_str word, char *copy) {
  if (word.n == 0 || word.n > WORD_MAX) return false;
  memcpy(copy, word.p, word.n);
  copy[word.n] = '\0';
  return true;
}

static void lower(char *s) {
  for (; *s; s++)
    if (*s >= 'A' && *s <= 'Z') *s = (char)(*s + 32);
}

static int by_word(const void *key, const void *item) {
  return strcmp(key, *(const char *const *)item);
}

static bool listed(const char *word, const char *const *list, size_t count) {
  return bsearch(word, list, count, sizeof *list, by_word) != NULL;
}

#define LISTED(word, list) listed(word, list, sizeof list / sizeof *list)

static uint64_t number_of(const char word[8]) {
  uint64_t n;
  memcpy(&n, word, sizeof n);
  return htobe64(n);
}

static enum st_stop_sort look_up(const char word[8]) {
  uint64_t n = number_of(word);
  size_t low = 0, high = sizeof abbreviations / sizeof *abbreviations;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (number_of(abbreviations[mid].word) < n)
      low = mid + 1;
    else
      high = mid;
  }
  bool found =
      low < sizeof abbreviations / sizeof *abbreviations && number_of(abbreviations[low].word) == n;
  return found ? (enum st_stop_sort)abbreviations[low].sort : ST_STOP_NONE;
}

enum st_stop_sort st_abbreviation(st_str word) {
  char copy[8] = {0};
  if (word.n == 0 || word.n > ST_ABBREVIATION_MAX) return ST_STOP_NONE;
  memcpy(copy, word.p, word.n);
  enum st_stop_sort sort = look_up(copy);
  if (sort != ST_STOP_NONE || word.n < 2) return sort;
  for (const char *s = copy; *s; s++)
    if (*s >= 'a' && *s <= 'z') return ST_STOP_NONE;
  lower(copy + 1);
  sort = look_up(copy);
  if (sort != ST_STOP_NONE) return sort;
  lower(copy);
  return look_up(copy);
}

bool st_starts_sentences(st_str word) {
  char copy[WORD_MAX + 1];
  return keep(word, copy) && LISTED(copy, starters);
}

bool st_follows_clock(st_str word) {
  char copy[WORD_MAX + 1];
  return keep(word, copy) && LISTED(copy, clock_words);
}

bool st_is_speech_verb(st_str word) {
  char copy[WORD_MAX + 1];
  return keep(word, copy) && LISTED(copy, speech_verbs);
}

bool st_contracts(st_str word) {
  char copy[WORD_MAX + 1];
  if (!keep(word, copy)) return false;
  lower(copy);
  return LISTED(copy, contracting);
}

bool st_takes_letter(st_str word) {
  char copy[WORD_MAX + 1];
  if (!keep(word, copy)) return false;
  lower(copy);
  return LISTED(copy, lettered);
}
