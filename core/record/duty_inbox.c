/* Inbox keys that are no longer needed (duty.h). */
#include "core/record/duty.h"

#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/secret.h"
#include "core/ledger/channels.h"
#include "core/log/leaf.h"
#include "core/seal/invitation.h"

#define KEEP_SECONDS (60 * 86400) /* a newer key has been published for so long */
#define KEYS_MAX     64

struct own_key {
    struct vs_inbox_row row;
    vs_instant published; /* 0: not yet */
    bool news;            /* found published just now */
};

struct own_keys {
    struct vs_store *store;
    struct own_key list[KEYS_MAX]; /* newest first */
    size_t count;
};

static void
name_of(char out[80], const struct vs_hash *key)
{
    char text[VS_HASH_TEXT_LEN + 1];

    vs_hash_text(text, key);
    snprintf(out, 80, "inbox published %s", text);
}

/* Since when the announcement of a key has been on every remote; the sync at hand reached all. */
static enum vs_code
since_when(struct own_key *key, struct vs_store *store, struct vs_err *err)
{
    char name[80];
    struct vs_buf buf;
    int64_t leaf = -1;
    enum vs_code code;

    name_of(name, &key->row.public_key);
    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(store->ledger, &buf, name, err);
    if (code == VS_OK && buf.len == 8) {
        key->published = (vs_instant)vs_get_u64(buf.p);
    } else if (code == VS_E_NOT_FOUND) {
        code = vs_announced_leaf(store->ledger, &leaf, store->feed.id, &key->row.public_key, err);
        key->news = code == VS_OK && leaf >= 0 && VS_LEAF_INDEX(leaf) < store->feed.released;
        key->published = key->news ? vs_store_now(store) : 0;
    }
    vs_buf_release(&buf);
    return code;
}

static enum vs_code
collect(void *payload, const struct vs_inbox_row *row, struct vs_err *err)
{
    struct own_keys *keys = payload;

    if (keys->count == KEYS_MAX) {
        return VS_OK;
    }
    keys->list[keys->count].row = *row;
    return since_when(&keys->list[keys->count++], keys->store, err);
}

struct waiting {
    struct vs_store *store;
    struct vs_inbox_key key;
    bool opens;
};

/* An invitation to this key whose case has not arrived yet. */
static enum vs_code
opens_with(void *payload, int64_t leaf_id, struct vs_err *err)
{
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct waiting *waiting = payload;
    size_t count = 0;
    struct vs_leaf leaf;
    struct vs_buf raw;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(waiting->store->ledger, &raw, NULL, NULL, leaf_id, err);
    if (code == VS_OK && vs_leaf_parse(&leaf, raw.p, raw.len, NULL) == VS_OK) {
        code = vs_invitation_open(found, &count, NULL, &leaf, &waiting->store->self.org,
                                  &waiting->key, 1, err);
        code = code == VS_E_LEAF_FORMAT ? VS_OK : code;
    }
    waiting->opens = waiting->opens || count > 0;
    vs_wipe(found, sizeof(found));
    vs_buf_release(&raw);
    return code;
}

static enum vs_code
destroy(struct vs_store *store, const struct own_key *key, size_t *destroyed, struct vs_err *err)
{
    struct waiting waiting = {
        store, {.sk = key->row.private_key, .pk = key->row.public_key}, false};
    enum vs_code code = vs_invitation_each(store->ledger, opens_with, &waiting, err);

    if (code == VS_OK && !waiting.opens) {
        code = vs_inbox_remove(store->ledger, &key->row.public_key, err);
        *destroyed += code == VS_OK;
    }
    return code;
}

static enum vs_code
keep_published(struct vs_store *store, const struct own_key *key, struct vs_err *err)
{
    uint8_t bytes[8];
    char name[80];

    name_of(name, &key->row.public_key);
    vs_put_u64(bytes, (uint64_t)key->published);
    return vs_ledger_meta_set(store->ledger, name, bytes, sizeof(bytes), err);
}

static enum vs_code
change(struct own_keys *keys, size_t from, size_t *destroyed, struct vs_err *err)
{
    struct vs_store *store = keys->store;
    enum vs_code code = vs_store_begin(store, err);

    if (code != VS_OK) {
        return code;
    }
    for (size_t i = 0; code == VS_OK && i < keys->count; i++) {
        if (i >= from) {
            code = destroy(store, &keys->list[i], destroyed, err);
        } else if (keys->list[i].news) {
            code = keep_published(store, &keys->list[i], err);
        }
    }
    if (code == VS_OK) {
        return vs_store_commit(store, err);
    }
    vs_store_rollback(store);
    return code;
}

enum vs_code
vs_duty_old_keys(struct vs_store *store, size_t *destroyed, struct vs_err *err)
{
    struct own_keys keys = {.store = store};
    vs_instant now = vs_store_now(store);
    size_t from;
    bool news = false;
    enum vs_code code = vs_inbox_each(store->ledger, collect, &keys, err);

    *destroyed = 0;
    from = keys.count;
    for (size_t i = 0; code == VS_OK && i < keys.count; i++) {
        news = news || keys.list[i].news;
        if (from == keys.count && keys.list[i].published != 0 &&
            keys.list[i].published + KEEP_SECONDS <= now) {
            from = i + 1; /* those after it are older */
        }
    }
    if (code == VS_OK && (news || from < keys.count)) {
        code = change(&keys, from, destroyed, err);
    }
    vs_wipe(&keys, sizeof(keys));
    return code;
}
