/* Sizes of a feed whose root is to be known when its tree has grown that far (audit_priv.h). */
#include <stdlib.h>

#include "core/audit/audit_priv.h"
#include "core/base/mem.h"

enum vs_code
vs_audit_points_add(struct vs_audit_points *points, uint64_t size, struct vs_err *err)
{
    if (points->count > 0 && points->list[points->count - 1].size == size) {
        return VS_OK;
    }
    if (points->count == points->room) {
        size_t room = points->room ? 2 * points->room : 16;
        struct vs_audit_point *list = vs_realloc_array(points->list, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        points->list = list;
        points->room = room;
    }
    points->list[points->count].size = size;
    points->list[points->count].known = false;
    points->count++;
    return VS_OK;
}

static int
by_size(const void *a, const void *b)
{
    uint64_t x = ((const struct vs_audit_point *)a)->size;
    uint64_t y = ((const struct vs_audit_point *)b)->size;

    return x < y ? -1 : x > y;
}

void
vs_audit_points_sort(struct vs_audit_points *points)
{
    if (points->count > 0) {
        qsort(points->list, points->count, sizeof(*points->list), by_size);
    }
}

void
vs_audit_points_reach(struct vs_audit_points *points, const struct vs_merkle *tree)
{
    while (points->next < points->count && points->list[points->next].size <= tree->size) {
        struct vs_audit_point *point = &points->list[points->next++];

        if (point->size == tree->size) {
            vs_merkle_root(&point->root, tree);
            point->known = true;
        }
    }
}

const struct vs_hash *
vs_audit_points_root(const struct vs_audit_points *points, uint64_t size)
{
    size_t low = 0, high = points->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (points->list[middle].size < size) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < points->count && points->list[low].size == size && points->list[low].known
               ? &points->list[low].root
               : NULL;
}

void
vs_audit_points_release(struct vs_audit_points *points)
{
    vs_free(points->list);
}
