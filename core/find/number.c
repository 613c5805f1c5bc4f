#include "find/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void st_number_add(double value, st_buf *out) {
  char text[40];
  if (value == floor(value) && fabs(value) < 1e15) {
    st_buf_addf(out, "%lld", (long long)value);
    return;
  }
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (strtod(text, NULL) == value) break;
  }
  st_buf_addz(out, text);
}
