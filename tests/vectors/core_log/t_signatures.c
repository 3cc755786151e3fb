/* The one rule of acceptance for Ed25519: schemas/vectors/signatures.json. */
#include <sodium.h>

#include "core/log/sign.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_hash key = vector_hash(v, "key");
    struct vs_str message = vector_bytes(v, "message", 0);
    struct vs_str signature = vector_bytes(v, "signature", 1);

    OK(vs_sign_key_acceptable(&key), "%s: the key is acceptable", name);
    OK(signature.len == VS_SIGNATURE_LEN &&
           vs_sign_verify((const uint8_t *)signature.p, &key, message.p, message.len),
       "%s: the signature counts", name);
    if (vector_has(v, "seed")) {
        struct vs_str bytes = vector_bytes(v, "seed", 2);
        struct vs_secret seed;
        struct vs_signer signer;
        uint8_t made[VS_SIGNATURE_LEN];

        OK(vs_secret_copy(&seed, bytes.p, bytes.len, NULL) == VS_OK &&
               vs_signer_init(&signer, &seed, NULL) == VS_OK &&
               vs_hash_eq(&signer.public_key, &key),
           "%s: the seed gives the key", name);
        vs_sign(made, &signer, message.p, message.len);
        OK(memcmp(made, signature.p, sizeof(made)) == 0, "%s: and the signature", name);
        vs_signer_release(&signer);
        vs_secret_release(&seed);
    }
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    struct vs_hash key = vector_hash(v, "key");

    if (strcmp(reason, "weak-key") == 0) {
        OK(!vs_sign_key_acceptable(&key), "%s", name);
        return;
    }
    struct vs_str message = vector_bytes(v, "message", 0);
    struct vs_str signature = vector_bytes(v, "signature", 1);

    OK(!vs_sign_verify((const uint8_t *)signature.p, &key, message.p, message.len), "%s", name);
    /* What libsodium itself says; a change here means that another library is linked. */
    OK(crypto_sign_verify_detached((const unsigned char *)signature.p,
                                   (const unsigned char *)message.p, message.len, key.b) != 0,
       "%s: to libsodium too", name);
}

int
main(void)
{
    vectors_each("signatures", positive, negative);
    return tap_done();
}
