/*
 * An organisation's root key: an Ed25519 key that signs rosters and nothing else. Its successor is
 * made beforehand; every roster names the hash of the successor's public key (FORMAT.md, 8).
 */
#ifndef VS_CORE_IDENTITY_ROOT_H
#define VS_CORE_IDENTITY_ROOT_H

#include "core/base/bytes.h"
#include "core/base/secret.h"

#define VS_ROOT_NAME_LEN 45 /* "vs.invalid/o/" and 32 hex digits */

struct vs_root {
    struct vs_secret seed; /* 32 bytes */
    struct vs_hash key;    /* the public key */
};

/* A root key from its seed, which is copied; release with vs_root_release. */
enum vs_code vs_root_init(struct vs_root *out, const uint8_t seed[32],
                          struct vs_err *err) VS_MUST_USE;
void vs_root_release(struct vs_root *root);

/* SHA-256 of a public key: the org id (of the first root key), the value of `next` (of the next).
 */
void vs_root_hash(struct vs_hash *out, const struct vs_hash *key);

/* The key name of the organisation's signed notes, with a NUL. */
void vs_root_name(char out[VS_ROOT_NAME_LEN + 1], const struct vs_hash *org);

#endif
