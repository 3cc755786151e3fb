/*
 * Ed25519 (RFC 8032), pure, with one exact rule of acceptance, because libraries differ on crafted
 * keys and signatures and an insider could split verifiers with them. A signature counts iff
 *   A (the key) is the canonical encoding of a curve point that is not of small order,
 *   R (the first half) is not of small order,
 *   S (the second half) is below the group order L, and
 *   R is the encoding of S*B - SHA-512(R || A || M)*A (no cofactor).
 * Every one of these is checked here or known to be checked by libsodium 1.0.18
 * (tests/vectors/core_log/t_sign.c has an example against each).
 */
#ifndef VS_CORE_LOG_SIGN_H
#define VS_CORE_LOG_SIGN_H

#include "core/base/secret.h"

#define VS_SEED_LEN      32
#define VS_SIGNATURE_LEN 64

/* A key pair ready to sign. */
struct vs_signer {
    struct vs_secret key; /* seed || public key, as libsodium wants it */
    struct vs_hash public_key;
};

/* From a seed of VS_SEED_LEN bytes, which is copied. VS_E_NO_MEMORY; VS_E_INVALID if the seed has
 * another length. Release with vs_signer_release, which accepts a zeroed struct. */
enum vs_code vs_signer_init(struct vs_signer *out, const struct vs_secret *seed,
                            struct vs_err *err) VS_MUST_USE;
void vs_signer_release(struct vs_signer *signer);

/* Deterministic (RFC 8032, 5.1.6). */
void vs_sign(uint8_t out[VS_SIGNATURE_LEN], const struct vs_signer *signer, const void *message,
             size_t len);

/* True iff the signature counts by the rule above. */
bool vs_sign_verify(const uint8_t signature[VS_SIGNATURE_LEN], const struct vs_hash *key,
                    const void *message, size_t len);

/* True iff `key` fulfils the part of the rule that concerns A. No roster may hold another key,
 * whoever signed it. */
bool vs_sign_key_acceptable(const struct vs_hash *key);

#endif
