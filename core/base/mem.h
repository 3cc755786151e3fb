/*
 * Allocation. Everything in this program allocates through here, so that the tests can make the
 * n-th allocation fail and see that nothing is lost (tests/anomaly).
 */
#ifndef VS_CORE_BASE_MEM_H
#define VS_CORE_BASE_MEM_H

#include <stddef.h>

/* As malloc/calloc/realloc of the standard library; NULL on failure. Free with vs_free. */
void *vs_malloc(size_t size) __attribute__((malloc, warn_unused_result));
void *vs_calloc(size_t count, size_t size) __attribute__((malloc, warn_unused_result));
void *vs_realloc(void *old, size_t size) __attribute__((warn_unused_result));

/* Grows an array of `count` elements of `size` bytes; checks the product. NULL on failure, old
 * kept. */
void *vs_realloc_array(void *old, size_t count, size_t size) __attribute__((warn_unused_result));

/* A zero-terminated copy of a string or of `len` bytes of it; NULL on failure. */
char *vs_strdup(const char *text) __attribute__((malloc, warn_unused_result));
char *vs_strndup(const char *text, size_t len) __attribute__((malloc, warn_unused_result));

/* Accepts NULL. */
void vs_free(void *p);

/*
 * Asks the kernel for `bytes` of heap in one go, as one huge page where it gives such. Touched one
 * at a time each page is a fault, and those of the few hundred pages of a short question cost more
 * than the question where a fault is dear: in a virtual machine 14 microseconds, against 150 for a
 * huge page. For a process that ends soon, and once: what it frees is kept. Nothing depends on
 * whether it works.
 */
void vs_heap_ready(size_t bytes);

/* Tests only: the n-th allocation from now on (1 = the next) fails, and all after it; 0 = never. */
void vs_mem_fail_at(unsigned long n);

/* Tests only: allocations made since the last vs_mem_fail_at. */
unsigned long vs_mem_count(void);

#endif
