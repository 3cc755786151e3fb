/*
 * The root folder: the keys that sign the rosters of our organisation. It can lie on a stick, is
 * needed only to change the roster, and opens by itself (core/vault/sealed_dir.h).
 *
 *     slots.key     the ways to open it; absent in folders of before, which only their ledger opens
 *     root.key      signs the rosters of this generation
 *     next.key      opens the next generation
 *     after.key     its successor, made before it is needed
 *
 * Which key is which is decided by the rosters, not by the names: a crash between the roster and
 * the renaming leaves a folder that works.
 */
#ifndef VS_CORE_RECORD_ROOTS_H
#define VS_CORE_RECORD_ROOTS_H

#include "core/identity/roster.h"
#include "core/record/store.h"

struct vs_roots;

/* Makes the folder (NULL: `root` in the ledger's) with both keys, a slot for each of `keys`, and
 * lets the ledger know how to open it. VS_E_EXISTS when it holds keys already. In a transaction. */
enum vs_code vs_roots_make(const struct vs_store *store, const char *dir,
                           const struct vs_secret *root_seed, const struct vs_secret *next_seed,
                           const struct vs_key_source *keys, size_t count, enum vs_key_cost cost,
                           struct vs_err *err) VS_MUST_USE;

/* VS_E_EXISTS when a folder that was named holds root keys: they are somebody's. */
enum vs_code vs_roots_are_absent(const char *dir, struct vs_err *err) VS_MUST_USE;

/*
 * Opens the folder (NULL: `root` in the ledger's): with what the ledger knows, else with `key`,
 * which may be NULL. VS_E_NO_ROOT: no root keys there; VS_E_WRONG_KEY: neither opens it.
 */
enum vs_code vs_roots_open(struct vs_roots **out, const struct vs_store *store, const char *dir,
                           const struct vs_key_source *key, struct vs_err *err) VS_MUST_USE;
void vs_roots_close(struct vs_roots *roots); /* accepts NULL */

/* Where the folder is; and another passphrase or key file for it (vs_vault_change_key). Nothing is
 * done in a folder of before there were slots: it opens with its ledger. */
const char *vs_roots_path(const struct vs_roots *roots);
enum vs_code vs_roots_change_key(const struct vs_roots *roots, const struct vs_store *store,
                                 const struct vs_key_source *key, unsigned gone,
                                 enum vs_key_cost cost, struct vs_err *err) VS_MUST_USE;

/* The key that signs in the generation of `view`. VS_E_WRONG_KEY: these keys are another
 * organisation's, or of an earlier generation. */
enum vs_code vs_roots_signer(const struct vs_signer **out, const struct vs_roots *roots,
                             const struct vs_roster_view *view, struct vs_err *err) VS_MUST_USE;

/* The key that opens the generation after `view`, and the hash of its successor, which is in the
 * folder when this returns. VS_E_WRONG_KEY. */
enum vs_code vs_roots_successor(const struct vs_signer **out, struct vs_hash *new_next,
                                struct vs_roots *roots, const struct vs_store *store,
                                const struct vs_roster_view *view, struct vs_err *err) VS_MUST_USE;

/* Puts the files under their names, after the roster of a new generation was committed; and keeps
 * how the folder opens in the ledger. `view` is that of now. */
enum vs_code vs_roots_settle(struct vs_roots *roots, struct vs_store *store,
                             const struct vs_roster_view *view, struct vs_err *err) VS_MUST_USE;

#endif
