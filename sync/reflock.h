/*
 * References of a repository in a folder, one writer at a time, and no dead one for ever.
 *
 * git guards a reference by a file `<name>.lock` that a killed process leaves behind. We hold the
 * kernel's lock (flock) on the folder itself while we change a reference, so such a file that we
 * meet is not that of another vs: it is a git process's at work, which takes milliseconds, or it is
 * dead.
 */
#ifndef VS_SYNC_REFLOCK_H
#define VS_SYNC_REFLOCK_H

#include <stdbool.h>

struct vs_ref_lock {
    int fd; /* -1 = not held */
};

/* Takes the lock of the repository at `folder`. Not being able to (a file system without locks) is
 * no error: git's own files still guard. */
void vs_ref_lock(struct vs_ref_lock *lock, const char *folder);
void vs_ref_unlock(struct vs_ref_lock *lock);

/* Waits up to two seconds for `<folder>/<name>.lock` to go; takes it away if it is still the same
 * file then. True when it is gone. Only while the lock is held. */
bool vs_ref_lock_clear(const struct vs_ref_lock *lock, const char *folder, const char *name);

#endif
