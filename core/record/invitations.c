/* Opening invitations, and what their keys make readable (take.h). */
#include "core/record/admit.h"
#include "core/record/duty.h"
#include "core/record/finding.h"
#include "core/record/invitations_priv.h"
#include "core/record/take.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/boxes.h"
#include "core/ledger/events.h"
#include "core/log/leaf.h"
#include "core/seal/invitation.h"

#define KEYS_MAX    64   /* inbox keys that are still kept; a device makes one a month */
#define WAITING_MAX 4096 /* boxes of one feed that wait: 256 leaves of 16 (FORMAT.md 7.4) */

struct keyring {
    struct vs_store *store;
    struct vs_inbox_row rows[KEYS_MAX];
    struct vs_inbox_key keys[KEYS_MAX];
    size_t count;
    size_t opened, waiting; /* in one round: new keys, and invitations that wait for something */
    struct vs_joinings joining;
    int64_t feed;          /* where invitations are opened now */
    uint64_t feed_waiting; /* boxes of it that wait */
};

static enum vs_code
collect_key(void *payload, const struct vs_inbox_row *row, struct vs_err *err)
{
    struct keyring *ring = payload;

    (void)err;
    if (ring->count < KEYS_MAX) {
        ring->rows[ring->count] = *row;
        ring->keys[ring->count].sk = ring->rows[ring->count].private_key;
        ring->keys[ring->count].pk = row->public_key;
        ring->count++;
    }
    return VS_OK;
}

/* A case of which we had the facts is ours to read whole: its contents are absent, not sealed, and
 * better acks are owed once they have come. */
static enum vs_code
disclose(struct vs_store *store, const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_event_unseal(store->ledger, channel->case_leaf, channel->id, err);

    return code == VS_OK ? vs_store_touch(store, channel->case_leaf, err) : code;
}

