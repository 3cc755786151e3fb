#include "core/vault/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "core/vault/file.h"

/* Offsets in ledger.key (schemas/VAULT.md). */
enum {
    AT_VERSION = 8,
    AT_COUNT = 9,
    AT_SLOT_SIZE = 10,
    AT_ID = 16,
    AT_COMMITMENT = 32,
    AT_SLOTS = 64,
    SLOT_SIZE = 128,
    AT_MAC = AT_SLOTS + VS_KEY_SLOTS * SLOT_SIZE,
    HASH_BYTES = 32
};

/* Offsets in a slot. */
enum {
    SLOT_KIND = 0,
    SLOT_PASSES = 4,
    SLOT_MEMORY = 8,
    SLOT_SALT = 16,
    SLOT_NONCE = 32,
    SLOT_WRAPPED = 56,
    SLOT_REST = 104,
    SALT_BYTES = 16,
    NONCE_BYTES = 24,
    WRAPPED_BYTES = VS_DEK_BYTES + 16
};

_Static_assert(AT_MAC + HASH_BYTES == VS_KEY_BYTES, "size of ledger.key");
_Static_assert(SALT_BYTES == crypto_pwhash_SALTBYTES, "salt of Argon2id");

static const char magic[8] = {'v', 's', '1', 'v', 'a', 'u', 'l', 't'};
static const uint8_t zeros[SLOT_SIZE];

#define LABEL_BYTES 16
static const char label_commitment[LABEL_BYTES] = "vs1 commitment";
static const char label_mac[LABEL_BYTES] = "vs1 key mac";
static const char label_file[LABEL_BYTES] = "vs1 key file";
static const char label_recovery[LABEL_BYTES] = "vs1 recovery";

/* What a slot may ask of Argon2id: from libsodium's "interactive" to its "sensitive". */
#define PASSES_MIN         2u
#define PASSES_MAX         4u
#define MEMORY_MIN         67108864u
#define MEMORY_MAX         1073741824u
#define PASSES_MODERATE    3u
#define MEMORY_MODERATE    268435456u
#define PASSES_INTERACTIVE PASSES_MIN
#define MEMORY_INTERACTIVE MEMORY_MIN

/* BLAKE2b-256 of label and bytes, under a key. */
static void
keyed_hash(uint8_t out[HASH_BYTES], const uint8_t *key, size_t key_len,
           const char label[LABEL_BYTES], const void *bytes, size_t len)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, key, key_len, HASH_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)label, LABEL_BYTES);
    crypto_generichash_update(&state, bytes, len);
    crypto_generichash_final(&state, out, HASH_BYTES);
    vs_wipe(&state, sizeof(state));
}

static uint8_t *
slot_at(struct vs_keyfile *key, unsigned index)
{
    return key->bytes + AT_SLOTS + (size_t)index * SLOT_SIZE;
}

static const uint8_t *
slot_of(const struct vs_keyfile *key, unsigned index)
{
    return key->bytes + AT_SLOTS + (size_t)index * SLOT_SIZE;
}

static void
set_mac(struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES])
{
    keyed_hash(key->bytes + AT_MAC, dek, VS_DEK_BYTES, label_mac, key->bytes, AT_MAC);
}

bool
vs_keyfile_authentic(const struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES])
{
    uint8_t mac[HASH_BYTES];

    keyed_hash(mac, dek, VS_DEK_BYTES, label_mac, key->bytes, AT_MAC);
    return vs_same(mac, key->bytes + AT_MAC, sizeof(mac));
}

void
vs_keyfile_init(struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES], const struct vs_env *env)
{
    memset(key, 0, sizeof(*key));
    memcpy(key->bytes, magic, sizeof(magic));
    key->bytes[AT_VERSION] = 1;
    key->bytes[AT_COUNT] = VS_KEY_SLOTS;
    vs_put_u16(key->bytes + AT_SLOT_SIZE, SLOT_SIZE);
    env->random(env->payload, key->bytes + AT_ID, VS_FILE_ID_BYTES);
    keyed_hash(key->bytes + AT_COMMITMENT, dek, VS_DEK_BYTES, label_commitment, key->bytes + AT_ID,
               VS_FILE_ID_BYTES);
    set_mac(key, dek);
}

