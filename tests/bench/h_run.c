/* Time, processes and folders. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/h_bench.h"

void
bench_fail(const char *what, const struct vs_err *err)
{
    fprintf(stderr, "bench: %s: %s: %s %s\n", what, err ? vs_code_name(err->code) : "failed",
            err ? err->subject : "", err ? err->detail : "");
    exit(1);
}

void
bench_check(enum vs_code code, const char *what, const struct vs_err *err)
{
    if (code != VS_OK) {
        bench_fail(what, err);
    }
}

double
bench_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double
bench_run(int allowed, const char *const *args)
{
    double start = bench_seconds();
    pid_t child = fork();
    int status;

    if (child == 0) {
        char *copy[16];
        int out = open("/dev/null", O_RDWR);
        size_t n = 0;

        for (; args[n] && n < 15; n++) {
            copy[n] = strdup(args[n]);
        }
        copy[n] = NULL;
        if (out < 0 || dup2(out, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) {
            _exit(127);
        }
        execvp(copy[0], copy);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        bench_fail("fork", NULL);
    }
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != allowed)) {
        fprintf(stderr, "bench: %s %s: exit %d\n", args[0], args[1] ? args[1] : "",
                WEXITSTATUS(status));
        exit(1);
    }
    return bench_seconds() - start;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

struct bench_time
bench_of(double *seconds, unsigned count)
{
    struct bench_time out;

    qsort(seconds, count, sizeof(*seconds), by_size);
    out.best = seconds[0];
    out.median = seconds[count / 2];
    return out;
}

struct bench_time
bench_repeat(unsigned times, int allowed, const char *const *args)
{
    double seconds[64];

    times = times > 64 ? 64 : times;
    for (unsigned i = 0; i < times; i++) {
        seconds[i] = bench_run(allowed, args);
    }
    return bench_of(seconds, times);
}

void
bench_shell(const char *format, ...)
{
    char line[4 * BENCH_PATH];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    if (len >= (int)sizeof(line) || system(line) != 0) {
        bench_fail(line, NULL);
    }
}

static uint64_t counted;

static int
count_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)path;
    (void)place;
    if (kind == FTW_F) {
        counted += (uint64_t)info->st_size;
    }
    return 0;
}

uint64_t
bench_bytes(const char *path)
{
    counted = 0;
    if (nftw(path, count_file, 32, FTW_PHYS) < 0 && errno != ENOENT) {
        bench_fail(path, NULL);
    }
    return counted;
}

bool
bench_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

void
bench_read_id(char out[BENCH_ID], const char *path)
{
    FILE *file = fopen(path, "r");

    if (!file || fread(out, 1, BENCH_ID - 1, file) != BENCH_ID - 1) {
        bench_fail(path, NULL);
    }
    out[BENCH_ID - 1] = '\0';
    fclose(file);
}
