#include "disk/walk/ids.h"

#include "base/alloc.h"

/* Files made together have inodes in a row: runs of 64 stay together, which memory likes. */
static size_t slot_of(const st_id_slot *slots, size_t room, st_id id) {
  uint64_t run = ((id.ino >> 6) + id.dev * 31) * 0x9E3779B97F4A7C15u;
  size_t i = (size_t)(run >> 20 << 6 | (id.ino & 63)) & (room - 1);
  while (slots[i].number && (slots[i].id.dev != id.dev || slots[i].id.ino != id.ino))
    i = (i + 1) & (room - 1);
  return i;
}

static bool widen(st_ids *ids, size_t room) {
  st_id_slot *slots = st_calloc(room, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < ids->room; i++)
    if (ids->slots[i].number) slots[slot_of(slots, room, ids->slots[i].id)] = ids->slots[i];
  st_free(ids->slots);
  ids->slots = slots;
  ids->room = room;
  return true;
}

bool st_ids_reserve(st_ids *ids, size_t count) {
  size_t room = ids->room ? ids->room : 64;
  while (room / 2 <= count) room *= 2;
  return room <= ids->room || widen(ids, room);
}

void st_ids_close(st_ids *ids) {
  st_free(ids->slots);
  *ids = (st_ids){0};
}

int st_ids_add(st_ids *ids, st_id id, uint32_t number, uint32_t *found) {
  if (ids->count * 2 >= ids->room && !st_ids_reserve(ids, ids->count * 2)) return -1;
  st_id_slot *slot = &ids->slots[slot_of(ids->slots, ids->room, id)];
  if (slot->number) {
    *found = slot->number - 1;
    return 0;
  }
  *slot = (st_id_slot){id, number + 1};
  ids->count++;
  return 1;
}
