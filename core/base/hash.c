#include "base/hash.h"

#include <xxhash.h>

uint64_t st_hash(const void *p, size_t n) { return XXH3_64bits(n ? p : "", n); }

uint64_t st_hash_mix(uint64_t h, uint64_t more) {
  uint64_t both[2] = {h, more};
  return XXH3_64bits(both, sizeof both);
}
