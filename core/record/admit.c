#include "core/record/admit.h"

#include <string.h>

#include "core/ledger/channels.h"
#include "core/record/open.h"
#include "core/record/parties.h"

/* --- rules 2 and 3 -----------------------------------------------------------------------------
 */

static bool
lists(const struct vs_event *event, const struct vs_hash *org, enum vs_party_role role)
{
    for (size_t i = 0; i < event->party_count; i++) {
        if (vs_hash_eq(&event->parties[i].org, org) && event->parties[i].role >= role) {
            return true;
        }
    }
    return false;
}

/* Whether an event, valid or void, names the organisation in this role or a stronger one. */
static bool
names(const struct vs_event *event, const struct vs_hash *writer, const struct vs_hash *org,
      enum vs_party_role role)
{
    switch ((unsigned)event->type) {
    case VS_EV_OPEN:
        return vs_hash_eq(writer, org) || lists(event, org, role);
    case VS_EV_OFFER:
        return vs_hash_eq(writer, org) || vs_hash_eq(&event->to, org);
    case VS_EV_PARTY_ADD:
        return vs_hash_eq(&event->party.org, org) && event->party.role >= role;
    case VS_EV_REKEY:
    case VS_EV_EPOCH_OPEN:
        return lists(event, org, role);
    default:
        return false;
    }
}

static bool
names_us(const struct vs_store *store, const struct vs_casefile *file, enum vs_party_role role)
{
    const struct vs_fold *fold = vs_casefile_fold(file);

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_event *in = fold->entries[i].in;

        if (in->event && names(in->event, &in->org, &store->self.org, role)) {
            return true;
        }
    }
    return false;
}

enum vs_code
vs_admit(bool *admits, struct vs_store *store, const struct vs_casefile *file, int64_t from,
         enum vs_key_role role, struct vs_err *err)
{
    struct vs_feed_row feed;
    struct vs_org_row inviter;
    enum vs_code code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(from), err);

    *admits = false;
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &inviter, feed.org, err);
    }
    if (code == VS_OK) {
        *admits = names_us(store, file, role == VS_KEY_FULL ? VS_PARTY_FULL : VS_PARTY_FACTS) &&
                  (inviter.own || vs_fold_was_full(vs_casefile_fold(file), &inviter.org));
    }
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* --- introductions -----------------------------------------------------------------------------
 */

/* The leaf, if it opens to an introduction, makes somebody known. */
static enum vs_code
introduce_by(struct vs_store *store, int64_t by, const struct vs_open_at *at, struct vs_err *err)
{
    struct vs_opened opened;
    struct vs_leaf leaf;
    struct vs_buf raw, room;
    bool news;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    vs_buf_init(&room, VS_FACTS_CLASS_MAX);
    code = vs_leaf_get(store->ledger, &raw, NULL, NULL, at->id, err);
    if (code == VS_OK) {
        code = vs_open_leaf(&opened, &leaf, &room, at, vs_buf_str(&raw), err);
        if (code == VS_OK && opened.state == VS_EVENT_OPENED && opened.has_event &&
            opened.event.type == VS_EV_INTRODUCE) {
            code = vs_parties_introduce(store, &opened.event, by, at->id, &news, err);
        }
        vs_opened_release(&opened);
    }
    vs_buf_release(&raw);
    vs_buf_release(&room);
    return code;
}

enum vs_code
vs_admit_introductions(struct vs_store *store, int64_t from, const uint8_t kf[VS_KEY_LEN],
                       const struct vs_hash *case_hash, uint64_t *walked, struct vs_err *err)
{
    struct vs_channel_row channel = {.kind = VS_CHANNEL_CASE};
    struct vs_open_at at = {.channel = &channel, .case_hash = case_hash};
    struct vs_feed_row feed;
    uint8_t tag[VS_TAG_LEN];
    int64_t leaf = 0;
    enum vs_code code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(from), err);

    memcpy(channel.kf, kf, VS_KEY_LEN);
    at.feed = &feed.feed;
    while (code == VS_OK && leaf >= 0) {
        vs_tag(tag, kf, &feed.feed, *walked);
        code = vs_unmatched_find(store->ledger, &leaf, tag, feed.id, err);
        if (code == VS_OK && leaf >= 0) {
            at.id = leaf;
            ++*walked;
            code = introduce_by(store, feed.org, &at, err);
        }
    }
    vs_wipe(&channel, sizeof(channel));
    return code;
}
