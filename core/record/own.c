#include "core/record/own.h"

#include <string.h>

#include "core/ledger/events.h"
#include "core/record/take.h"
#include "core/seal/entry.h"

enum vs_code
vs_own_may_write(const struct vs_store *store, struct vs_err *err)
{
    if (store->feed.closed != VS_FEED_NOT_CLOSED) {
        return vs_fail(err, VS_E_DEVICE_CLOSED, store->feed.origin.text, "closed by a roster");
    }
    if (store->unsettled) {
        return vs_fail(err, VS_E_RESTORED, vs_vault_dir(store->vault), "it has not synced since");
    }
    if (store->feed.tree.size == 0) {
        return vs_fail(err, VS_E_DEVICE_UNLISTED, store->feed.origin.text, "in no roster yet");
    }
    return VS_OK;
}

/* The place of the next own leaf. `anchor` and `salt` are filled in and must outlive *place. */
static enum vs_code
next_place(struct vs_store *store, struct vs_leaf_place *place, struct vs_hash *anchor,
           struct vs_hash *salt, struct vs_err *err)
{
    enum vs_code code = vs_anchor_newest(store->ledger, anchor, store->feed.id, err);

    if (code == VS_E_NOT_FOUND) {
        memset(anchor, 0, sizeof(*anchor));
    } else if (code != VS_OK) {
        return code;
    }
    store->env->random(store->env->payload, salt->b, sizeof(salt->b));
    place->index = store->feed.tree.size;
    place->feed = &store->feed.feed;
    place->anchor = anchor;
    place->salt = salt;
    return VS_OK;
}

static enum vs_code
is_opened(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct vs_hash *hash = payload;

    if (row->state != VS_EVENT_OPENED) {
        return vs_fail(err, VS_E_INTERNAL, "the own feed", "a leaf does not open again");
    }
    *hash = row->hash;
    return VS_OK;
}

enum vs_code
vs_own_append(struct vs_store *store, const struct vs_channel_row *channel, struct vs_str facts,
              struct vs_str content, int64_t *leaf, struct vs_hash *hash, struct vs_err *err)
{
    struct vs_sealing sealing;
    struct vs_expected_row expected;
    struct vs_hash anchor, salt;
    struct vs_buf raw, cipher;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    vs_buf_init(&cipher, VS_CONTENT_FILE_MAX);
    memset(&sealing, 0, sizeof(sealing));
    *leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    code = channel->kind == VS_CHANNEL_DIRECTORY ? VS_OK : vs_own_may_write(store, err);
    if (code == VS_OK) {
        code = next_place(store, &sealing.place, &anchor, &salt, err);
    }
    if (code == VS_OK) {
        code = vs_expected_get(store->ledger, &expected, channel->id, store->feed.id, err);
    }
    if (code == VS_OK) {
        memcpy(sealing.tag, expected.tag, sizeof(sealing.tag));
        sealing.kf = channel->kf;
        sealing.kc = channel->has_kc ? channel->kc : NULL;
        sealing.facts = facts;
        sealing.content = content;
        code = vs_leaf_seal(&raw, &cipher, &sealing, err);
    }
    if (code == VS_OK) {
        code = vs_take_leaf(store, &store->feed, vs_buf_str(&raw), vs_store_now(store), err);
    }
    if (code == VS_OK && content.p) {
        code = vs_take_content(store, *leaf, vs_buf_str(&cipher), err);
    }
    if (code == VS_OK) {
        code = vs_event_one(store->ledger, *leaf, is_opened, hash, err);
    }
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
    return code;
}

/* Remembers who was given what. */
static enum vs_code
note_invited(struct vs_store *store, const struct vs_invitation_to *to, int64_t leaf,
             struct vs_err *err)
{
    struct vs_invited_row row;
    enum vs_code code;

    vs_invited_of(&row, to);
    row.leaf = leaf;
    code = vs_invited_insert(store->ledger, &row, err);
    vs_wipe(&row, sizeof(row));
    return code;
}

void
vs_invited_of(struct vs_invited_row *row, const struct vs_invitation_to *to)
{
    memset(row, 0, sizeof(*row));
    row->case_hash = to->invitation.case_id;
    row->epoch = to->invitation.epoch;
    row->full = to->invitation.role == VS_KEY_FULL;
    vs_invitation_facts_key(row->kf, &to->invitation);
    row->inbox = to->inbox;
    row->org = to->invitation.org;
}

enum vs_code
vs_own_invite(struct vs_store *store, const struct vs_invitation_to *to, size_t count,
              struct vs_err *err)
{
    struct vs_leaf_place place;
    struct vs_hash anchor, salt;
    struct vs_buf raw;
    enum vs_code code = vs_own_may_write(store, err);

    vs_buf_init(&raw, VS_INVITATION_LEAF_MAX);
    for (size_t done = 0; code == VS_OK && done < count;) {
        size_t now = count - done < VS_BOXES_MAX ? count - done : VS_BOXES_MAX;
        int64_t leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);

        vs_buf_clear(&raw);
        code = next_place(store, &place, &anchor, &salt, err);
        if (code == VS_OK) {
            code = vs_invitation_seal(&raw, &place, to + done, now, store->env, err);
        }
        if (code == VS_OK) {
            code = vs_take_leaf(store, &store->feed, vs_buf_str(&raw), vs_store_now(store), err);
        }
        for (size_t i = done; code == VS_OK && i < done + now; i++) {
            code = note_invited(store, &to[i], leaf, err);
        }
        done += now;
    }
    vs_buf_release(&raw);
    return code;
}
