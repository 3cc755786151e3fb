/* The golden vectors of SSH signatures (FORMAT.md 8). */
#include "tests/vectors.h"

#include <sodium.h>

#include "core/identity/device.h"
#include "core/identity/sshsig.h"

static void
check(const struct vs_json *vector)
{
    const char *name = vectors_text(vector, "name");
    struct vs_secret seed = {NULL, 0};
    struct vs_buf bytes, payload, armor, out;
    struct vs_device device;

    vs_buf_init(&bytes, 1 << 16);
    vs_buf_init(&payload, 1 << 16);
    vs_buf_init(&armor, 1 << 16);
    vs_buf_init(&out, 1 << 16);
    OK(vectors_bytes(&bytes, vector, "seed") && bytes.len == VS_SEED_LEN &&
           vs_secret_copy(&seed, bytes.p, bytes.len, NULL) == VS_OK &&
           vs_device_init(&device, &seed, NULL) == VS_OK,
       "%s: a device from its seed", name);
    OK(vectors_bytes(&bytes, vector, "key") && memcmp(device.signer.public_key.b, bytes.p, 32) == 0,
       "%s: its public key", name);
    OK(vectors_bytes(&payload, vector, "payload") && vectors_bytes(&armor, vector, "armor"),
       "%s: values", name);
    OK(vs_sshsig_sign(&out, &device.signer, vs_buf_str(&payload), NULL) == VS_OK &&
           vs_str_eq(vs_buf_str(&out), vs_buf_str(&armor)),
       "%s: signs to these bytes", name);
    OK(vs_sshsig_verify(vs_buf_str(&armor), &device.signer.public_key, vs_buf_str(&payload),
                        NULL) == VS_OK,
       "%s: verifies", name);
    vs_buf_add_byte(&armor, '\n');
    OK(vs_sshsig_verify(vs_buf_str(&armor), &device.signer.public_key, vs_buf_str(&payload),
                        NULL) == VS_OK,
       "%s: with a line feed too", name);
    vs_buf_clear(&out);
    vs_sshsig_allowed_signer(&out, &device.origin, &device.signer.public_key);
    OK(vectors_bytes(&bytes, vector, "allowed_signers") &&
           vs_str_eq(vs_buf_str(&bytes), vs_buf_str(&out)),
       "%s: allowed signer", name);
    vs_device_release(&device);
    vs_secret_release(&seed);
    vs_buf_release(&bytes);
    vs_buf_release(&payload);
    vs_buf_release(&armor);
    vs_buf_release(&out);
}

int
main(void)
{
    struct vs_json *file = vectors_load("sshsig");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_buf payload, armor;

    OK(sodium_init() >= 0, "libsodium starts");
    for (size_t i = 0; i < vs_json_size(positive); i++) {
        check(vs_json_at(positive, i));
    }
    vs_buf_init(&payload, 1 << 16);
    vs_buf_init(&armor, 1 << 16);
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);
        struct vs_hash key;

        OK(vectors_bytes(&payload, vector, "payload") && vectors_bytes(&armor, vector, "armor") &&
               vs_unhex(key.b, 32, vs_json_get_str(vector, "key")),
           "%s", vectors_text(vector, "name"));
        IS_TEXT(
            vs_code_name(vs_sshsig_verify(vs_buf_str(&armor), &key, vs_buf_str(&payload), NULL)),
            vectors_text(vector, "reason"), "is refused");
    }
    OK(vs_json_size(positive) >= 2 && vs_json_size(negative) >= 8, "there are vectors");
    vs_buf_release(&payload);
    vs_buf_release(&armor);
    vs_json_free(file);
    return tap_done();
}
