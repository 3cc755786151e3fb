/*
 * What the outside gives to core: the clock and the source of randomness. Core never asks the
 * machine for either, so that a test can replay a history to the byte.
 */
#ifndef VS_CORE_BASE_ENV_H
#define VS_CORE_BASE_ENV_H

#include "core/base/instant.h"

struct vs_env {
    vs_instant (*now)(void *payload);
    void (*random)(void *payload, void *out, size_t len); /* cryptographic; cannot fail */
    void *payload;
};

/* The machine's own clock (POSIX seconds) and libsodium's random bytes. */
extern const struct vs_env vs_env_machine;

#endif
