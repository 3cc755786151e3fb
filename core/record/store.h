/*
 * A store: one open installation. Here log, casework and ledger meet; what is above sees acts,
 * answers and feeds, and neither SQL nor keys.
 *
 * Every change is one transaction: vs_store_begin, changes, vs_store_commit. Commit re-reads and
 * re-hashes the leaves that the transaction wrote, folds the cases that it touched, signs the own
 * checkpoint, writes the head mark, and only then commits. After any failure: vs_store_rollback.
 */
#ifndef VS_CORE_RECORD_STORE_H
#define VS_CORE_RECORD_STORE_H

#include "core/base/env.h"
#include "core/identity/device.h"
#include "core/ledger/feeds.h"
#include "core/ledger/ledger.h"
#include "core/ledger/orgs.h"
#include "core/vault/mark.h"
#include "core/vault/vault.h"

struct vs_casefile;
struct vs_rules;
struct vs_tasks;
struct vs_touched;

struct vs_store {
    const struct vs_env *env;
    struct vs_vault *vault;
    struct vs_ledger *ledger;
    struct vs_org_row self;  /* our organisation */
    struct vs_feed_row feed; /* this device's feed, as of the current transaction */
    struct vs_device device;
    enum vs_mark_state mark; /* as found at the opening: INCOMPLETE and LOST deserve a word */
    struct vs_rules *rules;  /* agreements and calendars in use (rules.h) */
    bool writable;
    bool unsettled;  /* a copy that must sync before it records anything (copy.h) */
    bool rebuilding; /* what is derived is made anew from what is kept (rebuild.h) */
    bool confirmed;  /* a lost mark may be written anew: the own branch agrees with this ledger */

    struct vs_sharing *sharing; /* loaded cases that are used again (casefile.h); NULL: none are */

    /* of the current transaction */
    bool open;
    struct vs_hash head;         /* of the database when the transaction began */
    struct vs_touched *touched;  /* cases to fold before the commit */
    struct vs_touched *changed;  /* NULL, or collects the cases folded: set by who wants to know */
    struct vs_tasks *tasks;      /* searches that opening leaves asked for */
    struct vs_merkle own_before; /* tree of the own feed when it began */
    struct vs_feed_row feed_before; /* the own feed when it began: a copy gets another (copy.h) */
};

struct vs_store_making {
    const char *dir;
    const char *root_dir; /* NULL: `root` in dir */
    const char *name;     /* of the organisation */
    const char *code;     /* "gm0826", or NULL */
    struct vs_key_source key;
    enum vs_key_cost cost;
};

/*
 * Makes a ledger, its root and next key, its device, and the first two leaves of its feed (roster,
 * inbox). `recovery` is shown to a person once and wiped. Leaves the store open for writing.
 * VS_E_EXISTS when there is a ledger; VS_E_INVALID for a name or code that no card may hold. A
 * failure leaves nothing behind.
 */
enum vs_code vs_store_create(struct vs_store **out, char recovery[VS_RECOVERY_TEXT_LEN + 1],
                             const struct vs_store_making *making, const struct vs_env *env,
                             struct vs_err *err) VS_MUST_USE;

/*
 * Makes a ledger for one more device of an organisation that has a card: `name`, `code` and
 * `root_dir` of the making are not used. The device has a key and an empty feed; it can act once a
 * roster lists it (devices.h). Ends as vs_store_create does.
 */
struct vs_card;
enum vs_code vs_store_join(struct vs_store **out, char recovery[VS_RECOVERY_TEXT_LEN + 1],
                           const struct vs_store_making *making, const struct vs_card *card,
                           const struct vs_env *env, struct vs_err *err) VS_MUST_USE;

/* Codes of vs_vault_open and vs_mark_check (VS_E_HEAD_MARK: the database was put back). */
enum vs_code vs_store_open(struct vs_store **out, const char *dir, const struct vs_key_source *key,
                           bool write, const struct vs_env *env, struct vs_err *err) VS_MUST_USE;

/* Rolls back what is open, wipes keys. Accepts NULL. */
void vs_store_close(struct vs_store *store);

enum vs_code vs_store_begin(struct vs_store *store, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_store_commit(struct vs_store *store, struct vs_err *err) VS_MUST_USE;
void vs_store_rollback(struct vs_store *store);

/* Folds the touched cases now; vs_store_commit does so anyway. */
enum vs_code vs_store_fold(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* Notes that a case must be folded before the commit. */
enum vs_code vs_store_touch(struct vs_store *store, int64_t case_leaf,
                            struct vs_err *err) VS_MUST_USE;

vs_instant vs_store_now(const struct vs_store *store);

/* The root key from root/ as this ledger opens it (roots.h has all of it). Release with
 * vs_signer_release. */
enum vs_code vs_store_root(struct vs_signer *out, const struct vs_store *store,
                           const char *root_dir, struct vs_err *err) VS_MUST_USE;

#endif
