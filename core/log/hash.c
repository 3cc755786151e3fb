#include "core/log/hash.h"

#include <sodium.h>

#include "core/base/secret.h"

/* The public states are libsodium's own, kept opaque so that its header stays in here. */
_Static_assert(sizeof(struct vs_sha256) >= sizeof(crypto_hash_sha256_state), "SHA-256 state fits");
_Static_assert(sizeof(struct vs_sha512) >= sizeof(crypto_hash_sha512_state), "SHA-512 state fits");
_Static_assert(sizeof(struct vs_hmac) >= sizeof(crypto_auth_hmacsha256_state), "HMAC state fits");
_Static_assert(_Alignof(struct vs_sha512) >= _Alignof(crypto_hash_sha512_state), "aligned");
_Static_assert(VS_HMAC_KEY_LEN == crypto_auth_hmacsha256_KEYBYTES, "one length of key");

void
vs_sha256(struct vs_hash *out, const void *bytes, size_t len)
{
    crypto_hash_sha256(out->b, bytes, len);
}

void
vs_sha256_parts(struct vs_hash *out, const struct vs_str *parts, size_t count)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].p, parts[i].len);
    }
    crypto_hash_sha256_final(&state, out->b);
}

void
vs_sha512(uint8_t out[VS_SHA512_LEN], const void *bytes, size_t len)
{
    crypto_hash_sha512(out, bytes, len);
}

void
vs_hmac(struct vs_hash *out, const uint8_t key[VS_HMAC_KEY_LEN], const struct vs_str *parts,
        size_t count)
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, VS_HMAC_KEY_LEN);
    for (size_t i = 0; i < count; i++) {
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i].p, parts[i].len);
    }
    crypto_auth_hmacsha256_final(&state, out->b);
    vs_wipe(&state, sizeof(state));
}

void
vs_sha256_init(struct vs_sha256 *sha)
{
    crypto_hash_sha256_init((void *)sha->state);
}

void
vs_sha256_add(struct vs_sha256 *sha, const void *bytes, size_t len)
{
    crypto_hash_sha256_update((void *)sha->state, bytes, len);
}

void
vs_sha256_final(struct vs_hash *out, struct vs_sha256 *sha)
{
    crypto_hash_sha256_final((void *)sha->state, out->b);
}

void
vs_sha512_init(struct vs_sha512 *sha)
{
    crypto_hash_sha512_init((void *)sha->state);
}

void
vs_sha512_add(struct vs_sha512 *sha, const void *bytes, size_t len)
{
    crypto_hash_sha512_update((void *)sha->state, bytes, len);
}

void
vs_sha512_final(uint8_t out[VS_SHA512_LEN], struct vs_sha512 *sha)
{
    crypto_hash_sha512_final((void *)sha->state, out);
}

void
vs_hmac_init(struct vs_hmac *hmac, const uint8_t key[VS_HMAC_KEY_LEN])
{
    crypto_auth_hmacsha256_init((void *)hmac->state, key, VS_HMAC_KEY_LEN);
}

void
vs_hmac_add(struct vs_hmac *hmac, const void *bytes, size_t len)
{
    crypto_auth_hmacsha256_update((void *)hmac->state, bytes, len);
}

void
vs_hmac_final(struct vs_hash *out, struct vs_hmac *hmac)
{
    crypto_auth_hmacsha256_final((void *)hmac->state, out->b);
}
