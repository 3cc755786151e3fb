/*
 * Syncing with the git remotes of a ledger: the lock, the cache repository, the hosts.
 */
#ifndef VS_SYNC_REMOTES_H
#define VS_SYNC_REMOTES_H

#include "sync/engine.h"
#include "sync/git.h"
#include "sync/lock.h"

/*
 * Syncs with the named remotes, or with all when count is 0. VS_E_NOT_FOUND: no such remote, or
 * none at all. VS_E_LOCKED: another sync of this ledger is running. Otherwise as vs_sync_run.
 */
enum vs_code vs_sync_remotes(struct vs_sync_result *out, struct vs_store *store,
                             const char *const *names, size_t count,
                             const struct vs_sync_options *options, struct vs_err *err) VS_MUST_USE;

/*
 * The cache repository of a ledger under the lock that keeps two syncs apart; one that has outgrown
 * what it holds is written anew first, one that a loss of power has torn begins empty. The caller
 * closes the first and then unlocks, also after a failure; *lock is {-1} before. VS_E_LOCKED as
 * above.
 */
enum vs_code vs_sync_cache_open(struct vs_git **git, struct vs_sync_lock *lock,
                                struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/*
 * After a sync that ended with `code`, before the lock goes: when content was not right, was it the
 * cache? A cache in which an object is damaged is removed, and true is returned; the next sync
 * fetches again what it held.
 */
bool vs_sync_cache_mend(const struct vs_sync_result *result, enum vs_code code,
                        struct vs_store *store);

#endif
