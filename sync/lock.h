/*
 * One sync at a time on one ledger. The lock is the kernel's (flock), so it goes with the process
 * that held it, however that ended; the number of the process in the file is for the message only.
 */
#ifndef VS_SYNC_LOCK_H
#define VS_SYNC_LOCK_H

#include "core/base/err.h"

struct vs_sync_lock {
    int fd; /* -1 = not held */
};

#define VS_SYNC_LOCK_WAIT_MS 10000

/* Takes the lock file at `path` (made when absent, mode 0600), waiting up to wait_ms. VS_E_LOCKED
 * names the process that has it. */
enum vs_code vs_sync_lock(struct vs_sync_lock *lock, const char *path, int wait_ms,
                          struct vs_err *err) VS_MUST_USE;
void vs_sync_unlock(struct vs_sync_lock *lock); /* accepts one that is not held */

#endif
