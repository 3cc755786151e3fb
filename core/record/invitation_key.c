/* Rule 1 of an invitation (FORMAT.md 7.4): the key of a box is that of the case and epoch that it
 * claims (invitations_priv.h). */
#include "core/record/invitations_priv.h"

#include <string.h>

#include "core/casework/event.h"
#include "core/ledger/events.h"
#include "core/log/leaf.h"
#include "core/record/take.h"
#include "core/seal/entry.h"
#include "core/seal/invitation.h"

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

/* The key of a box, as the ledger keeps it if it is used now; `first` is not known yet. */
static void
key_of_box(struct vs_case_key_row *key, const struct vs_box_row *box, vs_instant now)
{
    const struct vs_invitation *invitation = &box->invitation;

    memset(key, 0, sizeof(*key));
    key->case_hash = invitation->case_id;
    key->epoch = invitation->epoch;
    key->origin = box->leaf;
    key->since = now;
    key->has_kc = invitation->role == VS_KEY_FULL;
    if (key->has_kc) {
        memcpy(key->kc, invitation->key, VS_KEY_LEN);
        vs_reading_key(key->kr, key->kc);
    } else {
        memcpy(key->kr, invitation->key, VS_KEY_LEN);
    }
    memcpy(key->kf, box->kf, VS_KEY_LEN);
}

enum vs_code
vs_box_fits(struct vs_store *store, struct vs_box_row *box, struct vs_case_key_row *key,
            struct vs_channel_row *channel, enum vs_key_fit *fit, bool *news, bool *facts_only,
            struct vs_err *err)
{
    int64_t case_leaf;
    enum vs_code code;

    *news = *facts_only = false;
    key_of_box(key, box, vs_store_now(store));
    memset(channel, 0, sizeof(*channel));
    code = try_key(store, fit, &case_leaf, &key->first, key->kf, &box->invitation, err);
    if (code == VS_OK && *fit == VS_KEY_FITS) {
        vs_case_channel(channel, case_leaf, key);
        code = check_key_is_new(store, fit, news, facts_only, channel->id, key->kf, err);
    }
    return code;
}

enum vs_code
vs_box_use(struct vs_store *store, const struct vs_case_key_row *key,
           const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_case_key_insert(store->ledger, key, err);

    return code == VS_OK ? vs_take_channel(store, channel, err) : code;
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
