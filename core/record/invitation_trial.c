/*
 * Keys on trial: cases that can be read already (invitations_priv.h, FORMAT.md 7.4).
 *
 * What names us, or who invited us, may lie under the very keys that wait: somebody who saw the
 * facts, was removed and is offered the case reads of that offer in the new epoch alone. So all
 * keys of a case that fit are used, then judged, and undone if they do not admit us.
 */
#include "core/record/invitations_priv.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/events.h"
#include "core/record/duty.h"
#include "core/record/take.h"

struct waiting {
    struct vs_store *store;
    struct vs_joining *list;
    size_t count, room;
};

/* A box of a case that we can read. */
static enum vs_code
collect_waiting(void *payload, const struct vs_box_row *row, struct vs_err *err)
{
    struct waiting *waiting = payload;
    bool known = false;
    int64_t case_leaf;
    enum vs_code code =
        vs_leaf_find(waiting->store->ledger, &case_leaf, &row->invitation.case_id, err);

    if (code == VS_OK) {
        code = vs_joining_is_known(&known, waiting->store, case_leaf, err);
    }
    if (code != VS_OK || !known) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (waiting->count == waiting->room) {
        size_t room = waiting->room ? 2 * waiting->room : 16;
        struct vs_joining *list = vs_calloc(room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        if (waiting->list) {
            memcpy(list, waiting->list, waiting->count * sizeof(*list));
            vs_wipe(waiting->list, waiting->room * sizeof(*list));
        }
        vs_free(waiting->list);
        waiting->list = list;
        waiting->room = room;
    }
    waiting->list[waiting->count].case_leaf = case_leaf;
    waiting->list[waiting->count++].box = *row;
    return VS_OK;
}

/* Uses what fits of the boxes that give no more than `most`, one epoch opening the next. Those used
 * come first in the list, *used of them. */
static enum vs_code
use_all(struct vs_store *store, struct vs_joining *list, size_t count, unsigned most, size_t *used,
        struct vs_err *err)
{
    enum vs_code code = VS_OK;
    bool again = true;

    *used = 0;
    while (code == VS_OK && again) {
        again = false;
        for (size_t i = *used; code == VS_OK && i < count; i++) {
            struct vs_case_key_row key;
            struct vs_channel_row channel;
            enum vs_key_fit fit = VS_KEY_WAITS;
            bool news = false, facts_only;

            if (list[i].box.invitation.role == VS_KEY_FULL && most != VS_KEY_FULL) {
                continue;
            }
            code = vs_box_fits(store, &list[i].box, &key, &channel, &fit, &news, &facts_only, err);
            if (code == VS_OK && fit == VS_KEY_FITS && news) {
                struct vs_joining taken = list[i];

                code = vs_box_use(store, &key, &channel, err);
                list[i] = list[*used];
                list[(*used)++] = taken;
                vs_wipe(&taken, sizeof(taken));
                again = true;
            }
            vs_wipe(&key, sizeof(key));
            vs_wipe(&channel, sizeof(channel));
        }
    }
    return code;
}

/* What is found under keys on trial touches cases only if they stay. */
static enum vs_code
try_begin(struct vs_store *store, struct vs_touched **before, struct vs_err *err)
{
    struct vs_touched *own = vs_touched_new();

    if (!own) {
        return vs_fail_memory(err);
    }
    *before = store->touched;
    store->touched = own;
    return vs_ledger_try(store->ledger, err);
}

static enum vs_code
try_undo(struct vs_store *store, struct vs_touched *before, struct vs_err *err)
{
    int64_t id;

    while (vs_touched_pop(store->touched, &id)) {
        vs_casefile_forget(store, id);
    }
    vs_touched_free(store->touched);
    store->touched = before;
    return vs_ledger_try_undo(store->ledger, err);
}

static enum vs_code
try_keep(struct vs_store *store, struct vs_touched *before, struct vs_err *err)
{
    bool added = true;
    int64_t id;

    while (vs_touched_pop(store->touched, &id)) {
        added = vs_touched_add(before, id) && added;
    }
    vs_touched_free(store->touched);
    store->touched = before;
    return added ? vs_ledger_try_keep(store->ledger, err) : vs_fail_memory(err);
}

/* Uses those that give no more than `most`, and judges them; undone unless we are admitted as what
 * they give. *role: as what they admit us; 0: not. *used of them, the first ones, are in use. */
static enum vs_code
try_most(struct vs_store *store, struct vs_joining *list, size_t count, unsigned most,
         unsigned *role, size_t *used, struct vs_err *err)
{
    struct vs_touched *before = NULL;
    bool more = false; /* one of them gives more than what we are admitted as */
    enum vs_code code = try_begin(store, &before, err);

    *role = 0;
    *used = 0;
    if (code == VS_OK) {
        code = use_all(store, list, count, most, used, err);
    }
    if (code == VS_OK && *used > 0) {
        code = vs_joining_admits(role, store, list, *used, err);
    }
    for (size_t i = 0; i < *used; i++) {
        more = more || (list[i].box.invitation.role == VS_KEY_FULL && *role != VS_KEY_FULL);
    }
    if (code != VS_OK) { /* the whole transaction goes */
        if (before) {
            vs_touched_free(store->touched);
            store->touched = before;
        }
        return code;
    }
    if (*role != 0 && !more) {
        return try_keep(store, before, err);
    }
    *used = 0;
    return try_undo(store, before, err);
}

/* *admits: some of the keys stay. Somebody who may not give the whole case may have sent its key
 * beside one that gives the facts by right: then that one alone is tried. */
static enum vs_code
try_case(struct vs_store *store, struct vs_joining *list, size_t count, bool *admits,
         struct vs_err *err)
{
    bool full = false, facts = false;
    unsigned role = 0;
    size_t used = 0;
    enum vs_code code;

    for (size_t i = 0; i < count; i++) {
        full = full || list[i].box.invitation.role == VS_KEY_FULL;
        facts = facts || list[i].box.invitation.role != VS_KEY_FULL;
    }
    code = try_most(store, list, count, full ? VS_KEY_FULL : VS_KEY_FACTS, &role, &used, err);
    if (code == VS_OK && used == 0 && full && facts) {
        code = try_most(store, list, count, VS_KEY_FACTS, &role, &used, err);
    }
    for (size_t i = 0; code == VS_OK && i < used; i++) {
        code = vs_box_remove(store->ledger, &list[i].box, err);
    }
    if (code == VS_OK && used > 0) {
        code = vs_duty_note_keys(store, store->self.id, err); /* for our other devices */
    }
    *admits = used > 0;
    return code;
}

enum vs_code
vs_trial_waiting(struct vs_store *store, bool *again, struct vs_err *err)
{
    struct waiting waiting = {store, NULL, 0, 0};
    enum vs_code code = vs_box_each(store->ledger, collect_waiting, &waiting, err);
    size_t count;

    *again = false;
    if (waiting.count > 1) {
        qsort(waiting.list, waiting.count, sizeof(*waiting.list), vs_joining_compare);
    }
    for (size_t i = 0; code == VS_OK && i < waiting.count; i += count) {
        bool admits = false;

        count = 1;
        while (i + count < waiting.count &&
               waiting.list[i + count].case_leaf == waiting.list[i].case_leaf) {
            count++;
        }
        code = try_case(store, &waiting.list[i], count, &admits, err);
        *again = *again || admits;
    }
    if (waiting.list) {
        vs_wipe(waiting.list, waiting.room * sizeof(*waiting.list));
    }
    vs_free(waiting.list);
    return code;
}
