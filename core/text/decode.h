/* From the bytes on disk to well-formed UTF-8. */
#ifndef ST_TEXT_DECODE_H
#define ST_TEXT_DECODE_H

#include "base/buf.h"
#include "base/error.h"

enum st_encoding { ST_UTF8, ST_UTF8_BOM, ST_UTF16_LE, ST_UTF16_BE, ST_CP1252 };

/* Length of the longest well-formed prefix; equals n where all is UTF-8. */
size_t st_utf8_valid(const char *p, size_t n);

/* What the bytes are: a BOM decides; else UTF-8 where it is well-formed, else Windows-1252. */
enum st_encoding st_encoding_of(st_str bytes);
const char *st_encoding_name(enum st_encoding encoding); /* "UTF-8", "UTF-16LE", "Windows-1252" */

/* Appends the text to `out`. For ST_UTF8, as st_encoding_of found it, this is a copy; for
 * ST_UTF8_BOM too, the BOM kept (offsets count it), but a byte that is not UTF-8 becomes U+FFFD,
 * and then the text has other offsets than the bytes: compare the lengths. For others the BOM is
 * left out, lone surrogates and undefined bytes become U+FFFD. ST_ENOMEM. */
int st_decode(st_str source, enum st_encoding encoding, st_buf *out, st_error *e);

#endif
