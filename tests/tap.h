/*
 * The Test Anything Protocol in a header: every test program prints a line a check and the plan at
 * the end, so that one runner (tests/run) reads C, shell and JavaScript alike. A crash leaves no
 * plan, which the runner counts as a failure.
 */
#ifndef VS_TESTS_TAP_H
#define VS_TESTS_TAP_H

#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_count;
static int tap_failed;

/* One check. Returns `good`, so that a test can stop early. */
__attribute__((format(printf, 4, 5), unused)) static bool
tap_ok(bool good, const char *file, int line, const char *format, ...)
{
    va_list args;

    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    if (!good) {
        tap_failed++;
        printf("# failed at %s:%d\n", file, line);
    }
    fflush(stdout);
    return good;
}

#define OK(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)
#define IS_INT(got, want, ...)                                                                     \
    do {                                                                                           \
        long long tap_got = (long long)(got), tap_want = (long long)(want);                        \
        if (!tap_ok(tap_got == tap_want, __FILE__, __LINE__, __VA_ARGS__))                         \
            printf("# got %lld, want %lld\n", tap_got, tap_want);                                  \
    } while (0)
#define IS_TEXT(got, want, ...)                                                                    \
    do {                                                                                           \
        const char *tap_got = (got), *tap_want = (want);                                           \
        if (!tap_ok(tap_got && tap_want && strcmp(tap_got, tap_want) == 0, __FILE__, __LINE__,     \
                    __VA_ARGS__))                                                                  \
            printf("# got  %s\n# want %s\n", tap_got ? tap_got : "(null)",                         \
                   tap_want ? tap_want : "(null)");                                                \
    } while (0)

/* The last line of main: prints the plan, gives the exit status. */
__attribute__((unused)) static int
tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed ? 1 : 0;
}

#endif
