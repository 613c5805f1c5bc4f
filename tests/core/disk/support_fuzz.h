/* What must hold of whatever a format found in any bytes. */
#ifndef SUPPORT_FUZZ_H
#define SUPPORT_FUZZ_H

#include "disk/format/page.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts where the text is not UTF-8, its blocks are not sorted within it, or metadata are not. */
void fuzz_check_page(const st_page *page, st_str text);
void fuzz_check(int holds);

#endif
