#include "sync/idset.h"

#include <string.h>

#include "core/base/mem.h"

void
vs_idset_release(struct vs_idset *set)
{
    vs_free(set->slots);
    vs_free(set->used);
    memset(set, 0, sizeof(*set));
}

/* The slot where `id` is or belongs; there is always a free one. */
static size_t
place(const struct vs_idset *set, const struct vs_git_id *id)
{
    size_t at = (size_t)vs_get_u64(id->b) & (set->room - 1);

    while (set->used[at] && !vs_git_id_eq(&set->slots[at], id)) {
        at = (at + 1) & (set->room - 1);
    }
    return at;
}

static enum vs_code
grow(struct vs_idset *set, struct vs_err *err)
{
    struct vs_idset bigger = {0};

    bigger.room = set->room ? 2 * set->room : 1024;
    bigger.count = set->count;
    bigger.slots = vs_calloc(bigger.room, sizeof(*bigger.slots));
    bigger.used = vs_calloc(bigger.room, sizeof(*bigger.used));
    if (!bigger.slots || !bigger.used) {
        vs_idset_release(&bigger);
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < set->room; i++) {
        if (set->used[i]) {
            size_t at = place(&bigger, &set->slots[i]);

            bigger.slots[at] = set->slots[i];
            bigger.used[at] = true;
        }
    }
    vs_idset_release(set);
    *set = bigger;
    return VS_OK;
}

enum vs_code
vs_idset_add(bool *added, struct vs_idset *set, const struct vs_git_id *id, struct vs_err *err)
{
    size_t at;

    if (set->count >= set->room / 2) {
        enum vs_code code = grow(set, err);

        if (code != VS_OK) {
            return code;
        }
    }
    at = place(set, id);
    *added = !set->used[at];
    if (*added) {
        set->used[at] = true;
        set->slots[at] = *id;
        set->count++;
    }
    return VS_OK;
}
