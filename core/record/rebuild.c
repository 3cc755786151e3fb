#include "core/record/rebuild.h"

#include <string.h>

#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/log/checkpoint.h"
#include "core/log/hash.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/take.h"

struct rebuilding {
    struct vs_store *store;
    struct vs_rebuilt *out;
    struct vs_feed_row feed;
    struct vs_merkle tree;
};

static enum vs_code
recognise(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
          vs_instant received, struct vs_err *err)
{
    struct rebuilding *at = payload;
    struct vs_hash again;
    enum vs_code code;

    (void)received;
    vs_merkle_leaf_hash(&again, raw.p, raw.len);
    if (!vs_hash_eq(&again, hash)) {
        return vs_fail(err, VS_E_TAMPERED, at->feed.origin.text, "leaf %llu is not what it was",
                       (unsigned long long)VS_LEAF_INDEX(id));
    }
    code = vs_merkle_append(&at->tree, &again, NULL, err);
    if (code == VS_OK) {
        at->out->leaves++;
        code = vs_take_recognise(at->store, &at->feed, id, raw, err);
    }
    return code;
}

static enum vs_code
content(void *payload, int64_t leaf, struct vs_str cipher, struct vs_err *err)
{
    struct rebuilding *at = payload;
    enum vs_code code = vs_take_kept_content(at->store, leaf, cipher, err);

    /* Content of a leaf that no key of ours opens. */
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* The stored checkpoint must speak of the tree that the stored leaves make. */
static enum vs_code
check_tree(struct rebuilding *at, struct vs_err *err)
{
    struct vs_checkpoint_file parsed;
    struct vs_stored_tree stored = {.ledger = at->store->ledger, .feed = at->feed.id};
    struct vs_hash root;
    struct vs_buf file;
    enum vs_code code;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = vs_feed_file_get(at->store->ledger, &file, at->feed.id, err);
    if (code == VS_E_NOT_FOUND) {
        vs_buf_release(&file);
        return VS_OK; /* a feed of which nothing was taken yet */
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(&parsed, file.p, file.len, err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, &parsed, &at->feed.key, err);
    }
    /* A sync that was interrupted holds a prefix of what the checkpoint covers. */
    if (code == VS_OK && parsed.checkpoint.size <= at->tree.size) {
        code = vs_stored_tree_root(&root, &stored, parsed.checkpoint.size, err);
        if (code == VS_OK && !vs_hash_eq(&root, &parsed.checkpoint.root)) {
            code = vs_fail(err, VS_E_TAMPERED, at->feed.origin.text,
                           "the leaves do not make the tree that was signed");
        }
    }
    vs_buf_release(&file);
    return code;
}

static enum vs_code
rebuild_leaves(struct rebuilding *at, struct vs_err *err)
{
    return vs_leaf_each(at->store->ledger, VS_LEAF_ID(at->feed.id, at->feed.start),
                        VS_LEAF_ID(at->feed.id + 1, 0), recognise, at, err);
}

static enum vs_code
rebuild_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct rebuilding *at = payload;
    enum vs_code code;

    at->feed = *feed;
    vs_merkle_init(&at->tree);
    code = VS_OK;
    if (feed->version != 0) {
        struct vs_stored_tree stored = {.ledger = at->store->ledger, .feed = feed->id};

        /* Counts from where its parent, which is done, stood at the fork. */
        code = vs_merkle_prefix(&at->tree, feed->start, vs_stored_tree_get, &stored, err);
        if (code == VS_OK) {
            code = vs_take_new_feed(at->store, feed, err);
        }
        if (code == VS_OK) {
            code = vs_take_searches(at->store, err);
        }
    }
    if (code == VS_OK) {
        code = rebuild_leaves(at, err);
    }
    if (code == VS_OK) {
        code = check_tree(at, err);
    }
    if (code == VS_OK) {
        at->out->feeds += feed->version == 0;
    }
    return code;
}

static enum vs_code
rebuild_contents(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct rebuilding *at = payload;

    return vs_content_each(at->store->ledger, VS_LEAF_ID(feed->id, 0), VS_LEAF_ID(feed->id + 1, 0),
                           content, at, err);
}

