#include "core/log/sign.h"

#include <string.h>

#include <sodium.h>

_Static_assert(VS_SEED_LEN == crypto_sign_SEEDBYTES, "one length of seed");
_Static_assert(VS_SIGNATURE_LEN == crypto_sign_BYTES, "one length of signature");

/* The order of the base point, little-endian (RFC 8032, 5.1). */
static const uint8_t group_order[32] = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

/* The field's prime 2^255 - 19, little-endian. */
static const uint8_t field_prime[32] = {
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

/* The y coordinates of the eight points of small order: 1, -1, 0 and the two of order 8. Encodings
 * that are not canonical (p, p + 1) are caught by is_canonical. */
static const uint8_t small_order[][32] = {
    {0},
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

/* Little-endian a < b. Signatures and public keys are public, so time may depend on them. */
static bool
is_below(const uint8_t a[32], const uint8_t b[32])
{
    for (size_t i = 32; i-- > 0;) {
        if (a[i] != b[i]) {
            return a[i] < b[i];
        }
    }
    return false;
}

/* True unless the 32 bytes, read as a point, name one of small order or do not name a y below p. */
static bool
is_sound_encoding(const uint8_t point[32])
{
    uint8_t y[32];

    memcpy(y, point, sizeof(y));
    y[31] &= 0x7f; /* the sign of x */
    if (!is_below(y, field_prime)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(small_order) / sizeof(small_order[0]); i++) {
        if (memcmp(y, small_order[i], sizeof(y)) == 0) {
            return false;
        }
    }
    return true;
}

bool
vs_sign_key_acceptable(const struct vs_hash *key)
{
    static const uint8_t identity[32] = {1};
    uint8_t sum[32];

    /* Adding the neutral element fails exactly when the key does not decode to a curve point. */
    return is_sound_encoding(key->b) && crypto_core_ed25519_add(sum, key->b, identity) == 0;
}

enum vs_code
vs_signer_init(struct vs_signer *out, const struct vs_secret *seed, struct vs_err *err)
{
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    if (seed->len != VS_SEED_LEN) {
        return vs_fail(err, VS_E_INVALID, "seed", "not 32 bytes");
    }
    code = vs_secret_init(&out->key, crypto_sign_SECRETKEYBYTES, err);
    if (code == VS_OK) {
        crypto_sign_seed_keypair(out->public_key.b, out->key.p, seed->p);
    }
    return code;
}

void
vs_signer_release(struct vs_signer *signer)
{
    if (signer) {
        vs_secret_release(&signer->key);
        memset(signer, 0, sizeof(*signer));
    }
}

void
vs_sign(uint8_t out[VS_SIGNATURE_LEN], const struct vs_signer *signer, const void *message,
        size_t len)
{
    crypto_sign_detached(out, NULL, message, len, signer->key.p);
}

bool
vs_sign_verify(const uint8_t signature[VS_SIGNATURE_LEN], const struct vs_hash *key,
               const void *message, size_t len)
{
    return is_sound_encoding(key->b) && is_sound_encoding(signature) &&
           is_below(signature + 32, group_order) &&
           crypto_sign_verify_detached(signature, message, len, key->b) == 0;
}
