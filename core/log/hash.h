/*
 * SHA-256 and SHA-512 (RFC 6234) and HMAC-SHA-256 (RFC 2104) with a 32-byte key, by libsodium.
 * None of these can fail and none allocates. "Parts" are hashed one after the other, as if they
 * were one run of bytes.
 */
#ifndef VS_CORE_LOG_HASH_H
#define VS_CORE_LOG_HASH_H

#include "core/base/bytes.h"

#define VS_SHA512_LEN   64
#define VS_HMAC_KEY_LEN 32

/* Bytes as a part. A string literal is VS_STR("..."). */
static inline struct vs_str
vs_part(const void *bytes, size_t len)
{
    return (struct vs_str){(const char *)bytes, len};
}

/* A 32-byte value as a part. */
static inline struct vs_str
vs_part_hash(const struct vs_hash *hash)
{
    return vs_part(hash->b, sizeof(hash->b));
}

void vs_sha256(struct vs_hash *out, const void *bytes, size_t len);
void vs_sha256_parts(struct vs_hash *out, const struct vs_str *parts, size_t count);
void vs_sha512(uint8_t out[VS_SHA512_LEN], const void *bytes, size_t len);

/* HMAC-SHA-256 of the parts. Wipes what it keeps of the key before it returns. */
void vs_hmac(struct vs_hash *out, const uint8_t key[VS_HMAC_KEY_LEN], const struct vs_str *parts,
             size_t count);

/* VS_SHA256(&out, a, b) and VS_HMAC(&out, key, a, b) with parts written out. */
#define VS_PARTS(...)                                                                              \
    (const struct vs_str[]){__VA_ARGS__},                                                          \
        sizeof((const struct vs_str[]){__VA_ARGS__}) / sizeof(struct vs_str)
#define VS_SHA256(out, ...)    vs_sha256_parts((out), VS_PARTS(__VA_ARGS__))
#define VS_HMAC(out, key, ...) vs_hmac((out), (key), VS_PARTS(__VA_ARGS__))

/*
 * Streaming. The states may be copied: a copy goes on from the same point, which saves keying an
 * HMAC again for each of many messages under one key. A keyed state is a secret: wipe it (vs_wipe).
 * After _final a state must be initialised again before it is used.
 */
struct vs_sha256 {
    uint64_t state[13];
};
void vs_sha256_init(struct vs_sha256 *sha);
void vs_sha256_add(struct vs_sha256 *sha, const void *bytes, size_t len);
void vs_sha256_final(struct vs_hash *out, struct vs_sha256 *sha);

struct vs_sha512 {
    uint64_t state[26];
};
void vs_sha512_init(struct vs_sha512 *sha);
void vs_sha512_add(struct vs_sha512 *sha, const void *bytes, size_t len);
void vs_sha512_final(uint8_t out[VS_SHA512_LEN], struct vs_sha512 *sha);

struct vs_hmac {
    uint64_t state[26];
};
void vs_hmac_init(struct vs_hmac *hmac, const uint8_t key[VS_HMAC_KEY_LEN]);
void vs_hmac_add(struct vs_hmac *hmac, const void *bytes, size_t len);
void vs_hmac_final(struct vs_hash *out, struct vs_hmac *hmac);

#endif
