#include "text/work.h"

#include "base/alloc.h"

bool st_work_room(void **items, uint32_t *room, uint32_t count, uint32_t more, size_t size) {
  if (*room - count >= more) return true;
  uint64_t wanted = (uint64_t)*room * 2 < 64 ? 64 : (uint64_t)*room * 2;
  if (wanted > UINT32_MAX) wanted = UINT32_MAX;
  if (wanted - count < more) return false;
  void *p = st_grow(*items, wanted, size);
  if (!p) return false;
  *items = p;
  *room = (uint32_t)wanted;
  return true;
}
