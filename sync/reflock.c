#include "sync/reflock.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS   20
#define ROUND_MS 100

void
vs_ref_lock(struct vs_ref_lock *lock, const char *folder)
{
    lock->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock->fd >= 0 && flock(lock->fd, LOCK_EX) != 0) {
        (void)close(lock->fd);
        lock->fd = -1;
    }
}

void
vs_ref_unlock(struct vs_ref_lock *lock)
{
    if (lock->fd >= 0) {
        (void)close(lock->fd);
        lock->fd = -1;
    }
}

bool
vs_ref_lock_clear(const struct vs_ref_lock *lock, const char *folder, const char *name)
{
    struct stat first, now;
    char path[4600];

    if (lock->fd < 0 ||
        snprintf(path, sizeof(path), "%s/%s.lock", folder, name) >= (int)sizeof(path)) {
        return false;
    }
    if (lstat(path, &first) != 0) {
        return true;
    }
    for (int i = 0; i < ROUNDS; i++) {
        (void)poll(NULL, 0, ROUND_MS);
        if (lstat(path, &now) != 0) {
            return true;
        }
        if (now.st_ino != first.st_ino || now.st_mtime != first.st_mtime) {
            return false; /* somebody is at work */
        }
    }
    return unlink(path) == 0;
}
