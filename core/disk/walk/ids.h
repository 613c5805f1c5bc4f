/* Files and folders by device and inode: what was met already. */
#ifndef ST_DISK_WALK_IDS_H
#define ST_DISK_WALK_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct st_id {
  uint64_t dev, ino;
} st_id;

typedef struct st_id_slot {
  st_id id;
  uint32_t number; /* plus 1; 0 a free slot */
} st_id_slot;

/* Zero-initialise to begin with. */
typedef struct st_ids {
  st_id_slot *slots;
  size_t count, room;
} st_ids;

void st_ids_close(st_ids *ids);
/* Room for `count`; false when memory is out. */
bool st_ids_reserve(st_ids *ids, size_t count);
/* Takes up `id` as `number` and returns 1, or 0 where it was there, and `*found` is its number;
 * -1 when memory is out. */
int st_ids_add(st_ids *ids, st_id id, uint32_t number, uint32_t *found);

#endif
