#include "core/record/histories.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

struct ordering {
    struct vs_standing *list;
    struct vs_standing **by_id;    /* the one that counts first */
    struct vs_standing **by_place; /* by row and index; only those in their right place */
    struct vs_standing **tail;     /* of the list: by branch, within the feed at hand */
    size_t count, placed;
    const struct vs_history *rows;
    size_t row_count;
};

static int
cmp_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int
by_feed_cmp(const void *a, const void *b)
{
    const struct vs_standing *x = a, *y = b;
    int order = vs_hash_cmp(&x->feed, &y->feed);

    order = order ? order : cmp_u64(x->index, y->index);
    order = order ? order : vs_hash_cmp(&x->id, &y->id);
    return order ? order : cmp_u64((uint64_t)x->row, (uint64_t)y->row);
}

/* Of equal ids the readable one first, then the one that stands first. */
static int
by_id_cmp(const void *a, const void *b)
{
    const struct vs_standing *x = *(struct vs_standing *const *)a;
    const struct vs_standing *y = *(struct vs_standing *const *)b;
    int order = vs_hash_cmp(&x->feed, &y->feed);

    order = order ? order : vs_hash_cmp(&x->id, &y->id);
    if (order == 0 && x->readable != y->readable) {
        order = x->readable ? -1 : 1;
    }
    order = order ? order : cmp_u64(x->index, y->index);
    return order ? order : cmp_u64((uint64_t)x->row, (uint64_t)y->row);
}

static int
by_place_cmp(const void *a, const void *b)
{
    const struct vs_standing *x = *(struct vs_standing *const *)a;
    const struct vs_standing *y = *(struct vs_standing *const *)b;
    int order = cmp_u64((uint64_t)x->row, (uint64_t)y->row);

    return order ? order : cmp_u64(x->index, y->index);
}

static bool
same_leaf(const struct vs_standing *a, const struct vs_standing *b)
{
    return vs_hash_eq(&a->feed, &b->feed) && vs_hash_eq(&a->id, &b->id);
}

static const struct vs_history *
row_of(const struct ordering *o, int64_t row)
{
    for (size_t i = 0; i < o->row_count; i++) {
        if (o->rows[i].row == row) {
            return &o->rows[i];
        }
    }
    return NULL;
}

/* What stands last before `index` in the history that ends in `row`; NULL. */
static struct vs_standing *
before(const struct ordering *o, int64_t row, uint64_t index)
{
    const struct vs_history *at = row_of(o, row);

    while (at) {
        size_t low = 0, high = o->placed;

        while (low < high) {
            size_t middle = low + (high - low) / 2;
            const struct vs_standing *x = o->by_place[middle];

            if (x->row < at->row || (x->row == at->row && x->index < index)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low > 0 && o->by_place[low - 1]->row == at->row) {
            return o->by_place[low - 1];
        }
        index = at->start < index ? at->start : index;
        at = at->parent ? row_of(o, at->parent) : NULL;
    }
    return NULL;
}

/* The one of its leaf that counts. */
static struct vs_standing *
first_of(const struct ordering *o, const struct vs_standing *x)
{
    size_t low = 0, high = o->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct vs_standing *y = o->by_id[middle];
        int order = vs_hash_cmp(&y->feed, &x->feed);

        order = order ? order : vs_hash_cmp(&y->id, &x->id);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return o->by_id[low];
}

/* What each leaf follows, in every history in which it stands in its place. */
static void
find_causes(struct ordering *o, struct vs_hash *pool)
{
    struct vs_hash *room = pool;

    for (size_t i = 0; i < o->count;) {
        struct vs_standing *first = o->by_id[i];

        first->after = room;
        for (; i < o->count && same_leaf(o->by_id[i], first); i++) {
            const struct vs_standing *cause;
            bool known = false;

            if (o->by_id[i]->index != first->index) {
                continue;
            }
            cause = before(o, o->by_id[i]->row, first->index);
            for (size_t k = 0; cause && k < first->after_count; k++) {
                known = known || vs_hash_eq(&first->after[k], &cause->id);
            }
            if (cause && !known) {
                *room++ = cause->id;
                first->after_count++;
            }
        }
    }
}

/* Leaves that follow each other share a branch; it decides nothing but saves room. */
static void
find_branches(struct ordering *o)
{
    uint32_t next = 0;

    for (size_t i = 0; i < o->count; i++) {
        struct vs_standing *x = &o->list[i];
        bool joined = false;

        if (i == 0 || !vs_hash_eq(&o->list[i - 1].feed, &x->feed)) {
            next = 0;
        }
        if (!x->used) {
            continue;
        }
        for (size_t k = 0; !joined && k < x->after_count; k++) {
            struct vs_standing key = {.feed = x->feed, .id = x->after[k]};
            const struct vs_standing *cause = first_of(o, &key);

            joined = o->tail[cause->branch] == cause;
            x->branch = cause->branch;
        }
        if (!joined) {
            x->branch = next++;
        }
        o->tail[x->branch] = x;
    }
}

bool
vs_standing_same(const struct vs_standing *a, const struct vs_standing *b)
{
    return a->index == b->index && same_leaf(a, b);
}

/* A leaf that stands in several histories is one leaf: what a closing fixes in one of them is not
 * cut, whichever of them came first. */
static void
cut_alike(struct vs_standing *list, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        bool cut = true;

        for (end = i; end < count && vs_standing_same(&list[end], &list[i]); end++) {
            cut = cut && list[end].cut;
        }
        for (size_t k = i; k < end; k++) {
            list[k].cut = cut;
            list[k].place = k;
        }
    }
}

enum vs_code
vs_histories(struct vs_standing *list, size_t count, const struct vs_history *rows,
             size_t row_count, struct vs_hash **pool, struct vs_err *err)
{
    struct ordering o = {.list = list, .count = count, .rows = rows, .row_count = row_count};
    enum vs_code code = VS_OK;

    *pool = vs_calloc(count + 1, sizeof(**pool));
    o.by_id = vs_calloc(count + 1, sizeof(*o.by_id));
    o.by_place = vs_calloc(count + 1, sizeof(*o.by_place));
    o.tail = vs_calloc(count + 1, sizeof(*o.tail));
    if (!*pool || !o.by_id || !o.by_place || !o.tail) {
        code = vs_fail_memory(err);
        goto out;
    }
    if (count > 0) {
        qsort(list, count, sizeof(*list), by_feed_cmp);
        cut_alike(list, count);
    }
    for (size_t i = 0; i < count; i++) {
        list[i].used = false;
        list[i].after_count = 0;
        o.by_id[i] = &list[i];
    }
    if (count > 0) {
        qsort(o.by_id, count, sizeof(*o.by_id), by_id_cmp);
    }
    for (size_t i = 0, first = 0; i < count; i++) {
        first = i > 0 && same_leaf(o.by_id[i], o.by_id[first]) ? first : i;
        o.by_id[i]->used = i == first;
        if (o.by_id[i]->index == o.by_id[first]->index) {
            o.by_place[o.placed++] = o.by_id[i];
        }
    }
    if (o.placed > 0) {
        qsort(o.by_place, o.placed, sizeof(*o.by_place), by_place_cmp);
    }
    find_causes(&o, *pool);
    find_branches(&o);
out:
    vs_free(o.by_id);
    vs_free(o.by_place);
    vs_free(o.tail);
    if (code != VS_OK) {
        vs_free(*pool);
        *pool = NULL;
    }
    return code;
}
