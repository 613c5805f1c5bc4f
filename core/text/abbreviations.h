/* The small closed word lists that tokens and sentences need: abbreviations, and the few words that
 * decide whether a stop behind one ends a sentence. They are data; core/text/README.md says how to
 * add to them. */
#ifndef ST_TEXT_ABBREVIATIONS_H
#define ST_TEXT_ABBREVIATIONS_H

#include "base/str.h"

/* What may end a sentence. The first ones are stops that belong to a word. */
enum st_stop_sort {
  ST_STOP_NONE,   /* no abbreviation */
  ST_STOP_TITLE,  /* stands before a name, never ends a sentence: "Gen." */
  ST_STOP_NUMBER, /* one only before digits, and then ends nothing: "No. 10" */
  ST_STOP_DATE,   /* one only before a day or where the sentence goes on: "Jan. 6" */
  ST_STOP_INNER,  /* never ends a sentence: "vs." */
  ST_STOP_NAME,   /* ends one before a word that starts sentences: "U.S.", "Inc." */
  ST_STOP_LAST,   /* ends one before a capital: "etc." */
  ST_STOP_CLOCK,  /* the same, but for days, months and zones: "5 p.m. Friday" */
  ST_STOP_FULL,   /* a full stop */
  ST_STOP_STRONG, /* "!", "?" and others of their sort */
  ST_STOP_DOTS    /* an ellipsis */
};

enum { ST_ABBREVIATION_MAX = 6 }; /* bytes of the longest, without its last stop */

/* The sort of the abbreviation that `word` is, its last stop left out. */
enum st_stop_sort st_abbreviation(st_str word);

bool st_starts_sentences(st_str word); /* "The": after "U.S." it begins a new sentence */
bool st_follows_clock(st_str word);    /* "Friday", "April": belong to "5 p.m." */
bool st_is_speech_verb(st_str word);   /* "asked": “Why?” Biden asked. */
bool st_contracts(st_str word);        /* "it": "it's" is one token and no possessive */
bool st_takes_letter(st_str word);     /* "Plan": "Plan B." is no initial */

#endif
