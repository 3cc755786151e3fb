/*
 * Any bytes as ledger.key and as a typed recovery code. What parses has slots within bounds; what
 * opens under the one code that the corpus was made with gives the one key that it was made for,
 * and is authentic under it. Passphrases are left out: every try would cost Argon2id.
 */
#include <string.h>

#include "core/vault/keyfile.h"
#include "tests/fuzz/fuzz.h"

/* The code of schemas/vectors/vault-1, whose ledger.key is in the corpus. */
#define CODE "WGBE1-KB7CP-Z951G-81CHK-3CWEW-KR4YB-1QGVW"

static const uint8_t dek[VS_DEK_BYTES] = {
    0x1c, 0xfd, 0x9e, 0x4f, 0xe3, 0x6b, 0x51, 0x56, 0xc9, 0x0e, 0xa3, 0xfd, 0x72, 0xf7, 0xe9, 0x1f,
    0x00, 0xae, 0x8e, 0xee, 0x6e, 0x6d, 0x42, 0x88, 0x18, 0xe0, 0x32, 0x27, 0x52, 0x4e, 0x6a, 0xa6};

static void
give(void *payload, void *out, size_t len)
{
    memcpy(out, payload, len);
}

static void
check_code(const uint8_t *data, size_t size)
{
    char text[VS_RECOVERY_TEXT_LEN + 1];
    uint8_t bytes[VS_RECOVERY_BYTES], again[VS_RECOVERY_BYTES];
    struct vs_env env = {NULL, give, bytes};

    if (vs_recovery_parse(bytes, (struct vs_str){(const char *)data, size}, NULL) == VS_OK) {
        vs_recovery_make(text, &env);
        FUZZ_CHECK(vs_recovery_parse(again, vs_str(text), NULL) == VS_OK);
        FUZZ_CHECK(memcmp(bytes, again, sizeof(bytes)) == 0);
    }
}

static void
check_slots(const struct vs_keyfile *key)
{
    struct vs_key_slot_info slots[VS_KEY_SLOTS];
    int i;

    vs_keyfile_slots(slots, key);
    for (i = 0; i < VS_KEY_SLOTS; i++) {
        if (slots[i].kind == VS_KEY_PASSPHRASE) {
            FUZZ_CHECK(slots[i].passes >= 2 && slots[i].passes <= 4);
            FUZZ_CHECK(slots[i].memory_bytes >= 64u << 20 && slots[i].memory_bytes <= 1u << 30);
        } else {
            FUZZ_CHECK(slots[i].passes == 0 && slots[i].memory_bytes == 0);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_key_source source = {VS_KEY_RECOVERY, VS_STR(CODE)};
    struct vs_secret got = {NULL, 0};
    struct vs_keyfile key;

    FUZZ_CHECK(vs_process_harden(NULL) == VS_OK);
    check_code(data, size);
    if (vs_keyfile_parse(&key, data, size, NULL) != VS_OK) {
        return 0;
    }
    FUZZ_CHECK(size == VS_KEY_BYTES && memcmp(key.bytes, data, size) == 0);
    check_slots(&key);
    if (vs_keyfile_unlock(&got, &key, &source, NULL) == VS_OK) {
        FUZZ_CHECK(got.len == VS_DEK_BYTES && memcmp(got.p, dek, sizeof(dek)) == 0);
        FUZZ_CHECK(vs_keyfile_authentic(&key, dek));
        vs_secret_release(&got);
    }
    return 0;
}
