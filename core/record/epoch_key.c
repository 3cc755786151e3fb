/* Finding the leaf that a key of a later epoch opens (epochs.h). */
#include "core/record/epochs.h"

#include <string.h>

#include "core/ledger/events.h"
#include "core/seal/entry.h"

struct finding {
    struct vs_store *store;
    const struct vs_invitation *invitation;
    int64_t case_leaf;
    const uint8_t *kf;
    struct vs_hash channel; /* its name */
    enum vs_key_fit fit;
    int64_t first;
};

/* Is this event the rekey that announced the key? */
static enum vs_code
is_rekey(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct finding *finding = payload;
    struct vs_event event;
    enum vs_code code;

    if (row->case_leaf != finding->case_leaf || row->state != VS_EVENT_OPENED) {
        return VS_OK;
    }
    code = vs_event_parse(&event, row->facts.p, row->facts.len, err);
    if (code != VS_OK) {
        return code == VS_E_NO_MEMORY ? code : VS_OK;
    }
    finding->fit = event.type == VS_EV_REKEY && event.epoch == finding->invitation->epoch &&
                           vs_hash_eq(&event.channel, &finding->channel)
                       ? VS_KEY_FITS
                       : VS_KEY_WRONG;
    vs_event_release(&event);
    return VS_OK;
}

/* The rekey lies in an earlier epoch, is of the same organisation, and names this channel; until it
 * can be read the key waits. */
static enum vs_code
check_rekey(struct finding *finding, const struct vs_hash *rekey, int64_t org, struct vs_err *err)
{
    struct vs_feed_row other;
    int64_t leaf;
    enum vs_code code = vs_leaf_find(finding->store->ledger, &leaf, rekey, err);

    if (code == VS_OK) {
        code = vs_feed_by_id(finding->store->ledger, &other, VS_LEAF_FEED(leaf), err);
    }
    if (code == VS_OK && other.org != org) {
        finding->fit = VS_KEY_WRONG;
    } else if (code == VS_OK) {
        code = vs_event_one(finding->store->ledger, leaf, is_rekey, finding, err);
    }
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

static enum vs_code
check_first(struct finding *finding, int64_t leaf_id, const struct vs_feed_row *feed,
            struct vs_err *err)
{
    uint8_t tag[VS_TAG_LEN];
    struct vs_buf raw, room;
    struct vs_event event;
    struct vs_leaf leaf;
    struct vs_str facts;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    vs_buf_init(&room, VS_FACTS_CLASS_MAX);
    code = vs_leaf_get(finding->store->ledger, &raw, NULL, NULL, leaf_id, err);
    if (code != VS_OK) {
        goto out;
    }
    vs_tag(tag, finding->kf, &feed->feed, 0);
    code = vs_leaf_parse(&leaf, raw.p, raw.len, err);
    if (code == VS_OK) {
        code = vs_leaf_check_place(&leaf, &feed->feed, VS_LEAF_INDEX(leaf_id), err);
    }
    if (code == VS_OK && (leaf.opaque || leaf.kind != VS_LEAF_SEALED ||
                          memcmp(vs_leaf_tag(raw.p, raw.len), tag, sizeof(tag)) != 0)) {
        goto out;
    }
    if (code == VS_OK) {
        code = vs_facts_open(&facts, &room, finding->kf, &leaf, err);
    }
    if (code == VS_OK) {
        code = vs_event_parse(&event, facts.p, facts.len, err);
    }
    if (code == VS_OK) {
        if (event.type == VS_EV_EPOCH_OPEN && event.epoch == finding->invitation->epoch &&
            vs_hash_eq(&event.case_id, &finding->invitation->case_id)) {
            finding->first = leaf_id;
            code = check_rekey(finding, &event.rekey, feed->org, err);
        }
        vs_event_release(&event);
    } else if (code != VS_E_NO_MEMORY) {
        code = VS_OK; /* not the leaf that we look for */
    }
out:
    vs_buf_release(&raw);
    vs_buf_release(&room);
    return code;
}

/* The leaf at the place that the invitation names, in one history of the feed. */
static enum vs_code
look_in_history(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct finding *finding = payload;
    uint64_t index = finding->invitation->index;

    if (finding->fit != VS_KEY_WAITS || index < feed->start || index >= feed->tree.size) {
        return VS_OK;
    }
    return check_first(finding, VS_LEAF_ID(feed->id, index), feed, err);
}

enum vs_code
vs_epoch_try_key(enum vs_key_fit *fit, int64_t *first, struct vs_store *store,
                 const struct vs_invitation *invitation, int64_t case_leaf,
                 const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    struct finding finding = {store, invitation, case_leaf, kf, {{0}}, VS_KEY_WAITS, 0};
    struct vs_channel_row known;
    uint8_t kr[VS_KEY_LEN];
    enum vs_code code = vs_channel_by_key(store->ledger, &known, kf, err);

    if (code == VS_OK) { /* given again, perhaps with more than before */
        finding.fit = known.kind == VS_CHANNEL_CASE && known.case_leaf == case_leaf &&
                              known.epoch == invitation->epoch
                          ? VS_KEY_FITS
                          : VS_KEY_WAITS; /* two histories of its feed */
        finding.first = known.id;
    } else if (code == VS_E_NOT_FOUND) {
        if (invitation->role == VS_KEY_FULL) {
            vs_reading_key(kr, invitation->key);
            vs_channel_name(&finding.channel, kr);
        } else {
            vs_channel_name(&finding.channel, invitation->key);
        }
        code =
            vs_feed_each_version(store->ledger, &invitation->feed, look_in_history, &finding, err);
        vs_wipe(kr, sizeof(kr));
    }
    vs_wipe(&known, sizeof(known));
    *fit = finding.fit;
    *first = finding.first;
    return code;
}
