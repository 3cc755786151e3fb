/* Keys that are given to whom they do not belong, withheld, or copied. */
#include <string.h>

#include "core/base/enc.h"
#include "core/log/leaf.h"
#include "core/record/directory.h"
#include "core/record/own.h"
#include "core/record/take.h"
#include "tests/cli/liar/liar.h"

/* Boxes for every device of the other organisation, with this place of the channel's first leaf. */
static void
invite_to(const struct vs_hash *to_case, enum vs_key_role role, uint16_t epoch,
          const uint8_t key[VS_KEY_LEN], const struct vs_hash *feed, uint64_t index)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_org_row org = other_org();
    size_t count = 0;

    MUST(vs_directory_keys(store, keys, &count, org.id, &err));
    for (size_t i = 0; i < count; i++) {
        struct vs_invitation_to box;

        memset(&box, 0, sizeof box);
        box.inbox = keys[i].key;
        box.invitation.role = role;
        box.invitation.epoch = epoch;
        box.invitation.case_id = *to_case;
        box.invitation.org = org.org;
        memcpy(box.invitation.key, key, VS_KEY_LEN);
        box.invitation.feed = *feed;
        box.invitation.index = index;
        MUST(vs_own_invite(store, &box, 1, &err));
    }
}

static void
invite(const struct vs_hash *to_case, enum vs_key_role role, uint16_t epoch,
       const uint8_t key[VS_KEY_LEN])
{
    struct vs_feed_row feed = store->feed;
    int64_t first = 0;

    if (vs_leaf_find(store->ledger, &first, to_case, &err) == VS_OK) {
        MUST(vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(first), &err));
    }
    invite_to(to_case, role, epoch, key, &feed.feed, VS_LEAF_INDEX(first));
}

static void
invite_wrong_key(void)
{
    uint8_t key[VS_KEY_LEN];

    memset(key, 0x33, sizeof key);
    invite(&case_id, VS_KEY_FULL, 0, key);
    invite(&case_id, VS_KEY_FACTS, 0, key);
    invite(&case_id, VS_KEY_FULL, 7, key);
}

static void
invite_to_nothing(void)
{
    struct vs_hash id = any_hash(1);
    uint8_t key[VS_KEY_LEN];

    memset(key, 0x34, sizeof key);
    invite(&id, VS_KEY_FULL, 0, key);
}

/* The key of the case itself, whatever the other one may see. */
static void
invite_full(void)
{
    struct vs_channel_row channel = case_channel();

    invite(&case_id, VS_KEY_FULL, 0, channel.kc);
}

static void
invite_facts(void)
{
    struct vs_channel_row channel = case_channel();

    invite(&case_id, VS_KEY_FACTS, 0, channel.kr);
}

/* Opens a case of its own under the keys of the case, as far as it has them, and invites the other
 * one to that. */
static void
open_same_key(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event_party parties[2] = {{store->self.org, VS_PARTY_FULL},
                                        {other_org().org, VS_PARTY_FULL}};
    struct vs_case_key_row key;
    struct vs_event event;
    struct vs_buf facts;
    enum vs_key_role role = channel.has_kc ? VS_KEY_FULL : VS_KEY_FACTS;

    memset(&event, 0, sizeof event);
    event.type = VS_EV_OPEN;
    event.v = 1;
    event.at = event.made = now;
    event.takes = true;
    event.parties = parties;
    event.party_count = vs_event_sort_parties(parties, 2);
    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &event, &err));
    memset(&key, 0, sizeof key);
    key.has_kc = channel.has_kc;
    memcpy(key.kc, channel.kc, VS_KEY_LEN);
    memcpy(key.kr, channel.kr, VS_KEY_LEN);
    vs_facts_key(key.kf, key.kr, &store->feed.feed, store->feed.tree.size);
    vs_case_channel(&channel, VS_LEAF_ID(store->feed.id, store->feed.tree.size), &key);
    MUST(vs_take_channel(store, &channel, &err));
    key.case_hash = say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    MUST(vs_case_key_insert(store->ledger, &key, &err));
    invite(&key.case_hash, role, 0, role == VS_KEY_FULL ? key.kc : key.kr);
    vs_buf_release(&facts);
}

/* More boxes than may wait, for cases that do not exist, under one key that opens leaves here. */
static void
invite_flood(void)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_channel_row channel = case_channel();
    struct vs_invitation_to box[VS_BOXES_MAX];
    struct vs_org_row org = other_org();
    size_t count = 0;

    MUST(vs_directory_keys(store, keys, &count, org.id, &err));
    for (unsigned i = 0; i < 260; i++) {
        memset(box, 0, sizeof box);
        for (unsigned b = 0; b < VS_BOXES_MAX; b++) {
            box[b].inbox = keys[0].key;
            box[b].invitation.role = VS_KEY_FULL;
            box[b].invitation.case_id = any_hash(1);
            vs_put_u32(box[b].invitation.case_id.b, i * VS_BOXES_MAX + b);
            box[b].invitation.org = org.org;
            memcpy(box[b].invitation.key, channel.kc, VS_KEY_LEN);
            box[b].invitation.feed = store->feed.feed;
            box[b].invitation.index = VS_LEAF_INDEX(the_case);
        }
        MUST(vs_own_invite(store, box, VS_BOXES_MAX, &err));
    }
}

