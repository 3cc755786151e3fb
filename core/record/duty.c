#include "core/record/duty.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/log/cosignature.h"
#include "core/record/act.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"

#define INBOX_SECONDS (31 * 86400) /* a device announces a new key monthly */

/* --- acknowledgements --------------------------------------------------------------------------
 */

/* Cases in which something is owed; rows come sorted by case. */
struct owed {
    int64_t *cases;
    size_t count, room;
};

static enum vs_code
note_case(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct owed *owed = payload;

    if (owed->count > 0 && owed->cases[owed->count - 1] == row->case_leaf) {
        return VS_OK;
    }
    if (owed->count == owed->room) {
        size_t room = owed->room ? 2 * owed->room : 64;
        int64_t *list = vs_realloc_array(owed->cases, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        owed->cases = list;
        owed->room = room;
    }
    owed->cases[owed->count++] = row->case_leaf;
    return VS_OK;
}

/* The three lists of an ack. What does not fit waits for the next sync. */
struct ack {
    struct vs_hash opened[VS_EVENT_ACK_MAX];
    struct vs_hash facts_only[VS_EVENT_ACK_MAX];
    struct vs_hash unreadable[VS_EVENT_ACK_MAX];
    struct vs_event event;
};

static void
list_in(struct vs_hash *list, size_t *count, const struct vs_hash *id)
{
    if (*count < VS_EVENT_ACK_MAX) {
        list[(*count)++] = *id;
    }
}

/* What waits outside the fold (its causes are not here, or its writer's clock is ahead of ours) is
 * not in the past of what we write, so that an ack would show nothing: it waits too. Nor do we name
 * what is cut and nobody else vouches for, now that we know. */
static bool
is_not_yet(const struct vs_fold *fold, const struct vs_hash *id)
{
    uint32_t entry = vs_fold_find(fold, id);

    return entry != VS_FOLD_NONE && (fold->entries[entry].state == VS_ENTRY_LEFT_OUT ||
                                     fold->entries[entry].state == VS_ENTRY_PENDING);
}

static size_t
fill_ack(struct ack *ack, const struct vs_casefile *file)
{
    struct vs_event *event = &ack->event;

    memset(event, 0, sizeof(*event));
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *at = vs_casefile_event(file, i);

        if (vs_casefile_acked(file, i) != VS_ACK_OWED ||
            is_not_yet(vs_casefile_fold(file), &at->id)) {
            continue;
        }
        switch (vs_casefile_may_ack(at)) {
        case VS_ACK_OPENED:
            list_in(ack->opened, &event->opened_count, &at->id);
            break;
        case VS_ACK_FACTS:
            list_in(ack->facts_only, &event->facts_only_count, &at->id);
            break;
        case VS_ACK_UNREADABLE:
        case VS_ACK_NEVER:
        case VS_ACK_OWED:
            list_in(ack->unreadable, &event->unreadable_count, &at->id);
            break;
        }
    }
    event->type = VS_EV_ACK;
    event->opened = ack->opened;
    event->facts_only = ack->facts_only;
    event->unreadable = ack->unreadable;
    event->opened_count = vs_event_sort_set(ack->opened, event->opened_count);
    event->facts_only_count = vs_event_sort_set(ack->facts_only, event->facts_only_count);
    event->unreadable_count = vs_event_sort_set(ack->unreadable, event->unreadable_count);
    return event->opened_count + event->facts_only_count + event->unreadable_count;
}

static enum vs_code
ack_case(struct vs_store *store, int64_t case_leaf, size_t *written, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_hash id;
    struct ack *ack = vs_malloc(sizeof(*ack));
    enum vs_code code = ack ? vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err)
                            : vs_fail_memory(err);

    if (code == VS_OK && fill_ack(ack, file) > 0) {
        ack->event.at = vs_store_now(store);
        code = vs_act(store, &id, case_leaf, &ack->event, NULL, err);
        if (code == VS_OK) {
            (*written)++;
        } else if (code == VS_E_NOT_AUTHORISED || code == VS_E_TIME_TOO_EARLY ||
                   code == VS_E_DATED_AHEAD) {
            code = VS_OK; /* not a party (yet), or a clock is ahead: nothing to say now */
        }
    } else if (code == VS_E_NOT_FOUND) {
        code = VS_OK;
    }
    vs_casefile_free(file);
    vs_free(ack);
    return code;
}

