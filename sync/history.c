/* A branch that shows another history than the one that was taken first (receive_priv.h). */
#include "sync/receive_priv.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/log/forkproof.h"
#include "core/record/fork.h"
#include "sync/branch.h"

/* The leaf hashes of a branch are held in memory while it is compared: 32 bytes each. */
#define HASHES_MAX (1u << 22)

/* The shown tree, from its leaf hashes. */
struct shown {
    struct vs_hash *hashes;
    size_t count, room;
};

static enum vs_code
hold_hash(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct shown *shown = payload;

    (void)index;
    if (shown->count == shown->room) {
        size_t room = shown->room ? 2 * shown->room : 256;
        struct vs_hash *hashes = vs_realloc_array(shown->hashes, room, sizeof(*hashes));

        if (!hashes) {
            return vs_fail_memory(err);
        }
        shown->hashes = hashes;
        shown->room = room;
    }
    vs_merkle_leaf_hash(&shown->hashes[shown->count++], leaf.p, leaf.len);
    return VS_OK;
}

static enum vs_code
shown_get(struct vs_hash *out, void *payload, unsigned level, uint64_t index, struct vs_err *err)
{
    const struct shown *shown = payload;
    struct vs_merkle part;
    enum vs_code code = VS_OK;

    vs_merkle_init(&part);
    for (uint64_t i = index << level; code == VS_OK && i < (index + 1) << level; i++) {
        code = vs_merkle_append(&part, &shown->hashes[i], NULL, err);
    }
    vs_merkle_root(out, &part);
    return code;
}

/* --- what the versions have in common with it --------------------------------------------------
 */

struct seeking {
    struct vs_taking *taking;
    struct shown shown;
    struct vs_feed_row first; /* version 0 */
    struct vs_feed_row best;
    uint64_t common;
    bool found;
};

static enum vs_code
agree(bool *same, struct seeking *seeking, const struct vs_feed_row *row, uint64_t size,
      struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = seeking->taking->store->ledger, .feed = row->id};
    struct vs_hash ours, theirs;
    enum vs_code code = vs_stored_tree_root(&ours, &stored, size, err);

    if (code == VS_OK) {
        code = vs_merkle_prefix_root(&theirs, size, shown_get, &seeking->shown, err);
    }
    *same = code == VS_OK && vs_hash_eq(&ours, &theirs);
    return code;
}

static enum vs_code
compare_version(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct seeking *seeking = payload;
    uint64_t low = 0, high = row->tree.size;
    enum vs_code code = VS_OK;

    high = high < seeking->shown.count ? high : seeking->shown.count;
    while (code == VS_OK && low < high) {
        uint64_t middle = low + (high - low + 1) / 2;
        bool same;

        code = agree(&same, seeking, row, middle, err);
        if (same) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    if (code == VS_OK && (!seeking->found || low > seeking->common)) {
        seeking->found = true;
        seeking->best = *row;
        seeking->common = low;
    }
    return code;
}

/* --- proof -------------------------------------------------------------------------------------
 */

/* Keeps the proof that the shown checkpoint and ours are of two histories. `shown` is NULL when its
 * leaves are not at hand. VS_E_NOT_FOUND: what is here does not prove it. */
static enum vs_code
keep_proof(struct seeking *seeking, struct shown *shown, struct vs_err *err)
{
    struct vs_taking *taking = seeking->taking;
    struct vs_buf proof;
    bool news = false;
    enum vs_code code;

    vs_buf_init(&proof, VS_FORKPROOF_MAX);
    code = vs_fork_prove(taking->store, &proof, &seeking->first, vs_buf_str(&taking->file),
                         shown ? shown_get : NULL, shown, err);
    if (code == VS_OK) {
        code = vs_fork_find(taking->store, &seeking->first, vs_buf_str(&proof), &news, err);
    }
    taking->forked = taking->forked || news;
    vs_buf_release(&proof);
    return code;
}

static enum vs_code
keep_proof_alone(struct seeking *seeking, struct vs_err *err)
{
    struct vs_store *store = seeking->taking->store;
    enum vs_code code = vs_store_begin(store, err);

    if (code != VS_OK) {
        return code;
    }
    code = keep_proof(seeking, NULL, err);
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
    }
    return code;
}

