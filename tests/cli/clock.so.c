/*
 * Preloaded into the program by tests: the clock on the wall stands still at CLOCK, "2026-04-02
 * 14:10:00" or without seconds, in the zone TZ; what only measures how long something takes goes
 * on. And nothing waits for a disk: what is on it after the power failed is no question of these
 * tests (tests/anomaly/core_vault has it). faketime, which starts a program before the program,
 * costs ten times as much and leaves memory behind when that is killed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t
told(void)
{
    static time_t at;
    struct tm day = {0};
    const char *text = getenv("CLOCK");

    if (at == 0) {
        const char *end = text ? strptime(text, "%Y-%m-%d %H:%M", &day) : NULL;

        end = end && *end == ':' ? strptime(end, ":%S", &day) : end;
        if (!end || *end) {
            (void)fprintf(stderr, "clock.so: CLOCK is no time: %s\n", text ? text : "");
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
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) {
        return (int)syscall(SYS_clock_gettime, clock, now);
    }
    now->tv_sec = told();
    now->tv_nsec = 0;
    return 0;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    if (zone) {
        memset(zone, 0, sizeof(struct timezone));
    }
    now->tv_sec = told();
    now->tv_usec = 0;
    return 0;
}

time_t
time(time_t *now)
{
    time_t at = told();

    if (now) {
        *now = at;
    }
    return at;
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