const uint8_t *
vs_keyfile_id(const struct vs_keyfile *key)
{
    return key->bytes + AT_ID;
}

static enum vs_code
bad(struct vs_err *err, const char *why)
{
    return vs_fail(err, VS_E_KEY_FILE, "ledger.key", "%s", why);
}

static const char *
check_slot(const uint8_t *slot)
{
    uint32_t passes = vs_get_u32(slot + SLOT_PASSES);
    uint64_t memory = vs_get_u64(slot + SLOT_MEMORY);

    if (slot[SLOT_KIND] == VS_KEY_NONE) {
        return memcmp(slot, zeros, SLOT_SIZE) == 0 ? NULL : "an empty slot is not empty";
    }
    if (memcmp(slot + 1, zeros, 3) != 0 ||
        memcmp(slot + SLOT_REST, zeros, SLOT_SIZE - SLOT_REST) != 0) {
        return "reserved bytes of a slot are set";
    }
    switch (slot[SLOT_KIND]) {
    case VS_KEY_PASSPHRASE:
        if (passes < PASSES_MIN || passes > PASSES_MAX || memory < MEMORY_MIN ||
            memory > MEMORY_MAX) {
            return "a slot asks for a cost out of bounds";
        }
        return NULL;
    case VS_KEY_FILE:
    case VS_KEY_RECOVERY:
        return passes == 0 && memory == 0 ? NULL : "a slot without passphrase has a cost";
    default:
        return "a slot of a kind that this version does not know";
    }
}

enum vs_code
vs_keyfile_parse(struct vs_keyfile *out, const void *bytes, size_t len, struct vs_err *err)
{
    const uint8_t *at = bytes;
    unsigned i;

    if (len != VS_KEY_BYTES) {
        return bad(err, "has not the size of a key file");
    }
    if (memcmp(at, magic, sizeof(magic)) != 0) {
        return bad(err, "is not a key file");
    }
    if (at[AT_VERSION] != 1) {
        return bad(err, "has a version that this program does not know");
    }
    if (at[AT_COUNT] != VS_KEY_SLOTS || vs_get_u16(at + AT_SLOT_SIZE) != SLOT_SIZE ||
        memcmp(at + AT_SLOT_SIZE + 2, zeros, AT_ID - AT_SLOT_SIZE - 2) != 0) {
        return bad(err, "has a damaged header");
    }
    for (i = 0; i < VS_KEY_SLOTS; i++) {
        const char *why = check_slot(at + AT_SLOTS + (size_t)i * SLOT_SIZE);

        if (why) {
            return bad(err, why);
        }
    }
    memcpy(out->bytes, bytes, VS_KEY_BYTES);
    return VS_OK;
}

void
vs_keyfile_slots(struct vs_key_slot_info out[VS_KEY_SLOTS], const struct vs_keyfile *key)
{
    unsigned i;

    for (i = 0; i < VS_KEY_SLOTS; i++) {
        const uint8_t *slot = slot_of(key, i);

        out[i].kind = (enum vs_key_kind)slot[SLOT_KIND];
        out[i].passes = vs_get_u32(slot + SLOT_PASSES);
        out[i].memory_bytes = vs_get_u64(slot + SLOT_MEMORY);
    }
}

/* What a source holds, once for all slots: the passphrase's bytes, or a key of full strength. */
struct secret_input {
    struct vs_secret secret;
    enum vs_key_kind kind;
};

