/* What Unicode 15.0 says about a code point, as far as tokens and sentences need it.
 *
 * One 16-bit value a code point holds three properties:
 *
 *   bits 0-4 Word_Break   5 Extended_Pictographic   6-9 Sentence_Break   10-13 kind
 *
 * found through two stages: st_ucd_stage1 names a block of 128 code points, st_ucd_stage2 holds,
 * per block, numbers of values. tables.lua writes them at build time. */
#ifndef ST_TEXT_UCD_H
#define ST_TEXT_UCD_H

#include <stdint.h>

enum st_wb { /* Word_Break of UAX #29 */
             ST_WB_OTHER,
             ST_WB_CR,
             ST_WB_LF,
             ST_WB_NEWLINE,
             ST_WB_EXTEND,
             ST_WB_ZWJ,
             ST_WB_FORMAT,
             ST_WB_REGIONAL_INDICATOR,
             ST_WB_KATAKANA,
             ST_WB_HEBREW_LETTER,
             ST_WB_ALETTER,
             ST_WB_SINGLE_QUOTE,
             ST_WB_DOUBLE_QUOTE,
             ST_WB_MIDNUMLET,
             ST_WB_MIDLETTER,
             ST_WB_MIDNUM,
             ST_WB_NUMERIC,
             ST_WB_EXTENDNUMLET,
             ST_WB_WSEGSPACE
};

enum st_sb { /* Sentence_Break of UAX #29 */
             ST_SB_OTHER,
             ST_SB_CR,
             ST_SB_LF,
             ST_SB_SEP,
             ST_SB_EXTEND,
             ST_SB_FORMAT,
             ST_SB_SP,
             ST_SB_LOWER,
             ST_SB_UPPER,
             ST_SB_OLETTER,
             ST_SB_NUMERIC,
             ST_SB_ATERM,
             ST_SB_STERM,
             ST_SB_CLOSE,
             ST_SB_SCONTINUE
};

enum st_kind { /* General_Category, grouped */
               ST_KIND_NONE,
               ST_KIND_UPPER,
               ST_KIND_LOWER,
               ST_KIND_TITLE,
               ST_KIND_LETTER,
               ST_KIND_MARK,
               ST_KIND_DIGIT,  /* Nd */
               ST_KIND_NUMBER, /* Nl, No: "½", "Ⅳ" */
               ST_KIND_OPEN,
               ST_KIND_CLOSE, /* brackets */
               ST_KIND_PUNCT,
               ST_KIND_SYMBOL,
               ST_KIND_SPACE,  /* White_Space */
               ST_KIND_CONTROL /* Cc that is no white space, Cf */
};

enum st_byte { /* what the first look at a byte tells; a run of a word has bits 0 to 3 */
               ST_BYTE_OTHER = 0,
               ST_BYTE_UPPER = 1,
               ST_BYTE_LOWER = 2,
               ST_BYTE_DIGIT = 4,
               ST_BYTE_JOINS = 8,
               ST_BYTE_SPACE = 16,  /* control characters too */
               ST_BYTE_MIDDLE = 32, /* may stand inside a word or a number: . ' : , ; */
               ST_BYTE_HIGH = 64,   /* not ASCII */
               ST_BYTE_LETTER = ST_BYTE_UPPER | ST_BYTE_LOWER,
               ST_BYTE_RUN = ST_BYTE_LETTER | ST_BYTE_DIGIT | ST_BYTE_JOINS
};

extern const char st_ucd_version[];
extern const uint16_t st_ucd_values[], st_ucd_stage1[];
extern const uint8_t st_ucd_stage2[];
extern const uint8_t st_byte_class[256];

/* `c` is at most 0x10FFFF. */
static inline unsigned st_ucd(uint32_t c) {
  return st_ucd_values[st_ucd_stage2[(unsigned)st_ucd_stage1[c >> 7] << 7 | (c & 127)]];
}

static inline enum st_wb st_ucd_wb(unsigned value) { return (enum st_wb)(value & 31); }
static inline int st_ucd_pictographic(unsigned value) { return value >> 5 & 1; }
static inline enum st_sb st_ucd_sb(unsigned value) { return (enum st_sb)(value >> 6 & 15); }
static inline enum st_kind st_ucd_kind(unsigned value) { return (enum st_kind)(value >> 10); }

#endif