/* The proof, and the row of a history that is not here yet. */
static enum vs_code
make_version(struct seeking *seeking, const struct vs_merkle *before, struct vs_err *err)
{
    struct vs_taking *taking = seeking->taking;
    bool is_new = seeking->common < seeking->best.tree.size;
    enum vs_code code = vs_store_begin(taking->store, err);

    if (code != VS_OK) {
        return code;
    }
    code = keep_proof(seeking, &seeking->shown, err);
    taking->feed = seeking->best;
    if (code == VS_OK && is_new) {
        code = vs_fork_add_version(taking->store, &taking->feed, &seeking->best, before, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(taking->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(taking->store);
        taking->forked = false;
    }
    return code;
}

/* --- reading -----------------------------------------------------------------------------------
 */

static enum vs_code
read_shown(struct seeking *seeking, struct vs_err *err)
{
    struct vs_taking *taking = seeking->taking;
    const struct vs_checkpoint *checkpoint = &taking->parsed->checkpoint;
    struct vs_hash root;
    enum vs_code code;

    if (checkpoint->size > HASHES_MAX) {
        return vs_fail(err, VS_E_LIMIT, taking->feed.origin.text,
                       "another history of %llu leaves cannot be compared",
                       (unsigned long long)checkpoint->size);
    }
    code = vs_branch_read_leaves(taking->tree, 0, checkpoint->size, checkpoint->size, hold_hash,
                                 &seeking->shown, err);
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_TRUNCATED, taking->feed.origin.text,
                       "leaves that the checkpoint covers are missing on the branch");
    }
    if (code != VS_OK) {
        return code;
    }
    code = vs_merkle_prefix_root(&root, checkpoint->size, shown_get, &seeking->shown, err);
    if (code == VS_OK && !vs_hash_eq(&root, &checkpoint->root)) {
        code = vs_fail(err, VS_E_ROOT_MISMATCH, taking->feed.origin.text,
                       "the leaves on the branch are not those that the device signed");
    }
    return code;
}

/* Two signed checkpoints prove a fork also where the leaves cannot be had. */
static enum vs_code
without_leaves(struct seeking *seeking, enum vs_code why, struct vs_err *err)
{
    const struct vs_checkpoint *checkpoint = &seeking->taking->parsed->checkpoint;
    struct vs_err ignored;
    enum vs_code code;

    if (vs_receive_is_ours(why) || checkpoint->size > seeking->first.tree.size) {
        return why;
    }
    code = keep_proof_alone(seeking, &ignored);
    if (vs_receive_is_ours(code)) {
        if (err) {
            *err = ignored;
        }
        return code;
    }
    return vs_fail(err, VS_E_FORKED, seeking->taking->feed.origin.text,
                   "two signed histories: at %llu leaves the roots differ",
                   (unsigned long long)checkpoint->size);
}

static enum vs_code
go_on(struct seeking *seeking, bool *ahead, struct vs_err *err)
{
    struct vs_taking *taking = seeking->taking;
    struct vs_merkle before;
    struct vs_hash root;
    enum vs_code code;

    code = vs_feed_each_version(taking->store->ledger, &taking->feed.feed, compare_version, seeking,
                                err);
    if (code != VS_OK) {
        return code;
    }
    if (seeking->common == seeking->shown.count) {
        *ahead = false;
        return seeking->common == seeking->best.tree.size
                   ? VS_OK
                   : vs_fail(err, VS_E_STALE, taking->feed.origin.text,
                             "the host shows %llu leaves, %llu were seen before",
                             (unsigned long long)seeking->common,
                             (unsigned long long)seeking->best.tree.size);
    }
    code = vs_merkle_prefix(&before, seeking->common, shown_get, &seeking->shown, err);
    if (code == VS_OK) {
        code = vs_taking_read(taking, &before, err);
    }
    if (code == VS_OK) {
        vs_merkle_root(&root, &taking->grown);
        if (!vs_hash_eq(&root, &taking->parsed->checkpoint.root)) {
            code = vs_fail(err, VS_E_ROOT_MISMATCH, taking->feed.origin.text,
                           "the branch changed while it was read");
        }
    }
    if (code == VS_OK) {
        code = make_version(seeking, &before, err);
    }
    if (code == VS_E_NOT_FOUND) {
        code = vs_fail(err, VS_E_FORKED, taking->feed.origin.text,
                       "two signed histories: this one does not extend what was seen before");
    }
    *ahead = code == VS_OK;
    return code;
}

enum vs_code
vs_taking_history(struct vs_taking *taking, bool *ahead, struct vs_err *err)
{
    struct seeking seeking;
    enum vs_code code;

    memset(&seeking, 0, sizeof(seeking));
    seeking.taking = taking;
    *ahead = false;
    code = vs_feed_by_hash(taking->store->ledger, &seeking.first, &taking->feed.feed, err);
    if (code == VS_OK) {
        code = read_shown(&seeking, err);
        if (code == VS_OK) {
            code = go_on(&seeking, ahead, err);
        } else {
            code = without_leaves(&seeking, code, err);
        }
    }
    vs_free(seeking.shown.hashes);
    return code;
}
