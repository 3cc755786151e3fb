#include "core/record/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/identity/card.h"
#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "core/log/hash.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/rules.h"
#include "core/record/take.h"
#include "core/record/tasks.h"
#include "core/record/touched.h"
#include "core/vault/file.h"

#define ROOT_KEY "root.key"
#define NEXT_KEY "next.key"

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

static enum vs_code
meta_set_int(struct vs_ledger *ledger, const char *name, int64_t value, struct vs_err *err)
{
    uint8_t bytes[8];

    vs_put_u64(bytes, (uint64_t)value);
    return vs_ledger_meta_set(ledger, name, bytes, sizeof(bytes), err);
}

/* Device and signer from the seed in the ledger. */
static enum vs_code
load_device(struct vs_store *store, struct vs_err *err)
{
    struct vs_secret seed = {NULL, 0};
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, VS_SEED_LEN);
    code = vs_ledger_meta_get(store->ledger, &bytes, "device", err);
    if (code == VS_OK) {
        code = vs_secret_copy(&seed, bytes.p, bytes.len, err);
    }
    if (code == VS_OK) {
        code = vs_device_init(&store->device, &seed, err);
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
    return code == VS_OK ? load_device(store, err) : code;
}

vs_instant
vs_store_now(const struct vs_store *store)
{
    return store->env->now(store->env->payload);
}

enum vs_code
vs_store_open(struct vs_store **out, const char *dir, const struct vs_key_source *key, bool write,
              const struct vs_env *env, struct vs_err *err)
{
    struct vs_store *store = vs_calloc(1, sizeof(*store));
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
        code = vs_mark_check(&store->mark, store->vault, head_for_check, store->ledger, err);
    }
    if (code == VS_OK) {
        code = load_self(store, err);
    }
    if (code != VS_OK) {
        vs_store_close(store);
        return code;
    }
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
    store->own_before = store->feed.tree; /* what a rollback goes back to, from here on */
    if (!store->touched) {
        store->touched = vs_touched_new();
        if (!store->touched) {
            code = vs_fail_memory(err);
        }
    }
    if (code == VS_OK) {
        code = head_of(&store->head, store->ledger, err);
    }
    /* Another process may have written since this one last looked. */
    if (code == VS_OK && store->feed.id) {
        code = vs_feed_by_id(store->ledger, &store->feed, store->feed.id, err);
        store->own_before = store->feed.tree;
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
    return VS_OK;
}

void
vs_store_rollback(struct vs_store *store)
{
    vs_ledger_rollback(store->ledger);
    vs_touched_clear(store->touched);
    vs_tasks_clear(store->tasks);
    store->open = false;
    if (store->feed.id) {
        store->feed.tree = store->own_before;
    }
}

enum vs_code
vs_store_touch(struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    return vs_touched_add(store->touched, case_leaf) ? VS_OK : vs_fail_memory(err);
}

/* --- making ------------------------------------------------------------------------------------
 */

/* Everything that a new installation is made of; wiped as a whole. */
struct making {
    struct vs_secret root_seed, next_seed, device_seed;
    struct vs_signer root, next;
    struct vs_card_identity identity;
};

static void
making_release(struct making *made)
{
    vs_secret_release(&made->root_seed);
    vs_secret_release(&made->next_seed);
    vs_secret_release(&made->device_seed);
    vs_signer_release(&made->root);
    vs_signer_release(&made->next);
    vs_wipe(made, sizeof(*made));
}

static enum vs_code
make_seed(struct vs_secret *out, const struct vs_env *env, struct vs_err *err)
{
    enum vs_code code = vs_secret_init(out, VS_SEED_LEN, err);

    if (code == VS_OK) {
        env->random(env->payload, out->p, out->len);
    }
    return code;
}

static enum vs_code
make_keys(struct making *made, const struct vs_store_making *making, const struct vs_env *env,
          struct vs_err *err)
{
    struct vs_card_identity *identity = &made->identity;
    enum vs_code code;

