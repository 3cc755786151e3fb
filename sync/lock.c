#include "sync/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { STEP_MS = 50 };

/* Says who holds the lock, as far as the file tells. */
static enum vs_code
fail_locked(int fd, const char *path, struct vs_err *err)
{
    char text[16] = "";
    ssize_t got = pread(fd, text, sizeof(text) - 1, 0);

    if (got > 0) {
        text[strspn(text, "0123456789")] = '\0';
    }
    return vs_fail(err, VS_E_LOCKED, path, "another sync of this ledger is running (process %s)",
                   got > 0 && text[0] ? text : "unknown");
}

enum vs_code
vs_sync_lock(struct vs_sync_lock *lock, const char *path, int wait_ms, struct vs_err *err)
{
    char text[16];
    int len;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    lock->fd = -1;
    if (fd < 0) {
        return vs_fail_errno(err, errno, path, "cannot open the lock file");
    }
    while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        enum vs_code code = VS_OK;

        if (errno == EINTR) {
            continue;
        }
        if (errno != EWOULDBLOCK) {
            code = vs_fail_errno(err, errno, path, "cannot lock");
        } else if (wait_ms <= 0) {
            code = fail_locked(fd, path, err);
        }
        if (code != VS_OK) {
            close(fd);
            return code;
        }
        poll(NULL, 0, STEP_MS);
        wait_ms -= STEP_MS;
    }
    len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)len, 0) != len) {
        /* The number is for a message only; the lock holds without it. */
        errno = 0;
    }
    lock->fd = fd;
    return VS_OK;
}

void
vs_sync_unlock(struct vs_sync_lock *lock)
{
    if (lock->fd >= 0) {
        close(lock->fd);
        lock->fd = -1;
    }
}
