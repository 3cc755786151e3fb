/* Making an installation: of a new organisation, or one more device of ours (store.h). */
#include "core/record/store_priv.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "core/record/devices.h"
#include "core/record/directory.h"
#include "core/record/roots.h"
#include "core/record/take.h"

/* --- a device ----------------------------------------------------------------------------------
 */

static enum vs_code
make_seed(struct vs_secret *out, const struct vs_env *env, struct vs_err *err)
{
    enum vs_code code = vs_secret_init(out, VS_SEED_LEN, err);

    if (code == VS_OK) {
        env->random(env->payload, out->p, out->len);
    }
    return code;
}

/* A row for the feed of the device at hand. */
static enum vs_code
insert_feed(struct vs_store *store, struct vs_feed_row *feed, struct vs_err *err)
{
    memset(feed, 0, sizeof(*feed));
    feed->feed = store->device.feed;
    feed->origin = store->device.origin;
    feed->key = store->device.signer.public_key;
    feed->org = store->self.id;
    feed->own = VS_FEED_OWN;
    vs_merkle_init(&feed->tree);
    feed->closed = VS_FEED_NOT_CLOSED;
    return vs_feed_insert(store->ledger, feed, err);
}

enum vs_code
vs_store_new_feed(struct vs_store *store, struct vs_err *err)
{
    struct vs_secret seed = {NULL, 0};
    struct vs_feed_row feed;
    enum vs_code code = VS_OK;

    if (store->feed.id) {
        store->feed.own = VS_FEED_UNSETTLED;
        code = vs_feed_update(store->ledger, &store->feed, err);
    }
    if (code == VS_OK) {
        code = make_seed(&seed, store->env, err);
    }
    if (code == VS_OK) {
        code = vs_ledger_meta_set(store->ledger, "device", seed.p, seed.len, err);
    }
    if (code == VS_OK) {
        code = vs_store_load_device(store, err);
    }
    if (code == VS_OK) {
        code = insert_feed(store, &feed, err);
    }
    if (code == VS_OK) {
        code = vs_store_meta_set_int(store->ledger, "feed", feed.id, err);
    }
    if (code == VS_OK) {
        store->feed = feed;
        store->own_before = feed.tree;
        code = vs_take_new_feed(store, &feed, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    vs_secret_release(&seed);
    return code;
}

/* --- an organisation ---------------------------------------------------------------------------
 */

/* The root keys of a new organisation; wiped as a whole. */
struct making {
    struct vs_secret root_seed, next_seed;
    struct vs_signer root, next;
    struct vs_card_identity identity;
};

static void
making_release(struct making *made)
{
    vs_secret_release(&made->root_seed);
    vs_secret_release(&made->next_seed);
    vs_signer_release(&made->root);
    vs_signer_release(&made->next);
    vs_wipe(made, sizeof(*made));
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

/* Our own organisation as a row, from its identity. */
static enum vs_code
write_self(struct vs_store *store, const struct vs_card_identity *identity, struct vs_err *err)
{
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, 65536);
    snprintf(store->self.name, sizeof(store->self.name), "%s", identity->name);
    store->self.org = identity->org;
    store->self.own = store->self.pinned = store->self.has_kd = true;
    memcpy(store->self.kd.b, identity->directory, sizeof(store->self.kd.b));
    code = vs_card_identity_write(&bytes, identity, err);
    if (code == VS_OK) {
        code = vs_org_insert(store->ledger, &store->self, vs_buf_str(&bytes), vs_store_now(store),
                             err);
    }
    if (code == VS_OK) {
        code = vs_store_meta_set_int(store->ledger, "self", store->self.id, err);
    }
    vs_buf_release(&bytes);
    return code;
}

/* The directory of our organisation becomes readable. */
static enum vs_code
open_directory(struct vs_store *store, struct vs_err *err)
{
    struct vs_channel_row channel;
    enum vs_code code;

    vs_directory_channel(&channel, &store->self);
    code = vs_take_channel(store, &channel, err);
    vs_wipe(&channel, sizeof(channel));
    return code;
}

/* Organisation, device and feed as rows; the first roster; then the first two leaves. */
static enum vs_code
write_first(struct vs_store *store, const struct making *made, struct vs_err *err)
{
    struct vs_buf note;
    bool news;
    enum vs_code code = write_self(store, &made->identity, err);

    vs_buf_init(&note, VS_ROSTER_MAX);
    if (code == VS_OK) {
        code = open_directory(store, err);
    }
    if (code == VS_OK) {
        code = vs_store_new_feed(store, err);
    }
    if (code == VS_OK) {
        code = vs_roster_first(&note, &made->root, &made->identity.next,
                               &store->device.signer.public_key, err);
    }
    if (code == VS_OK) {
        code = vs_directory_take_roster(store, store->self.id, vs_buf_str(&note), &news, err);
    }
    if (code == VS_OK) {
        code = vs_devices_begin_feed(store, err);
    }
    vs_buf_release(&note);
    return code;
}

/* --- a folder ----------------------------------------------------------------------------------
 */

/* Takes away what an unfinished making left. */
static void
unmake(const char *dir, const char *root_dir)
{
    static const char *const names[] = {"ledger.db",      "ledger.db-wal", "ledger.db-shm",
                                        "ledger.key",     "ledger.mark",   "ledger.key.old",
                                        "root/slots.key", "root/root.key", "root/next.key"};
    static const char *const roots[] = {"slots.key", "root.key", "next.key"};
    char path[4200];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    snprintf(path, sizeof(path), "%s/root", dir);
    (void)rmdir(path);
    for (size_t i = 0; root_dir && i < sizeof(roots) / sizeof(roots[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", root_dir, roots[i]);
        (void)unlink(path);
    }
}

/* A store on a new vault, in its first transaction. */
static enum vs_code
start(struct vs_store *store, char recovery[VS_RECOVERY_TEXT_LEN + 1],
      const struct vs_store_making *making, const struct vs_env *env, bool *begun,
      struct vs_err *err)
{
    enum vs_code code;

    store->env = env;
    store->writable = store->confirmed = true;
    store->mark = VS_MARK_LOST;
    code =
        vs_vault_create(&store->vault, recovery, making->dir, &making->key, making->cost, env, err);
    *begun = code == VS_OK;
    if (code == VS_OK) {
        code = vs_ledger_open(&store->ledger, store->vault, true, err);
    }
    return code == VS_OK ? vs_store_begin(store, err) : code;
}

/* Gives the store out, or leaves nothing behind. */
static enum vs_code
finish(struct vs_store **out, struct vs_store *store, char recovery[VS_RECOVERY_TEXT_LEN + 1],
       const struct vs_store_making *making, bool begun, bool had_folder, enum vs_code code)
{
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
    code = make_keys(&made, making, env, err);
    if (code == VS_OK) {
        code = vs_roots_are_absent(making->root_dir, err);
    }
    if (code == VS_OK) {
        code = start(store, recovery, making, env, &begun, err);
    }
    if (code == VS_OK) {
        struct vs_key_source keys[] = {making->key,
                                       {VS_KEY_RECOVERY, {recovery, VS_RECOVERY_TEXT_LEN}}};

        code = vs_roots_make(store, making->root_dir, &made.root_seed, &made.next_seed, keys, 2,
                             making->cost, err);
    }
    if (code == VS_OK) {
        code = write_first(store, &made, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    making_release(&made);
    return finish(out, store, recovery, making, begun, had_folder, code);
}

enum vs_code
vs_store_join(struct vs_store **out, char recovery[VS_RECOVERY_TEXT_LEN + 1],
              const struct vs_store_making *making, const struct vs_card *card,
              const struct vs_env *env, struct vs_err *err)
{
    struct vs_store *store = vs_calloc(1, sizeof(*store));
    bool begun = false, had_folder = access(making->dir, F_OK) == 0;
    enum vs_code code;

    *out = NULL;
    if (!store) {
        return vs_fail_memory(err);
    }
    code = start(store, recovery, making, env, &begun, err);
    if (code == VS_OK) {
        code = write_self(store, &card->identity, err);
    }
    if (code == VS_OK) {
        code = open_directory(store, err);
    }
    if (code == VS_OK) {
        code = vs_store_new_feed(store, err);
    }
    for (size_t i = 0; code == VS_OK && i < card->roster_count; i++) {
        bool news;

        code =
            vs_directory_take_roster(store, store->self.id, vs_str(card->rosters[i]), &news, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    return finish(out, store, recovery, making, begun, had_folder, code);
}
