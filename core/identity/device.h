/*
 * A device: one Ed25519 key, one origin, one feed. How origin, feed and branch follow from the key
 * is in core/log/checkpoint.h. A device key signs checkpoints, cosignatures and commits, nothing
 * else: their first bytes differ, so that none can be taken for another (FORMAT.md, section 8).
 */
#ifndef VS_CORE_IDENTITY_DEVICE_H
#define VS_CORE_IDENTITY_DEVICE_H

#include "core/log/checkpoint.h"

struct vs_device {
    struct vs_signer signer; /* holds the secret key */
    struct vs_origin origin;
    struct vs_hash feed; /* SHA-256(origin) */
};

/* From a seed of VS_SEED_LEN bytes, which is copied; release with vs_device_release, which accepts
 * a zeroed struct. VS_E_NO_MEMORY; VS_E_INVALID for another length. */
enum vs_code vs_device_init(struct vs_device *out, const struct vs_secret *seed,
                            struct vs_err *err) VS_MUST_USE;
void vs_device_release(struct vs_device *device);

#endif
