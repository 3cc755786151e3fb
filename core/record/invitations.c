/* Opening invitations, and what their keys make readable (take.h). */
#include "core/record/admit.h"
#include "core/record/duty.h"
#include "core/record/epochs.h"
#include "core/record/finding.h"
#include "core/record/take.h"
#include "core/record/touched.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/event.h"
#include "core/ledger/boxes.h"
#include "core/ledger/events.h"
#include "core/log/leaf.h"
#include "core/seal/entry.h"
#include "core/seal/invitation.h"

#define KEYS_MAX    64   /* inbox keys that are still kept; a device makes one a month */
#define WAITING_MAX 4096 /* boxes of one feed that wait: 256 leaves of 16 (FORMAT.md 7.4) */

/* An invitation into a case that was not known when this run began. */
struct joining {
    int64_t case_leaf;
    struct vs_box_row box;
};

struct keyring {
    struct vs_store *store;
    struct vs_inbox_row rows[KEYS_MAX];
    struct vs_inbox_key keys[KEYS_MAX];
    size_t count;
    size_t opened, waiting; /* in one round: new keys, and invitations that wait for something */
    struct joining *joining;
    size_t joining_count;
    struct vs_touched *joined; /* the cases among them */
    int64_t feed;              /* where invitations are opened now */
    uint64_t feed_waiting;     /* boxes of it that wait */
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

/* Whether the key opens the leaf, and to a case.open. Lack of memory is no verdict. */
static enum vs_code
opens_case(enum vs_key_fit *fit, struct vs_buf *room, const uint8_t kf[VS_KEY_LEN],
           const struct vs_leaf *leaf, struct vs_err *err)
{
    struct vs_event event;
    struct vs_str facts;
    enum vs_code code = vs_facts_open(&facts, room, kf, leaf, err);

    if (code == VS_OK) {
        code = vs_event_parse(&event, facts.p, facts.len, err);
    }
    if (code == VS_OK) {
        *fit = event.type == VS_EV_OPEN ? VS_KEY_FITS : VS_KEY_WRONG;
        vs_event_release(&event);
    }
    return code == VS_E_NO_MEMORY ? code : VS_OK;
}

/* A key counts only when it opens the leaf that it claims to open: the first of the case, or of a
 * later epoch, at the place that is named beside it. */
static enum vs_code
try_key(struct vs_store *store, enum vs_key_fit *fit, int64_t *case_leaf, int64_t *first,
        const uint8_t kf[VS_KEY_LEN], const struct vs_invitation *invitation, struct vs_err *err)
{
    struct vs_buf raw, room;
    struct vs_feed_row feed;
    struct vs_leaf leaf;
    enum vs_code code = vs_leaf_find(store->ledger, case_leaf, &invitation->case_id, err);

    *fit = VS_KEY_WAITS;
    *first = 0;
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (invitation->epoch != 0) {
        return vs_epoch_try_key(fit, first, store, invitation, *case_leaf, kf, err);
    }
    vs_buf_init(&raw, VS_LEAF_MAX);
    vs_buf_init(&room, VS_FACTS_CLASS_MAX);
    *fit = VS_KEY_WRONG;
    code = vs_leaf_get(store->ledger, &raw, NULL, NULL, *case_leaf, err);
    if (code == VS_OK) {
        code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(*case_leaf), err);
    }
    if (code == VS_OK && vs_leaf_parse(&leaf, raw.p, raw.len, NULL) == VS_OK && !leaf.opaque &&
        leaf.kind == VS_LEAF_SEALED) {
        /* A copy in another feed is not the leaf that was meant: that one may still come. */
        if (vs_leaf_check_place(&leaf, &invitation->feed, invitation->index, NULL) != VS_OK) {
            *fit = VS_KEY_WRONG;
        } else if (vs_leaf_check_place(&leaf, &feed.feed, VS_LEAF_INDEX(*case_leaf), NULL) !=
                   VS_OK) {
            *fit = VS_KEY_WAITS;
        } else {
            code = opens_case(fit, &room, kf, &leaf, err);
        }
    }
    vs_buf_release(&raw);
    vs_buf_release(&room);
    return code;
}

