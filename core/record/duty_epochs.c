/* What a sync owes to the keys of cases that somebody left (duty.h). */
#include "core/record/duty.h"

#include "core/ledger/cases.h"
#include "core/record/act.h"
#include "core/record/epochs.h"

/* Did the organisation write in the channel? Then it has the key. */
static bool
wrote_in(const struct vs_casefile *file, int64_t channel, const struct vs_hash *org)
{
    const struct vs_fold *fold = vs_casefile_fold(file);

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);
        uint32_t entry = event->channel == channel ? vs_fold_find(fold, &event->id) : VS_FOLD_NONE;

        if (entry != VS_FOLD_NONE && vs_hash_eq(&fold->entries[entry].in->org, org)) {
            return true;
        }
    }
    return false;
}

/* The key of an epoch, to every party that has not shown that it has it: one that was added by
 * somebody who did not know the epoch, had no inbox key when it began, or was listed by who began
 * it and given nothing. */
static enum vs_code
share(struct vs_store *store, const struct vs_casefile *file, int64_t channel, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < fold->party_count; i++) {
        const struct vs_fold_party *party = &fold->parties[i];
        struct vs_org_row org;

        if (wrote_in(file, channel, &party->org)) {
            continue;
        }
        code = vs_org_by_hash(store->ledger, &org, &party->org, err);
        if (code == VS_OK) {
            code = vs_act_invite(store, vs_casefile_leaf(file), org.id, party->role, err);
        }
        code = code == VS_E_NOT_FOUND || code == VS_E_NO_INBOX_KEY ? VS_OK : code;
    }
    return code;
}

/* An own event that waits outside the fold, dated ahead of the clock: what this device writes
 * behind it waits as well, and a key made now would not be seen to have been made. */
static bool
waits_behind_own(const struct vs_store *store, const struct vs_casefile *file)
{
    const struct vs_fold *fold = vs_casefile_fold(file);

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);
        uint32_t entry =
            event->feed == store->feed.id ? vs_fold_find(fold, &event->id) : VS_FOLD_NONE;

        if (entry != VS_FOLD_NONE && fold->entries[entry].state == VS_ENTRY_PENDING) {
            return true;
        }
    }
    return false;
}

/* The device of this ledger signed two histories: what it adds is cut, a key too, and it would make
 * another one at every sync. */
static bool
is_cut(const struct vs_store *store)
{
    return store->feed.common != VS_FEED_NOT_FORKED;
}

/* *settled: nothing of this case is left to do, for us or until another event of it comes, with
 * which it is looked at again (refold.c). */
static enum vs_code
rekey_if_ours(struct vs_store *store, const struct vs_casefile *file, bool *settled,
              struct vs_err *err)
{
    struct vs_channel_row channel;
    bool ours;
    enum vs_code code = vs_epoch_channel(&channel, settled, store, file, err);

    vs_wipe(&channel, sizeof(channel));
    if (code != VS_OK || *settled) {
        return code;
    }
    code = vs_epoch_is_ours(&ours, settled, store, file, vs_store_now(store), err);
    if (code == VS_OK && ours && !waits_behind_own(store, file) && !is_cut(store)) {
        code = vs_epoch_rekey(store, vs_casefile_leaf(file), err);
        *settled = code == VS_OK;
        if (code == VS_E_NOT_AUTHORISED || code == VS_E_TIME_TOO_EARLY || code == VS_E_TOO_LARGE ||
            code == VS_E_DATED_AHEAD) {
            code = VS_OK; /* not now */
        }
    }
    return code;
}

/* An event of this device that the others are to read: whoever writes under a key sees to it that
 * every party gets it, since who began the epoch may have kept it from some. */
static bool
says_something(const struct vs_store *store, const struct vs_casefile_event *event)
{
    return event->feed == store->feed.id && event->event && event->event->type != VS_EV_ACK;
}

static enum vs_code
look_at_case(struct vs_store *store, int64_t case_leaf, bool *settled, struct vs_err *err)
{
    struct vs_casefile *file;
    int64_t shared = 0;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    *settled = true;
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    for (size_t i = 0; code == VS_OK && i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->channel != case_leaf && event->channel != shared &&
            says_something(store, event)) {
            shared = event->channel;
            code = share(store, file, shared, err);
        }
    }
    if (code == VS_OK) {
        code = rekey_if_ours(store, file, settled, err);
    }
    vs_casefile_free(file);
    return code;
}

struct epochs {
    struct vs_store *store;
    size_t *written;
    bool *done;
};

static enum vs_code
look(void *payload, int64_t case_leaf, struct vs_err *err)
{
    struct epochs *epochs = payload;
    struct vs_store *store = epochs->store;
    uint64_t before = store->feed.tree.size;
    bool settled;
    enum vs_code code = look_at_case(store, case_leaf, &settled, err);

    if (code == VS_OK && settled) {
        code = vs_epoch_due_set(store->ledger, case_leaf, false, err);
    }
    *epochs->written += store->feed.tree.size > before;
    *epochs->done = *epochs->done || settled;
    return code;
}

enum vs_code
vs_duty_epochs(struct vs_store *store, size_t *written, bool *done, struct vs_err *err)
{
    struct epochs epochs = {store, written, done};

    *written = 0;
    *done = false;
    return vs_epoch_due_each(store->ledger, look, &epochs, err);
}
