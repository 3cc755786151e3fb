/* The channels that this ledger can read, from the keys that it was given. */
#include <stdlib.h>
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/mem.h"
#include "core/record/directory.h"
#include "core/record/take.h"

struct vs_audit_key *
vs_audit_key_by_id(const struct vs_auditing *a, int64_t channel)
{
    size_t low = 0, high = a->key_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (a->by_id[middle]->channel.id < channel) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < a->key_count && a->by_id[low]->channel.id == channel ? a->by_id[low] : NULL;
}

struct collecting {
    struct vs_auditing *a;
    size_t room;
};

static enum vs_code
add_key(struct collecting *at, const struct vs_channel_row *channel,
        const struct vs_hash *case_hash, struct vs_err *err)
{
    struct vs_auditing *a = at->a;
    struct vs_audit_key *key;

    if (a->key_count == at->room) {
        size_t room = at->room ? 2 * at->room : 64;
        struct vs_audit_key *list = vs_calloc(room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        if (a->keys) {
            memcpy(list, a->keys, a->key_count * sizeof(*list));
            vs_wipe(a->keys, a->key_count * sizeof(*list));
            vs_free(a->keys);
        }
        a->keys = list;
        at->room = room;
    }
    key = &a->keys[a->key_count++];
    memset(key, 0, sizeof(*key));
    key->channel = *channel;
    if (case_hash) {
        key->case_hash = *case_hash;
    }
    return VS_OK;
}

/* Whether the key of the facts follows from that of the content, or from the reading key, and from
 * the place where the channel begins. What is wrong with the feed there is said of the feed. */
static enum vs_code
follows(struct vs_auditing *a, bool *follows, const struct vs_case_key_row *row,
        const struct vs_channel_row *channel, struct vs_err *err)
{
    uint8_t kr[VS_KEY_LEN], kf[VS_KEY_LEN];
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(a->ledger, &feed, VS_LEAF_FEED(channel->id), err);

    *follows = true;
    if (code == VS_OK) {
        memcpy(kr, row->kr, sizeof(kr));
        if (row->has_kc) {
            vs_reading_key(kr, row->kc);
        }
        vs_facts_key(kf, kr, &feed.feed, VS_LEAF_INDEX(channel->id));
        *follows = memcmp(kr, row->kr, sizeof(kr)) == 0 && memcmp(kf, row->kf, sizeof(kf)) == 0;
        vs_wipe(kr, sizeof(kr));
        vs_wipe(kf, sizeof(kf));
    }
    return vs_audit_is_trouble(code) ? code : VS_OK;
}

static enum vs_code
collect_case_key(void *payload, const struct vs_case_key_row *row, struct vs_err *err)
{
    struct collecting *at = payload;
    struct vs_audit_place place = {.case_id = &row->case_hash};
    struct vs_channel_row channel;
    int64_t case_leaf = 0;
    bool sound;
    enum vs_code code = vs_leaf_find(at->a->ledger, &case_leaf, &row->case_hash, err);

    if (code == VS_E_NOT_FOUND) {
        return vs_audit_found(at->a, VS_FOUND_KEY, &place, err,
                              "the case that the key is for is not here");
    }
    if (code != VS_OK) {
        return code;
    }
    vs_case_channel(&channel, case_leaf, row);
    code = follows(at->a, &sound, row, &channel, err);
    if (code == VS_OK && !sound) {
        code = vs_audit_found(at->a, VS_FOUND_KEY, &place, err,
                              "the key of the facts does not follow from that of the content");
    }
    if (code == VS_OK) {
        code = add_key(at, &channel, &row->case_hash, err);
    }
    vs_wipe(&channel, sizeof(channel));
    return code;
}

static int
by_channel(const void *a, const void *b)
{
    int64_t x = (*(struct vs_audit_key *const *)a)->channel.id;
    int64_t y = (*(struct vs_audit_key *const *)b)->channel.id;

    return x < y ? -1 : x > y;
}

/* Pointers are sorted, not the keys, which a sort would leave copies of. */
static enum vs_code
index_keys(struct vs_auditing *a, struct vs_err *err)
{
    a->by_id = vs_calloc(a->key_count + 1, sizeof(*a->by_id));
    if (!a->by_id) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < a->key_count; i++) {
        a->by_id[i] = &a->keys[i];
    }
    qsort(a->by_id, a->key_count, sizeof(*a->by_id), by_channel);
    return VS_OK;
}

static bool
same_channel(const struct vs_channel_row *a, const struct vs_channel_row *b)
{
    return a->id == b->id && a->kind == b->kind && a->org == b->org &&
           a->case_leaf == b->case_leaf && a->epoch == b->epoch &&
           memcmp(a->kf, b->kf, VS_KEY_LEN) == 0 && memcmp(a->kr, b->kr, VS_KEY_LEN) == 0 &&
           a->has_kc == b->has_kc && (!a->has_kc || memcmp(a->kc, b->kc, VS_KEY_LEN) == 0);
}

static enum vs_code
check_channel(struct vs_auditing *a, const struct vs_audit_key *key, struct vs_err *err)
{
    const struct vs_audit_org *org = vs_audit_org_by_id(a, key->channel.org);
    struct vs_audit_place place = {.org = org ? &org->row : NULL};
    struct vs_channel_row row;
    enum vs_code code = vs_channel_by_id(a->ledger, &row, key->channel.id, err);

    if (key->channel.kind == VS_CHANNEL_CASE) {
        place.case_id = &key->case_hash;
    }
    if (code == VS_E_NOT_FOUND) {
        return vs_audit_found(a, VS_FOUND_CHANNEL, &place, err,
                              "the channel that a key opens is missing");
    }
    if (code == VS_OK) {
        a->counted[VS_COUNT_CHANNEL]++;
        if (!same_channel(&row, &key->channel)) {
            code = vs_audit_found(a, VS_FOUND_CHANNEL, &place, err,
                                  "the channel is stored otherwise than its key says");
        }
    }
    vs_wipe(&row, sizeof(row));
    return code;
}

enum vs_code
vs_audit_keys(struct vs_auditing *a, struct vs_err *err)
{
    struct collecting at = {a, 0};
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < a->org_count; i++) {
        struct vs_channel_row channel;

        if (a->orgs[i].row.has_kd) {
            vs_directory_channel(&channel, &a->orgs[i].row);
            code = add_key(&at, &channel, NULL, err);
            vs_wipe(&channel, sizeof(channel));
        }
    }
    if (code == VS_OK) {
        code = vs_case_key_each(a->ledger, collect_case_key, &at, err);
    }
    if (code == VS_OK) {
        code = index_keys(a, err);
    }
    for (size_t i = 0; code == VS_OK && i < a->key_count; i++) {
        const struct vs_audit_key *key = &a->keys[i];

        if (vs_audit_is_whole(a) || key->channel.case_leaf == a->request->case_leaf ||
            key->channel.kind == VS_CHANNEL_DIRECTORY) {
            code = check_channel(a, key, err);
        }
    }
    return code;
}