/* Only two histories of one feed can begin a channel at one place under one key: tags do not tell
 * those apart, and the second waits. It is the device that forked who did this, not who invites.
 * *news: nothing is known under this key yet; *facts_only: what is lacks the key of the content. */
static enum vs_code
check_key_is_new(struct vs_store *store, enum vs_key_fit *fit, bool *news, bool *facts_only,
                 int64_t channel, const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    struct vs_channel_row other;
    enum vs_code code = vs_channel_by_key(store->ledger, &other, kf, err);

    *news = code == VS_E_NOT_FOUND;
    *facts_only = code == VS_OK && !other.has_kc;
    if (code == VS_OK && other.id != channel) {
        *fit = VS_KEY_WAITS;
    }
    vs_wipe(&other, sizeof(other));
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* A case of which we had the facts is ours to read whole: its contents are absent, not sealed, and
 * better acks are owed once they have come. */
static enum vs_code
disclose(struct vs_store *store, const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_event_unseal(store->ledger, channel->case_leaf, channel->id, err);

    return code == VS_OK ? vs_store_touch(store, channel->case_leaf, err) : code;
}

static enum vs_code
count_channel(void *payload, const struct vs_channel_row *row, struct vs_err *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

/* A case that nothing was known of is judged when all its keys have come (settle_joining). */
static enum vs_code
note_joining(struct keyring *ring, const struct vs_box_row *box, int64_t case_leaf,
             struct vs_err *err)
{
    struct joining *list;
    size_t channels = 0;
    enum vs_code code = VS_OK;

    if (!vs_touched_has(ring->joined, case_leaf)) {
        code =
            vs_channel_each_of_case(ring->store->ledger, case_leaf, count_channel, &channels, err);
    }
    if (code != VS_OK || channels > 0) {
        return code;
    }
    list = vs_realloc_array(ring->joining, ring->joining_count + 1, sizeof(*list));
    if (!list || !vs_touched_add(ring->joined, case_leaf)) {
        ring->joining = list ? list : ring->joining;
        return vs_fail_memory(err);
    }
    ring->joining = list;
    list += ring->joining_count++;
    list->case_leaf = case_leaf;
    list->box = *box;
    return VS_OK;
}

/* A key for a case that we can read already: of a later epoch, or that of its content. */
static enum vs_code
check_known(struct keyring *ring, enum vs_key_fit *fit, const struct vs_invitation *invitation,
            int64_t case_leaf, int64_t from, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    bool admits = false;
    enum vs_code code;

    if (vs_touched_has(ring->joined, case_leaf)) {
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

/* The key of a box, as the ledger keeps it; `first` is not known yet. */
static void
key_of_box(struct vs_case_key_row *key, const struct vs_box_row *box)
{
    const struct vs_invitation *invitation = &box->invitation;

    memset(key, 0, sizeof(*key));
    key->case_hash = invitation->case_id;
    key->epoch = invitation->epoch;
    key->origin = box->leaf;
    key->has_kc = invitation->role == VS_KEY_FULL;
    if (key->has_kc) {
        memcpy(key->kc, invitation->key, VS_KEY_LEN);
        vs_reading_key(key->kr, key->kc);
    } else {
        memcpy(key->kr, invitation->key, VS_KEY_LEN);
    }
    memcpy(key->kf, box->kf, VS_KEY_LEN);
}

/* Rule 1, and whether the key is new to us. `channel` is filled in when it fits. */
static enum vs_code
fits(struct vs_store *store, struct vs_box_row *box, struct vs_case_key_row *key,
     struct vs_channel_row *channel, enum vs_key_fit *fit, bool *news, bool *facts_only,
     struct vs_err *err)
{
    int64_t case_leaf;
    enum vs_code code;

    *news = *facts_only = false;
    key_of_box(key, box);
    memset(channel, 0, sizeof(*channel));
    code = try_key(store, fit, &case_leaf, &key->first, key->kf, &box->invitation, err);
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        vs_case_channel(channel, case_leaf, key);
        code = check_key_is_new(store, fit, news, facts_only, channel->id, key->kf, err);
    }
    return code;
}

static enum vs_code
use_key(struct vs_store *store, const struct vs_case_key_row *key,
        const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_case_key_insert(store->ledger, key, err);

    return code == VS_OK ? vs_take_channel(store, channel, err) : code;
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
    enum vs_code code = fits(store, box, &key, &channel, fit, news, &facts_only, err);

    if (code == VS_OK && *fit == VS_KEY_WAITS && channel.case_leaf == 0) {
        code = look_for_introductions(store, box, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = note_joining(ring, box, channel.case_leaf, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS && (*news || (facts_only && key.has_kc))) {
        code = check_known(ring, fit, invitation, channel.case_leaf, box->leaf, err);
        *news = *news && *fit == VS_KEY_FITS;
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = use_key(store, &key, &channel, err);
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

/* --- rules 2 and 3 -----------------------------------------------------------------------------
 */

/* In which role one of the invitations into the case admits us: the strongest; 0 = none does. */
static enum vs_code
admitted_as(unsigned *role, struct vs_store *store, const struct joining *joining, size_t count,
            struct vs_err *err)
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
leave_out(struct vs_store *store, const struct joining *joining, size_t count, unsigned role,
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

static int
compare_joining(const void *a, const void *b)
{
    const struct joining *x = a, *y = b;

    if (x->case_leaf != y->case_leaf) {
        return x->case_leaf < y->case_leaf ? -1 : 1;
    }
    return x->box.leaf < y->box.leaf ? -1 : x->box.leaf > y->box.leaf;
}

static void
forget_joining(struct keyring *ring)
{
    if (ring->joining) {
        vs_wipe(ring->joining, ring->joining_count * sizeof(*ring->joining));
    }
    vs_free(ring->joining);
    ring->joining = NULL;
    ring->joining_count = 0;
}

static enum vs_code
settle_joining(struct keyring *ring, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    size_t count;

    if (ring->joining_count > 1) {
        qsort(ring->joining, ring->joining_count, sizeof(*ring->joining), compare_joining);
    }
    for (size_t i = 0; code == VS_OK && i < ring->joining_count; i += count) {
        const struct joining *joining = &ring->joining[i];
        bool full = joining->box.invitation.role == VS_KEY_FULL;
        unsigned role;

        count = 1;
        while (i + count < ring->joining_count && joining[count].case_leaf == joining->case_leaf) {
            full = full || joining[count].box.invitation.role == VS_KEY_FULL;
            count++;
        }
        code = admitted_as(&role, ring->store, joining, count, err);
        if (code == VS_OK && (role == 0 || (full && role != VS_KEY_FULL))) {
            code = leave_out(ring->store, joining, count, role, err);
        }
    }
    forget_joining(ring);
    return code;
}

/* --- keys on trial: cases that can be read already ---------------------------------------------
 *
 * What names us, or who invited us, may lie under the very keys that wait: somebody who saw the
 * facts, was removed and is offered the case reads of that offer in the new epoch alone. So all
 * keys of a case that fit are used, then judged, and undone if they do not admit us.
 */

struct waiting {
    struct keyring *ring;
    struct joining *list;
    size_t count, room;
};

/* A box of a case that we can read. */
static enum vs_code
collect_waiting(void *payload, const struct vs_box_row *row, struct vs_err *err)
{
    struct waiting *waiting = payload;
    struct vs_ledger *ledger = waiting->ring->store->ledger;
    size_t channels = 0;
    int64_t case_leaf;
    enum vs_code code = vs_leaf_find(ledger, &case_leaf, &row->invitation.case_id, err);

    if (code == VS_OK) {
        code = vs_channel_each_of_case(ledger, case_leaf, count_channel, &channels, err);
    }
    if (code != VS_OK || channels == 0) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (waiting->count == waiting->room) {
        size_t room = waiting->room ? 2 * waiting->room : 16;
        struct joining *list = vs_calloc(room, sizeof(*list));

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
use_all(struct vs_store *store, struct joining *list, size_t count, unsigned most, size_t *used,
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
            code = fits(store, &list[i].box, &key, &channel, &fit, &news, &facts_only, err);
            if (code == VS_OK && fit == VS_KEY_FITS && news) {
                struct joining taken = list[i];

                code = use_key(store, &key, &channel, err);
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

/* Uses and judges them. *role: as what they admit us; 0: not. */
static enum vs_code
use_and_judge(struct vs_store *store, struct joining *list, size_t count, size_t *used,
              unsigned *role, struct vs_err *err)
{
    enum vs_code code = use_all(store, list, count, VS_KEY_FULL, used, err);

    *role = 0;
    return code == VS_OK && *used > 0 ? admitted_as(role, store, list, *used, err) : code;
}

/* *admits: some of the keys stay. */
static enum vs_code
try_case(struct vs_store *store, struct joining *list, size_t count, bool *admits,
         struct vs_err *err)
{
    struct vs_touched *before = NULL;
    unsigned role = 0;
    bool more = false; /* one of them gives more than what we are admitted as */
    size_t used = 0;
    enum vs_code code = try_begin(store, &before, err);

    if (code == VS_OK) {
        code = use_and_judge(store, list, count, &used, &role, err);
    }
    for (size_t i = 0; i < used; i++) {
        more = more || (list[i].box.invitation.role == VS_KEY_FULL && role != VS_KEY_FULL);
    }
    if (code == VS_OK && (role == 0 || more)) {
        code = try_undo(store, before, err);
        before = NULL;
        used = 0;
    }
    if (code == VS_OK && role != 0 && more) {
        code = try_begin(store, &before, err);
        if (code == VS_OK) {
            code = use_all(store, list, count, role, &used, err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < used; i++) {
        code = vs_box_remove(store->ledger, &list[i].box, err);
    }
    if (code == VS_OK && used > 0) {
        code = vs_duty_note_keys(store, store->self.id, err); /* for our other devices */
    }
    if (before) {
        enum vs_code ended = code == VS_OK ? try_keep(store, before, err) : VS_OK;

        if (code != VS_OK) { /* the whole transaction goes */
            vs_touched_free(store->touched);
            store->touched = before;
        }
        code = code == VS_OK ? ended : code;
    }
    *admits = used > 0;
    return code;
}

/* *again: keys came into use, and boxes that still wait may fit now. */
static enum vs_code
try_waiting(struct keyring *ring, bool *again, struct vs_err *err)
{
    struct waiting waiting = {ring, NULL, 0, 0};
    enum vs_code code = vs_box_each(ring->store->ledger, collect_waiting, &waiting, err);
    size_t count;

    *again = false;
    if (waiting.count > 1) {
        qsort(waiting.list, waiting.count, sizeof(*waiting.list), compare_joining);
    }
    for (size_t i = 0; code == VS_OK && i < waiting.count; i += count) {
        bool admits = false;

        count = 1;
        while (i + count < waiting.count &&
               waiting.list[i + count].case_leaf == waiting.list[i].case_leaf) {
            count++;
        }
        code = try_case(ring->store, &waiting.list[i], count, &admits, err);
        *again = *again || admits;
    }
    if (waiting.list) {
        vs_wipe(waiting.list, waiting.room * sizeof(*waiting.list));
    }
    vs_free(waiting.list);
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
    ring->joined = vs_touched_new();
    code = ring->joined ? VS_OK : vs_fail_memory(err);
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
            code = settle_joining(ring, err);
        }
        vs_touched_free(ring->joined);
        ring->joined = vs_touched_new();
        if (code == VS_OK) {
            code = ring->joined ? try_waiting(ring, &again, err) : vs_fail_memory(err);
        }
    }
    forget_joining(ring);
    vs_touched_free(ring->joined);
    vs_wipe(ring, sizeof(*ring));
    vs_free(ring);
    return code;
}

void
vs_case_channel(struct vs_channel_row *out, int64_t case_leaf, const struct vs_case_key_row *key)
{
    memset(out, 0, sizeof(*out));
    out->id = key->first ? key->first : case_leaf;
    out->kind = VS_CHANNEL_CASE;
    out->case_leaf = case_leaf;
    out->epoch = key->epoch;
    memcpy(out->kf, key->kf, VS_KEY_LEN);
    memcpy(out->kr, key->kr, VS_KEY_LEN);
    out->has_kc = key->has_kc;
    memcpy(out->kc, key->kc, VS_KEY_LEN);
}
