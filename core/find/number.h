/* Numbers as JSON has them. */
#ifndef ST_FIND_NUMBER_H
#define ST_FIND_NUMBER_H

#include "base/buf.h"

/* The shortest digits that read back as the same number, whole numbers without a point; not for
 * what is no finite number. */
void st_number_add(double value, st_buf *out);

#endif
