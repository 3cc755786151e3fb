/* Opening invitations, and what their keys make readable (take.h). */
#include "core/record/duty.h"
#include "core/record/epochs.h"
#include "core/record/take.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/event.h"
#include "core/ledger/events.h"
#include "core/log/leaf.h"
#include "core/seal/entry.h"
#include "core/seal/invitation.h"

#define KEYS_MAX 64 /* inbox keys that are still kept; a device makes one a month */

struct keyring {
    struct vs_store *store;
    struct vs_inbox_row rows[KEYS_MAX];
    struct vs_inbox_key keys[KEYS_MAX];
    size_t count;
    size_t opened, waiting; /* in one round: new keys, and invitations that wait for something */
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
 * later epoch. */
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
        if (vs_leaf_check_place(&leaf, &feed.feed, VS_LEAF_INDEX(*case_leaf), NULL) != VS_OK) {
            *fit = VS_KEY_WAITS;
        } else {
            code = opens_case(fit, &room, kf, &leaf, err);
        }
    }
    vs_buf_release(&raw);
    vs_buf_release(&room);
    return code;
}

/* Tags do not tell two channels under one key apart. Only somebody who means harm gives a case the
 * key of another, so the second is not taken. *news: nothing is known under this key yet;
 * *facts_only: what is lacks the key of the content. */
static enum vs_code
check_key_is_new(struct vs_store *store, enum vs_key_fit *fit, bool *news, bool *facts_only,
                 int64_t channel, const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    struct vs_channel_row other;
    enum vs_code code = vs_channel_by_key(store->ledger, &other, kf, err);

    *news = code == VS_E_NOT_FOUND;
    *facts_only = code == VS_OK && !other.has_kc;
    if (code == VS_OK && other.id != channel) {
        *fit = VS_KEY_WRONG;
    }
    vs_wipe(&other, sizeof(other));
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/*
 * Whether the key may be used, now that the case can be read with it: an event names us in the role
 * that it is for, and whoever sealed it as a full party. Our own devices share what we have.
 */
static enum vs_code
is_for_us(struct vs_store *store, bool *ours, const struct vs_channel_row *channel, int64_t from,
          bool full, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_feed_row feed;
    struct vs_org_row inviter;
    const struct vs_fold *fold;
    enum vs_code code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(from), err);

    *ours = false;
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &inviter, feed.org, err);
    }
    if (code == VS_OK) {
        code = vs_casefile_load(&file, store, channel->case_leaf, VS_INSTANT_NEVER, err);
        if (code == VS_E_NOT_FOUND) {
            return VS_OK; /* nothing of it counts yet */
        }
    }
    if (code == VS_OK) {
        fold = vs_casefile_fold(file);
        *ours = vs_epoch_named(fold, &store->self.org) >= (full ? VS_PARTY_FULL : VS_PARTY_FACTS) &&
                (inviter.own || vs_epoch_named(fold, &inviter.org) == VS_PARTY_FULL);
    }
    vs_casefile_free(file);
    return code;
}

/* The key of the content has come, or the first key: what is sealed is absent now, not sealed, and
 * better acks are owed once it has come. */
static enum vs_code
unseal(struct vs_store *store, const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_channel_insert(store->ledger, channel, err);

    if (code == VS_OK) {
        code = vs_event_unseal(store->ledger, channel->case_leaf, channel->id, err);
    }
    return code == VS_OK ? vs_store_touch(store, channel->case_leaf, err) : code;
}

/* Reads the case with Kf alone and judges; what was read is taken back if the key is not to be
 * used. */
static enum vs_code
try_channel(struct vs_store *store, enum vs_key_fit *fit, const struct vs_channel_row *channel,
            int64_t from, struct vs_err *err)
{
    struct vs_channel_row facts = *channel;
    bool ours = false;
    enum vs_code code = vs_ledger_try(store->ledger, err);

    if (code != VS_OK) {
        return code;
    }
    facts.has_kc = false;
    memset(facts.kc, 0, sizeof(facts.kc));
    code = vs_take_channel(store, &facts, err);
    if (code == VS_OK) {
        code = is_for_us(store, &ours, channel, from, channel->has_kc, err);
    }
    if (code == VS_OK) {
        code = vs_ledger_tried(store->ledger, ours, err);
    }
    *fit = ours ? VS_KEY_FITS : VS_KEY_WAITS;
    vs_wipe(&facts, sizeof(facts));
    return code;
}

