#include "core/base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
