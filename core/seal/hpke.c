#include "core/seal/hpke.h"

#include <string.h>

#include <sodium.h>

#include "core/base/secret.h"
#include "core/log/hash.h"

enum { ENC_LEN = 32, TAG_LEN = 16, NONCE_LEN = 12 };

_Static_assert(VS_HPKE_OVERHEAD == ENC_LEN + TAG_LEN, "enc before, tag behind");
_Static_assert(TAG_LEN == crypto_aead_chacha20poly1305_ietf_ABYTES, "RFC 8439");

/* Suite identifiers: "KEM" || kem_id (RFC 9180, 4.1) and "HPKE" || kem_id || kdf_id || aead_id
 * (5.1). */
static const uint8_t kem_suite[] = {'K', 'E', 'M', 0x00, 0x20};
static const uint8_t hpke_suite[] = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};

#define KEM  vs_part(kem_suite, sizeof(kem_suite))
#define HPKE vs_part(hpke_suite, sizeof(hpke_suite))
#define NONE ((struct vs_str){"", 0})

/* An absent salt: HMAC fills up a short key with zeros, so that no key and 32 zeros are one. */
static const uint8_t no_salt[VS_HMAC_KEY_LEN];

/* LabeledExtract (RFC 9180, 4). */
static void
extract(struct vs_hash *out, struct vs_str suite, const uint8_t salt[32], const char *label,
        struct vs_str ikm)
{
    VS_HMAC(out, salt, VS_STR("HPKE-v1"), suite, vs_str(label), ikm);
}

/* LabeledExpand for at most 32 bytes: one block of HKDF-Expand (RFC 5869). `out` gets the whole
 * block; of it the first `len` bytes count. */
static void
expand(struct vs_hash *out, struct vs_str suite, const struct vs_hash *prk, const char *label,
       struct vs_str info, uint8_t len)
{
    const uint8_t length[2] = {0, len};

    VS_HMAC(out, prk->b, vs_part(length, 2), VS_STR("HPKE-v1"), suite, vs_str(label), info,
            VS_STR("\x01"));
}

void
vs_hpke_derive(uint8_t sk[VS_X25519_LEN], struct vs_hash *pk, const uint8_t ikm[32])
{
    struct vs_hash prk, key;

    extract(&prk, KEM, no_salt, "dkp_prk", vs_part(ikm, 32));
    expand(&key, KEM, &prk, "sk", NONE, 32);
    memcpy(sk, key.b, VS_X25519_LEN);
    /* Multiplying the base point cannot give zero; the value returned says nothing. */
    (void)crypto_scalarmult_base(pk->b, sk);
    vs_wipe(&prk, sizeof(prk));
    vs_wipe(&key, sizeof(key));
}

struct message_key {
    struct vs_hash key;
    struct vs_hash nonce; /* its first NONCE_LEN bytes */
};

/* ExtractAndExpand (4.1) and KeySchedule in base mode (5.1) for one message, number 0. False when
 * the shared secret of X25519 is zero. */
static bool
schedule(struct message_key *out, const uint8_t sk[VS_X25519_LEN], const uint8_t *other_pk,
         const uint8_t *enc, const uint8_t *receiver_pk, struct vs_str info)
{
    struct vs_hash dh, prk, shared, secret, psk_id_hash, info_hash;
    uint8_t kem_context[64], context[65];
    bool ok = crypto_scalarmult(dh.b, sk, other_pk) == 0;

    if (ok) {
        memcpy(kem_context, enc, 32);
        memcpy(kem_context + 32, receiver_pk, 32);
        extract(&prk, KEM, no_salt, "eae_prk", vs_part_hash(&dh));
        expand(&shared, KEM, &prk, "shared_secret", vs_part(kem_context, 64), 32);

        extract(&psk_id_hash, HPKE, no_salt, "psk_id_hash", NONE);
        extract(&info_hash, HPKE, no_salt, "info_hash", info);
        context[0] = 0; /* mode_base */
        memcpy(context + 1, psk_id_hash.b, 32);
        memcpy(context + 33, info_hash.b, 32);
        extract(&secret, HPKE, shared.b, "secret", NONE);
        expand(&out->key, HPKE, &secret, "key", vs_part(context, sizeof(context)), 32);
        expand(&out->nonce, HPKE, &secret, "base_nonce", vs_part(context, sizeof(context)),
               NONCE_LEN);
        vs_wipe(&prk, sizeof(prk));
        vs_wipe(&shared, sizeof(shared));
        vs_wipe(&secret, sizeof(secret));
    }
    vs_wipe(&dh, sizeof(dh));
    return ok;
}

enum vs_code
vs_hpke_seal(uint8_t *box, const struct vs_hash *pk, const uint8_t ikm_e[32], struct vs_str info,
             struct vs_str aad, struct vs_str plain, struct vs_err *err)
{
    uint8_t sk_e[VS_X25519_LEN];
    struct vs_hash pk_e;
    struct message_key message;
    enum vs_code code = VS_OK;

    memset(&message, 0, sizeof(message));
    vs_hpke_derive(sk_e, &pk_e, ikm_e);
    if (!schedule(&message, sk_e, pk->b, pk_e.b, pk->b, info)) {
        code = vs_fail(err, VS_E_WEAK_KEY, "inbox key", "is of small order");
        goto out;
    }
    memcpy(box, pk_e.b, ENC_LEN);
    crypto_aead_chacha20poly1305_ietf_encrypt(box + ENC_LEN, NULL, (const uint8_t *)plain.p,
                                              plain.len, (const uint8_t *)aad.p, aad.len, NULL,
                                              message.nonce.b, message.key.b);
out:
    vs_wipe(sk_e, sizeof(sk_e));
    vs_wipe(&message, sizeof(message));
    return code;
}

enum vs_code
vs_hpke_open(uint8_t *plain, const uint8_t sk[VS_X25519_LEN], const struct vs_hash *pk,
             struct vs_str info, struct vs_str aad, struct vs_str box, struct vs_err *err)
{
    const uint8_t *b = (const uint8_t *)box.p;
    struct message_key message;
    enum vs_code code = VS_OK;

    if (box.len < VS_HPKE_OVERHEAD) {
        return vs_fail(err, VS_E_HPKE, "box", "has %zu bytes, at least %d are needed", box.len,
                       VS_HPKE_OVERHEAD);
    }
    memset(&message, 0, sizeof(message));
    if (!schedule(&message, sk, b, b, pk->b, info) ||
        crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, b + ENC_LEN, box.len - ENC_LEN,
                                                  (const uint8_t *)aad.p, aad.len, message.nonce.b,
                                                  message.key.b) != 0) {
        code = vs_fail(err, VS_E_NOT_FOR_THIS_KEY, "box", "does not open with this key");
    }
    vs_wipe(&message, sizeof(message));
    return code;
}