/* A key for a case that we can read already: of a later epoch, or that of its content. */
static enum vs_code
check_known(struct keyring *ring, enum vs_key_fit *fit, const struct vs_invitation *invitation,
            int64_t case_leaf, int64_t from, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    bool admits = false;
    enum vs_code code;

    if (vs_touched_has(ring->joining.cases, case_leaf)) {
        return VS_OK;
    }
    code = vs_casefile_load(&file, ring->store, case_leaf, VS_INSTANT_NEVER, err);
    if (code == VS_OK) {
        code = vs_admit(&admits, ring->store, file, from, invitation->role, err);
    }
    vs_casefile_free(file);
    *fit = admits ? VS_KEY_FITS : VS_KEY_WAITS;
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* Each leaf of the inviting feed is looked at once a key, for however many boxes that wait. */
static enum vs_code
look_for_introductions(struct vs_store *store, struct vs_box_row *box, struct vs_err *err)
{
    int64_t feed = VS_LEAF_FEED(box->leaf);
    uint64_t before;
    enum vs_code code = VS_OK;

    if (box->walked == 0) {
        code = vs_box_walked(store->ledger, &box->walked, feed, box->kf, err);
    }
    before = box->walked;
    if (code == VS_OK) {
        code = vs_admit_introductions(store, box->leaf, box->kf, &box->invitation.case_id,
                                      &box->walked, err);
    }
    return code == VS_OK && box->walked != before
               ? vs_box_set_walked(store->ledger, box->walked, feed, box->kf, err)
               : code;
}

/* *news: it fits, and the key was not known. */
static enum vs_code
accept(struct keyring *ring, struct vs_box_row *box, enum vs_key_fit *fit, bool *news,
       struct vs_err *err)
{
    const struct vs_invitation *invitation = &box->invitation;
    struct vs_store *store = ring->store;
    struct vs_case_key_row key;
    struct vs_channel_row channel;
    bool facts_only;
    enum vs_code code = vs_box_fits(store, box, &key, &channel, fit, news, &facts_only, err);

    if (code == VS_OK && *fit == VS_KEY_WAITS && channel.case_leaf == 0) {
        code = look_for_introductions(store, box, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = vs_joining_note(&ring->joining, store, box, channel.case_leaf, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS && (*news || (facts_only && key.has_kc))) {
        code = check_known(ring, fit, invitation, channel.case_leaf, box->leaf, err);
        *news = *news && *fit == VS_KEY_FITS;
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = vs_box_use(store, &key, &channel, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS && facts_only && key.has_kc) {
        code = disclose(store, &channel, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = vs_duty_note_keys(store, store->self.id, err); /* for our other devices */
    }
    vs_wipe(&key, sizeof(key));
    vs_wipe(&channel, sizeof(channel));
    return code;
}

/* Keeps a box that waits, if there is room for it. */
static enum vs_code
keep_waiting(struct keyring *ring, const struct vs_box_row *box, bool *kept, struct vs_err *err)
{
    int64_t feed = VS_LEAF_FEED(box->leaf);
    enum vs_code code = VS_OK;

    if (ring->feed != feed) {
        code = vs_box_count(ring->store->ledger, &ring->feed_waiting, feed, err);
        ring->feed = feed;
    }
    *kept = ring->feed_waiting < WAITING_MAX;
    if (code == VS_OK && *kept) {
        ring->feed_waiting++;
        code = vs_box_insert(ring->store->ledger, box, err);
    }
    return code;
}

/* What one box of a leaf that has just opened is good for. */
struct outcome {
    bool waits, is_false, parked;
};

static enum vs_code
open_box(struct keyring *ring, struct outcome *outcome, struct vs_box_row *box, struct vs_err *err)
{
    enum vs_key_fit fit;
    bool news, kept;
    enum vs_code code;

    vs_invitation_facts_key(box->kf, &box->invitation);
    code = accept(ring, box, &fit, &news, err);
    if (code != VS_OK) {
        return code;
    }
    outcome->is_false = outcome->is_false || fit == VS_KEY_WRONG;
    if (fit != VS_KEY_WAITS) {
        return VS_OK;
    }
    code = keep_waiting(ring, box, &kept, err);
    outcome->waits = true;
    outcome->parked = outcome->parked || !kept;
    return code;
}

/* Opens a leaf once: boxes that wait are kept as they opened. */
static enum vs_code
open_one(void *payload, int64_t id, struct vs_err *err)
{
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct keyring *ring = payload;
    struct outcome outcome = {false, false, false};
    struct vs_box_row box;
    size_t count = 0, odd = 0;
    struct vs_leaf leaf;
    struct vs_buf raw;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(ring->store->ledger, &raw, NULL, NULL, id, err);
    if (code == VS_OK && vs_leaf_parse(&leaf, raw.p, raw.len, NULL) == VS_OK) {
        code = vs_invitation_open(found, &count, &odd, &leaf, &ring->store->self.org, ring->keys,
                                  ring->count, err);
        if (code == VS_E_LEAF_FORMAT) {
            code = VS_OK;
            count = odd = 0;
        }
    }
    outcome.is_false = odd > 0;
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        memset(&box, 0, sizeof(box));
        box.leaf = id;
        box.n = (unsigned)i;
        box.invitation = found[i].invitation;
        code = open_box(ring, &outcome, &box, err);
    }
    if (code == VS_OK && outcome.is_false) {
        code = vs_found(ring->store, id, VS_FOUND_FALSE_INVITATION, err);
    }
    if (code == VS_OK && outcome.parked) {
        code = vs_found(ring->store, id, VS_FOUND_TOO_MANY_WAIT, err);
        code = code == VS_OK ? vs_invitation_park(ring->store->ledger, id, err) : code;
    } else if (code == VS_OK && !outcome.waits) {
        code = vs_invitation_settled(ring->store->ledger, id, err);
    }
    vs_wipe(found, sizeof(found));
    vs_wipe(&box, sizeof(box));
    vs_buf_release(&raw);
    return code;
}

/* A box that waited: is there by now what it waits for? */
static enum vs_code
try_again(void *payload, const struct vs_box_row *row, struct vs_err *err)
{
    struct keyring *ring = payload;
    struct vs_box_row box = *row;
    enum vs_key_fit fit;
    bool news;
    enum vs_code code = accept(ring, &box, &fit, &news, err);

    if (code == VS_OK) {
        ring->opened += news;
        ring->waiting += fit == VS_KEY_WAITS;
    }
    if (code == VS_OK && fit == VS_KEY_WRONG) {
        code = vs_found(ring->store, box.leaf, VS_FOUND_FALSE_INVITATION, err);
    }
    if (code == VS_OK && fit != VS_KEY_WAITS) {
        code = vs_box_remove(ring->store->ledger, &box, err);
    }
    vs_wipe(&box, sizeof(box));
    return code;
}

/* The key of one epoch may open what shows that the key of the next one fits. */
static enum vs_code
try_rounds(struct keyring *ring, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    do {
        ring->opened = ring->waiting = 0;
        code = vs_box_each(ring->store->ledger, try_again, ring, err);
    } while (code == VS_OK && ring->opened > 0 && ring->waiting > 0);
    return code;
}

enum vs_code
vs_take_invitations(struct vs_store *store, struct vs_err *err)
{
    struct keyring *ring = vs_calloc(1, sizeof(*ring));
    bool again = true;
    enum vs_code code;

    if (!ring) {
        return vs_fail_memory(err);
    }
    ring->store = store;
    ring->joining.cases = vs_touched_new();
    code = ring->joining.cases ? VS_OK : vs_fail_memory(err);
    if (code == VS_OK) {
        code = vs_inbox_each(store->ledger, collect_key, ring, err);
    }
    if (code == VS_OK) {
        code = vs_invitation_unpark(store->ledger, WAITING_MAX, err);
    }
    if (code == VS_OK) {
        code = vs_invitation_each_unopened(store->ledger, open_one, ring, err);
    }
    while (code == VS_OK && again) {
        code = try_rounds(ring, err);
        if (code == VS_OK) {
            code = vs_joining_settle(&ring->joining, store, err);
        }
        vs_touched_free(ring->joining.cases);
        ring->joining.cases = vs_touched_new();
        if (code == VS_OK) {
            code = ring->joining.cases ? vs_trial_waiting(store, &again, err) : vs_fail_memory(err);
        }
    }
    vs_joining_forget(&ring->joining);
    vs_touched_free(ring->joining.cases);
    vs_wipe(ring, sizeof(*ring));
    vs_free(ring);
    return code;
}
