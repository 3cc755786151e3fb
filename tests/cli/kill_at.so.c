/*
 * Preloaded into the program by tests: at its n-th call that changes something on disk the process
 * is killed, or stopped, before the call is made. The processes that the program forks are counted
 * with it.
 *
 *   KILL_AT=n        which call, from 1; absent: none
 *   KILL_SIGNAL=19   another signal than 9; the call is made when the process goes on
 *   FULL_AT=n        from this call on the disk is full: nothing can be written or made any more
 *   GONE_AT=n        from the n-th such call under the folder GONE_UNDER on, none succeeds there
 * any more, as if what holds it were pulled out KILL_COUNT=FILE  at a good end, the number of such
 * calls is written there
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static unsigned long *calls; /* shared with the processes that are forked */
static unsigned long limit;
static unsigned long full;
static unsigned long gone;
static const char *gone_under;
static int number = SIGKILL;
static int ready; /* 1: this is the program, 2: it is not (env or sh, say) */

__attribute__((constructor)) static void
start(void)
{
    const char *at = getenv("KILL_AT");
    const char *with = getenv("KILL_SIGNAL");
    const char *none = getenv("FULL_AT");

    const char *out = getenv("GONE_AT");

    calls =
        mmap(NULL, 2 * sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (calls == MAP_FAILED) {
        abort();
    }
    gone_under = getenv("GONE_UNDER");
    gone = out && gone_under ? strtoul(out, NULL, 10) : 0;
    ready = strcmp(program_invocation_short_name, "vs") == 0 ? 1 : 2;
    limit = at ? strtoul(at, NULL, 10) : 0;
    full = none ? strtoul(none, NULL, 10) : 0;
    number = with ? atoi(with) : SIGKILL;
}

/* True when the disk is full by now. */
static int
tick(void)
{
    unsigned long at;

    if (!ready) {
        start();
    }
    at = ready == 1 ? __atomic_add_fetch(calls, 1, __ATOMIC_SEQ_CST) : 0;
    if (ready == 1 && at == limit) {
        (void)kill(getpid(), number);
    }
    return ready == 1 && full && at >= full;
}

/* True when what holds the file at `path`, or open as `fd`, has been pulled out. */
static int
pulled(const char *path, int fd)
{
    char link[64], file[4096];

    if (!gone) {
        return 0;
    }
    if (!path) {
        ssize_t len;

        (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        len = readlink(link, file, sizeof(file) - 1);
        file[len > 0 ? len : 0] = '\0';
        path = file;
    }
    return ready == 1 && strncmp(path, gone_under, strlen(gone_under)) == 0 &&
           __atomic_add_fetch(calls + 1, 1, __ATOMIC_SEQ_CST) >= gone;
}

__attribute__((destructor)) static void
finish(void)
{
    const char *path = getenv("KILL_COUNT");
    FILE *file = ready == 1 && path ? fopen(path, "w") : NULL;

    if (file) {
        (void)fprintf(file, "%lu\n", *calls);
        (void)fclose(file);
    }
}

/* Each stands in for the one behind it. */
#define NEXT(name) ((name##_fn *)dlsym(RTLD_NEXT, #name))
#define STAND_IN(type, name, parameters, arguments, needs_room, path, fd)                          \
    typedef type name##_fn parameters;                                                             \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        static name##_fn *next;                                                                    \
        if (!next) {                                                                               \
            next = NEXT(name);                                                                     \
        }                                                                                          \
        if (tick() && (needs_room)) {                                                              \
            errno = ENOSPC;                                                                        \
            return -1;                                                                             \
        }                                                                                          \
        if (pulled(path, fd)) {                                                                    \
            errno = EIO;                                                                           \
            return -1;                                                                             \
        }                                                                                          \
        return next arguments;                                                                     \
    }

STAND_IN(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), fd > 2, NULL, fd)
STAND_IN(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), fd > 2, NULL,
         fd)
STAND_IN(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at), fd > 2,
         NULL, fd)
STAND_IN(int, fsync, (int fd), (fd), 0, NULL, fd)
STAND_IN(int, fdatasync, (int fd), (fd), 0, NULL, fd)
STAND_IN(int, ftruncate, (int fd, off_t n), (fd, n), 0, NULL, fd)
STAND_IN(int, ftruncate64, (int fd, off64_t n), (fd, n), 0, NULL, fd)
STAND_IN(int, rename, (const char *from, const char *to), (from, to), 0, to, -1)
STAND_IN(int, link, (const char *from, const char *to), (from, to), 1, to, -1)
STAND_IN(int, unlink, (const char *path), (path), 0, path, -1)
STAND_IN(int, mkdir, (const char *path, mode_t mode), (path, mode), 1, path, -1)
