/* Rules 2 and 3 of an invitation (FORMAT.md 7.4): into a case of which nothing was known, judged
 * when all its keys have come (invitations_priv.h). */
#include "core/record/admit.h"
#include "core/record/invitations_priv.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/events.h"

static enum vs_code
count_channel(void *payload, const struct vs_channel_row *row, struct vs_err *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

enum vs_code
vs_joining_is_known(bool *known, struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    size_t channels = 0;
    enum vs_code code =
        vs_channel_each_of_case(store->ledger, case_leaf, count_channel, &channels, err);

    *known = channels > 0;
    return code;
}

int
vs_joining_compare(const void *a, const void *b)
{
    const struct vs_joining *x = a, *y = b;

    if (x->case_leaf != y->case_leaf) {
        return x->case_leaf < y->case_leaf ? -1 : 1;
    }
    return x->box.leaf < y->box.leaf ? -1 : x->box.leaf > y->box.leaf;
}

enum vs_code
vs_joining_note(struct vs_joinings *joinings, struct vs_store *store, const struct vs_box_row *box,
                int64_t case_leaf, struct vs_err *err)
{
    struct vs_joining *list;
    bool known = false;
    enum vs_code code = VS_OK;

    if (!vs_touched_has(joinings->cases, case_leaf)) {
        code = vs_joining_is_known(&known, store, case_leaf, err);
    }
    if (code != VS_OK || known) {
        return code;
    }
    list = vs_realloc_array(joinings->list, joinings->count + 1, sizeof(*list));
    if (!list || !vs_touched_add(joinings->cases, case_leaf)) {
        joinings->list = list ? list : joinings->list;
        return vs_fail_memory(err);
    }
    joinings->list = list;
    list += joinings->count++;
    list->case_leaf = case_leaf;
    list->box = *box;
    return VS_OK;
}

enum vs_code
vs_joining_admits(unsigned *role, struct vs_store *store, const struct vs_joining *joining,
                  size_t count, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    enum vs_code code = vs_casefile_load(&file, store, joining->case_leaf, VS_INSTANT_NEVER, err);

    *role = 0;
    for (size_t i = 0; code == VS_OK && *role != VS_KEY_FULL && i < count; i++) {
        bool admits;

        code = vs_admit(&admits, store, file, joining[i].box.leaf, joining[i].box.invitation.role,
                        err);
        if (code == VS_OK && admits) {
            *role = joining[i].box.invitation.role;
        }
    }
    vs_casefile_free(file);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* Nothing of the case is used, or nothing but its facts; what gave more waits for more leaves. */
static enum vs_code
leave_out(struct vs_store *store, const struct vs_joining *joining, size_t count, unsigned role,
          struct vs_err *err)
{
    const struct vs_hash *case_id = &joining->box.invitation.case_id;
    enum vs_code code = role == 0
                            ? vs_case_unlearn(store->ledger, joining->case_leaf, case_id, err)
                            : vs_case_keep_facts(store->ledger, joining->case_leaf, case_id, err);

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        if (role == 0 || joining[i].box.invitation.role == VS_KEY_FULL) {
            code = vs_box_insert(store->ledger, &joining[i].box, err);
        }
    }
    return code;
}

void
vs_joining_forget(struct vs_joinings *joinings)
{
    if (joinings->list) {
        vs_wipe(joinings->list, joinings->count * sizeof(*joinings->list));
    }
    vs_free(joinings->list);
    joinings->list = NULL;
    joinings->count = 0;
}

enum vs_code
vs_joining_settle(struct vs_joinings *joinings, struct vs_store *store, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    size_t count;

    if (joinings->count > 1) {
        qsort(joinings->list, joinings->count, sizeof(*joinings->list), vs_joining_compare);
    }
    for (size_t i = 0; code == VS_OK && i < joinings->count; i += count) {
        const struct vs_joining *joining = &joinings->list[i];
        bool full = joining->box.invitation.role == VS_KEY_FULL;
        unsigned role;

        count = 1;
        while (i + count < joinings->count && joining[count].case_leaf == joining->case_leaf) {
            full = full || joining[count].box.invitation.role == VS_KEY_FULL;
            count++;
        }
        code = vs_joining_admits(&role, store, joining, count, err);
        if (code == VS_OK && (role == 0 || (full && role != VS_KEY_FULL))) {
            code = leave_out(store, joining, count, role, err);
        }
    }
    vs_joining_forget(joinings);
    return code;
}