    env->random(env->payload, identity->directory, sizeof(identity->directory));
    code = make_seed(&made->root_seed, env, err);
    if (code == VS_OK) {
        code = make_seed(&made->next_seed, env, err);
    }
    if (code == VS_OK) {
        code = make_seed(&made->device_seed, env, err);
    }
    if (code == VS_OK) {
        code = vs_signer_init(&made->root, &made->root_seed, err);
    }
    if (code == VS_OK) {
        code = vs_signer_init(&made->next, &made->next_seed, err);
    }
    if (code != VS_OK) {
        return code;
    }
    if (strlen(making->name) >= sizeof(identity->name) ||
        (making->code && strlen(making->code) >= sizeof(identity->code))) {
        return vs_fail(err, VS_E_INVALID, "the organisation's name or code",
                       "longer than a contact card holds");
    }
    snprintf(identity->name, sizeof(identity->name), "%s", making->name);
    snprintf(identity->code, sizeof(identity->code), "%s", making->code ? making->code : "");
    identity->root = made->root.public_key;
    vs_root_hash(&identity->next, &made->next.public_key);
    vs_root_hash(&identity->org, &made->root.public_key);
    return VS_OK;
}

/* The root keys, sealed under the ledger's key, in a folder that can be taken away. */
static enum vs_code
write_root_file(struct vs_store *store, const char *root_dir, const char *name,
                const struct vs_secret *seed, struct vs_err *err)
{
    char path[4096];
    struct vs_buf sealed;
    enum vs_code code;

    if (snprintf(path, sizeof(path), "%s/%s", root_dir, name) >= (int)sizeof(path)) {
        return vs_fail(err, VS_E_TOO_LARGE, root_dir, "the path is too long");
    }
    vs_buf_init(&sealed, 1024);
    code = vs_vault_seal_small(&sealed, store->vault, name, seed->p, seed->len, err);
    if (code == VS_OK) {
        code = vs_file_create(path, sealed.p, sealed.len, err);
    }
    vs_buf_release(&sealed);
    return code;
}

static enum vs_code
root_folder(char out[4096], const struct vs_store *store, const char *root_dir, struct vs_err *err)
{
    int len = root_dir ? snprintf(out, 4096, "%s", root_dir)
                       : snprintf(out, 4096, "%s/root", vs_vault_dir(store->vault));

    return len < 4096 ? VS_OK : vs_fail(err, VS_E_TOO_LARGE, root_dir, "the path is too long");
}

static enum vs_code
write_roots(struct vs_store *store, const char *root_dir, const struct making *made,
            struct vs_err *err)
{
    char folder[4096];
    enum vs_code code = root_folder(folder, store, root_dir, err);

    if (code == VS_OK && mkdir(folder, 0700) != 0 && errno != EEXIST) {
        code = vs_fail_errno(err, errno, folder, "could not be made");
    }
    if (code == VS_OK) {
        code = write_root_file(store, folder, ROOT_KEY, &made->root_seed, err);
    }
    if (code == VS_OK) {
        code = write_root_file(store, folder, NEXT_KEY, &made->next_seed, err);
    }
    return code;
}

enum vs_code
vs_store_root(struct vs_signer *out, const struct vs_store *store, const char *root_dir,
              struct vs_err *err)
{
    char folder[4096], path[4200];
    struct vs_buf sealed;
    struct vs_secret seed = {NULL, 0};
    enum vs_code code = root_folder(folder, store, root_dir, err);

    memset(out, 0, sizeof(*out));
    vs_buf_init(&sealed, 1024);
    if (code == VS_OK) {
        snprintf(path, sizeof(path), "%s/%s", folder, ROOT_KEY);
        code = vs_file_read(&sealed, path, err);
    }
    if (code == VS_OK) {
        code = vs_vault_open_small(&seed, store->vault, ROOT_KEY, sealed.p, sealed.len, err);
    }
    if (code == VS_OK) {
        code = vs_signer_init(out, &seed, err);
    }
    vs_secret_release(&seed);
    vs_buf_release(&sealed);
    return code;
}

