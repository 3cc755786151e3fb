/* ledger.key: slots open for what made them and nothing else; a changed byte is noticed; costs are
 * bounded before they are paid. */
#include "core/vault/keyfile.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "core/base/mem.h"
#include "tests/tap.h"

static uint64_t drawn;

static void
draw(void *payload, void *out, size_t len)
{
    unsigned char seed[32] = "key file";

    (void)payload;
    memcpy(seed + 16, &drawn, sizeof(drawn));
    drawn++;
    randombytes_buf_deterministic(out, len, seed);
}

static const struct vs_env env = {NULL, draw, NULL};
static uint8_t dek[VS_DEK_BYTES];
static struct vs_keyfile key;

static struct vs_key_source
passphrase(const char *text)
{
    return (struct vs_key_source){VS_KEY_PASSPHRASE, vs_str(text)};
}

static struct vs_key_source
code(const char *text)
{
    return (struct vs_key_source){VS_KEY_RECOVERY, vs_str(text)};
}

static enum vs_code
unlock(const struct vs_keyfile *from, struct vs_key_source source, struct vs_err *err)
{
    struct vs_secret got = {NULL, 0};
    enum vs_code result = vs_keyfile_unlock(&got, from, &source, err);

    if (result == VS_OK && memcmp(got.p, dek, sizeof(dek)) != 0) {
        result = VS_E_INTERNAL;
    }
    vs_secret_release(&got);
    return result;
}

static void
test_passphrase(void)
{
    struct vs_key_source right = passphrase("correct horse"), wrong = passphrase("wrong horse");
    struct vs_key_slot_info slots[VS_KEY_SLOTS];
    struct vs_keyfile hostile;
    struct vs_err err;

    IS_INT(
        vs_keyfile_set_slot(&key, VS_KEY_SLOTS, dek, &right, VS_KEY_COST_INTERACTIVE, &env, &err),
        VS_OK, "a passphrase gets a slot");
    IS_INT(unlock(&key, right, &err), VS_OK, "it opens");
    IS_INT(unlock(&key, wrong, &err), VS_E_WRONG_KEY, "another does not");
    IS_INT(unlock(&key, passphrase(""), &err), VS_E_INVALID, "none is refused");
    vs_keyfile_slots(slots, &key);
    OK(slots[0].kind == VS_KEY_PASSPHRASE && slots[0].passes == 2 &&
           slots[0].memory_bytes == 64 << 20 && slots[1].kind == VS_KEY_NONE,
       "the slot says what it costs");
    hostile = key;
    vs_put_u64(hostile.bytes + 64 + 8, 100ULL << 30);
    IS_INT(vs_keyfile_parse(&hostile, hostile.bytes, VS_KEY_BYTES, &err), VS_E_KEY_FILE,
           "100 GiB are refused without being asked for");
    vs_put_u64(hostile.bytes + 64 + 8, 1 << 20);
    IS_INT(vs_keyfile_parse(&hostile, hostile.bytes, VS_KEY_BYTES, &err), VS_E_KEY_FILE,
           "so is less than it takes to be safe");
    vs_put_u64(hostile.bytes + 64 + 8, 64 << 20);
    vs_put_u32(hostile.bytes + 64 + 4, 0xffffffff);
    IS_INT(vs_keyfile_parse(&hostile, hostile.bytes, VS_KEY_BYTES, &err), VS_E_KEY_FILE,
           "and passes without end");
}

