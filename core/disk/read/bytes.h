/* A file's bytes as text, whatever their encoding. */
#ifndef ST_DISK_READ_BYTES_H
#define ST_DISK_READ_BYTES_H

#include "disk/read/sink.h"
#include "text/decode.h"

/* What is noted of bytes that end inside a character. */
extern const char ST_BYTES_CUT[];

/* The bytes as UTF-8, borrowed from them or from the sink; false where they are no text, and then
 * it is noted. A byte-order mark stays where the bytes stay what they are. */
bool st_sink_decode(st_sink *sink, const st_file *file, uint32_t line, st_str bytes,
                       st_str *text, bool *decoded);
/* Nothing but white space. */
bool st_text_blank(st_str text);
/* The bytes from this encoding as UTF-8, borrowed from the sink; false where memory ran out. */
bool st_sink_decode_as(st_sink *sink, st_str bytes, enum st_encoding encoding, st_str *text);
/* How many bytes of UTF-8 there are before a character that the end cuts; 0 where it is not so.
 * One character must be whole, or it could as well be Windows-1252. */
size_t st_bytes_before_cut(st_str bytes);

#endif