/* Organisation, feed and keys as rows; then the first two leaves. */
static enum vs_code
write_first(struct vs_store *store, const struct making *made, struct vs_err *err)
{
    struct vs_buf identity, note;
    bool news;
    enum vs_code code;

    vs_buf_init(&identity, 65536);
    vs_buf_init(&note, VS_ROSTER_MAX);
    snprintf(store->self.name, sizeof(store->self.name), "%s", made->identity.name);
    store->self.org = made->identity.org;
    store->self.own = store->self.pinned = store->self.has_kd = true;
    memcpy(store->self.kd.b, made->identity.directory, sizeof(store->self.kd.b));

    code = vs_card_identity_write(&identity, &made->identity, err);
    if (code == VS_OK) {
        code = vs_org_insert(store->ledger, &store->self, vs_buf_str(&identity),
                             vs_store_now(store), err);
    }
    if (code == VS_OK) {
        code = meta_set_int(store->ledger, "self", store->self.id, err);
    }
    if (code == VS_OK) {
        code = vs_ledger_meta_set(store->ledger, "device", made->device_seed.p,
                                  made->device_seed.len, err);
    }
    if (code == VS_OK) {
        code = load_device(store, err);
    }
    if (code == VS_OK) {
        code = vs_roster_first(&note, &made->root, &made->identity.next,
                               &store->device.signer.public_key, err);
    }
    if (code == VS_OK) {
        code = vs_directory_take_roster(store, store->self.id, vs_buf_str(&note), &news, err);
    }
    if (code == VS_OK) {
        code = vs_feed_by_hash(store->ledger, &store->feed, &store->device.feed, err);
    }
    if (code == VS_OK) {
        store->own_before = store->feed.tree;
        store->feed.own = VS_FEED_OWN;
        code = meta_set_int(store->ledger, "feed", store->feed.id, err);
    }
    if (code == VS_OK) {
        code = vs_feed_update(store->ledger, &store->feed, err);
    }
    if (code == VS_OK) {
        code = vs_directory_append_roster(store, vs_buf_str(&note), err);
    }
    if (code == VS_OK) {
        code = vs_directory_new_inbox(store, err);
    }
    vs_buf_release(&identity);
    vs_buf_release(&note);
    return code;
}

/* Takes away what an unfinished making left. */
static void
unmake(const char *dir, const char *root_dir)
{
    static const char *const names[] = {"ledger.db",      "ledger.db-wal",  "ledger.db-shm",
                                        "ledger.key",     "ledger.key.old", "ledger.mark",
                                        "root/" ROOT_KEY, "root/" NEXT_KEY};
    char path[4200];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    snprintf(path, sizeof(path), "%s/root", dir);
    (void)rmdir(path);
    if (root_dir) {
        snprintf(path, sizeof(path), "%s/%s", root_dir, ROOT_KEY);
        (void)unlink(path);
        snprintf(path, sizeof(path), "%s/%s", root_dir, NEXT_KEY);
        (void)unlink(path);
    }
}

/* A root folder that holds keys already is somebody's: never overwritten, never removed. */
static enum vs_code
root_folder_is_free(const char *root_dir, struct vs_err *err)
{
    char path[4200];

    if (!root_dir) {
        return VS_OK;
    }
    snprintf(path, sizeof(path), "%s/%s", root_dir, ROOT_KEY);
    if (access(path, F_OK) == 0) {
        return vs_fail(err, VS_E_EXISTS, path, "there is a root key already");
    }
    snprintf(path, sizeof(path), "%s/%s", root_dir, NEXT_KEY);
    if (access(path, F_OK) == 0) {
        return vs_fail(err, VS_E_EXISTS, path, "there is a next root key already");
    }
    return VS_OK;
}

enum vs_code
vs_store_create(struct vs_store **out, char recovery[VS_RECOVERY_TEXT_LEN + 1],
                const struct vs_store_making *making, const struct vs_env *env, struct vs_err *err)
{
    struct vs_store *store = vs_calloc(1, sizeof(*store));
    struct making made;
    bool begun = false, had_folder = access(making->dir, F_OK) == 0;
    enum vs_code code;

    *out = NULL;
    memset(&made, 0, sizeof(made));
    if (!store) {
        return vs_fail_memory(err);
    }
    store->env = env;
    store->writable = store->confirmed = true;
    store->mark = VS_MARK_LOST;
    code = make_keys(&made, making, env, err);
    if (code == VS_OK) {
        code = root_folder_is_free(making->root_dir, err);
    }
    if (code == VS_OK) {
        code = vs_vault_create(&store->vault, recovery, making->dir, &making->key, making->cost,
                               env, err);
        begun = code == VS_OK;
    }
    if (code == VS_OK) {
        code = vs_ledger_open(&store->ledger, store->vault, true, err);
    }
    if (code == VS_OK) {
        code = write_roots(store, making->root_dir, &made, err);
    }
    if (code == VS_OK) {
        code = vs_store_begin(store, err);
    }
    if (code == VS_OK) {
        code = write_first(store, &made, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    making_release(&made);
    if (code != VS_OK) {
        vs_wipe(recovery, VS_RECOVERY_TEXT_LEN + 1);
        vs_store_close(store);
        if (begun) {
            unmake(making->dir, making->root_dir);
        }
        if (!had_folder) {
            (void)rmdir(making->dir); /* goes only if it is empty */
        }
        return code;
    }
    *out = store;
    return VS_OK;
}
