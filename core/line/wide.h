/* UTF-8, as all of stemma has it, and the wide characters that libedit takes. The locale is one of
 * UTF-8. */
#ifndef ST_LINE_WIDE_H
#define ST_LINE_WIDE_H

#include "base/buf.h"

#include <wchar.h>

/* Appends wide characters as UTF-8. */
void st_wide_narrow(const wchar_t *wide, size_t n, st_buf *out);
/* Owned by the caller; null when memory is out. Bytes that are no UTF-8 are left out. */
wchar_t *st_wide_widen(st_str text);
/* How many columns they take; what stands between two U+0001 takes none. */
size_t st_wide_columns(const wchar_t *wide, size_t n);

#endif
