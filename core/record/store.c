#include "core/record/store_priv.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "core/record/casefile.h"
#include "core/record/copy.h"
#include "core/record/rules.h"
#include "core/record/take.h"
#include "core/record/tasks.h"
#include "core/record/touched.h"

#define FOLDED_AT_ONCE 1000 /* cases, a second's work */

static enum vs_code
head_of(struct vs_hash *out, struct vs_ledger *ledger, struct vs_err *err)
{
    struct vs_buf buf;
    enum vs_code code;

    vs_buf_init(&buf, sizeof(out->b));
    code = vs_ledger_meta_get(ledger, &buf, "head", err);
    memset(out, 0, sizeof(*out));
    if (code == VS_OK && buf.len == sizeof(out->b)) {
        memcpy(out->b, buf.p, sizeof(out->b));
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

static enum vs_code
head_for_check(struct vs_hash *out, struct vs_vault *vault, void *payload, struct vs_err *err)
{
    (void)vault;
    return head_of(out, payload, err);
}

static enum vs_code
meta_int(struct vs_ledger *ledger, const char *name, int64_t *out, struct vs_err *err)
{
    struct vs_buf buf;
    enum vs_code code;

    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(ledger, &buf, name, err);
    if (code == VS_OK) {
        *out = buf.len == 8 ? (int64_t)vs_get_u64(buf.p) : 0;
    }
    vs_buf_release(&buf);
    return code;
}

enum vs_code
vs_store_meta_set_int(struct vs_ledger *ledger, const char *name, int64_t value, struct vs_err *err)
{
    uint8_t bytes[8];

    vs_put_u64(bytes, (uint64_t)value);
    return vs_ledger_meta_set(ledger, name, bytes, sizeof(bytes), err);
}

enum vs_code
vs_store_load_device(struct vs_store *store, struct vs_err *err)
{
    struct vs_secret seed = {NULL, 0};
    struct vs_device device;
    struct vs_buf bytes;
    enum vs_code code;

    memset(&device, 0, sizeof(device));

    vs_buf_init(&bytes, VS_SEED_LEN);
    code = vs_ledger_meta_get(store->ledger, &bytes, "device", err);
    if (code == VS_OK) {
        code = vs_secret_copy(&seed, bytes.p, bytes.len, err);
    }
    if (code == VS_OK) {
        code = vs_device_init(&device, &seed, err);
    }
    if (code == VS_OK) {
        vs_device_release(&store->device);
        store->device = device;
    }
    if (bytes.p) {
        vs_wipe(bytes.p, bytes.cap);
    }
    vs_secret_release(&seed);
    vs_buf_release(&bytes);
    return code;
}

/* Who we are and which feed is ours. */
static enum vs_code
load_self(struct vs_store *store, struct vs_err *err)
{
    int64_t self = 0, feed = 0;
    enum vs_code code = meta_int(store->ledger, "self", &self, err);

    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_NO_LEDGER, vs_vault_dir(store->vault),
                       "`vs init` did not finish there");
    }
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &store->self, self, err);
    }
    if (code == VS_OK) {
        code = meta_int(store->ledger, "feed", &feed, err);
    }
    if (code == VS_OK) {
        code = vs_feed_by_id(store->ledger, &store->feed, feed, err);
    }
    return code == VS_OK ? vs_store_load_device(store, err) : code;
}

vs_instant
vs_store_now(const struct vs_store *store)
{
    return store->env->now(store->env->payload);
}

/* To a reader: whether an older program wrote the ledger. */
static enum vs_code
is_behind(struct vs_store *store, bool *behind, struct vs_err *err)
{
    *behind = false;
    return store->writable ? VS_OK : vs_ledger_behind(store->ledger, behind, err);
}

/*
 * What a migration left to be folded again, at once where nobody notices: a ledger of few cases
 * then answers as ever. If it fails nothing is lost: they stay marked for the next sync, and
 * questions say so.
 */
