/* What walk.c and same.c share. */
#ifndef ST_DISK_WALK_WALK_OWN_H
#define ST_DISK_WALK_WALK_OWN_H

#include "disk/walk/walk.h"

/* Of files reached twice one stays, under the name that sorts first. ST_ENOMEM. */
int st_walk_keep_one(st_walk *walk, st_error *e);

#endif