static enum vs_code
read_source(struct secret_input *input, const struct vs_key_source *source, struct vs_err *err)
{
    char path[4096];
    uint8_t code_bytes[VS_RECOVERY_BYTES];
    enum vs_code code = VS_E_INVALID;

    memset(input, 0, sizeof(*input));
    input->kind = source->kind;
    switch (source->kind) {
    case VS_KEY_PASSPHRASE:
        if (source->value.len == 0 || source->value.len > VS_PASSPHRASE_MAX) {
            return vs_fail(err, VS_E_INVALID, "passphrase", "has to have 1 to %d bytes",
                           VS_PASSPHRASE_MAX);
        }
        return vs_secret_copy(&input->secret, source->value.p, source->value.len, err);
    case VS_KEY_FILE:
        if (source->value.len == 0 || source->value.len >= sizeof(path) ||
            memchr(source->value.p, 0, source->value.len)) {
            return vs_fail(err, VS_E_INVALID, "key file", "is not the path of a file");
        }
        memcpy(path, source->value.p, source->value.len);
        path[source->value.len] = 0;
        return vs_key_file_read(&input->secret, path, err);
    case VS_KEY_RECOVERY:
        code = vs_recovery_parse(code_bytes, source->value, err);
        if (code == VS_OK) {
            code = vs_secret_copy(&input->secret, code_bytes, sizeof(code_bytes), err);
        }
        vs_wipe(code_bytes, sizeof(code_bytes));
        return code;
    case VS_KEY_NONE:
        break;
    }
    return vs_fail(err, VS_E_INVALID, "key", "no passphrase, key file or recovery code");
}

/* The key that wraps the data key in a slot whose kind, cost and salt are set. */
static enum vs_code
wrapping_key(uint8_t out[HASH_BYTES], const struct secret_input *input, const uint8_t *slot,
             struct vs_err *err)
{
    if (input->kind == VS_KEY_PASSPHRASE) {
        /* Fails only for want of memory: the bounds were checked. */
        if (crypto_pwhash(out, HASH_BYTES, (const char *)input->secret.p, input->secret.len,
                          slot + SLOT_SALT, vs_get_u32(slot + SLOT_PASSES),
                          (size_t)vs_get_u64(slot + SLOT_MEMORY),
                          crypto_pwhash_ALG_ARGON2ID13) != 0) {
            return vs_fail(err, VS_E_NO_MEMORY, "ledger.key", "Argon2id needs %llu MiB",
                           (unsigned long long)(vs_get_u64(slot + SLOT_MEMORY) >> 20));
        }
        return VS_OK;
    }
    keyed_hash(out, input->secret.p, input->secret.len,
               input->kind == VS_KEY_FILE ? label_file : label_recovery, slot + SLOT_SALT,
               SALT_BYTES);
    return VS_OK;
}

/* Associated data of the wrap: the header with id and commitment, the slot's number and settings.
 */
static void
slot_ad(uint8_t out[AT_SLOTS + 1 + SLOT_NONCE], const struct vs_keyfile *key, unsigned index)
{
    memcpy(out, key->bytes, AT_SLOTS);
    out[AT_SLOTS] = (uint8_t)index;
    memcpy(out + AT_SLOTS + 1, slot_of(key, index), SLOT_NONCE);
}

static bool
commits_to(const struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES])
{
    uint8_t hash[HASH_BYTES];

    keyed_hash(hash, dek, VS_DEK_BYTES, label_commitment, key->bytes + AT_ID, VS_FILE_ID_BYTES);
    return vs_same(hash, key->bytes + AT_COMMITMENT, sizeof(hash));
}

/* Tries one slot; VS_E_WRONG_KEY when it does not open. */
static enum vs_code
try_slot(uint8_t dek[VS_DEK_BYTES], const struct vs_keyfile *key, unsigned index,
         const struct secret_input *input, struct vs_err *err)
{
    const uint8_t *slot = slot_of(key, index);
    uint8_t wrap[HASH_BYTES], ad[AT_SLOTS + 1 + SLOT_NONCE];
    enum vs_code code = wrapping_key(wrap, input, slot, err);

    if (code == VS_OK) {
        slot_ad(ad, key, index);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(dek, NULL, NULL, slot + SLOT_WRAPPED,
                                                       WRAPPED_BYTES, ad, sizeof(ad),
                                                       slot + SLOT_NONCE, wrap) != 0) {
            code = vs_fail(err, VS_E_WRONG_KEY, "ledger.key", "does not open with this %s",
                           input->kind == VS_KEY_PASSPHRASE ? "passphrase"
                           : input->kind == VS_KEY_FILE     ? "key file"
                                                            : "recovery code");
        } else if (!commits_to(key, dek)) {
            code = bad(err, "a slot opens to a key that the header does not commit to");
        } else if (!vs_keyfile_authentic(key, dek)) {
            code = bad(err, "was changed by something that does not have its key");
        }
    }
    vs_wipe(wrap, sizeof(wrap));
    return code;
}

