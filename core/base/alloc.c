#include "base/alloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

static _Atomic long left_before_failing = -1;

void st_alloc_fail_after(long n) { atomic_store(&left_before_failing, n); }

static int refused(void) {
  long left = atomic_load_explicit(&left_before_failing, memory_order_relaxed);
  if (left < 0) return 0;
  if (left == 0) return 1;
  atomic_fetch_sub(&left_before_failing, 1);
  return 0;
}

void *st_malloc(size_t size) { return refused() ? NULL : malloc(size ? size : 1); }

void *st_calloc(size_t count, size_t size) {
  return refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *st_realloc(void *p, size_t size) { return refused() ? NULL : realloc(p, size ? size : 1); }

void *st_grow(void *p, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return NULL;
  return st_realloc(p, count * size);
}

char *st_strndup(const char *s, size_t n) {
  char *copy = st_malloc(n + 1);
  if (!copy) return NULL;
  if (n) memcpy(copy, s, n);
  copy[n] = '\0';
  return copy;
}

void st_free(void *p) { free(p); }

void st_alloc_share(void) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
#endif
}

void st_alloc_trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
