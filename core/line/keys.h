/* Bytes from a terminal, cut into keys. A key that is not whole yet is waited for. */
#ifndef ST_LINE_KEYS_H
#define ST_LINE_KEYS_H

#include "base/buf.h"

enum st_key {
  ST_KEY_NONE,    /* nothing whole is there: more bytes have to come */
  ST_KEY_TEXT,    /* one character, in UTF-8 */
  ST_KEY_CONTROL, /* one byte below 0x20, or 0x7f */
  ST_KEY_ESCAPE,  /* Esc with what follows it: a sequence, or Alt and a character */
  ST_KEY_PASTE,   /* what was pasted, as it came; a piece of it where it is long */
  ST_KEY_LONE     /* Esc alone, or bytes that are no UTF-8: to be left out */
};

typedef struct st_typing {
  st_buf bytes;
  size_t at;     /* of the first that was not taken */
  bool pasting;  /* between the marks that a terminal sets around what is pasted */
} st_typing;

void st_typing_close(st_typing *k);
void st_typing_add(st_typing *k, const char *p, size_t n);
/* Takes the next key; `*key` is borrowed until bytes are added. `late`: what is there is all that
 * will come of it, a lone Esc is one. */
enum st_key st_typing_next(st_typing *k, bool late, st_str *key);
/* Something is there that is no whole key. */
bool st_typing_waiting(const st_typing *k);

/* Whether a sequence that begins with ESC is one that libedit acts on: of others it would type the
 * rest. */
bool st_key_is_bound(st_str key);

/* Adds a pasted text as it is to be typed: rows end in a line feed, where terminals send a carriage
 * return; tabs, which would be drawn but not as typed, are two blanks; no control characters. */
void st_key_pasted(st_str key, st_buf *out);

#endif
