#include "core/base/env.h"

#include <time.h>

#include <sodium.h>

static vs_instant
machine_now(void *payload)
{
    (void)payload;
    return (vs_instant)time(NULL);
}

static void
machine_random(void *payload, void *out, size_t len)
{
    (void)payload;
    randombytes_buf(out, len);
}

const struct vs_env vs_env_machine = {machine_now, machine_random, NULL};
