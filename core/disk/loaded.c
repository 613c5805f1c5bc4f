#include "disk/loaded.h"

size_t st_loaded_find(const st_loaded *items, size_t count, st_str doc, bool *there) {
  size_t low = 0, high = count;
  *there = false;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    int c = st_str_compare(st_revision_doc(items[mid].revision), doc);
    if (c == 0) *there = true;
    if (c >= 0)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}