enum vs_code
vs_duty_acks(struct vs_store *store, size_t *written, struct vs_err *err)
{
    struct owed owed = {NULL, 0, 0};
    enum vs_code code = vs_event_each_owed(store->ledger, note_case, &owed, err);

    *written = 0;
    for (size_t i = 0; code == VS_OK && i < owed.count; i++) {
        code = ack_case(store, owed.cases[i], written, err);
    }
    vs_free(owed.cases);
    return code;
}

/* --- invitations -------------------------------------------------------------------------------
 */

struct renewal {
    struct vs_store *store;
    struct vs_org_row org;
    int64_t *cases;
    size_t count, room;
};

static enum vs_code
note_channel(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct renewal *renewal = payload;

    if (renewal->count > 0 && renewal->cases[renewal->count - 1] == channel->case_leaf) {
        return VS_OK;
    }
    if (renewal->count == renewal->room) {
        size_t room = renewal->room ? 2 * renewal->room : 64;
        int64_t *list = vs_realloc_array(renewal->cases, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        renewal->cases = list;
        renewal->room = room;
    }
    renewal->cases[renewal->count++] = channel->case_leaf;
    return VS_OK;
}

static enum vs_code
renew_case(struct renewal *renewal, int64_t case_leaf, size_t *written, struct vs_err *err)
{
    uint64_t before = renewal->store->feed.tree.size;
    enum vs_party_role role = VS_PARTY_FACTS;
    struct vs_casefile *file;
    enum vs_code code = vs_casefile_load(&file, renewal->store, case_leaf, VS_INSTANT_NEVER, err);

    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (vs_fold_party_role(&role, vs_casefile_fold(file), &renewal->org.org)) {
        code = vs_act_invite(renewal->store, case_leaf, renewal->org.id, role, err);
        code = code == VS_E_NO_INBOX_KEY ? VS_OK : code;
    }
    *written += renewal->store->feed.tree.size > before;
    vs_casefile_free(file);
    return code;
}

enum vs_code
vs_duty_invitations(struct vs_store *store, int64_t org, size_t *written, struct vs_err *err)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct renewal renewal;
    size_t count = 0;
    enum vs_code code;

    memset(&renewal, 0, sizeof(renewal));
    *written = 0;
    renewal.store = store;
    code = vs_org_by_id(store->ledger, &renewal.org, org, err);
    if (code == VS_OK) {
        code = vs_directory_keys(store, keys, &count, org, err);
        code = code == VS_E_NO_INBOX_KEY ? VS_OK : code;
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        if (!vs_hash_eq(&keys[i].feed, &store->feed.feed)) {
            code = vs_channel_each_uninvited(store->ledger, &renewal.org.org,
                                             renewal.org.own ? 0 : org, &keys[i].key, note_channel,
                                             &renewal, err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < renewal.count; i++) {
        code = renew_case(&renewal, renewal.cases[i], written, err);
    }
    vs_free(renewal.cases);
    return code;
}

static void
renewal_name(char out[40], int64_t org)
{
    snprintf(out, 40, "renew:%lld", (long long)org);
}

enum vs_code
vs_duty_note_keys(struct vs_store *store, int64_t org, struct vs_err *err)
{
    char name[40];

    renewal_name(name, org);
    return vs_ledger_meta_set(store->ledger, name, "1", 1, err);
}

struct renewing {
    struct vs_store *store;
    size_t *written;
    bool *done;
};

static enum vs_code
renew_org(void *payload, const struct vs_org_row *org, struct vs_err *err)
{
    struct renewing *renewing = payload;
    struct vs_buf noted;
    size_t written = 0;
    char name[40];
    bool due;
    enum vs_code code;

    renewal_name(name, org->id);
    vs_buf_init(&noted, 8);
    code = vs_ledger_meta_get(renewing->store->ledger, &noted, name, err);
    due = code == VS_OK && noted.len > 0;
    vs_buf_release(&noted);
    if (!due) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    code = vs_duty_invitations(renewing->store, org->id, &written, err);
    *renewing->written += written;
    *renewing->done = true;
    return code == VS_OK ? vs_ledger_meta_set(renewing->store->ledger, name, "", 0, err) : code;
}

enum vs_code
vs_duty_renewals(struct vs_store *store, size_t *written, bool *done, struct vs_err *err)
{
    struct renewing renewing = {store, written, done};

    *written = 0;
    *done = false;
    return vs_org_each(store->ledger, renew_org, &renewing, err);
}

/* --- cosignatures ------------------------------------------------------------------------------
 */

struct cosigning {
    struct vs_store *store;
    size_t *written;
};

static enum vs_code
cosign_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct cosigning *cosigning = payload;
    struct vs_store *store = cosigning->store;
    struct vs_cosignature_row row;
    struct vs_checkpoint checkpoint;
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    uint64_t last;
    size_t len;
    bool added;
    enum vs_code code;

    /* Of a feed with two histories nothing is the largest tree that continues all before it. */
    if (!vs_feed_is_read(feed->own) || feed->tree.size == 0 || feed->version != 0 ||
        feed->common != VS_FEED_NOT_FORKED) {
        return VS_OK;
    }
    code = vs_cosignature_last(store->ledger, &last, feed->id, store->feed.id, err);
    if (code != VS_OK || last >= feed->tree.size) {
        return code;
    }
    memset(&row, 0, sizeof(row));
    checkpoint.origin = feed->origin;
    checkpoint.size = feed->tree.size;
    vs_merkle_root(&checkpoint.root, &feed->tree);
    row.feed = feed->id;
    row.signer = store->feed.id;
    row.size = checkpoint.size;
    row.root = checkpoint.root;
    row.time = vs_store_now(store);
    len = vs_checkpoint_body(body, &checkpoint);
    code = vs_cosignature_sign(row.line, &store->device.signer, row.time,
                               (struct vs_str){body, len}, err);
    if (code == VS_OK) {
        code = vs_cosignature_insert(store->ledger, &row, row.time, &added, err);
    }
    if (code == VS_OK) {
        (*cosigning->written)++;
    }
    return code;
}

enum vs_code
vs_duty_cosigned(struct vs_store *store, uint64_t *count, struct vs_err *err)
{
    struct vs_buf buf;
    enum vs_code code;

    *count = 0;
    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(store->ledger, &buf, "cosigned", err);
    if (code == VS_OK && buf.len == 8) {
        *count = vs_get_u64(buf.p);
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_duty_cosign(struct vs_store *store, size_t *written, struct vs_err *err)
{
    struct cosigning cosigning = {store, written};
    uint64_t count;
    uint8_t bytes[8];
    enum vs_code code;

    *written = 0;
    code = vs_feed_each(store->ledger, 0, cosign_feed, &cosigning, err);
    if (code == VS_OK && *written > 0) {
        code = vs_duty_cosigned(store, &count, err);
        vs_put_u64(bytes, count + *written);
        if (code == VS_OK) {
            code = vs_ledger_meta_set(store->ledger, "cosigned", bytes, sizeof(bytes), err);
        }
    }
    return code;
}

/* --- inbox keys --------------------------------------------------------------------------------
 */

struct newest_inbox {
    vs_instant made;
};

static enum vs_code
newest(void *payload, const struct vs_inbox_row *row, struct vs_err *err)
{
    struct newest_inbox *inbox = payload;

    (void)err;
    if (row->made > inbox->made) {
        inbox->made = row->made;
    }
    return VS_OK;
}

enum vs_code
vs_duty_inbox(struct vs_store *store, bool *made, struct vs_err *err)
{
    struct newest_inbox inbox = {-1};
    enum vs_code code = vs_inbox_each(store->ledger, newest, &inbox, err);

    *made = false;
    if (code == VS_OK && inbox.made + INBOX_SECONDS <= vs_store_now(store)) {
        code = vs_directory_new_inbox(store, err);
        *made = code == VS_OK;
    }
    return code;
}
