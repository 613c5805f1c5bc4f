/* 64-bit content hashes (XXH3): names of revisions, layers and findings, never secrets. */
#ifndef ST_BASE_HASH_H
#define ST_BASE_HASH_H

#include "base/str.h"

#include <stdint.h>

uint64_t st_hash(const void *p, size_t n);
/* Folds `more` into `h`; order matters. */
uint64_t st_hash_mix(uint64_t h, uint64_t more);
static inline uint64_t st_hash_str(st_str s) { return st_hash(s.p, s.n); }

#endif
