/*
 * A device: one Ed25519 key (RFC 8032), one feed (FORMAT.md, sections 4 and 8).
 *
 *     origin = "vs.invalid/f/" || the first 32 hex digits of SHA-256(public key)
 *     feed   = SHA-256(origin)
 *     branch = "refs/heads/vs1/" || the same 32 hex digits
 */
#ifndef VS_CORE_IDENTITY_DEVICE_H
#define VS_CORE_IDENTITY_DEVICE_H

#include "core/base/bytes.h"
#include "core/base/secret.h"

#define VS_ORIGIN_PREFIX "vs.invalid/f/"
#define VS_ORIGIN_LEN    45
#define VS_FEED_HEX_LEN  32
#define VS_SEED_LEN      32

struct vs_device {
    struct vs_secret seed; /* VS_SEED_LEN bytes */
    struct vs_hash key;    /* the public key */
    struct vs_hash feed;
    char origin[VS_ORIGIN_LEN + 1];
};

/* The origin of a public key, with a NUL; the feed id of an origin. */
void vs_origin(char out[VS_ORIGIN_LEN + 1], const struct vs_hash *key);
void vs_feed(struct vs_hash *out, const char *origin);

/* Exactly an origin: prefix and 32 lower-case hex digits. */
bool vs_origin_is(struct vs_str text);

/* The 32 hex digits, which name the branch. Points into `origin`. */
const char *vs_origin_hex(const char *origin);

/* A device from its seed, which is copied; release with vs_device_release. VS_E_WEAK_KEY is not
 * possible in practice and checked all the same. */
enum vs_code vs_device_init(struct vs_device *out, const uint8_t seed[VS_SEED_LEN],
                            struct vs_err *err) VS_MUST_USE;
void vs_device_release(struct vs_device *device);

#endif
