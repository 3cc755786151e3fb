#include "core/base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static unsigned long fail_at;
static unsigned long made;

static int
refused(void)
{
    made++;
    return fail_at != 0 && made >= fail_at;
}

void *
vs_malloc(size_t size)
{
    return refused() ? NULL : malloc(size ? size : 1);
}

void *
vs_calloc(size_t count, size_t size)
{
    return refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *
vs_realloc(void *old, size_t size)
{
    return refused() ? NULL : realloc(old, size ? size : 1);
}

void *
vs_realloc_array(void *old, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return vs_realloc(old, count * size);
}

char *
vs_strndup(const char *text, size_t len)
{
    char *copy = vs_malloc(len + 1);

    if (copy) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

char *
vs_strdup(const char *text)
{
    return vs_strndup(text, strlen(text));
}

void
vs_free(void *p)
{
    free(p);
}

#define HUGE_PAGE ((size_t)2 << 20) /* of most machines; of others the kernel does what it can */

void
vs_heap_ready(size_t bytes)
{
#ifdef MADV_POPULATE_WRITE
    char *block;
    uintptr_t at;

    /* Neither a mapping of its own nor given back, so that all that follows is cut from it. */
    if (mallopt(M_MMAP_THRESHOLD, (int)(4 * HUGE_PAGE)) != 1 ||
        mallopt(M_TRIM_THRESHOLD, (int)(4 * HUGE_PAGE)) != 1) {
        return;
    }
    block = malloc(2 * HUGE_PAGE);
    if (!block) {
        return;
    }
    /* Before anything in it is touched. */
    at = (uintptr_t)block + HUGE_PAGE - (uintptr_t)block % HUGE_PAGE;
    (void)madvise((void *)at, HUGE_PAGE, MADV_HUGEPAGE);
    (void)madvise((void *)at, bytes, MADV_POPULATE_WRITE);
    /* What lies before it stays taken, so that it is used: untouched that costs nothing. */
    block = realloc(block, at - (uintptr_t)block);
    (void)block;
#else
    (void)bytes;
#endif
}

void
vs_mem_fail_at(unsigned long n)
{
    fail_at = n;
    made = 0;
}

unsigned long
vs_mem_count(void)
{
    return made;
}
