/* The pack: a snapshot of all that rules are made of, read once by the main process, so that a
 * worker opens no file and what runs is what was hashed. */
#ifndef ST_ENGINE_PACK_H
#define ST_ENGINE_PACK_H

#include "engine/wire/wire.h"

typedef struct st_pack st_pack;

st_pack *st_pack_open(void); /* owned by the caller; null when memory is out */
void st_pack_close(st_pack *pack);

/* Adds the files of `dir` that end in .lua, .txt or .tsv as PREFIX/their path below it, shown as
 * SHOWN/that path; a file already there is replaced. Hidden ones are left out. What is in the
 * folder and cannot be read is left out too: a rule then fails to load and says why, the rest is
 * noted. ST_EIO names the folder, ST_ENOMEM. */
int st_pack_add_dir(st_pack *pack, const char *dir, const char *prefix, const char *shown,
                    st_error *e);
int st_pack_add_file(st_pack *pack, st_str path, st_str shown, st_str bytes, st_error *e);

/* Nothing where there is no such file. */
void st_pack_remove(st_pack *pack, st_str path);

/* Whether the file stands for one of an earlier folder. */
bool st_pack_stands(const st_pack *pack, st_str path);
/* Puts back the file of an earlier folder that the present one stands for. False: there is none. */
bool st_pack_restore(st_pack *pack, st_str path);

/* Something could not be read for a reason that may pass by itself. */
bool st_pack_unsure(const st_pack *pack);
/* Lines on what was left out, a NUL after each; borrowed. */
st_str st_pack_notes(const st_pack *pack);

/* Sorted by path; borrowed until the pack changes. */
const st_pack_file *st_pack_files(st_pack *pack, uint32_t *count);
/* Null where there is none. */
const st_pack_file *st_pack_find(st_pack *pack, st_str path);
/* Of all files below a prefix. */
uint64_t st_pack_hash(st_pack *pack, st_str prefix);

#endif
