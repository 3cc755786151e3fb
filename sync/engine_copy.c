/* A ledger that finds out, or was told, that it is a copy (core/record/copy.h): which of the leaves
 * of its former feed are on the hosts, and which have to be recorded again. */
#include "sync/engine_priv.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/checkpoint.h"
#include "core/record/copy.h"
#include "sync/branch.h"
#include "sync/receive.h"

struct comparing {
    struct vs_store *store;
    const struct vs_feed_row *feed;
    struct vs_merkle tree; /* of what the branch shows */
    uint64_t common;
    bool differs;
};

static enum vs_code
compare_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct comparing *comparing = payload;
    struct vs_hash there, here;
    struct vs_buf raw;
    enum vs_code code;

    vs_merkle_leaf_hash(&there, leaf.p, leaf.len);
    code = vs_merkle_append(&comparing->tree, &there, NULL, err);
    if (code != VS_OK || comparing->differs || index >= comparing->feed->tree.size) {
        return code;
    }
    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(comparing->store->ledger, &raw, &here, NULL,
                       VS_LEAF_ID(comparing->feed->id, index), err);
    vs_buf_release(&raw);
    if (code == VS_OK) {
        comparing->differs = !vs_hash_eq(&here, &there);
        comparing->common += !comparing->differs;
    }
    return code;
}

/* The most that a host shows of a former feed, with the checkpoint over just that, if there is one.
 */
struct shown {
    uint64_t size;
    struct vs_buf file;
};

/* How many leaves of a former feed a branch shows. Bytes that its signed checkpoint does not cover
 * show nothing: VS_E_ROOT_MISMATCH. */
static enum vs_code
common_prefix(struct shown *shown, struct vs_store *store, const struct vs_feed_row *feed,
              struct vs_tree *branch, struct vs_err *err)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    struct comparing comparing = {store, feed, {0}, 0, false};
    struct vs_hash root;
    struct vs_buf file;
    enum vs_code code = parsed ? VS_OK : vs_fail_memory(err);

    vs_merkle_init(&comparing.tree);
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    if (code == VS_OK) {
        code = vs_branch_read_checkpoint(branch, &file, err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(parsed, file.p, file.len, err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, parsed, &feed->key, err);
    }
    if (code == VS_OK) {
        code = vs_branch_read_leaves(branch, 0, parsed->checkpoint.size, parsed->checkpoint.size,
                                     compare_leaf, &comparing, err);
    }
    if (code == VS_OK) {
        vs_merkle_root(&root, &comparing.tree);
        code = vs_hash_eq(&root, &parsed->checkpoint.root)
                   ? VS_OK
                   : vs_fail(err, VS_E_ROOT_MISMATCH, feed->origin.text,
                             "the leaves do not make the signed root");
    }
    if (code == VS_OK && comparing.common > shown->size) {
        shown->size = comparing.common;
        vs_buf_clear(&shown->file);
        if (comparing.tree.size == shown->size) {
            vs_buf_add(&shown->file, file.p, file.len);
            code = vs_buf_check(&shown->file, "a checkpoint", err);
        }
    }
    vs_buf_release(&file);
    vs_free(parsed);
    return code;
}

/* What the hosts show of it; *sure: every one of them could be asked. */
static enum vs_code
shown_of(struct vs_syncing *s, struct shown *shown, bool *sure, const struct vs_feed_row *feed,
         struct vs_host *const *hosts, size_t count, struct vs_err *err)
{
    const char *branch = feed->origin.text + sizeof(VS_ORIGIN_PREFIX) - 1;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct vs_tree *tree = NULL;
        bool listed = false;

        *sure = *sure && s->out->hosts[i].code == VS_OK;
        for (size_t b = 0; b < s->lists[i].count; b++) {
            listed = listed || strcmp(s->lists[i].branches[b].branch, branch) == 0;
        }
        if (!listed) {
            continue;
        }
        code = hosts[i]->tree(hosts[i], &tree, branch, err);
        if (code == VS_OK) {
            code = common_prefix(shown, s->store, feed, tree, err);
        }
        if (code != VS_OK && !vs_receive_is_ours(code)) {
            /* A branch that others damaged shows nothing, one that cannot be read may yet. */
            *sure = *sure && vs_receive_is_content(code);
            code = VS_OK;
        }
        vs_tree_close(tree);
    }
    return code;
}

static enum vs_code
count_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

enum vs_code
vs_syncing_is_complete(struct vs_syncing *s, bool *complete, size_t count, struct vs_err *err)
{
    size_t remotes = 0;
    enum vs_code code = vs_remote_each(s->store->ledger, count_remote, &remotes, err);

    *complete = code == VS_OK && !s->unread && count > 0 && count >= remotes;
    for (size_t i = 0; i < s->out->host_count; i++) {
        *complete = *complete && s->out->hosts[i].code == VS_OK;
    }
    for (size_t i = 0; i < s->out->feed_count; i++) {
        *complete = *complete && s->out->feeds[i].refused == VS_OK;
    }
    return code;
}

static enum vs_code
end(struct vs_store *store, enum vs_code code, struct vs_err *err)
{
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK && store->open) {
        vs_store_rollback(store);
    }
    return code;
}

/* Settles one former feed, if the hosts say enough. A ledger that found out from a host that it is
 * a copy knows enough (`told`): the other one went on from all that both share, so that this host
 * shows all of it. */
static enum vs_code
settle(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, bool told, bool *done,
       struct vs_err *err)
{
    struct vs_feed_row former;
    struct shown shown = {0, {0}};
    size_t remotes = 0, again = 0;
    bool sure = true;
    enum vs_code code = vs_copy_unsettled(s->store, &former, err);

    *done = false;
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    vs_buf_init(&shown.file, VS_CHECKPOINT_FILE_MAX);
    code = shown_of(s, &shown, &sure, &former, hosts, count, err);
    if (code == VS_OK) {
        code = vs_remote_each(s->store->ledger, count_remote, &remotes, err);
    }
    if (code == VS_OK && (told || (sure && count >= remotes))) {
        vs_syncing_tell(s, "recording again", former.tree.size - shown.size);
        code = vs_store_begin(s->store, err);
        if (code == VS_OK) {
            code = vs_copy_settle(s->store, &former, shown.size, &again, err);
            if (code == VS_OK && shown.file.len > 0 && shown.size >= former.released) {
                code = vs_feed_file_set(s->store->ledger, former.id, vs_buf_str(&shown.file), err);
            }
            code = end(s->store, code, err);
        }
        s->out->again += again;
        *done = code == VS_OK;
    }
    vs_buf_release(&shown.file);
    return code;
}

enum vs_code
vs_syncing_settle(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, bool told,
                  struct vs_err *err)
{
    enum vs_code code = VS_OK;
    bool more = true;

    while (code == VS_OK && more) {
        code = settle(s, hosts, count, told, &more, err);
    }
    if (code == VS_OK) {
        struct vs_feed_row former;

        code = vs_copy_unsettled(s->store, &former, err);
        s->out->unsettled = code == VS_OK;
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    return code;
}

enum vs_code
vs_syncing_become_new(struct vs_syncing *s, struct vs_err *err)
{
    enum vs_code code;

    s->store->confirmed = true; /* whatever this ledger lost, it goes on elsewhere */
    code = vs_store_begin(s->store, err);
    if (code == VS_OK) {
        code = end(s->store, vs_copy_new_device(s->store, err), err);
    }
    s->out->copied = code == VS_OK;
    return code;
}