static void
test_recovery(void)
{
    char text[VS_RECOVERY_TEXT_LEN + 1], typed[80];
    uint8_t bytes[VS_RECOVERY_BYTES];
    struct vs_key_source source;
    struct vs_err err;
    size_t i, at = 0;
    int wrong = 0;

    vs_recovery_make(text, &env);
    IS_INT(strlen(text), VS_RECOVERY_TEXT_LEN, "a recovery code has seven groups of five: %s",
           text);
    source = code(text);
    IS_INT(
        vs_keyfile_set_slot(&key, VS_KEY_SLOTS, dek, &source, VS_KEY_COST_INTERACTIVE, &env, &err),
        VS_OK, "it gets a slot");
    IS_INT(unlock(&key, source, &err), VS_OK, "it opens");
    for (i = 0; i < VS_RECOVERY_TEXT_LEN; i++) {
        char c = text[i];

        if (c == '-') {
            continue;
        }
        typed[at++] = c == '0' ? 'o' : c == '1' ? 'l' : (char)(c >= 'A' ? c - 'A' + 'a' : c);
        if (at % 7 == 3) {
            typed[at++] = ' ';
        }
    }
    typed[at] = 0;
    IS_INT(unlock(&key, code(typed), &err), VS_OK, "typed as \"%s\" it opens too", typed);
    for (i = 0; i < VS_RECOVERY_TEXT_LEN; i++) {
        snprintf(typed, sizeof(typed), "%s", text);
        if (text[i] != '-') {
            typed[i] = text[i] == '7' ? '8' : '7';
            wrong += vs_recovery_parse(bytes, vs_str(typed), &err) == VS_OK;
        }
    }
    IS_INT(wrong, 0, "one wrong character is noticed, wherever it is");
    IS_INT(vs_recovery_parse(bytes, vs_str("ABCDE"), &err), VS_E_INVALID, "a part is no code");
    IS_INT(vs_recovery_parse(bytes, vs_str("U!"), &err), VS_E_INVALID, "nor are other characters");
}