static enum vs_code
add_directory(void *payload, const struct vs_org_row *org, struct vs_err *err)
{
    struct rebuilding *at = payload;
    struct vs_channel_row channel;
    enum vs_code code;

    if (!org->has_kd) {
        return VS_OK;
    }
    vs_directory_channel(&channel, org);
    code = vs_take_add_channel(at->store, &channel, err);
    if (code == VS_OK) {
        code = vs_directory_search(at->store, org->id, err);
    }
    return code == VS_OK ? vs_take_searches(at->store, err) : code;
}

static enum vs_code
add_case(void *payload, const struct vs_case_key_row *key, struct vs_err *err)
{
    struct rebuilding *at = payload;
    struct vs_channel_row channel;
    int64_t case_leaf;
    enum vs_code code = vs_leaf_find(at->store->ledger, &case_leaf, &key->case_hash, err);

    if (code == VS_OK) {
        vs_case_channel(&channel, case_leaf, key);
        code = vs_take_channel(at->store, &channel, err);
    }
    return code;
}

static enum vs_code
derive(struct rebuilding *at, struct vs_err *err)
{
    struct vs_ledger *ledger = at->store->ledger;
    enum vs_code code = vs_ledger_clear_derived(ledger, err);

    at->store->rebuilding = true;
    if (code == VS_OK) {
        code = vs_org_each(ledger, add_directory, at, err);
    }
    if (code == VS_OK) {
        code = vs_case_key_each(ledger, add_case, at, err);
    }
    if (code == VS_OK) {
        code = vs_feed_each(ledger, 0, rebuild_feed, at, err);
    }
    if (code == VS_OK) {
        code = vs_take_invitations(at->store, err);
    }
    if (code == VS_OK) {
        code = vs_feed_each(ledger, 0, rebuild_contents, at, err);
    }
    at->store->rebuilding = false;
    return code;
}

enum vs_code
vs_rebuild_derive(struct vs_store *store, struct vs_err *err)
{
    struct vs_rebuilt rebuilt = {0};
    struct rebuilding at;

    memset(&at, 0, sizeof(at));
    at.store = store;
    at.out = &rebuilt;
    return derive(&at, err);
}

static enum vs_code
count_events(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct vs_rebuilt *out = payload;

    (void)err;
    out->cases++;
    out->events += (uint64_t)row->events;
    return VS_OK;
}

static enum vs_code
hash_piece(void *payload, struct vs_str piece, struct vs_err *err)
{
    (void)err;
    vs_sha256_add(payload, piece.p, piece.len);
    return VS_OK;
}

/* The hash of all that is derived. */
static enum vs_code
hash_derived(struct vs_hash *out, struct vs_ledger *ledger, struct vs_err *err)
{
    struct vs_sha256 sha;
    enum vs_code code;

    vs_sha256_init(&sha);
    code = vs_ledger_dump_each(ledger, hash_piece, &sha, err);
    vs_sha256_final(out, &sha);
    return code;
}

enum vs_code
vs_rebuild(struct vs_store *store, struct vs_rebuilt *out, struct vs_err *err)
{
    struct rebuilding at;
    struct vs_hash before, after;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&at, 0, sizeof(at));
    at.store = store;
    at.out = out;
    code = vs_store_begin(store, err);
    if (code != VS_OK) {
        return code;
    }
    /* A sync that ended in the middle, on a full disk for instance, may have kept leaves and not
     * come to the invitations among them. What these open is part of what follows from the truth;
     * done first, it is not taken for a difference. Nor is it that time has passed since. */
    code = vs_take_invitations(store, err);
    if (code == VS_OK) {
        code = vs_casefile_let_time_pass(store, err);
    }
    if (code == VS_OK) {
        code = vs_store_fold(store, err);
    }
    if (code == VS_OK) {
        code = hash_derived(&before, store->ledger, err);
    }
    if (code == VS_OK) {
        code = derive(&at, err);
    }
    if (code == VS_OK) {
        code = vs_store_fold(store, err);
    }
    if (code == VS_OK) {
        code = hash_derived(&after, store->ledger, err);
    }
    if (code == VS_OK) {
        code = vs_casefile_list(store->ledger, true, 0, INT64_MAX, count_events, out, err);
    }
    if (code == VS_OK) {
        out->same = vs_hash_eq(&before, &after);
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
    }
    return code;
}