static void
fold_migrated(struct vs_store *store)
{
    int64_t count = 0;

    if (!vs_ledger_migrated(store->ledger) ||
        vs_casefile_count_stale(store->ledger, &count, vs_store_now(store), FOLDED_AT_ONCE + 1,
                                NULL) != VS_OK ||
        count == 0 || count > FOLDED_AT_ONCE || vs_store_begin(store, NULL) != VS_OK) {
        return;
    }
    if (vs_casefile_let_time_pass(store, NULL) != VS_OK || vs_store_commit(store, NULL) != VS_OK) {
        vs_store_rollback(store);
    }
}

enum vs_code
vs_store_open(struct vs_store **out, const char *dir, const struct vs_key_source *key, bool write,
              const struct vs_env *env, struct vs_err *err)
{
    struct vs_store *store = vs_calloc(1, sizeof(*store));
    bool behind = false;
    enum vs_code code;

    *out = NULL;
    if (!store) {
        return vs_fail_memory(err);
    }
    store->env = env;
    store->writable = write;
    code = vs_vault_open(&store->vault, dir, key, write ? VS_VAULT_WRITE : VS_VAULT_READ, env, err);
    if (code == VS_OK) {
        code = vs_ledger_open(&store->ledger, store->vault, write, err);
    }
    if (code == VS_OK) {
        code = is_behind(store, &behind, err);
    }
    if (code == VS_OK && behind) { /* a writer brings it up to date first */
        vs_store_close(store);
        code = vs_store_open(&store, dir, key, true, env, err);
        if (code != VS_OK) {
            return code;
        }
        vs_store_close(store);
        return vs_store_open(out, dir, key, write, env, err);
    }
    if (code == VS_OK) {
        code = vs_mark_check(&store->mark, store->vault, head_for_check, store->ledger, err);
    }
    if (code == VS_OK) {
        code = load_self(store, err);
    }
    if (code != VS_OK) {
        vs_store_close(store);
        return code;
    }
    fold_migrated(store);
    *out = store;
    return VS_OK;
}

void
vs_store_close(struct vs_store *store)
{
    if (!store) {
        return;
    }
    if (store->open) {
        vs_store_rollback(store);
    }
    vs_casefile_share_end(store);
    vs_touched_free(store->touched);
    vs_tasks_free(store->tasks);
    vs_rules_free(store->rules);
    vs_device_release(&store->device);
    vs_ledger_close(store->ledger);
    vs_vault_close(store->vault);
    vs_wipe(store, sizeof(*store));
    vs_free(store);
}

/* --- transactions ------------------------------------------------------------------------------
 */

enum vs_code
vs_store_begin(struct vs_store *store, struct vs_err *err)
{
    enum vs_code code;

    if (store->mark == VS_MARK_LOST && !store->confirmed) {
        return vs_fail(err, VS_E_HEAD_MARK, "ledger.mark",
                       "the mark that shows where this ledger stood is missing");
    }
    code = vs_ledger_begin(store->ledger, err);
    if (code != VS_OK) {
        return code;
    }
    store->open = true;
    vs_rules_forget_due(store);
    store->own_before = store->feed.tree; /* what a rollback goes back to, from here on */
    store->feed_before = store->feed;
    if (!store->touched) {
        store->touched = vs_touched_new();
        if (!store->touched) {
            code = vs_fail_memory(err);
        }
    }
    if (code == VS_OK) {
        code = head_of(&store->head, store->ledger, err);
    }
    if (code == VS_OK) {
        vs_casefile_share_check(store, &store->head);
    }
    /* Another process may have written since this one last looked. */
    if (code == VS_OK && store->feed.id) {
        code = vs_feed_by_id(store->ledger, &store->feed, store->feed.id, err);
        store->own_before = store->feed.tree;
        store->feed_before = store->feed;
    }
    if (code == VS_OK && store->feed.id) {
        struct vs_feed_row former;

        code = vs_copy_unsettled(store, &former, err);
        store->unsettled = code == VS_OK;
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
    }
    return code;
}

static enum vs_code
rehash(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
       vs_instant received, struct vs_err *err)
{
    struct vs_hash again;

    (void)id;
    (void)received;
    vs_merkle_leaf_hash(&again, raw.p, raw.len);
    if (!vs_hash_eq(&again, hash)) {
        return vs_fail(err, VS_E_INTERNAL, "the ledger", "a leaf was not kept as it was written");
    }
    return vs_merkle_append(payload, &again, NULL, err);
}