/* *news: it fits, and the key was not known. */
static enum vs_code
accept(struct vs_store *store, const struct vs_invitation *invitation, int64_t from,
       enum vs_key_fit *fit, bool *news, struct vs_err *err)
{
    struct vs_case_key_row key;
    struct vs_channel_row channel;
    bool facts_only = false;
    int64_t case_leaf;
    enum vs_code code;

    memset(&key, 0, sizeof(key));
    memset(&channel, 0, sizeof(channel));
    *news = false;
    key.case_hash = invitation->case_id;
    key.epoch = invitation->epoch;
    key.origin = from;
    key.has_kc = invitation->role == VS_KEY_FULL;
    if (key.has_kc) {
        memcpy(key.kc, invitation->key, VS_KEY_LEN);
        vs_facts_key(key.kf, key.kc);
    } else {
        memcpy(key.kf, invitation->key, VS_KEY_LEN);
    }
    code = try_key(store, fit, &case_leaf, &key.first, key.kf, invitation, err);
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        vs_case_channel(&channel, case_leaf, &key);
        code = check_key_is_new(store, fit, news, &facts_only, channel.id, key.kf, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS && (*news || (facts_only && key.has_kc))) {
        code = try_channel(store, fit, &channel, from, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = vs_case_key_insert(store->ledger, &key, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS && key.has_kc && (*news || facts_only)) {
        code = unseal(store, &channel, err);
    }
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        code = vs_duty_note_keys(store, store->self.id, err); /* for our other devices */
    }
    *news = *news && *fit == VS_KEY_FITS;
    vs_wipe(&key, sizeof(key));
    vs_wipe(&channel, sizeof(channel));
    return code;
}

static enum vs_code
open_one(void *payload, int64_t id, struct vs_err *err)
{
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct keyring *ring = payload;
    bool waits = false;
    size_t count = 0;
    struct vs_leaf leaf;
    struct vs_buf raw;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(ring->store->ledger, &raw, NULL, NULL, id, err);
    if (code == VS_OK && vs_leaf_parse(&leaf, raw.p, raw.len, NULL) == VS_OK) {
        code = vs_invitation_open(found, &count, NULL, &leaf, &ring->store->self.org, ring->keys,
                                  ring->count, err);
        if (code == VS_E_LEAF_FORMAT) {
            code = VS_OK;
            count = 0;
        }
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        enum vs_key_fit fit;
        bool news;

        code = accept(ring->store, &found[i].invitation, id, &fit, &news, err);
        waits = waits || fit == VS_KEY_WAITS;
        ring->opened += news;
    }
    ring->waiting += waits;
    if (code == VS_OK && !waits) {
        code = vs_invitation_settled(ring->store->ledger, id, err);
    }
    vs_wipe(found, sizeof(found));
    vs_buf_release(&raw);
    return code;
}

enum vs_code
vs_take_invitations(struct vs_store *store, struct vs_err *err)
{
    struct keyring *ring = vs_calloc(1, sizeof(*ring));
    enum vs_code code;

    if (!ring) {
        return vs_fail_memory(err);
    }
    ring->store = store;
    code = vs_inbox_each(store->ledger, collect_key, ring, err);
    /* The key of one epoch may open what shows that the key of the next one fits. */
    do {
        ring->opened = ring->waiting = 0;
        if (code == VS_OK) {
            code = vs_invitation_each(store->ledger, open_one, ring, err);
        }
    } while (code == VS_OK && ring->opened > 0 && ring->waiting > 0);
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
    out->has_kc = key->has_kc;
    memcpy(out->kc, key->kc, VS_KEY_LEN);
}