enum vs_code
vs_keyfile_unlock(struct vs_secret *dek, const struct vs_keyfile *key,
                  const struct vs_key_source *source, struct vs_err *err)
{
    struct secret_input input;
    enum vs_code code = read_source(&input, source, err);
    bool any = false;
    unsigned i;

    if (code != VS_OK) {
        return code;
    }
    code = vs_secret_init(dek, VS_DEK_BYTES, err);
    if (code != VS_OK) {
        goto out;
    }
    code = VS_E_WRONG_KEY;
    for (i = 0; i < VS_KEY_SLOTS && code == VS_E_WRONG_KEY; i++) {
        if (slot_of(key, i)[SLOT_KIND] == input.kind) {
            any = true;
            code = try_slot(dek->p, key, i, &input, err);
        }
    }
    if (!any) {
        code = vs_fail(err, VS_E_WRONG_KEY, "ledger.key", "has no slot for a %s",
                       input.kind == VS_KEY_PASSPHRASE ? "passphrase"
                       : input.kind == VS_KEY_FILE     ? "key file"
                                                       : "recovery code");
    }
out:
    if (code != VS_OK) {
        vs_secret_release(dek);
    }
    vs_secret_release(&input.secret);
    return code;
}

static enum vs_code
find_empty(unsigned *index, const struct vs_keyfile *key, struct vs_err *err)
{
    unsigned i;

    for (i = 0; i < VS_KEY_SLOTS; i++) {
        if (slot_of(key, i)[SLOT_KIND] == VS_KEY_NONE) {
            *index = i;
            return VS_OK;
        }
    }
    return vs_fail(err, VS_E_TOO_LARGE, "ledger.key", "all %d slots are taken", VS_KEY_SLOTS);
}

enum vs_code
vs_keyfile_set_slot(struct vs_keyfile *key, unsigned index, const uint8_t dek[VS_DEK_BYTES],
                    const struct vs_key_source *source, enum vs_key_cost cost,
                    const struct vs_env *env, struct vs_err *err)
{
    struct vs_keyfile changed = *key;
    struct secret_input input;
    uint8_t wrap[HASH_BYTES], ad[AT_SLOTS + 1 + SLOT_NONCE];
    uint8_t *slot;
    enum vs_code code;

    if (index == VS_KEY_SLOTS) {
        code = find_empty(&index, key, err);
        if (code != VS_OK) {
            return code;
        }
    }
    if (index > VS_KEY_SLOTS) {
        return vs_fail(err, VS_E_NOT_FOUND, "ledger.key", "has no slot %u", index);
    }
    code = read_source(&input, source, err);
    if (code != VS_OK) {
        return code;
    }
    slot = slot_at(&changed, index);
    memset(slot, 0, SLOT_SIZE);
    slot[SLOT_KIND] = (uint8_t)source->kind;
    if (source->kind == VS_KEY_PASSPHRASE) {
        bool low = cost == VS_KEY_COST_INTERACTIVE;

        vs_put_u32(slot + SLOT_PASSES, low ? PASSES_INTERACTIVE : PASSES_MODERATE);
        vs_put_u64(slot + SLOT_MEMORY, low ? MEMORY_INTERACTIVE : MEMORY_MODERATE);
    }
    env->random(env->payload, slot + SLOT_SALT, SALT_BYTES);
    env->random(env->payload, slot + SLOT_NONCE, NONCE_BYTES);
    code = wrapping_key(wrap, &input, slot, err);
    if (code == VS_OK) {
        slot_ad(ad, &changed, index);
        crypto_aead_xchacha20poly1305_ietf_encrypt(slot + SLOT_WRAPPED, NULL, dek, VS_DEK_BYTES, ad,
                                                   sizeof(ad), NULL, slot + SLOT_NONCE, wrap);
        set_mac(&changed, dek);
        *key = changed;
    }
    vs_wipe(wrap, sizeof(wrap));
    vs_secret_release(&input.secret);
    return code;
}

enum vs_code
vs_keyfile_clear_slot(struct vs_keyfile *key, unsigned index, const uint8_t dek[VS_DEK_BYTES],
                      struct vs_err *err)
{
    unsigned i, used = 0;