/* Reads back what was written to the own feed and signs the checkpoint over it. */
static enum vs_code
seal_own_feed(struct vs_store *store, struct vs_err *err)
{
    struct vs_merkle again = store->own_before;
    struct vs_checkpoint checkpoint;
    struct vs_hash root;
    struct vs_buf file;
    enum vs_code code;

    if (store->feed.tree.size == store->own_before.size) {
        return VS_OK;
    }
    code = vs_leaf_each(store->ledger, VS_LEAF_ID(store->feed.id, again.size),
                        VS_LEAF_ID(store->feed.id, store->feed.tree.size), rehash, &again, err);
    if (code != VS_OK) {
        return code;
    }
    vs_merkle_root(&root, &again);
    checkpoint.origin = store->feed.origin;
    checkpoint.size = store->feed.tree.size;
    vs_merkle_root(&checkpoint.root, &store->feed.tree);
    if (again.size != checkpoint.size || !vs_hash_eq(&root, &checkpoint.root)) {
        return vs_fail(err, VS_E_INTERNAL, "the ledger", "the own feed was not kept as written");
    }
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = vs_checkpoint_sign(&file, &checkpoint, &store->device.signer, VS_INSTANT_NEVER, err);
    if (code == VS_OK) {
        code = vs_feed_file_set(store->ledger, store->feed.id, vs_buf_str(&file), err);
    }
    if (code == VS_OK) {
        code = vs_feed_update(store->ledger, &store->feed, err);
    }
    vs_buf_release(&file);
    return code;
}

enum vs_code
vs_store_fold(struct vs_store *store, struct vs_err *err)
{
    int64_t case_leaf;
    enum vs_code code = VS_OK;

    /* In the order in which they lie in the ledger: pages are read once, and written full. */
    vs_touched_sort(store->touched);
    while (code == VS_OK && vs_touched_pop(store->touched, &case_leaf)) {
        code = vs_casefile_refold(store, case_leaf, err);
        if (code == VS_OK && store->changed && !vs_touched_add(store->changed, case_leaf)) {
            code = vs_fail_memory(err);
        }
    }
    return code;
}

enum vs_code
vs_store_commit(struct vs_store *store, struct vs_err *err)
{
    struct vs_mark mark;
    enum vs_code code = vs_store_fold(store, err);

    if (code == VS_OK) {
        code = seal_own_feed(store, err);
    }
    if (code == VS_OK) {
        mark.before = store->head;
        store->env->random(store->env->payload, mark.after.b, sizeof(mark.after.b));
        code = vs_ledger_meta_set(store->ledger, "head", mark.after.b, sizeof(mark.after.b), err);
    }
    if (code == VS_OK) {
        code = vs_mark_write(store->vault, &mark, err);
    }
    if (code == VS_OK) {
        code = vs_ledger_commit(store->ledger, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
        return code;
    }
    store->open = false;
    store->mark = VS_MARK_FINE;
    vs_casefile_share_keep(store, &mark.after);
    return VS_OK;
}

void
vs_store_rollback(struct vs_store *store)
{
    vs_ledger_rollback(store->ledger);
    vs_casefile_forget(store, 0);
    vs_rules_forget_due(store);
    vs_touched_clear(store->touched);
    vs_tasks_clear(store->tasks);
    store->open = false;
    if (store->feed.id != store->feed_before.id) {
        /* The new feed is gone with the transaction; so is the seed that was put in the place of
         * the old one. A store that cannot read it any more can only be closed. */
        store->feed = store->feed_before;
        if (store->feed.id && vs_store_load_device(store, NULL) != VS_OK) {
            store->writable = false;
        }
    } else if (store->feed.id) {
        store->feed = store->feed_before;
        store->feed.tree = store->own_before;
    }
}

enum vs_code
vs_store_touch(struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    vs_casefile_forget(store, case_leaf);
    return vs_touched_add(store->touched, case_leaf) ? VS_OK : vs_fail_memory(err);
}
