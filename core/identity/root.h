/*
 * An organisation's root key: an Ed25519 key (struct vs_signer) that signs rosters and nothing
 * else. Its successor is made beforehand; every roster names the hash of the successor's public key
 * (FORMAT.md, section 8).
 */
#ifndef VS_CORE_IDENTITY_ROOT_H
#define VS_CORE_IDENTITY_ROOT_H

#include "core/log/sign.h"

#define VS_ROOT_NAME_LEN 45 /* "vs.invalid/o/" and 32 hex digits */

/* SHA-256 of a public key: the org id (of the first root key), the value of `next` (of the next).
 */
void vs_root_hash(struct vs_hash *out, const struct vs_hash *public_key);

/* The key name of the organisation's signed notes, with a NUL. */
void vs_root_name(char out[VS_ROOT_NAME_LEN + 1], const struct vs_hash *org);

#endif
