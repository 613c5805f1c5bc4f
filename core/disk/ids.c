#include "disk/ids.h"

#include "base/alloc.h"
#include "base/hash.h"

static size_t slot_of(const st_id_slot *slots, size_t room, st_id id) {
  size_t i = (size_t)st_hash_mix(id.dev, id.ino) & (room - 1);
  while (slots[i].number && (slots[i].id.dev != id.dev || slots[i].id.ino != id.ino))
    i = (i + 1) & (room - 1);
  return i;
}

static bool widen(st_ids *ids) {
  size_t room = ids->room ? ids->room * 2 : 64;
  st_id_slot *slots = st_calloc(room, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < ids->room; i++)
    if (ids->slots[i].number) slots[slot_of(slots, room, ids->slots[i].id)] = ids->slots[i];
  st_free(ids->slots);
  ids->slots = slots;
  ids->room = room;
  return true;
}

void st_ids_close(st_ids *ids) {
  st_free(ids->slots);
  *ids = (st_ids){0};
}

int st_ids_add(st_ids *ids, st_id id, uint32_t number, uint32_t *found) {
  if (ids->count * 2 >= ids->room && !widen(ids)) return -1;
  st_id_slot *slot = &ids->slots[slot_of(ids->slots, ids->room, id)];
  if (slot->number) {
    *found = slot->number - 1;
    return 0;
  }
  *slot = (st_id_slot){id, number + 1};
  ids->count++;
  return 1;
}