    for (i = 0; i < VS_KEY_SLOTS; i++) {
        used += slot_of(key, i)[SLOT_KIND] != VS_KEY_NONE;
    }
    if (index >= VS_KEY_SLOTS || slot_of(key, index)[SLOT_KIND] == VS_KEY_NONE) {
        return vs_fail(err, VS_E_NOT_FOUND, "ledger.key", "has nothing in slot %u", index);
    }
    if (used == 1) {
        return vs_fail(err, VS_E_INVALID, "ledger.key", "the last slot cannot be removed");
    }
    memset(slot_at(key, index), 0, SLOT_SIZE);
    set_mac(key, dek);
    return VS_OK;
}

enum vs_code
vs_keyfile_change(struct vs_keyfile *key, unsigned *removed, const uint8_t dek[VS_DEK_BYTES],
                  const struct vs_key_source *source, unsigned gone, enum vs_key_cost cost,
                  const struct vs_env *env, struct vs_err *err)
{
    struct vs_keyfile changed = *key;
    unsigned in_place = VS_KEY_SLOTS;
    enum vs_code code = VS_OK;

    *removed = 0;
    for (unsigned i = VS_KEY_SLOTS; i-- > 0;) {
        if (slot_of(key, i)[SLOT_KIND] != VS_KEY_NONE && gone >> slot_of(key, i)[SLOT_KIND] & 1) {
            in_place = i;
        }
    }
    code = vs_keyfile_set_slot(&changed, in_place, dek, source, cost, env, err);
    for (unsigned i = 0; i < VS_KEY_SLOTS && code == VS_OK; i++) {
        if (slot_of(key, i)[SLOT_KIND] != VS_KEY_NONE && gone >> slot_of(key, i)[SLOT_KIND] & 1) {
            code = i == in_place ? VS_OK : vs_keyfile_clear_slot(&changed, i, dek, err);
            (*removed)++;
        }
    }
    if (code == VS_OK) {
        *key = changed;
    }
    return code;
}

enum vs_code
vs_key_file_make(const char *path, const struct vs_env *env, struct vs_err *err)
{
    uint8_t bytes[VS_DEK_BYTES];
    enum vs_code code;

    env->random(env->payload, bytes, sizeof(bytes));
    code = vs_file_create(path, bytes, sizeof(bytes), err);
    vs_wipe(bytes, sizeof(bytes));
    return code;
}

/* Why an open file is not fit to be a key file; NULL if it is. */
static const char *
check_key_file(const struct stat *stat)
{
    if (!S_ISREG(stat->st_mode)) {
        return "is not a regular file";
    }
    if ((stat->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return "can be read by others; its mode has to be 0600";
    }
    if (stat->st_uid != geteuid() && stat->st_uid != 0) {
        return "belongs to another user";
    }
    return stat->st_size == VS_DEK_BYTES ? NULL : "has not the 32 bytes of a key file";
}

enum vs_code
vs_key_file_read(struct vs_secret *out, const char *path, struct vs_err *err)
{
    struct stat stat;
    const char *why;
    enum vs_code code = VS_OK;
    ssize_t got;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0) {
        return errno == ENOENT ? vs_fail(err, VS_E_KEY_FILE, path, "is not there")
                               : vs_fail_errno(err, errno, path, "could not open the key file");
    }
    if (fstat(fd, &stat) != 0) {
        code = vs_fail_errno(err, errno, path, "could not examine the key file");
        goto out;
    }
    why = check_key_file(&stat);
    if (why) {
        code = vs_fail(err, VS_E_KEY_FILE, path, "%s", why);
        goto out;
    }
    code = vs_secret_init(out, VS_DEK_BYTES, err);
    if (code != VS_OK) {
        goto out;
    }
    do {
        got = read(fd, out->p, VS_DEK_BYTES);
    } while (got < 0 && errno == EINTR);
    if (got != VS_DEK_BYTES) {
        code = got < 0 ? vs_fail_errno(err, errno, path, "could not read the key file")
                       : vs_fail(err, VS_E_KEY_FILE, path, "has not the 32 bytes of a key file");
        vs_secret_release(out);
    }
out:
    close(fd);
    return code;
}