/* Every byte matters: each changed one gives an error from parsing or unlocking. */
static void
test_changed_bytes(void)
{
    char text[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_keyfile changed, parsed;
    struct vs_key_source source;
    struct vs_err err;
    int unnoticed = 0, other_code = 0;
    size_t i;

    vs_recovery_make(text, &env);
    source = code(text);
    if (vs_keyfile_set_slot(&key, VS_KEY_SLOTS, dek, &source, VS_KEY_COST_INTERACTIVE, &env,
                            &err) != VS_OK) {
        exit(1);
    }
    for (i = 0; i < VS_KEY_BYTES; i++) {
        enum vs_code result;

        changed = key;
        changed.bytes[i] ^= (uint8_t)(1u << i % 8);
        result = vs_keyfile_parse(&parsed, changed.bytes, VS_KEY_BYTES, &err);
        if (result == VS_OK) {
            result = unlock(&parsed, source, &err);
        }
        unnoticed += result == VS_OK;
        other_code += result != VS_OK && result != VS_E_KEY_FILE && result != VS_E_WRONG_KEY;
    }
    IS_INT(unnoticed, 0, "no byte of ledger.key can be changed unnoticed");
    IS_INT(other_code, 0, "and it is always the key file or the key that is wrong");
    for (i = 0; i < VS_KEY_BYTES; i++) {
        if (vs_keyfile_parse(&parsed, key.bytes, i, &err) == VS_OK) {
            break;
        }
    }
    IS_INT(i, VS_KEY_BYTES, "no part of it is a key file");
}

static void
test_slots(void)
{
    struct vs_keyfile many;
    struct vs_key_slot_info slots[VS_KEY_SLOTS];
    char text[VS_KEY_SLOTS][VS_RECOVERY_TEXT_LEN + 1];
    struct vs_key_source source;
    struct vs_err err;
    unsigned i, bad = 0;

    vs_keyfile_init(&many, dek, &env);
    for (i = 0; i < VS_KEY_SLOTS; i++) {
        vs_recovery_make(text[i], &env);
        source = code(text[i]);
        bad += vs_keyfile_set_slot(&many, VS_KEY_SLOTS, dek, &source, VS_KEY_COST_INTERACTIVE, &env,
                                   &err) != VS_OK;
    }
    IS_INT(bad, 0, "eight slots can be filled");
    IS_INT(
        vs_keyfile_set_slot(&many, VS_KEY_SLOTS, dek, &source, VS_KEY_COST_INTERACTIVE, &env, &err),
        VS_E_TOO_LARGE, "a ninth not");
    for (i = 0; i < VS_KEY_SLOTS; i++) {
        bad += unlock(&many, code(text[i]), &err) != VS_OK;
    }
    IS_INT(bad, 0, "each of them opens");
    for (i = 0; i < VS_KEY_SLOTS - 1; i++) {
        bad += vs_keyfile_clear_slot(&many, i, dek, &err) != VS_OK;
        bad += unlock(&many, code(text[i]), &err) != VS_E_WRONG_KEY;
        bad += unlock(&many, code(text[i + 1]), &err) != VS_OK;
    }
    IS_INT(bad, 0, "a removed one does not, the others go on to");
    IS_INT(vs_keyfile_clear_slot(&many, 0, dek, &err), VS_E_NOT_FOUND, "nothing is removed twice");
    IS_INT(vs_keyfile_clear_slot(&many, VS_KEY_SLOTS - 1, dek, &err), VS_E_INVALID,
           "and the last one stays");
    vs_keyfile_slots(slots, &many);
    OK(slots[0].kind == VS_KEY_NONE && slots[7].kind == VS_KEY_RECOVERY, "as the list says");
}

/* A slot of one ledger in the file of another. */
static void
test_mixed(void)
{
    struct vs_keyfile other;
    struct vs_key_source source;
    char text[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_err err;

    vs_recovery_make(text, &env);
    source = code(text);
    vs_keyfile_init(&other, dek, &env);
    if (vs_keyfile_set_slot(&other, 3, dek, &source, VS_KEY_COST_INTERACTIVE, &env, &err) !=
        VS_OK) {
        exit(1);
    }
    IS_INT(unlock(&other, source, &err), VS_OK, "a slot opens in its file");
    memcpy(other.bytes + 64 + 128 * 4, other.bytes + 64 + 128 * 3, 128);
    memset(other.bytes + 64 + 128 * 3, 0, 128);
    IS_INT(unlock(&other, source, &err), VS_E_WRONG_KEY, "not in another place");
}

static void
test_key_files(void)
{
    char folder[] = "/tmp/vs-keyfile.XXXXXX", path[64];
    struct vs_key_source source;
    struct vs_secret secret = {NULL, 0};
    struct vs_err err;
    struct stat stat_of;

    if (!mkdtemp(folder)) {
        exit(1);
    }
    snprintf(path, sizeof(path), "%s/key", folder);
    source = (struct vs_key_source){VS_KEY_FILE, vs_str(path)};
    IS_INT(unlock(&key, source, &err), VS_E_KEY_FILE, "a key file that is not there is named");
    IS_TEXT(err.subject, path, "by its path");
    IS_INT(vs_key_file_make(path, &env, &err), VS_OK, "it is made");
    OK(stat(path, &stat_of) == 0 && (stat_of.st_mode & 07777) == 0600 && stat_of.st_size == 32,
       "with 32 bytes and mode 0600");
    IS_INT(vs_key_file_make(path, &env, &err), VS_E_EXISTS, "and never overwritten");
    IS_INT(unlock(&key, source, &err), VS_E_WRONG_KEY, "without a slot it opens nothing");
    IS_INT(vs_keyfile_set_slot(&key, VS_KEY_SLOTS, dek, &source, VS_KEY_COST_MODERATE, &env, &err),
           VS_OK, "it gets a slot");
    IS_INT(unlock(&key, source, &err), VS_OK, "and opens");
    chmod(path, 0640);
    IS_INT(unlock(&key, source, &err), VS_E_KEY_FILE, "not when the group may read it");
    chmod(path, 0400);
    IS_INT(unlock(&key, source, &err), VS_OK, "but when nobody may write it");
    chmod(path, 0600);
    if (truncate(path, 31) != 0) {
        exit(1);
    }
    IS_INT(unlock(&key, source, &err), VS_E_KEY_FILE, "31 bytes are no key file");
    IS_INT(vs_key_file_read(&secret, folder, &err), VS_E_KEY_FILE, "nor is a folder");
    IS_INT(vs_key_file_read(&secret, "/dev/null", &err), VS_E_KEY_FILE, "nor a device");
    unlink(path);
    rmdir(folder);
}

int
main(void)
{
    struct vs_err err;

    if (vs_process_harden(&err) != VS_OK) {
        return 1;
    }
    draw(NULL, dek, sizeof(dek));
    vs_keyfile_init(&key, dek, &env);
    test_passphrase();
    test_recovery();
    test_slots();
    test_mixed();
    test_key_files();
    /* Without the passphrase's slot, whose every try is slow. */
    vs_keyfile_init(&key, dek, &env);
    test_changed_bytes();
    return tap_done();
}
