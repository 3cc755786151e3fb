/*
 * Preloaded by tests. The clock on the wall stands still at CLOCK, "2026-04-02 14:10:00" or without
 * seconds, in the zone TZ (without CLOCK it goes on, as does what only measures how long something
 * takes). faketime, which starts a program before the program, costs ten times as much and leaves
 * memory behind when that is killed.
 *
 * And nothing waits for a disk: what is on it after the power failed is no question of a test that
 * only kills programs; tests/anomaly/core_vault asks it with a file system of its own.
 *
 * With CTRL_C somebody presses that at the worst moment: when the program has looked whether it was
 * pressed and does not yet wait for a key.
 *
 * And the certificates that the machine trusts are none: libgit2 reads all 140 whenever it starts,
 * which takes longer than a sync. A test of https brings its own (SSL_CERT_FILE).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Where the clock stands; 0: it goes. */
static time_t
told(void)
{
    static time_t at;
    struct tm day = {0};
    const char *text = getenv("CLOCK");

    if (at == 0 && text) {
        const char *end = strptime(text, "%Y-%m-%d %H:%M", &day);

        end = end && *end == ':' ? strptime(end, ":%S", &day) : end;
        if (!end || *end) {
            (void)fprintf(stderr, "clock.so: CLOCK is no time: %s\n", text);
            abort();
        }
        day.tm_isdst = -1;
        at = mktime(&day);
    }
    return at;
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    time_t at = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? told() : 0;

    if (at == 0) {
        return (int)syscall(SYS_clock_gettime, clock, now);
    }
    now->tv_sec = at;
    now->tv_nsec = 0;
    return 0;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec at;

    if (zone) {
        memset(zone, 0, sizeof(struct timezone));
    }
    (void)clock_gettime(CLOCK_REALTIME, &at);
    now->tv_sec = at.tv_sec;
    now->tv_usec = at.tv_nsec / 1000;
    return 0;
}

time_t
time(time_t *now)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_REALTIME, &at);
    if (now) {
        *now = at.tv_sec;
    }
    return at.tv_sec;
}

FILE *
fopen(const char *restrict path, const char *restrict mode)
{
    if (strcmp(path, "/etc/ssl/certs/ca-certificates.crt") == 0) {
        errno = ENOENT;
        return NULL;
    }
    return fopen64(path, mode);
}

#define LARGE (64UL << 20)

static void *
map(void *at, size_t size, int allowed, int flags, int fd, off_t from)
{
    union {
        long number;
        void *p;
    } got;

    got.number = syscall(SYS_mmap, at, size, allowed, flags, fd, from);
    return got.p;
}

void *
mmap(void *at, size_t size, int allowed, int flags, int fd, off_t from)
{
    bool large = size >= LARGE && (flags & MAP_POPULATE);
    void *got = map(at, size, allowed, large ? flags & ~MAP_POPULATE : flags, fd, from);

    if (large && got != MAP_FAILED) {
        (void)madvise(got, size, MADV_HUGEPAGE);
    }
    return got;
}

int
fsync(int fd)
{
    (void)fd;
    return 0;
}

int
fdatasync(int fd)
{
    (void)fd;
    return 0;
}

static void
press_before_waiting(void)
{
    if (getenv("CTRL_C")) {
        (void)raise(SIGINT);
    }
}

ssize_t
read(int fd, void *into, size_t size)
{
    if (fd == STDIN_FILENO) {
        press_before_waiting();
    }
    return syscall(SYS_read, fd, into, size);
}

/* ppoll by a name of our own: glibc declares that ppoll itself does not read the ends. */
int press_and_poll(struct pollfd *ends, nfds_t count, const struct timespec *longest,
                   const sigset_t *mask) __asm__("ppoll");
int
press_and_poll(struct pollfd *ends, nfds_t count, const struct timespec *longest,
               const sigset_t *mask)
{
    struct timespec left = longest ? *longest : (struct timespec){0};

    if (count > 0 && ends->fd == STDIN_FILENO) {
        press_before_waiting();
    }
    return (int)syscall(SYS_ppoll, ends, count, longest ? &left : NULL, mask, _NSIG / 8);
}
