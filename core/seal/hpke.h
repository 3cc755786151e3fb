/*
 * HPKE (RFC 9180), base mode, single shot: DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001,
 * ChaCha20Poly1305 0x0003. Key pairs come from 32 bytes of key material by DeriveKeyPair (RFC 9180,
 * 7.1.3), so that a stored seed is enough and vectors can be replayed.
 */
#ifndef VS_CORE_SEAL_HPKE_H
#define VS_CORE_SEAL_HPKE_H

#include "core/base/bytes.h"

#define VS_X25519_LEN    32
#define VS_HPKE_OVERHEAD (32 + 16) /* encapsulated key before, tag behind the ciphertext */

/* The key pair that follows from key material. `sk` is secret. */
void vs_hpke_derive(uint8_t sk[VS_X25519_LEN], struct vs_hash *pk, const uint8_t ikm[32]);

/*
 * Writes enc[32] || ciphertext[plain.len] || tag[16] to `box` (plain.len + VS_HPKE_OVERHEAD bytes).
 * `ikm_e`: 32 random bytes for this box alone; the caller wipes them. VS_E_WEAK_KEY when the shared
 * secret is zero, that is, when `pk` is no proper public key.
 */
enum vs_code vs_hpke_seal(uint8_t *box, const struct vs_hash *pk, const uint8_t ikm_e[32],
                          struct vs_str info, struct vs_str aad, struct vs_str plain,
                          struct vs_err *err) VS_MUST_USE;

/*
 * Writes box.len - VS_HPKE_OVERHEAD bytes to `plain`. VS_E_NOT_FOR_THIS_KEY when the box does not
 * open (also for a zero shared secret), VS_E_HPKE when it is too short. `pk` belongs to `sk`.
 */
enum vs_code vs_hpke_open(uint8_t *plain, const uint8_t sk[VS_X25519_LEN], const struct vs_hash *pk,
                          struct vs_str info, struct vs_str aad, struct vs_str box,
                          struct vs_err *err) VS_MUST_USE;

#endif
