/* 64-bit content hashes (XXH3): names of revisions, layers and findings, never secrets. */
#ifndef ST_BASE_HASH_H
#define ST_BASE_HASH_H

#include "base/str.h"

#include <stdint.h>

uint64_t st_hash(const void *p, size_t n);
/* Folds `more` into `h`; order matters. */
uint64_t st_hash_mix(uint64_t h, uint64_t more);
/* The same, faster, for hashes that no id is made of. */
static inline uint64_t st_hash_fold(uint64_t h, uint64_t more) {
  h = h * 0x9E3779B97F4A7C15u ^ more;
  h = (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
  h = (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
  return h ^ h >> 32;
}
static inline uint64_t st_hash_str(st_str s) { return st_hash(s.p, s.n); }

#endif