/* So that this ledger does not seal the key to them after all, as an honest device would. */
static void
forget_to_invite(const struct vs_case_key_row *key, const struct vs_hash *org)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_invited_row row;
    struct vs_org_row party;
    size_t count = 0;

    MUST(vs_org_by_hash(store->ledger, &party, org, &err));
    MUST(vs_directory_keys(store, keys, &count, party.id, &err));
    for (size_t i = 0; i < count; i++) {
        memset(&row, 0, sizeof row);
        row.case_hash = key->case_hash;
        row.epoch = key->epoch;
        memcpy(row.kf, key->kf, sizeof row.kf);
        row.full = true;
        row.inbox = keys[i].key;
        row.org = *org;
        row.leaf = key->first;
        MUST(vs_invited_insert(store->ledger, &row, &err));
    }
}

/* Begins an epoch that lists every party, and gives its key to OTHER alone. */
static void
rekey_withheld(void)
{
    struct vs_event_party parties[VS_EVENT_PARTIES_MAX];
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_event rekey = event_of(VS_EV_REKEY), open = event_of(VS_EV_EPOCH_OPEN);
    struct vs_channel_row channel;
    struct vs_case_key_row key;
    struct vs_buf facts;
    uint64_t index = 0;

    memset(&key, 0, sizeof key);
    key.case_hash = case_id;
    key.epoch = 1;
    key.has_kc = true;
    store->env->random(store->env->payload, key.kc, sizeof key.kc);
    vs_reading_key(key.kr, key.kc);
    for (size_t i = 0; i < fold->party_count; i++) {
        parties[i].org = fold->parties[i].org;
        parties[i].role = fold->parties[i].role;
    }
    rekey.epoch = open.epoch = 1;
    rekey.parties = open.parties = parties;
    rekey.party_count = open.party_count = vs_event_sort_parties(parties, fold->party_count);
    vs_channel_name(&rekey.channel, key.kr);
    open.rekey = record(&rekey);
    heads[0] = open.rekey;
    open.heads = heads;
    open.head_count = 1;
    index = store->feed.tree.size;
    vs_facts_key(key.kf, key.kr, &store->feed.feed, index);
    key.first = VS_LEAF_ID(store->feed.id, index);
    vs_case_channel(&channel, the_case, &key);
    MUST(vs_take_channel(store, &channel, &err));
    MUST(vs_case_key_insert(store->ledger, &key, &err));
    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &open, &err));
    say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    vs_buf_release(&facts);
    invite_to(&case_id, VS_KEY_FULL, 1, key.kc, &store->feed.feed, index);
    for (size_t i = 0; i < open.party_count; i++) {
        forget_to_invite(&key, &parties[i].org);
    }
}

static enum vs_code
copy_invitation(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
                vs_instant received, struct vs_err *e)
{
    struct vs_buf *out = payload;
    struct vs_leaf leaf;

    (void)id;
    (void)hash;
    (void)received;
    if (vs_leaf_parse(&leaf, raw.p, raw.len, e) == VS_OK && !leaf.opaque &&
        leaf.kind == VS_LEAF_INVITATION) {
        vs_buf_clear(out);
        vs_buf_add_str(out, raw);
    }
    return VS_OK;
}

/* An invitation of the one who opened the case: as it is, and with its place put right. */
static void
copied_invitation(void)
{
    struct vs_buf raw;
    int64_t feed = VS_LEAF_FEED(the_case);

    vs_buf_init(&raw, VS_LEAF_MAX);
    MUST(vs_leaf_each(store->ledger, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0), copy_invitation,
                      &raw, &err));
    append(vs_buf_str(&raw));
    vs_put_u64(raw.p + 8, store->feed.tree.size);
    memcpy(raw.p + 16, store->feed.feed.b, sizeof store->feed.feed.b);
    append(vs_buf_str(&raw));
    vs_buf_release(&raw);
}

const struct liar_lie liar_invite[] = {
    {"invite-wrong-key", invite_wrong_key},
    {"invite-to-nothing", invite_to_nothing},
    {"invite-full", invite_full},
    {"invite-facts", invite_facts},
    {"open-same-key", open_same_key},
    {"invite-flood", invite_flood},
    {"rekey-withheld", rekey_withheld},
    {"copied-invitation", copied_invitation},
    {NULL, NULL},
};
