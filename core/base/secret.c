#include "core/base/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <sodium.h>

enum vs_code
vs_secret_init(struct vs_secret *secret, size_t len, struct vs_err *err)
{
    secret->p = sodium_malloc(len ? len : 1);
    secret->len = len;
    if (!secret->p) {
        secret->len = 0;
        return vs_fail_memory(err);
    }
    memset(secret->p, 0, len);
    return VS_OK;
}

enum vs_code
vs_secret_copy(struct vs_secret *secret, const void *bytes, size_t len, struct vs_err *err)
{
    enum vs_code code = vs_secret_init(secret, len, err);

    if (code == VS_OK) {
        memcpy(secret->p, bytes, len);
    }
    return code;
}

void
vs_secret_release(struct vs_secret *secret)
{
    sodium_free(secret->p);
    secret->p = NULL;
    secret->len = 0;
}

void
vs_wipe(void *p, size_t len)
{
    sodium_memzero(p, len);
}

bool
vs_same(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

enum vs_code
vs_process_harden(struct vs_err *err)
{
    static const struct rlimit no_core = {0, 0};

    if (sodium_init() < 0) {
        return vs_fail(err, VS_E_INTERNAL, "libsodium", "could not be started");
    }
    if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
        return vs_fail_errno(err, errno, "core dumps", "could not be switched off");
    }
    return VS_OK;
}
