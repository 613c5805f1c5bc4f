/* On which row of a wrapped line something stands, as libedit wraps. */
#ifndef ST_LINE_ROWS_H
#define ST_LINE_ROWS_H

#include <stddef.h>
#include <wchar.h>

/* The row, from 0, on which what comes behind these characters is drawn. `indent`: columns of the
 * first row that the prompt takes. A character of two columns that does not fit the end of a row
 * goes to the next one. */
size_t st_rows_before(const wchar_t *text, size_t n, size_t indent, size_t columns);

#endif
