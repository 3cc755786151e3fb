/* Secrets: locked memory that can be used and released, wiping, comparison, no core dumps. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/secret.h"
#include "tests/tap.h"

static void
test_secret(void)
{
    struct vs_secret secret = {0}, empty = {0};
    uint8_t zero[32] = {0};

    OK(vs_secret_init(&secret, 32, NULL) == VS_OK && secret.len == 32, "32 bytes");
    OK(memcmp(secret.p, zero, 32) == 0, "that are zero");
    vs_secret_release(&secret);
    OK(secret.p == NULL && secret.len == 0, "released, it is empty");
    vs_secret_release(&empty);
    vs_secret_release(&secret);
    OK(true, "an empty secret may be released");
    OK(vs_secret_copy(&secret, "sesame", 6, NULL) == VS_OK && memcmp(secret.p, "sesame", 6) == 0,
       "a copy");
    vs_secret_release(&secret);
    OK(vs_secret_init(&secret, 0, NULL) == VS_OK && secret.len == 0, "a secret of no bytes");
    vs_secret_release(&secret);
    OK(vs_secret_init(&secret, SIZE_MAX / 2, NULL) == VS_E_NO_MEMORY && secret.p == NULL &&
           secret.len == 0,
       "more than there is");
}

static void
test_wipe_and_same(void)
{
    uint8_t a[] = {1, 2, 3, 4}, b[] = {1, 2, 3, 5};

    OK(!vs_same(a, b, 4) && vs_same(a, b, 3), "comparison");
    vs_wipe(a, 3);
    OK(a[0] == 0 && a[1] == 0 && a[2] == 0 && a[3] == 4, "wiping takes exactly what it is told");
}

/* A child that crashes after hardening leaves no core, whatever the limit was. */
static void
test_harden(void)
{
    struct rlimit limit = {0};
    int status = 0;
    pid_t child;

    OK(vs_process_harden(NULL) == VS_OK, "hardening works");
    OK(vs_process_harden(NULL) == VS_OK, "and again");
    OK(getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0,
       "the limit of core files is zero for good");
    OK(prctl(PR_GET_DUMPABLE) == 0, "the process is not dumpable");
    fflush(stdout);
    child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        raise(SIGABRT);
        _exit(0);
    }
    OK(child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           !WCOREDUMP(status),
       "a crash leaves no core");
}

/* Reading behind the end of a secret kills the process: the guard page is there. */
static void
test_guard(void)
{
    struct vs_secret secret = {0};
    int status = 0;
    pid_t child;

    if (!OK(vs_secret_init(&secret, 16, NULL) == VS_OK, "16 bytes")) {
        return;
    }
    fflush(stdout);
    child = fork();
    if (child == 0) {
        volatile uint8_t *p = secret.p;

        signal(SIGSEGV, SIG_DFL);
        _exit(p[16] == 0 ? 0 : 1);
    }
    OK(child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status),
       "the byte behind them cannot be read");
    vs_secret_release(&secret);
}

int
main(void)
{
    test_harden();
    test_secret();
    test_wipe_and_same();
    test_guard();
    prctl(PR_SET_DUMPABLE, 1); /* the sanitizer's search for leaks needs it */
    return tap_done();
}
