/* The one place that asks the system for memory, so that tests can make any request fail. */
#ifndef ST_BASE_ALLOC_H
#define ST_BASE_ALLOC_H

#include <stddef.h>

/* Owned by the caller, released with st_free. Null when memory is out; st_malloc(0) is not null. */
void *st_malloc(size_t size);
void *st_calloc(size_t count, size_t size);
void *st_realloc(void *p, size_t size);
/* Room for `count` items of `size` bytes; null also where the product does not fit. */
void *st_grow(void *p, size_t count, size_t size);
/* A copy with a NUL after it. */
char *st_strndup(const char *s, size_t n);
void st_free(void *p);

/* For tests: the allocation after `n` more ones fails, and every one after it; negative: never. */
void st_alloc_fail_after(long n);

/* Gives back to the system what is free, where the system's allocator keeps it. */
void st_alloc_trim(void);
/* For a process that stays: its threads share what is free, rather than keep some each. Before the
 * first of them is started. */
void st_alloc_share(void);

#endif
