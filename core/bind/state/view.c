#include "bind/state/state.h"

const st_pack_file *st_pack_view_find(const st_pack_view *pack, st_str path) {
  uint32_t low = 0, high = pack->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = st_str_compare(pack->files[middle].path, path);
    if (order == 0) return &pack->files[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}
