#include "core/record/touched.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

/* Open addressing; ids are positive, 0 marks a free place. A list beside it keeps the order. */
struct vs_touched {
    int64_t *places;
    size_t mask; /* places - 1, a power of two less one */
    int64_t *list;
    size_t count;
};

static size_t
place_of(const struct vs_touched *set, int64_t id)
{
    size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15ULL >> 20) & set->mask;

    while (set->places[at] != 0 && set->places[at] != id) {
        at = (at + 1) & set->mask;
    }
    return at;
}

static bool
grow(struct vs_touched *set)
{
    size_t places = set->places ? 2 * (set->mask + 1) : 16;
    int64_t *fresh = vs_calloc(places, sizeof(*fresh));
    int64_t *list = vs_realloc_array(set->list, places, sizeof(*list));

    if (list) {
        set->list = list;
    }
    if (!fresh || !list) {
        vs_free(fresh);
        return false;
    }
    vs_free(set->places);
    set->places = fresh;
    set->mask = places - 1;
    for (size_t i = 0; i < set->count; i++) {
        set->places[place_of(set, set->list[i])] = set->list[i];
    }
    return true;
}

struct vs_touched *
vs_touched_new(void)
{
    struct vs_touched *set = vs_calloc(1, sizeof(*set));

    if (set && !grow(set)) {
        vs_touched_free(set);
        return NULL;
    }
    return set;
}

void
vs_touched_free(struct vs_touched *set)
{
    if (set) {
        vs_free(set->places);
        vs_free(set->list);
        vs_free(set);
    }
}

void
vs_touched_clear(struct vs_touched *set)
{
    if (set) {
        memset(set->places, 0, (set->mask + 1) * sizeof(*set->places));
        set->count = 0;
    }
}

bool
vs_touched_add(struct vs_touched *set, int64_t id)
{
    size_t at = place_of(set, id);

    if (set->places[at] == id) {
        return true;
    }
    if (set->count + 1 > set->mask / 2) {
        if (!grow(set)) {
            return false;
        }
        at = place_of(set, id);
    }
    set->places[at] = id;
    set->list[set->count++] = id;
    return true;
}

bool
vs_touched_has(const struct vs_touched *set, int64_t id)
{
    return set->places[place_of(set, id)] == id;
}

bool
vs_touched_empty(const struct vs_touched *set)
{
    return set->count == 0;
}

static int
greater_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? 1 : -(x > y);
}

void
vs_touched_sort(struct vs_touched *set)
{
    qsort(set->list, set->count, sizeof(*set->list), greater_first);
}

bool
vs_touched_pop(struct vs_touched *set, int64_t *id)
{
    if (set->count == 0) {
        return false;
    }
    *id = set->list[--set->count];
    /* Taking the last one out of a probe chain could hide others, so an emptied set is swept. */
    if (set->count == 0) {
        memset(set->places, 0, (set->mask + 1) * sizeof(*set->places));
    }
    return true;
}
